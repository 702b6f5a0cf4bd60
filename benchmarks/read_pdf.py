"""Pages a second of the PDF reader, beside pdfium's bare text extraction on the same pages, and peak memory.

usage: python benchmarks/read_pdf.py [FILE.pdf …]     without files, the samples are printed as ruled PDF first
"""

import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pypdfium2

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from ingest.readers import pdf, text  # noqa: E402

ROUNDS = 5


def bare(data: bytes) -> int:
    """All text of all pages, nothing else."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_bounded()
        page.close()
    count = len(document)
    document.close()
    return count


def ours(data: bytes) -> int:
    return pdf.read(data).pages or 0


def seconds(read: Callable[[bytes], int], data: bytes) -> float:
    """CPU seconds a page, the median of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = process_time()
        pages = read(data)
        found.append((process_time() - start) / pages)
    return statistics.median(found)


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
        ratios = []
        print(f"{'file':32}{'pages':>6}{'bare p/s':>10}{'read p/s':>10}{'ratio':>7}")
        for path in paths:
            data = path.read_bytes()
            count, plain, read = bare(data), seconds(bare, data), seconds(ours, data)
            ratios.append(read / plain)
            print(f"{path.name[:31]:32}{count:6}{1 / plain:10.0f}{1 / read:10.0f}{read / plain:7.2f}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"median ratio {statistics.median(ratios):.2f}, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
