"""Scanned pages and pictures: letters by rapidocr, whose models come in its wheel, cells by their ruling lines.

The libraries are an optional group: `pip install 'budgetkg[ocr]'`.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from ingest.blocks import Blocks
from ingest.readers.page import Page, Picture, Run
from ingest.readers.page_issues import listed
from ingest.readers.pdf_flow import Content, blocks, content
from ingest.readers.pdf_grid import Line, grids
from ontology.errors import ReadError
from ontology.records import Issue

DPI = 150
"""Enough for print: 200 reads no letter better and takes longer."""
MAX_PIXELS = 8_000_000
"""A page is scaled down to so many: A3 at 150 dpi has 4.3 million."""
MAX_PICTURE = 150_000_000
"""Pictures with more pixels are not unpacked."""
MAX_PAGES = 200
_LONGEST_SIDE = 842.0
"""Points: a picture is taken for an A4 page."""
_RULE = 16.0
"""Points: shorter strokes belong to letters."""
_MIN_SCORE = 0.9
"""Upright print is read with 0.97 and more, the same upside down with 0.76."""
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}


def missing() -> ReadError:
    """The error that says what to install."""
    return ReadError(
        "read.ocr-missing",
        "这些页没有可用的文字层，要用文字识别（OCR）才能读，而文字识别没有安装",
        "请运行 pip install 'budgetkg[ocr]'，之后离线可用",
    )


def installed() -> bool:
    try:
        return find_spec("rapidocr") is not None
    except ValueError:  # marked as not to be imported
        return False


@cache
def _engine() -> Any:
    """Raises ReadError where the libraries are not installed."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise missing() from error
    return RapidOCR(params={"Global.log_level": "error", "Global.use_cls": False})


def read(data: bytes) -> Blocks:
    """Blocks of a picture; a TIFF may have several pages."""
    _engine()
    from PIL import Image

    kinds: set[str] = set()
    contents: list[Content] = []
    issues: list[Issue] = []
    try:
        with Image.open(io.BytesIO(data), formats=tuple(MEDIA_TYPES)) as picture:
            count = getattr(picture, "n_frames", 1)
            kinds.add(MEDIA_TYPES[picture.format or "PNG"])
            for index in range(min(count, MAX_PAGES)):
                picture.seek(index)
                contents.append(content(read_page(_grey(picture), index + 1, max(picture.size) / _LONGEST_SIDE)))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ReadError("read.picture-damaged", "图片已损坏或不完整，打不开", "请重新下载或重新扫描") from error
    issues.append(issue([c.number for c in contents]))
    if count > MAX_PAGES:
        issues.append(unread(MAX_PAGES, count))
    pages = frozenset(c.number for c in contents)
    return Blocks(tuple(blocks(contents)), kinds.pop(), None, count, None, tuple(issues), pages)


def issue(pages: Sequence[int]) -> Issue:
    """Says which pages were read from their picture."""
    message = f"第 {listed(pages)} 页没有可用的文字层，是用文字识别读的，可能有错字"
    return Issue("read.ocr", "warning", message, "引用金额前请对照原图")


def unread(limit: int, count: int) -> Issue:
    message = f"扫描页超过 {limit} 页，其余 {count - limit} 页没有识别"
    return Issue("read.ocr-pages", "error", message, "请拆成小文件再读")


def _grey(picture: Any) -> Any:
    import numpy as np

    wide, high = picture.size
    if wide * high > MAX_PICTURE:
        raise ReadError("read.picture-size", f"图片有 {wide}×{high} 像素，太大", "请缩小到 A4 幅面 300 dpi 以内")
    grey = picture.convert("L")
    most = max(wide, high)
    if most > _LONGEST_SIDE * DPI / 72 * 1.2:
        scale = _LONGEST_SIDE * DPI / 72 / most
        grey = grey.resize((max(1, round(wide * scale)), max(1, round(high * scale))))
    return np.asarray(grey)


def read_picture(picture: Picture, number: int) -> Page:
    """One page from how a PDF draws it. Raises ReadError where the libraries are not installed."""
    _engine()
    import numpy as np

    grey = np.frombuffer(picture.grey, np.uint8).reshape(picture.high, picture.wide)
    return read_page(grey, number, picture.scale)


