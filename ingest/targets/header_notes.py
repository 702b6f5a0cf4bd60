"""What is told of a header of indicators: headings read in spite of a slip, and columns that could not be decided."""

from ingest.tables.headers import Header
from ingest.tables.ledger import Ledger
from ingest.targets.indicator_header import IndicatorHeader, other_years
from ingest.words.text import is_blank, tidy
from ingest.words.vocabulary import near_concept

_CALLED = {"level1": "一级指标", "level2": "二级指标", "indicator": "三级指标", "value": "指标值", "value_unit": "度量单位",
           "weight": "分值", "actual": "实际完成值", "deadline": "完成时限"}  # fmt: skip


def tell_of_header(header: Header, columns: IndicatorHeader, ledger: Ledger, year: int | None) -> None:
    rows = ledger.table.rows[header.start : header.end]
    for cell in (c for row in rows for c in row):
        if (near := near_concept(cell.text)) is not None and any(c.path[-1] == cell.text for c in header.columns):
            ledger.note("targets.heading-misspelt", f"表头“{tidy(cell.text)}”按“{_CALLED.get(near.id, near.id)}”读", cell)
    if other_years(header.columns, year) and not any(s.role == "value" for s in columns.slots):
        first = next(c for c in rows[0] if not is_blank(c.text))
        said = f"指标值按年分列，没有本年（{year}年）的" if year else "指标值按年分列，文件没有说明是哪一年的"
        ledger.note("targets.no-year-column", said, first, "warning", hint="请核对预算年度")
