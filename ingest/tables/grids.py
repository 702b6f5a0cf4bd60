"""Grids as printed, joined over page breaks and given their title, unit and place among the headings.

A page break in a table shows as a gap with nothing in it but page numbers, watermarks or the page's running head.
What follows belongs to the same table when it repeats the header, or has none and its cells fit the columns.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Blocks, Cell, Heading, Paragraph, Row, Table
from ingest.tables.captions import AGENCY_LINE, NUMBER_LINE, YEAR_LINE, table_title, unit_above
from ingest.tables.cut_cells import with_overflow, with_whole_cells
from ingest.tables.edges import in_one_grid
from ingest.tables.forms_beside import apart
from ingest.tables.headers import MAX_HEADER_ROWS, Header, begins_again, find_header, folded_row, printed_again
from ingest.tables.page_lines import is_overflow, is_page_head, is_page_number, running_lines, watermarks
from ingest.tables.unwrapped import unwrapped
from ingest.words.codes import is_total
from ingest.words.list_marks import begins_item, begins_label
from ingest.words.text import fold, is_blank, label_key, tidy
from ingest.words.vocabulary import concept_of, is_heading_word, label_of, level_key, levels

_UNIT_LINE = re.compile(r"(?:金额)?单位[:：](?:人民币)?[百千万亿]*元")
_FORM_LABELS = frozenset({"text", "person", "goal", "achieved", "meta", "plan", "score"})
_CONTINUED = re.compile(r"(?:^|[(（])续(?:上|前)?(?:表|页)?[\d一二三四五六]*[:：]?(?:$|[)）])")
"""What a page says of a table that goes on: 续表, 项目支出表（续）."""
_MOST_BANDS = 3
_CODE = re.compile(r"\d{2,7}")
_AMOUNT = re.compile(r"[(（]?-?[\d,]+(?:\.\d+)?[)）]?|[-—*]+")


@dataclass(slots=True)
class LogicalTable:
    """One table of the document, its fragments joined. Rows are numbered anew from 1."""

    number: int
    title: str
    context: tuple[str, ...]
    """Lines between the table before and this one, nearest last."""
    headings: tuple[str, ...]
    unit: str | None
    spans_known: bool
    page: int | None
    rows: list[Row] = field(default_factory=list)
    fragments: list[int] = field(default_factory=list)
    """Row indices where a page begins."""
    edges: tuple[float, ...] | None = None
    """Where its columns begin and end on the page, where its pages are counted in one grid."""
    apart: list[int] = field(default_factory=list)
    """Row indices where a page begins whose columns cannot be told to be those of the pages before."""
    repeated: set[int] = field(default_factory=set)
    """Row indices of headers printed again."""
    header: Header | None = None
    doubtful: list[Cell] = field(default_factory=list)
    """Cells at the head of a page whose text may go on with the one above, at the foot of the page before."""
    notes: list[str] = field(default_factory=list)
    """Lines right below it that begin with 注 or 说明."""
    _covers: dict[int, Row] | None = None
    _headers: dict[int, Header | None] = field(default_factory=dict, repr=False)

    @property
    def line_start(self) -> int | None:
        return self.rows[0][0].line_start

    @property
    def line_end(self) -> int | None:
        return self.rows[-1][-1].line_end

    @property
    def width(self) -> int:
        return _width(self.rows)

    @property
    def rigid(self) -> bool:
        """True where every cell surely stands in its own column: the format tells merged cells, and some are below the header."""
        end = self.header.end if self.header else 0
        return self.spans_known and any(c.rowspan > 1 or c.colspan > 1 for r in self.rows[end:] for c in r)

    def covering(self, index: int) -> Row:
        """The cells of rows above that are merged down into this row, by column."""
        return self._covering().get(index, ())

    def _covering(self) -> Mapping[int, Row]:
        if self._covers is None:
            found: dict[int, list[Cell]] = {}
            for at, row in enumerate(self.rows) if self.spans_known else ():
                for cell in (c for c in row if c.rowspan > 1 and not is_blank(c.text)):
                    for below in range(at + 1, min(at + cell.rowspan, len(self.rows))):
                        found.setdefault(below, []).append(cell)
            self._covers = {at: tuple(sorted(cells, key=lambda c: c.column)) for at, cells in found.items()}
        return self._covers

    def header_at(self, index: int) -> Header | None:
        """The header that begins at a row; found once, for a table is looked through more than once."""
        if index not in self._headers:
            self._headers[index] = find_header(self.rows, index)
        return self._headers[index]

    def recount(self, rows: Sequence[Row]) -> None:
        """Take the same rows again, their columns counted otherwise or their words made whole."""
        if rows is self.rows:
            return
        self.rows, self._covers = list(rows), None
        self._headers.clear()
        self.header = self.header and (self.header_at(self.header.start) or self.header)

    def add(self, rows: Sequence[Row], repeated: range | None = None) -> None:
        base, self._covers = len(self.rows), None
        self._headers.clear()
        self.fragments.append(base)
        for at, row in enumerate(rows, base + 1):
            self.rows.append(row if all(c.row == at for c in row) else tuple(replace(c, row=at) for c in row))
        self.repeated |= {base + i for i in repeated or ()}


def _width(rows: Sequence[Row]) -> int:
    return max(c.column + c.colspan - 1 for r in rows for c in r)


def join_tables(blocks: Blocks) -> tuple[list[LogicalTable], list[Heading | Paragraph]]:
    """The document's tables, and its prose without watermarks and page numbers."""
    noise = watermarks(blocks.blocks)
    running = running_lines(blocks.blocks)
    tables: list[LogicalTable] = []
    prose: list[Heading | Paragraph] = []
    gap: list[str] = []
    between: list[Heading | Paragraph] = []
    """The lines of `gap` where nothing else is in it."""
    sections: list[Heading] = []
    for block in apart(blocks.blocks):
        if isinstance(block, Table):
            above, block = _split_meta(unwrapped(block))
            gap += above
            if not block.rows:
                continue
            previous = tables[-1] if tables else None
            if previous is not None and len(between) == len(gap) and _goes_on_below(previous, between, block):
                gap, between = [], []
                continue
            if previous is None or not _continue(previous, block, [t for t in gap if fold(t) not in running]):
                tables.append(_new_table(block, gap, sections, len(tables) + 1))
                if previous is not None and not gap and is_form(previous):  # forms one below the other under one title
                    tables[-1].title, tables[-1].unit = previous.title, previous.unit
            gap, between = [], []
            continue
        text = tidy(block.text)
        if fold(text) in noise or is_page_number(text):
            continue
        if not gap and tables and isinstance(block, Paragraph) and (grown := with_overflow(tables[-1].rows, block)) is not None:
            tables[-1].recount(grown)
            continue
        if isinstance(block, Heading):
            sections = [s for s in sections if s.level < block.level] + [block]
        if not gap or not prose or not _resumes(prose[-1], block):
            prose.append(block)
        else:
            prose[-1] = _resumed(prose[-1], block)
        gap.append(text)
        between.append(block)
        if tables and re.match(r"(?:备?注|说明)\d?[:：]", text) and len(gap) == 1:
            tables[-1].notes.append(text)
    for table in tables:
        if table.header is not None and not is_form(table):
            table.repeated |= printed_again(table.rows, table.header)
    return tables, prose


