"""How long the server takes for its pages, whether it bears many readers at once, and how much script a page loads.

    python -m benchmarks.serve [--home DIR] [--readers 50] [--seconds 60]

Without --home the five samples are built into a temporary folder; `benchmarks.big_home` makes homes of any size. The
server runs in a process of its own with its defaults; times are those of whole answers over loopback, once every page
was asked for once, and beside them the processor time of the server and its workers: another load on the machine makes
the clock run on, not the processor. The document that is shown is not the one that the server itself reads to be ready.
Readers are those of wrk where that is installed, else of httpx.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from statistics import median, quantiles
from tempfile import NamedTemporaryFile, TemporaryDirectory
from urllib.parse import quote, urljoin

import httpx

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
PAGES = {
    "总览 overview": "/",
    "部门 agencies": "/agencies",
    "一个部门 an agency": "/documents/{document}",
    "指标库 library": "/library",
    "指标库查词 library, a word": "/library?word=满意度",
    "检索 search": "/targets?text=上访群众满意度≥90%25",
    "疑点 findings": "/findings",
    "疑点筛选 findings chosen": "/findings?severity=warning&region=410000",
    "问题 question": "/query/totals",
    "资金配套 co-funding": "/cofunding",
    "查询编辑 query editor": "/query/sparql",
    "SPARQL": "/sparql?query=SELECT (COUNT(*) AS ?n) { ?s a bkg:Indicator }",
}
GOALS = {"总览 overview": (100, 300), "检索 search": (150, 300)}
"""Milliseconds on the graph of the samples, and on one of a million targets."""
SCRIPT = 300 << 10
"""Bytes of script that a page may load before a chart is shown."""
PATIENCE = 900.0
"""Seconds that a page may take the first time."""
BOUNDS = ("query.memory", "query.time", "query.large")
"""Codes of answers that would not come however long one waits."""
ASKED = 20
"""Times that each page is asked for."""
MANY = 10_000
"""Targets from which on the second goal holds."""
WRK = """
local paths = { %s }
local at = math.random(#paths)
request = function() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
"""


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
            about = httpx.get(f"{address}/api/documents", timeout=60).json()
            pages = {name: path.replace("{document}", about[-1]["sha256"][:16]) for name, path in PAGES.items()}
            targets = sum(one["targets"] for one in about)
            print(f"{len(about)} 份文件 documents，{targets:,} 条指标值 targets；负载 load {os.getloadavg()[0]:.1f}")
            pages = _settle(address, pages)
            missed = _times(address, pages, server.pid, targets > MANY)
            missed |= _script(address, pages)
            _memory(server.pid)
            failures = _wrk(address, pages, chosen.readers, chosen.seconds) if which("wrk") else None
            if failures is None:
                failures = asyncio.run(_readers(address, pages, chosen.readers, chosen.seconds))
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


def _times(address: str, pages: dict[str, str], server: int, many: bool) -> bool:
    """Print the times of every page; whether a goal was missed."""
    missed = False
    with httpx.Client(base_url=address, timeout=600) as client:
        for name, path in pages.items():
            worked = _worked(server)
            spent = sorted(_ask(client, path) for _ in range(ASKED))
            worked = (_worked(server) - worked) / ASKED * 1000
            goal = GOALS.get(name, (None, None))[many]
            missed |= goal is not None and median(spent) > goal
            wanted = f"  目标 goal {goal} ms" if goal else ""
            shown = f"中位 median {median(spent):.0f} ms，p95 {quantiles(spent, n=20)[18]:.0f} ms"
            print(f"{name}: {shown}，处理器 processor {worked:.0f} ms{wanted}", flush=True)
    return missed


def _worked(server: int) -> float:
    """Seconds of processor that the server and its workers have used."""
    return sum(int(fields[11]) + int(fields[12]) for _, fields in _processes(server)) / os.sysconf("SC_CLK_TCK")


def _processes(server: int) -> Iterator[tuple[Path, list[str]]]:
    """The folder in /proc of the server and of each of its workers, with what `stat` says from the state on."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(stat.parent.name) == server or int(fields[1]) == server:
            yield stat.parent, fields


def _memory(server: int) -> None:
    """Tell what each process holds for itself, and its most together with the pages of files that it shares."""
    for folder, _ in _processes(server):
        lines = (line.split() for line in (folder / "status").read_text("utf-8", "replace").splitlines())
        size = {line[0]: int(line[1]) >> 10 for line in lines if line[0] in ("RssAnon:", "VmHWM:")}
        what = "服务 server" if int(folder.name) == server else "工作进程 worker"
        print(f"{what}: 自己的内存 own memory {size.get('RssAnon:', 0)} MiB，最多 most, with pages of files {size.get('VmHWM:', 0)} MiB")


def _script(address: str, pages: dict[str, str]) -> bool:
    """Add up the scripts that each page loads by itself, with what these import; whether one loads too much."""
    missed = False
    with httpx.Client(base_url=address, timeout=600) as client:
        for name, path in pages.items():
            waiting = re.findall(r'<script src="([^"]+)"', client.get(path).text)
            sizes: dict[str, int] = {}
            while waiting:
                script = waiting.pop()
                if script not in sizes:
                    body = client.get(script).content
                    sizes[script] = len(body)
                    imported = re.findall(r"""^import\s[^;"']*["']([^"']+)["']""", body.decode("utf-8", "replace"), re.MULTILINE)
                    waiting += [urljoin(script, one) for one in imported]
            missed |= sum(sizes.values()) > SCRIPT
            if sizes:
                print(f"{name}: 脚本 script {sum(sizes.values()) / 1024:.0f} KB")
    return missed


def _wrk(address: str, pages: dict[str, str], readers: int, seconds: float) -> int:
    """Let wrk read as many at once; how many answers were none."""
    with NamedTemporaryFile("w", suffix=".lua") as script:
        asked = (path.partition("?") for path in pages.values())
        paths = [f"{path}{mark}{quote(query, safe='=&%')}" for path, mark, query in asked]
        script.write(WRK % ", ".join(f'"{path}"' for path in paths))
        script.flush()
        command = ["wrk", "-t1", f"-c{readers}", f"-d{seconds:g}s", "--timeout", "60s", "--latency", "-s", script.name, address]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    print(told)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    return sum(int(number) for found in (refused, broken) if found for number in found.groups())


def _settle(address: str, pages: dict[str, str]) -> dict[str, str]:
    """Ask until every page is there: what is worked out once for a build takes its time, and no page waits for it.

    Returns those that are; what a bound of the server refuses is told.
    """
    there = {}
    with httpx.Client(base_url=address, timeout=600) as client:
        for name, path in pages.items():
            started = time.perf_counter()
            while (answer := client.get(path)).status_code == 503 and time.perf_counter() - started < PATIENCE:
                if answer.json()["code"] in BOUNDS:
                    break
                time.sleep(1)
            if answer.is_success:
                there[name] = path
                print(f"{name}: 首次 first {time.perf_counter() - started:.1f} s", flush=True)
            else:
                print(f"{name}: 不答 refused: {answer.text}", flush=True)
    return there


def _ask(client: httpx.Client, path: str) -> float:
    started = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - started) * 1000


async def _readers(address: str, pages: dict[str, str], readers: int, seconds: float) -> int:
    """Let many read at once; how many answers were none."""
    spent: list[float] = []
    failures: list[str] = []
    until = time.monotonic() + seconds

    async def read(number: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            at = number
            while time.monotonic() < until:
                path = list(pages.values())[at % len(pages)]
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
