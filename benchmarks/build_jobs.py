"""How long a build of some files takes by how many processes read: clock, processor of all processes, memory of the largest.

    python -m benchmarks.build_jobs PATH... [--jobs 1 --jobs 2]

Each number of processes is measured in a process of its own, into a new home.
"""

import os
import resource
import sys
import time
from argparse import ArgumentParser
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from budgetkg.build import build
from budgetkg.home import Home
from budgetkg.inputs import collect


def processor() -> float:
    """Seconds that this process and those that it waited for have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(paths: list[Path], jobs: int) -> None:
    marks: list[tuple[str, float, float]] = []

    def step(what: str, _done: int, _total: int) -> None:
        if not marks or marks[-1][0] != what.split()[0]:
            marks.append((what.split()[0], time.monotonic(), processor()))

    files = collect(paths).files
    with TemporaryDirectory() as folder:
        report = build(files, Home(Path(folder)), jobs=jobs, step=step)
    step("end", 0, 0)
    spent = [(name, end - start, after - before) for (name, start, before), (_, end, after) in pairwise(marks)]
    total = [("总计", sum(clock for _, clock, _ in spent), sum(used for _, _, used in spent))]
    steps = "，".join(f"{name} {clock:.1f} / {used:.1f} s" for name, clock, used in spent + total)
    most = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"--jobs {jobs}：{len(report.read)} 份，{len(report.failures)} 份读不了；{steps}；内存 {most[0]}、{most[1]} MiB", flush=True)


def main() -> None:
    options = ArgumentParser(description=__doc__)
    options.add_argument("paths", type=Path, nargs="+")
    options.add_argument("--jobs", type=int, action="append")
    chosen = options.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    for jobs in chosen.jobs or [1, 2]:
        process = get_context("spawn").Process(target=measure, args=(chosen.paths, jobs))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


if __name__ == "__main__":
    main()
