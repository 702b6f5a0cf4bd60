"""A digit misread by OCR breaks the sum of its row, and the reader says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest import read, readers
from ingest.blocks import Blocks
from ingest.readers import text

BUDGET = """信访局2024年部门预算公开

部门支出总体情况表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
2010308\t信访事务\t{total}\t1445.13\t84.28
2080505\t养老保险\t20.00\t20.00\t
"""


def issues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: str, recognised: frozenset[int]) -> list[str]:
    def scanned(data: bytes) -> Blocks:
        found = text.read(b"\f" + data)
        return replace(found, recognised=recognised)

    monkeypatch.setattr(readers, "read", scanned)
    (tmp_path / "a.txt").write_text(BUDGET.format(total=total), "utf-8")
    return [i.message for i in read.read(tmp_path / "a.txt").record.issues if i.code == "read.ocr-sum"]


def test_a_total_that_its_parts_do_not_make_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = issues(tmp_path, monkeypatch, "1529.47", frozenset({2}))
    assert "信访事务" in message and "第 2 页" in message


def test_a_right_sum_and_a_page_with_a_text_layer_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert issues(tmp_path, monkeypatch, "1529.41", frozenset({2})) == []
    assert issues(tmp_path, monkeypatch, "1529.47", frozenset()) == []
