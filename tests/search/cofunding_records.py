"""Records of invented governments that publish shares, amounts and transfers, and a store to ask of them."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from ontology.divisions import by_code
from ontology.funding import CofundingRule, FundingShare, Transfer, TransferAllocation
from ontology.money import Money, parse_money
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from ontology.quads_links import link_nquads
from ontology.records import Agency, DisclosureRecord, Document, FundAmount, Level, Project, Source
from search.funding.linking import link
from search.funding.programmes import joined, programmes
from search.graph.questions import bind, question
from search.graph.store import GraphStore

Row = dict[str, str | None]


def store_of(records: Iterable[DisclosureRecord]) -> GraphStore:
    records = list(records)
    graphs = [to_nquads(record) for record in records]
    found = joined(programme for graph in graphs for programme in programmes(graph))
    links = link_nquads(link(found), {iri: programme.name for iri, programme in found.items()})
    places = [(r.agency.region, r.document.fiscal_year) for r in records if r.agency and r.agency.region]
    parts = (*graphs, links, vocabulary_nquads(), division_nquads(places))
    return GraphStore.of(*((part, "nq", f"part {number}") for number, part in enumerate(parts)))


def ask(store: GraphStore, name: str, **values: str) -> list[Row]:
    answer = store.query(bind(question(name), values))
    return [{column: cell.value if cell else None for column, cell in zip(answer.columns, row, strict=True)} for row in answer.rows()]


PROGRAMME = "高标准农田建设补助资金"


def invented(
    agency: str,
    region: str,
    year: int,
    *projects: tuple[str, str | None, tuple[tuple[str, Level, str], ...]],
    shares: tuple[tuple[Level, str], ...] = (),
    gives: tuple[tuple[str, str], ...] = (),
    copy: str = "",
) -> DisclosureRecord:
    """projects: name, amount in 万元, (label, level, amount) of its fund sources; gives: (region, amount) of the first one."""
    sha = hashlib.sha256(f"{agency}{year}{copy}".encode()).hexdigest()
    division = by_code(region, year)
    assert division

    def place(number: int) -> Source:
        return Source(sha, "test/row", str(number), number, number, None, 1, number, 1)

    def money(printed: str) -> Money:
        found = parse_money(printed, "万元")
        assert found
        return found

    made = tuple(
        Project(
            name,
            None,
            money(amount) if amount else None,
            tuple(
                FundAmount(label, level, (level,), "explicit", None, money(printed), "annual", place(100 * number + column))
                for column, (label, level, printed) in enumerate(funds, start=1)
            ),
            (),
            (),
            place(100 * number),
        )
        for number, (name, amount, funds) in enumerate(projects, start=1)
    )
    first = made[0].name
    declared = tuple(FundingShare(level, Decimal(part), level) for level, part in shares)
    rule = CofundingRule("按比例分担", None, declared, (place(9),), (first,))
    parts = tuple(
        Transfer(found.name, code, found.level, money(printed), place(50 + number))
        for number, (code, printed) in enumerate(gives)
        if (found := by_code(code, year))
    )
    allocation = TransferAllocation("下拨", None, parts, None, region, first, year, "allotted", "earmarked", None, (place(8),))
    return DisclosureRecord(
        Document(f"{agency}{copy}.txt", sha, f"{agency}{year}年部门预算", "department_budget", year, "text/plain", None, 1),
        Agency(agency, None, region, division.level, division.full_name),
        projects=made,
        cofunding_rules=(rule,) if shares else (),
        transfers=(allocation,) if gives else (),
    )


RATIO: tuple[tuple[Level, str], ...] = (("central", "6"), ("provincial", "3"), ("county", "1"))


def verdicts(*records: DisclosureRecord) -> dict[tuple[str | None, str | None], Row]:
    return {(row["level"], row["other_level"]): row for row in ask(store_of(records), "cofunding-against-amounts")}


def funds(*amounts: tuple[Level, str]) -> tuple[tuple[str, Level, str], ...]:
    return tuple((f"{level}资金", level, amount) for level, amount in amounts)
