"""`budgetkg similar`: by text, by example and in batches, each kind of its own, and what it says where there is nothing."""

import csv
import io
import json
from pathlib import Path

import pytest

from budgetkg.cli import run
from ontology.code_labels import codes
from tests.budgetkg.conftest import Ask

HIT_KEYS = {"rank", "score", "iri", "region", "agency", "year", "project", "level1", "level2", "name", "horizon", "raw_value", "why"}


def test_similar_finds_like_targets_in_other_cities(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("similar", "上访群众满意度", "--exclude-region", "410800", "--top", "8", "--format", "json")
    hits = json.loads(out)["hits"]
    assert status == 0 and [hit["rank"] for hit in hits] == list(range(1, 9))
    assert all(set(hit) >= HIT_KEYS for hit in hits)
    assert not any(hit["region"].startswith("410800") for hit in hits)
    assert {"晋城市信访局", "新乡市红旗区信访局"} <= {hit["agency"] for hit in hits[:4]}
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_similar_hits_are_targets_of_the_graph(budgetkg: Ask) -> None:
    _, out, _ = budgetkg("similar", "满意度", "--top", "50", "--format", "json")
    hits = json.loads(out)["hits"]
    values = " ".join(f"<{hit['iri']}>" for hit in hits)
    kinds = "VALUES ?c { bkg:Target bkg:Goal } ?t a ?c"
    query = f"SELECT DISTINCT ?t ?v {{ VALUES ?t {{ {values} }} {kinds} OPTIONAL {{ ?t bkg:rawValue ?v }} }}"
    _, found, _ = budgetkg("sparql", query, "--format", "csv")
    assert {(row["t"], row["v"]) for row in csv.DictReader(io.StringIO(found))} == {(hit["iri"], hit["raw_value"] or "") for hit in hits}


def test_similar_table_says_why(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("similar", "上访群众满意度", "--region", "14")
    assert status == 0 and "晋城市信访局" in out and "共有词" in out and "焦作" not in out


def test_similar_that_finds_nothing_says_so(budgetkg: Ask) -> None:
    assert budgetkg("similar", "zzzzqqq")[:2] == (0, "没有找到同类的 / nothing similar found\n")
    assert json.loads(budgetkg("similar", "zzzzqqq", "--format", "json")[1])["hits"] == []


def test_similar_says_what_is_there_where_nothing_matches(budgetkg: Ask) -> None:
    for option, value, told in (
        ("--year", "1999", "2020、2021、2022、2023、2024"),
        ("--level", "乡级", "县级 county"),
        ("--region", "11", "410800 河南省焦作市"),
    ):
        status, out, err = budgetkg("similar", "满意度", option, value)
        assert (status, out) == (0, "没有找到同类的 / nothing similar found\n") and option in err and told in err
    assert "没有共同之处" in budgetkg("similar", "zzzzqqq", "--format", "json")[2]


def test_similar_refuses_values_that_cannot_be(budgetkg: Ask) -> None:
    for option, value in (("--level", "村级"), ("--category", "乱"), ("--region", "990000"), ("--exclude-region", "河南")):
        status, out, err = budgetkg("similar", "满意度", option, value)
        assert (status, out) == (2, "") and f"where: {option}" in err and value in err and "try:" in err


def test_similar_takes_labels_for_codes(budgetkg: Ask) -> None:
    wanted = budgetkg("similar", "满意度", "--level", "county", "--category", "satisfaction", "--format", "json")
    assert wanted == budgetkg("similar", "满意度", "--level", "县级", "--category", "满意度", "--format", "json")
    assert {hit["level"] for hit in json.loads(wanted[1])["hits"]} == {"county"}


def test_similar_help_names_every_level(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["similar", "--help"]) == 0
    shown = capsysbinary.readouterr().out.decode()
    assert [code for code in codes("level") if code.zh not in shown or code.code not in shown] == []


def test_similar_batch_answers_each_line_and_names_bad_ones(budgetkg: Ask, tmp_path: Path) -> None:
    lines = [
        {"qid": "q01", "text": "上访群众满意度", "exclude_region": "410800"},
        {"qid": "q02", "text": "培训人次", "top": 2},
        {"qid": "q03"},
        {"qid": "q04", "text": "满意度", "year": "2020"},
        {"qid": "q05", "text": "满意度", "level": "village"},
        {"qid": "q06", "text": "满意度", "year": 2022, "note": "other keys do not matter"},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join([*(json.dumps(line, ensure_ascii=False) for line in lines), "", "{"]), "utf-8")
    status, out, err = budgetkg("similar", "--batch", str(tmp_path / "q.jsonl"), "--top", "3")
    answers = {answer["qid"]: answer["hits"] for answer in map(json.loads, out.splitlines())}
    assert status == 1 and list(answers) == ["q01", "q02", "q06"]
    assert [len(hits) for hits in answers.values()] == [3, 2, 3]
    assert {hit["year"] for hit in answers["q06"]} == {2022}
    assert all(mark in err for mark in ("q.jsonl:3:", "q.jsonl:4:", "q05", "q.jsonl:8:"))
    alone = budgetkg("similar", "上访群众满意度", "--exclude-region", "410800", "--top", "3", "--format", "json")[1]
    assert json.loads(alone)["hits"] == answers["q01"]


def test_similar_by_example_finds_others_like_a_target(budgetkg: Ask) -> None:
    first = json.loads(budgetkg("similar", "上访群众满意度", "--region", "140500", "--top", "1", "--format", "json")[1])["hits"][0]
    status, out, _ = budgetkg("similar", first["iri"], "--top", "5", "--format", "json")
    hits = json.loads(out)["hits"]
    assert status == 0 and len(hits) == 5 and first["iri"] not in {hit["iri"] for hit in hits}
    assert all("满意" in hit["name"] for hit in hits[:3])
    status, _, err = budgetkg("similar", "https://w3id.org/budgetkg/id/nothing")
    assert status == 2 and "query.iri" in err


def test_similar_finds_projects_and_goals_each_as_its_own_kind(budgetkg: Ask) -> None:
    for option, kind in (("--project", "project"), ("--goal", "goal")):
        status, out, _ = budgetkg("similar", "信访救助资金", option, "--format", "json")
        hits = json.loads(out)["hits"]
        assert status == 0 and {hit["kind"] for hit in hits} == {kind}
        assert out == budgetkg("similar", "信访救助资金", "--kind", kind, "--format", "json")[1]
    projects = json.loads(budgetkg("similar", "信访救助资金", "--project", "--format", "json")[1])["hits"]
    assert {hit["agency"] for hit in projects[:3]} == {"如皋市信访局", "新乡市红旗区信访局", "石家庄市鹿泉区信访局本级"}
    assert [hit["name"] == hit["project"] for hit in projects] == [True] * len(projects)
    assert budgetkg("similar", "信访", "--project", "--goal")[0] == 2


def test_similar_wants_a_text_or_a_batch(budgetkg: Ask) -> None:
    for arguments in ((), ("x", "--batch", "y")):
        status, _, err = budgetkg("similar", *arguments)
        assert status == 2 and "给一段文字，或用 --batch" in err


def test_similar_among_projects_of_some_money(budgetkg: Ask) -> None:
    hits = json.loads(budgetkg("similar", "信访", "--project", "--amount", "50万..200万", "--format", "json")[1])["hits"]
    assert hits and all(500_000 <= float(hit["amount"]) <= 2_000_000 for hit in hits)
    every = json.loads(budgetkg("similar", "信访", "--project", "--top", "100", "--format", "json")[1])["hits"]
    assert {hit["iri"] for hit in hits} == {hit["iri"] for hit in every if hit["amount"] and 500_000 <= float(hit["amount"]) <= 2_000_000}


def test_similar_tells_which_kinds_of_agency_and_what_money_there_is(budgetkg: Ask) -> None:
    assert "信访 petition" in budgetkg("similar", "满意度", "--agency-type", "教育")[2]
    assert "库里的项目金额从" in budgetkg("similar", "满意度", "--amount", "9亿..")[2]
    for option, value in (("--agency-type", "乱"), ("--amount", "多")):
        status, _, err = budgetkg("similar", "满意度", option, value)
        assert status == 2 and f"where: {option}" in err and "try:" in err


def test_similar_finds_responsibilities_with_their_place(budgetkg: Ask) -> None:
    hits = json.loads(budgetkg("similar", "信访联席会议的日常工作", "--kind", "responsibility", "--top", "3", "--format", "json")[1])[
        "hits"
    ]
    assert {hit["kind"] for hit in hits} == {"responsibility"} and "联席会议" in hits[0]["name"]
    assert hits[0]["source"]["line_start"] and not hits[0]["project"]
    duty = f"<{hits[0]['iri']}> a bkg:Responsibility"
    query = f"SELECT ?text ?line {{ {duty} ; bkg:statementText ?text ; prov:wasDerivedFrom/bkg:lineStart ?line }}"
    [row] = csv.DictReader(io.StringIO(budgetkg("sparql", query, "--format", "csv")[1]))
    assert row == {"text": hits[0]["name"], "line": str(hits[0]["source"]["line_start"])}
