"""A comparison as a picture: one dot a peer on the axis, the median, the quartiles, and one's own value. SVG; PNG by it."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from budgetkg.chart import both

if TYPE_CHECKING:
    from budgetkg.compare import Peers

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','SimHei','WenQuanYi Micro Hei',sans-serif"
WIDTH, MARGIN, RADIUS = 720, 40, 5
_AXIS, _DOT, _OWN, _BAND = "#55616f", "#1f4e8c", "#b3261e", "#e4ecf7"


def draw(peers: "Peers", title: str, words: Callable[[str, str], str] = both) -> bytes:
    """The same comparison gives the same bytes. Equal values are stacked. `words` makes one text of the Chinese and the English."""
    found, own = peers.comparison, peers.own_point
    stacks: dict[Decimal, list[str]] = defaultdict(list)
    for point in found.points:
        if point.promise.value is not None:
            passage = peers.hits[point.promise.iri].passage
            stacks[point.promise.value].append(f"{passage.agency or '？'} {passage.year or ''}：{passage.name} {passage.raw_value or ''}")
    values = [*stacks, *([own.promise.value] if own and own.promise.value is not None else [])]
    tallest = max((len(stack) for stack in stacks.values()), default=1)
    height = 100 + tallest * (2 * RADIUS + 2)
    base = height - 44
    size = {"width": str(WIDTH), "height": str(height), "viewBox": f"0 0 {WIDTH} {height}"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": FONTS, "font-size": "12", "role": "img"})
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    _text(root, MARGIN, 20, title, anchor="start", size=14)
    if not values:
        _text(root, MARGIN, 48, words("没有可以比较的数值", "nothing that can be compared"), anchor="start")
        return _bytes(root)
    low, high = min(values), max(values)
    span = high - low or Decimal(1)

    def x(value: Decimal) -> float:
        return MARGIN + float((value - low) / span) * (WIDTH - 2 * MARGIN) if high > low else WIDTH / 2

    if found.quartiles:
        left, right = x(found.quartiles[0]), x(found.quartiles[2])
        band = {"x": f"{left:.1f}", "y": "32", "width": f"{max(right - left, 1):.1f}", "height": f"{base - 32}", "fill": _BAND}
        ET.SubElement(ET.SubElement(root, "g"), "rect", band)
    ET.SubElement(root, "line", {"x1": f"{MARGIN}", "x2": f"{WIDTH - MARGIN}", "y1": f"{base}", "y2": f"{base}", "stroke": _AXIS})
    if found.median is not None:
        _line(root, x(found.median), base, _AXIS, f"{words('中位数', 'median')} {found.median.normalize():f}", 44)
    for value, stack in sorted(stacks.items()):
        for place, told in enumerate(stack):
            dot = {"cx": f"{x(value):.1f}", "cy": f"{base - RADIUS - 2 - place * (2 * RADIUS + 2)}", "r": str(RADIUS), "fill": _DOT}
            ET.SubElement(ET.SubElement(root, "circle", dot), "title").text = told
    if own and own.promise.value is not None:
        _line(root, x(own.promise.value), base, _OWN, f"{words('本条', 'own')} {own.promise.value.normalize():f}", 58)
    for value in sorted({low, high}):
        _text(root, x(value), base + 18, f"{value.normalize():f}{found.unit or ''}")
    return _bytes(root)


def _line(root: ET.Element, x: float, base: float, colour: str, words: str, y: int) -> None:
    ET.SubElement(
        root, "line", {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": "32", "y2": f"{base}", "stroke": colour, "stroke-dasharray": "4 3"}
    )
    anchor = "start" if x < WIDTH / 2 else "end"
    _text(root, x + (6 if anchor == "start" else -6), y, words, anchor=anchor, colour=colour)


def _text(root: ET.Element, x: float, y: float, words: str, anchor: str = "middle", size: int = 12, colour: str = "#1d2733") -> None:
    ET.SubElement(root, "text", {"x": f"{x:.1f}", "y": f"{y}", "text-anchor": anchor, "font-size": str(size), "fill": colour}).text = words


def _bytes(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="unicode").encode() + b"\n"
