"""The page and the picture of the vocabulary say what the vocabulary says, and the forty questions what can be asked."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from budgetkg.cli import run
from budgetkg.ontology_page import PICTURE, STATES, questions, render, used_by
from ontology import class_picture, reference
from ontology.errors import FormError

ANSWERS = "".join(path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "search").glob("test_answers*.py")))
SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Ids, links and open elements of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [name] if (name := given.get("id")) else []
        self.links += [link] if (link := given.get("href") or given.get("xlink:href")) else []
        self.outside += [value for key, value in attrs if key in {"src", "href", "xlink:href"} and value and not value.startswith("#")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in VOID:
            self.crossed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()


@pytest.fixture(scope="module")
def html() -> str:
    return render()


def test_the_page_shows_every_term_with_both_labels_and_definitions(html: str) -> None:
    for term in reference.terms():
        entry = re.search(rf'<section class="term" id="{term.name}">.*?</section>', html, re.DOTALL)
        assert entry, term.name
        for text in (term.label.zh, term.label.en, term.definition.zh, term.definition.en, term.source):
            assert text.replace("'", "&#39;").replace("&", "&amp;").replace("&amp;#39;", "&#39;").replace('"', "&#34;") in entry[0], (
                term.name,
                text,
            )
        assert all(rule.message.zh in entry[0] for rule in term.rules)
    assert all(code in html for codes in reference.code_lists() for code, _, _ in codes.codes)


def test_links_lead_somewhere_on_the_page_and_nothing_is_fetched(html: str) -> None:
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.outside == [] and "<script" not in html
    assert page.crossed == [] and page.open == []


def test_the_picture_is_drawn_from_the_vocabulary_of_today() -> None:
    """After a change of budget.ttl: python -m ontology.class_picture | dot -Tsvg > ontology/classes.svg"""
    root = ElementTree.parse(PICTURE).getroot()
    drawn: dict[str, list[str]] = {"node": [], "edge": []}
    for group in root.iter(f"{SVG}g"):
        if (kind := group.get("class")) in drawn:
            title = group.findtext(f"{SVG}title") or ""
            words = [text.text or "" for text in group.iter(f"{SVG}text")]
            drawn[str(kind)].append(f"{title} {' '.join(words)}".strip())
    assert sorted(drawn["node"]) == sorted(f"{term.name} {term.label.zh} {term.name}" for term in class_picture.classes())
    labelled = (f"{start}->{end} {' '.join(label.split(chr(92) + 'n'))}".strip() for start, end, label in class_picture.edges())
    assert sorted(drawn["edge"]) == sorted(labelled)


def test_a_heading_without_chinese_words_is_refused() -> None:
    with pytest.raises(FormError, match="没有中文"):
        reference.sections("# ---- Classes: something new ----\nbkg:X a owl:Class ;\n")


def test_there_are_forty_questions_in_order() -> None:
    assert [question.number for question in questions()] == list(range(1, 41))
    names = {term.name for term in reference.terms()}
    for question in questions():
        assert (question.state in STATES and question.zh.endswith("？")) or question.zh.endswith("。")
        assert question.terms and set(question.terms) <= names, question.number
        assert (question.state == "open") == (not question.queries and not question.command), question.number
        assert question.note or question.state == "answered", question.number


@pytest.mark.parametrize("query", sorted({query for question in questions() for query in question.queries}))
def test_what_answers_a_question_has_a_tested_answer(query: str) -> None:
    assert f'ask(store, "{query}"' in ANSWERS


def test_every_query_answers_a_question_or_helps_to_work(html: str) -> None:
    asked = {query for question in questions() for query in question.queries}
    known = {query for queries in used_by().values() for query in queries}
    # Lists that help to find one's way, and a query about statements that people add.
    assert known - asked == {
        "documents",
        "economic-classes",
        "economic-classes-of-both-lists",
        "goals",
        "issues",
        "merges",
        "relative-changes",
    }


def test_the_command_writes_page_and_picture(tmp_path: Path) -> None:
    assert run(["ontology", "--out", str(tmp_path / "page")]) == 0
    assert (tmp_path / "page" / "index.html").read_text("utf-8") == render()
    assert (tmp_path / "page" / "classes.svg").read_bytes() == PICTURE.read_bytes()
