"""Rule files and how a row of an answer becomes a finding."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from ontology import iri
from ontology.errors import FormError, QueryError
from ontology.quads import to_nquads
from search.checks import findings as module
from search.checks.findings import checks, find, prepared, run
from tests.ontology.sample_record import SHA, sample_record

HEADER = """# zh: 规则
# en: rule
# dimension: accuracy
# severity: info
# origin: source-document model
# basis: 依据
# fine: 无妨
# say: “{label}”应为 {expected}，实为 {observed}，差 {difference}，共 {count} 处
"""


def write_rule(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, name: str = "some-rule") -> None:
    (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "RULES", folder)
    checks.cache_clear()


@pytest.fixture(autouse=True)
def _rules_of_the_program_afterwards() -> object:
    yield
    checks.cache_clear()


def test_rules_say_everything_in_both_languages() -> None:
    assert len(checks()) >= 40
    for check in checks():
        rule = check.rule
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
        assert all(re.search(r"[一-鿿]", text) for text in (rule.zh, rule.basis, rule.fine, check.say)), rule.id
        assert rule.en.isascii() and rule.origins
        assert {field for field in re.findall(r"\{(\w+)\}", check.say)} <= set(re.findall(r"\?(\w+)", check.query)), rule.id


def test_a_rule_is_plain_sparql_that_gives_what_a_finding_needs() -> None:
    store = prepared(to_nquads(sample_record()))
    for check in checks():
        columns = store.own_query(f"PREFIX work: <urn:w#>\n{check.query}").columns
        assert {"focus", "evidence"} <= set(columns), check.rule.id
        numbers = {"difference", "tolerance"} & set(columns)
        assert numbers in (set(), {"difference", "tolerance"}), check.rule.id


def test_yuan_are_shown_in_the_unit_of_the_table_and_other_numbers_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = """SELECT ?focus ?evidence ?label ?expected ?observed ?difference ?tolerance ?unit ?count
    WHERE { VALUES (?focus ?evidence ?label ?expected ?observed ?difference ?tolerance ?unit ?count)
    { (<urn:f> "urn:b urn:a urn:b" "行" 12345678.9 10000.0 -12335678.9 50.0 "万元" 3) } }"""
    write_rule(tmp_path, monkeypatch, HEADER + query)
    (found,) = find(to_nquads(sample_record()))
    assert found.message == "“行”应为 1,234.56789 万元，实为 1.00 万元，差 -1,233.56789 万元，共 3 处"
    assert (found.expected, found.observed) == ("1,234.56789 万元", "1.00 万元")
    assert (found.difference, found.tolerance) == (Decimal("-12335678.9"), Decimal(50))
    assert (found.focus, found.evidence, found.rule.id) == ("urn:f", ("urn:a", "urn:b"), "some-rule")


def test_a_list_is_put_in_order_whatever_order_the_engine_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = 'SELECT ?focus ?evidence ?label WHERE { VALUES (?focus ?evidence ?label) { (<urn:f> "urn:a" "丙\\n甲\\n乙\\n甲") } }'
    write_rule(tmp_path, monkeypatch, HEADER + query)
    (found,) = find(to_nquads(sample_record()))
    assert found.message.startswith("“丙、乙、甲”应为")


def test_a_row_without_focus_or_evidence_is_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rule(tmp_path, monkeypatch, HEADER + "SELECT (MIN(?x) AS ?focus) (MIN(?y) AS ?evidence) WHERE { ?x <urn:none> ?y }")
    assert find(to_nquads(sample_record())) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.replace("# fine: 无妨\n", ""), "缺少 fine"),
        (HEADER.replace("accuracy", "beauty"), "dimension 没有 beauty"),
        (HEADER.replace("info", "fatal"), "severity 没有 fatal"),
        (HEADER.replace("model", "weather"), "origin 没有 weather"),
        (HEADER + "# en: twice\n", "some-rule.rq:9"),
        (HEADER + "# note\n", "some-rule.rq:9"),
    ],
)
def test_a_wrong_header_is_named_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    write_rule(tmp_path, monkeypatch, text + "SELECT ?focus WHERE {}")
    with pytest.raises(FormError) as raised:
        checks()
    assert message in str(raised.value) or message in raised.value.place


def test_a_query_that_is_no_sparql_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rule(tmp_path, monkeypatch, HEADER + "SELECT ?focus WHERE {")
    with pytest.raises(QueryError):
        list(run(checks()[0], prepared(to_nquads(sample_record()))))


def test_names_of_findings_are_stable_and_tell_documents_apart() -> None:
    one, other = iri.finding(SHA, "r", "urn:f"), iri.finding("f" * 64, "r", "urn:f")
    assert one == iri.finding(SHA, "r", "urn:f") != other
    assert one.startswith(f"{iri.BASE}id/finding/{SHA[:16]}/r/") and iri.findings_graph(SHA) == f"{iri.graph(SHA)}/findings"
