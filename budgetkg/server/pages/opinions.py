"""What a review ends in: the opinion (审核意见书) as a page to print and as DOCX."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from budgetkg.review_report import CLOSING, MOST, Card, as_docx, heading, lines, report
from budgetkg.server import sheets
from budgetkg.server.pages.view import View, page
from budgetkg.uploads import safe_name


async def opinion(
    view: View, form: str, about: str, found: Sequence[dict[str, Any]], start: int, total: int, cards: Sequence[Card] = ()
) -> Response:
    """A part (册) of it. `form`: html or docx; `found`: the findings of this part, from `start` on, of `total`."""
    made = report(about, found, cards, start, total)
    if form == "docx":
        number = "" if made.parts == 1 else f"-{made.part}-of-{made.parts}"
        # Whoever saves the opinions on twenty departments tells them apart by their names.
        name = safe_name(f"审核意见书-{about.partition('，')[0]}{number}.docx")
        headers = {"Content-Disposition": f"attachment; filename=\"opinion{number}.docx\"; filename*=UTF-8''{quote(name)}"}
        return Response(await run_in_threadpool(as_docx, made), media_type=sheets.MEDIA["docx"], headers=headers)
    return page(view, "opinion.html", report=made, lines=lines, heading=heading, closing=CLOSING, most=MOST)
