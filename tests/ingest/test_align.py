"""Ragged rows under their columns."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Cell
from ingest.tables.align import Alignment, Slot, align
from ingest.tables.rowfit import Carried, RowFit

_SLOTS = (Slot("level1", 2, 2), Slot("level2", 3, 3), Slot("indicator", 4, 4), Slot("value", 5, 5, 0, 2.5))
_PAIRED = (*_SLOTS, Slot("level2", 6, 6, 1), Slot("indicator", 7, 7, 1), Slot("value", 8, 8, 1, 2.5))


def place(slots: tuple[Slot, ...], *texts: tuple[int, str], level1: str | None = "产出指标") -> dict[str, str]:
    cells = [Cell(1, column, text) for column, text in texts]
    found = align(cells, slots, RowFit(Carried(level1), cells, len(slots)))
    assert not found.unplaced
    return {f"{slots[i].role}{slots[i].group or ''}": c.text for c, i in found.placed}


@given(st.integers(-1, 3))
def test_a_row_that_slid_as_a_whole_reads_the_same(slide: int) -> None:
    texts = ["效益指标", "社会效益指标", "群众安全感", "≥90%"]
    assert place(_SLOTS, *[(2 + slide + k, t) for k, t in enumerate(texts)]) == dict(
        zip(("level1", "level2", "indicator", "value"), texts, strict=True)
    )


def test_a_label_in_the_first_column_is_told_by_its_word() -> None:
    assert place(_SLOTS, (1, "质量指标"), (3, "验收合格率"), (5, "100%")) == {
        "level2": "质量指标",
        "indicator": "验收合格率",
        "value": "100%",
    }


def test_a_free_second_level_is_no_name() -> None:
    assert place(_SLOTS, (1, "预算和财务管理"), (3, "预算编制完整性"), (4, "完整")) == {
        "level2": "预算和财务管理", "indicator": "预算编制完整性", "value": "完整",
    }  # fmt: skip


def test_the_right_half_may_have_lost_its_value() -> None:
    assert place(_PAIRED, (4, "资金足额拨付率"), (5, "100%"), (7, "质量指标"), (8, "资金足额拨付率")) == {
        "indicator": "资金足额拨付率", "value": "100%", "level21": "质量指标", "indicator1": "资金足额拨付率",
    }  # fmt: skip


def test_a_satisfaction_label_without_its_suffix_can_be_the_indicator() -> None:
    assert place(_SLOTS, (2, "满意度指标"), (3, "服务对象满意度"), (4, "100%")) == {
        "level1": "满意度指标", "indicator": "服务对象满意度", "value": "100%",
    }  # fmt: skip


_WORDS = st.sampled_from(["产出指标", "数量指标", "培训人数", "≥95%", "良好", "某事", "每月", "12", "", "社会效益"])


@given(st.lists(_WORDS, min_size=1, max_size=9))
def test_no_cell_is_lost_and_the_order_is_kept(texts: list[str]) -> None:
    cells = [Cell(1, column, text) for column, text in enumerate(texts, start=1) if text]
    found: Alignment = align(cells, _PAIRED, RowFit(Carried("产出指标"), cells, len(_PAIRED)))
    assert sorted((*(c.column for c, _ in found.placed), *(c.column for c in found.unplaced))) == [c.column for c in cells]
    columns, slots = [c.column for c, _ in found.placed], [i for _, i in found.placed]
    assert columns == sorted(columns) and slots == sorted(set(slots))
