"""Finding rules (疑点规则): `rules/*.rq`, one rule each, run over the graph of one document.

    # zh: 收入总计应等于支出总计
    # en: Total income equals total expenditure
    # dimension: consistency
    # severity: error
    # origin: source-document extraction
    # basis: 财预〔2016〕143号
    # fine: …            in which reading there is nothing wrong
    # say: {label}印作 {observed}，……应为 {expected}
    SELECT ?focus ?evidence …

Every row is one finding. `?focus` is what it is about, `?evidence` the IRIs of the places where it is printed, with
blanks between them. `?expected` and `?observed` are texts, or decimal numbers: yuan where `?unit` (万元, …) is bound,
which they are then shown in. `?difference` and `?tolerance` are decimal. `{name}` in the `say` line is the column of
that name. A text with line breaks is a list, which is put in order. A query sees one document only, so the work of
a build grows with what changed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast, get_args

from ontology.errors import FormError
from ontology.findings import Dimension, Finding, FindingRule, Origin
from ontology.money import UNITS
from ontology.records import Severity
from search.checks.working import WORK, add_working_statements
from search.graph.query_header import read_query
from search.graph.store import GraphStore, Term

RULES = Path(__file__).with_name("rules")

_KEYS = frozenset({"zh", "en", "dimension", "severity", "origin", "basis", "fine", "say"})
_FIELD = re.compile(r"\{(\w+)\}")
_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and the query that finds what does not agree with it."""

    rule: FindingRule
    say: str
    query: str


@cache
def checks() -> tuple[Check, ...]:
    """All rules, by id. Raises FormError, with file and line, where a header is wrong."""
    return tuple(_read(path) for path in sorted(RULES.glob("*.rq")))


def find(nquads: bytes, chosen: Iterable[Check] | None = None) -> list[Finding]:
    """What the rules find in the graph of one document, as `ontology.quads.to_nquads` writes it."""
    store = prepared(nquads)
    return [found for check in (checks() if chosen is None else chosen) for found in run(check, store)]


def prepared(nquads: bytes) -> GraphStore:
    """The graph of one document with the working statements (`search.checks.working`) that the rules use."""
    store = GraphStore.in_memory(nquads)
    add_working_statements(store)
    return store


def run(check: Check, store: GraphStore) -> Iterator[Finding]:
    """What one rule finds in a prepared graph."""
    answer = store.own_query(f"PREFIX work: <{WORK}>\n{check.query}")
    for cells in answer.rows():
        row = {name: cell for name, cell in zip(answer.columns, cells, strict=True) if cell is not None}
        if row.keys() >= {"focus", "evidence"}:  # an aggregate over nothing is one row without anything
            yield _finding(check, row)


def _finding(check: Check, row: dict[str, Term]) -> Finding:
    unit = row["unit"].value if "unit" in row else None
    shown = {name: _show(cell, unit) for name, cell in row.items()}
    return Finding(
        check.rule,
        row["focus"].value,
        tuple(sorted(set(row["evidence"].value.split()))),
        _FIELD.sub(lambda field: shown.get(field[1], ""), check.say),
        shown.get("expected"),
        shown.get("observed"),
        Decimal(row["difference"].value) if "difference" in row else None,
        Decimal(row["tolerance"].value) if "tolerance" in row else None,
    )


def _show(cell: Term, unit: str | None) -> str:
    """A number as people write it, yuan in the unit of the table; a list in order."""
    if cell.datatype != _DECIMAL:
        # The engine gives the members of a group in an order that changes from run to run.
        return "、".join(sorted(set(cell.value.split("\n")))) if "\n" in cell.value else cell.value
    if unit is None:
        return f"{Decimal(cell.value).normalize():f}"
    number = Decimal(cell.value) / UNITS.get(unit, Decimal(1))
    places = max(2, -int(number.normalize().as_tuple().exponent))
    return f"{number:,.{places}f} {unit if unit in UNITS else '元'}"


def _read(path: Path) -> Check:
    header, text = read_query(path, _KEYS, "rule.header")
    origins = tuple(header["origin"].split())
    allowed = (("dimension", (header["dimension"],), Dimension), ("severity", (header["severity"],), Severity), ("origin", origins, Origin))
    for key, values, kind in allowed:
        if unknown := sorted(set(values) - set(get_args(kind))):
            raise FormError("rule.code", f"{key} 没有 {unknown[0]}", f"可用：{'、'.join(get_args(kind))}", path.name)
    rule = FindingRule(
        path.stem,
        header["zh"],
        header["en"],
        cast(Dimension, header["dimension"]),
        cast(Severity, header["severity"]),
        cast("tuple[Origin, ...]", origins),
        header["basis"],
        header["fine"],
    )
    return Check(rule, header["say"], text)
