"""Tables of units and people (机构人员情况表): a row a unit, with its posts and staff, or a label beside each number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.agencies.staff import label_kind
from ingest.agencies.units import unit_name
from ingest.blocks import Cell, Row
from ingest.claims.text import folded
from ingest.tables.grids import LogicalTable
from ingest.tables.ledger import Ledger
from ingest.words.names import is_agency_name
from ingest.words.text import fold, is_blank, label_key, tidy
from ontology.body_records import Responsibility, StaffCount, StaffKind, UnitStatement

_NAME_HEAD = re.compile(r"单位(?:名称|全称)|预算单位|所属单位|下属单位|机构名称")
_ABOUT_BODY = re.compile(r"单位(?:性质|类型|规格|级别|类别|属性)|机构(?:性质|规格)|经费(?:保障|供给|来源)|编制|在职|实有|离退休|退休")
_TITLE = re.compile(r"单位构成|所属单位|下属单位|单位名称|机构设置|预算单位(?:名单|目录|构成)|基本情况|人员情况|编制情况")
_MONEY = re.compile(r"资金|金额|元|预算数|一般公共预算|支出|收入|转移支付|项目")
_WHOLE = re.compile(r"合计|总计|小计|总和")
_NUMBER = re.compile(r"(?P<number>\d{1,6}|\d{1,3}(?:,\d{3})+)(?:\.0+)?(?:人|名|个)?")
_NO_STAFF = re.compile(r"车|经费|元|率|应到|培训|职数|空编|超编|增|减|上年|服务对象|面积|支出|预算数|平均")
_PART = {"行政": "administrative", "事业": "institution", "工勤": "worker", "参公": "civil"}
MAX_HEAD = 3
KINDS = frozenset({"institutions", "unknown"})
"""Kinds of tables that nothing else reads."""


@dataclass(slots=True)
class BodyTable:
    staff: list[StaffCount] = field(default_factory=list)
    units: list[UnitStatement] = field(default_factory=list)
    duties: list[Responsibility] = field(default_factory=list)
    whole: bool = False
    """True where the table as a whole is about units and people, so that its other cells are passed over."""


def read_body_table(ledger: Ledger) -> BodyTable:
    """What a table says of units and people; nothing for any other table. Cells that were read are marked as used."""
    table = ledger.table
    head = _head(table.rows)
    texts = _columns(table.rows[:head])
    name_column = next((column for column, path in texts.items() if _NAME_HEAD.search(path[-1])), None)
    kinds = {column: kind for column, path in texts.items() if (kind := _column_kind(path, texts)) is not None}
    headings = "/".join("".join(path) for path in texts.values())
    if name_column is not None and (kinds or (not _MONEY.search(headings) and (_ABOUT_BODY.search(headings) or _titled(table)))):
        return _by_rows(ledger, table.rows[head:], name_column, kinds)
    if _titled(table) and (units := _bare_list(ledger)):
        return BodyTable([], [units], whole=True)
    return BodyTable(list(labelled_counts(ledger)))


def labelled_counts(ledger: Ledger) -> Iterator[StaffCount]:
    """Numbers right of a label such as 编制人数."""
    found: list[tuple[StaffKind | None, int, Cell, Cell]] = []
    for row in ledger.table.rows:
        filled = [cell for cell in row if not is_blank(cell.text)]
        for label, value in pairwise(filled):
            if _NO_STAFF.search(fold(label.text)) or (number := _number(value)) is None:
                continue
            is_label, kind = label_kind(label_key(label.text))
            if is_label:
                found.append((kind, number, label, value))
    kinds = {kind for kind, *_ in found}
    for kind, number, label, value in found:
        ledger.use("编制或人数", value)
        ledger.use("编制或人数的名称", label)
        real: StaffKind = kind or ("persons" if "staff" in kinds else "staff")
        text = f"{tidy(label.text)} {tidy(value.text)}"
        yield StaffCount(real, number, text, ledger.source(value, "staff"))


def _titled(table: LogicalTable) -> bool:
    return any(_TITLE.search(fold(text)) for text in (table.title, *table.context[-2:]))


def _number(cell: Cell) -> int | None:
    found = _NUMBER.fullmatch(fold(cell.text))
    return int(found["number"].replace(",", "")) if found else None


def _head(rows: Sequence[Row]) -> int:
    """How many rows the header has: those before the first that holds a number."""
    for index, row in enumerate(rows[: MAX_HEAD + 1]):
        texts = [fold(cell.text) for cell in row if not is_blank(cell.text)]
        if any(_NUMBER.fullmatch(text) for text in texts) or (index and texts and any(is_agency_name(text) for text in texts[:2])):
            return index
    return min(1, len(rows))


def _columns(head: Sequence[Row]) -> Mapping[int, tuple[str, ...]]:
    """Column → its headings from the top. A heading reaches over the blank cells to its right where a row below divides it."""
    paths: dict[int, tuple[str, ...]] = {}
    width = max((cell.column + cell.colspan - 1 for row in head for cell in row), default=0)
    below = [{cell.column for cell in row if not is_blank(cell.text)} for row in head[1:]] + [set()] * bool(head)
    for row, divided in zip(head, below, strict=True):
        spans = {column: cell for cell in row for column in range(cell.column, cell.column + cell.colspan) if not is_blank(cell.text)}
        last = ""
        for column in range(1, width + 1):
            if column in spans:
                last = fold(spans[column].text)
            elif column not in divided:
                continue
            if last and paths.get(column, ("",))[-1] != last and (column in spans or row is not head[-1]):
                paths[column] = (*paths.get(column, ()), last)
    return paths


def _column_kind(path: tuple[str, ...], others: Mapping[int, tuple[str, ...]]) -> StaffKind | None:
    whole = "/".join(path)
    if _NO_STAFF.search(whole):
        return None
    part = next((_PART[word] for word in _PART if word in path[-1]), None)
    if re.search(r"编外|聘用|劳务派遣|临时|合同制", whole):
        return "contract"
    for word, kind in (("离退休", "retired"), ("离休", "retired_veteran"), ("退休", "retired_ordinary")):
        if word in path[-1]:
            return kind  # type: ignore[return-value]  # names of StaffKind
    if "离退休" in whole:
        return "retired"
    family = "posts" if "编制" in whole else "staff" if re.search(r"在职|实有|在岗|现有人", whole) else None
    if family is None:
        return None
    if part is None and family == "staff" and re.search(r"合计|小计", path[-1]) and len(path) > 1:
        return "persons" if any(other[0] == path[0] and "退休" in other[-1] for other in others.values()) else "staff"
    return f"{family}_{part}" if part else family  # type: ignore[return-value]  # names of StaffKind


def _by_rows(ledger: Ledger, rows: Sequence[Row], name_column: int, kinds: Mapping[int, StaffKind]) -> BodyTable:
    found = BodyTable(whole=bool(kinds))
    names: list[str] = []
    first: Cell | None = None
    for row in rows:
        cells = {cell.column: cell for cell in row if not is_blank(cell.text)}
        name_cell = cells.get(name_column)
        whole = next((cell for cell in cells.values() if _WHOLE.search(fold(cell.text))), None)
        named = whole or name_cell
        if named is None:
            continue
        label = tidy(named.text)
        if whole is None and name_cell is not None:
            name = unit_name(folded(label), label)
            if name is None:
                continue
            names.append(name)
            first = first or name_cell
            ledger.use("所属单位", name_cell)
        for column, kind in kinds.items():
            cell = cells.get(column)
            if cell is not None and (number := _number(cell)) is not None:
                ledger.use("编制或人数", cell)
                text = f"{label} {tidy(cell.text)}"
                found.staff.append(StaffCount(kind, number, text, ledger.source(cell, "staff"), label))
    if names and first is not None:
        text = ledger.table.title or "、".join(names[:3])
        found.units.append(UnitStatement(text, ledger.source(first, "units"), tuple(dict.fromkeys(names))))
        found.whole = True
    return found


def _bare_list(ledger: Ledger) -> UnitStatement | None:
    """Names with nothing but a number before them, below a line that says what they are."""
    names: list[str] = []
    first: Cell | None = None
    for row in ledger.table.rows:
        filled = [cell for cell in row if not is_blank(cell.text)]
        if not 1 <= len(filled) <= 2 or (len(filled) == 2 and not re.fullmatch(r"\d{1,9}", fold(filled[0].text))):
            return None
        text = tidy(filled[-1].text)
        name = unit_name(folded(text), text)
        if name is None:
            return None
        names.append(name)
        first = first or filled[-1]
    if first is None:
        return None
    ledger.use("所属单位", *(cell for row in ledger.table.rows for cell in row if not is_blank(cell.text)))
    return UnitStatement(ledger.table.title or names[0], ledger.source(first, "units"), tuple(dict.fromkeys(names)))
