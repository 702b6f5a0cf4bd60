"""What spreadsheets and texts of OpenDocument (ODF 1.3) have in common.

Read here and not by a library: python-calamine does not tell hidden sheets, rows and columns or what a cell prints, and odfpy,
last published in 2020, holds the whole document as Python objects.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.readers.package import Package, encrypted

if TYPE_CHECKING:
    from ingest.readers.package import Element

CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_UNSEEN = frozenset({"note", "annotation", "ruby-text", "tracked-changes", "hidden-text", "hidden-paragraph", "change", "shapes", "script"})
MAX_DEPTH = 40


def opened(data: bytes) -> Package:
    """The file's parts. Raises ReadError when it is damaged or encrypted."""
    package = Package(data)
    if _MANIFEST in package and any(True for _ in package.elements(_MANIFEST, "encryption-data")):
        raise encrypted()
    return package


def name(element: "Element") -> str:
    """Its local name; blank for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def get(element: "Element", attribute: str, default: str = "") -> str:
    """An attribute by its local name."""
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == attribute), default)


def count(element: "Element", attribute: str, most: int) -> int:
    """How often something is repeated or how far it spans, 1 where nothing is said."""
    text = get(element, attribute)
    return min(max(int(text), 1), most) if text.isdigit() and len(text) < 9 else 1


def text(paragraph: "Element", boxes: "list[Element] | None" = None, depth: int = 0) -> Iterator[str]:
    """What a paragraph prints; text boxes in it go to `boxes`."""
    if depth > MAX_DEPTH:
        return
    yield paragraph.text or ""
    for child in paragraph:
        match name(child):
            case "s":
                yield " " * count(child, "c", 200)
            case "tab":
                yield " "
            case "line-break":
                yield "\n"
            case "text-box":
                if boxes is not None:
                    boxes.append(child)
            case found if found not in _UNSEEN:
                yield from text(child, boxes, depth + 1)
        yield child.tail or ""
