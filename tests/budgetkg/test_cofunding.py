"""`budgetkg cofunding`: the answers of the named queries as tables and JSON, and the layered picture."""

import builtins
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from budgetkg import png
from budgetkg.chart import draw
from budgetkg.cli import run
from budgetkg.cofunding import PARTS
from search.graph.store import Term

SVG = "{http://www.w3.org/2000/svg}"


def ask(home: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["cofunding", "--home", str(home), "--format", "json", *arguments]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_json_holds_every_part_with_exact_amounts(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(sample_home, capsys, "--programme", "信访", "--region", "4108", "--year", "2019")
    assert found["filters"] == {"programme": "信访", "region": "4108", "year": 2019}
    assert found.keys() == {"filters", *PARTS}
    assert [(row["level"], row["amount"], row["basis_year"]) for row in found["amounts"]] == [
        ("中央", "421400", 2019),
        ("省级", "421400", 2019),
    ]
    assert {row["required"] for row in found["required"] if row["other_level"] == "县级"} == {"252840"}
    assert {row["verdict"] for row in found["verdicts"]} == {"相符", "不能确定"}
    assert found["hypotheses"] == []


def test_filters_leave_out_what_they_should(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {row["agency_name"] for row in ask(sample_home, capsys, "--region", "32")["members"]} == {"如皋市信访局"}
    assert ask(sample_home, capsys, "--programme", "没有的资金")["members"] == []
    assert len(ask(sample_home, capsys)["members"]) == 9


def test_tables_mark_hypotheses(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cofunding", "--home", str(sample_home)]) == 0
    out = capsys.readouterr().out
    facts, _, hypotheses = out.partition("※ 以下是假设，不是事实")
    assert "298,666.67" in hypotheses and "298,666.67" not in facts
    assert "1,660,000.00" in facts and "252,840.00" in facts


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_has_layers_ratios_and_amounts(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "图.svg"
    ask(sample_home, capsys, "--region", "4108", "--year", "2019", "--chart", str(path))
    svg = path.read_bytes()
    shown = texts(svg)
    assert {
        "中央",
        "省级",
        "地市级",
        "县级",
        "比例：市直单位",
        "中央 1 : 省 1 : 市 1.1",
        "1 份，42.14 万元",
        "0.6 份，应 25.284 万元",
    } <= set(shown)
    edges = [element for element in ET.fromstring(svg).iter(f"{SVG}path") if element.get("fill") == "none"]
    # 中央 and 省 pay a project each and bear a part of two ratios; 市 twice and 县 once are only declared
    assert sum(edge.get("stroke-dasharray") is None for edge in edges) == 6
    assert sum(edge.get("stroke-dasharray") is not None for edge in edges) == 3
    ask(sample_home, capsys, "--region", "4108", "--year", "2019", "--chart", str(path))
    assert path.read_bytes() == svg


def test_no_two_boxes_of_the_picture_lie_on_each_other(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "c.svg"
    ask(sample_home, capsys, "--chart", str(path))
    root = ET.fromstring(path.read_bytes())
    boxes = [
        tuple(float(str(rect.get(key))) for key in ("x", "y", "width", "height")) for rect in root.iter(f"{SVG}rect") if rect.get("rx")
    ]
    assert len(boxes) > 15
    for place, (x, y, width, height) in enumerate(boxes):
        assert x >= 0 and x + width <= float(str(root.get("width"))) and y + height <= float(str(root.get("height")))
        assert not any(x < a + c and a < x + width and y < b + d and b < y + height for a, b, c, d in boxes[place + 1 :])


def test_money_of_several_levels_is_one_box_over_their_columns(
    sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "c.svg"
    ask(sample_home, capsys, "--region", "1405", "--chart", str(path))
    root = ET.fromstring(path.read_bytes())
    assert "地市级、县级" in texts(path.read_bytes()) and texts(path.read_bytes()).count("57.79 万元（合计）") == 1
    widths = {float(str(rect.get("width"))) for rect in root.iter(f"{SVG}rect") if rect.get("rx")}
    assert len(widths) == 2  # the box of two levels, and those of projects


def test_a_long_label_ends_before_its_edge_turns() -> None:
    row: dict[str, Term | None] = {name: Term("literal", "2024") for name in ("basis_year", "budget_year")}
    row |= {name: Term("literal", name) for name in ("programme_name", "agency_name", "project_name")}
    row |= {
        "level": Term("literal", "未写明"),
        "note": None,
        "amount": Term("literal", "1234500"),
        "source": Term("literal", "上级补助专项资金" * 3),
    }
    root = ET.fromstring(draw({part: [row] if part == "amounts" else [] for part in PARTS}))
    (label,) = (text for text in root.iter(f"{SVG}text") if "123.45 万元" in (text.text or ""))
    (edge,) = (path for path in root.iter(f"{SVG}path") if path.get("fill") == "none")
    turn = re.search(r"H(\d+)", str(edge.get("d")))
    assert turn and float(str(label.get("x"))) + 12 * 24 + 7 * 8 <= int(turn[1])


def test_filters_that_are_no_region_or_year_are_told(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (("--region", "abc"), ("--region", "4108001"), ("--year", "20"), ("--year", "-2020")):
        assert run(["cofunding", "--home", str(sample_home), *wrong]) == 2
        assert wrong[1] in capsys.readouterr().err
    assert ask(sample_home, capsys, "--region", "410000")["members"] == ask(sample_home, capsys, "--region", "41")["members"] != []
    assert run(["cofunding", "--home", str(sample_home), "--region", "99"]) == 0
    assert "没有符合条件的" in capsys.readouterr().out


def test_names_from_documents_cannot_break_the_picture() -> None:
    hostile = "<script>alert(1)</script>&\x00\u202e资金"
    row: dict[str, Term | None] = {name: Term("literal", "1") for name in ("basis_year", "budget_year", "amount")}
    row |= {name: Term("literal", hostile) for name in ("programme_name", "agency_name", "source", "project_name")}
    row |= {"level": Term("literal", "中央"), "note": None}
    svg = draw({part: [row] if part == "amounts" else [] for part in PARTS})
    assert b"<script" not in svg and any("<script>alert(1)</script>&资金" in text for text in texts(svg))
    assert re.search(r"<text[^>]*>没有可画的", draw({part: [] for part in PARTS}).decode())


def test_png_without_its_library_or_a_font_says_what_to_do(
    sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any, **other: Any) -> Any:
        if name == "resvg_py":
            raise ImportError(name)
        return real(name, *more, **other)

    monkeypatch.setattr(builtins, "__import__", without)
    path = tmp_path / "c.png"
    assert run(["cofunding", "--home", str(sample_home), "--chart", str(path)]) == 2
    assert "budgetkg[chart]" in capsys.readouterr().err and not path.exists()

    class Blank:
        @staticmethod
        def svg_to_bytes(**_: str) -> bytes:
            return b"the same box for every character"

    assert not png._has_chinese(Blank)


def test_a_picture_of_another_kind_is_refused(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cofunding", "--home", str(sample_home), "--chart", str(tmp_path / "c.pdf")]) == 2
    assert "chart.suffix" in capsys.readouterr().err
