"""Scores of disclosures (公开质量得分): five dimensions, each a share of what could be there, in `scoring/*.rq`.

    # zh: 完整性        # en: completeness
    # weight: 30        points that the dimension is worth; those of all files add up to 100
    # basis: 财预〔2016〕143号
    # how: …            what is counted, in Chinese
    SELECT ?body ?fiscal_year ?got ?of …

Points are `weight × got ÷ of`, to one place. What a graph says of a body and a year in all its documents counts together.
Ranked are bodies with a department or unit budget of the year, for only these can be complete. A reading aid, no official
score: findings are not confirmed, and what was not read counts as not published.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from ontology.errors import FormError
from search.graph.query_header import read_query
from search.graph.query_result import QueryResult

SCORING = Path(__file__).with_name("scoring")
FULL = 100

_KEYS = frozenset({"zh", "en", "weight", "basis", "how"})
_NAMES = """
SELECT DISTINCT ?body ?name
WHERE {
  ?file a bkg:DisclosureDocument ; bkg:agency ?own .
  OPTIONAL { ?own bkg:mergedInto ?main }
  BIND(COALESCE(?main, ?own) AS ?body)
  ?body rdfs:label ?name .
}
"""


@dataclass(frozen=True, slots=True)
class Dimension:
    id: str
    zh: str
    en: str
    weight: int
    basis: str
    how: str
    query: str


@dataclass(frozen=True, slots=True)
class Part:
    """What a body got in one dimension: `got` of `of`, worth `points` of the dimension's weight."""

    dimension: Dimension
    got: int
    of: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    rank: int
    """Equal totals share a rank, and the next is as many below: 1, 2, 2, 4."""
    body: str
    """IRI of the department or unit."""
    name: str
    year: int
    total: Decimal
    parts: tuple[Part, ...]


@cache
def dimensions() -> tuple[Dimension, ...]:
    """All dimensions, in the order of their files. Raises FormError where a header is wrong or weights are not 100."""
    found = tuple(_read(path) for path in sorted(SCORING.glob("*.rq")))
    if sum(one.weight for one in found) != FULL:
        raise FormError("score.weights", "各维度的权重之和不是 100", "改 # weight: 一行", str(SCORING))
    return found


def scores(ask: Callable[[str], QueryResult], wanted: Callable[[str, int], bool] = lambda name, year: True) -> list[Score]:
    """Best first. `ask` answers a query of the program; `wanted` chooses by name and year before ranks are given."""
    counted: dict[Dimension, dict[tuple[str, int], tuple[int, int]]] = {}
    for dimension in dimensions():
        rows = _rows(ask(dimension.query))
        counted[dimension] = {(row["body"], int(row["fiscal_year"])): (int(row["got"]), int(row["of"])) for row in rows}
    names: dict[str, str] = {}
    for row in _rows(ask(_NAMES)):
        names[row["body"]] = min(names.get(row["body"], row["name"]), row["name"])
    found = []
    for body, year in counted[dimensions()[0]]:
        if wanted(names[body], year):
            parts = tuple(_part(dimension, *counted[dimension].get((body, year), (0, 0))) for dimension in dimensions())
            found.append(Score(0, body, names[body], year, sum((part.points for part in parts), Decimal(0)), parts))
    return ranked(found)


def ranked(found: Iterable[Score]) -> list[Score]:
    ordered = sorted(found, key=lambda one: (-one.total, one.name, one.year))
    first: dict[Decimal, int] = {}
    return [replace(one, rank=first.setdefault(one.total, place)) for place, one in enumerate(ordered, start=1)]


def _part(dimension: Dimension, got: int, of: int) -> Part:
    share = Decimal(got) / of if of else Decimal(0)
    return Part(dimension, got, of, (dimension.weight * share).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _rows(answer: QueryResult) -> Sequence[dict[str, str]]:
    rows = (zip(answer.columns, cells, strict=True) for cells in answer.rows())
    found = [{name: cell.value for name, cell in row if cell is not None} for row in rows]
    return [row for row in found if "body" in row]  # an aggregate over nothing is one row without anything


def _read(path: Path) -> Dimension:
    header, text = read_query(path, _KEYS, "score.header")
    if not re.fullmatch(r"[1-9]\d?", header["weight"]):
        raise FormError("score.header", f"权重不是两位以内的整数：{header['weight']}", "改 # weight: 一行", path.name)
    name = path.stem.partition("-")[2]
    return Dimension(name, header["zh"], header["en"], int(header["weight"]), header["basis"], header["how"], text)
