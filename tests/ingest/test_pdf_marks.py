"""What is written slantwise across a PDF's pages is no part of its text, and is told where it marks the file as internal."""

import io

from reportlab.pdfgen.canvas import Canvas

from ingest import readers
from ingest.blocks import without_personal
from ingest.marks import mark_issues
from tests.ingest import pdf_maker

PHONE = "13912345678"


def made(across: dict[int, str]) -> bytes:
    """Two pages of text, the given marks across each, by their height; one of them is drawn letter by letter."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in (1, 2):
        canvas.setFont(pdf_maker.register(), 12)
        canvas.drawString(80, 700, f"第{number}部分 部门预算公开说明，收支平衡，没有变化。")
        canvas.translate(100, 300)
        canvas.rotate(20)
        for height, text in across.items():
            if height == 60:
                for at, letter in enumerate(text):
                    canvas.drawString(20 * at, height, letter)
            else:
                canvas.drawString(0, height, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_marks_across_pages_are_told_and_stay_out_of_the_text() -> None:
    found = readers.read(made({0: "仅供内部审核", 60: "送审稿"}))
    assert sorted({(p.text, p.page) for p in found.across}) == [("仅供内部审核", 1), ("仅供内部审核", 2), ("送审稿", 1), ("送审稿", 2)]
    assert "审" not in repr(found.blocks)
    (issue,) = mark_issues(found, "0" * 64)
    assert "“仅供内部审核” 2 处" in issue.message and "“送审稿” 2 处" in issue.message and issue.message.endswith("第 1、2 页")
    assert issue.source and (issue.source.page, issue.source.line_start) == (1, None)


def test_a_name_across_pages_is_no_mark_and_a_number_is_masked() -> None:
    found = readers.read(made({0: f"某市财政局 {PHONE}"}))
    assert found.across and list(mark_issues(found, "0" * 64)) == []
    assert PHONE not in repr(without_personal(found))
