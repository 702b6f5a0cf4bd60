"""Who publishes a document, for which year, and what kind of document it is (公开主体、年度、文种).

Names are weighed by how often and where they are printed: in the line above a table, in a form, on the cover. The file
name is never asked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.blocks import Heading, Paragraph
from ingest.cover import PUBLISHER, Line, cover_name, names_below, with_digits, year_of, years_in
from ingest.projects.target_form import TargetForm
from ingest.tables.grids import LogicalTable
from ingest.words.names import is_agency_name, may_be_name, names_organ
from ingest.words.text import fold, tidy
from ontology import divisions
from ontology.records import Agency, DocumentKind, Issue, Phase, Source

_CODE_AND_NAME = re.compile(
    r"^(?:预算)?(?:单位|部门)?(?:名称|代码|编码)?[:：]?[\[(]?(\d{3,9})[\])]?\s*[-—_:：]?\s*([^\d\W][^，。；：:]{3,40})$"
)
_OF_DEPARTMENT = re.compile("部门(?:预决算|预算|决算)")
_HEADED_YEAR = re.compile(r"(20[0-4]\d)年度?(?:[^执完规计预决]{0,16}支出(?:预算|决算)?数?$|[^执完规计预决]{0,12}(?:预算|决算))")
_OWN_OFFICE = re.compile(r"(?:[(]?(?:本级|机关)[)]?)$")
_OF_YEAR = re.compile(r"20\d\d年?(?:度|部门|单位)*(?:预算|决算)")
_SEVERAL = re.compile(r"各(?:乡|镇|县|市|区|街|村|旗|盟|州|学校|单位|部门|相关|有关)|相关(?:单位|部门)|有关(?:单位|部门)|、")
"""Names of several bodies at once: 各乡镇人民政府."""
_BOTH = "预决算"


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    code: str | None
    weight: int
    source: Source | None


def fiscal_year(title: Line | None, prose: Sequence[Heading | Paragraph], tables: Sequence[LogicalTable]) -> int | None:
    """The year of the cover; without one, the year most table titles name, or the last that columns of budgets are of."""
    if title and (found := year_of(title.text)):
        return found
    counts: Counter[int] = Counter()
    for text in [t for table in tables for t in (table.title, *table.context)] + [tidy(b.text) for b in prose if isinstance(b, Heading)]:
        counts.update(years_in(text))
    if not counts and (headed := [y for t in tables if t.header for c in t.header.columns if (y := _budgeted(c.path))]):
        return max(headed)  # the year before stands beside it
    if not counts:
        counts.update(int(y) for b in prose for y in re.findall(r"(20[0-4]\d)\s*年", with_digits(b.text)))
    best = counts.most_common()
    return max((y for y, n in best if n == best[0][1]), default=None)


def _budgeted(headings: Sequence[str]) -> int | None:
    """The year whose budget or final account the headings over a column name: 2024年预算数, 2024年基本支出, but not 2023年执行数."""
    found = (_HEADED_YEAR.match(fold(text)) for text in headings)
    return next((int(m[1]) for m in found if m), None)


def document_kind(title: str, kinds: Iterable[str], phases: Sequence[Phase] = ()) -> DocumentKind:
    """By the cover's words, then by the tables inside.

    预决算 says neither, as does a cover without both words: then most figures decide (`phases`).
    """
    key, tables = fold(title), set(kinds)
    budget_tables = tables - {"project_targets", "department_targets", "contents", "unknown"}
    mostly_final = phases.count("final") * 2 > len(phases)
    if "决算" in key.replace(_BOTH, "") or (mostly_final and ("预算" not in key or _BOTH in key)):
        return "final_account"
    if tables & {"project_targets", "department_targets"} and not budget_tables:
        return "performance_targets"
    if "单位预算" in key:
        return "unit_budget"
    if "预算" in key or budget_tables:
        return "department_budget"
    return "performance_targets" if "绩效" in key else "unknown"


def find_agency(
    title: Line | None,
    prose: Sequence[Heading | Paragraph],
    tables: Sequence[LogicalTable],
    forms: Sequence[TargetForm],
    unit_codes: Iterable[tuple[str, str]],
    year: int | None,
    document: str,
) -> tuple[Agency | None, list[Issue]]:
    """The publisher with its code, region and level, and what about it could not be decided."""
    named = list(_candidates(title, tables, forms, document))
    if not named:
        named = [Named(_as_printed(name, line.text), None, 1, _source(document, line)) for name, line in names_below(prose)][:1]
    if not named:
        return None, [Issue("agency.missing", "error", "没有找到公开主体（部门或单位）的名称", "请核对文件是否完整")]
    weights: Counter[str] = Counter()
    for candidate in named:
        weights[fold(candidate.name)] += candidate.weight
    best = max(weights.items(), key=lambda w: (w[1], -len(w[0]), w[0]))[0]
    whole = fold(cover_name(title.text) or "") if title and _OF_DEPARTMENT.search(fold(title.text)) else ""
    if whole and best in {f"{whole}本级", f"{whole}(本级)"}:
        best = whole  # its own office stands in its forms; the department publishes
    mine = [c for c in named if fold(c.name) == best]
    code = next((c.code for c in mine if c.code), None) or next((c for c, n in unit_codes if fold(n) == best), None)
    issues: list[Issue] = []
    place = divisions.resolve(mine[0].name, year)
    if place.code is None and not place.candidates:
        others = [divisions.resolve(fold(c.name), year) for c in named if fold(c.name) != best]
        place = next((o for o in others if o.code), place)
    if place.code is None:
        names = "、".join(d.full_name for d in place.candidates[:5])
        issues.append(
            Issue(
                "agency.region",
                "warning",
                f"“{mine[0].name}”属于哪个行政区划不能确定" + (f"（可能是 {names}）" if names else ""),
                "名称里没有足够的地名",
                mine[0].source,
            )
        )
    elif place.level is None:
        said = f"“{mine[0].name}”在{place.full_name}，是哪一级不能确定"
        issues.append(Issue("agency.level", "info", said, "开发区、兵团团场等没有法定的级次", mine[0].source))
    agency = Agency(
        name=mine[0].name,
        code=code,
        region=place.code,
        level=place.level,
        division=place.full_name,
        is_unit=mine[0].name.endswith(("本级", "（本级）", "(本级)")) or bool(title and "单位预算" in fold(title.text)),
        source=next((c.source for c in mine if c.source), None),
    )
    return agency, issues


def _candidates(title: Line | None, tables: Sequence[LogicalTable], forms: Sequence[TargetForm], document: str) -> Iterable[Named]:
    for table in tables:
        for text in table.context:
            key = fold(text)
            source = Source(document, "agency/line-above-table", tidy(text), page=table.page, table=table.number)
            if (labelled := _labelled(key)) is not None:
                yield Named(_as_printed(labelled[0], text), labelled[1], 3, source)
            elif may_be_name(key) and is_agency_name(key) and divisions.resolve(key, None).code:
                yield Named(_as_printed(key, text), None, 1, source)
    titled = cover_name(title.text) if title else None
    sure = titled is not None and not titled.endswith("政府") and divisions.resolve(titled, None).code is not None
    own = titled if sure else None  # not 水利局 of a cut line, nor the government whose page shows a department's forms
    implementers, supervisors = ({fold(f.texts[role].text) for f in forms if role in f.texts} for role in ("implementer", "supervisor"))
    for form in forms:
        for role, weight in (("agency", 3), ("unit_name", 2), ("implementer", 2), ("supervisor", 1)):
            text_of = form.texts.get(role)
            if text_of is None:
                continue
            coded = _CODE_AND_NAME.match(fold(text_of.text))
            name = coded[2] if coded else text_of.text
            if _SEVERAL.search(fold(name)) or (own and role in {"implementer", "supervisor"} and fold(name) != own):
                continue
            if len(implementers) > 1 and role == "supervisor" and len(supervisors) == 1:
                weight = 2  # one department over all, and a body of its own for each project
            if is_agency_name(name) or (role in {"agency", "implementer"} and may_be_name(name)):
                yield Named(_as_printed(name, text_of.text), coded[1] if coded else None, weight, text_of.source)
    if title and titled:
        yield Named(_as_printed(titled, title.text), None, 2, _source(document, title))


def _labelled(key: str) -> tuple[str, str | None] | None:
    """Name and code in a folded line above a table that is labelled or coded: 部门：505-某镇人民政府."""
    above, coded = PUBLISHER.fullmatch(key), _CODE_AND_NAME.match(key)
    if above is None and coded is None:
        return None
    name = coded[2] if coded else re.split(r"(?:金额)?单位[:：]|\s{2,}", above[1])[0] if above else ""
    within = _CODE_AND_NAME.match(name)
    name, code = (within[2], within[1]) if within else (name, coded[1] if coded else None)
    return (name, code) if may_be_name(name) and (above or is_agency_name(name)) else None


def of_others(agency: Agency | None, tables: Iterable[LogicalTable]) -> dict[int, str]:
    """Numbers of the tables that are another publisher's, each with its name: a volume of several departments.

    Said by a label above the table, or by the last title above it (某县林业局2023年部门预算). A shorter name of the same
    (区水务局), and its own office (本级), is no other.
    """
    if agency is None:
        return {}
    own = _OWN_OFFICE.sub("", fold(agency.name))
    found: dict[int, str] = {}
    titled: str | None = None
    for table in tables:
        lines = [(fold(text), text) for text in table.context]
        titles = (name for key, text in lines if _OF_YEAR.search(key) and (name := cover_name(text)) is not None)
        titled = next(reversed([name for name in titles if names_organ(name)]), titled)
        labels = [said[0] for key, _ in lines if (said := _labelled(key)) is not None and names_organ(said[0])]
        name = _OWN_OFFICE.sub("", labels[-1] if labels else titled or own)
        if (
            not any(one.startswith(other) or one.endswith(other) for one, other in ((name, own), (own, name)))
            and divisions.resolve(name).code
        ):
            found[table.number] = name
    return found


def _source(document: str, line: Line) -> Source:
    return Source(document, "agency/cover", line.text, line.line, line.line, line.page)


def _as_printed(name: str, text: str) -> str:
    """The name in the document's own width of brackets, where it can be found there."""
    plain = tidy(text)
    for start in range(len(plain)):
        if fold(plain[start:]).startswith(name):
            end = next((e for e in range(start + 1, len(plain) + 1) if fold(plain[start:e]) == name), None)
            if end:
                return plain[start:end].strip()
    return name
