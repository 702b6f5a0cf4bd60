"""`budgetkg serve` as whoever starts it sees it: where it listens, how to sign in, and what to do where it cannot listen."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from budgetkg.cli import run
from budgetkg.commands.serve import _listening


def test_it_says_where_it_listens_and_ends_with_ctrl_c(sample_home: Path, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a-token-for-tests-only")
    command = [sys.executable, "-c", "from budgetkg.cli import main; main()", "serve", "--home", str(sample_home), "--port", "0"]
    with subprocess.Popen([*command, "--token-file", str(tmp_path / "token")], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        address = re.match(r"http://127\.0\.0\.1:[1-9]\d+", told)
        assert address is not None and "Ctrl+C" in told and "/sign-in" in process.stderr.readline()
        assert httpx.get(f"{address[0]}/health", timeout=60).json()["documents"] == 5
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0 and "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_told_with_what_to_do(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run(["serve", "--home", str(sample_home), "--port", str(taken.getsockname()[1])]) == 2
    told = capsys.readouterr().err
    assert "usage.address" in told and "--port 8001" in told


def test_what_is_written_is_sent_at_once() -> None:
    """asyncio turns Nagle's waiting off for sockets that say that they are TCP; else a kept connection waits 40 ms for every page."""
    with _listening("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
