"""Header rows of a table: which rows they are, and what each column means.

A header may take several rows. Where the format tells merged cells, they are used; in plain text a blank beside a
group heading belongs to the group when a row below has a heading in that column.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.tables.column_roles import with_roles
from ingest.tables.columns import DOMINANT, Column, is_column_numbers, without_numbers
from ingest.tables.indicator_texts import states_value
from ingest.tables.row_names import place_header, with_row_names
from ingest.tables.rowfit import is_level_word
from ingest.tables.value_sets import grade_run, year_run
from ingest.values.clauses import is_value_like
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import RECIPIENT, Concept, concept_of, is_heading_word, label_of, levels, near_concept

_AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:万元|元|%)?")
_MONEY = re.compile(r"-?\d[\d,]*\.\d+")
_CODE = re.compile(r"\d{3,}")
_SHORT = re.compile(r"[^\d,，。；;:：]{1,12}(?:\(.{1,12}\))?")
_PERIOD = re.compile(r"(?:20\d\d年?(?:度)?|上半年|半年|全年|年度|本年度?|当年|实施期|项目期|中期|中长期|长期|三年)(?:目标|指标)?值?")
MAX_HEADER_ROWS = 6
_LONGEST_OTHER = 8
"""How many letters a heading beside known ones may have that is not known itself."""
_LONGEST_GROUP = 12
"""How many letters a heading over others may have that only the rows below it tell."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its rows (index of the first, how many) and columns."""

    start: int
    height: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    """Folded texts, to recognise the header when it is printed again."""

    @property
    def end(self) -> int:
        return self.start + self.height

    def find(self, concept: str) -> Column | None:
        return next((c for c in self.columns if c.leaf and c.leaf.id == concept), None)

    def has(self, concept: str) -> bool:
        return self.find(concept) is not None

    def understood(self) -> tuple[int, int]:
        """How many of the headed columns are understood, of how many."""
        return sum(1 for c in self.columns if c.leaf), len(self.columns)


def folded_row(row: Row) -> tuple[str, ...]:
    return tuple(fold(c.text) for c in row)


def printed_again(rows: Sequence[Row], header: Header) -> set[int]:
    """Indices of the rows in which the whole header stands again, as workbooks have it that were laid out in pages."""
    folded = [folded_row(row) for row in rows]
    words = [folded[at] for at in range(header.start, header.end) if not is_column_numbers(rows[at])]
    starts = (at for at in range(header.end, len(rows)) if folded[at : at + len(words)] == words)
    return {at + i for at in starts for i in range(len(words))}


def begins_again(header: Header, below: Sequence[Row]) -> range | None:
    """The leading rows that repeat rows of the header, wherever in the table it stands."""
    count = 0
    while count < min(len(header.rows), len(below)) and folded_row(below[count]) == header.rows[count]:
        count += 1
    texts = sum(1 for c in below[0] if not is_blank(c.text)) if below else 0
    return range(count) if count and texts >= 2 else None


def is_header_row(row: Row) -> bool:
    """True where most cells are headings and none is data."""
    cells = [c for c in row if not is_blank(c.text)]
    if not cells:
        return False
    texts = [fold(c.text) for c in cells]
    sets = {*grade_run(texts), *year_run(texts)}
    if any((_AMOUNT.fullmatch(t) or _CODE.fullmatch(t)) and t not in sets for t in texts):
        return False
    if (len(cells) == 1 and label_of(cells[0].text)) or _states_period(cells):
        return False
    targets = {c.id for text in texts if is_heading_word(text) and (c := concept_of(text)) is not None and c.group == "target"}
    named = targets & {"indicator", "level1", "level2"}
    if ("value" in targets and named) or len(named) > 1:
        others = [t for t in texts if not is_heading_word(t) and t not in sets]  # 完成时限 | 责任科室, but no header printed into data
        if not any(is_value_like(t) or len(t) > _LONGEST_OTHER for t in others):
            return True
    told = sum(1 for t in texts if t in sets or near_concept(t) is not None)
    known = sum(1 for t in texts if concept_of(t) is not None) + told
    exact = sum(1 for t in texts if is_heading_word(t)) + told
    return known * 3 >= len(cells) * 2 and exact * 2 >= len(cells) - (len(cells) > 1)


