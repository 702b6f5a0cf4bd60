"""Columns that say whom or what a row of amounts is for, told by their cells: places that receive money, sources that pay it.

Tables of allocation (资金分配表) name each column after a fund or a document, which no list of words can hold: what stands beside a
column of places and holds nothing but amounts is money allotted to them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from ingest.blocks import Cell, Row
from ingest.tables.columns import Column, is_column_numbers
from ingest.tables.rowfit import is_level_word
from ingest.words.codes import is_total
from ingest.words.names import is_agency_name
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import Concept, concept_of, fund_concept, heading_key
from ontology import divisions
from ontology.money import parse_money

PLACE_ROWS = Concept("recipient_name", "key")
"""A column of places or units that money is passed on to."""
SOURCE_ROWS = Concept("fund_source", "key")
"""A column that says of each row which fund or level pays."""
ALLOTTED = Concept("allotted", "measure")
"""Money of a fund that only its heading names, beside a column of places."""
CLASS_ROWS = Concept("name", "key")
"""支出项目 over [205]教育支出: classes with their codes, no projects."""
OUTER_PROJECT = Concept("project_group", "key")
"""一级项目 beside 二级项目: a project only where the inner name is blank."""

_SOURCE = re.compile(r"(?:预算|经费|项目)?(?:资金|经费|拨款)(?:来源|性质|渠道|类[型别]|构成)(?:渠道|类型|名称)?")
_SUM = re.compile(r"(?:小计|合计|总计|汇总)$")
_OWN = re.compile(r"本级$|\(本级\)$")
_OTHER = re.compile(
    r"(?:开发区|高新区|经开区|示范区|度假区|保税区|新区|林区|管委会|管理区|兵团|师市|[省市县区州]本级|[省市县区]直(?:单位)?)$"
)
_TOWN = re.compile(r"[一-龥]{1,6}(?:镇|乡|街道|街道办事处|街办|苏木)$")
_COUNTED = re.compile(
    r"(?:[人户个头只亩套座辆件台批次项家所村校班位床份名]|人口|数)(?:数|数量)$|数量|人口$|人数|户数|面积|里程|标准|系数|因素|得分|分值|权重|指数|排名|名次|单价"
    r"|(?:学生|教师|任务|计划|完成|床位|核定|测算|实有)数|编制数?$|(?:在职|在编|在岗|实有|退休|离休|编外|聘用)(?:人员)?数?$|[占比][比重例]|[^税费]率$|第[一二三]产业|产值|产量|(?:年份|月份|序号)$"
)
_OTHER_UNIT = re.compile(r"\((?![^()]*元)[^()]*(?:[人户个头只亩套座辆件台批次家所村校班%‰]|公里|平方米|公顷|吨|千米|岁|分)\)")
"""Headings of figures that are no money: 在校生人数, 任务面积（亩）."""
_UNITS = frozenset({"unit_name", "project_unit", "place", "label", "name"})
_AT_LEAST = 2
_MOSTLY = 0.6
_MOST_HEADING_ROWS = 6
_LONGEST_HEADING = 60
_SAMPLE = 80
"""Rows that are looked at for names of places."""


def place_in(text: str) -> str:
    """The name of the place that a row is for, folded: 南昌市 of 南昌市小计 and of 南昌市本级; itself where it says nothing more."""
    key = fold(text)
    return _OWN.sub("", _SUM.sub("", key)) or key


@lru_cache(maxsize=16384)
def is_place(text: str) -> bool:
    key = place_in(text)
    return divisions.is_known(key) or _OTHER.search(key) is not None


@lru_cache(maxsize=16384)
def is_sum(text: str) -> bool:
    """合计, 小计, 全省合计, 南昌市小计."""
    return is_total(text) or _SUM.search(fold(text)) is not None


def with_row_names(columns: tuple[Column, ...], below: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with what only the rows `below` tell of them; those of target tables are left alone."""
    groups = {c.group for column in columns for c in column.concepts}
    if "target" in groups:
        return columns
    columns = _with_inner_project(columns)
    done = []
    for column in columns:
        cells = _cells(column, below)
        leaf = column.leaf
        if leaf is not None and leaf.id == "label" and _codes_names(cells):
            done.append(_as(column, CLASS_ROWS))
        elif (leaf is None or leaf.id == "section") and _is_source(column, cells):
            done.append(_as(column, SOURCE_ROWS))
        elif (leaf is None or leaf.id in _UNITS) and not _numbers(cells) and _names_places(column, cells):
            done.append(_as(column, PLACE_ROWS))
        else:
            done.append(column)
    if not any(c.leaf is PLACE_ROWS for c in done) and not _of_units(done, below):
        return tuple(done)
    return tuple(_as(c, ALLOTTED) if _is_allotted(c, below) else c for c in done)


