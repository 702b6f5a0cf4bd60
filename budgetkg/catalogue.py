"""Everything of a kind in a build, as tables for other programs: agencies, projects, indicators, programmes, the indicator library.

What belongs to documents is read document by document, in the order of places and years: memory does not grow with the
build, and a filter chooses the documents that the pages show. Amounts are in yuan.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING

from budgetkg.home import Entry, Generation
from budgetkg.library_index import LibraryIndex, usual_values
from ontology import iri
from ontology.iri import INDICATOR_LIBRARY
from ontology.terms import BKGC

if TYPE_CHECKING:
    from ontology.statements import Term
    from search.graph.store import GraphStore

Cell = str | Decimal | None
Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    zh: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    zh: str
    columns: tuple[Column, ...]
    words: tuple[str, ...]
    """Columns in which a word is looked for."""
    query: str = ""
    """Of one document, whose graph stands for `$graph`; its columns are the last ones of the table."""


_OF_DOCUMENT = (
    *(Column("agency", "部门"), Column("region", "区划代码"), Column("year", "年度", True)),
    *(Column("document", "文件 SHA-256"), Column("file", "文件")),
)
_PLACE = """
  OPTIONAL {
    SELECT ?iri (MIN(?one) AS ?place)
    WHERE {
      GRAPH $graph {
        ?iri a $class ; prov:wasDerivedFrom ?cell . ?cell bkg:inTable/bkg:tableNumber ?table ; bkg:row ?row ; bkg:column ?column .
        OPTIONAL { ?cell bkg:page ?page }
      }
      BIND(CONCAT(IF(BOUND(?page), CONCAT("第", STR(?page), "页 "), ""), "表", STR(?table), " 行", STR(?row), " 列", STR(?column)) AS ?one)
    }
    GROUP BY ?iri
  }
