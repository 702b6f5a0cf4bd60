"""Drafts of form files, for a person to correct: what was understood of a table's headings, and what was not."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.read import Reading, ReadTable, read
from ingest.tables.columns import Column
from ingest.tables.recognise import forms, parse_form
from ingest.words.provinces import parse_province
from ingest.words.text import fold, has_cjk, tidy
from ontology import divisions

_SHOWN = 30
_UP_TO_YEAR = re.compile(r"^.*?20\d{2}年度?")
_NUMBER = r"[一二三四五六七八九十\d]+"
_DROPPED = re.compile(rf"[（(][^（）()]*[)）]|附[件表]\d*[:：]?|^(?:表{_NUMBER}[、.．：:-]?|{_NUMBER}[、.．：:])")


@dataclass(frozen=True, slots=True)
class Draft:
    """One table of a document as a form file would describe it."""

    table: int
    title: str
    form: str
    """The form that read the table, or `unknown`."""
    unknown_headings: tuple[str, ...]
    text: str
    """A form file, as far as it can be drafted."""


def drafts(path: Path) -> tuple[Draft, ...]:
    """One draft for each table with a header. Raises ReadError as `read` does."""
    return tuple(draft(entry) for entry in read(path).tables if entry.table.header is not None)


def draft(entry: ReadTable) -> Draft:
    """The form file that the headings of a table suggest; it is a valid one, whatever is still to be corrected in it."""
    header = entry.table.header
    assert header is not None
    columns = [column for column in header.columns if any(map(fold, column.path))]
    unknown = tuple(dict.fromkeys(_path(column) for column in columns if column.leaf is None))
    text = "\n".join(_lines(entry, columns)) + "\n"
    parse_form("draft.toml", text)
    return Draft(entry.table.number, entry.table.title, entry.recognised.form.id, unknown, text)


def province_draft(path: Path) -> str:
    """A province's form file as far as one of its documents tells: titles by kind, and what was not understood, to be sorted in.

    Raises ReadError as `read` does.
    """
    reading = read(path)
    text = "\n".join(_province_lines(reading)) + "\n"
    agency = reading.record.agency
    if agency and agency.region:
        parse_province(f"{agency.region[:2]}-draft.toml", text)
    return text


def _province_lines(reading: Reading) -> Iterator[str]:
    record = reading.record
    region = f"{record.agency.region[:2]}0000" if record.agency and record.agency.region else ""
    province = divisions.by_code(region) if region else None
    name = tidy(record.document.title)
    yield f"# 草稿：{name}。逐行核对，把带“？”的归入合适的概念后去掉这些说明。"
    yield f'region = "{region}"'
    yield f'name = "{province.name if province else ""}"'
    year = record.document.fiscal_year or 0
    yield f"years = [{year}, {year}]  # 所据公开件的最早和最晚预算年度"
    yield 'basis = "请写明依据：文号，或哪里哪年的公开件"'
    yield ""
    yield "[titles]  # 表的种类 = 印出的表名"
    titles: dict[str, list[str]] = {}
    for entry in reading.tables:
        word, kind = title_word(entry.table.title), entry.recognised.form.kind
        if word and kind != "contents" and word not in titles.setdefault(kind, []):
            titles[kind].append(word)
    known = {kind: words for kind, words in titles.items() if kind in {form.kind for form in forms()}}
    yield from (f"{kind} = [{_quoted(words)}]" for kind, words in known.items())
    yield from (f"# ？ = [{_quoted(words)}]" for kind, words in titles.items() if kind not in known)
    yield ""
    yield "[headings]  # headings.toml 里的概念 = 没有读懂的表头"
    columns = (c for t in reading.tables if t.table.header for c in t.table.header.columns if c.leaf is None and any(map(fold, c.path)))
    unknown = dict.fromkeys(tidy(column.path[-1]) for column in columns)
    yield from (f"# ？ = [{_quoted([heading])}]" for heading in unknown)
    yield ""
    yield "[labels]  # labels.toml 里的标签 = 没有读懂的项"
    cells = dict.fromkeys(tidy(cell.text) for t in reading.tables if t.forms for cell in t.ledger.unread() if has_cjk(cell.text))
    yield from (f"# ？ = [{_quoted([text])}]" for text in cells if len(text) <= _SHOWN)


def title_word(title: str) -> str:
    """What a title says of its kind of table: without the publisher and the year before it, table number and brackets."""
    return _DROPPED.sub("", _UP_TO_YEAR.sub("", fold(title))) or fold(title)


def _lines(entry: ReadTable, columns: list[Column]) -> Iterator[str]:
    recognised, table = entry.recognised, entry.table
    yield f"# 草稿：{tidy(table.title) or '（没有表名）'}。逐行核对后去掉这些说明。"
    yield f"# 现在的读法：{recognised.form.id}（把握 {recognised.confidence}）。依据：请写明文号，或哪里的公开表式。"
    yield "#"
    yield "# 各栏读作："
    for column in columns:
        leaf = column.leaf
        meaning = f"{leaf.id}（{leaf.group}）" if leaf else "？没有读懂：在 headings.toml 里给合适的概念加上这个写法"
        yield f"#   {_path(column)[:_SHOWN]} → {meaning}"
    known = recognised.form.kind != "unknown"
    layout = recognised.form.layout if recognised.form.layout != "unknown" else "matrix"
    word = title_word(table.title)
    yield f'kind = "{recognised.form.kind}"{"" if known else "  # 改成表的种类，如 project_expenditure"}'
    yield f'layout = "{layout}"'
    if layout == "aside":
        yield f'reason = "{recognised.form.reason}"'
    yield f"title_any = [{_quoted([word] if word else [])}]"
    yield "title_none = []  # 别的表名里也有上面的词时，写出能区分的词"
    keys = dict.fromkeys(c.leaf.id for c in columns if c.leaf and c.leaf.group == "key")
    amounts = dict.fromkeys(c.leaf.id for c in columns if c.leaf and c.is_amount)
    if layout in {"matrix", "two_sided"}:
        yield f"needs = [{', '.join(f'[{_quoted(group)}]' for group in (keys, amounts) if group)}]  # 每组至少有一栏"


def _path(column: Column) -> str:
    return " › ".join(dict.fromkeys(tidy(part) for part in column.path if fold(part)))


def _quoted(words: list[str] | dict[str, None]) -> str:
    return ", ".join(json.dumps(word, ensure_ascii=False) for word in words)  # a JSON text is a TOML text
