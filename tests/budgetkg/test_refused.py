"""What the operating system refuses is told in Chinese, and is no wrong usage: exit status 1, and the rest goes on.

The refusals are made here: root in a container may open everything, and that must not decide what is looked at.
"""

import io
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from budgetkg.cli import run

SAMPLE = Path(__file__).parent.parent.parent / "data" / "samples" / "rugao-2024.txt"
Output = pytest.CaptureFixture[bytes]


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that nobody may read, named so that every command takes it."""
    path = Path(shutil.copy(SAMPLE, tmp_path / "secret.rq"))
    opened, access = io.open, os.access

    def open_(file: Any, *arguments: Any, **more: Any) -> Any:
        if str(file) == str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(file, *arguments, **more)

    monkeypatch.setattr(io, "open", open_)
    monkeypatch.setattr(os, "access", lambda file, *more, **named: str(file) != str(path) and access(file, *more, **named))
    return path


def told(capsys: Output) -> str:
    return capsys.readouterr().err.decode()


def test_extract_names_it_and_reads_the_rest(secret: Path, capsysbinary: Output) -> None:
    assert run(["extract", str(secret), str(SAMPLE)]) == 1
    out, err = (stream.decode() for stream in capsysbinary.readouterr())
    assert len(out.splitlines()) == 1 and "如皋市信访局" in out
    assert f"{secret}: 文件打不开：没有权限" in err and "Permission" not in err


def test_build_names_it_and_builds_the_rest(secret: Path, tmp_path: Path, capsysbinary: Output) -> None:
    assert run(["build", str(secret), str(SAMPLE), "--home", str(tmp_path / "home")]) == 1
    out, err = (stream.decode() for stream in capsysbinary.readouterr())
    assert "如皋市信访局" in out and "文件打不开：没有权限" in err and "Permission" not in err


@pytest.mark.parametrize("arguments", [["explain"], ["similar", "--batch"], ["sparql"]])
def test_every_command_says_why_it_cannot_be_opened(arguments: list[str], secret: Path, sample_home: Path, capsysbinary: Output) -> None:
    home = [] if arguments == ["explain"] else ["--home", str(sample_home)]
    assert run([*arguments, str(secret), *home]) == 1
    err = told(capsysbinary)
    assert "没有权限" in err and "read.unreadable" in err and "Permission" not in err


def test_a_path_behind_a_closed_folder_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsysbinary: Output) -> None:
    closed = tmp_path / "closed" / "a.txt"
    stat = os.stat

    def refuse(path: Any, *more: Any, **named: Any) -> Any:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, *more, **named)

    monkeypatch.setattr(os, "stat", refuse)
    assert run(["extract", str(closed), str(SAMPLE)]) == 1
    out, err = (stream.decode() for stream in capsysbinary.readouterr())
    assert len(out.splitlines()) == 1 and f"{closed}: 打不开：没有权限" in err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_a_home_where_nothing_can_be_made(capsysbinary: Output) -> None:
    assert run(["build", str(SAMPLE), "--home", "/proc/x"]) == 1
    what, where, hint = told(capsysbinary).splitlines()
    assert "目录建不起来" in what and "home.denied" in what and where.endswith("/proc/x") and "--home" in hint
    assert not re.search("No such|Permission|directory", what)


def test_a_home_inside_a_file(tmp_path: Path, capsysbinary: Output) -> None:
    (tmp_path / "file").write_text("")
    assert run(["build", str(SAMPLE), "--home", str(tmp_path / "file" / "home")]) == 1
    assert "目录建不起来：路径里有一段不是目录" in told(capsysbinary)


def test_a_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Output) -> None:
    opened = os.open

    def refuse(path: Any, *more: Any, **named: Any) -> int:
        if str(path) == str(tmp_path / "LOCK"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert run(["build", str(SAMPLE), "--home", str(tmp_path)]) == 1
    err = told(capsysbinary)
    assert "目录不能写：没有权限" in err and "home.denied" in err and "Permission" not in err


def test_a_home_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: Output) -> None:
    opened = io.open

    def refuse(file: Any, *more: Any, **named: Any) -> Any:
        if str(file) == str(tmp_path / "CURRENT"):
            raise PermissionError(13, "Permission denied", str(file))
        return opened(file, *more, **named)

    monkeypatch.setattr(io, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert run(["status", "--home", str(tmp_path)]) == 1
    assert "没有权限" in told(capsysbinary)


def test_a_batch_line_that_is_no_utf8_is_named_and_the_rest_answered(tmp_path: Path, sample_home: Path, capsysbinary: Output) -> None:
    (tmp_path / "q.jsonl").write_bytes('{"text": "满意度"}\n'.encode("gb18030") + '{"text": "满意度"}\n'.encode())
    assert run(["similar", "--batch", str(tmp_path / "q.jsonl"), "--home", str(sample_home)]) == 1
    out, err = (stream.decode() for stream in capsysbinary.readouterr())
    assert len(out.splitlines()) == 1 and "q.jsonl:1:" in err
