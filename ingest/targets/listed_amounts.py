"""An amount with what it is made of in one cell: 100.00万元，其中：上级补助70.00万元，本级配套30.00万元; the unit in a cell of its own."""

import re
from decimal import Decimal

from ingest.tables.ledger import Ledger
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import unit_of
from ontology.money import parse_money

_WHOLE = re.compile(
    r"(?:(?:年度|项目|预算|资金)*(?:总额|合计|总计|共计|总数)\s*[:：为]?\s*)?"
    r"(?P<whole>\d[\d,]*(?:\.\d+)?\s*(?:亿元|万元|元)?)\s*[，,;；。（(]*\s*其中\s*[:：]?(?P<parts>.+)",
    re.DOTALL,
)
_PART = re.compile(
    r"(?P<label>[㐀-鿿][㐀-鿿（）()]{1,15}?)\s*[:：为]?\s*(?P<amount>\d[\d,]*(?:\.\d+)?\s*(?:亿元|万元|元)?)[，,、;；。）)\s]*"
)

_UNIT_CELL = re.compile(r"[(（]?(?:金额)?单位[:：](?:人民币)?[百千万亿]*元[)）]?")


def unit_in_grid(ledger: Ledger) -> str | None:
    """金额单位：元 in a cell of its own, wherever the form has room for it; None where cells contradict each other."""
    cells = [c for row in ledger.table.rows for c in row if _UNIT_CELL.fullmatch(fold(c.text))]
    units = {unit_of(c.text) for c in cells}
    ledger.use("金额单位", *cells)
    return units.pop() if len(units) == 1 else None


def listed_amounts(text: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The whole as printed, then label and amount of each part; None where the text is no such list, or its parts do not add up."""
    match = _WHOLE.fullmatch(tidy(text))
    if match is None:
        return None
    parts, at = [], 0
    while at < len(match["parts"]):
        part = _PART.match(match["parts"], at)
        if part is None:
            return None
        parts.append((part["label"], part["amount"]))
        at = part.end()
    units = {re.sub(r"[\d.,\s]", "", amount) for amount in (match["whole"], *(amount for _, amount in parts))}
    if len(units) > 1 or _yuan(match["whole"]) != sum((_yuan(amount) for _, amount in parts), Decimal(0)):
        return None
    return match["whole"], parts


def _yuan(text: str) -> Decimal:
    money = parse_money(text, "元")
    return money.yuan if money and money.yuan is not None else Decimal(0)
