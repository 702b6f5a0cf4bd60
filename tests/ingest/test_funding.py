"""Ratios, shares, floors, ceilings and standards in sentences as budgets and rules phrase them; what is alike is left alone."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingest.cofunding import RatioStatement, find_rules
from ingest.norms import find_norms
from ontology.funding import Applicability, FundingNorm, LevelResolution
from ontology.records import Level, Source

GOLD = Path(__file__).with_name("funding_gold.csv")
_MARK: dict[LevelResolution | None, str] = {"explicit": "", "relative": "^", "ambiguous": "~", None: ""}
_KIND = {"floor": "下限", "ceiling": "上限", "standard": "标准"}


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _case(applies: Applicability) -> str:
    case = applies.tier or applies.unit_kind
    return f"[{case}]" if case else ""


def ratio(statement: RatioStatement) -> str:
    """`[class of places] label=level part, … (文号)`; ^ is relative to the publisher, ~ is ambiguous."""
    shares = ", ".join(f"{s.label}={'+'.join(s.levels) or '?'}{_MARK[s.resolution]} {s.part}" for s in statement.shares)
    return f"{_case(statement.applies)} {shares}{f' ({statement.basis})' if statement.basis else ''}".strip()


def norm(found: FundingNorm) -> str:
    level = "+".join(found.levels) + _MARK[found.level_resolution]
    yuan = found.amount.yuan if found.amount else None
    value = f"{found.percent}%" if yuan is None else f"{yuan.normalize():f}"
    per = f"/{'·'.join(found.per)}" if found.per else ""
    basis = f" ({found.basis})" if found.basis else ""
    return f"{_KIND[found.kind]}{_case(found.applies)} {level + ' ' if level else ''}{value}{per}{basis}"


def read(row: dict[str, str]) -> Counter[str]:
    level: Level | None = row["publisher"] or None  # type: ignore[assignment]
    division = row["division"] or None
    place = Source("0" * 64, "funding/statement", row["sentence"])
    ratios = map(ratio, find_rules(row["sentence"], publisher_level=level, division=division))
    norms = map(norm, find_norms(row["sentence"], place, publisher_level=level, division=division))
    return Counter([*ratios, *norms])


def expected(row: dict[str, str]) -> Counter[str]:
    return Counter(part.strip() for cell in (row["ratios"], row["norms"]) for part in cell.split("|") if part.strip())


def differences() -> Iterator[tuple[str, Counter[str], Counter[str]]]:
    for row in gold():
        yield row["sentence"], expected(row), read(row)


if __name__ == "__main__":
    right = wanted = made = 0
    for sentence, want, got in differences():
        right, wanted, made = right + (want & got).total(), wanted + want.total(), made + got.total()
        if want != got:
            print(sentence, "\n   want", dict(want - got), "\n   got ", dict(got - want))
    print(f"precision {right}/{made} = {right / made:.4f}, recall {right}/{wanted} = {right / wanted:.4f}")
