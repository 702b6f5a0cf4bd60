"""The report of a validation, as a table for people, as JSON for programs, as a sh:ValidationReport for the Web of data."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from budgetkg.tables import echo, shorten, table
from ontology import iri
from ontology.errors import StoreError, UsageError
from ontology.nquads import exact
from ontology.system import reason
from ontology.terms import BKG, PREFIXES

if TYPE_CHECKING:
    from search.graph.results import Place, PlacedResult
    from search.graph.store import GraphStore, Term
    from search.graph.validate import Report

SUFFIXES = {".nq": "nq", ".nt": "nt", ".ttl": "ttl", ".jsonld": "jsonld", ".trig": "trig"}
MOST_BYTES = 256 * 2**20
"""Of all files together: they are held in memory, in about three times their size."""
TOLD = {"Violation": "不合 violation", "Warning": "提醒 warning", "Info": "说明 info"}


def load(paths: Sequence[Path]) -> "GraphStore":
    """A store in memory of RDF files. Raises UsageError for what is no such file, StoreError for what is not RDF.

    Raises StoreError (`store.vocabulary`) too where the files together use no term of the vocabulary: they would conform
    because nothing was checked.
    """
    from search.graph.store import GraphStore
    from search.graph.unknown_terms import uses_vocabulary

    parts, left = [], MOST_BYTES
    for path in paths:
        form = SUFFIXES.get(path.suffix.lower())
        if form is None:
            raise UsageError("usage.format", "不是能校验的文件", f"扩展名应为 {'、'.join(SUFFIXES)}", str(path))
        try:
            with path.open("rb") as handle:
                data = handle.read(left + 1)
        except OSError as error:
            raise UsageError("usage.path", f"文件打不开：{reason(error)}", "检查路径和权限", str(path)) from error
        left -= len(data)
        if left < 0:
            raise UsageError("usage.size", f"文件合计超过 {MOST_BYTES // 2**20} MB", "分几次校验", str(path))
        parts.append((data, form, str(path)))
    store = GraphStore.of(*parts)
    if not uses_vocabulary(store):
        message = "什么也没有校验：文件里没有本词表的类或属性 nothing was checked, no term of the vocabulary is used"
        raise StoreError("store.vocabulary", message, f"词表的命名空间是 {BKG}", "、".join(map(str, paths)))
    return store


def where(place: "Place | None") -> str:
    """`jiaozuo-2020.txt 表8 第19行第6列（文件第406行）`; "" for a place that the files name and do not describe."""
    if place is None:
        return ""
    parts = [place.file]
    if place.page is not None:
        parts.append(f"第{place.page}页")
    if place.table is not None:
        cell = f" 第{place.row}行第{place.column}列" if place.row is not None and place.column is not None else ""
        parts.append(f"表{place.table}{cell}")
    if place.line_start is not None:
        last = f"–{place.line_end}" if place.line_end not in (None, place.line_start) else ""
        parts.append(f"（文件第{place.line_start}{last}行）")
    told = " ".join(filter(None, parts)).replace(" （", "（")
    return f"{told}，另 {place.others} 处" if told and place.others else told


def show(found: Sequence["PlacedResult"], report: "Report") -> None:
    """One table for each shape that is not met, under its message and the rule behind it; then the counts."""
    for shape, group in groupby(found, key=lambda placed: placed.result.shape):
        some = list(group)
        click.echo(f"{TOLD[shape.severity]}：{shape.message_zh} / {shape.message_en}\n  依据 rule: {shape.source}  [{shape.name}]")
        rows = [(str(number), *_row(one)) for number, one in enumerate(some, start=1)]
        used = [column for column, cells in enumerate(zip(*rows, strict=True)) if any(cells)]
        columns = ("", "对象 what", "值 value", "出处 place", "印出的文字 printed")
        echo(table([columns[column] for column in used], ([row[column] for column in used] for row in rows), (0,)))
        click.echo("".join(f" {number}  {_iri(one.what)}\n" for number, one in enumerate(some, start=1)))
    counts = report.counts
    verdict = "符合 conforms" if report.conforms else "不符合 does not conform"
    click.echo(
        f"SHACL：{verdict}，{counts['Violation']} 处不合形状 violations，{counts['Warning']} 处提醒 warnings，{counts['Info']} 处说明 infos"
    )


def _row(one: "PlacedResult") -> tuple[str, ...]:
    value = one.result.value
    shown = shorten(one.value, PREFIXES) if value and value.kind == "iri" and one.value else one.value
    return one.label, shown, where(one.place), _shortened(one.place.text if one.place else "")


def to_json(found: Sequence["PlacedResult"], report: "Report") -> str:
    """`{"conforms": true, "counts": {…}, "results": [{"severity", "shape", "message", "rule", "focus", "place", …}]}`."""
    whole = {
        "conforms": report.conforms,
        "counts": {severity.lower(): report.counts[severity] for severity in ("Violation", "Warning", "Info")},
        "results": [_fields(placed) for placed in found],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _fields(placed: "PlacedResult") -> dict[str, Any]:
    shape, place = placed.result.shape, placed.place
    return {
        "severity": shape.severity.lower(),
        "shape": shape.iri,
        "constraint": placed.result.component,
        "message": {"zh": shape.message_zh, "en": shape.message_en},
        "rule": shape.source,
        "focus": placed.what.value if placed.what.kind == "iri" else f"_:{placed.what.value}",
        "label": placed.label,
        "path": shape.path,
        "value": placed.value,
        "place": place and {name: getattr(place, name) for name in place.__slots__},
    }


def to_turtle(found: Sequence["PlacedResult"], report: "Report") -> Iterator[str]:
    """A sh:ValidationReport. Results have IRIs, which stay the same as long as the result does; each names its place."""
    used = ("dct", "prov", "rdfs", "sh", "xsd")
    yield from (f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in used)
    results = {_result_iri(placed): placed for placed in found}
    listed = f" ;\n    sh:result {', '.join(f'<{name}>' for name in results)}" if results else ""
    # SHACL counts warnings too, and a reader of the report goes by SHACL.
    yield f"\n<{iri.result('report', *results)}> a sh:ValidationReport ;\n    sh:conforms {str(not report.results).lower()}{listed} .\n"
    for name, placed in results.items():
        shape, place = placed.result.shape, placed.place
        said = [
            "a sh:ValidationResult",
            f"sh:resultSeverity sh:{shape.severity}",
            f"sh:focusNode {_turtle(placed.what)}",
            f"sh:resultPath {shape.path_turtle}" if shape.path else "",
            f"sh:value {_value(placed)}" if placed.result.value else "",
            f"sh:sourceShape <{shape.iri}>",
            f"sh:sourceConstraintComponent <{placed.result.component}>",
            f"sh:resultMessage {exact(shape.message_zh)}@zh, {exact(shape.message_en)}@en",
            f"dct:source {exact(shape.source)}",
            f"prov:wasDerivedFrom <{place.iri}>" if place else "",
        ]
        yield f"\n<{name}> " + " ;\n    ".join(filter(None, said)) + " .\n"
    described = {placed.place.iri: placed.place for placed in found if placed.place}
    for name, place in described.items():
        quoted = f"“{_shortened(place.text)}”" if place.text else ""
        if label := f"{where(place)}{quoted}":
            yield f"\n<{name}> rdfs:label {exact(label)} .\n"


def _result_iri(placed: "PlacedResult") -> str:
    result = placed.result
    return iri.result(result.shape.iri, result.component, placed.what.value, *map(str, result.value or ()))


def _value(placed: "PlacedResult") -> str:
    value = placed.result.value
    assert value is not None
    if value.kind != "literal":
        return _turtle(value)
    more = f"@{value.language}" if value.language else f"^^<{value.datatype}>"
    return exact(placed.value) + more


def _turtle(term: "Term") -> str:
    return f"<{term.value}>" if term.kind == "iri" else f"_:{term.value}"


def _iri(term: "Term") -> str:
    return shorten(term.value, PREFIXES) if term.kind == "iri" else f"_:{term.value}"


def _shortened(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
