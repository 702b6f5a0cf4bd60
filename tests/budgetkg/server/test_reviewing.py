"""Reviewing: several findings at once, score cards of target forms, opinions as pages and DOCX, the working paper."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.scorecard import ITEMS
from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings
from search.checks.findings import checks
from tests.budgetkg.server.conftest import TOKEN, part, sheet

PAGE = {"accept": "text/html"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def writing(own_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(own_home, token=TOKEN, limits=Limits(workers=1))), follow_redirects=False) as made:
        yield made


def page(client: TestClient, address: str) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE | BEARER)
    assert answer.status_code == 200, answer.text[:500]
    return LexborHTMLParser(answer.text)


def document(client: TestClient, name: str) -> str:
    return str(next(one["sha256"] for one in client.get("/api/documents").json() if one["name"] == name))[:16]


def test_several_findings_get_one_comment(writing: TestClient) -> None:
    boxes = [box.attributes["value"] for box in page(writing, "/findings?rule=unmeasurable").css("article input[form=batch]")]
    said = {"finding": boxes, "action": "dismiss", "comment": "同一原因", "by": "张三"}
    assert writing.post("/findings/review", data=said, headers=BEARER).status_code == 303
    dismissed = writing.get("/findings.json?status=dismissed").json()
    assert {item["iri"] for item in dismissed} == set(boxes) and len(boxes) > 1
    assert {(one["comment"], one["by"]) for item in dismissed for one in item["said"]} == {("同一原因", "张三")}


def test_what_somebody_else_said_meanwhile_is_not_undone_unseen(writing: TestClient) -> None:
    def hidden(address: str, form: str) -> dict[str, str]:
        fields = page(writing, address).css(f"{form} input[type=hidden]")
        return {str(field.attributes["name"]): str(field.attributes["value"]) for field in fields}

    sent = hidden("/findings?rule=value-missing", "article:first-of-type form.review")
    batch = sent | hidden("/findings?rule=value-missing", "#batch")
    mine, other = {"action": "confirm", "by": "李四"}, {"action": "dismiss", "by": "王五", "comment": "已说明"}
    assert writing.post("/findings/review", data=sent | other, headers=BEARER).status_code == 303
    for stale in (sent, batch):
        refused = writing.post("/findings/review", data=stale | mine, headers=BEARER)
        assert refused.status_code == 409 and "王五" in refused.text and "排除了" in refused.text
    assert writing.post("/findings/review", data=sent | {"action": "comment", "comment": "再看"}, headers=BEARER).status_code == 303
    fresh = hidden("/findings?rule=value-missing&status=dismissed", "article:first-of-type form.review")
    assert writing.post("/findings/review", data=fresh | mine, headers=BEARER).status_code == 303
    # A program that does not say what it has seen is taken at its word.
    assert writing.post("/findings/review", data={"finding": sent["finding"], "action": "reopen"}, headers=BEARER).status_code == 303


@pytest.mark.parametrize(("more", "by", "status"), [("https://example.org/none", "", 404), ("", "长" * 51, 400)])
def test_of_several_all_or_none_are_reviewed(writing: TestClient, more: str, by: str, status: int) -> None:
    before = writing.get("/findings.json").json()
    some = [*(item["iri"] for item in before[:2]), *filter(None, [more])]
    assert writing.post("/findings/review", data={"finding": some, "action": "reopen", "by": by}, headers=BEARER).status_code == status
    assert writing.post("/findings/review", data={"action": "reopen"}, headers=BEARER).status_code == 400
    assert writing.get("/findings.json").json() == before


def test_every_rule_about_target_forms_is_evidence_of_one_item() -> None:
    used = [rule for item in ITEMS for rule in item.rules]
    assert len(used) == len(set(used)) and {check.rule.id for check in checks()} > set(used)
    assert [item.part for item in ITEMS] == [part for part in ("完整性", "相关性", "适当性", "可行性") for _ in range(2)]


def test_a_score_card_shows_the_evidence_of_its_own_form(writing: TestClient) -> None:
    sha = document(writing, "jincheng-2023.txt")
    rows = page(writing, f"/documents/{sha}/scorecard").css("tbody tr")
    assert [row.css("td.number")[1].text() for row in rows] == ["4", "4", "1"]
    card = part(page(writing, f"/documents/{sha}/scorecard?of=2"), "#card")
    said = {row.css("th")[0].text().split()[0][:5]: row.css("td")[1].text() for row in card.css("tbody tr")}
    assert "合计 199.00 万元，文字写明的合计为 210.00 万元" in said["资金匹配性"]
    assert "有 2 个指标值只有评语" in said["明确清晰性"] and "规则没有发现疑点" in said["目标相关性"]
    assert "没有可由机器核对的规则" in said["实现可能性"]


def test_grades_are_kept_and_shown(writing: TestClient, own_home: Path) -> None:
    sha = document(writing, "luquan-2021.txt")
    address = f"/documents/{sha}/scorecard"
    said = {"of": "2", "complete": "good", "complete-comment": "较全 <b>", "overall": "fair", "by": "李四"}
    assert writing.post(address, data=said).status_code == 401
    assert writing.post(address, data=said, headers=BEARER | {"origin": "https://evil.example"}).status_code == 403
    assert writing.post(address, data=said, headers=BEARER).headers["location"] == f"{address}?of=2"
    shown = page(writing, address)
    assert [cell.text() for cell in shown.css("tbody tr")[1].css("td.short")] == ["良", *[""] * 7, "中"]
    assert part(page(writing, f"{address}?of=2"), "input[name=complete]:checked").attributes["value"] == "good"
    writing.post(address, data={"of": "2", "complete": "excellent"}, headers=BEARER)
    assert page(writing, address).css("tbody tr")[1].css("td.short")[0].text() == "优"
    lines = [json.loads(line) for line in (own_home / "reviews.jsonl").read_text("utf-8").splitlines()]
    assert [line["action"] for line in lines if line["action"].startswith("grade:")] == [
        "grade:complete:good",
        "grade:overall:fair",
        "grade:complete:excellent",
    ]


@pytest.mark.parametrize("sent", [{"of": "2"}, {"of": "2", "complete": "superb"}, {"of": "99", "complete": "good"}, {"complete": "good"}])
def test_a_grade_that_makes_no_sense_is_refused(writing: TestClient, sent: dict[str, str]) -> None:
    sha = document(writing, "rugao-2024.txt")
    assert writing.post(f"/documents/{sha}/scorecard", data=sent, headers=BEARER).status_code in (400, 404)
    assert not part(page(writing, f"/documents/{sha}/scorecard"), "tbody").css("strong")


def words(content: bytes) -> str:
    made = Document(io.BytesIO(content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_the_opinion_is_the_same_as_a_page_and_as_docx(writing: TestClient) -> None:
    query = "region=410702&status=open"
    found = writing.get(f"/findings.json?{query}").json()
    shown = part(page(writing, f"/findings/opinion?{query}"), "article").text()
    written = words(writing.get(f"/findings/opinion.docx?{query}").content)
    assert found
    for text in (shown, written):
        assert f"范围：河南省新乡市红旗区，待核。共 {len(found)} 条" in text and "疑点不等于问题" in text
        assert all(item["message"] in text and item["basis"] in text for item in found)
        assert "违规" not in text


def test_the_opinion_leaves_out_what_was_dismissed(writing: TestClient) -> None:
    found = writing.get("/findings.json?region=140500&status=open").json()
    writing.post("/findings/review", data={"finding": found[0]["iri"], "action": "dismiss"}, headers=BEARER)
    assert f"共 {len(found) - 1} 条" in words(writing.get("/findings/opinion.docx?region=140500").content)
    only = f"region=140500&status=dismissed&rule={found[0]['rule']}"
    assert found[0]["message"] in words(writing.get(f"/findings/opinion.docx?{only}").content)


def test_an_opinion_that_is_too_long_for_one_comes_in_parts(writing: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("review_report", "server.pages.findings", "server.pages.opinions", "server.pages.scorecard"):
        monkeypatch.setattr(f"budgetkg.{name}.MOST", 20)
    every = [item for item in writing.get("/findings.json").json() if item["status"] != "dismissed"]
    address, seen, part_number = "/findings/opinion", 0, 0
    while address:
        shown = page(writing, address)
        text, part_number = part(shown, "article").text(), part_number + 1
        mine = every[20 * (part_number - 1) : 20 * part_number]
        assert f"第 {part_number} 册，共 {-(-len(every) // 20)} 册" in part(shown, "h1").text()
        assert f"共 {len(every)} 条" in text and f"第 {20 * (part_number - 1) + 1}–{20 * (part_number - 1) + len(mine)} 条" in text
        assert len(shown.css("article h3")) == len(mine) and all(item["message"] in text for item in mine)
        saved = writing.get(part(shown, "a[download]").attributes["href"] or "")
        assert f"opinion-{part_number}-of-" in saved.headers["content-disposition"]
        written = words(saved.content)
        assert all(item["message"] in written for item in mine) and f"第 {part_number} 册" in written
        seen += len(mine)
        links = {link.text().strip(): link.attributes["href"] or "" for link in shown.css("nav.actions a")}
        address = links.get(f"第 {part_number + 1} 册", "")
    assert seen == len(every) > 40
    assert "分册" in part(page(writing, "/findings"), "main").text()


def test_the_opinion_on_a_document_has_its_score_cards(writing: TestClient) -> None:
    sha = document(writing, "hongqi-2022.txt")
    writing.post(
        f"/documents/{sha}/scorecard", data={"of": "1", "funded": "poor", "funded-comment": "请补充测算", "by": "王五"}, headers=BEARER
    )
    written = words(writing.get(f"/documents/{sha}/opinion.docx").content)
    shown = part(page(writing, f"/documents/{sha}/opinion"), "article").text()
    for text in (written, shown):
        assert all(word in text for word in ("资金匹配性", "差", "请补充测算", "王五"))


def test_the_working_paper_has_the_columns_that_reviewers_keep(writing: TestClient) -> None:
    finding = writing.get("/findings.json?rule=itemised-sum").json()[0]
    writing.post("/findings/review", data={"finding": finding["iri"], "action": "confirm", "comment": "属实", "by": "赵六"}, headers=BEARER)
    titles, *rows = list(sheet(writing.get("/findings.xlsx?rule=itemised-sum").content).values)
    assert titles[:13] == (
        "编号",
        "单位",
        "年度",
        "维度",
        "规则",
        "问题描述",
        "金额（元）",
        "依据",
        "原文",
        "位置",
        "建议",
        "状态",
        "复核人",
    )
    row = dict(zip(titles, next(row for row in rows if row[0] == finding["id"]), strict=True))
    assert row["金额（元）"] == 110_000 and row["差额"] == -110_000 and row["年度"] == 2023
    assert (row["状态"], row["复核人"]) == ("已确认", "赵六") and "表16 行11 列2" in row["位置"] and "请核对原文" in row["建议"]