def _of_units(columns: Sequence[Column], below: Sequence[Row]) -> bool:
    """Whether rows are units and nothing else: 单位名称 | 合计 | 公用经费 | 营养改善计划."""
    keys = [c for c in columns if c.leaf and c.leaf.group == "key"]
    return len(keys) == 1 and _names_units(keys[0], _cells(keys[0], below))


def _names_units(column: Column, cells: Sequence[Cell]) -> bool:
    asked = any((k := concept_of(text)) is not None and k.id in {"unit_name", "project_unit"} for text in column.path)
    named = [fold(c.text) for c in cells if not is_sum(c.text)]
    return asked and len(set(named)) >= _AT_LEAST and sum(map(is_agency_name, named)) >= len(named) * _MOSTLY


def _is_allotted(column: Column, below: Sequence[Row]) -> bool:
    """Amounts under a heading of a fund's own name, whatever stands over it."""
    said = column.leaf is not None and (column.leaf.group in {"key", "plain"} or concept_of(column.path[-1]) is not None)
    counted = any(_COUNTED.search(fold(text)) or _OTHER_UNIT.search(fold(text)) for text in column.path)
    return bool(column.path) and not said and not counted and _numbers(_cells(column, below))


def place_header(rows: Sequence[Row], start: int) -> int:
    """How many rows make a header over a column of places and columns of amounts, whatever its words; 0 where no places stand below."""
    if len([c for c in rows[start] if not is_blank(c.text)]) < _AT_LEAST:
        return 0
    window = rows[start : start + _MOST_HEADING_ROWS + 1]
    height = next((at for at, row in enumerate(window) if any(map(_is_amount, row)) or is_column_numbers(row)), 0)
    heads = [c for row in window[:height] for c in row if not is_blank(c.text)]
    if not height or any(len(fold(c.text)) > _LONGEST_HEADING or is_level_word(c.text) for c in heads):
        return 0
    below = rows[start + height : start + height + _SAMPLE]
    for head in heads:
        column = Column(head.column, head.column + head.colspan - 1, (head.text,), ())
        cells = _cells(column, below)
        if not _numbers(cells) and (_names_places(column, cells) or _names_units(column, cells)):
            return height
    return 0


def _with_inner_project(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    named = [c for c in columns if c.leaf and c.leaf.id == "project_name"]
    outer = [c for c in named[:-1] if "一级" in fold(c.path[-1])]
    return tuple(replace(c, concepts=(OUTER_PROJECT,)) if c in outer else c for c in columns)


def _as(column: Column, concept: Concept) -> Column:
    """The column under its own meaning; those of the headings over it stay where it is one of money."""
    over = () if concept.group == "key" else column.concepts
    return replace(column, concepts=(*over, concept))


def _cells(column: Column, rows: Sequence[Row]) -> list[Cell]:
    return [
        c for row in rows for c in row if column.first <= c.column <= column.last and not is_blank(c.text) and not is_column_numbers(row)
    ]


def _is_amount(cell: Cell) -> bool:
    money = parse_money(cell.text, "元")
    return money is not None and money.state == "printed"


def _numbers(cells: Sequence[Cell]) -> bool:
    return bool(cells) and all(parse_money(c.text, "元") is not None for c in cells)


def _codes_names(cells: Sequence[Cell]) -> bool:
    coded = [c for c in cells if not is_sum(c.text)]
    return len(coded) >= _AT_LEAST and all(re.match(r"[\[(]?[23]\d{2,6}[\])]?[-\s]?[㐀-鿿]", fold(c.text)) for c in coded)


def _is_source(column: Column, cells: Sequence[Cell]) -> bool:
    """A column under 资金来源 whose cells name funds or levels."""
    if not column.path or _SOURCE.fullmatch(heading_key(column.path[-1])) is None:
        return False
    named = [c for c in cells if not is_sum(c.text)]
    return bool(named) and not _numbers(cells) and sum(fund_concept(c.text) is not None for c in named) >= len(named) * _MOSTLY


def _names_places(column: Column, cells: Sequence[Cell]) -> bool:
    """Whether the cells are mostly places, or towns and units under a heading that asks for them."""
    named = [fold(c.text) for c in cells if not is_total(c.text)]
    if len(set(named)) < _AT_LEAST:
        return False
    asked = any((k := concept_of(text)) is not None and k.id == "place" for text in column.path)
    towns = sum(_TOWN.fullmatch(place_in(n)) is not None for n in named) if asked else 0
    places = sum(map(is_place, named)) + towns
    if places >= len(named) * _MOSTLY:
        return True
    return asked and sum(map(is_agency_name, named)) + places >= len(named) * _MOSTLY
