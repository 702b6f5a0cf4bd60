"""An opinion on reviewed disclosures (审核意见书): findings by agency and year, with score cards; as Word (DOCX).

Words are neutral: 疑点, 提示, 建议. What was dismissed is left out unless it was asked for. The only file that imports docx.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from budgetkg.findings import where
from budgetkg.scorecard import GRADES, ITEMS, OVERALL, Grade
from budgetkg.working_paper import suggestion
from ontology.findings import DIMENSIONS, SEVERITIES

MOST = 500
"""Findings of one part (册): what somebody can read and Word opens at once. More of them make several parts."""
CLOSING = "以上由公开文件自动比较、核对得出，疑点不等于问题，以公开原文为准。"
_FONT = "宋体"


@dataclass(frozen=True, slots=True)
class Card:
    """The score card of one form: rows of (part, item, grade, comment, who)."""

    name: str
    rows: tuple[tuple[str, str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    agency: str
    year: int | None
    file: str
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Report:
    about: str
    """What it covers, in words."""
    day: date
    counts: Mapping[str, int]
    """Findings by the word for their severity."""
    groups: tuple[Group, ...]
    cards: tuple[Card, ...] = ()
    start: int = 0
    """Findings in the parts before this one."""
    total: int = 0
    """Findings in all parts."""

    @property
    def part(self) -> int:
        """From 1."""
        return self.start // MOST + 1

    @property
    def parts(self) -> int:
        return max(1, -(-self.total // MOST))

    @property
    def summary(self) -> str:
        by = "、".join(f"{name} {count} 条" for name, count in self.counts.items())
        if not self.total:
            return f"范围：{self.about}。没有疑点。"
        if self.parts == 1:
            return f"范围：{self.about}。共 {self.total} 条：{by}。"
        last = self.start + sum(self.counts.values())
        return f"范围：{self.about}。共 {self.total} 条，分 {self.parts} 册；本册是第 {self.part} 册，第 {self.start + 1}–{last} 条：{by}。"


def report(about: str, found: Sequence[dict[str, Any]], cards: Sequence[Card] = (), start: int = 0, total: int | None = None) -> Report:
    """Of the findings of one part, with their reviews, in the order of agencies and years. `total`: of all parts."""
    ordered = sorted(found, key=lambda item: (item["region"] or "", item["agency"] or "", item["year"] or 0, item["file"]))
    groups = [
        Group(agency or "？", year, file, tuple(items))
        for (agency, year, file), items in groupby(ordered, key=lambda item: (item["agency"], item["year"], item["file"]))
    ]
    counts = {name: sum(item["severity"] == code for item in found) for code, name in SEVERITIES.items()}
    return Report(about, date.today(), counts, tuple(groups), tuple(cards), start, len(found) if total is None else total)


def card(name: str, grades: Mapping[str, Grade]) -> Card | None:
    """What people graded of one form; None where nobody did."""
    parts = {item.key: (item.part, item.zh) for item in ITEMS} | {OVERALL: ("综合", "综合等次")}
    rows = [
        (part, zh, GRADES.get(grades[key].grade, grades[key].grade), grades[key].comment, grades[key].by)
        for key, (part, zh) in parts.items()
        if key in grades
    ]
    return Card(name, tuple(rows)) if rows else None


def lines(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A finding as (what, words)."""
    said = "；".join(f"{one['comment']}（{one['by']}）" if one["by"] else one["comment"] for one in item["said"] if one["comment"])
    numbers = "，".join(f"{name} {item[key]}" for name, key in (("应为", "expected"), ("实为", "observed")) if item[key])
    places = "；".join(f"{where(place)}：{place['text'] or ''}" for place in item["evidence"][:6])
    more = f"；等 {len(item['evidence'])} 处" if len(item["evidence"]) > 6 else ""
    every = (
        *(("说明", item["message"]), ("数值", numbers), ("依据", item["basis"]), ("原文", places + more)),
        *(("建议", suggestion(item)), ("复核意见", said)),
    )
    return [(what, words) for what, words in every if words]


def heading(number: int, item: Mapping[str, Any]) -> str:
    state = {"confirmed": "（已确认）", "dismissed": "（已排除）"}.get(item["status"], "")
    return f"{number}. 【{SEVERITIES[item['severity']]}】{DIMENSIONS[item['dimension']]}：{item['title']}{state}"


def as_docx(made: Report) -> bytes:
    """A4, in Chinese type, with the score cards as tables."""
    from docx import Document
    from docx.shared import Mm, Pt

    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(_EAST_ASIA, _FONT)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title, document.core_properties.author = "审核意见书", ""
    document.add_heading("审核意见书" if made.parts == 1 else f"审核意见书（第 {made.part} 册，共 {made.parts} 册）", 0)
    document.add_paragraph(made.summary)
    if made.cards:
        document.add_heading("绩效目标审核", 1)
    for one in made.cards:
        document.add_heading(one.name, 2)
        _table(document, ("方面", "审核内容", "等次", "意见", "复核人"), one.rows)
    for group in made.groups:
        document.add_heading(f"{group.agency} {f'{group.year}年度' if group.year else ''}".strip(), 1)
        document.add_paragraph(f"文件：{_clean(group.file)}")
        for number, item in enumerate(group.findings, start=1):
            document.add_heading(_clean(heading(number, item)), 3)
            for what, words in lines(item):
                paragraph = document.add_paragraph()
                paragraph.add_run(f"{what}：").bold = True
                paragraph.add_run(_clean(words))
    document.add_paragraph(CLOSING)
    document.add_paragraph(f"{made.day.year}年{made.day.month}月{made.day.day}日")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_EAST_ASIA = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"


def _table(document: Any, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(titles), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.text = title
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(words)


def _clean(text: str) -> str:
    """Without characters that XML has no place for."""
    return "".join(
        character
        for character in text
        if character in "\t\n" or (character >= " " and not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff")
    )
