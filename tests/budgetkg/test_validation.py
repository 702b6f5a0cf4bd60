"""`budgetkg validate`: the report in its three forms, over a build and over files of other people."""

import json
from pathlib import Path

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, Graph, Literal, URIRef

from budgetkg import validation
from budgetkg.cli import run
from ontology.quads import to_nquads
from tests.ontology.sample_record import sample_record
from tests.search.bad_graphs import Bad, broken


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """One violation, one warning; two notes."""
    nquads = broken(
        broken(to_nquads(sample_record()).decode(), Bad("", "/来信办理率/.*<bkg:unit>")), Bad("", r"/fact/.*t3-r5-c4> <bkg:rowRole>")
    )
    path = tmp_path / "bad.nq"
    path.write_text(nquads, "utf-8")
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = run(["validate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_samples_conform_and_what_is_worth_a_look_is_told_with_its_cell(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = asked(capsys, "--home", sample_home)
    assert status == 0 and "符合 conforms，0 处不合形状" in out
    assert "数值没有单位" in out and "jiaozuo-2020.txt 表8 第19行第6列（文件第406行）" in out


def test_a_table_says_what_by_which_rule_and_where(bad_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = asked(capsys, bad_file, "--severity", "violation")
    assert status == 1
    for told in (
        "预算数应有一个行角色",
        "ontology design: only rows of one role",
        "信访事务",
        "a.txt 第3页 表3 第5行第4列（文件第105行）",
        "529.41",
    ):
        assert told in out, told
    assert "bkgd:fact/06f5e701e5e35c86/t3-r5-c4" in out and "不符合" in out and "数值没有单位" not in out


@pytest.mark.parametrize(("severity", "shown"), [("violation", 1), ("warning", 2), ("info", 4)])
def test_json_gives_this_severity_and_worse_and_counts_all(
    bad_file: Path, capsys: pytest.CaptureFixture[str], severity: str, shown: int
) -> None:
    status, out, _ = asked(capsys, bad_file, "--severity", severity, "--format", "json")
    told = json.loads(out)
    assert status == 1 and told["conforms"] is False and told["counts"] == {"violation": 1, "warning": 1, "info": 2}
    assert len(told["results"]) == shown
    first = told["results"][0]
    assert first["severity"] == "violation" and first["label"] == "信访事务" and first["path"].endswith("#rowRole>")
    place = {"file": "a.txt", "page": 3, "table": 3, "row": 5, "column": 4, "line_start": 105, "line_end": 105}
    assert first["place"].items() >= (place | {"text": "529.41", "others": 0}).items()


def test_turtle_is_a_shacl_report_with_stable_iris(bad_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = asked(capsys, bad_file, "--format", "ttl")
    assert asked(capsys, bad_file, "--format", "ttl")[1] == out
    graph = Graph().parse(data=out, format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = list(graph.objects(report, SH.result))
    assert graph.value(report, SH.conforms) == Literal(False)
    assert len(results) == 4 and all(isinstance(result, URIRef) for result in results)
    (worst,) = graph.subjects(SH.resultSeverity, SH.Violation)
    assert str(graph.value(worst, SH.focusNode)).endswith("/t3-r5-c4")
    assert str(graph.value(worst, SH.resultPath)).endswith("#rowRole")
    assert graph.value(worst, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
    assert {m.language for m in graph.objects(worst, SH.resultMessage) if isinstance(m, Literal)} == {"zh", "en"}
    assert graph.value(worst, DCTERMS.source)
    place = graph.value(worst, PROV.wasDerivedFrom)
    assert str(place).endswith("/id/cell/06f5e701e5e35c86/t3-r5-c4")
    assert str(graph.value(place, RDFS.label)).startswith("a.txt 第3页 表3 第5行第4列")


def test_turtle_without_results_conforms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "message.nt"
    path.write_text('<urn:g> <https://w3id.org/budgetkg/ontology#message> "说明" .', "utf-8")
    status, out, _ = asked(capsys, path, "--format", "ttl")
    graph = Graph().parse(data=out, format="turtle")
    assert status == 0 and list(graph.objects(None, SH.conforms)) == [Literal(True)]


@pytest.mark.parametrize(
    "text",
    ["", " \n", "@prefix bkg: <https://w3id.org/budgetkg/ontology#> .", '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "甲" .'],
)
@pytest.mark.parametrize("form", ["table", "json", "ttl"])
def test_a_file_without_a_term_of_the_vocabulary_is_not_said_to_conform(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, form: str
) -> None:
    path = tmp_path / "other.ttl"
    path.write_text(text, "utf-8")
    status, out, err = asked(capsys, path, "--format", form)
    assert (status, out) == (1, "") and "什么也没有校验" in err and "other.ttl" in err and "store.vocabulary" in err


def test_each_unknown_term_is_told_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "typos.ttl"
    path.write_text(
        "@prefix bkg: <https://w3id.org/budgetkg/ontology#> . <urn:a> a bkg:BudgetFcat ; bkg:amuont 1 . <urn:b> a bkg:BudgetFcat .", "utf-8"
    )
    status, out, _ = asked(capsys, path)
    assert status == 1 and "3 处不合形状" in out
    assert out.count("the vocabulary has no class bkg:BudgetFcat; the nearest is bkg:BudgetFact") == 1
    assert out.count("词表中没有属性 bkg:amuont，最近的是 bkg:amount") == 1
    graph = Graph().parse(data=asked(capsys, path, "--format", "ttl")[1], format="turtle")
    assert {str(node) for node in graph.objects(None, SH.focusNode)} == {"urn:a", "urn:b"}


TURTLE = """@prefix bkg: <https://w3id.org/budgetkg/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
[] a bkg:Project ; rdfs:label "" . <https://example.org/i> a bkg:Issue ."""
JSONLD = '{"@id": "https://example.org/i", "@type": "https://w3id.org/budgetkg/ontology#Issue"}'
NTRIPLES = "<https://example.org/i> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/budgetkg/ontology#Issue> ."


@pytest.mark.parametrize(("name", "text"), [("a.ttl", TURTLE), ("a.jsonld", JSONLD), ("a.nt", NTRIPLES), ("a.TRIG", TURTLE)])
def test_files_of_other_people_in_several_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    status, out, _ = asked(capsys, tmp_path / name, "--format", "json")
    focuses = {result["focus"] for result in json.loads(out)["results"] if "Issue" in result["shape"]}
    assert status == 1 and focuses == {"https://example.org/i"}
    for form in ("table", "ttl"):  # blank nodes among the results
        assert asked(capsys, tmp_path / name, "--format", form)[0] == 1


def test_a_place_that_the_file_does_not_describe_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = "<https://example.org/1> prov:wasDerivedFrom <https://example.org/cell-1>, <https://example.org/cell-2> ."
    prefixes = "@prefix bkg: <https://w3id.org/budgetkg/ontology#> . @prefix prov: <http://www.w3.org/ns/prov#> ."
    (tmp_path / "a.ttl").write_text(f"{prefixes}\n<https://example.org/1> a bkg:Project .\n{places}", "utf-8")
    status, out, _ = asked(capsys, tmp_path / "a.ttl")
    assert status == 1 and "出处" not in out and "另 1 处" not in out
    assert '""' not in asked(capsys, tmp_path / "a.ttl", "--format", "ttl")[1]


def test_several_files_are_checked_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = to_nquads(sample_record()).decode().splitlines(keepends=True)
    halves = [tmp_path / "1.nq", tmp_path / "2.nq"]
    for number, half in enumerate(halves):
        half.write_text("".join(lines[number::2]), "utf-8")
    assert asked(capsys, *halves)[0] == 0
    assert asked(capsys, halves[0])[0] == 1


@pytest.mark.parametrize(
    ("name", "text", "status", "code"),
    [
        ("a.csv", "x", 2, "usage.format"),
        ("a.ttl", "<a", 1, "store.rdf"),
        ("a.ttl", "# " + "x" * 2000, 2, "usage.size"),
        ("a.jsonld", '{"@context": "https://example.org/context.jsonld", "a": 1}', 1, "store.rdf"),
    ],
)
def test_files_that_cannot_be_checked_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, text: str, status: int, code: str
) -> None:
    monkeypatch.setattr(validation, "MOST_BYTES", 1000)
    (tmp_path / name).write_text(text, "utf-8")
    ended, out, err = asked(capsys, tmp_path / name)
    assert (ended, out) == (status, "") and code in err and name in err


@pytest.mark.parametrize("arguments", [[], ["a.nq", "--home", "x"], ["--home", "x", "--severity", "fatal"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, *arguments)[0] == 2


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, tmp_path / "none.nq")[0] == 2
    assert asked(capsys, "--home", tmp_path / "none")[0] == 2