def _states_period(cells: Sequence[Cell]) -> bool:
    """项目起止时间 | 2024年 at the end of a row: a label and its value, though both are headings elsewhere."""
    label = label_of(cells[-2].text) if len(cells) > 1 else None
    return label is not None and label.id == "period" and concept_of(cells[-1].text) == Concept("of_year", "time")


def find_header(rows: Sequence[Row], start: int = 0) -> Header | None:
    """The header that begins at row index `start`, or None."""
    if start < len(rows) and _is_band(rows[start]):
        return None
    words = _by_words(rows, start)
    if start < len(rows) and (height := place_header(rows, start)) > (words.height if words else 0):
        return _made(rows, start, height) or words  # names of funds that no list of words holds, under headings that are known
    return words


def _made(rows: Sequence[Row], start: int, height: int) -> Header | None:
    """The header of that height, where its columns say enough to read the rows below."""
    body = rows[start + height :]
    columns = with_row_names(with_roles(_columns(rows[start : start + height]), body), body)
    groups = [c.leaf.group for c in columns if c.leaf and c.leaf.id not in {"goal", "fund_source"}]  # 资金来源 heads a form's part too
    if len(groups) < 2 or (not {"key", "target"} & set(groups) and groups.count("measure") < 3):
        return None
    while start + height < len(rows) and is_column_numbers(rows[start + height]):
        height += 1
    return Header(start, height, columns, tuple(folded_row(r) for r in rows[start : start + height]))


def _by_words(rows: Sequence[Row], start: int) -> Header | None:
    """The header whose words the vocabulary knows."""
    height = 0
    while start + height < len(rows) and height < MAX_HEADER_ROWS:
        row = rows[start + height]
        if height and (is_column_numbers(row) or _is_band(row) or _is_first_data_row(rows, start, height)):
            break
        within = (
            is_header_row(row)
            or (height > 0 and (_divides(row) or without_numbers(row) is not row))
            or _is_beside_header(rows, start, height)
            or _divides_groups(rows, start, height)
            or _stands_over_levels(rows, start, height)
        )
        if not within and (height or not _opens_header(rows, start)):
            break
        height += 1
    if not height:
        return None
    cells = sum(1 for r in rows[start : start + height] for c in r if not is_blank(c.text))
    if cells < 2:
        return None
    return _made(rows, start, height)


def _is_band(row: Row) -> bool:
    """A class in a row of its own, with its indicators below or without any."""
    cells = [c for c in row if not is_blank(c.text)]
    return len(cells) == 1 and is_level_word(cells[0].text)


def _divides(row: Row) -> bool:
    """A second line of a header that only says which period or year each of the columns is of: 全年 | 上半年."""
    texts = [fold(c.text) for c in row if not is_blank(c.text)]
    return len(texts) > 1 and all(_PERIOD.fullmatch(t) for t in texts) and len(set(texts)) > 1


def _divides_groups(rows: Sequence[Row], start: int, height: int) -> bool:
    """A row without figures, all of it below headings of the row above that are merged over more columns, some of its words known.

    Whatever words a group is divided into (2022年执行数 | 2023年预算数 over 执行数 | 扣除基建后 | 年初预算数 | 其中), they are headings.
    """
    if not height:
        return False
    cells = [c for c in rows[start + height] if not is_blank(c.text)]
    if len(cells) < 2 or any(_AMOUNT.fullmatch(t) or _CODE.fullmatch(t) for t in (fold(c.text) for c in cells)):
        return False
    groups = [c for c in rows[start + height - 1] if c.colspan > 1 and c.rowspan == 1 and not is_blank(c.text)]
    within = all(
        any(g.column <= c.column and c.column + c.colspan <= g.column + g.colspan and c.colspan < g.colspan for g in groups) for c in cells
    )
    return within and sum(is_heading_word(c.text) or fold(c.text).startswith("其中") for c in cells) > 1


def _filled(row: Row) -> int:
    return sum(not is_blank(c.text) for c in row)