"""
"""Where it is printed, to be cited by: one of the cells, as the pages write it."""
_PROJECTS = """
SELECT ?project ?code ?category ?functions ?amount ?printed ?unit ?place ?iri WHERE {
  GRAPH $graph {
    ?iri a bkg:ProjectDeclaration ; rdfs:label ?project ; bkg:ofProject ?of .
    OPTIONAL { ?of bkg:projectCode ?code }
    OPTIONAL { ?iri bkg:projectCategory ?category }
    OPTIONAL { ?iri bkg:amount ?amount }
    OPTIONAL { ?iri bkg:amountText ?printed }
    OPTIONAL { ?iri bkg:moneyUnit ?unit }
  }
  OPTIONAL {
    SELECT ?iri (GROUP_CONCAT(DISTINCT ?notation; separator="、") AS ?functions)
    WHERE { GRAPH $graph { ?fact bkg:ofDeclaration ?iri ; bkg:functionClass ?class } ?class skos:notation ?notation }
    GROUP BY ?iri
  }$place
}
ORDER BY ?iri
""".replace("$place", _PLACE.replace("$class", "bkg:ProjectDeclaration"))
_INDICATORS = """
SELECT ?project ?level1 ?level2 ?category ?indicator ?horizon ?printed ?comparator ?value ?unit ?basis ?place ?iri ?entry WHERE {
  GRAPH $graph {
    ?iri a bkg:Target ; bkg:forIndicator ?of ; bkg:horizon ?horizon .
    ?of rdfs:label ?indicator ; bkg:ofPlan ?plan .
    OPTIONAL { ?plan bkg:ofDeclaration/rdfs:label ?project }
    OPTIONAL { ?of bkg:level1 ?level1 }
    OPTIONAL { ?of bkg:level2 ?level2 }
    OPTIONAL { ?of bkg:category ?category }
    OPTIONAL { ?iri bkg:rawValue ?printed }
    OPTIONAL {
      ?iri bkg:hasClause ?clause .
      OPTIONAL { ?clause bkg:comparator ?comparator }
      OPTIONAL { ?clause bkg:value ?value }
      OPTIONAL { ?clause bkg:unit ?unit }
      OPTIONAL { ?clause bkg:quantityBasis ?basis }
    }
  }
  OPTIONAL { ?iri bkg:inLibraryEntry ?entry }$place
}
ORDER BY ?iri ?clause
""".replace("$place", _PLACE.replace("$class", "bkg:Target"))
_PROGRAMMES = """
SELECT ?programme ?group ?project ?basis_year ?amount ?iri WHERE {
  GRAPH $graph {
    ?iri a bkg:ProjectDeclaration ; rdfs:label ?project ; bkg:ofProject/bkg:forProgramme ?own .
    OPTIONAL { ?iri bkg:fundBasisYear ?basis_year }
    OPTIONAL { ?iri bkg:amount ?amount }
  }
  OPTIONAL { ?own bkg:inProgrammeGroup ?group . ?group skos:prefLabel ?grouped }
  OPTIONAL { ?own skos:prefLabel ?called }
  BIND(COALESCE(?grouped, ?called, ?project) AS ?programme)
}
ORDER BY ?programme ?iri
"""
AT_ONCE = 500
"""Entries of the library whose usual values are asked for together."""
_CODES = {"horizon", "comparator", "basis", "category"}
"""Columns that hold a concept of the code list of their name."""

AGENCIES = Table(
    "agencies",
    "部门",
    (
        *(Column("agency", "部门"), Column("region", "区划代码"), Column("division", "区划"), Column("years", "年度")),
        *(Column("documents", "文件数", True), Column("projects", "项目数", True), Column("targets", "绩效指标值数", True)),
    ),
    ("agency",),
)
PROJECTS = Table(
    "projects",
    "项目",
    (
        *_OF_DOCUMENT,
        *(Column("project", "项目"), Column("code", "项目编码"), Column("category", "类别"), Column("functions", "功能科目")),
        *(Column("amount", "金额（元）", True), Column("printed", "金额原文"), Column("unit", "原文单位")),
        *(Column("place", "印在哪里（一处）"), Column("iri", "IRI")),
    ),
    ("project",),
    _PROJECTS,
)
INDICATORS = Table(
    "indicators",
    "绩效指标",
    (
        *_OF_DOCUMENT,
        *(Column("project", "项目"), Column("level1", "一级指标"), Column("level2", "二级指标"), Column("category", "类别")),
        *(Column("indicator", "指标"), Column("horizon", "时段"), Column("printed", "指标值原文"), Column("comparator", "比较符")),
        *(Column("value", "数值", True), Column("unit", "计量单位"), Column("basis", "口径")),
        *(Column("place", "印在哪里（一处）"), Column("iri", "IRI"), Column("entry", "指标库条目")),
    ),
    ("indicator",),
    _INDICATORS,
)
PROGRAMMES = Table(
    "programmes",
    "资金项目",
    (
        *_OF_DOCUMENT,
        *(Column("programme", "资金项目"), Column("group", "资金项目 IRI"), Column("project", "项目")),
        *(Column("basis_year", "资金所属年度", True), Column("amount", "金额（元）", True), Column("iri", "IRI")),
    ),
    ("programme",),
    _PROGRAMMES,
)
LIBRARY = Table(
    "library",
    "指标库",
    (
        *(Column("indicator", "指标"), Column("spellings", "写法"), Column("targets", "目标数", True), Column("agencies", "部门数", True)),
        *(Column("unit", "计量单位"), Column("basis", "口径"), Column("values", "值数", True), Column("least", "最小", True)),
        *(Column("lower", "下四分位", True), Column("median", "中位数", True), Column("upper", "上四分位", True)),
        *(Column("most", "最大", True), Column("undecided", "未归并的原因"), Column("iri", "IRI")),
    ),
    ("indicator", "spellings"),
)
TABLES = {table.name: table for table in (AGENCIES, PROJECTS, INDICATORS, PROGRAMMES, LIBRARY)}


def rows(generation: Generation, table: Table, entries: Sequence[Entry], word: str = "") -> Iterator[Row]:
    """All rows of these documents in which the word stands, documents by place, agency and year. The library is of all documents."""
    from search.graph.store import GraphStore

    store = GraphStore.open(generation.store)
    if table is AGENCIES:
        found: Iterable[Row] = _agencies(entries)
    elif table is LIBRARY:
        return _library(store, LibraryIndex(generation), word)
    else:
        found = _of_documents(store, table, entries)
    looked_at = [place for place, column in enumerate(table.columns) if column.name in table.words]
    return (row for row in found if not word or any(word in str(row[place] or "") for place in looked_at))


def _of_documents(store: "GraphStore", table: Table, entries: Sequence[Entry]) -> Iterator[Row]:
    own = table.columns[len(_OF_DOCUMENT) :]
    for entry in sorted(entries, key=lambda one: (one.region or "", one.agency or "", one.year or 0, one.sha256)):
        head: Row = [entry.agency, entry.region, Decimal(entry.year) if entry.year else None, entry.sha256, entry.name]
        for cells in store.own_query(table.query.replace("$graph", f"<{iri.graph(entry.sha256)}>")).rows():
            yield head + _row(own, cells)


def _agencies(entries: Sequence[Entry]) -> Iterator[Row]:
    from ontology.divisions import by_code

    of: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.agency:
            of.setdefault((entry.region or "", entry.agency), []).append(entry)
    for (region, agency), own in sorted(of.items()):
        division = by_code(region) if region else None
        years = "、".join(str(year) for year in sorted({one.year for one in own if one.year}))
        counts = (len(own), sum(one.projects for one in own), sum(one.targets for one in own))
        yield [agency, region or None, division.full_name if division else None, years, *map(Decimal, counts)]


def _library(store: "GraphStore", index: LibraryIndex, word: str) -> Iterator[Row]:
    entries = iter(index.some(word))
    while some := list(islice(entries, AT_ONCE)):
        spreads = usual_values(store, [one.key for one in some])
        for one in some:
            head: Row = [one.label, "、".join(one.spellings), Decimal(one.targets), Decimal(one.agencies)]
            for spread in spreads.get(one.key, [{}]):
                counted = spread.get("values")
                values = (spread.get(name) for name in ("least", "lower", "median", "upper", "most"))
                yield [
                    *head,
                    spread.get("unit"),
                    spread["basis"].replace("_", "-") if spread else None,
                    None if counted is None else Decimal(counted),
                    *(None if value is None else Decimal(value) for value in values),
                    one.undecided or None,
                    f"{INDICATOR_LIBRARY}/{one.key}",
                ]


def _row(columns: Sequence[Column], cells: "Sequence[Term | None]") -> Row:
    return [_cell(column, cell) for column, cell in zip(columns, cells, strict=True)]


def _cell(column: Column, cell: "Term | None") -> Cell:
    if cell is None:
        return None
    if column.number:
        try:
            return Decimal(cell.value)
        except InvalidOperation:
            return None
    if column.name in _CODES:
        return cell.value.removeprefix(f"{BKGC}{column.name}-")
    return cell.value
