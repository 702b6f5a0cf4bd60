"""Header rows of a table: which rows they are, and what each column means.

A header may take several rows. Where the format tells merged cells, they are used; in plain text a blank beside a
group heading belongs to the group when a row below has a heading in that column.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Row
from ingest.text import fold, is_blank, label_key
from ingest.values import is_value_like
from ingest.vocabulary import RECIPIENT, Concept, concept_of, heading_key, horizon_of, is_heading_word, label_of, levels, unit_of
from ontology.records import Horizon, Phase

_COLUMN_NUMBER = re.compile(r"(?:\d{1,2}|\*{1,3}|[甲乙丙丁]|[A-Z]|栏次|行次|档次|\d{1,2}=[\d+\-=]+|—+)")
_AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:万元|元|%)?")
_MONEY = re.compile(r"-?\d[\d,]*\.\d+")
_CODE = re.compile(r"\d{3,}")
_INDICATOR = re.compile(r"(?:绩效|考核|具体|主要|预期|年度)*指标")
_AIM = re.compile(r"(?:年度|全年|本年|当年|预期|计划|考核|绩效|具体)*(?:目标|标准|要求|值|数值|内容|计划|计划数|目标数|任务|任务数|水平)")
_DOMINANT = frozenset({"change", "place", "quantity", "price", "earlier_value"})
"""Group headings under which no column is a budget amount, whatever it is called itself."""
MAX_HEADER_ROWS = 6
_LONGEST_OTHER = 8
"""How many letters a heading beside known ones may have that is not known itself."""
_LONGEST_GROUP = 12
"""How many letters a heading over others may have that only the rows below it tell."""
_LONGEST = 24
"""How many letters a heading may have."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column under its headings, outermost first."""

    first: int
    last: int
    path: tuple[str, ...]
    concepts: tuple[Concept, ...]

    @property
    def leaf(self) -> Concept | None:
        """What the column itself is: its innermost heading that is understood."""
        aside = next((c for c in self.concepts if c.id in _DOMINANT), None)
        if aside and aside.id == "place" and self.concepts[-1] is RECIPIENT:
            return RECIPIENT
        return aside or (self.concepts[-1] if self.concepts else None)

    @property
    def is_amount(self) -> bool:
        leaf = self.leaf
        return leaf is not None and leaf.group in {"total", "measure", "nature", "level", "time", "side"}

    @property
    def measure(self) -> str:
        """The kinds of spending along the path, such as `basic/staff`; `total` where none is named."""
        parts = list(dict.fromkeys(c.id for c in self.concepts if c.group == "measure"))
        return "/".join(parts) or "total"

    def of(self, group: str) -> Concept | None:
        """The innermost concept of a group along the path."""
        return next((c for c in reversed(self.concepts) if c.group == group), None)

    @property
    def unit(self) -> str | None:
        return next((u for u in map(unit_of, reversed(self.path)) if u), None)

    @property
    def year(self) -> int | None:
        """The fiscal year that a heading names: 2023年预算数."""
        found = (re.match(r"(20\d\d)年", fold(text)) for text in self.path)
        return next((int(m[1]) for m in found if m), None)

    @property
    def phase(self) -> Phase | None:
        """预算数 or 决算数, where the heading says which."""
        for text in reversed(self.path):
            key = fold(text)
            if re.search(r"决算数|执行数|支出决算|实际支出", key):
                return "final"
            if re.search(r"调整预算|全年预算", key):
                return "adjusted"
            if "预算数" in key:
                return "budget"
        return None

    @property
    def horizon(self) -> Horizon | None:
        headings = (text for text in reversed(self.path) if len(fold(text)) <= _LONGEST)  # a goal's text may stand above
        return next((h for h in map(horizon_of, headings) if h), None)


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


