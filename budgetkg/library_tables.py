"""The indicator library (指标库) as people read it: on the terminal, as JSON, and as an XLSX workbook."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from budgetkg import workbook as book
from budgetkg.workbook import Sheet
from ontology.library import Entry, Spread

if TYPE_CHECKING:
    from rich.table import Table

    from search.graph.store import GraphStore

Json = dict[str, Any]
BASES = {"level": "", "relative_change": "变动率", "absolute_change": "变动量"}
_SHOWN = 3
_PLACES = """
SELECT ?target ?file ?page ?table ?row ?column ?line WHERE {
  ?target bkg:inLibraryEntry ?entry ; prov:wasDerivedFrom ?cell .
  { ?cell bkg:inTable ?printed . ?printed bkg:tableNumber ?table ; bkg:inDocument/bkg:fileName ?file }
  UNION { ?cell bkg:inDocument/bkg:fileName ?file }
  OPTIONAL { ?cell bkg:page ?page }
  OPTIONAL { ?cell bkg:row ?row }
  OPTIONAL { ?cell bkg:column ?column }
  OPTIONAL { ?cell bkg:lineStart ?line }
}
ORDER BY ?target ?file ?table ?row ?column ?line"""


def chosen(found: Iterable[Entry], concept: str) -> list[Entry]:
    """Entries that say a word, or name an indicator concept (指标概念) by its id or label; those with most targets first."""
    from ontology.concepts import shipped

    ids = {one.id for one in shipped().concepts if concept and concept in (one.id, one.label)}
    kept = []
    for entry in found:
        names = [entry.label, *(name for name, _ in entry.spellings)]
        if any(concept in name for name in names) or (ids and any(ids & shipped().mentions(name).keys() for name in names)):
            kept.append(entry)
    return sorted(kept, key=lambda entry: (-len(entry.members), entry.label, entry.iri))


def overview(found: Sequence[Entry]) -> "Table":
    """One row an entry."""
    from budgetkg.tables import table
    from search.library import spreads

    rows = []
    for entry in found:
        usual = [told(spread) for spread in spreads(entry)]
        stated = [f"{value}（{count} 处）" for value, count in entry.stated[:_SHOWN]]
        rows.append(
            (
                entry.label,
                str(len(entry.spellings)),
                str(len(entry.members)),
                str(entry.agencies),
                "；".join(usual[:_SHOWN]) or ("" if entry.undecided else "；".join(stated)),
                entry.undecided and f"未归并：{entry.undecided}",
            )
        )
    titles = ("指标 indicator", "写法 spellings", "目标 targets", "部门 agencies", "常见值 usual values", "说明 note")
    return table(titles, rows, numeric=(1, 2, 3))


def told(spread: Spread) -> str:
    """A spread in a few words: 中位 95%（90–98%），4 个部门 5 个值."""
    unit = BASES[spread.basis] + spread.unit
    low, high = spread.quartiles or (spread.least, spread.most)
    between = "" if low == high else f"（{'四分位' if spread.quartiles else ''} {number(low)}–{number(high)}）".replace("（ ", "（")
    return f"中位 {number(spread.median)}{unit}{between}，{spread.agencies} 个部门 {spread.count} 个值"


def number(value: Decimal) -> str:
    """Without zeros at the end; at most two more places than people print."""
    exponent = value.as_tuple().exponent
    rounded = value.quantize(Decimal("0.0001")) if isinstance(exponent, int) and exponent < -4 else value
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_json(found: Iterable[Entry], store: "GraphStore") -> list[Json]:
    """Everything of the entries, with the place where each target is printed."""
    from search.library import spreads

    printed = places(store)
    return [
        {
            "iri": entry.iri,
            "label": entry.label,
            "measure": entry.measure,
            "undecided": entry.undecided or None,
            "spellings": [{"name": name, "count": count} for name, count in entry.spellings],
            "agencies": entry.agencies,
            "years": entry.years,
            "usual_values": [_spread(spread) for spread in spreads(entry)],
            "stated_values": [{"value": value, "count": count} for value, count in entry.stated],
            "notes": entry.notes,
            "replaces": sorted(entry.replaces),
            "targets": [
                {
                    "iri": member.target,
                    "name": member.name,
                    "agency": member.agency,
                    "region": member.region,
                    "year": member.year,
                    "raw_value": member.raw_value,
                    "place": printed.get(member.target),
                }
                for member in entry.members
            ],
        }
        for entry in found
    ]


def _spread(spread: Spread) -> Json:
    return {
        "unit": spread.unit or None,
        "basis": spread.basis,
        "count": spread.count,
        "agencies": spread.agencies,
        "least": number(spread.least),
        "lower_quartile": number(spread.quartiles[0]) if spread.quartiles else None,
        "median": number(spread.median),
        "upper_quartile": number(spread.quartiles[1]) if spread.quartiles else None,
        "most": number(spread.most),
    }


def places(store: "GraphStore") -> dict[str, Json]:
    """Where each target of the library is printed: the first place of each."""
    found: dict[str, Json] = {}
    for row in store.select(_PLACES):
        target, file, *numbers = (cell.value if cell else None for cell in row)
        if target and target not in found:
            names = ("page", "table", "row", "column", "line")
            found[target] = {"file": file} | {name: int(value) if value else None for name, value in zip(names, numbers, strict=True)}
    return found


def place_text(place: Mapping[str, Any] | None) -> str:
    """表9 行37 列4 文件行412."""
    if not place:
        return ""
    words = (("page", "第{}页"), ("table", "表{}"), ("row", "行{}"), ("column", "列{}"), ("line", "文件行{}"))
    return " ".join((place["file"], *(form.format(place[name]) for name, form in words if place[name] is not None)))


def workbook(found: Sequence[Json]) -> bytes:
    """Sheets 指标库, 写法, 目标 and 说明. Numbers as numbers, texts never as formulas."""
    library, spellings, targets = [], [], []
    for entry in found:
        first = entry["usual_values"] or [{}]
        for spread in first:
            numbers = [spread.get(name) for name in ("count", "agencies", "least", "lower_quartile", "median", "upper_quartile", "most")]
            unit = BASES[spread.get("basis", "level")] + (spread.get("unit") or "")
            years = "、".join(map(str, entry["years"]))
            stated = "；".join(f"{one['value']}（{one['count']} 处）" for one in entry["stated_values"])
            note = "；".join(filter(None, (entry["undecided"] and f"未归并：{entry['undecided']}", *entry["notes"])))
            counted = [len(entry["spellings"]), len(entry["targets"]), entry["agencies"]]
            library.append([entry["label"], *counted, years, unit, *numbers, stated, note, entry["iri"]])
        spellings += [[entry["label"], one["name"], one["count"], entry["iri"]] for one in entry["spellings"]]
        for one in entry["targets"]:
            where = place_text(one["place"])
            targets.append([entry["label"], one["name"], one["raw_value"], one["agency"], one["region"], one["year"], where, one["iri"]])
    titles = ["指标", "写法数", "目标数", "部门数", "年度", "单位", "值数", "值的部门数", "最小", "下四分位", "中位", "上四分位", "最大"]
    return _book(
        {
            "指标库": ([*titles, "文字值", "说明", "IRI"], library),
            "写法": (["指标", "写法", "次数", "IRI"], spellings),
            "目标": (["指标", "印出的指标", "印出的值", "部门", "区划代码", "年度", "出处", "IRI"], targets),
            "说明": (["说明"], [[line] for line in _EXPLAINED]),
        }
    )


_EXPLAINED = (
    "一条是一个意思：衡量什么、管什么、值的种类都相同才归在一起；拿不准的单列，“说明”一栏写明原因。",
    "常见值按单位和水平、变动分开；同一部门同一年度印多次的同一个值只算一次。五个值以上才有四分位。",
    "人工合并、拆分、命名见“说明”，可以撤销，重新建库后仍然有效。本表由公开文件自动整理，以原文为准。",
)


def _book(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    return book.workbook(Sheet(name, titles, [_values(titles, row) for row in rows]) for name, (titles, rows) in sheets.items())


def _values(titles: Sequence[str], row: Sequence[Any]) -> list[str | Decimal | None]:
    cells = zip(titles, row, strict=True)
    return [None if value in (None, "") else Decimal(str(value)) if title in _NUMERIC else str(value) for title, value in cells]


_NUMERIC = frozenset({"写法数", "目标数", "部门数", "值数", "值的部门数", "最小", "下四分位", "中位", "上四分位", "最大", "次数"})
