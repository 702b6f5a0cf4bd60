"""Where a row of an answer leads: the document of the agency and year that it names, and the place in it that it tells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from budgetkg.home import Entry
from budgetkg.server.pages.view import View

if TYPE_CHECKING:
    from search.graph.store import Term

PLACE = {"table_number": "table", "row": "row", "column": "column", "line": "line"}
"""Columns of named questions that tell a place, with the parameters of the page that shows it."""


class Leads:
    """Documents by the file or by the agency and year that rows name. What several documents fit leads nowhere."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._of: dict[tuple[str, str], str | None] = {}
        for one in entries:
            keys = {(one.name, "file"), (one.agency or "", str(one.year or "")), (one.agency or "", "")}
            for key in keys:
                self._of[key] = None if key in self._of else one.sha256[:16]

    def of(self, view: View, columns: Sequence[str], row: "Sequence[Term | None]") -> dict[str, str]:
        """Addresses by the name of the column that leads there."""
        said = {name: cell.value for name, cell in zip(columns, row, strict=True) if cell is not None}
        name, year = said.get("agency_name", ""), said.get("fiscal_year", "")
        sha256 = self._of.get((said["document"], "file")) if "document" in said else self._of.get((name, year)) if name else None
        if sha256 is None:
            return {}
        place = {PLACE[column]: said[column] for column in PLACE if said.get(column, "").isdigit()}
        leads = {"agency_name": view.link(f"/documents/{sha256}"), "document": view.link(f"/documents/{sha256}")}
        if "table" in place or "line" in place:
            source = view.link(f"/documents/{sha256}/source", **place)
            leads |= {"table_number": source, "line": source, "row": source} | ({"document": source} if "document" in said else {})
        return leads
