"""Rows of a list of projects with their targets that name no project: subtotals of units, and the rest of a name."""

from ingest.blocks import Cell
from ingest.projects.target_form import Text
from ingest.words.codes import is_total
from ingest.words.names import is_agency_name
from ingest.words.text import fold, label_key


def wraps(known: Text | None, name: Cell) -> bool:
    """The rest of a project's name on the next row: （一期）, or what closes a bracket."""
    return known is not None and (fold(name.text)[:1] in {"(", ")"} or fold(known.text).count("(") > fold(known.text).count(")"))


def is_unit_row(name: Cell | None, code: Cell | None) -> bool:
    """A subtotal of a unit between the projects: its code is short, its name an agency's."""
    short = code is not None and len(label_key(code.text)) <= 9 and name is None
    return short or is_total(name.text if name else "") or (name is not None and is_agency_name(name.text))
