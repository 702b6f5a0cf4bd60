"""What came of a target, in a self-assessment (绩效自评表, 财预〔2020〕10号): 实际完成值, 分值, 得分, 偏差原因."""

import re
from collections.abc import Mapping
from decimal import Decimal

from ingest.blocks import Cell
from ingest.tables.ledger import Ledger
from ingest.values.clauses import parse_value
from ingest.words.text import fold, tidy
from ontology.records import Outcome

_NAMES = {"actual": "实际完成值", "score": "得分", "deviation": "偏差原因"}
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:分|%)?")
_NONE = frozenset({"", "无", "-", "--", "—", "——", "/"})


def read_outcome(ledger: Ledger, cells: Mapping[str, Cell], indicator: str, year: int | None) -> Outcome | None:
    """The outcome that a row prints; None where its columns are blank or the table has none. `cells`: role → cell."""
    found = {role: cell for role in _NAMES if (cell := cells.get(role)) is not None}
    for role, cell in found.items():
        ledger.use(_NAMES[role], cell)
    actual, deviation = found.get("actual"), found.get("deviation")
    points = _points(ledger, found.get("score"))
    why = tidy(deviation.text) if deviation is not None and fold(deviation.text) not in _NONE else None
    if actual is None and points is None and why is None:
        return None
    place = next(found[role] for role in _NAMES if role in found)
    text = tidy(actual.text) if actual is not None else None
    unit = tidy(cells["value_unit"].text) if "value_unit" in cells else None  # 度量单位 is that of 指标值 and of 实际完成值
    return Outcome(
        actual=text,
        clauses=parse_value(text, indicator=indicator, unit=unit, fiscal_year=year) if text else (),
        points=points,
        deviation=why,
        source=ledger.source(place, "outcome"),
    )


def read_weight(ledger: Ledger, cell: Cell | None) -> Decimal | None:
    """The points that a target is worth (分值, 权重), where the form prints them."""
    if cell is not None:
        ledger.use("分值", cell)
    return _points(ledger, cell)


def _points(ledger: Ledger, cell: Cell | None) -> Decimal | None:
    if cell is None or fold(cell.text) in _NONE:
        return None
    if match := _POINTS.fullmatch(fold(cell.text)):
        return Decimal(match[1])
    ledger.note("targets.points", f"分值或得分不是数：{tidy(cell.text)[:20]}", cell)
    return None
