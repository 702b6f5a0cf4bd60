"""The screens in a real browser: each main task, phone and wide screen, light and dark, and what axe says of it.

Debian's chromium (or BUDGETKG_CHROMIUM) driven by Playwright, which brings no browser of its own here.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.budgetkg.server.conftest import TOKEN

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SAMPLES = Path(__file__).parents[3] / "data" / "samples"
SHOTS = os.environ.get("BUDGETKG_SHOTS")
"""A folder for pictures of every screen, for whoever wants to look."""


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


def kinds(page: Page) -> None:
    page.goto("/")
    page.get_by_label("找同类的绩效目标，或找部门、文号").fill("苏信组办 [2013] 2 号")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name="写明依据这个文号的")).to_be_visible()
    expect(page.get_by_label("找什么")).to_have_value("any")
    page.get_by_label("一条指标或目标，可以带值").fill("负责处理来信来访")
    page.get_by_label("找什么").select_option("部门职责")
    page.get_by_role("button", name="查找").click()
    page.locator("article a.figure").first.click()
    expect(page.locator("td.marked, mark").first).to_be_visible()
    page.go_back()


def compare(page: Page) -> None:
    page.goto("/targets?text=上访群众满意度≥90%")
    for _ in range(3):
        page.locator("article").get_by_role("link", name="加入比较").first.click()
        page.wait_for_load_state()
    expect(page.locator(".picked")).to_contain_text("3 / 6")
    page.get_by_role("link", name="并排看").click()
    expect(page.locator("table.beside thead th")).to_have_count(4)
    expect(page.locator("table.beside strong").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="XLSX").click()
    assert saved.value.suggested_filename == "compare.xlsx"


def opinion(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/targets?text=上访群众满意度≥60%")
    page.get_by_role("button", name="复制审核意见").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#opinion").inner_text() and "提示：请说明取值依据" in copied


def library(page: Page) -> None:
    page.goto("/library")
    page.get_by_label("指标或写法里的词").fill("信訪群眾滿意度")
    page.get_by_role("button", name="查找").click()
    page.locator("tbody").get_by_role("link", name="信访群众满意度", exact=True).click()
    expect(page.locator("h1")).to_have_text("信访群众满意度")
    page.locator("a.figure").first.click()
    expect(page.locator("td.marked")).to_be_visible()
    page.go_back()


def saying(page: Page) -> None:
    sign_in(page, "/library")
    page.goto("/library?word=化解率")
    page.locator("tbody").get_by_role("link", name="化解率", exact=True).click()
    page.get_by_label("并入别的一条：先找它").fill("满意度")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.get_by_role("group", name="并入哪一条").get_by_role("radio").first).to_be_visible()
    expect(page.get_by_label("改名为")).to_be_visible()


def naming(page: Page) -> None:
    sign_in(page, "/library")
    page.goto("/library?word=化解率")
    page.locator("tbody").get_by_role("link", name="化解率", exact=True).click()
    page.get_by_label("改名为").fill("信访案件化解率")
    page.get_by_role("button", name="改名").click()
    expect(page.locator("h1")).to_have_text("信访案件化解率", timeout=120_000)  # without a reload of ours
    page.get_by_role("link", name="全部人工判断").click()
    expect(page.locator("ul.said li").first).to_contain_text("信访案件化解率")
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator("ul.said li").first).to_contain_text("已撤销")
    expect(page.locator("[data-busy]")).to_have_count(0, timeout=120_000)


def money(page: Page) -> None:
    page.goto("/agencies?name=jcsxfj")
    page.get_by_role("link", name="晋城市信访局").click()
    expect(page.locator("#flows svg")).to_contain_text("一般公共预算")
    page.get_by_role("link", name="元", exact=True).click()
    expect(page.locator("#flows svg")).to_be_visible()
    assert page.locator("#flows").get_attribute("data-unit") == "元"
    if page.evaluate("innerWidth") > 600:
        expect(page.locator("#flows svg")).to_contain_text("2,812,900.00 元")


def three_public(page: Page) -> None:
    page.goto("/agencies?name=jzsxfj")
    page.get_by_role("link", name="焦作市信访局").click()
    page.get_by_role("link", name="“三公”与运行").click()
    expect(page.locator("#public-figure svg")).to_be_visible()


def targets_tree(page: Page) -> None:
    page.goto("/agencies?name=jcsxfj")
    page.get_by_role("link", name="晋城市信访局").click()
    page.get_by_role("link", name="绩效目标").click()
    expect(page.locator("tr.branch").first).to_contain_text("产出指标")


def several(page: Page) -> None:
    sign_in(page, "/findings?rule=unmeasurable")
    page.get_by_role("button", name="全选本页").click()
    page.get_by_label("对选中的各条写同一条备注").fill("已一并核对")
    page.locator("#batch").get_by_label("复核人").fill("张三")
    page.get_by_role("button", name="确认选中的").click()
    expect(page.locator(".status-confirmed")).to_have_count(page.locator("article.finding").count())
    expect(page.locator("article.finding").last).to_contain_text("已一并核对 张三")


def scorecard(page: Page) -> None:
    sign_in(page, "/agencies?name=hqqxfj")
    page.get_by_role("link", name="新乡市红旗区信访局").click()
    page.get_by_role("link", name="审核评分").click()
    page.get_by_role("link", name="信访工作经费").click()
    page.get_by_role("group", name="资金匹配性").get_by_label("良").check()
    page.get_by_label("资金匹配性 意见").fill("测算较细")
    page.get_by_role("button", name="保存评分").click()
    expect(page.get_by_role("group", name="资金匹配性").get_by_label("良")).to_be_checked()
    expect(page.locator("tbody").first).to_contain_text("良")


def written_opinion(page: Page) -> None:
    page.goto("/findings?severity=warning")
    page.get_by_role("link", name="网页（可打印）").click()
    expect(page.locator("h1")).to_have_text("审核意见书")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 DOCX").click()
    assert saved.value.suggested_filename.startswith("审核意见书-") and saved.value.suggested_filename.endswith(".docx")


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
    loaded: list[str] = []
    page.on("request", lambda sent: loaded.append(sent.url))
    page.goto("/query/sparql")
    page.wait_for_load_state("networkidle")
    assert not any("vendor" in address for address in loaded)  # much script, needed for writing only
    page.locator("#query").click()
    editor = page.get_by_role("textbox", name="SPARQL")
    expect(editor).to_be_focused()
    assert any(address.endswith("/vendor/editor.js") for address in loaded)
    editor.press("Control+A")
    editor.press("Delete")
    editor.press_sequentially("SELECT ?name { ?a a bkg:Agency ; rdfs:label ?name ; bkg:单位编码")
    page.get_by_role("option", name="bkg:agencyCode").click()  # by its Chinese label
    editor.press_sequentially(" ?code }")
    editor.press("Control+Enter")
    expect(page.locator("main table")).to_contain_text("晋城市信访局")
    page.locator("#query").click()
    expect(editor).to_contain_text("bkg:agencyCode")
    editor.press("Tab")  # leads on, as everywhere
    expect(editor).not_to_be_focused()


def question(page: Page) -> None:
    page.goto("/query")
    page.locator("main a[href*='/query/share-of-function']").first.click()
    expect(page.locator("main table")).to_contain_text("焦作市信访局")
    page.locator("main form input").first.fill("2010301")
    page.get_by_role("button", name="查询").click()
    expect(page).to_have_url(re.compile("2010301"))
    expect(page.get_by_role("link", name="XLSX")).to_be_visible()


def projects(page: Page) -> None:
    page.goto("/agencies")
    page.get_by_label("级次").select_option("地市级")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="焦作市信访局").click()
    page.get_by_role("link", name="项目", exact=True).click()
    expect(page.locator("tr.total")).to_contain_text("250.28")


def scores(page: Page) -> None:
    page.goto("/query")
    page.get_by_role("link", name="公开质量得分与排名").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_label("年度").select_option("2020")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a").click()
    page.go_back()


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


TASKS = [
    *(overview, agency, money, targets_tree, three_public, source, target, kinds, compare, opinion, library, saying, cofunding),
    *(findings, several, scorecard, written_opinion, workbench, question, projects, scores),
]
BUILDING = [naming, imports]
"""Tasks that build anew: at one width is enough."""


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_the_main_task_of_a_screen(page: Page, task: Callable[[Page], None], request: pytest.FixtureRequest) -> None:
    done(page, task, request.node.callspec.id)


@pytest.mark.parametrize("page", [(1440, "light")], ids=["1440-light"], indirect=True)
@pytest.mark.parametrize("task", BUILDING, ids=lambda task: task.__name__)
def test_a_task_that_builds(page: Page, task: Callable[[Page], None], request: pytest.FixtureRequest) -> None:
    done(page, task, request.node.callspec.id)


def done(page: Page, task: Callable[[Page], None], way: str) -> None:
    """A task can be done, fits the screen, and leaves a page that everybody can use."""
    task(page)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{task.__name__}-{way}.png", full_page=True)
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