def is_column_numbers(row: Row) -> bool:
    """A row such as `栏次 1 2 3` or `** ** 1 2` under a header."""
    texts = [fold(c.text) for c in row if not is_blank(c.text)]
    if len(texts) < 2 or not all(_COLUMN_NUMBER.fullmatch(t) for t in texts):
        return False
    numbers = [int(t) for t in texts if t.isdigit()]
    return numbers == sorted(numbers) and len(set(numbers)) == len(numbers) and (not numbers or numbers[0] <= 2)


def is_header_row(row: Row) -> bool:
    """True where most cells are headings and none is data."""
    cells = [c for c in row if not is_blank(c.text)]
    if not cells:
        return False
    texts = [fold(c.text) for c in cells]
    if any(_AMOUNT.fullmatch(t) or _CODE.fullmatch(t) for t in texts):
        return False
    if len(cells) == 1 and label_of(cells[0].text):
        return False
    targets = {c.id for text in texts if is_heading_word(text) and (c := concept_of(text)) is not None and c.group == "target"}
    if "value" in targets and targets & {"indicator", "level1", "level2"}:
        others = [t for t in texts if not is_heading_word(t)]  # 完成时限 | 责任科室, but no header printed into data
        if not any(is_value_like(t) or len(t) > _LONGEST_OTHER for t in others):
            return True
    known = sum(1 for c in cells if concept_of(c.text) is not None)
    exact = sum(1 for c in cells if is_heading_word(c.text))
    return known * 3 >= len(cells) * 2 and exact * 2 >= len(cells) - (len(cells) > 1)


def find_header(rows: Sequence[Row], start: int = 0) -> Header | None:
    """The header that begins at row index `start`, or None."""
    height = 0
    while start + height < len(rows) and height < MAX_HEADER_ROWS:
        row = rows[start + height]
        if height and (is_column_numbers(row) or _is_first_data_row(rows, start, height)):
            break
        if not is_header_row(row) and not _is_beside_header(rows, start, height) and (height or not _opens_header(rows, start)):
            break
        height += 1
    if not height:
        return None
    cells = sum(1 for r in rows[start : start + height] for c in r if not is_blank(c.text))
    if cells < 2:
        return None
    columns = _with_names(_columns(rows[start : start + height]))
    groups = [c.leaf.group for c in columns if c.leaf and c.leaf.id != "goal"]
    if len(groups) < 2 or (not {"key", "target"} & set(groups) and groups.count("measure") < 3):
        return None
    while start + height < len(rows) and is_column_numbers(rows[start + height]):
        height += 1
    return Header(start, height, columns, tuple(folded_row(r) for r in rows[start : start + height]))


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
    if below and len([c for c in below[0] if not is_blank(c.text)]) > 1 and is_header_row(below[0]):
        return True
    paid = {c.column for row in below for c in row if _MONEY.fullmatch(fold(c.text))}
    return all(concept_of(c.text) for c in cells) and len(paid & {c.column for c in cells if c not in keys}) > 1


def _is_beside_header(rows: Sequence[Row], start: int, height: int) -> bool:
    """A row beside a heading of a key column that is merged down over it, such as 合计 | 其中： beside 项目名称."""
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