def _stands_over_levels(rows: Sequence[Row], start: int, height: int) -> bool:
    """Short words, some of them headings of targets, right over a row that begins an indicator.

    The level of the indicator stands under one of them, unless that heading is in a row above: 一级指标 over nothing, 指标值 over 符号.
    """
    at = start + height
    cells = [c for c in rows[at] if not is_blank(c.text)]
    data = any(is_level_word(c.text) or is_value_like(c.text) or not _SHORT.fullmatch(fold(c.text)) for c in cells)
    if data or len(cells) < 2 + (not height):
        return False
    known = any((concept := concept_of(c.text)) and (concept.group == "target" or concept.id == "section") for c in cells)
    if not known and any(label_of(c.text) for c in cells):
        return False
    below = next((row for row in rows[at + 1 : at + MAX_HEADER_ROWS] if not is_header_row(row) and _filled(row) > 1), ())
    led = [c for c in below if is_level_word(c.text)]
    under = height > 0 or any(c.column <= x.column < c.column + c.colspan for c in cells for x in led)
    return bool(led) and under and any(is_value_like(c.text) or states_value(c.text) for c in below)


def _opens_header(rows: Sequence[Row], start: int) -> bool:
    """A row that the rows below it make a header, though the vocabulary does not know its words by their full spelling.

    Either a key heading with groups beside it that are divided in the row below (项目名称 | 资金来源), or headings that all
    mean something over columns of amounts (功能分类科目 | 支出预算总计 | 基本支出预算).
    """
    cells = [c for c in rows[start] if not is_blank(c.text)]
    keys = [c for c in cells if is_heading_word(c.text) and (concept := concept_of(c.text)) is not None and concept.group == "key"]
    if len(cells) < 2 or not keys or any(_AMOUNT.fullmatch(fold(c.text)) or len(fold(c.text)) > _LONGEST_GROUP for c in cells):
        return False
    below = rows[start + 1 : start + 4]
    if _is_framed(cells, below[0] if below else ()):
        return True
    if below and len([c for c in below[0] if not is_blank(c.text)]) > 1 and is_header_row(below[0]):
        return True
    paid = {c.column for row in below for c in row if _MONEY.fullmatch(fold(c.text))}
    return all(concept_of(c.text) for c in cells) and len(paid & {c.column for c in cells if c not in keys}) > 1


def _is_framed(cells: Sequence[Cell], below: Row) -> bool:
    """Headings merged down beside headings merged across, which words in the row below divide: whatever else they are called.

    (项目名称 | 项目依据 | 本年预算 | 资金来源 | 分季度用款计划 over 本级财力 | 上级补助 | … | 四季度)
    """
    across, down = [c for c in cells if c.colspan > 1], [c for c in cells if c.colspan == 1]
    figures = any(_AMOUNT.fullmatch(fold(c.text)) or _CODE.fullmatch(fold(c.text)) for c in below)
    known = sum(is_heading_word(c.text) for c in cells)
    return bool(across) and len(down) > 1 and all(c.rowspan > 1 for c in down) and not figures and known > 1


def _is_beside_header(rows: Sequence[Row], start: int, height: int) -> bool:
    """A row beside a heading of a key column that is merged down over it, such as 合计 | 其中： beside 项目名称."""
    if not height:
        return False
    merged = (
        cell
        for at, row in enumerate(rows[start : start + height])
        for cell in row
        if height - at < cell.rowspan <= MAX_HEADER_ROWS
        and (concept := concept_of(cell.text)) is not None
        and concept.group in {"key", "target"}
    )
    texts = [fold(c.text) for c in rows[start + height] if not is_blank(c.text)]
    data = any(_AMOUNT.fullmatch(t) or _CODE.fullmatch(t) for t in texts)
    return not data and any(concept_of(t) for t in texts) and any(merged)


