"""Money (金额): exact yuan beside the text and unit that were printed.

Never a float: disclosures print 万元 with two to six decimals, and a figure that is quoted must be
the figure that stands in the document.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MoneyState = Literal["printed", "blank", "undisclosed"]

#: Yuan in one printed unit.
UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "万": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
    "亿": Decimal(100_000_000),
}

#: Marks that stand where a figure is withheld or does not apply; a blank cell is another thing.
UNDISCLOSED = frozenset({"-", "--", "---", "—", "——", "–", "/", "*", "**", "***", "×", "不公开", "涉密", "未公开"})

_MARKS = "[①-⑳⓪❶-❿¹²³⁰⁴-⁹]"
"""Numbers that refer to a note or count a list; Unicode folds them to plain digits."""
_NOTE_MARK = re.compile(rf"(?<=[0-9０-９])\s*{_MARKS}+$")
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-+−])?[¥￥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<unit>亿元|千万元|百万元|万元|千元|百元|元|亿|万)?(?(open)\))"
)


@dataclass(frozen=True, slots=True)
class Money:
    """One printed amount. `yuan` is None exactly when nothing or nothing readable was printed."""

    yuan: Decimal | None
    text: str
    unit: str
    state: MoneyState

    def __post_init__(self) -> None:
        if isinstance(self.yuan, float):  # a caller without a type checker
            raise TypeError("Money takes a Decimal, never a float")
        if (self.yuan is not None) != (self.state == "printed"):
            raise ValueError(f"state {self.state!r} does not go with {self.yuan!r}")

    @property
    def contract(self) -> str:
        """Yuan with two places, or "" where nothing was printed: the shape that leaves the program."""
        return "" if self.yuan is None else f"{self.yuan:.2f}"

    @property
    def quantum(self) -> Decimal:
        """Yuan in the last printed place: `210.9` 万元 is exact to 1000 yuan."""
        digits = re.search(r"\.(\d+)", _fold(self.text))
        return UNITS.get(self.unit, Decimal(1)) * Decimal(10) ** -(len(digits.group(1)) if digits else 0)


def _fold(text: str) -> str:
    marked = _NOTE_MARK.sub("", text.rstrip())  # before folding makes digits of the marks: 12.50① is no 12.501
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", marked)).replace("−", "-")


def parse_money(text: str, unit: str) -> Money | None:
    """Read one amount cell. `unit` is the table's; a unit printed in the cell wins.

    Returns None where the text is neither an amount, a blank nor a mark for "not disclosed".
    Brackets and minus signs are negative, as accountants print them.
    """
    folded = _fold(text)
    if not folded:
        return Money(None, text, unit, "blank")
    if folded in UNDISCLOSED:
        return Money(None, text, unit, "undisclosed")
    match = _AMOUNT.fullmatch(folded)
    if not match or re.search(_MARKS, _NOTE_MARK.sub("", text.rstrip())):
        return None
    printed_unit = {"万": "万元", "亿": "亿元"}.get(match["unit"] or unit, match["unit"] or unit)
    if printed_unit not in UNITS:
        raise ValueError(f"unknown money unit {printed_unit!r}; known: {', '.join(UNITS)}")
    yuan = Decimal(match["number"].replace(",", "")) * UNITS[printed_unit]
    if bool(match["open"]) != (match["sign"] in {"-"}):
        yuan = -yuan
    return Money(yuan, text, printed_unit, "printed")
