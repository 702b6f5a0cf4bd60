"""The published page beside the table as it was read: shown with its place marked, kept by browsers, and refused with a reason."""

import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.build import build
from budgetkg.home import Home
from budgetkg.server.app import create_app
from budgetkg.server.originals import Originals
from budgetkg.server.settings import Limits, Settings
from ingest.explain import ExplainedPage, explain_document
from ingest.readers import text as text_reader
from ontology.errors import ReadError
from tests.budgetkg.conftest import SAMPLES
from tests.budgetkg.server.conftest import listening, part
from tests.budgetkg.server.test_browser import done
from tests.budgetkg.server.test_pages import get, text
from tests.ingest import pdf_maker
from tests.ingest.test_pdf_drawing import inner, pixels

PRINTED = "1,135.98"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home of one sample printed as PDF, and the file."""
    folder = tmp_path_factory.mktemp("printed")
    file = folder / "jiaozuo-2020.pdf"
    file.write_bytes(pdf_maker.pdf(text_reader.read((SAMPLES / "jiaozuo-2020.txt").read_bytes())))
    build([file], Home(folder / "home"))
    return folder / "home", file


@pytest.fixture(scope="module")
def at(files: tuple[Path, Path]) -> str:
    return f"/documents/{hashlib.sha256(files[1].read_bytes()).hexdigest()[:16]}"


@pytest.fixture(scope="module")
def cell(files: tuple[Path, Path]) -> Any:
    """Table, page and cell of a printed total that stands far right on its page."""
    cells = ((table, one) for table in explain_document(files[1]).tables for one in table.cells if one.text == PRINTED)
    return max(cells, key=lambda found: found[1].box[2] if found[1].box else 0)


@pytest.fixture
def client(files: tuple[Path, Path]) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(files[0], limits=Limits(workers=1)))) as made:
        yield made


@pytest.fixture(scope="module")
def live(files: tuple[Path, Path]) -> Iterator[str]:
    with listening(Settings(files[0], limits=Limits(workers=1))) as address:
        yield address


def address(at: str, cell: Any) -> str:
    table, one = cell
    return f"{at}/source?table={table.number}&row={one.row}&column={one.column}"


def of(page: LexborHTMLParser, selector: str, name: str) -> str:
    value = part(page, selector).attributes[name]
    assert value is not None
    return value


def test_a_figure_leads_to_its_place_on_the_published_page(client: TestClient, at: str, cell: Any) -> None:
    page = get(client, address(at, cell))
    _, one = cell
    assert part(page, "td.marked").text() == PRINTED  # the table as it was read stands there too
    assert f"第 {one.page} / 34 页" in part(page, "#sheet h2").text() and PRINTED in of(page, "#sheet img", "alt")
    left, top, right, bottom = one.box
    box = [float(of(page, "#mark", name)) for name in ("x", "y", "width", "height")]
    assert box == pytest.approx([left - 1.5, top - 1.5, right - left + 3, bottom - top + 3], abs=0.06)
    assert of(page, "#sheet svg", "viewBox") == "0 0 841.9 595.3"
    picture = client.get(of(page, "#sheet img", "src"))
    assert picture.headers["content-type"] == "image/png" and "immutable" in picture.headers["cache-control"]
    drawn = Image.open(io.BytesIO(picture.content))
    assert len(pixels(drawn, ExplainedPage(one.page, 841.9, 595.3), inner(one.box))) > 2
    assert "style=" not in (part(page, "#sheet").html or "style=")


def test_of_a_row_without_a_cell_the_row_is_marked_and_pages_can_be_turned(client: TestClient, at: str, cell: Any) -> None:
    table, one = cell
    page = get(client, f"{at}/source?table={table.number}&row={one.row}")
    printed = [other for other in table.cells if other.row == one.row]
    assert len(page.css("#sheet rect")) == len(printed) > 1
    turned = get(client, f"{address(at, cell)}&page={one.page + 1}")
    assert f"第 {one.page + 1} / 34 页" in text(turned) and not turned.css("#sheet rect")
    assert "回到标出的那页" in text(turned)
    assert "上一页" not in text(get(client, f"{at}/source?page=1")) and "下一页" not in text(get(client, f"{at}/source?page=34"))


def test_a_sentence_leads_to_its_paragraph(client: TestClient, at: str, files: tuple[Path, Path]) -> None:
    """Prose of a PDF has neither table nor line: its page and its words say where it is."""
    source = explain_document(files[1]).record.claims[0].source
    page = get(client, f"{at}/source?page={source.page}&text={quote(source.text[:40])}")
    assert len(page.css("#sheet rect")) == 1 and f"第 {source.page} / 34 页" in text(page)
    issues = get(client, f"{at}/source").css("#issues ~ div a.figure")
    leads = [link.attributes["href"] or "" for link in issues]
    assert any("page=" in lead for lead in leads if "table=" not in lead) and all("page=" not in lead for lead in leads if "table=" in lead)


def test_browsers_keep_a_picture_and_ask_again_whether_it_is_the_same(client: TestClient, at: str) -> None:
    first = client.get(f"{at}/pages/1.png")
    assert first.status_code == 200 and first.headers["cache-control"] == "private, no-cache"
    again = client.get(f"{at}/pages/1.png", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == first.headers["etag"]
    assert client.get(f"{at}/pages/2.png").headers["etag"] != first.headers["etag"]
    assert "immutable" not in client.get(f"{at}/pages/1.png?v=another").headers["cache-control"]


@pytest.mark.parametrize("number", ["0", "35", "99999999999999999999"])
def test_a_page_that_is_not_there_is_said(client: TestClient, at: str, number: str) -> None:
    told = client.get(f"{at}/pages/{number}.png")
    assert told.status_code == 404 and told.json()["code"] == "page.missing" and "34" in told.json()["title"]
    assert client.get(f"{at}/pages/x.png").status_code == 404
    if len(number) < 8:
        assert "共 34 页" in text(get(client, f"{at}/source?page={number}&table=1")) or number == "0"


def test_where_the_file_has_gone_or_changed_the_table_stays(tmp_path: Path, files: tuple[Path, Path], at: str, cell: Any) -> None:
    file = tmp_path / "jiaozuo-2020.pdf"
    file.write_bytes(files[1].read_bytes())
    build([file], Home(tmp_path / "home"))
    for change, said in ((lambda: file.write_bytes(b"%PDF-1.7 another"), "原文件已经改了"), (file.unlink, "原文件不在原处了")):
        change()
        with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
            page = get(client, address(at, cell))
            assert said in text(page) and part(page, "td.marked").text() == PRINTED and not page.css("#sheet img")
            assert client.get(f"{at}/pages/1.png").status_code == 410


def test_cells_kept_before_boxes_were_show_their_table(tmp_path: Path, files: tuple[Path, Path], at: str, cell: Any) -> None:
    """They do not say what has to be covered, so nothing is drawn."""
    file = tmp_path / "jiaozuo-2020.pdf"
    file.write_bytes(files[1].read_bytes())
    build([file], Home(tmp_path / "home"))
    (kept,) = (tmp_path / "home").glob("documents/*/explained.json.gz")
    old = json.loads(gzip.decompress(kept.read_bytes()))
    del old["pages"]
    for table in old["tables"]:
        for one in table["cells"]:
            del one["page"], one["box"]
    kept.write_bytes(gzip.compress(json.dumps(old).encode()))
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
        page = get(client, f"{address(at, cell)}&page=3")
        assert part(page, "td.marked").text() == PRINTED and not page.css("#sheet img")
        assert "不画出来" in text(page) and of(page, "#sheet p.card a", "href").endswith("/file")
        told = client.get(f"{at}/pages/3.png")
        assert told.status_code == 403 and told.json()["code"] == "page.unchecked"


def test_a_page_that_cannot_be_drawn_is_said_once_and_not_tried_again(
    client: TestClient, at: str, cell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    async def failing(*_: object) -> bytes:
        tries.append(1)
        raise ReadError("read.page-time", "第 5 页 20 秒里没有画完", "请下载原文件，用阅读器打开")

    monkeypatch.setattr(Originals, "drawn", failing)
    page = get(client, address(at, cell))
    assert "没有画完" in text(page) and part(page, "td.marked").text() == PRINTED and not page.css("#sheet img")
    assert client.get(f"{at}/pages/{cell[1].page}.png").status_code == 422 and len(tries) == 1


def test_provenance_gives_the_picture(client: TestClient, at: str) -> None:
    found = client.post("/sparql", data={"query": "SELECT ?s { ?s bkg:printedText '1,135.98' } LIMIT 1"}, headers={"accept": "text/csv"})
    iri = found.text.split()[1]
    (place,) = client.get("/api/provenance", params={"iri": iri}).json()["places"]
    assert place["picture"] == f"{at}/pages/{place['page']}.png" and client.get(place["picture"]).status_code == 200


def test_a_text_has_no_page(tmp_path: Path) -> None:
    report = build([SAMPLES / "hongqi-2022.txt"], Home(tmp_path / "home"))
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
        here = f"/documents/{report.read[0].sha256[:16]}"
        assert not get(client, f"{here}/source?table=9&row=37&column=4&page=1").css("#sheet")
        told = client.get(f"{here}/pages/1.png")
        assert told.status_code == 403 and told.json()["code"] == "page.format"


def test_the_marked_place_is_in_sight(page: Page, at: str, cell: Any, request: pytest.FixtureRequest) -> None:
    def look(page: Page) -> None:
        page.goto(address(at, cell))
        page.locator("dl.facts").get_by_role("link", name="标出的地方").click()
        expect(page.locator("#mark")).to_be_in_viewport()
        expect(page.locator("#sheet img")).to_have_js_property("naturalWidth", 1600)
        mark, picture = page.locator("#mark").bounding_box(), page.locator("#sheet img").bounding_box()
        assert mark and picture
        left, top, right, _ = cell[1].box
        scale = picture["width"] / 841.9
        assert mark["x"] - picture["x"] == pytest.approx(left * scale, abs=4) and mark["width"] == pytest.approx(
            (right - left) * scale, abs=8
        )
        assert mark["y"] - picture["y"] == pytest.approx(top * scale, abs=4)
        width = page.evaluate("innerWidth")
        assert mark["x"] >= 0 and mark["x"] + mark["width"] <= width

    done(page, look, request.node.callspec.id)


def test_the_page_stands_there_without_script_and_on_paper(browser: Browser, live: str, at: str, cell: Any, tmp_path: Path) -> None:
    import pypdfium2

    page = browser.new_context(java_script_enabled=False, base_url=live).new_page()
    page.goto(f"{address(at, cell)}#mark")
    expect(page.locator("#mark")).to_be_in_viewport()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as printed:
        images = [one for sheet in printed for one in sheet.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        bounds = [one.get_bounds() for one in images]
        width = printed[0].get_width()
    assert bounds and all(left >= 0 and right <= width for left, _, right, _ in bounds)
