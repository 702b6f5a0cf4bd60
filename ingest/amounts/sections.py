"""Rows under rows in a table of 三公 and what is printed with it: 二、机关运行经费, （一）行政单位, 国内接待费, 车辆数合计（辆）.

What a row is about is said by its own words or by the heading row above it that its list number belongs to.
Basis: 财政部部门决算公开表“机构运行信息表”（公开09表）; 财预〔2016〕143号 附表 7.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.amounts.data_rows import NAMES
from ingest.blocks import Row
from ingest.tables.halves import Half
from ingest.words.codes import is_total
from ingest.words.list_marks import UNMARKED, depth_of
from ingest.words.names import is_agency_name
from ingest.words.text import fold, is_blank, label_key
from ingest.words.vocabulary import concept_of, unit_of

COUNTED = re.compile(
    r"\((?:[个辆人台套批户件](?:[,，、/]?[个辆人台套批户件])*|人?次|批次|人数|平方米)\)$"
    r"|(?:团组|购置|保有)(?:数量?|量)$|接待(?:批|人)次(?:数)?$"
)
"""Rows of counts among amounts: 因公出国（境）团组数（个）, 公务用车保有量."""
_COUNTS = re.compile(r"统计(?:数|情况|信息)$|国有?资产|资产(?:占用|信息|情况)|车辆(?:数|情况|信息)")
"""Headings of counts."""
_SUBJECTS = (
    (re.compile(r"机关(?:运行|运转)经费"), "operating_cost"),
    (re.compile(r"政府采购"), "procurement"),
    (re.compile(r"接待"), "reception"),
    (re.compile(r"公务用车$"), "vehicles"),
    (re.compile(r"^(?:其中:)?购置$"), "vehicle_purchase"),
    (re.compile(r"^(?:其中:)?(?:运行|维护|运维)+$"), "vehicle_running"),
)
_PART = re.compile(r"(?:国内|国\(境\)外|境外|国外|外事|外宾)[^,。]{0,4}接待")


@dataclass(frozen=True, slots=True)
class RowSubject:
    """What the amounts of a row measure: total, reception, reception/part, …; or that they are no amounts."""

    measure: str
    counted: bool = False


def row_subjects(rows: Sequence[Row], halves: Sequence[Half]) -> Mapping[tuple[int, int], RowSubject]:
    """What each row is about, by number of the row and of the half: from its label and the rows that it stands under.

    A list that fills one half goes on in the next. Rows that are units are about no item.
    """
    found: dict[tuple[int, int], RowSubject] = {}
    above: list[tuple[int, RowSubject]] = []
    for at, half in enumerate(halves):
        column = half.key("label", *NAMES)
        if column is None or half.key("unit_name", "project_unit"):
            continue
        for row in rows:
            text = next((c.text for c in row if column.first <= c.column <= column.last and not is_blank(c.text)), "")
            if not text or is_agency_name(text):
                continue
            depth = depth_of(text)
            above = [entry for entry in above if entry[0] < depth]
            found[row[0].row, at] = subject = _subject(text, depth, above[-1][1] if above else RowSubject("total"))
            above.append((depth, subject))
    return found


def subject_named(text: str) -> str | None:
    """The measure that a row's or a column's own words name: 机关运行经费 is operating_cost."""
    folded, concept = fold(text), concept_of(text)
    if _PART.search(folded):
        return "reception/part"
    if concept is not None and concept.group == "measure":
        return concept.id
    return next((measure for words, measure in _SUBJECTS if words.search(folded)), None)


def _subject(text: str, depth: int, above: RowSubject) -> RowSubject:
    folded, own = fold(text), subject_named(text)
    if COUNTED.search(folded):
        return RowSubject("total", counted=True)
    whole = above.measure.partition("/")[0]
    if own is not None:
        return RowSubject(own if own != whole or is_total(label_key(text)) else f"{own}/part")
    if _COUNTS.search(folded) or (above.counted and unit_of(text) is None):
        return RowSubject("total", counted=True)
    below = depth < UNMARKED or folded.startswith("其中")
    if whole == "total" or "三公" in folded or not below:
        return RowSubject("total")
    return RowSubject(whole if is_total(label_key(text)) else f"{whole}/part")