def _resumes(before: Heading | Paragraph, block: Heading | Paragraph) -> bool:
    """A paragraph that stops in mid-sentence goes on after the page break; right below, the format itself tells two apart."""
    if isinstance(before, Heading) or isinstance(block, Heading) or begins_item(block.text) or begins_label(block.text):
        return False
    near = before.line_end is None or block.line_start is None or 2 <= block.line_start - before.line_end <= 4
    return near and re.search(r".{19}[㐀-鿿，、]$", tidy(before.text), re.DOTALL) is not None


def _resumed(before: Heading | Paragraph, block: Heading | Paragraph) -> Paragraph:
    end = block.line_end if isinstance(block, Paragraph) else block.line_start
    return Paragraph(before.text + block.text, before.line_start, end, before.page)


def _split_meta(block: Table) -> tuple[list[str], Table]:
    """Lines that a grid prints above its header: the publisher and the unit in cells of their own."""
    above: list[str] = []
    for index, row in enumerate(block.rows):
        texts = list(dict.fromkeys(tidy(c.text) for c in row if not is_blank(c.text)))  # once where a merged cell is written out
        if not texts or not (all(_is_meta(t) for t in texts) or _states_unit(texts) or (len(texts) == 1 and _is_caption(texts[0]))):
            return above, replace(block, rows=block.rows[index:])
        above += texts
    return above, replace(block, rows=())


def _states_unit(texts: Sequence[str]) -> bool:
    """A row of at most three cells, one of them 单位：万元, and none a column heading: a caption printed into the grid."""
    return (
        len(texts) <= 3
        and any(_UNIT_LINE.search(fold(t)) for t in texts)
        and not any(concept_of(t) and len(fold(t)) <= 8 and not _UNIT_LINE.search(fold(t)) and is_heading_word(t) for t in texts)
    )


