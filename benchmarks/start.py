"""How long a command takes to say something: the least of several runs, by the clock and of the processor.

    python -m benchmarks.start [--home DIR]

Aim: `budgetkg --help` within 0.3 s. What makes it slow is an import, and tests/test_layout.py says which are not allowed.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

RUNS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="of a build, to be asked something too")
    options = parser.parse_args()
    asked = [["ask", "agencies", "--home", options.home], ["similar", "群众满意度", "--home", options.home]] if options.home else []
    for words in (["--help"], ["similar", "--help"], *asked):
        clocks, worked = zip(*(_run(words) for _ in range(RUNS)), strict=True)
        print(f"budgetkg {' '.join(words[:2])}: {min(clocks):.2f} s, processor {min(worked):.2f} s", flush=True)


def _run(words: list[str]) -> tuple[float, float]:
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([Path(sys.executable).with_name("budgetkg"), *words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
