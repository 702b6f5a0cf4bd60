"""The layered picture of co-funding: 中央 | 省 | 市 | 县 | what the money is for, as SVG and, by it, as PNG.

One block an agency, basis year and budget year. On the left the levels, each as high as the edges that leave it; on
the right the projects that have money, and the cases that a ratio is declared for. An edge is solid where its level
has money in the budget, dashed where a ratio only says that it should.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree import ElementTree as ET

from budgetkg.cofunding import Row
from budgetkg.tables import thousands

LEVELS = ("中央", "省级", "地市级", "县级", "乡级")
UNTOLD = "未写明"
FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','SimHei','WenQuanYi Micro Hei','Noto Sans SC',sans-serif"
_LANE, _COLUMN, _BOX, _RIGHT, _GAP, _MARGIN = 30, 150, 104, 360, 190, 24
_INK, _FAINT, _LINE = "#1f2937", "#6b7280", "#475569"
_FILLS = {
    "中央": "#fde2e1", "省级": "#fdeccf", "地市级": "#e3f1dc", "县级": "#dcebf7", "乡级": "#e9e3f5", UNTOLD: "#eceff3",
}  # fmt: skip
_TOGETHER = "#e6ecea"
_TURN, _LABEL = 74, 60
"""Before the right column: where edges turn. Columns of text that a label of an edge has at most."""

BlockKey = tuple[str, str, str, str]
"""Programme, agency, basis year, budget year."""


@dataclass(slots=True)
class Edge:
    level: str
    """One of LEVELS, UNTOLD, or several of LEVELS that are printed as one, joined by `、`."""
    right: str
    """Key of what it leads to."""
    label: str
    solid: bool


@dataclass(slots=True)
class Block:
    key: BlockKey
    edges: list[Edge] = field(default_factory=list)
    rights: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Key → the two lines of its box."""


def both(zh: str, en: str) -> str:
    return f"{zh} {en}"


