"""What provinces call their tables, headings and labels (各省的表样): one file each in `forms/provinces/`, the folder is the registry.

A file adds spellings to the known kinds of tables, concepts, labels and indicator levels. What it states helps anywhere,
since tables are known by what they mean; what stands under `local` means something else elsewhere, and holds only for
publishers of the province.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from ontology import divisions
from ontology.errors import FormError

FOLDER = "forms/provinces"
_WORDS = ("titles", "headings", "labels", "levels")
_LOCAL = ("titles", "headings", "labels")
_KEYS = {"region", "name", "years", "basis", *_WORDS, "local"}

Spellings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """Spellings by what they mean."""

    titles: Spellings
    """By kind of table, as in the form files."""
    headings: Spellings
    """By concept of headings.toml."""
    labels: Spellings
    """By label of labels.toml."""
    levels: Spellings
    """Second levels by the first level they belong to; further first levels under `level1`."""


NO_WORDS = Words({}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class Province:
    """One file of `forms/provinces/`."""

    file: str
    region: str
    """Six digits, GB/T 2260."""
    name: str
    years: tuple[int, int]
    """First and last fiscal year of the prints that the file was written after."""
    basis: str
    """Where the layout is known from: document numbers (文号), kinds of disclosures."""
    words: Words
    local: Words


def parse_province(file: str, text: str) -> Province:
    """One province's file. Raises FormError naming file and key for anything it does not know."""
    place = f"provinces/{file}"
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError("form.syntax", f"不是合法的 TOML：{error}", "见 docs/reading.md 中的示例", place) from error
    _known(data, _KEYS, place)
    region, name = str(data.get("region", "")), data.get("name")
    division = divisions.by_code(region) if region.endswith("0000") else None
    if division is None or division.name != name:
        raise FormError("form.region", "region 须是省级行政区划代码，name 是它的全称", '例如 region = "110000"，name = "北京市"', place)
    if not file.startswith(f"{region[:2]}-"):
        raise FormError("form.file", f"文件名须以 {region[:2]}- 开头", f"例如 {region[:2]}-{file}", place)
    years = data.get("years")
    if not isinstance(years, list) or len(years) != 2 or not all(isinstance(y, int) for y in years) or years != sorted(years):
        raise FormError("form.years", "years 须是所据公开件的最早和最晚预算年度", "例如 years = [2019, 2024]", place)
    basis = data.get("basis")
    if not isinstance(basis, str) or not basis.strip():
        raise FormError("form.basis", "缺 basis：表样依据什么（文号、哪些公开件）", 'basis = "…"', place)
    local = data.get("local", {})
    if not isinstance(local, dict):
        raise FormError("form.local", "local 须是一组表", "例如 [local.headings]", place)
    _known(local, set(_LOCAL), f"{place}, [local]")
    return Province(place, region, str(name), (years[0], years[1]), basis.strip(), _words(data, place), _words(local, f"{place}, local"))


def _known(data: Mapping[str, Any], keys: set[str], place: str) -> None:
    for key in data.keys() - keys:
        raise FormError("form.key", f"认不出的键 {key!r}", f"可用的键：{'、'.join(sorted(keys))}", place)


def _words(data: Mapping[str, Any], place: str) -> Words:
    return Words(*(_spellings(data.get(what, {}), f"{place}, [{what}]") for what in _WORDS))


def _spellings(found: object, place: str) -> Spellings:
    if not isinstance(found, dict):
        raise FormError("form.words", "须是一组“含义 = [写法, …]”", '例如 project_name = ["专项名称"]', place)
    for key, spellings in found.items():
        if not isinstance(spellings, list) or not spellings or not all(isinstance(s, str) and s.strip() for s in spellings):
            raise FormError("form.words", f"{key} 的写法须是不空的字符串列表", f'例如 {key} = ["…"]', place)
    return {key: tuple(spellings) for key, spellings in found.items()}


@cache
def provinces() -> tuple[Province, ...]:
    """All provinces that have a file, in the order of their codes."""
    folder = resources.files("ingest").joinpath(FOLDER)
    files = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return tuple(parse_province(name, folder.joinpath(name).read_text("utf-8")) for name in files)


def words_in(province: str) -> Iterator[tuple[str, Words, bool]]:
    """File, words and whether they are local: what all provinces call things, then what holds only in `province` (its region)."""
    for known in provinces():
        yield known.file, known.words, False
    for known in provinces():
        if known.region == province:
            yield known.file, known.local, True


# --- which province's local words hold ---------------------------------------------------------------------------------

_IN_FORCE: ContextVar[str] = ContextVar("province", default="")


def in_force() -> str:
    """The region whose local words hold while a document is read; empty where none do."""
    return _IN_FORCE.get()


def with_local_words(region: str | None) -> str:
    """The province of a publisher's region, if it has words of its own; else empty."""
    return next((p.region for p in provinces() if p.local != NO_WORDS and region and region[:2] == p.region[:2]), "")


@contextmanager
def publisher_in(province: str) -> Iterator[None]:
    """Within, the local words of the province (as from `with_local_words`) hold."""
    token = _IN_FORCE.set(province)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)
