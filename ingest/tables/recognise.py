"""Which form a table is: by its title, the meaning of its columns and the words in its cells.

A table that no form names is still read when its header is understood; it then carries a lower confidence.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal

from ingest.tables.grids import LogicalTable, is_form
from ingest.tables.project_columns import project_grid
from ingest.words.codes import scheme_of, split_code
from ingest.words.provinces import in_force, words_in
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import concept_of
from ontology.errors import FormError

Layout = Literal["matrix", "two_sided", "form", "aside", "unknown"]

_KEYS = {"kind", "layout", "title_any", "title_none", "needs", "side", "nature", "reason", "cells"}
_LAYOUTS = {"matrix", "two_sided", "form", "aside"}
_VOCABULARIES = {"headings.toml", "labels.toml", "levels.toml"}


@dataclass(frozen=True, slots=True)
class Form:
    """One file of `forms/`."""

    id: str
    kind: str
    layout: Layout
    title_any: tuple[str, ...] = ()
    title_none: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    side: Literal["income", "expenditure"] = "expenditure"
    nature: str | None = None
    reason: str = ""
    cells: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    form: Form
    confidence: Decimal
    """1 when title and columns agree, less when only the headings spoke."""


UNKNOWN = Form("unknown", "unknown", "unknown")
BY_HEADINGS = Form("headings", "matrix", "matrix")
TWO_SIDED_BY_HEADINGS = Form("headings", "matrix", "two_sided")
HEADLESS_SUMMARY = Form("headless-summary", "budget_summary", "two_sided")
TARGETS_BY_WORDS = Form("words", "project_targets", "form")


def parse_form(name: str, text: str) -> Form:
    """One form file. Raises FormError naming file and key for anything it does not know."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError("form.syntax", f"不是合法的 TOML：{error}", "见 CONTRIBUTING 中的示例", name) from error
    for key in data.keys() - _KEYS:
        raise FormError("form.key", f"认不出的键 {key!r}", f"可用的键：{'、'.join(sorted(_KEYS))}", name)
    if not data.get("kind") or data.get("layout") not in _LAYOUTS:
        raise FormError("form.layout", "缺 kind，或 layout 不在可用之列", f"layout 可为 {'、'.join(sorted(_LAYOUTS))}", name)
    if data["layout"] == "aside" and not data.get("reason"):
        raise FormError("form.reason", 'layout = "aside" 的表须写明 reason（为何不读）', '例如 reason = "目录"', name)
    return Form(
        id=name.removesuffix(".toml"),
        kind=data["kind"],
        layout=data["layout"],
        title_any=tuple(map(fold, data.get("title_any", ()))),
        title_none=tuple(map(fold, data.get("title_none", ()))),
        needs=tuple(tuple(n) for n in data.get("needs", ())),
        side=data.get("side", "expenditure"),
        nature=data.get("nature"),
        reason=data.get("reason", ""),
        cells=data.get("cells", ""),
    )


@cache
def forms() -> tuple[Form, ...]:
    """All forms, in the order of their file names: the folder is the registry."""
    folder = resources.files("ingest").joinpath("forms")
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml") and f.name not in _VOCABULARIES)
    return tuple(parse_form(name, folder.joinpath(name).read_text("utf-8")) for name in files)


def _title_key(text: str) -> str:
    return re.sub(r"[“”\"‘’]", "", fold(text))


@cache
def _provincial_titles(province: str) -> dict[str, list[str]]:
    """What provinces call each kind of table."""
    kinds = {form.kind for form in forms()}
    titles: dict[str, list[str]] = {}
    for file, words, local in words_in(province):
        for kind, spellings in words.titles.items():
            if kind not in kinds:
                place = f"{file}, [{'local.' * local}titles]"
                raise FormError("form.kind", f"没有 {kind!r} 这种表", f"可用的：{'、'.join(sorted(kinds))}", place)
            titles.setdefault(kind, []).extend(map(_title_key, spellings))
    return titles


def _titled(form: Form, title: str) -> int:
    """How many letters of the title (folded) name the form; 0 where it is not called so.

    A province's title stands for a whole one: the words that exclude a form count only outside it.
    """
    known = [w for w in form.title_any if w in title] if not any(w in title for w in form.title_none) else []
    key = _title_key(title)
    own = [w for w in _provincial_titles(in_force()).get(form.kind, ()) if w in key]
    known += [w for w in own if not any(key.count(none) > w.count(none) for none in form.title_none)]
    return max(map(len, known), default=0)


def _own_words(form: Form, title: str) -> int:
    """How many letters of the title are the form's own words for it."""
    return max((len(word) for word in form.title_any if word in title), default=0)


