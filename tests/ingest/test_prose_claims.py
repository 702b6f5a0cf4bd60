"""What running text says of figures: against a gold read by hand, and on any text.

`claims_gold.csv` holds the claims of the five samples and of the documents in `claims/`, which are invented in the wording of
other provinces (agencies exist, figures do not). Their gold was written before the reader saw them.
"""

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Heading, Paragraph
from ingest.prose_claims import Passage, claims_in_prose, passages
from ingest.read import read_document
from ontology.money import Money, parse_money
from ontology.records import Claim, Source

HERE = Path(__file__).parent
GOLD = HERE / "claims_gold.csv"
SAMPLES = HERE.parents[1] / "data" / "samples"
Row = tuple[str, ...]


def text_key(text: str | None) -> str:
    return re.sub(r"[\s.,;:。，；：、]+", "", unicodedata.normalize("NFKC", text or ""))


def number_key(value: Decimal | None) -> str:
    return "" if value is None else str(value.normalize() + 0)


def money_key(printed: str) -> str:
    money = parse_money(printed, "万元") if printed else None
    return number_key(money.yuan if money else None)


def amount_key(money: Money | None) -> str:
    return number_key(money.yuan if money else None)


@cache
def gold() -> dict[str, Counter[Row]]:
    found: dict[str, Counter[Row]] = {}
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (
                row["line"],
                row["subject"],
                *(money_key(row[k]) for k in ("amount", "change", "baseline")),
                *(number_key(Decimal(row[k])) if row[k] else "" for k in ("percent", "share")),
                row["direction"],
                row["baseline_year"],
                text_key(row["function"]),
                text_key(row["reason"]),
            )
            found.setdefault(row["document"], Counter())[key] += 1
    return found


def row_of(claim: Claim) -> Row:
    return (
        str(claim.source.line_start),
        claim.subject,
        *(amount_key(m) for m in (claim.amount, claim.change, claim.baseline)),
        *(number_key(n) for n in (claim.percent, claim.share_percent)),
        claim.direction or "",
        str(claim.baseline_year or ""),
        text_key(f"{claim.function_code or ''}{claim.function_name or ''}"),
        text_key(claim.reason),
    )


def path_of(document: str) -> Path:
    sample = SAMPLES / f"{document}.txt"
    return sample if sample.exists() else HERE / "claims" / f"{document}.txt"


@cache
def read_claims(document: str) -> Counter[Row]:
    return Counter(row_of(claim) for claim in read_document(path_of(document)).claims)


@pytest.fixture(scope="module")
def scores(capfd: pytest.CaptureFixture[str] | None = None) -> None:
    return None
