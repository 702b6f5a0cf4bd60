"""OFD files for the tests: pages as pdfium sees them, set again as the text and path objects of GB/T 33190—2016."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from ingest.readers.page import Page, Run
from ingest.readers.pdf_page import opened, read_page

MM = 25.4 / 72
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def package(pages: Sequence[str], more: dict[str, str] | None = None, common: str = "", size: str = "0 0 210 297") -> bytes:
    """An OFD file of pages, each the XML inside ofd:Page."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    area = f"<ofd:PageArea><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:PageArea>"
    document = f"<ofd:CommonData>{area}{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>"
    parts = {
        "OFD.xml": f"<ofd:OFD {_SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_SPACE}>{document}</ofd:Document>",
        **{f"Doc_0/Pages/Page_{n}/Content.xml": f"<ofd:Page {_SPACE}>{page}</ofd:Page>" for n, page in enumerate(pages)},
        **{name: f'<?xml version="1.0"?>{text.replace(">", f" {_SPACE}>", 1)}' for name, text in (more or {}).items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' * (not text.startswith("<?")) + text)
    return out.getvalue()


def layer(*objects: str) -> str:
    return f'<ofd:Content><ofd:Layer Type="Body" ID="1">{"".join(objects)}</ofd:Layer></ofd:Content>'


def text(x: float, y: float, words: str, size: float = 4.0, deltas: str | None = None, attributes: str = "", inside: str = "") -> str:
    """A text object whose first letter stands at (x, y) in millimetres, by its upper left corner."""
    if deltas is None:
        deltas = " ".join(f"{size * (1 if east_asian_width(c) in 'WFA' else 0.5):.3f}" for c in words[:-1])
    spaced = f' DeltaX="{deltas}"' if deltas else ""
    code = f'<ofd:TextCode X="0" Y="{0.88 * size:.3f}"{spaced}>{escape(words)}</ofd:TextCode>'
    head = f'ID="2" Boundary="{x:.3f} {y:.3f} 100 {size:.3f}" Font="1" Size="{size:.3f}"'
    return f"<ofd:TextObject {head} {attributes}>{inside}{code}</ofd:TextObject>"


def line(x: float, y: float, x2: float, y2: float) -> str:
    box = f"{x:.3f} {y:.3f} {x2 - x:.3f} {y2 - y:.3f}"
    data = f"M 0 0 L {x2 - x:.3f} {y2 - y:.3f}"
    return f'<ofd:PathObject ID="3" Boundary="{box}" LineWidth="0.25"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def rectangle(x: float, y: float, x2: float, y2: float, attributes: str = "", inside: str = "") -> str:
    wide, high = x2 - x, y2 - y
    data = f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C</ofd:AbbreviatedData>"
    return f'<ofd:PathObject ID="4" Boundary="{x:.3f} {y:.3f} {wide:.3f} {high:.3f}" {attributes}>{inside}{data}</ofd:PathObject>'


def from_pdf(data: bytes) -> bytes:
    """The same pages as OFD: a rectangle for each cell, a text object for each run of letters."""
    with opened(data) as document:
        read = [found.page for index in range(len(document)) if (found := read_page(document, index)) is not None]
    return package([_page(page) for page in read])


def _page(page: Page) -> str:
    size = f"<ofd:Area><ofd:PhysicalBox>0 0 {page.width * MM:.3f} {page.height * MM:.3f}</ofd:PhysicalBox></ofd:Area>"
    return size + layer(*_cells(page), *(_run(run) for runs in (*page.inside.values(), page.outside) for run in runs))


def _cells(page: Page) -> Iterable[str]:
    for xs, ys, cells, _ in page.grids:
        for top, left, bottom, right in cells:
            yield rectangle(xs[left] * MM, ys[top] * MM, xs[right] * MM, ys[bottom] * MM)


def _run(run: Run) -> str:
    widths = [1.0 if east_asian_width(c) in "WFA" else 0.5 for c in run.text]
    unit = (run.x1 - run.x0) / sum(widths) * MM
    return text(run.x0 * MM, run.y0 * MM, run.text, run.height * MM, " ".join(f"{w * unit:.3f}" for w in widths[:-1]))
