"""Ways to use the screens in a real browser: on paper, without script, by the keyboard, over a thin wire."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect


def test_pages_print_on_a4(browser: Browser, live: str, tmp_path: Path) -> None:
    page = browser.new_page(base_url=live)
    page.goto("/cofunding")
    page.pdf(path=tmp_path / "page.pdf", format="A4", landscape=True)
    import pypdfium2

    assert 2 <= len(pypdfium2.PdfDocument(tmp_path / "page.pdf")) <= 20
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()


@pytest.mark.parametrize("address", ["/cofunding", "/query/year-on-year", "/query/cofunding-against-amounts"])
def test_nothing_of_a_wide_table_is_lost_on_paper(browser: Browser, live: str, tmp_path: Path, address: str) -> None:
    import pypdfium2

    page = browser.new_page(base_url=live)
    page.goto(address)
    # The last cell of each row is on the paper, whatever stands before it.
    last = page.locator("table").last.locator("tbody tr td:last-child").last.inner_text().split()[0]
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    words = "".join(sheet.get_textpage().get_text_bounded() for sheet in printed)
    assert last[:4] in words.replace("\r", "").replace("\n", "")
    if page.locator("table").count() == 1:  # it begins on the first page, below its title
        assert page.locator("tbody tr td").first.inner_text() in printed[0].get_textpage().get_text_bounded().replace("\r\n", "")


def test_the_marked_cell_of_a_wide_table_is_in_sight_on_a_phone(browser: Browser, live: str) -> None:
    page = browser.new_page(base_url=live, viewport={"width": 390, "height": 900})
    page.goto("/documents/38270c7096d0e50b/source?table=2&row=5&column=10&line=184")
    box = page.locator("td.marked").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_the_comparison_prints_on_one_a4_page(browser: Browser, live: str, tmp_path: Path) -> None:
    import pypdfium2

    page = browser.new_page(base_url=live)
    page.goto("/targets?text=上访群众满意度≥90%")
    for _ in range(6):
        page.locator("article").get_by_role("link", name="加入比较").first.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="并排看").click()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    width, height = printed[0].get_size()
    assert len(printed) == 1 and width > height
    words = printed[0].get_textpage().get_text_bounded()
    assert "规范化值" in words and words.count("信访局") >= 6 and "去掉" not in words


def test_comparing_and_the_opinion_need_no_script(browser: Browser, live: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=live).new_page()
    page.goto("/targets?text=上访群众满意度≥90%")
    expect(page.locator("#opinion")).to_contain_text("四分位")
    expect(page.get_by_role("button", name="复制审核意见")).to_be_hidden()
    for _ in range(2):
        page.locator("article").get_by_role("link", name="加入比较").first.click()
    page.get_by_role("link", name="并排看").click()
    expect(page.locator("table.beside thead th")).to_have_count(3)


def test_pages_work_without_script(browser: Browser, live: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=live).new_page()
    page.goto("/agencies")
    page.get_by_label("地区").select_option("410000")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody th")).to_have_count(2)
    page.goto("/imports")
    expect(page.locator("h1")).to_have_text("导入")


def test_the_scripts_of_a_page_without_a_chart_are_under_300_kb_on_the_wire(browser: Browser, live: str) -> None:
    page = browser.new_page(base_url=live)
    wire = page.context.new_cdp_session(page)
    scripts: set[str] = set()
    sizes: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda told: scripts.add(told["requestId"]) if told["type"] == "Script" else None)
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    wire.send("Network.enable")
    page.goto("/query/sparql")
    page.locator("#query").click()
    expect(page.get_by_role("textbox", name="SPARQL")).to_be_focused()
    page.wait_for_load_state("networkidle")
    sent = sum(sizes[one] for one in scripts)
    assert 50_000 < sent < 300_000, sent


def test_the_keyboard_reaches_the_content(browser: Browser, live: str) -> None:
    page = browser.new_page(base_url=live)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
