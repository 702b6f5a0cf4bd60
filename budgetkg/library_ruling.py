"""What people say of the indicator library while a build is served: one entry is looked at, never all of them.

The same statements in the same journal as `budgetkg library`; the next build puts them in force.
"""

import sqlite3
from contextlib import closing

from budgetkg.home import Home
from budgetkg.library import SHELF, Statements
from budgetkg.reviews import plain
from ontology.errors import StoreError, UsageError
from ontology.iri import INDICATOR_LIBRARY
from ontology.library import Entry, Statement, entries
from search.library import load

LONGEST = 100
"""Characters of a name or a spelling."""
REASON = 500


def say(home: Home, action: str, key: str, value: str, reason: str) -> None:
    """merge (into the entry of key `value`), split (off the spelling `value`) or name. Personal data in words are masked.

    Raises UsageError for what cannot be said, StoreError where the library cannot be read.
    """
    statements, why = Statements(home), plain(reason, REASON, "reason")
    entry = entry_at(home, key)
    if action != "name" and not why:
        raise UsageError("library.reason", "要写明理由", "写上为什么", "reason")
    if action == "merge":
        statements.merge(entry, entry_at(home, value), why)
    elif action == "split":
        statements.split(entry, value, why)
    elif action == "name":
        statements.name(entry, plain(value, LONGEST, "name"), why)
    else:
        raise UsageError("library.action", f"没有这个动作：{action[:20]}", "merge、split、name", "action")


def entry_at(home: Home, key: str) -> Entry:
    """An entry of the build in use, as it is with all that was said until now. Raises UsageError where there is none."""
    path = home.built().path / SHELF
    iri = f"{INDICATOR_LIBRARY}/{key}"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as shelf:
            lines = shelf.execute("SELECT line FROM members WHERE home = ? ORDER BY document", (iri,)).fetchall()
    except sqlite3.Error as error:
        raise StoreError("store.library", f"指标库打不开：{error}", "重新运行 budgetkg build", str(path)) from error
    members = [member for (line,) in lines for member in load(line)]
    found = next((one for one in entries(members, Statements(home).all()) if one.iri == iri), None)
    if found is None:
        raise UsageError("library.unknown", "指标库里没有这一条，或刚刚并到了别的条目", "刷新后再做", key[:50])
    return found


def about(statements: tuple[Statement, ...], iri: str) -> list[Statement]:
    """Those in force that made an entry what it is, or of which it is the result."""
    return [one for one in statements if one.withdrawn_at is None and iri in (one.entry, one.value)]


def main_of(statements: tuple[Statement, ...], iri: str) -> str:
    """The entry that people put one into, over all steps; itself where nobody did."""
    into = {one.entry: one.value for one in statements if one.action == "merge" and one.withdrawn_at is None}
    seen = {iri}
    while (following := into.get(iri)) is not None and following not in seen:
        iri = following
        seen.add(iri)
    return iri
