"""Departments and their files: money, projects, targets, the three public expenses, years, findings; each figure with its source."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.findings_index import Choice
from budgetkg.home import Entry
from budgetkg.scorecard import subjects
from budgetkg.server.chosen import chosen
from budgetkg.server.originals import Originals
from budgetkg.server.pages.flows import amount, flows
from budgetkg.server.pages.fund_levels import PARTS, split, total
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, codes_of, first_of, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from ontology.errors import BudgetkgError

if TYPE_CHECKING:
    from ontology.records import DisclosureRecord, TableReading

SHOWN = 200
"""Documents on a page of the list."""
TABS = (
    ("money", "收支", "Money"),
    ("projects", "项目", "Projects"),
    ("targets", "绩效目标", "Targets"),
    ("public", "“三公”与运行", "Three public expenses"),
    ("years", "历年", "Years"),
    ("findings", "疑点", "Findings"),
    ("scorecard", "审核评分", "Review"),
)
THREE_PUBLIC = (
    ("total", 0, "“三公”经费合计", "total"),
    ("abroad", 1, "因公出国（境）费", "travel abroad"),
    ("reception", 1, "公务接待费", "reception"),
    ("vehicles", 1, "公务用车购置及运行维护费", "vehicles"),
    ("vehicle_purchase", 2, "公务用车购置费", "purchase of vehicles"),
    ("vehicle_running", 2, "公务用车运行维护费", "running of vehicles"),
)


def routes(served: Served, originals: Originals) -> list[BaseRoute]:
    def listed(request: Request) -> Response:
        view = View.of(request)
        built = served.built()
        entries = built.manifest.documents
        wanted = {name: view.query.get(name, "").strip() for name in ("region", "level", "year", "name")}
        found = chosen(built, wanted["region"], wanted["level"], wanted["year"], wanted["name"])
        start = first_of(view.query.get("start", ""), len(found), SHOWN)
        values: dict[str, Any] = {"total": len(found), "start": start, "page_size": SHOWN, "wanted": wanted, "years": _years(entries)}
        values |= {"levels": codes_of("level"), "place": _place}
        values["level_names"] = {code: view.t(zh, en) for code, zh, en in values["levels"]}
        shown = sorted(found, key=_by_place)[start : start + SHOWN]
        return page(view, "agencies.html", entries=shown, places=Places.of(entries), **values)

    async def file(request: Request) -> Response:
        view = View.of(request)
        entry = originals.entry(request.path_params["sha256"])
        tab = request.url.path.rpartition("/")[2]
        if tab not in {name for name, _, _ in TABS}:
            tab = "money"
        document = await originals.read(entry)
        values = shared(served, entry, document.record, tab)
        if tab == "money":
            values["before"] = await _before(served, originals, entry)
            values["other_table"] = _other_table(document.record)
        if tab == "public":
            values["items"] = THREE_PUBLIC
        if tab == "years":
            values["records"] = [(one, (await originals.read(one)).record) for one in values["others"]]
        if tab == "findings":
            values["findings"] = await run_in_threadpool(findings_of, served, entry)
        if tab == "projects":
            counts = await run_in_threadpool(findings_of, served, entry)
            of = [subject for subject in subjects(document.record) if subject.project is not None]
            values["counted"] = [sum(subject.concerns(one) for one in counts) for subject in of]
            values |= _by_level(document.record)
        return page(view, f"agency-{tab}.html", **values)

    async def flows_of(request: Request) -> Response:
        document = await originals.read(originals.entry(request.path_params["sha256"]))
        return JSONResponse([asdict(flow) | {"yuan": str(flow.yuan)} for flow in flows(document.record)])

    return [
        Route("/agencies", listed),
        Route("/documents/{sha256}/flows.json", flows_of),
        Route("/documents/{sha256}", file),
        *(Route(f"/documents/{{sha256}}/{name}", file, name=name) for name, _, _ in TABS if name != "scorecard"),
    ]


async def _before(served: Served, originals: Originals, entry: Entry) -> dict[str, Decimal]:
    """What each class, by its code, and all of them, by "", had the year before, in yuan, where that year's document is here too."""
    of = (entry.agency, entry.region, entry.kind, (entry.year or 0) - 1)
    last = next((one for one in served.built().manifest.documents if (one.agency, one.region, one.kind, one.year) == of), None)
    if last is None:
        return {}
    try:
        record = (await originals.read(last)).record
    except (Problem, BudgetkgError):
        return {}
    totals = {line.code: amount(line.total) for line in record.function_lines} | {"": amount(record.totals.expenditure)}
    return {code: yuan for code, yuan in totals.items() if yuan}


def _other_table(record: "DisclosureRecord") -> "TableReading | None":
    """The table that the economic classes are taken from, where it is not the one of basic expenditure but of a part of it."""
    numbers = {fact.source.table for line in record.economic_lines for fact in (line.total, line.staff, line.public) if fact}
    return next((table for table in record.tables if table.number in numbers and table.kind != "basic_economic"), None)


def _by_level(record: "DisclosureRecord") -> dict[str, Any]:
    """The projects' money by who gives it, each and together, and how many have no amount or could not be split."""
    level = record.agency.level if record.agency else None
    splits = [split(project, level, record.document.fiscal_year) for project in record.projects]
    amounts = [yuan for project in record.projects if (yuan := amount(project)) is not None]
    return {
        "splits": splits,
        "fund_parts": PARTS,
        "sums": total(splits),
        "whole": sum(amounts, Decimal(0)) if amounts else None,
        "without_amount": len(record.projects) - len(amounts),
        "unsplit": sum(one is None for one in splits) - (len(record.projects) - len(amounts)),
    }


def findings_of(served: Served, entry: Entry) -> list[dict[str, Any]]:
    return list(served.findings(Choice(document=entry.sha256)))


def shared(served: Served, entry: Entry, record: "DisclosureRecord", tab: str) -> dict[str, Any]:
    """What every tab of a document shows: the document, the tabs, and the other years of its agency."""
    others = [one for one in served.built().manifest.documents if (one.agency, one.region) == (entry.agency, entry.region)]
    others.sort(key=_by_year)
    here = others.index(entry)
    beside = {"earlier": others[here - 1] if here else None, "later": others[here + 1] if here + 1 < len(others) else None}
    return {
        "entry": entry,
        "record": record,
        "tab": tab,
        "tabs": TABS,
        "others": others,
        "file": _file(entry),
        "level": _level(record),
    } | beside


def _file(entry: Entry) -> tuple[int, str] | None:
    """Bytes of the file, and the day on which it was last changed; None where it has gone."""
    for path in map(Path, entry.paths):
        with suppress(OSError):
            about = path.stat()
            return about.st_size, datetime.fromtimestamp(about.st_mtime).strftime("%Y-%m-%d")
    return None


def _level(record: "DisclosureRecord") -> tuple[str, str] | None:
    """The level of government, in both languages."""
    from ontology.code_labels import codes

    level = record.agency.level if record.agency else None
    return next(((code.zh, code.en) for code in codes("level") if code.code == level), None)


def _place(region: str | None) -> str:
    """The full name of a place; empty where its code is not known."""
    from ontology.divisions import by_code

    division = by_code(region) if region else None
    return division.full_name if division else ""


def _by_place(entry: Entry) -> tuple[str, str, int]:
    return entry.region or "", entry.agency or "", entry.year or 0


def _by_year(entry: Entry) -> tuple[int, str]:
    return entry.year or 0, entry.sha256


def _years(entries: Sequence[Entry]) -> list[int]:
    return sorted({entry.year for entry in entries if entry.year})
