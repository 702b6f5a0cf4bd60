"""By when an indicator is due, where a form prints it in a column of its own (完成时限)."""

from dataclasses import replace

from ingest.blocks import Cell
from ingest.tables.ledger import Ledger
from ingest.values.dates import deadline, frequency
from ingest.words.text import fold, tidy
from ontology.records import Clause, Indicator


def with_deadline(indicator: Indicator, cell: Cell | None, ledger: Ledger, year: int | None) -> Indicator:
    """The indicator with the days of the cell as its last clause; unchanged, and told, where the cell states none."""
    if cell is None:
        return indicator
    text = fold(cell.text).rstrip("。.;")
    days, every = deadline(text, year), frequency(text)
    if days is None and every is None:
        ledger.note("targets.deadline", f"完成时限没有读成日期：{tidy(cell.text)[:20]}", cell)
        ledger.ignore("完成时限，没有写明日期", cell)
        return indicator
    ledger.use("完成时限", cell)
    first, last = (days.not_before, days.not_after) if days else (None, None)
    if any((c.not_before, c.not_after, c.frequency) == (first, last, every) for c in indicator.clauses):
        return indicator  # the value says the same
    clause = Clause(None, None, None, None, "level", not_before=first, not_after=last, frequency=every, text=tidy(cell.text))
    return replace(indicator, clauses=(*indicator.clauses, clause), deadline_source=ledger.source(cell, "deadline"))