def draw(found: Mapping[str, list[Row]], money: Callable[[Decimal], str] | None = None, words: Callable[[str, str], str] = both) -> bytes:
    """The picture of the parts of an answer (`budgetkg.cofunding.ask`) as SVG. The same answer gives the same bytes.

    `money` writes an amount in yuan with its unit; `words` makes one text of the Chinese and the English.
    """
    blocks = _blocks(found, money or _money)
    edges = [edge for block in blocks for edge in block.edges]
    used = {level for edge in edges for level in edge.level.split("、")}
    columns = [level for level in (*LEVELS, UNTOLD) if level in used or level in LEVELS[:4]]
    left = {level: _MARGIN + place * _COLUMN for place, level in enumerate(columns)}
    right = _MARGIN + len(columns) * _COLUMN + _GAP - (_COLUMN - _BOX)
    # A label ends where its edge turns.
    right = max([right, *(_start(edge.level, left) + 16 + _width(edge.label) + _TURN for edge in edges)])
    width = right + _RIGHT + _MARGIN
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": FONTS, "font-size": "13"})
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    _text(root, _MARGIN, 34, words("各级资金", "co-funding by level"), size=18, bold=True)
    _legend(root, width, words)
    y = 74
    for level in columns:
        _text(root, left[level] + _BOX // 2, y, level, anchor="middle", bold=True)
    _text(root, right + _RIGHT // 2, y, words("项目与声明的比例", "projects and declared ratios"), anchor="middle", bold=True)
    y += 18
    for block in blocks:
        y = _draw_block(root, block, left, right, y, width)
    if not blocks:
        _text(root, _MARGIN, y + 20, words("没有可画的", "nothing to draw"))
        y += 40
    root.set("width", str(width))
    root.set("height", str(y + _MARGIN))
    root.set("viewBox", f"0 0 {width} {y + _MARGIN}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _blocks(found: Mapping[str, list[Row]], money: Callable[[Decimal], str]) -> list[Block]:
    blocks: dict[BlockKey, Block] = {}
    paid: dict[BlockKey, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in found["amounts"]:
        key = _key(row)
        amount = Decimal(_value(row, "amount"))
        if not amount:
            continue
        block = blocks.setdefault(key, Block(key))
        project = _value(row, "project_name")
        notes = "、".join(part for part in (f"所属 {key[2]} 年", _value(row, "note")) if part)
        block.rights.setdefault(f"p:{project}", (project, notes))
        level, source = _value(row, "level"), _value(row, "source")
        named = f"{source} " if level == UNTOLD and source != project else ""
        block.edges.append(
            Edge(level, f"p:{project}", _short(f"{named}{money(amount)}{'（合计）' if '、' in level else ''}", _LABEL), True)
        )
        if level in LEVELS:
            paid[key][level] += amount
    required = _required(found, money)
    for row in found["declared"]:
        for key, block in blocks.items():
            if (key[0], key[1], key[3]) != (_value(row, "programme_name"), _value(row, "agency_name"), _value(row, "rule_year")):
                continue
            case = _value(row, "condition")
            name = f"r:{_value(row, 'rule_text')}"
            title = f"比例：{case or '未写明条件'}"
            level = _value(row, "level")
            part = f"{_value(row, 'parts')} 份" + ("（几级合计）" if "、" in level else "")
            _, ratio = block.rights.get(name, (title, ""))
            block.rights[name] = (title, f"{ratio} : {_value(row, 'label')} {_value(row, 'parts')}".removeprefix(" : "))
            known, due = paid[key].get(level), required.get((key, case, level))
            told = f"，{money(known)}" if known is not None else f"，应 {'或 '.join(due)}" if due else ""
            block.edges.append(Edge(level, name, _short(part + told, _LABEL), known is not None))
    return [blocks[key] for key in sorted(blocks)]


def _required(found: Mapping[str, list[Row]], money: Callable[[Decimal], str]) -> dict[tuple[BlockKey, str, str], list[str]]:
    due: dict[tuple[BlockKey, str, str], list[str]] = {}
    for row in found["required"]:
        amounts = due.setdefault((_key(row), _value(row, "condition"), _value(row, "other_level")), [])
        if (text := money(Decimal(_value(row, "required")))) not in amounts:
            amounts.append(text)
    return due


def _key(row: Row) -> BlockKey:
    return _value(row, "programme_name"), _value(row, "agency_name"), _value(row, "basis_year"), _value(row, "budget_year")


def _value(row: Row, name: str) -> str:
    cell = row[name]
    return cell.value if cell else ""


def _money(yuan: Decimal) -> str:
    """In 万元 where the yuan are whole, else in yuan."""
    if yuan and not yuan % 1:
        return f"{thousands(f'{(yuan / 10000).normalize():f}')} 万元"
    return f"{thousands(f'{yuan:.2f}')} 元"


def _draw_block(root: ET.Element, block: Block, left: Mapping[str, int], right: int, top: int, width: int) -> int:
    programme, agency, basis, budget = block.key
    ET.SubElement(root, "line", {"x1": str(_MARGIN), "x2": str(width - _MARGIN), "y1": str(top), "y2": str(top), "stroke": "#d1d5db"})
    _text(root, _MARGIN, top + 22, _short(f"{agency}：{programme}", (width - 300) // 7), bold=True)
    _text(root, width - _MARGIN, top + 22, f"所属年度 {basis or '未写明'}，{budget or '？'} 年预算", anchor="end", colour=_FAINT)
    names = list(block.rights)
    order = {level: place for place, level in enumerate(left)}
    edges = sorted(block.edges, key=lambda edge: ([order[level] for level in edge.level.split("、")], names.index(edge.right)))
    first = top + 40
    lanes = {id(edge): first + place * _LANE + _LANE // 2 for place, edge in enumerate(edges)}
    height = max(len(edges) * _LANE, len(names) * 58)
    boxes = {name: first + place * height / len(names) + (height / len(names) - 46) / 2 for place, name in enumerate(names)}
    for edge in edges:
        arriving = [other for other in edges if other.right == edge.right]
        goal = boxes[edge.right] + 46 * (arriving.index(edge) + 1) / (len(arriving) + 1)
        _draw_edge(root, edge, _start(edge.level, left), right, lanes[id(edge)], goal)
    for level in dict.fromkeys(edge.level for edge in edges):
        own = [lanes[id(edge)] for edge in edges if edge.level == level]
        begin = left[level.split("、")[0]]
        wide = _start(level, left) - begin
        _box(root, begin, own[0] - _LANE // 2 + 3, wide, own[-1] - own[0] + _LANE - 6, _FILLS.get(level, _TOGETHER))
        _text(root, begin + wide // 2, (own[0] + own[-1]) // 2 + 5, level, anchor="middle")
    for name, (title, under) in block.rights.items():
        _box(root, right, boxes[name], _RIGHT, 46, "#ffffff" if name.startswith("p:") else "#fbfaf3")
        _text(root, right + 10, boxes[name] + 19, _short(title, 48))
        _text(root, right + 10, boxes[name] + 37, _short(under, 60), size=11, colour=_FAINT)
    return first + height + 16


def _draw_edge(root: ET.Element, edge: Edge, start: int, right: int, lane: float, goal: float) -> None:
    turn = right - _TURN
    path = f"M{start} {lane} H{turn} C{turn + 40} {lane} {right - 40} {goal:.1f} {right - 7} {goal:.1f}"
    drawn = {"d": path, "fill": "none", "stroke": _LINE, "stroke-width": "1.6" if edge.solid else "1.2"}
    ET.SubElement(root, "path", drawn if edge.solid else drawn | {"stroke-dasharray": "6 4"})
    ET.SubElement(root, "path", {"d": f"M{right - 8} {goal - 4:.1f} L{right} {goal:.1f} L{right - 8} {goal + 4:.1f} Z", "fill": _LINE})
    _text(root, start + 8, lane - 4, edge.label, size=12)


def _start(level: str, left: Mapping[str, int]) -> int:
    """Where the box of a level ends; that of several reaches over all their columns."""
    return left[level.split("、")[-1]] + _BOX


def _legend(root: ET.Element, width: int, words: Callable[[str, str], str]) -> None:
    budgeted, declared = words("预算里有金额", "budgeted"), words("只有声明的比例", "only declared")
    for place, (solid, said) in enumerate(((True, budgeted), (False, declared))):
        x = width - _MARGIN - 430 + place * 210
        line = {"x1": str(x), "x2": str(x + 36), "y1": "30", "y2": "30", "stroke": _LINE, "stroke-width": "1.6"}
        ET.SubElement(root, "line", line if solid else line | {"stroke-dasharray": "6 4"})
        _text(root, x + 44, 34, said, size=12)


def _box(root: ET.Element, x: float, y: float, width: float, height: float, fill: str) -> None:
    size = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}", "rx": "5"}
    ET.SubElement(root, "rect", size | {"fill": fill, "stroke": "#9ca3af"})


def _text(
    root: ET.Element, x: float, y: float, said: str, *, size: int = 13, anchor: str = "start", bold: bool = False, colour: str = _INK
) -> None:
    style = {"x": f"{x:g}", "y": f"{y:g}", "font-size": str(size), "text-anchor": anchor, "fill": colour}
    # What XML cannot hold is left out: a name may come with control characters.
    ET.SubElement(root, "text", style | ({"font-weight": "bold"} if bold else {})).text = "".join(c for c in said if c.isprintable())


def _width(said: str) -> int:
    """Of a label in pixels, at most."""
    return sum(7 if character.isascii() else 12 for character in said)


def _short(said: str, columns: int) -> str:
    """Cut to so many columns; a Chinese character takes two."""
    taken = 0
    for place, character in enumerate(said):
        taken += 1 if character.isascii() else 2
        if taken > columns:
            return said[:place] + "…"
    return said
