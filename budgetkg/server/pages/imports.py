"""Uploads: what came, how far its reading is, what was read, what could not be read and why."""

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Entry
from budgetkg.server.forms import bounded, from_ours
from budgetkg.server.importing import Importing
from budgetkg.server.originals import Originals
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.uploads import Upload

MOST_FILES = 200
"""Files of one form."""
REMOVABLE = ("failed", "unused")
"""States of an upload that nothing in use was read from."""


@dataclass(frozen=True, slots=True)
class Line:
    """One upload as the page lists it."""

    upload: Upload
    state: str
    """queued, reading, building, read, part, failed or unused."""
    documents: tuple[Entry, ...]


def routes(served: Served, originals: Originals, importing: Importing) -> list[BaseRoute]:
    def listed(request: Request) -> Response:
        view = View.of(request)
        entries = {entry.sha256: entry for entry in served.built().manifest.documents}
        lines = [_line(importing, upload, entries) for upload in importing.uploads.all()]
        values: dict[str, Any] = {
            "lines": lines,
            "progress": importing.progress,
            "limit": served.settings.limits.upload,
            "removable": REMOVABLE,
        }
        return page(view, "imports.html", **values, writable=served.settings.token is not None, may_write=served.may_write(request))

    async def upload(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        async with bounded(request, served.settings.limits.upload).form(max_files=MOST_FILES, max_fields=10) as form:
            files = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
            if not files:
                raise Problem(400, "import.none", "没有选文件", "先选一份或几份文件")
            kept = [await run_in_threadpool(importing.uploads.keep, file.filename or "", file.file) for file in files]
        for one in kept:
            if one.outcome is None:
                importing.enqueue(one)
        return RedirectResponse(View.of(request).link("/imports"), 303)

    async def again(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        importing.enqueue(_known(importing, request))
        return RedirectResponse(View.of(request).link("/imports"), 303)

    async def remove(request: Request) -> Response:
        """Only what gave nothing to the build in use: what it did is taken out by a build (`--prune`)."""
        served.writer(request)
        from_ours(request)
        known = _known(importing, request)
        line = _line(importing, known, {entry.sha256: entry for entry in served.built().manifest.documents})
        if line.state not in REMOVABLE:
            raise Problem(409, "import.used", "这份文件在用，或正在读", "在用的用 budgetkg build --prune 去掉")
        await run_in_threadpool(importing.uploads.remove, known.sha256)
        return RedirectResponse(View.of(request).link("/imports"), 303)

    async def issues(request: Request) -> Response:
        """What its reader had to tell of one upload."""
        upload = _known(importing, request)
        entries = {entry.sha256: entry for entry in served.built().manifest.documents}
        line = _line(importing, upload, entries)
        records = [(entry, (await originals.read(entry)).record) for entry in line.documents[:20]]
        return page(View.of(request), "import.html", line=line, records=records)

    return [
        Route("/imports", listed),
        Route("/imports", upload, methods=["POST"]),
        Route("/imports/{sha256}", issues),
        Route("/imports/{sha256}/retry", again, methods=["POST"]),
        Route("/imports/{sha256}/remove", remove, methods=["POST"]),
    ]


def _known(importing: Importing, request: Request) -> Upload:
    upload = importing.uploads.one(request.path_params["sha256"])
    if upload is None:
        raise Problem(404, "import.missing", "没有上传过这份文件", "从导入页进入")
    return upload


def _line(importing: Importing, upload: Upload, entries: dict[str, Entry]) -> Line:
    outcome = upload.outcome
    documents = tuple(entries[sha256] for sha256 in outcome.documents if sha256 in entries) if outcome else ()
    return Line(upload, state_of(importing, upload, bool(documents)), documents)


def state_of(importing: Importing, upload: Upload, in_use: bool | None = None) -> str:
    """`in_use`: whether documents of it are in the build that is served; None where that was not looked up."""
    now, outcome = importing.progress, upload.outcome
    if upload.sha256 == now.reading:
        return "reading"
    if upload.sha256 in now.building:
        return "building"
    if outcome is None:
        return "queued"
    if in_use is None:
        in_use = bool(outcome.documents)
    if outcome.refused:
        return "part" if in_use else "failed"
    return "read" if in_use else "unused"
