"""The command line as a shell meets it: exit status, what goes to which stream, words that help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from budgetkg.cli import COMMANDS, describe, run
from ontology.errors import StoreError

Output = pytest.CaptureFixture[str]


def test_help_is_chinese_first_and_lists_every_command(capsys: Output) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法 Usage: budgetkg")
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert run([]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_in_two_languages(name: str, capsys: Output) -> None:
    assert run([name, "--help"]) == 0
    shown = capsys.readouterr().out
    body = shown.split("\n", 1)[1]
    assert any("\u4e00" <= character <= "\u9fff" for character in body)
    assert any(line.strip().isascii() and len(line.split()) > 3 for line in body.splitlines())
    assert "Show this message" not in shown


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["buld", "x"], "build"),
        (["build", "--hme", "x", "."], "--home"),
        (["build", "."], "--home"),
        (["extract"], "PATH..."),
        (["extract", "no/such/file.txt"], "no/such/file.txt"),
        (["sparql", "ASK {}", "--home", "no/such/home"], "budgetkg build"),
        (["sparql", "ASK {}", "--home", ".", "--format", "xlsx"], "csv"),
        (["sparql", "no-such.rq", "--home", "."], "no-such.rq"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(arguments: list[str], told: str, capsys: Output, tmp_path: Path) -> None:
    assert run([str(tmp_path) if argument == "." else argument for argument in arguments]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert told in caught.err
    assert "Traceback" not in caught.err


def test_an_error_says_what_where_and_what_to_do() -> None:
    shown = describe(StoreError("store.locked", "图库正被写入", "等它结束", "/tmp/x"))
    assert shown.splitlines() == ["错误 error: 图库正被写入  [store.locked]", "  位置 where: /tmp/x", "  办法 try:   等它结束"]


def test_a_reader_that_goes_away_is_no_error_to_talk_about() -> None:
    command = Path(sys.executable).with_name("budgetkg")
    read_end, write_end = os.pipe()
    os.close(read_end)
    ended = subprocess.run([command, "--help"], stdout=write_end, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    assert ended.stderr == ""
