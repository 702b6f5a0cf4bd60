"""OFD (GB/T 33190—2016), the national format of documents laid out in pages: text and ruling lines, from its XML.

Read here and not by a library: easyofd turns pages into pictures by way of PyMuPDF (AGPL), ofdparser knows invoices only, and
neither says where a table's lines are. Attachments, signatures, scripts and annotations are never looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from ingest.blocks import Blocks, Paragraph
from ingest.readers.ofd_page import Drawing, box_of
from ingest.readers.package import Package, damaged, encrypted, parse_xml
from ingest.readers.page import FEW_LETTERS, LIMITS
from ingest.readers.page_issues import MAX_PAGES, doubts, unread
from ingest.readers.pdf_flow import Content, blocks, content
from ontology.errors import ReadError

if TYPE_CHECKING:
    from ingest.readers.package import Element

MEDIA_TYPE = "application/ofd"
MAX_TEMPLATES = 200
MAX_OBJECTS = 500_000
"""In all pages; a disclosure of a hundred pages has some fifty thousand."""
_LETTERS = 4
"""So many letters count as one object more."""
MAX_DOCUMENTS = 20
MAX_ABOUT = 16 * 1024 * 1024
"""Bytes of a part that tells where others are."""
_PARTS = ("PhysicalBox", "Template", "TextObject", "PathObject", "ImageObject", "CompositeObject")


@dataclass(slots=True)
class _Document:
    """One of the documents in the file: Document.xml and what it points to."""

    package: Package
    root: str
    size: tuple[float, float, float, float]
    pages: list[str]
    templates: dict[str, str] = field(default_factory=dict)
    """ID → part that holds what it draws."""
    units: dict[str, "Element"] | None = None
    """Pictures made of objects, by their ID; None until one is wanted."""
    objects: int = MAX_OBJECTS
    """How many may still be read."""


def read(data: bytes) -> Blocks:
    """Blocks of an OFD file. Raises ReadError when it is damaged, encrypted, without pages or without text."""
    package = Package(data)
    if any(name.rpartition("/")[2] == "Encryptions.xml" for name in package.infos):
        raise encrypted()
    contents: list[Content] = []
    across: list[Paragraph] = []
    lost: dict[str, list[int]] = {}
    count = 0
    for document in _documents(package):
        for part in document.pages:
            count += 1
            if count > MAX_PAGES:
                continue
            if document.objects < 0:
                lost.setdefault("objects", []).append(count)
                continue
            try:
                drawing = _drawing(document, part)
            except (ReadError, ValueError) as error:
                if isinstance(error, ReadError) and error.code != "read.damaged":
                    raise
                lost.setdefault("damaged", []).append(count)
                continue
            document.objects -= drawing.letters // _LETTERS
            page = drawing.page(count)
            if drawing.cut_short:
                lost.setdefault(drawing.cut_short, []).append(count)
            if drawing.letters < FEW_LETTERS and drawing.pictures > 0.1 * page.width * page.height:
                lost.setdefault("scan", []).append(count)
            contents.append(content(page))
            marks = (*drawing.slanted, *contents[-1].overlaid)
            across += (Paragraph(mark, None, None, count) for mark in dict.fromkeys(marks))
    if not count:
        raise damaged("OFD 文件（没有页面）")
    if len(lost.get("damaged", ())) == min(count, MAX_PAGES):
        raise damaged("OFD 文件（所有页面）")
    found = blocks(contents)
    if not found and "scan" in lost:
        raise ReadError("read.ofd-scan", "这个 OFD 的页面都是图片，没有文字", "请另存为 PDF 后再读，PDF 的扫描页可用文字识别读")
    issues = (*doubts(contents), *unread(lost, count, MAX_PAGES))
    return Blocks(tuple(found), MEDIA_TYPE, None, count, None, issues, across=tuple(across))


def _documents(package: Package) -> Iterator[_Document]:
    for body in list(parse_xml(package.bytes("OFD.xml", MAX_ABOUT)).iter("{*}DocRoot"))[:MAX_DOCUMENTS]:
        root = _path("", body.text)
        about = parse_xml(package.bytes(root, MAX_ABOUT))
        area = next(about.iter("{*}PhysicalBox"), None)
        document = _Document(package, root, box_of(area.text if area is not None else None), [])
        document.pages = [_path(root, page.get("BaseLoc")) for pages in about.iter("{*}Pages") for page in pages.iter("{*}Page")]
        for template in list(about.iter("{*}TemplatePage"))[:MAX_TEMPLATES]:
            document.templates[template.get("ID", "")] = _path(root, template.get("BaseLoc"))
        yield document


def _path(beside: str, location: str | None) -> str:
    """A part of the package, by where another one says it is."""
    text = (location or "").strip()
    return normpath(text.lstrip("/") if text.startswith("/") else join(dirname(beside), text))


def _drawing(document: _Document, part: str) -> Drawing:
    """What a page draws, its templates first. Raises ReadError or ValueError where it is damaged."""
    drawing = Drawing(document.size, LIMITS)
    seen: set[str] = {part}
    for element in document.package.elements(part, *_PARTS):
        name = str(element.tag).rpartition("}")[2]
        if name == "PhysicalBox":
            drawing.resize(box_of(element.text))
        elif name == "Template":
            path = document.templates.get(element.get("TemplateID", ""))
            if path is not None and path not in seen and path in document.package:
                seen.add(path)
                for inner in document.package.elements(path, *_PARTS[2:]):
                    _draw(document, drawing, inner, 0)
        else:
            _draw(document, drawing, element, 0)
    return drawing


def _draw(document: _Document, drawing: Drawing, element: "Element", depth: int) -> None:
    document.objects -= 1
    if document.objects < 0:
        drawing.cut_short = "objects"
        return
    if str(element.tag).rpartition("}")[2] != "CompositeObject":
        drawing.draw(element)
        return
    unit = _units(document).get(element.get("ResourceID", ""))
    if unit is not None and depth < 4:
        with drawing.moved(element):
            for inner in unit.iter(*(f"{{*}}{part}" for part in _PARTS[2:])):
                _draw(document, drawing, inner, depth + 1)


def _units(document: _Document) -> dict[str, "Element"]:
    """Composite units, which hardly any document has, are read when the first is wanted."""
    if document.units is None:
        package = document.package
        about = parse_xml(package.bytes(document.root, MAX_ABOUT))
        resources = [_path(document.root, r.text) for r in about.iter("{*}PublicRes", "{*}DocumentRes")][:MAX_DOCUMENTS]
        held = [parse_xml(package.bytes(part, MAX_ABOUT)) for part in resources if part in package]
        found = (unit for resource in held for unit in resource.iter("{*}CompositeGraphicUnit"))
        document.units = {unit.get("ID", ""): unit for unit in found}
    return document.units
