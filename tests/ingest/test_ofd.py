"""OFD (GB/T 33190—2016): the same blocks as from a PDF of the same pages, and what is no content left out."""

from pathlib import Path

import pytest

from ingest.blocks import Blocks, Paragraph, Table
from ingest.readers import ofd, read
from ingest.readers import text as text_reader
from ingest.readers.page import Limits
from ontology.errors import ReadError
from tests.ingest import pdf_maker
from tests.ingest.ofd_maker import from_pdf, layer, line, package, rectangle, text

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def texts(blocks: Blocks) -> list[str]:
    return [b.text for b in blocks.blocks if not isinstance(b, Table)]


def rows(blocks: Blocks) -> list[list[str]]:
    (table,) = (b for b in blocks.blocks if isinstance(b, Table))
    return [[c.text for c in row] for row in table.rows]


def outline(blocks: Blocks) -> list[object]:
    def shape(table: Table) -> list[list[tuple[object, ...]]]:
        return [[(c.text, c.rowspan, c.colspan, c.page) for c in row] for row in table.rows]

    return [shape(b) if isinstance(b, Table) else (type(b).__name__, b.text, b.page) for b in blocks.blocks]


@pytest.mark.parametrize("name", ["rugao-2024", "hongqi-2022"])
def test_a_disclosure_reads_as_its_pdf_does(name: str) -> None:
    data = pdf_maker.pdf(text_reader.read((SAMPLES / f"{name}.txt").read_bytes()), merge=True)
    found, expected = read(from_pdf(data)), read(data)
    assert found.media_type == "application/ofd" and found.pages == expected.pages and not found.issues
    assert outline(found) == outline(expected)


def ruled(x: float = 20, y: float = 50, wide: float = 40, high: float = 8) -> list[str]:
    """Two rows of two columns."""
    level = [line(x, y + high * n, x + 2 * wide, y + high * n) for n in range(3)]
    return level + [line(x + wide * n, y, x + wide * n, y + 2 * high) for n in range(3)]


