"""Builds that read in several processes: the same outcome as in one, nothing left behind when they end early."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from budgetkg.build import Report, build
from budgetkg.cli import run
from budgetkg.documents import Documents
from budgetkg.home import Home
from budgetkg.inputs import collect
from ingest.readers import text
from tests.ingest import pdf_maker

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "data" / "samples"
BUDGETKG = Path(sys.executable).with_name("budgetkg")
SOME = [SAMPLES / "hongqi-2022.txt", SAMPLES / "rugao-2024.txt"]
PATIENCE = 120.0
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see what runs and works")


def until(said: Callable[[], object], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def large(path: Path) -> Path:
    """A file that takes minutes to read: nobody waits for that."""
    path.write_bytes((SAMPLES / "jiaozuo-2020.txt").read_bytes() * 150)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(report: Report) -> list[object]:
    return [
        [reading.name for reading in report.read],
        [reading.name for reading in report.reused],
        [(type(one.error), one.path, one.error.code, one.error.message, one.error.hint, one.error.place) for one in report.failures],
        report.duplicates,
        report.stale,
        report.found,
        report.manifest,
    ]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two samples, one of them as PDF too, copies, an archive, and files that cannot be read, one of them twice."""
    folder = tmp_path_factory.mktemp("given")
    for path in SOME:
        shutil.copy(path, folder)
    shutil.copy(SAMPLES / "rugao-2024.txt", folder / "a copy.txt")
    (folder / "rugao.pdf").write_bytes(pdf_maker.pdf(text.read((SAMPLES / "rugao-2024.txt").read_bytes())))
    for name in ("b empty.txt", "z empty.txt"):
        (folder / name).write_bytes(b"")
    (folder / "novel.txt").write_text("很久以前，有一座山，山里有一座庙。\n" * 50, "utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        archive.write(SAMPLES / "hongqi-2022.txt", "局/预算.txt")
        archive.writestr("局/表.xlsx", b"PK\x03\x04 no such thing")
    return folder


class Built(NamedTuple):
    files: tuple[Path, ...]
    homes: dict[int, Home]
    reports: dict[int, Report]


@pytest.fixture(scope="module")
def built(given: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same files, read in one process and in three."""
    files = collect([given]).files
    homes = {jobs: Home(tmp_path_factory.mktemp("homes") / str(jobs)) for jobs in (1, 3)}
    return Built(files, homes, {jobs: build(files, home, jobs=jobs) for jobs, home in homes.items()})


def test_the_outcome_does_not_depend_on_how_many_processes_read(built: Built) -> None:
    one, three = built.reports.values()
    assert told(one) == told(three)
    assert len(one.read) == 3 and len(one.failures) == 5 and len(one.duplicates) == 2
    assert {failure.error.code for failure in one.failures} >= {"read.empty", "read.not-budget", "read.pdf-damaged"}
    assert contents(built.homes[1].documents) == contents(built.homes[3].documents)
    again, thrice = (build(built.files, built.homes[3], jobs=jobs) for jobs in (1, 3))
    assert told(again) == told(thrice) and len(again.reused) == 3 and not again.renewed


def test_what_rules_find_is_found_again_in_several_processes(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a change of the rules: nothing is read, and what is made of each document is made anew."""
    home = Home(Path(shutil.copytree(built.homes[1].root, tmp_path / "home")))
    before = contents(home.documents)
    for name in ("findings.json", "programmes.json", "library.json"):
        for kept in home.documents.glob(f"*/{name}"):
            kept.write_bytes(kept.read_bytes().replace(b'"key": "', b'"key": "of last year '))

    def here(*_: object) -> None:
        pytest.fail("made in the process that builds")

    monkeypatch.setattr(Documents, "_make", here)
    again = build(built.files, home, jobs=2)
    assert again.read == [] and again.found == built.reports[1].found and not again.renewed
    assert contents(home.documents) == before


def stat(process: int | str) -> list[str]:
    """What the system says of a process, from its state on."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def children() -> set[int]:
    return {child.pid for child in active_children() if child.pid}


def busy(others: set[int]) -> int | None:
    """The one of two workers that works, when the other has nothing left to do. `others` are the children that other tests left."""

    def used(process: int) -> int:
        return sum(map(int, stat(process)[11:13]))

    with suppress(OSError):
        workers = children() - others
        before = {worker: used(worker) for worker in workers}
        time.sleep(0.5)
        working = [worker for worker in workers if used(worker) > before[worker] + 5]
        return working[0] if len(workers) == 2 and len(working) == 1 else None
    return None


def session(leader: int) -> list[str]:
    """What runs in the session of a process, the children of its children too."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, _, its = stat(process.name)[:4]
            if its == str(leader) and state != "Z":
                found.append(process.name)
    return found


@needs_proc
def test_a_worker_that_is_killed_fails_only_its_file(tmp_path: Path) -> None:
    files = [large(tmp_path / "large.txt"), *SOME]
    home = Home(tmp_path / "home")

    others = children()

    def kill() -> None:
        until(lambda: len(list(home.documents.glob("[!.]*/reader.json"))) == len(SOME))
        while (worker := busy(others)) is None:
            pass
        os.kill(worker, signal.SIGKILL)

    killer = Thread(target=kill, daemon=True)
    killer.start()
    report = build(files, home, jobs=2)
    killer.join()
    (failure,) = report.failures
    assert failure.path == files[0] and failure.error.code == "read.died" and "SIGKILL" in failure.error.message
    assert failure.error.hint and failure.error.place == str(files[0])
    assert [reading.name for reading in report.read] == [path.name for path in files[1:]]
    assert report.renewed and not list(home.root.rglob("*.partial"))


def is_starting(process: str) -> bool:
    """Whether it is a worker that Python has told of signals, and that does not work yet."""
    with suppress(OSError):
        handled = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
        is_worker = b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
        return is_worker and handled is not None and bool(int(handled[1], 16) >> (signal.SIGINT - 1) & 1)
    return False


@needs_proc
@pytest.mark.parametrize(
    ("sign", "moment"), [(signal.SIGINT, "workers start"), (signal.SIGINT, "files are read"), (signal.SIGKILL, "files are read")]
)
def test_an_interrupted_build_stops_at_once_and_leaves_no_process(tmp_path: Path, sign: signal.Signals, moment: str) -> None:
    folder, home = tmp_path / "in", Home(tmp_path / "home")
    folder.mkdir()
    shutil.copy(SAMPLES / "hongqi-2022.txt", folder)
    (folder / "x.pdf").write_bytes(pdf_maker.pdf(text.read((SAMPLES / "luquan-2021.txt").read_bytes())))
    large(folder / "y.txt")
    command = [str(BUDGETKG), "build", str(folder), "--home", str(home.root), "--jobs", "2"]
    # Whoever runs the tests in the background ignores Ctrl-C, which programs that are started inherit.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heard)
    if moment == "workers start":
        until(lambda: any(map(is_starting, session(process.pid))))
    else:
        until(lambda: list(home.documents.glob("[!.]*/reader.json")))
    # Ctrl-C goes to every process of the terminal; who kills means one.
    (os.killpg if sign == signal.SIGINT else os.kill)(process.pid, sign)
    _, said = process.communicate(timeout=PATIENCE)
    until(lambda: session(process.pid) == [])
    if sign == signal.SIGINT:
        assert process.returncode == 130 and "已中断" in said
        assert "Traceback" not in said, said
    assert home.current() is None
    kept = list(home.documents.glob("[!.]*/reader.json"))
    report = build([folder / "hongqi-2022.txt", folder / "x.pdf"], home, jobs=2)
    assert len(report.reused) == len(kept) and len(report.reused) + len(report.read) == 2 and report.failures == []
    # A page whose reader ended with the rest must not be kept as one that cannot be read.
    assert [
        reading.name for reading in report.reused + report.read if b"page-crash" in Documents(home.documents).graph(reading.sha256)
    ] == []
    assert not list(home.root.rglob("*.partial"))


def test_extract_prints_the_same_in_the_same_order(given: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    printed = []
    for jobs in ("1", "3"):
        assert run(["extract", str(given), "--jobs", jobs]) == 1
        printed.append(capsysbinary.readouterr())
    assert printed[0] == printed[1]
    assert printed[0].out.count(b"\n") == 5 and b"read.empty" in printed[0].err


@needs_proc
def test_extract_stops_when_nobody_reads_on(tmp_path: Path) -> None:
    files = [*SOME, large(tmp_path / "large.txt")]
    command = [str(BUDGETKG), "extract", *map(str, files), "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    assert process.stdout is not None and process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.wait(PATIENCE) == 0
    until(lambda: session(process.pid) == [])