def _is_caption(text: str) -> bool:
    """A title or a year that a grid prints in one cell above its header, as workbooks do."""
    return bool(YEAR_LINE.match(text)) or (
        re.search(r"表(?:[(（][^()（）]{1,20}[)）])?$", fold(text)) is not None and table_title([text]) != ""
    )


def _is_meta(text: str) -> bool:
    key = fold(text)
    publisher = AGENCY_LINE.match(key) is not None and len(key) > 8
    unit = re.match(r"^(?:金额)?单位[:：].{0,4}元$", key) is not None
    return publisher or unit or (NUMBER_LINE.match(key) is not None and "表" in key)


def _new_table(block: Table, gap: Sequence[str], sections: Sequence[Heading], number: int) -> LogicalTable:
    title = table_title(gap)
    table = LogicalTable(
        number=number,
        title=title,
        context=tuple(gap),
        headings=tuple(tidy(s.text) for s in sections if tidy(s.text) != title),
        unit=unit_above(gap),
        spans_known=block.spans_known,
        page=block.page,
    )
    table.add(block.rows)
    table.header = next((h for h in (table.header_at(i) for i in range(min(3, len(table.rows)))) if h), None)
    return table


def _continue(table: LogicalTable, block: Table, gap: Sequence[str]) -> bool:
    """Join the fragment to the table before with the texts whole that the page break cut, if it is its next page."""
    before, end, doubtful, other, one = table.rows, len(table.rows), [], False, None
    if table.spans_known and block.spans_known:
        one = in_one_grid(before, block.rows, table.edges)
        other = one is None and table.width != _width(block.rows)
        if one is not None:
            table.recount(one.above)
            block = replace(block, rows=one.below)
        again = begins_again(table.header, block.rows) if table.header is not None else None
        halves = with_whole_cells(table.rows, block.rows, len(again or ()), one_grid=one is not None)
        table.recount(halves.above)
        block, doubtful = replace(block, rows=halves.below), halves.doubtful
        if not gap and all(is_blank(c.text) for row in block.rows for c in row):
            return True  # a page with nothing on it but the rest of a row
    if not _continued(table, block, gap):
        table.recount(before)
        return False
    table.edges = one.edges if one is not None else None
    table.doubtful += doubtful
    if other:
        table.apart.append(end)
    return True


def _continued(table: LogicalTable, block: Table, gap: Sequence[str]) -> bool:
    """Join the fragment to the table before, if it is its next page."""
    repeated = begins_again(table.header, block.rows) if table.header is not None else None
    gap = [said for text in gap if (said := _CONTINUED.sub("", fold(text)))]
    running_head = bool(gap) and set(gap) <= set(map(fold, table.context))
    if repeated and (not gap or running_head):
        table.add(block.rows, repeated)
        return True
    named_again = any(text == fold(table.title) or NUMBER_LINE.match(text) for text in gap)
    titled_again = running_head and named_again and table.header is not None and not is_form(table)
    if table.spans_known and block.spans_known and gap and is_form(table):
        new_page = block.page != table.page and len(gap) == 1 and (_is_head_of_form(table) or _ends_in_header(table))
        gap = [] if all(map(is_overflow, gap)) or (new_page and is_page_head(gap[0])) else gap
    if (gap and not titled_again) or (table.spans_known and not block.spans_known):
        return False
    if _completes_header(table, block.rows):
        return True
    own = next((h for h in (find_header(block.rows, i) for i in range(min(3, len(block.rows)))) if h), None)
    if own is not None and not _is_form_part(own) and not (_is_head_of_form(table) and _opens_below_label(own, block.rows)):
        return False
    if not _fits(table, block.rows):
        return False
    table.add(block.rows)
    return True


def _goes_on_below(table: LogicalTable, between: Sequence[Heading | Paragraph], block: Table) -> bool:
    """Join what follows lines that are rows of the table themselves: a class, or a project's name, alone above its indicators."""
    bands = [b for b in between if _is_band(tidy(b.text))]
    if not bands or len(bands) < len(between) or len(bands) > _MOST_BANDS or find_header(block.rows) is not None:
        return False
    led = any(level_key(c.text) in levels().parent or level_key(c.text) in levels().either for c in block.rows[0])
    if not led or not any(_states_indicators(table, at) for at in range(len(table.rows))):
        return False
    wide = table.width if table.spans_known else 1
    rows = [(Cell(1, 1, tidy(b.text), b.line_start, b.line_start, b.page, colspan=wide),) for b in bands]
    table.add(rows)
    table.fragments.pop()  # the rows below go on with no row above
    table.add(block.rows)
    table.fragments.pop()
    return True