def cells(words: list[str], x: float = 20, y: float = 50, wide: float = 40, high: float = 8) -> list[str]:
    return [text(x + 2 + wide * (n % 2), y + 2 + high * (n // 2), word) for n, word in enumerate(words)]


WORDS = ["项目", "金额", "合计", "1,234.50"]
TABLE = [["项目", "金额"], ["合计", "1,234.50"]]


def test_a_cell_knows_where_it_stands() -> None:
    (table,) = read(package([layer(*ruled(), *cells(WORDS))])).blocks
    assert isinstance(table, Table) and table.spans_known
    cell = table.rows[1][1]
    assert (cell.text, cell.page, cell.box) == ("1,234.50", 1, (170.1, 164.4, 283.5, 187.1))  # millimetres by 72/25.4


@pytest.mark.parametrize(
    "objects",
    [
        [text(20, 20, "某局部门预算", deltas="g 5 4")],
        [text(20, 20, "某局部门预算", deltas="4 g 2 4 4")],
        [text(20 + 4 * n, 20, letter) for n, letter in enumerate("某局部门预算")],
        [text(20, 20, "某局部门预算", deltas="")],
        [text(0, 0, "某局部门预算", attributes='CTM="0.5 0 0 0.5 20 20"', size=8.0)],
    ],
)
def test_letters_however_they_are_spaced(objects: list[str]) -> None:
    assert texts(read(package([layer(*objects)]))) == ["某局部门预算"]


def test_what_a_template_draws_is_on_the_page() -> None:
    template = layer(*ruled())
    common = '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    data = package(
        ['<ofd:Template TemplateID="9" ZOrder="Background"/>' + layer(*cells(WORDS))],
        {"Doc_0/Tpls/Tpl_0/Content.xml": f"<ofd:Page>{template}</ofd:Page>"},
        common,
    )
    assert rows(read(data)) == TABLE


def test_a_composite_object_is_drawn_where_it_stands() -> None:
    inside = f"<ofd:Content>{''.join(cells(WORDS, 0, 0))}</ofd:Content>"
    unit = f'<ofd:CompositeGraphicUnit ID="7" Width="80" Height="16">{inside}</ofd:CompositeGraphicUnit>'
    data = package(
        [layer(*ruled(), '<ofd:CompositeObject ID="8" Boundary="20 50 80 16" ResourceID="7"/>')],
        {"Doc_0/PublicRes.xml": f"<ofd:Res><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>"},
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
    )
    assert rows(read(data)) == TABLE


def test_what_is_not_shown_is_not_read() -> None:
    white = '<ofd:FillColor Value="255 255 255"/>'
    objects = [
        text(20, 20, "某局部门预算"),
        text(20, 30, "看不见的字", attributes='Visible="false"'),
        text(20, 40, "透明的文字", attributes='Alpha="0"'),
        text(20, 60, "白色的文字", inside=white),
        text(300, 70, "页面外的字"),
        rectangle(18, 78, 80, 88, 'Fill="true" Stroke="false"', '<ofd:FillColor Value="0 0 128"/>'),
        text(20, 80, "蓝底上的白字", inside=white),
    ]
    assert texts(read(package([layer(*objects)]))) == ["某局部门预算", "蓝底上的白字"]


def test_a_slanted_watermark_is_told_apart() -> None:
    mark = text(20, 100, "仅供内部审核", attributes='CTM="0.7 -0.7 0.7 0.7 0 0"', size=12)
    found = read(package([layer(*ruled(), *cells(WORDS), mark)]))
    assert rows(found) == TABLE and [p.text for p in found.across] == ["仅供内部审核"]
    assert all(isinstance(p, Paragraph) and p.page == 1 for p in found.across)


@pytest.mark.parametrize(
    ("matrix", "place"),
    [
        ("0 1 -1 0 {0} {1}", lambda x, y: (200 - y, x)),  # its lines go down the page
        ("0 -1 1 0 {0} {1}", lambda x, y: (y, 280 - x)),  # up
        ("-1 0 0 -1 {0} {1}", lambda x, y: (200 - x, 280 - y)),  # head down
    ],
)
def test_a_page_on_its_side_is_read_upright(matrix: str, place: object) -> None:
    def turned(x: float, y: float, word: str) -> str:
        left, top = place(x, y)  # type: ignore[operator]
        return text(0, 0, word, attributes=f'CTM="{matrix.format(left, top)}"')

    def ruled_line(x: float, y: float, x2: float, y2: float) -> str:
        (a, b), (c, d) = place(x, y), place(x2, y2)  # type: ignore[operator]
        return line(min(a, c), min(b, d), max(a, c), max(b, d))

    words = [turned(22 + 40 * (n % 2), 52 + 8 * (n // 2), word) for n, word in enumerate(WORDS)]
    level = [ruled_line(20, 50 + 8 * n, 100, 50 + 8 * n) for n in range(3)]
    steep = [ruled_line(20 + 40 * n, 50, 20 + 40 * n, 66) for n in range(3)]
    found = read(package([layer(*level, *steep, *words)]))
    assert rows(found) == TABLE
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    box = table.rows[1][1].box
    assert box is not None
    (a, b), (c, d) = place(60, 58), place(100, 66)  # type: ignore[operator]
    expected = (min(a, c), min(b, d), max(a, c), max(b, d))
    assert box == pytest.approx([side * 72 / 25.4 for side in expected], abs=0.2)


def test_a_scanned_page_is_named() -> None:
    picture = '<ofd:ImageObject ID="5" Boundary="0 0 210 297" ResourceID="6"/>'
    found = read(package([layer(text(20, 20, "某局二〇二四年度部门预算公开说明")), layer(picture)]))
    assert [(i.code, "第 2 页" in i.message, bool(i.hint)) for i in found.issues] == [("read.page-scan", True, True)]
    with pytest.raises(ReadError) as caught:
        read(package([layer(picture)]))
    assert caught.value.code == "read.ofd-scan" and caught.value.hint


NOT_A_SIZE = layer(text(20, 20, "甲").replace('Size="4.000"', 'Size="nan"'))


@pytest.mark.parametrize("broken", ["<ofd:Content><ofd:Layer>", NOT_A_SIZE, layer(line(0, 0, 1e300, 1))])
def test_a_damaged_page_is_named_and_the_others_are_read(broken: str) -> None:
    found = read(package([layer(text(20, 20, "某局部门预算")), broken]))
    assert texts(found) == ["某局部门预算"] and [i.code for i in found.issues] == ["read.page-damaged"]
    with pytest.raises(ReadError) as caught:
        read(package([broken]))
    assert caught.value.code == "read.damaged"


def test_a_file_without_pages_or_with_a_password_is_refused() -> None:
    with pytest.raises(ReadError, match="没有页面"):
        read(package([]))
    with pytest.raises(ReadError) as caught:
        read(package([layer()], {"Encryptions.xml": "<ofd:Encryptions></ofd:Encryptions>"}))
    assert caught.value.code == "read.encrypted"


def test_a_page_of_too_many_objects_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd, "LIMITS", Limits(objects=3, characters=30))
    found = read(package([layer(*(text(20, 20 + 9 * n, "某局部门预算") for n in range(5)))]))
    assert len(texts(found)) == 3 and [i.code for i in found.issues] == ["read.page-objects"]
    found = read(package([layer(text(20, 20, "预" * 300))]))
    assert len("".join(texts(found))) == 30 and [i.code for i in found.issues] == ["read.page-characters"]


def test_units_that_draw_each_other_come_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofd, "MAX_OBJECTS", 2_000)
    each = '<ofd:CompositeObject ID="8" Boundary="0 0 9 9" ResourceID="7"/>' * 50
    unit = f'<ofd:CompositeGraphicUnit ID="7"><ofd:Content>{each}</ofd:Content></ofd:CompositeGraphicUnit>'
    data = package(
        [layer(text(20, 20, "某局部门预算"), each), layer(text(20, 20, "第二页的字"))],
        {"Doc_0/PublicRes.xml": f"<ofd:Res>{unit}</ofd:Res>"},
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>",
    )
    found = read(data)
    assert texts(found) == ["某局部门预算"] and [(i.code, "第 1–2 页" in i.message) for i in found.issues] == [("read.page-objects", True)]
