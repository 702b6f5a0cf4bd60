"""Amount columns of a form and the period that each heading names: 半年计划执行数 | 年初预算数 | 全年执行数 | 执行率."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Cell
from ingest.words.horizons import horizon_of
from ingest.words.text import fold
from ingest.words.vocabulary import concept_of, heading_key, label_of
from ontology.money import parse_money
from ontology.records import Horizon, Phase

UNKNOWN = "不认得的一栏金额，没有用"
"""Why the amounts below a heading that is not understood are passed over."""

PHASES = frozenset({"initial_amount", "executed_amount"})
"""Labels that say at which point of the year the amount stands, beside it or as the heading of its column."""
_PERIOD_HEAD = re.compile(
    r"(?:上半年|半年|全年|本年|当年|年初|年中|年末|年度|调整后?|实施期|中期|项目期|实际|预算)(?:\(程\)|\(调整后?\)|调整后?)?"
    r"(?:计划|预计|实际)?(?:执行|预算|支出|资金|安排|调整)?(?:数|金额|总额|额|预算|计划|执行)(?:\(调整后?\))?"
)
_MARKED = re.compile(r"^[①-⑳]|(?<=[数额算])[(（]?[A-Z①-⑳][)）]?$")
"""What formulas beside it call a column: ②全年预算数, 全年预算数A."""
_PLAIN_BUDGET = re.compile(r"(?:年度|项目|批复)?预算(?:数|金额|额|总额|安排数?|批复数?)?|批复数")
"""The budget, where a heading beside it says 执行数."""
_CHANGE_HEAD = re.compile(r"(?:年中|年度|期中|预算)?(?:调整|追加|调剂|调增|调减)(?:预算)?(?:\(.{1,6}\))?(?:数|额|金额)")
_RATE = re.compile(r"(?:预算|资金|支付)?(?:执行|支出|支付)率|得分\(.{1,16}\)$")
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
    text = _MARKED.sub("", cell.text.strip())
    key, concept = heading_key(text), concept_of(text)
    if _CHANGE_HEAD.fullmatch(key) and "预算" not in key:
        return Period(cell.column, "annual", "budget", reason="年中调整的数，不是全年的预算")
    if _RATE.match(key):
        return Period(cell.column, "annual", "budget", reason="分值、得分或执行率")
    if concept and concept.id in {"change", "ratio"}:
        return Period(cell.column, "annual", "budget", reason=concept.reason)
    if concept and concept.id in {"execution_rate", "score", "weight"}:
        return Period(cell.column, "annual", "budget", reason="分值、得分或执行率")
    if re.fullmatch(r"占比(?:\(%\))?|比重|(?:近|前)[两三]年.{0,6}金额", key):
        return Period(cell.column, "annual", "budget", reason="占比或往年的金额")
    if _RECEIVED.fullmatch(key):
        return Period(cell.column, "annual", "budget", reason="到位的资金，不是预算数或执行数")
    label = label_of(text)
    if not _PERIOD_HEAD.fullmatch(key) and (label is None or label.id not in PHASES):
        return None
    final = _FINAL.search(key) and "计划" not in key
    phase: Phase = "final" if final else "adjusted" if "调整" in key else "budget"
    return Period(cell.column, horizon_of(key) or "annual", phase)


def periods_of(cells: Sequence[Cell]) -> list[tuple[Cell, Period]]:
    """The amount columns that a row of headings names, in order; none where it names no period of an amount.

    Among headings that name periods, one that is not understood names an amount that is none of the budget: it is not passed on.
    """
    if by_time := _parts_by_time(cells):
        return by_time
    periods = years_in(cells) or [(c, p) for c in cells if (p := period_of(c)) and not _is_total(c)]
    amounts = [(c, p) for c, p in periods if not p.reason]
    if not amounts:
        return []
    named = {c.column for c, _ in periods}
    after = [c for c in cells if c.column not in named and c.column < amounts[-1][0].column]
    plain = [c for c in after if _PLAIN_BUDGET.fullmatch(heading_key(c.text))] if any(p.phase == "final" for _, p in amounts) else []
    periods += [(c, Period(c.column, "annual", "budget")) for c in plain]
    if len(amounts) > 1:
        amid = [c for c in cells if c.rowspan == 1 or c.column > amounts[0][0].column]  # what is merged down before them heads the rows
        unknown = (
            c for c in amid if c.column not in named and c not in plain and label_of(c.text) is None and not parse_money(c.text, "元")
        )
        periods += [(c, Period(c.column, "annual", "budget", reason=UNKNOWN)) for c in unknown]
    initial = bool(plain) or any(heading_key(_MARKED.sub("", c.text.strip())).startswith("年初") for c, _ in amounts)
    return sorted(((c, _adjusted(c, p, initial and c not in plain)) for c, p in periods), key=lambda found: found[1].column)


def _parts_by_time(cells: Sequence[Cell]) -> list[tuple[Cell, Period]]:
    """合计 | 当年安排 | 上年结转: the whole, and of which year its parts are; empty where the headings do not divide it so."""
    named = [(c, concept) for c in cells if (concept := concept_of(c.text)) is not None]
    parts = [c for c, concept in named if concept.id in {"current_year", "carry_over"}]
    totals = [c for c, concept in named if concept.group == "total" and (label := label_of(c.text)) and label.kind == "amount"]
    if len({concept.id for c, concept in named if c in parts}) < 2 or len(totals) != 1:
        return []
    whole = (totals[0], Period(totals[0].column, "annual", "budget"))
    said = [(c, Period(c.column, "annual", "budget", reason="合计之中当年和上年结转各多少")) for c in parts]
    return sorted([whole, *said], key=lambda found: found[1].column)


def _is_total(cell: Cell) -> bool:
    """Whether a cell is the label of a total, which its row or column belongs to: 年度资金总额."""
    label = label_of(_MARKED.sub("", cell.text.strip()))
    return label is not None and label.kind == "amount" and label.id not in PHASES


def _adjusted(cell: Cell, period: Period, initial: bool) -> Period:
    """The period of a budget that stands beside the one of the year's beginning (`initial`)."""
    own = heading_key(_MARKED.sub("", cell.text.strip())).startswith("年初")
    return replace(period, phase="adjusted") if initial and period.phase == "budget" and not period.reason and not own else period


def below_no_head(cell: Cell, heads: Collection[Cell], apart: Sequence[int]) -> bool:
    """Whether a cell of a ruled table stands below none of the headings of amounts, or on a page that may have other columns.

    `apart` are the indices of the rows with which such pages begin.
    """
    if not heads:
        return False
    above = max(head.row for head in heads)
    if any(above <= at < cell.row for at in apart):
        return True
    return not any(h.column < cell.column + cell.colspan and cell.column < h.column + h.colspan for h in heads)


def caption_horizon(cell: Cell) -> Horizon | None:
    """The horizon of the rows below a line of its own: 长期绩效目标表."""
    return horizon_of(cell.text) if re.fullmatch(r"(?:部门|项目)?.{2,4}绩效(?:目标|指标)表", fold(cell.text)) else None


def years_in(cells: Sequence[Cell]) -> list[tuple[Cell, Period]]:
    """Amount columns of several years: 2024年预算 | 2023年预算."""
    stated = [(c, p) for c in cells if (p := year_of(c) or period_of(c))]
    return stated if len({p.year for _, p in stated if p.year}) > 1 else []
