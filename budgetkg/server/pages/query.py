"""Questions as forms, and SPARQL in an editor, with answers that show names rather than addresses."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.answers import NUMERIC, YUAN
from budgetkg.answers import show as as_people_read_it
from budgetkg.server import stores
from budgetkg.server.pages.answer_links import Leads
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem, problem_of
from budgetkg.server.served import Served
from budgetkg.typed import prefix, typed
from ontology.errors import BudgetkgError, UsageError
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from search.graph.questions import Parameter, Question
    from search.graph.store import Term

PAGES = {
    "budgetkg similar": ("/targets", "检索、对标", "Search and compare"),
    "budgetkg score": ("/scores", "公开质量得分与排名", "Scores, ranked"),
}
"""Pages that answer the questions that a command answers."""
SHOWN = 500
"""Rows on a page; the downloads have all."""
EXAMPLE = """SELECT ?agency ?project ?amount WHERE {
  ?declaration bkg:ofProject ?of ; bkg:amount ?amount ; bkg:agency/rdfs:label ?agency .
  ?of rdfs:label ?project .
}
ORDER BY DESC(?amount)
LIMIT 20"""


def routes(served: Served) -> list[BaseRoute]:
    def listed(request: Request) -> Response:
        from budgetkg.ontology_page import questions
        from search.graph.questions import question

        themes: dict[str, list[Any]] = {}
        for one in questions():
            themes.setdefault(one.theme, []).append((one, [question(name) for name in one.queries]))
        return page(View.of(request), "questions.html", themes=themes, pages=PAGES)

    async def asked(request: Request) -> Response:
        from search.graph.questions import bind, question

        view = View.of(request)
        try:
            one = question(request.path_params["name"])
        except UsageError as error:
            raise Problem(404, error.code, error.message, error.hint) from error
        given = {p.name: value for p in one.parameters if (value := request.query_params.get(p.name)) not in (None, "")}
        answer, problem, text = None, None, one.text
        try:
            text = bind(one, {p.name: _meant(p, given[p.name]) for p in one.parameters if p.name in given})
            answer = await served.ask(stores.rows, text, SHOWN, scratch=False)
        except BudgetkgError as error:
            problem = problem_of(error)
        values = {"question": one, "given": given, "text": text, "problem": problem, "places": Places.of(served.built().manifest.documents)}
        values["answer"] = _table(view, answer, one, served.built().leads)
        return page(view, "question.html", 200 if problem is None else problem["status"], **values)

    async def sparql(request: Request) -> Response:
        view = View.of(request)
        text = request.query_params.get("query", "")
        answer, problem = None, None
        if text.strip():
            try:
                answer = await served.ask(stores.rows, text, SHOWN, scratch=False)
            except BudgetkgError as error:
                problem = problem_of(error)
        status = 200 if problem is None else problem["status"]
        return page(
            view, "sparql.html", status, text=text or EXAMPLE, problem=problem, prefixes=PREFIXES, answer=_table(view, answer, None, None)
        )

    def vocabulary(_: Request) -> Response:
        """Terms for the editor to complete: compact names with their Chinese labels."""
        from ontology.reference import terms

        return JSONResponse([{"name": f"bkg:{term.name}", "label": term.label.zh} for term in terms()])

    return [
        Route("/query", listed),
        Route("/query/sparql", sparql),
        Route("/query/vocabulary.json", vocabulary),
        Route("/query/{name}", asked),
    ]


def _meant(parameter: "Parameter", given: str) -> str:
    """What a box was filled with as the graph has it: a place stands for all in it, and words are as documents print them."""
    if parameter.name == "region" and given.isascii() and given.isdigit():
        return prefix(given)
    return typed(given) if parameter.type == "string" else given


def _table(view: View, answer: stores.Rows | None, question: "Question | None", leads: Leads | None) -> dict[str, Any] | None:
    """Titles, rows of (text, whether a number, address of ours or None), and what to download it by. `leads`: for a question."""
    if answer is None:
        return None
    columns = {column.name: column for column in question.columns} if question else {}
    yuan = [columns[name].zh.endswith(YUAN) if name in columns else False for name in answer.columns]
    titles = [
        (view.in_unit if is_yuan else view.t)(columns[name].zh, columns[name].en) if name in columns else name
        for name, is_yuan in zip(answer.columns, yuan, strict=True)
    ]
    rows = []
    for row in answer.rows:
        there = leads.of(view, answer.columns, row) if leads else {}
        cells = [_cell(view, cell, is_yuan) for cell, is_yuan in zip(row, yuan, strict=True)]
        rows.append([(*cell[:2], cell[2] or there.get(name)) for name, cell in zip(answer.columns, cells, strict=True)])
    return {"titles": titles, "rows": rows, "cut": answer.cut, "any_yuan": any(yuan), "kind": answer.kind, "hints": answer.hints}


def _cell(view: View, cell: "Term | None", yuan: bool) -> tuple[str, bool, str | None]:
    if cell is None:
        return "", False, None
    if yuan and cell.datatype in NUMERIC:
        return view.money(Decimal(cell.value)), True, None
    return as_people_read_it(cell), cell.datatype in NUMERIC, document_of(view, cell)


def document_of(view: View, cell: "Term") -> str | None:
    """The page of ours that an IRI of a document, or of something in one, leads to."""
    if cell.kind != "iri" or "/id/" not in cell.value:
        return None
    digits = next((part for part in cell.value.split("/") if len(part) >= 16 and _is_hash(part[:16])), None)
    return view.link(f"/documents/{digits[:16]}") if digits else None


def _is_hash(text: str) -> bool:
    return all(character in "0123456789abcdef" for character in text)