def _is_band(text: str) -> bool:
    name, colon, _ = text.replace("：", ":").partition(":")
    named = bool(colon) and (label := label_of(name)) is not None and label.id == "project_name"
    return named or level_key(text) in levels().level1


def _states_indicators(table: LogicalTable, at: int) -> bool:
    header = find_header(table.rows, at)
    return header is not None and _is_form_part(header)


def _completes_header(table: LogicalTable, rows: Sequence[Row]) -> bool:
    """The page broke inside the header, or inside its repetition: join the fragment if it begins with the rest."""
    if table.header is None:
        return False
    if table.header.end == len(table.rows) and table.spans_known:
        trial = [*table.rows[table.header.start :], *rows[:MAX_HEADER_ROWS]]
        whole = find_header(trial)
        if whole is not None and table.header.height < whole.height < len(trial):
            table.add(rows)
            table.header = find_header(table.rows, table.header.start)
            return True
        return False
    done = 0
    while len(table.rows) - 1 - done in table.repeated:
        done += 1
    rest = [folded_row(table.rows[i]) for i in range(table.header.start, table.header.end)][done:]
    if not done or not rest or [folded_row(r) for r in rows[: len(rest)]] != rest:
        return False
    table.add(rows, range(len(rest)))
    return True


def _is_form_part(header: Header) -> bool:
    """Indicator columns inside a form: the form's first page held the labels above them."""
    stated = any(header.has(role) for role in ("value", "level1", "level2"))
    return header.has("indicator") and stated and not header.has("project_name")


def _is_head_of_form(table: LogicalTable) -> bool:
    """The first rows of a form, cut off by the page: only labels and their values so far, though some may look like headings."""
    firsts = [next((c for c in r if not is_blank(c.text)), None) for r in table.rows]
    plain = table.header is None or table.header.end < len(table.rows)
    return table.spans_known and plain and all(c is not None and label_of(c.text) for c in firsts)


def _ends_in_header(table: LogicalTable) -> bool:
    """Whether nothing stands below the last header so far: its rows are on the next page."""
    last = len(table.rows)
    return any((header := table.header_at(at)) is not None and header.end == last for at in range(max(0, last - 3), last))


def _opens_below_label(header: Header, rows: Sequence[Row]) -> bool:
    """The header stands below other rows, or beside the label of a form's row: 项目资金 | 年初预算数 | 全年预算数 | 执行率."""
    first = next((c for c in rows[header.start] if not is_blank(c.text)), None)
    return header.start > 0 or (first is not None and label_of(first.text) is not None)


def _fits(table: LogicalTable, rows: Sequence[Row]) -> bool:
    """Can these rows stand under the table's columns?"""
    first = next((c for row in rows for c in row if not is_blank(c.text)), None)
    start = next((c for c in table.rows[0] if not is_blank(c.text)), None)
    if first is None or start is None:
        return False
    label = label_of(first.text)
    if label and label.id in {"project_name", "agency"} and label_key(first.text) == label_key(start.text):
        return False  # the next form begins
    header = table.header
    if header is None or any(c.leaf and c.leaf.group == "target" for c in header.columns) or is_form(table):
        return is_form(table) or abs(_width(rows) - table.width) <= 1
    good = bad = 0
    for row in rows:
        for cell in (c for c in row if not is_blank(c.text)):
            column = next((c for c in header.columns if c.first <= cell.column <= c.last), None)
            if column is None or column.leaf is None:
                bad += 1
                continue
            text = fold(cell.text)
            if column.leaf.id.startswith("code"):
                fitting = bool(_CODE.fullmatch(text)) or (column.leaf.id == "code" and is_total(text))
            elif column.leaf.group == "side":
                fitting = True  # 项目（按支出功能分类） holds names, 支出 amounts
            elif column.is_amount:
                fitting = bool(_AMOUNT.fullmatch(text))
            else:
                fitting = column.leaf.group == "plain" or not re.fullmatch(r"[\d,]+\.\d+", text)
            good, bad = good + fitting, bad + (not fitting)
    return good > 0 and bad <= (good + bad) * 0.15


def is_form(table: LogicalTable) -> bool:
    """A form with labels beside values or with indicator rows, not a plain list under one header."""
    heads = range(table.header.start, table.header.end) if table.header else range(0)
    body = [r for i, r in enumerate(table.rows) if i not in heads and i not in table.repeated]
    labels = sum(1 for r in body for c in r[:2] if (k := label_of(c.text)) and k.kind in _FORM_LABELS)
    words = levels()
    indicators = sum(1 for r in body for c in r[:4] if level_key(c.text) in words.level1 or level_key(c.text) in words.parent)
    return labels >= 3 or indicators >= 2 or "绩效目标" in table.title or "自评表" in table.title
