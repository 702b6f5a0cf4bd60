"""What a self-assessment says of a project or department as a whole: 总分 | 100 | 96.5, 自评等级 | 优 (财预〔2020〕10号)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.blocks import Cell
from ingest.projects.target_form import TargetForm
from ingest.tables.align import Slot
from ingest.tables.ledger import Ledger
from ingest.words.codes import is_total
from ingest.words.numerals import points
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import label_of
from ontology import fixed_lists
from ontology.records import SelfAssessment

_OUT_OF = re.compile(r"\((?:满分|总分|共)?:?(\d{1,3})分\)")
_INLINE = re.compile(r"([^:：]{2,16})[:：]\s*(\S.*)", re.DOTALL)
_NONE = frozenset({"", "无", "-", "--", "—", "——", "/"})
_SCORES, _WEIGHTS = frozenset({"score"}), frozenset({"weight"})


def read_assessment(cells: Sequence[Cell], form: TargetForm, ledger: Ledger, slots: Sequence[Slot] = ()) -> bool:
    """A row that begins with the label of the total score or of the grade; False for any other row. `slots` are the columns of
    the indicator rows above it, if there are any."""
    first = cells[0]
    inline = _INLINE.fullmatch(tidy(first.text))
    label = label_of(first.text) or (label_of(inline[1]) if inline else None)
    if label is None or label.kind != "score":
        return _sum_of_points(cells, form, ledger, slots)
    values = list(cells[1:])
    if inline and label_of(first.text) is None:
        values.insert(0, replace(first, text=inline[2]))
    else:
        ledger.use("标题", first)
    out_of = _OUT_OF.search(fold(first.text))
    full = Decimal(out_of[1]) if out_of else None
    numbers: list[tuple[Cell, Decimal]] = []
    for cell in values:
        if (beside := label_of(cell.text)) is not None and beside.kind == "score":
            ledger.use("标题", cell)
        elif (value := points(fold(cell.text))) is not None:
            numbers.append((cell, value))
        else:
            read_grade(cell, form, ledger)
    _take(numbers, full, form, ledger, slots)
    return True


def read_score(cell: Cell, form: TargetForm, ledger: Ledger) -> None:
    """The one cell beside a label of a score or grade, somewhere in a row."""
    if (value := points(fold(cell.text))) is not None:
        _take([(cell, value)], None, form, ledger, ())
    else:
        read_grade(cell, form, ledger)


def read_grade(cell: Cell, form: TargetForm, ledger: Ledger) -> None:
    """优 or 良 beside a total or below 自评等级; a text is passed over, nothing else is."""
    text = tidy(cell.text)
    if fold(text) in _NONE:
        ledger.ignore("自评结果空着", cell)
    elif fixed_lists.find("rating", text) is not None:
        known = form.assessment
        place = ledger.source(cell, "grade")
        ledger.use("自评等级", cell)
        form.assessment = replace(known, grade=text, grade_source=place) if known else SelfAssessment(None, None, text, place, place)
    elif len(text) > 12:
        ledger.ignore("自评结论的文字，不是目标或得分", cell)
    else:
        ledger.report("targets.score", f"自评总分旁边不是分数或等级：{text}", cell)


def _sum_of_points(cells: Sequence[Cell], form: TargetForm, ledger: Ledger, slots: Sequence[Slot]) -> bool:
    """合计 | 100 | 96.5 below columns of points and scores: the total score by another name."""
    numbers = [(c, value) for c in cells[1:] if (value := points(fold(c.text))) is not None]
    scored = _below(numbers, slots, _SCORES)
    if not is_total(cells[0].text) or len(numbers) != len(cells) - 1 or len(scored) != 1:
        return False
    ledger.use("标题", cells[0])
    _take(numbers, None, form, ledger, slots)
    return True


def _below(numbers: Sequence[tuple[Cell, Decimal]], slots: Sequence[Slot], roles: frozenset[str]) -> list[tuple[Cell, Decimal]]:
    places = [s for s in slots if s.role in roles]
    return [(cell, value) for cell, value in numbers if any(s.first <= cell.column <= s.last for s in places)]


def _take(numbers: Sequence[tuple[Cell, Decimal]], full: Decimal | None, form: TargetForm, ledger: Ledger, slots: Sequence[Slot]) -> None:
    """The points and what they are out of, by the columns that they stand in or else by their order: 100, then 96.5."""
    scored, weighed = _below(numbers, slots, _SCORES), _below(numbers, slots, _WEIGHTS)
    if not scored and (rest := [n for n in numbers if n not in weighed]):
        scored = rest[-1:]
    if not weighed and (rest := [n for n in numbers if n not in scored]):
        weighed = rest[:1]
    if len(scored) > 1 or len(weighed) > 1 or len(scored) + len(weighed) < len(numbers):
        ledger.report(
            "targets.score", "自评总分一行的分数没有分清：" + "、".join(tidy(c.text) for c, _ in numbers), *(c for c, _ in numbers)
        )
        return
    for cell, value in weighed:
        ledger.use("总分值", cell)
        full = value
    for cell, reached in scored:
        known, place = form.assessment, ledger.source(cell, "total-score")
        if known is not None and known.points is not None:
            if known.points != reached:
                ledger.report("targets.score", f"自评总分印了两个：{known.points}、{reached}", cell)
            else:
                ledger.use("自评总分", cell)
            return
        ledger.use("自评总分", cell)
        grade = known.grade if known else None
        form.assessment = SelfAssessment(reached, full, grade, place, known.grade_source if known else None)
