"""How well scans are read: samples printed, drawn at 150 dpi, set askew, greyed, dusted and packed as JPEG, then read by OCR.

usage: python benchmarks/read_scans.py [SAMPLE …]     the first words of sample names; without, the shortest sample

Prints F1 of each group of facts against the reading of the sample's text, and CPU seconds a page. Needs the group ocr; a page
takes about ten seconds.
"""

import io
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from budgetkg.contract import to_json  # noqa: E402
from ingest.read import read_document  # noqa: E402
from ingest.readers import text  # noqa: E402
from ingest.readers.pdf_page import opened, picture  # noqa: E402
from tests.ingest import pdf_maker  # noqa: E402
from tests.ingest.test_layouts import GROUPS, _facts  # noqa: E402
from tests.ingest.test_pdf_samples import f1  # noqa: E402

ASKEW = 0.4
NOISE = 6.0
QUALITY = 70


def scanned(data: bytes) -> bytes:
    """The pages of a PDF as pictures in another."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    noise, out = np.random.default_rng(7), io.BytesIO()
    canvas = Canvas(out)
    with opened(data) as document:
        for index in range(len(document)):
            page = picture(document, index)
            drawn = Image.frombytes("L", (page.wide, page.high), page.grey).rotate(ASKEW, fillcolor=255, resample=Image.Resampling.BILINEAR)
            grey = np.asarray(drawn, dtype=np.float64) * 0.9 + 10 + noise.normal(0, NOISE, (page.high, page.wide))
            packed = io.BytesIO()
            Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(packed, "JPEG", quality=QUALITY)
            size = page.wide / page.scale, page.high / page.scale
            canvas.setPageSize(size)
            canvas.drawImage(ImageReader(io.BytesIO(packed.getvalue())), 0, 0, *size)
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def main() -> None:
    paths = sorted((ROOT / "data" / "samples").glob("*.txt"), key=lambda p: p.stat().st_size)
    chosen = [p for p in paths if any(p.stem.startswith(name) for name in sys.argv[1:])] or paths[:1]
    with tempfile.TemporaryDirectory() as folder:
        for path in chosen:
            scan = Path(folder) / f"{path.stem}.pdf"
            scan.write_bytes(scanned(pdf_maker.pdf(text.read(path.read_bytes()))))
            wanted, start = to_json(read_document(path)), process_time()
            record = read_document(scan)
            seconds, found = (process_time() - start) / (record.document.pages or 1), to_json(record)
            print(f"{path.stem}: {record.document.pages} pages, {seconds:.1f} CPU seconds a page")
            for group in GROUPS:
                print(f"  {group:20} {f1(_facts(wanted, group), _facts(found, group)):.4f} of {sum(_facts(wanted, group).values())}")


if __name__ == "__main__":
    main()
