"""What a review ends in: the opinion (审核意见书) as a page to print and as DOCX."""

from collections.abc import Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from budgetkg.review_report import CLOSING, MOST, Card, as_docx, heading, lines, report
from budgetkg.server import sheets
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem


async def opinion(view: View, form: str, about: str, found: Sequence[dict[str, Any]], cards: Sequence[Card] = ()) -> Response:
    """`form`: html or docx. Raises Problem (400) where there is more than an opinion can hold."""
    if len(found) > MOST:
        raise Problem(400, "opinion.long", f"选中的多于 {MOST} 条，意见书最多写 {MOST} 条", "按部门、年度或级别筛选，或导出底稿 XLSX")
    made = report(about, found, cards)
    if form == "docx":
        headers = {"Content-Disposition": 'attachment; filename="opinion.docx"'}
        return Response(await run_in_threadpool(as_docx, made), media_type=sheets.MEDIA["docx"], headers=headers)
    return page(view, "opinion.html", report=made, lines=lines, heading=heading, closing=CLOSING)
