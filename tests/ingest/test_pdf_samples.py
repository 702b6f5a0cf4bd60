"""The samples and the invented layouts printed as ruled PDF: the product reads the same from them as from their text."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest import readers
from ingest.blocks import Blocks, Table
from ingest.read import read_document
from ingest.readers import text
from ingest.readers.pdf_page import opened, picture
from ingest.words.text import fold
from tests.ingest import pdf_maker
from tests.ingest.test_layouts import FOLDER, GROUPS, _facts

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
GOAL = 0.97


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda p: p.stem)
def test_a_sample_reads_alike_from_pdf(path: Path, tmp_path: Path) -> None:
    assert worst(path, tmp_path) == {}


@pytest.mark.parametrize("name", ["hubei-civil-2022-account", "jiangsu-housing-2023", "yunnan-agriculture-2024-transfers"])
def test_merged_headings_change_nothing(name: str, tmp_path: Path) -> None:
    """Merged cells may tell more than text does: 云南's 转移支付表 has a header of two rows only where the merge is known."""
    unscored = json.loads((FOLDER / f"{name}.json").read_text("utf-8")).get("unscored", [])
    assert worst(FOLDER / f"{name}.txt", tmp_path, merge=True).keys() <= set(unscored)


def worst(path: Path, folder: Path, merge: bool = False) -> dict[str, float]:
    """F1 of the groups that stay below the goal."""
    printed = folder / f"{path.stem}.pdf"
    printed.write_bytes(pdf_maker.pdf(text.read(path.read_bytes()), merge))
    wanted, found = to_json(read_document(path)), to_json(read_document(printed))
    scores = {group: f1(_facts(wanted, group), _facts(found, group)) for group in GROUPS}
    assert sum(_facts(wanted, "indicators").values()) + sum(_facts(wanted, "function_lines").values()) > 0
    return {group: score for group, score in scores.items() if score < GOAL}


def f1(wanted: Counter[tuple[object, ...]], found: Counter[tuple[object, ...]]) -> float:
    both = sum((wanted & found).values())
    return 2 * both / (sum(wanted.values()) + sum(found.values())) if wanted or found else 1.0


def test_a_scan_reads_like_its_print() -> None:
    """A page at 150 dpi, askew and grey, as a picture: the same cells, and an issue that says so."""
    pytest.importorskip("rapidocr", reason="the group ocr is not installed")
    from PIL import Image

    rows = (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("2010308", "信访事务", "1,529.41", "1,445.13", "84.28"),
        ("2080505", "机关事业单位基本养老保险缴费支出", "36.84", "36.84", ""),
        ("", "合计", "1,566.25", "1,481.97", "84.28"),
    )
    drawn = pdf_maker.pdf(text.read("\n".join("\t".join(r) for r in rows).encode()))
    with opened(drawn) as document:
        page = picture(document, 0)
    scan = Image.frombytes("L", (page.wide, page.high), page.grey).rotate(0.4, fillcolor=255).point(lambda v: int(v * 0.9) + 10)
    out = io.BytesIO()
    scan.save(out, "PNG")
    blocks: Blocks = readers.read(out.getvalue())
    (table,) = [b for b in blocks.blocks if isinstance(b, Table)]
    assert [tuple(fold(c.text) for c in r) for r in table.rows] == [tuple(map(fold, r)) for r in rows]
    assert {c.page for r in table.rows for c in r} == {1}
    assert [i.code for i in blocks.issues] == ["read.ocr"]
    assert blocks.media_type == "image/png"
