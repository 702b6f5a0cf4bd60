"""Standard output that is closed, full, or left by its reader: the status and the words a shell gets, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BUDGETKG = Path(sys.executable).with_name("budgetkg")
SAMPLE = Path(__file__).parent.parent.parent / "data" / "samples" / "rugao-2024.txt"


def shell(line: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash; `$0` is the command, `$1` and on are the arguments."""
    return subprocess.run(["bash", "-c", line, BUDGETKG, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_closed_standard_output_is_as_good_as_dev_null(command: str) -> None:
    ended = shell('"$0" "$1" "$2" >&-', command, str(SAMPLE))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_closed_standard_streams_all_at_once() -> None:
    assert shell('"$0" extract "$1" <&- >&- 2>&-', str(SAMPLE)).returncode == 0


def test_a_closed_standard_output_keeps_answers_of_the_graph_quiet(sample_home: Path) -> None:
    ended = shell('"$0" sparql "ASK {}" --home "$1" --format json >&-', str(sample_home))
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_full_disk_is_told_in_three_lines(command: str) -> None:
    ended = shell('"$0" "$1" "$2" > /dev/full', command, str(SAMPLE))
    assert ended.returncode == 1
    what, where, advice = ended.stderr.splitlines()
    assert what == "错误 error: 结果写不出去：磁盘已满  [output.write]"
    assert "标准输出" in where and "办法" in advice


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_told_for_answers_of_the_graph(sample_home: Path) -> None:
    for form in ("table", "csv", "json"):
        ended = shell('"$0" sparql "SELECT * { ?s a ?o } LIMIT 3" --home "$1" --format "$2" > /dev/full', str(sample_home), form)
        assert ended.returncode == 1 and "[output.write]" in ended.stderr and len(ended.stderr.splitlines()) == 3, form


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_reader_that_has_gone_ends_the_command_in_silence(command: str) -> None:
    ended = shell('{ sleep 0.1; "$0" "$1" "$2"; echo "status $?" >&2; } | true', command, str(SAMPLE))
    assert ended.stderr == "status 0\n"


def test_a_reader_that_has_gone_does_not_hide_a_file_that_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    ended = shell('{ sleep 0.1; "$0" extract "$1" "$2"; echo "status $?" >&2; } | true', str(tmp_path / "bad.txt"), str(SAMPLE))
    told, status = ended.stderr.splitlines()
    assert "read.empty" in told and status == "status 1"