def read_page(grey: Any, number: int, scale: float | None = None) -> Page:
    """One page from its picture: an array of grey values, height × width, uint8. `scale` is pixels a point."""
    scale = max(grey.shape) / _LONGEST_SIDE if scale is None or scale > DPI / 72 * 1.5 else scale
    grey = _level(grey)
    found = _letters(grey)
    if sum(b[3] - b[1] > 1.5 * (b[2] - b[0]) for b, t, _ in found if len(t) > 2) * 2 > sum(len(t) > 2 for _, t, _ in found) > 0:
        import numpy as np

        turns = [_level(np.ascontiguousarray(np.rot90(grey, k))) for k in (1, 3)]
        both = [(g, _letters(g)) for g in turns]
        grey, found = max(both, key=lambda g: sum(s * len(t) for _, t, s in g[1]))
    elif found and sum(s for *_, s in found) / len(found) < _MIN_SCORE:  # upside down, perhaps
        import numpy as np

        turned = _level(np.ascontiguousarray(grey[::-1, ::-1]))
        again = _letters(turned)
        if sum(s for *_, s in again) > sum(s for *_, s in found):
            grey, found = turned, again
    page = Page(number, grey.shape[1] / scale, grey.shape[0] / scale)
    page.grids = grids(*_rules(grey, scale))
    for (x0, y0, x1, y1), text, _ in found:
        for run in _words(Run(x0 / scale, y0 / scale, x1 / scale, y1 / scale, text)):
            _put(page, run)
    return page


def _letters(grey: Any) -> list[tuple[tuple[float, float, float, float], str, float]]:
    """Boxes in pixels, their text, and how sure the recogniser is."""
    import cv2

    result = _engine()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
    if result.txts is None:
        return []
    done = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
        if text.strip():
            done.append(((min(xs), min(ys), max(xs), max(ys)), text.strip(), float(score)))
    return done


def _level(grey: Any) -> Any:
    """The picture turned by the few tenths of a degree by which scans are askew: rows of ink are sharpest then."""
    import cv2
    import numpy as np

    small = cv2.resize(grey, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    ink = (255 - small).astype(np.float32)
    ink[ink < 60] = 0

    def turned(picture: Any, angle: float, blank: int) -> Any:
        h, w = picture.shape
        matrix = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1.0)
        return cv2.warpAffine(picture, matrix, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=blank)

    def sharpness(angle: float) -> float:
        rows = turned(ink, angle, 0).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    coarse = max((a / 4 for a in range(-10, 11)), key=sharpness)
    best = max((coarse + a / 20 for a in range(-4, 5)), key=sharpness)
    return grey if abs(best) < 0.04 else turned(grey, best, 255)


def _rules(grey: Any, scale: float) -> tuple[list[Line], list[Line]]:
    """Ruling lines: long thin strokes of ink, in points."""
    import cv2

    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    done: list[list[Line]] = []
    for level in (True, False):
        size = (max(8, round(_RULE * scale)), 1)
        thick = (3, 1)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size if level else size[::-1])
        bridged = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, thick[::-1] if level else thick))
        strokes = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, kernel)
        _, _, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
        lines: list[Line] = []
        for x, y, w, h, _ in stats[1:].tolist():
            if level and h <= 5 * scale and w > 2 * h:
                lines.append(((y + h / 2) / scale, x / scale, (x + w) / scale))
            elif not level and w <= 5 * scale and h > 2 * w:
                lines.append(((x + w / 2) / scale, y / scale, (y + h) / scale))
        done.append(lines)
    return done[0], done[1]


def _letter_runs(run: Run) -> Iterator[Run]:
    """The run letter by letter; a Chinese letter is as wide as two others."""
    widths = [2 if ord(c) > 0x2E7F else 1 for c in run.text]
    step, at = (run.x1 - run.x0) / sum(widths), run.x0
    for letter, width in zip(run.text, widths, strict=True):
        yield Run(at, run.y0, at + step * width, run.y1, letter)
        at += step * width


def _words(run: Run) -> Iterator[Run]:
    letters: list[Run] = []
    for letter in (*_letter_runs(run), None):
        if letter is not None and not letter.text.isspace():
            letters.append(letter)
        elif letters:
            yield Run(letters[0].x0, run.y0, letters[-1].x1, run.y1, "".join(x.text for x in letters))
            letters = []


def _put(page: Page, run: Run) -> None:
    inset = min(4.0, (run.x1 - run.x0) / 4)
    places = {page.locate(x, run.middle) for x in (run.x0 + inset, run.x1 - inset)}
    if len(places) == 1:
        page.put(places.pop(), run)
    else:
        page.put_letters(_letter_runs(run))
