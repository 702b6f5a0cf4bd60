"""Declared shares between levels: what is one is read, what looks like one is not."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.funding.shares import RatioStatement, find_rules
from ontology.records import Level

GOLD = Path(__file__).with_name("cofunding_gold.csv")
SAMPLE = "县（市）区使用信访补助资金个案资金比例为，中央：省：市：县=1:1:0.5:0.6，市直单位比例为，中央：省：市=1:1:1.1"


def notation(statements: tuple[RatioStatement, ...]) -> str:
    """`condition: label=level part, …` of every statement, as it stands in the gold."""
    return " | ".join(
        f"{statement.condition or ''}: "
        + ", ".join(f"{share.label}={share.level or '+'.join(share.levels) or '?'} {share.part}" for share in statement.shares)
        for statement in statements
    )


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", gold(), ids=lambda row: row["sentence"][:30])
def test_gold(row: dict[str, str]) -> None:
    level = cast(Level, row["publisher"])
    assert notation(find_rules(row["sentence"], publisher_level=level, division=row["division"] or None)) == row["statements"]


def test_the_gold_has_both_kinds() -> None:
    rows = gold()
    assert sum(bool(row["statements"]) for row in rows) >= 50
    assert sum(not row["statements"] for row in rows) >= 40


def test_two_statements_of_one_cell_with_their_conditions() -> None:
    first, second = find_rules(SAMPLE, publisher_level="prefecture")
    assert first.condition == "县（市）区使用信访补助资金个案"
    assert first.text == "县（市）区使用信访补助资金个案资金比例为，中央：省：市：县=1:1:0.5:0.6"
    assert [(share.level, share.part) for share in first.funding_shares] == [
        ("central", Decimal("1")),
        ("provincial", Decimal("1")),
        ("prefecture", Decimal("0.5")),
        ("county", Decimal("0.6")),
    ]
    assert second.condition == "市直单位"
    assert [(share.level, share.part) for share in second.funding_shares] == [
        ("central", Decimal("1")),
        ("provincial", Decimal("1")),
        ("prefecture", Decimal("1.1")),
    ]


@pytest.mark.parametrize("basis", ["根据财行〔2021〕7号", "按照《信访救助资金管理办法》规定", "依据省政府文件"])
def test_what_a_share_rests_on_is_no_case_that_it_is_for(basis: str) -> None:
    (found,) = find_rules(f"{basis}，中央财政承担80%，省级财政承担20%", publisher_level="county")
    assert found.condition is None and len(found.shares) == 2


def test_what_a_label_leaves_open_stays_open() -> None:
    (statement,) = find_rules("上级补助60%，本级承担40%", publisher_level="county")
    assert [(share.label, share.level, share.levels) for share in statement.shares] == [("上级", None, ()), ("本级", "county", ("county",))]
    assert [share.level for share in statement.funding_shares] == ["county"]
    (statement,) = find_rules("省财政与市县财政分担比例为6:4", publisher_level="provincial")
    assert statement.shares[1].level is None
    assert statement.shares[1].levels == ("prefecture", "county")


def test_the_level_of_a_city_depends_on_who_publishes() -> None:
    def city(publisher: Level, division: str | None) -> Level | None:
        (statement,) = find_rules("省、市各承担50%", publisher_level=publisher, division=division)
        return statement.shares[1].level

    assert city("prefecture", None) == "prefecture"
    assert city("county", "江苏省南通市如皋市") == "county"
    assert city("county", "河南省新乡市红旗区") == "prefecture"


LEVELS = {"中央": "central", "省": "provincial", "市": "prefecture", "县": "county"}


@given(
    st.lists(st.sampled_from(sorted(LEVELS)), min_size=2, max_size=4, unique=True),
    st.data(),
    st.sampled_from([":", "：", "∶"]),
    st.sampled_from(
        [
            "{names}按{ratio}的比例分担",
            "{names}财政按照{ratio}承担",
            "{chain}={ratio}",
            "补助资金由{names}按{ratio}配套",
            "按{ratio}比例由{names}分担",
        ]
    ),
)
@settings(max_examples=200, deadline=None)
def test_ratios_read_back(names: list[str], data: st.DataObject, colon: str, frame: str) -> None:
    parts = [data.draw(st.decimals("0.1", "99", places=1)) for _ in names]
    text = frame.format(names="、".join(names), chain=colon.join(names), ratio=colon.join(map(str, parts)))
    (statement,) = find_rules(text, publisher_level="prefecture")
    assert [(share.level, share.part) for share in statement.shares] == [
        (LEVELS[name], part) for name, part in zip(names, parts, strict=True)
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "中央",
                "省级",
                "市",
                "县（区）",
                "承担",
                "按",
                "比例",
                "：",
                "60%",
                "1:2",
                "8:30",
                "，",
                "。",
                "由",
                "其余",
                "各",
                "的",
                "案件",
                "资金",
                "两级",
                "南通市",
            ]
        ),
        max_size=12,
    ).map("".join)
)
@settings(max_examples=500, deadline=None)
def test_noise_does_not_break_it_and_shares_are_printed(text: str) -> None:
    for statement in find_rules(text, publisher_level="county"):
        assert len(statement.shares) >= 2
        assert statement.text in text
        assert all(share.part > 0 and share.label in statement.text for share in statement.shares)
