"""Words that explain an empty statement (空表说明, 财预〔2016〕143号): 注：本表无数据; 本部门没有政府性基金预算支出."""

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Cell, Heading, Paragraph
from ingest.tables.grids import LogicalTable
from ingest.tables.ledger import Ledger
from ingest.words.text import fold, is_blank, tidy
from ontology.body_records import EmptyNote
from ontology.records import Source

_THIS_TABLE = re.compile(
    r"[本此该上][张]?表.{0,8}(?:无|没有|为空|空|不涉及|零)|空表|表.{0,6}(?:为空|无数据)|^[(注备说明:]*(?:无|没有)(?:相关)?(?:数据|内容|发生额)"
)
_NONE = re.compile(
    r"(?:没有|无|未|不涉及|不存在)(?:使用|安排|编制|涉及|列支|发生|申报)?(?:[一-龥\d、“”\"]{0,12}?)"
    r"(?P<what>政府性基金|基金预算|国有资本经营|“?三公”?经费|政府采购|政府购买服务|购买服务|(?:专项)?转移支付|项目支出|机关运行经费|重点专项资金)"
)
_KINDS = (
    (re.compile(r"政府性基金|基金预算"), "government_fund"),
    (re.compile(r"国有资本"), "state_capital"),
    (re.compile(r"三公"), "three_public"),
    (re.compile(r"政府采购"), "procurement"),
    (re.compile(r"购买服务"), "purchased_services"),
    (re.compile(r"转移支付|专项资金"), "transfers"),
    (re.compile(r"项目支出"), "project_expenditure"),
    (re.compile(r"机关运行"), "operating_cost"),
    (re.compile(r"基本支出"), "basic_economic"),
)
_BUDGET_TABLE = frozenset({"contents", "unknown", "institutions", "project_targets", "department_targets", "assets"})
"""Kinds that no such note is about."""
MAX_TEXT = 300


def empty_notes(tables: Sequence[tuple[str, Ledger]], prose: Sequence[Heading | Paragraph], sha256: str) -> tuple[EmptyNote, ...]:
    """Notes in cells, in titles, in the lines at a table and in the running text. tables: each as its kind and ledger."""
    found = [note for kind, ledger in tables for note in (*_in_cells(ledger.table, kind, ledger), *_listed(ledger.table, ledger))]
    for block in prose:
        text = tidy(block.text)
        end = block.line_end if isinstance(block, Paragraph) else block.line_start
        source = Source(sha256, "prose/empty-note", text, block.line_start, end, block.page)
        if len(text) <= MAX_TEXT and _THIS_TABLE.search(fold(text)):
            place = _table_at(tables, block)
            kind = place[1] if place and place[1] not in _BUDGET_TABLE else kind_in(text)
            if place is not None or kind is not None:
                found.append(EmptyNote(text, source, place[0].number if place else None, kind))
        else:
            found += _sentences(text, source)
    return tuple(found)


def kind_in(text: str) -> str | None:
    """The kind of statement that words name; None where they name several or none."""
    kinds = {kind for pattern, kind in _KINDS if pattern.search(text)}
    return kinds.pop() if len(kinds) == 1 else None


def _sentences(text: str, source: Source) -> Iterator[EmptyNote]:
    for sentence in re.findall(r"[^。；;!！?？]+", text):
        said = _NONE.search(fold(sentence))
        after = fold(sentence)[said.end() :] if said else ""
        if (
            said
            and len(sentence) <= MAX_TEXT
            and not re.search(r"变化|增减|任务|人员|问题|违规|以外", after)
            and (kind := kind_in(said["what"]))
        ):
            yield EmptyNote(
                sentence.strip(),
                Source(source.document, source.rule, sentence.strip(), source.line_start, source.line_end, source.page),
                None,
                kind,
            )


def _table_at(tables: Sequence[tuple[str, Ledger]], block: Heading | Paragraph) -> tuple[LogicalTable, str] | None:
    """The table that a line right below, or right above, speaks of as 本表."""
    here = (block.page or 0, block.line_start or 0)
    known = [(ledger.table, kind) for kind, ledger in tables]
    before = [(t, kind) for t, kind in known if _end(t) <= here]
    named = kind_in(block.text)
    last = before[-1] if before else None
    if last and (named is None or last[1] == named):
        return last
    return next(((t, kind) for t, kind in known if kind == named and (t.page or 0, t.line_start or 0) > here), None) if named else None


def _end(table: LogicalTable) -> tuple[int, int]:
    cell = table.rows[-1][-1]
    return (cell.page or table.page or 0, cell.line_end or table.line_end or 0)


def _in_cells(table: LogicalTable, kind: str, ledger: Ledger) -> Iterator[EmptyNote]:
    about = None if kind in _BUDGET_TABLE else kind
    for row in table.rows:
        filled = [cell for cell in row if not is_blank(cell.text)]
        if len(filled) == 1 and len(filled[0].text) <= MAX_TEXT and _THIS_TABLE.search(fold(filled[0].text)):
            yield _of_cell(filled[0], ledger, tidy(filled[0].text), table.number, about)
    if table.title and re.search(r"空表|无数据", table.title) and table.rows and table.rows[0]:
        yield _of_cell(table.rows[0][0], ledger, tidy(table.title), table.number, about)


def _of_cell(cell: Cell, ledger: Ledger, text: str, number: int | None, kind: str | None) -> EmptyNote:
    return EmptyNote(text, ledger.source(cell, "empty-note"), number, kind)


def _listed(table: LogicalTable, ledger: Ledger) -> Iterator[EmptyNote]:
    """A list of the statements that says of each whether it is empty and why (是否空表、公开空表理由)."""
    head = next((row for row in table.rows[:3] if any("是否空表" in fold(c.text) for c in row)), None)
    if head is None:
        return
    flag = next(c.column for c in head if "是否空表" in fold(c.text))
    for row in table.rows:
        cells = {c.column: c for c in row if not is_blank(c.text)}
        if flag in cells and fold(cells[flag].text) == "是":
            text = " ".join(tidy(c.text) for c in cells.values())
            yield _of_cell(cells[flag], ledger, text, None, kind_in(text))