def _is_first_data_row(rows: Sequence[Row], start: int, height: int) -> bool:
    """A heading word below a key column is data: 合计 under 科目名称, 一般公共预算 under 项目, 投入管理 under 一级指标."""
    above = _columns(rows[start : start + height])
    texts = [c.text for c in rows[start + height] if not is_blank(c.text)]
    if any(map(is_level_word, texts)) and any(is_value_like(t) and not is_heading_word(t) for t in texts):
        return True
    for cell in rows[start + height]:
        column = next((c for c in above if c.first <= cell.column <= c.last), None)
        if is_blank(cell.text) or column is None or column.leaf is None:
            continue
        beside = [c for c in rows[start + height] if c.column in _reach(rows[start : start + height], column) and not is_blank(c.text)]
        if len(beside) > 1 and all(is_heading_word(c.text) for c in beside):
            continue  # 科目编码 | 科目名称 | 金额 below 政府预算支出经济分类科目: the heading above is that of a group
        if column.leaf.id == "level1" and fold(cell.text) in levels().level1:
            return True
        if column.leaf.group not in {"key", "plain"} or column.leaf.id in DOMINANT:
            continue
        if column.leaf.group == "plain" and (column.last > column.first or _spans(rows[start : start + height], cell.column)):
            continue  # 年度预算申请 over 资金总额 | 一般公共预算: a group of columns
        concept = concept_of(cell.text)
        if concept is None or concept.group not in {"key", "target", "plain"}:
            return True
    return False


def _reach(rows: Sequence[Row], column: Column) -> range:
    """The columns that a heading is merged over, or that blanks beside it leave to it."""
    own = next((c for row in rows for c in row if c.column <= column.first < c.column + c.colspan and c.colspan > 1), None)
    return range(own.column, own.column + own.colspan) if own else range(column.first, column.last + 1)


def _spans(rows: Sequence[Row], column: int) -> bool:
    """Whether the heading right above a column is merged across more of them."""
    above = [c for r in rows for c in r if c.column <= column < c.column + c.colspan and not is_blank(c.text)]
    return bool(above) and above[-1].colspan > 1


def _columns(rows: Sequence[Row]) -> tuple[Column, ...]:
    rows = [without_numbers(row) for row in rows]
    width = max(c.column + c.colspan - 1 for r in rows for c in r)
    grid: list[list[str]] = []
    for row in rows:
        line = [""] * (width + 1)
        for cell in row:
            for at in range(cell.column, min(width, cell.column + cell.colspan - 1) + 1):
                line[at] = cell.text
        grid.append(line)
    starts = [True] * (width + 2)
    for index in range(len(grid) - 2, -1, -1):  # from the innermost group outwards
        _fill_groups(grid[index], grid[index + 1 :], starts)
        starts = [at > width or (not is_blank(grid[index][at]) and grid[index][at] != grid[index][at - 1]) for at in range(width + 2)]
    columns: list[Column] = []
    for at in range(1, width + 1):
        path = tuple(dict.fromkeys(line[at] for line in grid if not is_blank(line[at]) and fold(line[at]).strip(":") != "其中"))
        own = any(not is_blank(c.text) for r in rows for c in r if c.column <= at <= c.column + c.colspan - 1)
        if path and own:
            columns.append(Column(at, at, path, _concepts(path)))
        elif columns:
            columns[-1] = Column(columns[-1].first, at, columns[-1].path, columns[-1].concepts)
    return tuple(columns)


def _concepts(path: Sequence[str]) -> tuple[Concept, ...]:
    """What the headings over one column mean. Below 地区 stands who receives the money, whatever it is called."""
    known = tuple(k for k in (concept_of(text) or near_concept(text) for text in path) if k)
    places = len(path) > 1 and any(k.id == "place" for k in map(concept_of, path[:-1]) if k)
    return (*known, RECIPIENT) if places and RECIPIENT not in known and concept_of(path[-1]) is None else known


def _fill_groups(line: list[str], below: Sequence[Sequence[str]], starts: Sequence[bool]) -> None:
    """Spread group headings over the blanks to their right, in place.

    A group can't begin inside a group of the row below (`starts` tells where those begin): such a heading was shifted
    in print and belongs to the next group.
    """
    headed = [any(not is_blank(row[at]) for row in below) for at in range(len(line))]
    for at in range(len(line) - 1, 0, -1):
        inside = not is_blank(below[0][at]) and not starts[at]
        if not is_blank(line[at]) and inside and at + 1 < len(line) and is_blank(line[at + 1]) and headed[at + 1]:
            line[at + 1], line[at] = line[at], ""
    owner = 0
    for at in range(1, len(line)):
        if not is_blank(line[at]):
            owner = at
        elif owner and headed[at] and headed[owner]:
            line[at] = line[owner]
