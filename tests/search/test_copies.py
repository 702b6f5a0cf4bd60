"""Texts that repeat: every shared passage is found, and what the form itself prints is none."""

from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.read import read_document
from ontology.quads import to_nquads
from search.copies import SHORTEST, Copy, Kind, Text, copies, texts
from search.graph.store import GraphStore

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))
GOAL = "通过培训基层调解员，提高调解能力，把矛盾纠纷化解在基层、解决在萌芽状态，维护辖区社会和谐稳定。"


def text(words: str, agency: str = "甲县司法局", project: str = "一", year: int = 2023, kind: Kind = "goal") -> Text:
    return Text(f"urn:{agency}/{project}/{year}/{kind}", kind, words, agency, None, year, project)


def test_a_goal_copied_by_another_agency_with_another_number() -> None:
    other = "全年办案120件。" + GOAL.replace("辖区", "全县")
    (longest, *_) = copies([text(GOAL), text(other, "乙县司法局")])
    assert longest.scope == {"across"} and not longest.exact
    assert longest.passage.startswith("通过培训基层调解员") and longest.passage.endswith("维护")
    assert {place.agency for place in longest.places} == {"甲县司法局", "乙县司法局"}
    assert longest.share > 0.7


def test_white_space_and_punctuation_make_no_difference() -> None:
    (found,) = copies([text(GOAL), text("\n".join(GOAL.replace("，", ",")), project="二")])
    assert found.exact and found.share == 1 and found.scope == {"same-year"}


def test_one_agency_in_two_years() -> None:
    (found,) = copies([text(GOAL), text(GOAL, year=2024)])
    assert found.scope == {"other-year"}


def test_one_project_printed_in_two_documents_is_no_copy() -> None:
    assert copies([text(GOAL), replace(text(GOAL), iri="urn:account")]) == []


def test_titles_of_laws_are_cited_and_not_copied() -> None:
    law = "《中华人民共和国农村土地承包经营纠纷调解仲裁法实施办法》"
    assert copies([text(f"依据{law}开展工作"), text(f"按照{law}组织培训", "乙县")]) == []


def test_lists_of_indicators_are_compared_by_rows() -> None:
    rows = ["培训人数：≥100人", "培训合格率：≥95%", "培训及时率：100%", "学员满意度：≥90%"]
    one = text("\n".join(["案件数：10件", *rows]), kind="indicators")
    (found,) = copies([one, text("\n".join([*rows, "成本：≤5万元"]), "乙县", kind="indicators")])
    assert found.passage.split("\n") == rows and found.length == 4
    assert copies([text("\n".join(rows[:2]), kind="indicators"), text("\n".join(rows[:2]), "乙县", kind="indicators")]) == []


@settings(max_examples=60, deadline=None)
@given(*(st.text("甲乙丙", max_size=60) for _ in range(4)), st.text("甲乙丙丁", min_size=SHORTEST, max_size=80))
def test_every_passage_that_two_texts_share_is_found(a: str, b: str, c: str, d: str, passage: str) -> None:
    one, other = f"{a}{passage}{b}", f"{c}{passage}{d}"
    longest = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    (found, *_) = copies([text(one), text(other, "乙县")])
    assert found.length == longest and found.passage in one and found.passage in other


def sample_copies() -> list[Copy]:
    return copies(text for path in SAMPLES for text in texts(GraphStore.in_memory(to_nquads(read_document(path)))))


def test_the_samples_repeat_within_jiaozuo_and_rugao_only() -> None:
    found = sample_copies()
    assert {place.agency for copy in found for place in copy.places} == {"焦作市信访局", "如皋市信访局"}
    assert all(copy.scope == {"same-year"} for copy in found)
    overview = next(copy for copy in found if copy.kind == "overview")
    assert overview.exact and len(overview.places) == 4 and overview.passage.startswith("为有效化解信访矛盾")


def test_what_every_form_asks_for_is_no_copy() -> None:
    assert not any("立项程序规范性" in copy.passage for copy in sample_copies())


def test_a_line_of_opening_brackets_and_one_of_spaces() -> None:
    """Neither is a title that never ends or a label that never comes; patterns that look further take minutes."""
    opening = "《" * 200_000
    (found,) = copies([text(opening + GOAL), text(opening + GOAL, "乙县司法局")])
    assert found.exact
    said = f"绩效目标{' ' * 100_000}。{GOAL}"
    bkg = "https://w3id.org/budgetkg/ontology#"
    store = GraphStore.in_memory(f'<urn:g> <{bkg}goalText> "{said}" <urn:d> .\n<urn:g> <{bkg}ofPlan> <urn:p> <urn:d> .\n'.encode())
    assert [one.text for one in texts(store)] == [said]
