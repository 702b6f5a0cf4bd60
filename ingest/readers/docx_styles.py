"""What styles and lists say about a Word paragraph: its heading level, and the number that Word prints before it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.readers.package import Element

_DIGITS = "〇一二三四五六七八九"
_DEEP = 20
"""Styles based on styles; files may hold circles."""


def _attribute(element: "Element | None", name: str) -> str | None:
    if element is None:
        return None
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), None)


def _first(element: "Element | None", *path: str) -> "Element | None":
    for name in path:
        element = next(iter(element.iterchildren(f"{{*}}{name}")), None) if element is not None else None
    return element


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None


class Styles:
    """Paragraph styles by id, each with what it inherits."""

    def __init__(self, root: "Element | None") -> None:
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        for style in root.iter("{*}style") if root is not None else ():
            name = _attribute(style, "styleId")
            if name is not None:
                self._styles[name] = style
                if _attribute(style, "type") == "paragraph" and _attribute(style, "default") in {"1", "true"}:
                    self._default = name

    def chain(self, paragraph: "Element") -> list["Element"]:
        """Properties that hold for the paragraph, its own first."""
        own = _first(paragraph, "pPr")
        found = [own] if own is not None else []
        at = _attribute(_first(own, "pStyle"), "val") or self._default
        for _ in range(_DEEP):
            style = self._styles.get(at or "")
            if style is None:
                break
            properties = _first(style, "pPr")
            if properties is not None:
                found.append(properties)
            at = _attribute(_first(style, "basedOn"), "val")
        return found

    def outline(self, paragraph: "Element") -> int | None:
        """Heading level from 1, where paragraph or style has one; body text is level 9 in the file."""
        for properties in self.chain(paragraph):
            level = _whole(_attribute(_first(properties, "outlineLvl"), "val"))
            if level is not None:
                return level + 1 if level < 9 else None
        return None


class Numbering:
    """Counts the automatic numbers as Word does: `一、` and `（一）` before headings are nowhere in the text."""

    def __init__(self, root: "Element | None", styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, dict[int, Element]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {
            _attribute(a, "abstractNumId"): {_whole(_attribute(level, "ilvl")) or 0: level for level in a.iterchildren("{*}lvl")}
            for a in root.iterchildren("{*}abstractNum")
        }
        for number in root.iterchildren("{*}num"):
            levels = dict(abstract.get(_attribute(_first(number, "abstractNumId"), "val"), {}))
            for change in number.iterchildren("{*}lvlOverride"):
                own = _first(change, "lvl")
                if own is not None:
                    levels[_whole(_attribute(change, "ilvl")) or 0] = own
            self._lists[_attribute(number, "numId") or ""] = levels

    def next(self, paragraph: "Element") -> str:
        """The number that is printed before this paragraph, which counts as one more; "" without one."""
        about = [_first(p, "numPr") for p in self._styles.chain(paragraph)]
        list_id = next((v for p in about if (v := _attribute(_first(p, "numId"), "val")) is not None), None)
        levels = self._lists.get(list_id or "")
        if levels is None or list_id is None:
            return ""
        depth = next((n for p in about if (n := _whole(_attribute(_first(p, "ilvl"), "val"))) is not None), 0)
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, self._start(levels, depth) - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        pattern = _attribute(_first(level, "lvlText"), "val") or ""
        if _attribute(_first(level, "numFmt"), "val") in {"bullet", "none"} and "%" not in pattern:
            return ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            return counted(counts.get(at, self._start(levels, at)), _attribute(_first(levels.get(at), "numFmt"), "val") or "decimal")

        return re.sub(r"%([1-9])", number, pattern)

    @staticmethod
    def _start(levels: dict[int, "Element"], depth: int) -> int:
        start = _whole(_attribute(_first(levels.get(depth), "start"), "val"))
        return 1 if start is None else start


def counted(value: int, kind: str) -> str:
    """A count in the format `kind` (ECMA-376 part 1, 17.18.59); digits for formats that these documents never use.

    >>> [counted(12, "chineseCounting"), counted(20, "chineseCountingThousand"), counted(3, "decimalEnclosedCircle")]
    ['十二', '二十', '③']
    """
    if (
        kind in {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCountingThousand"}
        and 0 < value < 100
    ):
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones or not tens else "")
    if kind.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(0x2460 + value - 1)
    if kind in {"upperLetter", "lowerLetter"} and 0 < value <= 26:
        return chr((65 if kind == "upperLetter" else 97) + value - 1)
    if kind in {"upperRoman", "lowerRoman"} and 0 < value < 40:
        tens, ones = divmod(value, 10)
        roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
        return roman if kind == "upperRoman" else roman.lower()
    return f"{value:02}" if kind == "decimalZero" else str(value)
