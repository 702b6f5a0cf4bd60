"""The screens in a real browser: each main task, phone and wide screen, light and dark, and what axe says of it.

Debian's chromium (or BUDGETKG_CHROMIUM) driven by Playwright, which brings no browser of its own here.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.budgetkg.server.conftest import TOKEN

CHROMIUM = (
    os.environ.get("BUDGETKG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SAMPLES = Path(__file__).parents[3] / "data" / "samples"
SHOTS = os.environ.get("BUDGETKG_SHOTS")
"""A folder for pictures of every screen, for whoever wants to look."""
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium, or set BUDGETKG_CHROMIUM")
WAYS = [(390, "light"), (390, "dark"), (1440, "light"), (1440, "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Whoever runs tests in a container is root, for whom Chromium has no sandbox. Only our own pages are opened.
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{way[1]}")
def page(request: pytest.FixtureRequest, browser: Browser, live: str) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=live, locale="zh-CN")
    made = context.new_page()
    wrong: list[str] = []
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    made.on("request", lambda sent: wrong.append(sent.url) if not sent.url.startswith((live, "data:", "blob:")) else None)
    yield made
    context.close()
    assert wrong == []


def overview(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#found-chart svg")).to_be_visible()
    page.locator("#found-table a").first.click()
    expect(page.locator("article.finding").first).to_be_visible()
    page.go_back()
    expect(page.locator("#found-chart svg")).to_be_visible()


def agency(page: Page) -> None:
    page.goto("/agencies")
    page.get_by_label("省", exact=True).select_option("河南省")
    page.get_by_label("市", exact=True).select_option("焦作市")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="焦作市信访局").click()
    expect(page.locator("#flows svg")).to_be_visible()
    page.get_by_role("link", name="亿元").first.click()
    expect(page.locator("main")).to_contain_text("0.11")


def source(page: Page) -> None:
    page.goto("/agencies?name=jzsxfj")
    page.get_by_role("link", name="焦作市信访局").click()
    page.locator("td a.figure").first.click()
    expect(page.locator("td.marked")).to_be_visible()


def target(page: Page) -> None:
    page.goto("/targets")
    page.get_by_label("一条指标或目标，可以带值").fill("上访群众满意度≥90%")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("img.plot")).to_be_visible()
    expect(page.locator("main")).to_contain_text("比")


def cofunding(page: Page) -> None:
    page.goto("/cofunding")
    page.get_by_label("资金项目名称里的词").fill("信访")
    page.get_by_role("button", name="查看").click()
    picture = page.locator("img.layers")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 500
    expect(page.locator(".hypotheses")).to_contain_text("假设，不是事实")


def findings(page: Page) -> None:
    sign_in(page, "/findings")
    page.get_by_label("方面").select_option("privacy")
    page.get_by_role("button", name="筛选").click()
    first = page.locator("article.finding").first
    first.get_by_label("备注").fill("看过原文")
    first.get_by_role("button", name="确认").click()
    expect(page.locator("article.finding").first).to_contain_text("看过原文")
    expect(page.locator(".status-confirmed").first).to_be_visible()


def workbench(page: Page) -> None:
    page.goto("/query/sparql")
    expect(page.locator(".CodeMirror")).to_be_visible()
    page.get_by_role("button", name="执行").click()
    expect(page.locator("main table")).to_contain_text("焦作市信访局")


def question(page: Page) -> None:
    page.goto("/query")
    page.locator("main a[href*='/query/share-of-function']").first.click()
    expect(page.locator("main table")).to_contain_text("焦作市信访局")
    page.locator("main form input").first.fill("2010301")
    page.get_by_role("button", name="查询").click()
    expect(page).to_have_url(re.compile("2010301"))
    expect(page.get_by_role("link", name="XLSX")).to_be_visible()


def imports(page: Page) -> None:
    sign_in(page, "/imports")
    text = (SAMPLES / "luquan-2021.txt").read_text("utf-8") + "\n"
    page.locator("#file").set_input_files({"name": "鹿泉.txt", "mimeType": "text/plain", "buffer": text.encode()})
    page.get_by_role("button", name="上传").click()
    row = page.locator("#queue tbody tr").first
    expect(row).to_contain_text("鹿泉.txt")
    expect(row).to_contain_text("已入库", timeout=120_000)  # without a reload


def sign_in(page: Page, onward: str) -> None:
    page.goto(f"/sign-in?next={onward}")
    page.get_by_label("令牌").fill(TOKEN)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{onward}")


@pytest.mark.parametrize(
    "task", [overview, agency, source, target, cofunding, findings, workbench, question, imports], ids=lambda task: task.__name__
)
def test_the_main_task_of_a_screen(page: Page, task: Callable[[Page], None], request: pytest.FixtureRequest) -> None:
    if task is imports and "1440-light" not in request.node.name:
        pytest.skip("one upload is enough: it is read each time")
    task(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{task.__name__}-{request.node.callspec.id}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"the page is {overflow} px wider than the screen"
    # The policy of the pages lets no script in but their own; what tests bring comes past it.
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.reload()
    page.wait_for_load_state("networkidle")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_pages_print_on_a4(browser: Browser, live: str, tmp_path: Path) -> None:
    page = browser.new_page(base_url=live)
    page.goto("/cofunding")
    page.pdf(path=tmp_path / "page.pdf", format="A4", landscape=True)
    import pypdfium2

    assert 2 <= len(pypdfium2.PdfDocument(tmp_path / "page.pdf")) <= 20
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()


def test_pages_work_without_script(browser: Browser, live: str) -> None:
    page = browser.new_context(java_script_enabled=False, base_url=live).new_page()
    page.goto("/agencies")
    page.get_by_label("地区").select_option("410000")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody th")).to_have_count(2)
    page.goto("/imports")
    expect(page.locator("h1")).to_have_text("导入")


def test_the_keyboard_reaches_the_content(browser: Browser, live: str) -> None:
    page = browser.new_page(base_url=live)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
