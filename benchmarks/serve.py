"""How long the server takes for its pages, and whether it bears many readers at once.

    python -m benchmarks.serve [--home DIR] [--readers 50] [--seconds 60]

Without --home the five samples are built into a temporary folder. The server runs in a process of its own with its
defaults; times are those of whole answers over loopback, once every page was asked for once.
"""

import asyncio
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
PAGES = {
    "总览 overview": "/",
    "部门 agencies": "/agencies",
    "检索 search": "/targets?text=上访群众满意度≥90%25",
    "疑点 findings": "/findings",
    "问题 question": "/query/totals",
    "资金配套 co-funding": "/cofunding",
    "SPARQL": "/sparql?query=SELECT (COUNT(*) AS ?n) { ?s a bkg:Indicator }",
}
GOALS = {"总览 overview": 100, "检索 search": 150}
"""Milliseconds on the graph of the samples."""


def main() -> int:
    options = ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    with TemporaryDirectory() as folder:
        home = chosen.home or _built(Path(folder) / "home")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-c", "from budgetkg.cli import main; main()", "serve", "--home", str(home), "--port", str(port)]
        server = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server)
            missed = _times(address)
            failures = asyncio.run(_readers(address, chosen.readers, chosen.seconds))
        finally:
            server.terminate()
            server.wait()
    return int(missed or failures > 0)


def _built(home: Path) -> Path:
    from budgetkg.build import build
    from budgetkg.home import Home

    build(sorted(SAMPLES.glob("*.txt")), Home(home))
    return home


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            httpx.get(f"{address}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _times(address: str) -> bool:
    """Print the times of every page; whether a goal was missed."""
    missed = False
    with httpx.Client(base_url=address, timeout=120) as client:
        for name, path in PAGES.items():
            first = _ask(client, path)
            spent = sorted(_ask(client, path) for _ in range(40))
            goal = GOALS.get(name)
            missed |= goal is not None and median(spent) > goal
            wanted = f"  目标 goal {goal} ms" if goal else ""
            print(f"{name}: 中位 median {median(spent):.0f} ms，p95 {quantiles(spent, n=20)[18]:.0f} ms，首次 first {first:.0f} ms{wanted}")
    return missed


def _ask(client: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - started) * 1000


async def _readers(address: str, readers: int, seconds: float) -> int:
    """Let many read at once; how many answers were none."""
    spent: list[float] = []
    failures: list[str] = []
    until = time.monotonic() + seconds

    async def read(number: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            at = number
            while time.monotonic() < until:
                path = list(PAGES.values())[at % len(PAGES)]
                at += 1
                started = time.perf_counter()
                try:
                    answer = await client.get(path)
                    if answer.status_code != 200:
                        failures.append(f"{answer.status_code} {path}")
                except httpx.HTTPError as error:
                    failures.append(f"{type(error).__name__} {path}")
                spent.append((time.perf_counter() - started) * 1000)

    await asyncio.gather(*(read(number) for number in range(readers)))
    spread = f"中位 median {median(spent):.0f} ms，p95 {quantiles(spent, n=20)[18]:.0f} ms"
    told = f"{len(spent)} 次 requests，每秒 a second {len(spent) / seconds:.0f}，{spread}，失败 failures {len(failures)}"
    print(f"{readers} 人同读 {seconds:g} 秒：{told}{' ' + failures[0] if failures else ''}")
    return len(failures)


if __name__ == "__main__":
    sys.exit(main())
