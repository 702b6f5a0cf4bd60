"""What is told of a header of indicators: headings read in spite of a slip, and columns that could not be decided."""

import re
from collections.abc import Sequence

from ingest.blocks import Cell, Row
from ingest.tables.column_roles import RIVAL
from ingest.tables.headers import Header
from ingest.tables.ledger import Ledger
from ingest.tables.rowfit import is_level_word
from ingest.targets.indicator_header import IndicatorHeader, other_years
from ingest.words.text import fold, is_blank, tidy
from ingest.words.vocabulary import concept_of, is_heading_word, label_of, near_concept

_SHORTEST_GOAL = 6
"""How many letters a goal has at least: 考核事项 beside 年度目标 is a heading."""

_CALLED = {
    "level1": "一级指标", "level2": "二级指标", "indicator": "三级指标", "value": "指标值", "value_unit": "度量单位", "weight": "分值",
    "nature_sign": "指标性质", "description": "指标解释", "value_basis": "指标值依据", "value_explanation": "评分标准",
    "actual": "实际完成值", "score": "得分", "deviation": "偏差原因", "goal": "绩效目标",
}  # fmt: skip


def tell_of_header(header: Header, columns: IndicatorHeader, ledger: Ledger, year: int | None) -> None:
    rows = ledger.table.rows[header.start : header.end]
    for cell in (c for row in rows for c in row):
        if (
            (near := near_concept(cell.text)) is not None
            and near.id in _CALLED
            and any(c.path[-1] == cell.text and c.leaf for c in header.columns)
        ):
            ledger.note("targets.heading-misspelt", f"表头“{tidy(cell.text)}”按“{_CALLED[near.id]}”读", cell)
    if (rival := next((c for c in header.columns if c.leaf is RIVAL), None)) is not None:
        taken = next((c.path[-1] for c, s in zip(columns.columns, columns.slots, strict=True) if s.role == "value"), "")
        said = f"“{tidy(taken)}”和“{tidy(rival.path[-1])}”都像指标值，按前后次序取了前者"
        first = next(c for c in rows[0] if not is_blank(c.text))
        ledger.note("targets.two-values", said, first, "warning", hint="请核对哪一栏是目标值")
    if other_years(header.columns, year) and not any(s.role == "value" for s in columns.slots):
        first = next(c for c in rows[0] if not is_blank(c.text))
        said = f"指标值按年分列，没有本年（{year}年）的" if year else "指标值按年分列，文件没有说明是哪一年的"
        ledger.note("targets.no-year-column", said, first, "warning", hint="请核对预算年度")


def is_sentence(cell: Cell) -> bool:
    """A text that says something, which no heading does; a long heading keeps its commas in brackets."""
    text = re.sub(r"[（(][^（）()]*[)）]", "", fold(cell.text))
    return len(text) > 20 and re.search("[,，。;；]", text) is not None


def states_goal(cells: Sequence[Cell]) -> bool:
    """总体目标 | 年度绩效目标 | what it says: labels of goals and one text, which is no heading however short it is."""
    if len(cells) < 2:
        return False
    *labels, text = cells
    asked = [label_of(c.text) for c in labels]
    if any(k is None or k.kind not in {"goal", "section"} for k in asked) or asked[-1] is None or asked[-1].kind != "goal":
        return False
    known = concept_of(text.text) or near_concept(text.text) or label_of(text.text) or is_level_word(text.text)
    return not known and len(fold(text.text)) >= _SHORTEST_GOAL


def states_labels(cells: Sequence[Cell]) -> bool:
    """主管部门 | who | 实施单位 | who: labels with their texts in turn, none of which is a heading."""
    labels, texts = cells[::2], cells[1::2]
    asked = [label_of(c.text) for c in labels]
    if not texts or len(labels) != len(texts) or any(k is None or k.kind not in {"text", "person", "period", "meta"} for k in asked):
        return False
    return not any(is_heading_word(c.text) or label_of(c.text) or near_concept(c.text) for c in texts)


def opens_another(row: Row) -> bool:
    """Whether a row of labels begins something other than indicators: another form in the same grid, who filled it in."""
    first = next((c for c in row if not is_blank(c.text)), None)
    label = label_of(first.text) if first is not None and first.column == 1 and not is_level_word(first.text) else None
    return label is not None and label.kind != "section"