def recognise(table: LogicalTable) -> Recognised:
    """The form that fits best; UNKNOWN when neither title nor headings are understood."""
    title = fold(table.title)
    by_cells = next((f for f in forms() if f.cells and _all_cells(table, f.cells)), None)
    if by_cells:
        return Recognised(by_cells, Decimal(1))
    titled = {f: length for f in forms() if (length := _titled(f, title))}
    if is_form(table) or _is_target_list(table):
        form = max((f for f in titled if f.layout == "form"), key=titled.__getitem__, default=None)
        return Recognised(form, Decimal(1)) if form else Recognised(TARGETS_BY_WORDS, Decimal("0.8"))
    concepts = _concepts(table)
    fitting = [f for f in titled if f.layout in {"matrix", "two_sided"} and concepts and all(concepts & set(n) for n in f.needs)]
    named = {f: (length, _own_words(f, title)) for f, length in titled.items()}  # what a province calls a kind is of all its forms
    asides = (f for f in titled if f.layout == "aside" and not (f.kind == "economic_expenditure" and _by_economic_class(table)))
    aside = max(asides, key=named.__getitem__, default=None)
    if fitting and (aside is None or named[aside] <= max(map(named.__getitem__, fitting))):
        best = _of_basic(max(fitting, key=lambda f: (titled[f], len(f.needs))), table)
        return Recognised(best, Decimal(1) if _headings_understood(table) else Decimal("0.9"))
    if aside:
        return Recognised(aside, Decimal(1))
    return _by_headings(table, concepts)


def _by_economic_class(table: LogicalTable) -> bool:
    """Whether the rows have codes of economic classes, whatever classes the title names: then no other table has their figures."""
    column = table.header.find("code") if table.header else None
    if table.header is None or column is None:
        return False
    below = (c.text for row in table.rows[table.header.end :] for c in row if column.first <= c.column <= column.last)
    schemes = {scheme_of(code) for text in below if (code := split_code(text)[0])}
    return schemes == {"economic"}


def _of_basic(form: Form, table: LogicalTable) -> Form:
    """A table by economic class is that of 基本支出 where no column is of anything else, whatever its title says."""
    columns = [c for c in table.header.columns if c.is_amount] if table.header else []
    if form.kind != "economic_expenditure" or not columns:
        return form
    basic = all(c.measure.split("/")[0] in {"basic", "staff", "public"} for c in columns)
    return next(f for f in forms() if f.kind == "basic_economic") if basic else form


def _by_headings(table: LogicalTable, concepts: set[str]) -> Recognised:
    if table.header is None:
        labels = {fold(c.text) for r in table.rows for c in r}
        if any(x.startswith("收入") and x.endswith("计") for x in labels) and any(
            x.startswith("支出") and x.endswith("计") for x in labels
        ):
            return Recognised(HEADLESS_SUMMARY, Decimal("0.6"))
        return Recognised(UNKNOWN, Decimal(0))
    groups = {c.leaf.group for c in table.header.columns if c.leaf}
    amounts = {"total", "measure", "nature", "level"} | ({"time"} if table.unit else set())  # 2024年 | 2025年 may head anything
    if "key" not in groups or not groups & amounts:
        return Recognised(UNKNOWN, Decimal(0))
    if "code" not in concepts and _lists_three_public(table):
        return Recognised(next(f for f in forms() if f.kind == "three_public"), Decimal("0.7"))
    if len(_label_columns(table)) > 1:
        return Recognised(TWO_SIDED_BY_HEADINGS, Decimal("0.6"))
    for form in forms():  # columns alone tell the form when they are its own, not just a name and a total
        telling = len(form.needs) > 1 and (all("total" not in n for n in form.needs) or form.needs[0] == ("project_name",))
        if form.layout == "matrix" and telling and not form.nature and all(concepts & set(n) for n in form.needs):
            return Recognised(Form("headings", form.kind, form.layout, side=form.side), Decimal("0.7"))
    return Recognised(BY_HEADINGS, Decimal("0.6"))


def _lists_three_public(table: LogicalTable) -> bool:
    """Whether rows are 三公 and its items."""
    texts = [c.text for row in table.rows for c in row if not is_blank(c.text)]
    items = {concept.id for text in texts if (concept := concept_of(text)) is not None}
    return any("三公" in text for text in texts) and {"abroad", "reception", "vehicles"} <= items


def _concepts(table: LogicalTable) -> set[str]:
    """What the columns mean; where a unit is printed, a column of nothing but a year holds amounts."""
    if table.header is None:
        return set()
    leaves = [column.leaf for column in table.header.columns]
    years = table.unit is not None and any(leaf is not None and leaf.group == "time" for leaf in leaves)
    return {c.id for column in table.header.columns for c in column.concepts} | ({"total"} if years else set())


def _headings_understood(table: LogicalTable) -> bool:
    known, all_ = table.header.understood() if table.header else (0, 1)
    return known == all_


def _label_columns(table: LogicalTable) -> Sequence[int]:
    return [c.first for c in table.header.columns if c.leaf and c.leaf.id in {"label", "name"}] if table.header else []


def _all_cells(table: LogicalTable, pattern: str) -> bool:
    texts = [fold(c.text) for r in table.rows for c in r if not is_blank(c.text)]
    dotted = sum(1 for t in texts if re.match(pattern, t))
    leaders = sum(1 for t in texts if re.search(r"[.…·]{3,}", t))
    return bool(texts) and leaders >= 2 and dotted >= len(texts) * 0.3


def _is_target_list(table: LogicalTable) -> bool:
    if table.header is None:
        return False
    stated = any(table.header.has(role) for role in ("value", "level1", "level2"))
    return (table.header.has("indicator") and stated) or project_grid(table.rows, table.header.start) is not None
