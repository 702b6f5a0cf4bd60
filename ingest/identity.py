"""Who publishes a document, for which year, and what kind of document it is (公开主体、年度、文种).

Names are weighed by how often and where they are printed: in the line above a table, in a form, on the cover. The file
name is never asked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.blocks import Heading, Paragraph
from ingest.projects.target_form import TargetForm
from ingest.tables.grids import LogicalTable
from ingest.words.names import is_agency_name, may_be_name
from ingest.words.text import fold, tidy
from ontology import divisions
from ontology.records import Agency, DocumentKind, Issue, Phase, Source

_ABOVE_TABLE = re.compile(
    r"^(?:单位|部门|填报单位|编制单位|编制部门|预算单位|公开单位|编报单位|部门/单位|部门\(单位\)|填报部门|申报单位)(?:名称)?(?:\(盖章\)|\(公章\))?[:：]\s*(\S.{2,40})$"
)
_CODE_AND_NAME = re.compile(
    r"^(?:预算)?(?:单位|部门)?(?:名称|代码|编码)?[:：]?[\[(]?(\d{3,9})[\])]?\s*[-—_:：]?\s*([^\d\W][^，。；：:]{3,40})$"
)
_COVER = re.compile(
    r"^(?P<name>[^\d，。；：:《》]{3,40}?(?:局|委员会|委|办公室|办|部|院|校|中心|厅|会|政府|处|站|所|馆|队|公司|本级|机关|大学|学院|学校|中学|小学|幼儿园|医院|卫生院|署|台|团|林场|农场|法庭|监狱|分局|联盟|学会|支队|大队|协会|联合会|街道|镇|乡))(?:所属单位|机关|\(本级\))?\s*[（(]?(?:20\d\d)"
)
_MENU = re.compile(r"(?:部门|单位|财政)?(?:预决算|预算|决算|绩效)+(?:信息|公开|管理|专栏)*")
"""What the menu of a web page says above its text; a cover says no less than whose budget it is, or of which year."""
_TRAIL = re.compile(r"^(?:您|你)?(?:现在|当前|目前|所在)*的?(?:位置|所在)[:：]|(?:[^<>]{1,20}[>›»]){2}")
"""Where a web page says it stands in its site: 您现在的位置：首页>政务公开>财政预决算."""
_BOTH = "预决算"
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?(?=\s*(?:年度|年|度|部门|单位|预算|决算|项目|[）)]|$))")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document with its place."""

    text: str
    line: int | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    code: str | None
    weight: int
    source: Source | None


def cover_title(prose: Sequence[Heading | Paragraph], tables: Sequence[LogicalTable]) -> Line | None:
    """The first line that names a budget, final account or target table; the publisher's line before it joins in."""
    before: Line | None = None
    menu: Line | None = None
    for block in prose[:40]:
        text = tidy(block.text)
        line = Line(text, block.line_start, block.page)
        if _TRAIL.search(text):
            continue
        if re.search(r"(?:预算|决算|绩效目标|绩效自评)", text) and len(text) <= 60 and not text.endswith(("。", "；")):
            if not _COVER.match(text) and before and is_agency_name(before.text) and len(before.text) <= 40:
                return Line(before.text + text, before.line, before.page)
            following = prose[prose.index(block) + 1 : prose.index(block) + 2]
            if following and re.fullmatch(r"[（(]\s*20\d\d\s*年?度?\s*[）)]", tidy(following[0].text)):
                return Line(text + tidy(following[0].text), line.line, line.page)
            if _MENU.fullmatch(fold(text)) or not (re.search(r"20\d\d", text) or _names_agency(text)):
                menu = menu or line
                continue
            return line
        before = line
    if menu is not None:
        return menu
    return next((Line(t.title, t.line_start, t.page) for t in tables if t.title), None)


def _names_agency(title: str) -> bool:
    """某县水利局部门预算 names its publisher; the sheet name 一般公共预算支出 does not."""
    return is_agency_name(re.split(r"部门|单位|预算|决算|项目|绩效", title)[0])


def fiscal_year(title: Line | None, prose: Sequence[Heading | Paragraph], tables: Sequence[LogicalTable]) -> int | None:
    """The year of the cover; without one, the year most table titles name."""
    if title and (found := _YEAR.search(title.text)):
        return int(found[1])
    counts: Counter[int] = Counter()
    for text in [t for table in tables for t in (table.title, *table.context)] + [tidy(b.text) for b in prose if isinstance(b, Heading)]:
        counts.update(int(y) for y in _YEAR.findall(text))
    if not counts:
        counts.update(int(y) for b in prose for y in re.findall(r"(20[0-4]\d)\s*年", b.text))
    best = counts.most_common()
    return max((y for y, n in best if n == best[0][1]), default=None)


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
    tables: Sequence[LogicalTable],
    forms: Sequence[TargetForm],
    unit_codes: Iterable[tuple[str, str]],
    year: int | None,
    document: str,
) -> tuple[Agency | None, list[Issue]]:
    """The publisher with its code, region and level, and what about it could not be decided."""
    named = list(_candidates(title, tables, forms, document))
    if not named:
        return None, [Issue("agency.missing", "error", "没有找到公开主体（部门或单位）的名称", "请核对文件是否完整")]
    weights: Counter[str] = Counter()
    for candidate in named:
        weights[fold(candidate.name)] += candidate.weight
    best = max(weights.items(), key=lambda w: (w[1], -len(w[0]), w[0]))[0]
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
            above = _ABOVE_TABLE.match(key)
            coded = _CODE_AND_NAME.match(key)
            if not above and not coded and may_be_name(key) and is_agency_name(key) and divisions.resolve(key, None).code:
                source = Source(document, "agency/line-above-table", tidy(text), page=table.page, table=table.number)
                yield Named(_as_printed(key, text), None, 1, source)
            if above or coded:
                name = coded[2] if coded else re.split(r"(?:金额)?单位[:：]|\s{2,}", above[1])[0] if above else ""
                code_in_name = _CODE_AND_NAME.match(name)
                if code_in_name:
                    name, code = code_in_name[2], code_in_name[1]
                else:
                    code = coded[1] if coded else None
                if may_be_name(name) and (above or is_agency_name(name)):
                    source = Source(document, "agency/line-above-table", tidy(text), page=table.page, table=table.number)
                    yield Named(_as_printed(name, text), code, 3, source)
    for form in forms:
        for role, weight in (("agency", 3), ("unit_name", 2), ("implementer", 2), ("supervisor", 1)):
            text_of = form.texts.get(role)
            if text_of is None:
                continue
            coded = _CODE_AND_NAME.match(fold(text_of.text))
            name = coded[2] if coded else text_of.text
            if is_agency_name(name) or (role in {"agency", "implementer"} and may_be_name(name)):
                yield Named(_as_printed(name, text_of.text), coded[1] if coded else None, weight, text_of.source)
    if title and (cover := _COVER.match(title.text)):
        yield Named(cover["name"], None, 2, Source(document, "agency/cover", title.text, title.line, title.line, title.page))


def _as_printed(name: str, text: str) -> str:
    """The name in the document's own width of brackets, where it can be found there."""
    plain = tidy(text)
    for start in range(len(plain)):
        if fold(plain[start:]).startswith(name):
            end = next((e for e in range(start + 1, len(plain) + 1) if fold(plain[start:e]) == name), None)
            if end:
                return plain[start:end].strip()
    return name
