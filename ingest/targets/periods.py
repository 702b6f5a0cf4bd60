"""Amount columns of a form and the period that each heading names: 半年计划执行数 | 年初预算数 | 全年执行数 | 执行率."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Cell
from ingest.words.text import fold
from ingest.words.vocabulary import concept_of, heading_key, horizon_of, label_of
from ontology.records import Horizon, Phase

PHASES = frozenset({"initial_amount", "executed_amount"})
"""Labels that say at which point of the year the amount stands, beside it or as the heading of its column."""
_PERIOD_HEAD = re.compile(
    r"(?:上半年|半年|全年|本年|当年|年初|年中|年末|年度|调整后?|实施期|中期|项目期|实际|预算)(?:\(程\)|\(调整后?\)|调整后?)?"
    r"(?:计划|预计|实际)?(?:执行|预算|支出|资金|安排|调整)?(?:数|金额|总额|额|预算|计划|执行)(?:\(调整后?\))?"
)
_YEAR_HEAD = re.compile(
    r"(?P<year>20\d\d)年(?:度)?(?:年初|全年)?(?:(?P<final>决算|执行|支出)数?|(?:预算|安排|申报|申请)(?:数|金额|资金|安排)?|金额|资金)"
)


_BARE = re.compile(r"预算(?:数|额|金额|总额|安排数?|批复数)?|批复数")
"""The budget, where the heading beside it says 执行数."""
_FINAL = re.compile(r"执行|决算|支出数|实际")
_RECEIVED = re.compile(r"(?:全年|年度|实际|资金)*到位(?:数|金额|资金|额)?")


@dataclass(frozen=True, slots=True)
class Period:
    """An amount column of a form: 半年计划执行数, 年初预算数, 全年执行数; or one that holds no amount."""

    column: int
    horizon: Horizon
    phase: Phase
    year: int | None = None
    """The budget year that the heading names: 2024年预算 | 2023年预算."""
    reason: str = ""
    """Why the column is passed over, when it holds no amount: 分值, 执行率."""


def year_of(cell: Cell) -> Period | None:
    """The period of a heading that says of which year its amounts are; None for any other text."""
    match = _YEAR_HEAD.fullmatch(fold(cell.text))
    if match is None:
        return None
    return Period(cell.column, "annual", "final" if match["final"] else "budget", int(match["year"]))


def period_of(cell: Cell) -> Period | None:
    """The period that a heading names, or None."""
    key = heading_key(cell.text)
    concept = concept_of(cell.text)
    if concept and concept.id in {"change", "ratio"}:
        return Period(cell.column, "annual", "budget", reason=concept.reason)
    if concept and concept.id in {"execution_rate", "score", "weight"}:
        return Period(cell.column, "annual", "budget", reason="分值、得分或执行率")
    if re.fullmatch(r"占比(?:\(%\))?|比重|(?:近|前)[两三]年.{0,6}金额", key):
        return Period(cell.column, "annual", "budget", reason="占比或往年的金额")
    if _RECEIVED.fullmatch(key):
        return Period(cell.column, "annual", "budget", reason="到位的资金，不是预算数或执行数")
    label = label_of(cell.text)
    if not _PERIOD_HEAD.fullmatch(key) and (label is None or label.id not in PHASES):
        return None
    final = _FINAL.search(key) and "计划" not in key
    phase: Phase = "final" if final else "adjusted" if "调整" in key else "budget"
    return Period(cell.column, horizon_of(key) or "annual", phase)


def periods_in(cells: Sequence[Cell]) -> list[tuple[Cell, Period]]:
    """The cells of a line of headings that name periods. A bare 预算数 is one beside 执行数; 全年预算 beside 年初预算 is adjusted."""
    if dated := years_in(cells):
        return dated
    found = [(c, p) for c in cells if (p := period_of(c)) and not ((k := label_of(c.text)) and k.kind == "amount" and k.id not in PHASES)]
    if any(p.phase == "final" for _, p in found):
        named = {c.column for c, _ in found}
        bare = [c for c in cells if c.column not in named and _BARE.fullmatch(heading_key(c.text))]
        found = sorted([*found, *((c, Period(c.column, "annual", "budget")) for c in bare)], key=lambda said: said[1].column)
    initial = any(heading_key(c.text).startswith("年初") for c, _ in found)
    return [
        (c, replace(p, phase="adjusted") if initial and p.phase == "budget" and not heading_key(c.text).startswith("年初") else p)
        for c, p in found
    ]


def caption_horizon(cell: Cell) -> Horizon | None:
    """The horizon of the rows below a line of its own: 长期绩效目标表."""
    return horizon_of(cell.text) if re.fullmatch(r"(?:部门|项目)?.{2,4}绩效(?:目标|指标)表", fold(cell.text)) else None


def years_in(cells: Sequence[Cell]) -> list[tuple[Cell, Period]]:
    """Amount columns of several years: 2024年预算 | 2023年预算."""
    stated = [(c, p) for c in cells if (p := year_of(c) or period_of(c))]
    return stated if len({p.year for _, p in stated if p.year}) > 1 else []