def _with_names(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Indicator columns without a 三级指标: the column between 二级指标 and the value is the name, whatever it is called."""
    columns = _in_context(_with_classes(columns))
    ids = [c.leaf.id if c.leaf else "" for c in columns]
    if "indicator" in ids or "value" not in ids:
        return columns
    if not {"level1", "level2"} & set(ids[: ids.index("value")]):
        return _without_levels(columns, ids)
    last_level = max(i for i, x in enumerate(ids[: ids.index("value")]) if x in {"level1", "level2"})
    between = [i for i in range(last_level + 1, ids.index("value")) if ids[i] in {"", "section", "content", "description", "name", "label"}]
    if not between and {"level1", "level2"} <= set(ids):  # 一级指标 | 二级指标 | 指标值: the second is the indicator itself
        between = [last_level]
    return _renamed(columns, between[0], "indicator") if between else columns


def _without_levels(columns: tuple[Column, ...], ids: Sequence[str]) -> tuple[Column, ...]:
    """绩效指标 | 评价标准, or 指标 | 权重 | 单位 | 指标值; over two or three columns it is the levels and the name."""
    named = [i for i in range(ids.index("value")) if ids[i] == "section" and _INDICATOR.fullmatch(label_key(columns[i].path[-1]))]
    if not named or (named[-1] == 0 and not {"nature_sign", "value_unit", "weight"} & set(ids)):
        return columns
    same = [i for i in named if columns[i].path == columns[named[-1]].path][-3:]
    for at, concept in zip(reversed(same), ("indicator", "level2" if len(same) == 3 else "level1", "level1"), strict=False):
        columns = _renamed(columns, at, concept)
    return columns


def _in_context(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """What a word means beside levels and indicators only: 单位 is what is counted, 目标 and 标准 are what is aimed at."""
    ids = [c.leaf.id if c.leaf else "" for c in columns]
    last = max((i for i, x in enumerate(ids) if x in {"level1", "level2", "indicator"}), default=None)
    if last is None or (ids[last] == "level1" and "level2" not in ids):
        return columns
    for at in range(last + 1, len(columns)):
        key = heading_key(columns[at].path[-1])
        if ids[at] == "unit_name" and key == "单位":
            columns = _renamed(columns, at, "value_unit")
    for at, id in enumerate(ids):  # 三级指标 | 指标值 | 指标内容: what is said of the indicator, no further one
        if id == "indicator" and "indicator" in ids[:at] and "value" in ids[:at] and "value" not in ids[at:]:
            columns = _renamed(columns, at, "description")
    if "value" not in ids and "indicator" in ids and last == ids.index("indicator"):
        aimed = [i for i in range(last + 1, len(columns)) if _AIM.fullmatch(heading_key(columns[i].path[-1]))]
        return _renamed(columns, aimed[0], "value") if aimed else columns
    return columns


def _with_classes(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """指标类型 before the indicator's name is its class; after it, how it is measured (定性, 定量)."""
    ids = [c.leaf.id if c.leaf else "" for c in columns]
    if "value" not in ids or {"level1", "level2"} & set(ids) or "nature_sign" not in ids:
        return columns
    at = ids.index("nature_sign")
    named = at + 1 < len(ids) and ids[at + 1] in {"section", "indicator"} and "indicator" not in ids[:at]
    return _renamed(columns, at, "level1") if named and label_key(columns[at].path[-1]).endswith(("类型", "性质")) else columns


def _renamed(columns: tuple[Column, ...], at: int, concept: str) -> tuple[Column, ...]:
    named = columns[at]
    renamed = Column(named.first, named.last, named.path, (*named.concepts, Concept(concept, "target")))
    return (*columns[:at], renamed, *columns[at + 1 :])


def _is_first_data_row(rows: Sequence[Row], start: int, height: int) -> bool:
    """A heading word below a key column is data: 合计 under 科目名称, 一般公共预算 under 项目, 投入管理 under 一级指标."""
    above = _columns(rows[start : start + height])
    for cell in rows[start + height]:
        column = next((c for c in above if c.first <= cell.column <= c.last), None)
        if is_blank(cell.text) or column is None or column.leaf is None:
            continue
        beside = [c for c in rows[start + height] if c.column in _reach(rows[start : start + height], column) and not is_blank(c.text)]
        if len(beside) > 1 and all(is_heading_word(c.text) for c in beside):
            continue  # 科目编码 | 科目名称 | 金额 below 政府预算支出经济分类科目: the heading above is that of a group
        if column.leaf.id == "level1" and fold(cell.text) in levels().level1:
            return True
        if column.leaf.group not in {"key", "plain"} or column.leaf.id in _DOMINANT:
            continue
        if column.leaf.group == "plain" and _spans(rows[start : start + height], cell.column):
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
    known = tuple(k for k in map(concept_of, path) if k)
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
