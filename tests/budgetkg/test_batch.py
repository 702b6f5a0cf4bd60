"""Work in several processes: answers in order, errors whole, a worker that dies takes only what it was doing."""

import multiprocessing
import os
import signal
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from budgetkg import capacity
from budgetkg.batch import MEMORY, WORTH, outcomes, uninterrupted, usual_jobs
from budgetkg.reading import died
from ontology.errors import BudgetkgError, FormError, ReadError


def work(given: Path) -> str:
    """What the name of a file asks for."""
    asked, _, rest = given.name.partition(".")
    match asked:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "ended":
            os.kill(os.getpid(), signal.SIGTERM)
        case "left":
            os._exit(3)
        case "refused":
            error = FormError("form.key", "写错了", "改成别的", "表样:3")
            error.place = str(given)  # as readers do that learn of the file later
            raise error
        case "slow":
            time.sleep(1)
        case "full":
            raise OSError(28, "No space left on device", "/data/x")
    return f"{rest} {os.getpid()}"


def answers(names: list[str], jobs: int | None) -> list[str | BudgetkgError]:
    found: list[str | BudgetkgError] = []
    with outcomes(work, [Path(name) for name in names], jobs, died) as made:
        for one in made:
            try:
                found.append(one())
            except BudgetkgError as error:
                found.append(error)
    return found


def test_answers_come_in_the_order_given_and_from_several_processes() -> None:
    others = multiprocessing.active_children()  # of other tests
    found = [str(one).split() for one in answers(["slow.a", "work.b", "slow.c", "work.d"], 2)]
    assert [name for name, _ in found] == ["a", "b", "c", "d"]
    assert len({process for _, process in found}) == 2 and str(os.getpid()) not in {process for _, process in found}
    assert set(multiprocessing.active_children()) <= set(others)
    assert {one.split()[1] for one in map(str, answers(["work.a", "work.b"], 1))} == {str(os.getpid())}


def test_an_error_travels_whole() -> None:
    (error, _), (same, _) = answers(["refused.a", "work.b"], 2), answers(["refused.a", "work.b"], 1)
    assert isinstance(error, FormError) and isinstance(same, FormError)
    told = error.code, error.message, error.hint, error.place, str(error), error.exit_status
    assert told == (same.code, same.message, same.hint, same.place, str(same), same.exit_status)
    assert told[:4] == ("form.key", "写错了", "改成别的", "refused.a")


@pytest.mark.parametrize(("name", "how"), [("killed", "SIGKILL"), ("ended", "SIGTERM"), ("left", "状态 3")])
def test_a_worker_that_dies_takes_only_the_file_that_it_was_reading(name: str, how: str) -> None:
    first, bad, *others = answers(["work.a", f"{name}.b", "work.c", "work.d", "work.e"], 2)
    assert isinstance(bad, ReadError) and bad.code == "read.died" and bad.place == f"{name}.b"
    assert how in bad.message and "--jobs 1" in bad.hint
    assert [str(one).split()[0] for one in (first, *others)] == ["a", "c", "d", "e"]


def test_what_is_not_the_fault_of_a_file_ends_the_work() -> None:
    others = multiprocessing.active_children()
    with pytest.raises(OSError, match="No space left") as caught:
        answers(["work.a", "full.b", "slow.c", "slow.d"], 2)
    assert caught.value.filename == "/data/x"
    assert set(multiprocessing.active_children()) <= set(others)


def test_progress_names_the_first_that_is_not_done() -> None:
    told: list[tuple[str, int]] = []
    given = [Path("slow.a"), Path("work.b"), Path("slow.c")]
    with outcomes(work, given, 2, died, lambda first, done: told.append((first.name, done))) as made:
        assert [one().split()[0] for one in made] == ["a", "b", "c"]
    assert told == sorted(told, key=lambda one: one[0]) and told[0] == ("slow.a", 0)
    told.clear()
    with outcomes(work, given, 1, died, lambda first, done: told.append((first.name, done))) as made:
        assert [one().split()[0] for one in made] == ["a", "b", "c"]
    assert told == [("slow.a", 0), ("work.b", 1), ("slow.c", 2)]


def test_few_files_start_no_processes_and_many_no_more_than_the_machine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    def of(files: int, cores: int, shares: float | None) -> int:
        monkeypatch.setattr(capacity, "cores", lambda: cores)
        monkeypatch.setattr(capacity, "memory", lambda: None if shares is None else int(shares * MEMORY))
        return usual_jobs(files)

    assert [of(files, 8, 99) for files in (0, 1, WORTH, 2 * WORTH, 100 * WORTH)] == [1, 1, 1, 2, 8]
    assert [of(1000, 8, shares) for shares in (0.5, 2, 4, None)] == [1, 1, 3, 8]
    monkeypatch.undo()
    assert 1 <= capacity.cores() <= (os.cpu_count() or 1)
    assert (capacity.memory() or MEMORY) > 2**28


def test_limits_of_a_container_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "_GROUP", tmp_path)
    cores, memory = capacity.cores(), capacity.memory()
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    (tmp_path / "memory.max").write_text(f"{2**28}\n")
    assert (capacity.cores(), capacity.memory()) == (1, 2**28)
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert (capacity.cores(), capacity.memory()) == (cores, memory)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="what is held back are signals of POSIX")
def test_ctrl_c_while_processes_start_waits_until_they_have() -> None:
    over = Event()
    other = Thread(target=over.wait)  # it hears of signals that the main thread holds back
    other.start()
    before, started = signal.signal(signal.SIGINT, signal.default_int_handler), False
    try:
        with pytest.raises(KeyboardInterrupt), uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            started = True
    finally:
        signal.signal(signal.SIGINT, before)
        over.set()
    assert started
