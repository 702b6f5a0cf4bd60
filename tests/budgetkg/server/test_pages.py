"""What people see: every screen answers, says what it is for, leads to sources, and lets nothing of a document run."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.build import build
from budgetkg.home import Entry, Home
from budgetkg.server.app import create_app
from budgetkg.server.pages.flows import UNKNOWN, flows
from budgetkg.server.pages.overview import coverage
from budgetkg.server.settings import Limits, Settings
from ingest.read import read_document
from tests.budgetkg.server.conftest import part, sheet

PAGE = {"accept": "text/html"}
SAMPLE = Path(__file__).parents[3] / "data" / "samples" / "jincheng-2023.txt"
SCREENS = {
    "/": ["绩效指标值", "覆盖：地区 × 年度", "可衡量性"],
    "/agencies": ["焦作市信访局", "如皋市信访局", "130110"],
    "/targets?text=上访群众满意度≥90%25": ["对标", "晋城市信访局", "四分位", "相似度"],
    "/compare": ["还没有选"],
    "/library": ["指标库", "群众满意度", "中位"],
    "/findings/opinion?region=410702": ["审核意见书", "不等于问题", "请核对原文"],
    "/cofunding": ["各级资金配套", "信访专项救助资金", "假设，不是事实", "不能确定", "42.14"],
    "/findings": ["比较符的方向与指标的意思相反", "何时不成问题", "财预〔2015〕88号"],
    "/query": ["各部门的收入"],
    "/query/totals": ["焦作市信访局", "1,135.98"],
    "/query/sparql?query=SELECT ?n WHERE { ?a a bkg:Agency ; rdfs:label ?n }": ["焦作市信访局", "5 行"],
    "/imports": ["不接受上传"],
    "/sign-in": ["不用登录"],
}


def get(client: TestClient, address: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, (address, answer.text[:500])
    return LexborHTMLParser(answer.text)


def text(page: LexborHTMLParser) -> str:
    assert page.body is not None
    return " ".join(page.body.text().split())


def first_document(client: TestClient, name: str) -> str:
    found = client.get("/api/documents").json()
    return str(next(one["sha256"] for one in found if one["name"] == name))[:16]


@pytest.mark.parametrize("address", SCREENS)
def test_every_screen_says_what_it_is_for(client: TestClient, address: str) -> None:
    shown = text(get(client, address))
    assert [words for words in SCREENS[address] if words not in shown] == []


@pytest.mark.parametrize("address", SCREENS)
def test_every_screen_in_english(client: TestClient, address: str) -> None:
    page = get(client, address + ("&" if "?" in address else "?") + "lang=en")
    assert part(page, "html").attributes["lang"] == "en"
    assert "Findings" in text(page)
    inner = [link.attributes["href"] or "" for link in page.css("nav a")]
    assert inner and all("lang=en" in link for link in inner)


@pytest.mark.parametrize("address", SCREENS)
def test_nothing_but_our_own_files_can_run(client: TestClient, address: str) -> None:
    answer = client.get(address, headers=PAGE)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    page = LexborHTMLParser(answer.text)
    assert [script.text() for script in page.css("script") if script.text().strip()] == []
    assert page.css("[style], [onclick], [onload], [onerror]") == []
    own = [node.attributes.get("src") or node.attributes.get("href") or "" for node in page.css("script, link, img")]
    assert own and all(at.startswith("/") and not at.startswith("//") for at in own)


@pytest.mark.parametrize(
    "address", ["/cofunding", "/findings", "/targets?text=上访群众满意度", "money", "projects", "targets", "public", "years"]
)
def test_figures_lead_to_the_marked_cell(client: TestClient, address: str) -> None:
    if not address.startswith("/"):
        address = f"/documents/{first_document(client, 'jiaozuo-2020.txt')}/{address}"
    links = [link for link in get(client, address).css("a.figure") if "/source?" in (link.attributes["href"] or "")]
    assert len(links) >= 5
    marked = [get(client, urljoin(address, link.attributes["href"])).css_first("td.marked") for link in links[:: max(1, len(links) // 5)]]
    assert sum(cell is not None for cell in marked) >= 4


def test_a_printed_zero_a_blank_and_what_was_never_disclosed_look_different(client: TestClient) -> None:
    def figures(document: str, tab: str) -> list[str]:
        page = get(client, f"/documents/{first_document(client, document)}/{tab}")
        return [cell.text().strip() for cell in page.css("td.number")]

    assert " 0.00" in text(get(client, f"/documents/{first_document(client, 'jincheng-2023.txt')}/projects"))
    assert figures("jincheng-2023.txt", "public") == ["2.55", "", "", "2.55", "", "2.55"]
    assert figures("luquan-2021.txt", "projects").count("—") == 6


@pytest.mark.parametrize(("unit", "amount"), [("yuan", "11,359,800.00"), ("wan", "1,135.98"), ("yi", "0.11")])
def test_the_unit_is_a_choice(client: TestClient, unit: str, amount: str) -> None:
    sha = first_document(client, "jiaozuo-2020.txt")
    assert amount in text(get(client, f"/documents/{sha}/money?unit={unit}"))
    assert amount in text(get(client, f"/query/totals?unit={unit}"))


@pytest.mark.parametrize(
    ("query", "agencies"),
    [
        ("region=410000", {"焦作市信访局", "新乡市红旗区信访局"}),
        ("region=410700", {"新乡市红旗区信访局"}),
        ("year=2024", {"如皋市信访局"}),
        ("name=jcsxfj", {"晋城市信访局"}),
        ("name=ＪＺＳＸ", {"焦作市信访局"}),
        ("name=没有", set()),
        ("level=county&region=410000", {"新乡市红旗区信访局"}),
        ("level=prefecture", {"晋城市信访局", "焦作市信访局"}),
    ],
)
def test_departments_by_place_year_and_pinyin(client: TestClient, query: str, agencies: set[str]) -> None:
    assert {row.text().strip() for row in get(client, f"/agencies?{query}").css("tbody th a")} == agencies


def test_places_come_below_what_they_lie_in(client: TestClient) -> None:
    options = [(o.attributes["data-depth"], o.text().strip()) for o in get(client, "/agencies").css("select[name=region] option")[1:]]
    assert options[-3:] == [("1", "新乡市"), ("2", "红旗区"), ("1", "焦作市")]


def test_the_overview_leads_to_findings_of_one_dimension(client: TestClient) -> None:
    row = next(row for row in get(client, "/").css("#found-table tbody tr") if "个人信息" in row.text())
    number = int(row.css("td")[1].text())
    page = get(client, row.css("td a")[0].attributes["href"] or "")
    assert len(page.css("article.finding")) == number > 0


def test_many_agencies_are_typed_and_not_listed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(part(get(client, "/findings"), "select[name=agency]").css("option")) == 6
    monkeypatch.setattr("budgetkg.server.pages.findings.MANY", 4)
    page = get(client, "/findings?agency=焦作")
    assert not page.css("select[name=agency]") and part(page, "input[name=agency]").attributes["value"] == "焦作"
    assert {link.text()[:6] for link in page.css("article.finding > p > a")} == {"焦作市信访局"}


def test_a_difference_between_amounts_is_in_yuan(client: TestClient) -> None:
    page = get(client, "/findings?rule=cost-over-amount")
    assert [node.text() for node in page.css("dd") if "容许" in node.text()] == ["200,000 元（容许 50 元）", "120,800 元（容许 50 元）"]


def test_findings_are_exported_as_filtered(client: TestClient) -> None:
    found = client.get("/findings.json?dimension=measurability").json()
    assert found and {item["dimension"] for item in found} == {"measurability"}
    rows = list(sheet(client.get("/findings.xlsx?rule=cost-over-amount").content).values)
    titles = list(rows[0])
    assert len(rows) == 1 + len(client.get("/findings.json?rule=cost-over-amount").json()) > 1
    assert all(isinstance(row[titles.index("差额")], (int, float)) for row in rows[1:])
    assert all(row[titles.index("状态")] == "待核" for row in rows[1:])


def test_the_picture_of_cofunding_has_what_the_tables_have(client: TestClient) -> None:
    answer = client.get("/cofunding/picture.svg?region=41")
    assert answer.headers["content-type"] == "image/svg+xml" and "焦作市信访局" in answer.text and "晋城市" not in answer.text
    assert "晋城市信访局" not in text(get(client, "/cofunding?region=41")).split("没有可答的")[0].split("假设了什么")[0].replace("省", "")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere", 404, "没有这个页面"),
        ("/documents/0000000000000000", 404, "没有这份文件"),
        ("/cofunding?year=abc", 400, "不是年份"),
        ("/cofunding?region=河南", 400, "不是区划代码"),
        ("/cofunding?programme=%5C", 400, "反斜杠"),
        ("/query/no-such", 404, "没有名为"),
        ("/query/sparql?query=SELECT", 400, "查询"),
        ("/imports/../../etc/passwd", 404, "没有"),
        ("/imports/" + "0" * 64, 404, "没有上传过"),
    ],
)
def test_what_is_wrong_is_said_on_a_page(client: TestClient, address: str, status: int, words: str) -> None:
    assert words in text(get(client, address, status))


def test_a_document_full_of_script_is_shown_as_text(tmp_path: Path) -> None:
    source = Path(__file__).parents[3] / "data" / "samples" / "hongqi-2022.txt"
    attack = "<script>x()</script><img src=x onerror=x()>"
    evil = tmp_path / "红旗<b>.txt"
    evil.write_text(re.sub(r"(信访救助资金|信访工作经费|满意度|化解率|红旗区信访局)", rf"\1{attack}", source.read_text("utf-8")), "utf-8")
    report = build([evil], Home(tmp_path / "home"))
    assert report.read
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
        sha = report.read[0].sha256[:16]
        pages = ["/", "/agencies", "/findings", "/cofunding", "/targets?text=满意度", "/query/agencies", "/query/projects"]
        pages += [f"/documents/{sha}/{tab}" for tab in ("money", "projects", "targets", "public", "findings", "source?table=10")]
        shown = 0
        for address in pages:
            page = get(client, address)
            shown += text(page).count("<script>x()")
            assert [node.html for node in page.css("script") if not node.attributes.get("src")] == [], address
            assert page.css("img[onerror]") == [], address
        assert shown > 20


def test_targets_of_one_kind_of_agency_and_of_projects_of_some_money(client: TestClient) -> None:
    some = client.get("/targets", params={"text": "满意度", "agency_type": "petition", "amount": "100万.."}).text
    assert 'value="petition" selected' in some and 'value="100万.."' in some and "相似度" in some
    told = some.partition("相似度")[2].partition("；")[0]
    assert all(part in told for part in ("字面", "概念", "通行指标", "字义", "类别")) and not re.search("[a-z]", told)
    nothing = client.get("/targets", params={"text": "满意度", "agency_type": "education"})
    assert nothing.status_code == 200 and "库里有 信访 petition" in nothing.text
    wrong = client.get("/targets", params={"text": "满意度", "amount": "100万"})
    assert wrong.status_code == 400 and "100万..500万" in wrong.text


@pytest.mark.parametrize(("unit", "amount"), [("yuan", "421,400.00 元"), ("wan", "42.14 万元"), ("yi", "0.00421 亿元")])
def test_the_picture_of_cofunding_is_in_the_unit_of_the_page(client: TestClient, unit: str, amount: str) -> None:
    assert amount in client.get(f"/cofunding/picture.svg?region=410800&unit={unit}").text
    picture = part(get(client, f"/cofunding?region=410800&unit={unit}"), "img.layers").attributes["src"] or ""
    assert ("unit=" in picture) == (unit != "wan")


def test_a_finding_says_where_its_evidence_is_printed(client: TestClient) -> None:
    shown = text(get(client, "/findings?rule=wrong-direction&region=410702"))
    assert "≤10% 表9 行37 列4 文件行412" in shown
    assert "≤10% table 9 row 37 column 4 line 412" in text(get(client, "/findings?rule=wrong-direction&region=410702&lang=en"))
    nothing = get(client, "/findings?rule=wrong-direction&region=330000")
    assert "没有符合的疑点" in text(nothing) and part(nothing, "main p a[href='/findings']").text() == "去掉全部条件"


def test_issues_of_reading_are_listed_for_every_document(client: TestClient) -> None:
    listed = get(client, "/agencies?name=晋城")
    (link,) = [one for one in listed.css("tbody td a") if (one.attributes["href"] or "").endswith("#issues")]
    source = get(client, (link.attributes["href"] or "").removesuffix("#issues"))
    assert (
        "privacy." in part(source, "#issues ~ .scroll tbody").text()
        and str(len(part(source, "#issues ~ .scroll tbody").css("tr"))) == link.text()
    )


@pytest.mark.parametrize(("lang", "word"), [("zh", "中位数 95"), ("en", "median 95")])
def test_the_picture_of_peers_is_in_the_language_of_the_page(client: TestClient, lang: str, word: str) -> None:
    shown = part(get(client, f"/targets?text=上访群众满意度≥90%25&level=county&lang={lang}"), "img.plot").attributes["src"]
    picture = ElementTree.fromstring(client.get(str(shown)).content)
    assert word in {element.text for element in picture.iter()}


def test_a_page_that_is_not_there_says_so_in_the_language_of_the_page(client: TestClient) -> None:
    assert "没有这个页面" in text(get(client, "/nothing", 404)) and "There is no such page" in text(get(client, "/nothing?lang=en", 404))


def test_the_search_page_says_how_it_is_used(client: TestClient) -> None:
    empty = get(client, "/targets")
    example = part(empty, "section[aria-labelledby=how] a")
    assert example.text() == "上访群众满意度≥90%" and "四分位" in text(get(client, example.attributes["href"] or ""))


def test_economic_classes_are_called_after_the_table_they_are_taken_from(client: TestClient) -> None:
    whole, running = (
        [caption.text() for caption in get(client, f"/documents/{first_document(client, name)}").css("caption")][-1]
        for name in ("jincheng-2023.txt", "jiaozuo-2020.txt")
    )
    assert whole == "基本支出，按部门预算经济分类"
    assert "2020年机关运行经费" in running and "不是全部基本支出" in running


def test_money_flows_from_where_it_comes_to_what_it_is_spent_on(client: TestClient) -> None:
    drawn = client.get(f"/documents/{first_document(client, 'jincheng-2023.txt')}/flows.json").json()
    by_layer = [[Decimal(flow["yuan"]) for flow in drawn if flow["layer"] == layer] for layer in range(3)]
    assert {flow["source"] for flow in drawn if flow["layer"] == 0} == {"一般公共预算"}
    assert [sum(layer) for layer in by_layer] == [7_300_300, 7_300_300, 2_812_900]


def test_sources_are_drawn_only_where_the_printed_amounts_add_up() -> None:
    record = read_document(SAMPLE)
    line = next(line for line in record.function_lines if line.code == "2010308")
    assert line.total is not None
    more = replace(line.total, nature="government_fund", function_code=line.code)
    assert any(flow.target == line.name for flow in flows(record))
    drawn = flows(replace(record, facts=(*record.facts, more)))
    assert [flow.source for flow in drawn if flow.target == line.name and flow.layer == 0] == [UNKNOWN]
    # What the sources give in all is what is spent: none seems to give less than it does.
    assert [sum(flow.yuan for flow in drawn if flow.layer == layer) for layer in (0, 1)] == [7_300_300, 7_300_300]
    unsourced = replace(record, facts=tuple(replace(fact, nature=None) for fact in record.facts))
    assert {flow.layer for flow in flows(unsourced)} == {1, 2}


def test_a_project_called_as_a_class_is_makes_no_circle() -> None:
    record = read_document(SAMPLE)
    name = next(line.name for line in record.function_lines if line.code == "2010308")
    called = replace(record, projects=(replace(record.projects[0], name=name), *record.projects[1:]))
    links = {((flow.layer, flow.source), (flow.layer + 1, flow.target)) for flow in flows(called)}
    assert ((1, name), (2, "项目支出")) in links and ((2, "项目支出"), (3, name)) in links


def test_an_agency_file_says_which_file_it_is(client: TestClient) -> None:
    shown = text(get(client, f"/documents/{first_document(client, 'jincheng-2023.txt')}"))
    assert re.search(r"jincheng-2023\.txt \d+\.\d kB · 存盘日期 \d{4}-\d\d-\d\d · SHA-256 5628b706", shown) and "级次地市级" in shown


def test_targets_are_a_tree_with_their_values_taken_apart(client: TestClient) -> None:
    page = get(client, f"/documents/{first_document(client, 'jincheng-2023.txt')}/targets")
    rows = [" ".join(row.text().split()) for row in page.css("section.card")[0].css("tbody tr")]
    assert rows[:3] == ["产出指标", "数量指标", "救助原晋城农校学生人数 实施期 145人 = 145 人 找同类 救助原晋城农校学生人数"]
    falls = get(client, f"/documents/{first_document(client, 'jiaozuo-2020.txt')}/targets").css("section.card")[0]
    assert any("≥ ≥ ≥ = 95 98 10 50 % % % 降幅 % 降幅" in " ".join(row.text(separator=" ").split()) for row in falls.css("tbody tr"))
    blank = next(row for row in page.css("tr.qualitative") if "疑难信访案件结案率" in row.text())
    assert "没有印指标值" in blank.text()


@pytest.mark.parametrize(
    ("query", "documents", "places"),
    [
        ("", "5", 5),
        ("?region=410000", "2", 2),
        ("?year=2024", "1", 1),
        ("?level=prefecture", "2", 2),
        ("?region=410000&level=county", "1", 1),
        ("?region=44", "0", 0),
    ],
)
def test_the_overview_is_of_what_was_chosen(client: TestClient, query: str, documents: str, places: int) -> None:
    page = get(client, f"/{query}")
    assert part(page, ".counts b").text() == documents and len(page.css(".heat tbody th")) == places
    severities = [int(node.text()) for node in page.css(".counts li b")[5:]]
    assert sum(severities) == sum(int(cell.text()) for cell in page.css("#found-table td"))
    if documents == "0":
        assert severities == [0, 0, 0]


def test_what_the_overview_counts_is_what_its_links_show(client: TestClient) -> None:
    page = get(client, "/?level=county&region=410000")
    of = {link.text(): link for link in page.css(".counts a")}
    agencies = get(client, of["部门"].attributes["href"] or "")
    assert [row.css("td")[1].text() for row in agencies.css("tbody tr")] == ["县级"]
    files = [link.attributes["href"] or "" for link in agencies.css("a[download]")]
    assert files and all("level=county" in address for address in files)
    table = client.get(next(address for address in files if "/api/projects" in address and "json" in address)).json()
    assert {row["agency"] for row in table} == {"新乡市红旗区信访局"}
    found = get(client, of["提示"].attributes["href"] or "")
    number = int(next(item for item in page.css(".counts li") if "提示" in item.text()).css("b")[0].text())
    assert len(found.css("article.finding")) == number > 0 and "新乡市红旗区信访局" in text(found)
    assert {item["level"] for item in client.get("/api/findings?level=county&region=41").json()} == {"county"}


def test_the_level_is_that_of_the_agency_and_not_of_its_place(tmp_path: Path) -> None:
    """A body of a place without a code has a level all the same."""
    text_of = (SAMPLE.parent / "hongqi-2022.txt").read_text("utf-8")
    (tmp_path / "市.txt").write_text(text_of.replace("新乡市红旗区信访局", "新乡市信访局").replace("红旗区", "本"), "utf-8")
    (tmp_path / "县.txt").write_text(text_of.replace("新乡市红旗区信访局", "某某县信访局").replace("红旗区", "某某县"), "utf-8")
    build([tmp_path / "市.txt", tmp_path / "县.txt"], Home(tmp_path / "home"))
    entries = {one.name: one for one in Home(tmp_path / "home").built().manifest().documents}
    assert (entries["市.txt"].level, entries["县.txt"].level, entries["县.txt"].region) == ("prefecture", "county", None)
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as made:
        for level, name in (("prefecture", "新乡市信访局"), ("county", "某某县信访局")):
            assert [link.text() for link in get(made, f"/agencies?level={level}").css("tbody th a")] == [name]
            assert part(get(made, f"/?level={level}"), ".counts b").text() == "1"
            assert {one["agency"] for one in made.get(f"/findings.json?level={level}").json()} == {name}


def test_a_cell_of_the_matrix_says_what_there_is_and_leads_there(client: TestClient) -> None:
    cells = [cell for cell in get(client, "/").css(".heat tbody td a") if cell.text()[0] != "—"]
    assert sorted(cell.text() for cell in cells) == ["1绩", "1预绩", "1预绩", "1预绩", "1预绩"]
    assert all(len(get(client, cell.attributes["href"] or "").css("tbody tr")) == 1 for cell in cells)


def test_many_places_are_rolled_up_to_provinces() -> None:
    def entry(region: str) -> Entry:
        return Entry("0", (), "", "", "", "", None, region, 2024, 0, 1, 0, 0, "department_budget")

    few, many = ([entry(f"41{number:04}") for number in range(100, 100 + count)] for count in (20, 60))
    assert len(coverage(few).rows) == 20
    (code, name, by_year), *others = coverage(many).rows
    assert (code, name, others) == ("410100", "河南省郑州市", []) and by_year[2024].documents == 60 and by_year[2024].heat == 4


def test_the_year_before_stands_beside_a_year(tmp_path: Path) -> None:
    old, new = tmp_path / "2023.txt", tmp_path / "2024.txt"
    text_of = SAMPLE.read_text("utf-8")
    old.write_text(text_of, "utf-8")
    new.write_text(text_of.replace("2023年", "2024年").replace("223.50", "323.50").replace("730.03", "830.03"), "utf-8")
    build([old, new], Home(tmp_path / "home"))
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
        sha = first_document(client, "2024.txt")
        page = get(client, f"/documents/{sha}/money")
        row = next(row for row in page.css("tr") if row.css("td") and row.css("td")[0].text() == "2010308")
        assert [cell.text().strip() for cell in row.css("td.number")[-2:]] == ["100.00", "▲44.74"]
        earlier = part(page, "a.arrow").attributes["href"] or ""
        assert earlier == f"/documents/{first_document(client, '2023.txt')}/money" and not page.css("a.arrow")[1:]
        assert "同比" not in text(get(client, earlier))
        years = get(client, f"/documents/{sha}/years")
        assert [cell.text() for cell in years.css("tbody th")] == ["2023", "2024"]
