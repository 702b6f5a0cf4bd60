"""CPU time of the PDF reader, beside what pdfium alone takes for the same pages, and peak memory.

usage: python benchmarks/read_pdf.py [FILE.pdf …]     without files, the samples are printed as ruled PDF first

Three yardsticks, by pypdfium2's own calls: `text` is all text of a page and nothing else, which has no cells; `objects` is text
and, for each object of the page, its kind and box, which is the least that tells where a table's lines are; `places` is that and
where each run of text stands, without which no text comes into a cell. The reader's time is that of both its processes. Linux
only: the other process's clock is read by its number.
"""

import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import CLOCK_PROCESS_CPUTIME_ID, clock_gettime, perf_counter

import pypdfium2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ingest.readers import pdf, pdf_process, text  # noqa: E402

ROUNDS = 7


def bare(data: bytes) -> int:
    """All text of all pages, nothing else."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_bounded()
        page.close()
    count = len(document)
    document.close()
    return count


def with_objects(data: bytes, places: bool = False) -> int:
    """All text, and the kind and box of every object."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        text.get_text_bounded()
        for number in range(text.count_rects() if places else 0):
            text.get_rect(number)
        for thing in page.get_objects():
            thing.get_bounds()
        page.close()
    count = len(document)
    document.close()
    return count


def with_places(data: bytes) -> int:
    """All text, the box of each run of it, and the kind and box of every object."""
    return with_objects(data, places=True)


def ours(data: bytes) -> int:
    return pdf.read(data).pages or 0


def cpu() -> float:
    """Seconds that this process and the one in which pdfium runs have worked."""
    worker = pdf_process.process_id()
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID) + (clock_gettime((~worker << 3) | 2) if worker else 0.0)


def seconds(read: Callable[[bytes], int], data: bytes) -> tuple[float, float]:
    """CPU seconds and seconds on the clock a page, medians of some rounds after a first one."""
    read(data)
    work, clock = [], []
    for _ in range(ROUNDS):
        start, begin = cpu(), perf_counter()
        pages = read(data)
        work.append((cpu() - start) / pages)
        clock.append((perf_counter() - begin) / pages)
    return statistics.median(work), statistics.median(clock)


def samples(folder: Path) -> list[Path]:
    from tests.ingest import pdf_maker

    done = []
    for path in sorted((ROOT / "data" / "samples").glob("*.txt")):
        done.append(folder / f"{path.stem}.pdf")
        done[-1].write_bytes(pdf_maker.pdf(text.read(path.read_bytes())))
    return done


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(p) for p in sys.argv[1:]] or samples(Path(folder))
        by_text, by_objects, by_places = [], [], []
        heads = ("pages", "text p/s", "objects p/s", "places p/s", "read p/s", "by text", "by objects", "by places", "clock p/s")
        print(f"{'file':24}" + "".join(f"{head:>12}" for head in heads))
        for path in paths:
            data = path.read_bytes()
            count = bare(data)
            (plain, _), (whole, _), (full, _), (read, clock) = (seconds(f, data) for f in (bare, with_objects, with_places, ours))
            by_text.append(read / plain)
            by_objects.append(read / whole)
            by_places.append(read / full)
            speeds = "".join(f"{1 / figure:12.0f}" for figure in (plain, whole, full, read))
            times = "".join(f"{read / figure:12.2f}" for figure in (plain, whole, full))
            print(f"{path.name[:23]:24}{count:12}{speeds}{times}{1 / clock:12.0f}")
        medians = zip((by_text, by_objects, by_places), ("text", "objects", "places"), strict=True)
        print("medians: " + ", ".join(f"{statistics.median(figures):.2f} by {what}" for figures, what in medians))
        pdf_process.stop()
        for name, who in (("here", resource.RUSAGE_SELF), ("in pdfium's process", resource.RUSAGE_CHILDREN)):
            print(f"peak memory {name}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
