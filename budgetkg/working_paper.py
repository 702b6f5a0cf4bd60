"""Findings as a working paper (底稿): the sheet that reviewers keep, a row a finding."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from budgetkg.findings import in_yuan, status_labels, where
from budgetkg.reviews import comments, reviewers
from budgetkg.workbook import Sheet
from ontology.findings import DIMENSIONS, SEVERITIES

TITLES = (
    *("编号", "单位", "年度", "维度", "规则", "问题描述", "金额（元）", "依据", "原文", "位置", "建议", "状态", "复核人"),
    *("级别", "区划代码", "应为", "实为", "差额", "何种情形下不成问题", "文件", "复核意见"),
)
NUMBERS = frozenset({"年度", "金额（元）", "差额"})
"""Titles of the columns that hold numbers."""


def working_paper(found: Iterable[dict[str, Any]]) -> Sheet:
    """Of findings with their reviews, made row by row. `金额` is what is at issue, where that is money."""
    return Sheet("疑点", TITLES, map(_row, found))


def suggestion(item: Mapping[str, Any]) -> str:
    """What to do about a finding, whichever way it turns out."""
    return f"请核对原文；如{item['fine_if'].rstrip('。')}，请作出说明，否则请更正后重新公开。"


def _row(item: dict[str, Any]) -> list[str | Decimal | None]:
    difference = Decimal(item["difference"]) if item["difference"] else None
    money = in_yuan(item)
    return [
        *(item["id"], item["agency"], None if item["year"] is None else Decimal(item["year"])),
        *(DIMENSIONS[item["dimension"]], item["title"], item["message"], abs(difference) if difference is not None and money else None),
        item["basis"],
        "；".join(place["text"] or "" for place in item["evidence"]),
        "；".join(where(place) for place in item["evidence"]),
        *(suggestion(item), status_labels()[item["status"]]),
        reviewers(item),
        *(SEVERITIES[item["severity"]], item["region"], item["expected"], item["observed"], difference),
        *(item["fine_if"], item["file"]),
        comments(item),
    ]
