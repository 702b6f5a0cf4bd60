"""The ontology as one page for people: classes, properties, code lists, rules, and which question needs what.

Everything shown is read from the vocabulary, the shapes and the named queries.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from budgetkg import templating
from ontology import reference
from ontology.reference import SECTIONS, Term, code_lists, terms, version
from ontology.terms import BKG

FOLDER = Path(__file__).parent
PICTURE = reference.FOLDER / "classes.svg"
_USED = re.compile(r"\bbkg:(\w+)")
_BEFORE_SVG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
STATES = {"answered": "可以回答", "partly": "部分可以回答", "open": "还不能回答"}


@dataclass(frozen=True, slots=True)
class Question:
    """One of the forty questions that the ontology was made for (能力问题)."""

    number: int
    theme: str
    zh: str
    en: str
    queries: tuple[str, ...]
    """Named queries that answer it, for `budgetkg ask`."""
    command: str
    state: str
    """A key of STATES."""
    terms: tuple[str, ...]
    """Terms of the vocabulary that the answer rests on."""
    note: str


@cache
def questions() -> tuple[Question, ...]:
    """The forty questions, with the terms that their queries use."""
    from search.graph.questions import QUERIES

    found = []
    with (FOLDER / "competency_questions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = tuple(row["queries"].split())
            texts = " ".join((QUERIES / f"{name}.rq").read_text("utf-8") for name in names)
            used = dict.fromkeys([*_USED.findall(texts), *row["terms"].split()])
            found.append(
                Question(
                    number=int(row["number"]),
                    theme=row["theme"],
                    zh=row["zh"],
                    en=row["en"],
                    queries=names,
                    command=row["command"],
                    state=row["state"],
                    terms=tuple(used),
                    note=row["note"],
                )
            )
    return tuple(found)


@cache
def used_by() -> Mapping[str, tuple[str, ...]]:
    """Term → the named queries that use it."""
    from search.graph.questions import QUERIES

    found: dict[str, list[str]] = {}
    for path in sorted(QUERIES.glob("*.rq")):
        for name in dict.fromkeys(_USED.findall(path.read_text("utf-8"))):
            found.setdefault(name, []).append(path.stem)
    return {name: tuple(queries) for name, queries in found.items()}


def picture() -> str:
    """The picture of the classes as inline SVG, scaled to the page."""
    drawn = _BEFORE_SVG.sub("", PICTURE.read_text("utf-8"), count=1)
    return re.sub(r'<svg width="[^"]*" height="[^"]*"', '<svg class="classes" role="img" aria-label="类图 class diagram"', drawn, count=1)


def render() -> str:
    """The page as HTML that needs nothing else: no script, no font, no picture from elsewhere."""
    by_section: dict[str, dict[str, list[Term]]] = {"Class": {}, "Property": {}}
    for term in terms():
        group = by_section["Class" if term.kind == "Class" else "Property"]
        group.setdefault(term.section, []).append(term)
    own = {f"bkg:{term.name}" for term in terms()}
    return templating.render(
        FOLDER / "templates",
        "ontology.html",
        version=version(),
        base=BKG,
        sections=SECTIONS,
        classes=by_section["Class"],
        properties=by_section["Property"],
        labels={f"bkg:{term.name}": term.label.zh for term in terms()},
        own=own,
        code_lists=code_lists(),
        questions=questions(),
        states=STATES,
        used_by=used_by(),
        picture=picture(),
    )
