"""The only place that builds IRIs. Equal keys give equal IRIs on every machine, different keys never meet.

A key part is folded first (Unicode NFKC, white space dropped), because disclosures print one name with
full-width and half-width brackets. Chinese stays readable; what an IRI forbids is percent-encoded. A part
longer than 60 characters keeps its head and ends in a hash of the whole.

    id/division/410800                                     administrative division (130185-2013: until then)
    id/agency/410800-焦作市信访局                          department or budget unit
    id/project/410800-焦作市信访局/保安服务费              project, the same in every year
    …/2020/06f5e701e5e35c86                                what one document declares of it for a year
    …/plan · …/fund/t12-r8-c3                              its performance plan, its fund sources
    …/breakdown/t12-r8-c3 · …/item/差旅费                  what its overview says the money is for
    …/indicator/产出指标/数量指标/办结率 · …/target/annual · …/clause/1
    …/level/central                                        what one level bears of it
    id/government/410800                                   government of a division
    id/programme/410800-焦作市信访局/解决特殊疑难信访问题补助资金   programme, without year
    id/document/<sha256>                                   document
    id/table/06f5e701e5e35c86/11                           table
    id/cell/06f5e701e5e35c86/t11-r14-c4                    cell
    id/span/06f5e701e5e35c86/l120-121-3f9a0c12             text outside tables
    id/claim/06f5e701e5e35c86/l61-61-3f9a0c12/income-total  what running text says of a figure
    id/staff/06f5e701e5e35c86/l20-20-3f9a0c12/posts         a number of posts or people; …/units, …/empty-note alike
    id/responsibility/06f5e701e5e35c86/l48-48-3f9a0c12      one point of what a body is in charge of
    id/fact/06f5e701e5e35c86/t11-r14-c4                    budget fact
    id/issue/06f5e701e5e35c86/3f9a0c125b7e                 what could not be read or decided
    id/cofunding/06f5e701e5e35c86/3f9a0c125b7e             declared ratio; …/share/central · …/condition
    id/norm/06f5e701e5e35c86/3f9a0c125b7e                  floor, ceiling or standard
    id/allocation/06f5e701e5e35c86/t15-r10-c3/3f9a0c125b7e   money passed on; …/to/140525
    id/merge/3f9a0c125b7e                                  that two nodes are one
    id/programme-link/3f9a0c125b7e                         that two programmes are one, with its score
    id/programme-group/3f9a0c125b7e                        programmes that are one, by the first of them
    id/indicator-library/3f9a0c125b7e                      entry of the indicator library, by its meaning alone
    id/result/3f9a0c12d0b1                                 result of a validation
    id/finding/06f5e701e5e35c86/wrong-direction/3f9a0c125b7e   what a rule found in a document
    code/finding-rule-wrong-direction                      the rule
    code/functional/2020/2010308                           code of a classification of one year
    graph/<sha256>                                         named graph of a document
    graph/<sha256>/findings                                named graph of what rules found in it
    graph/codes/2020                                       named graph of a year's code lists
    cube/06f5e701e5e35c86/income                           data set of an exported cube: one kind of table of a document
    …/t11-r14-c4 · …/line/t11-r14                          an observation, and the printed row that it stands in
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Literal

from ontology.errors import RecordError
from ontology.records import Source

BASE = "https://w3id.org/budgetkg/"
VOCABULARY_GRAPH = BASE + "graph/vocabulary"
DIVISIONS_GRAPH = BASE + "graph/divisions"
CONCEPTS_GRAPH = BASE + "graph/indicator-concepts"
MERGES_GRAPH = BASE + "graph/merges"
PROGRAMME_LINKS_GRAPH = BASE + "graph/programme-links"
LIBRARY_GRAPH = BASE + "graph/indicator-library"
INDICATOR_LIBRARY = BASE + "id/indicator-library"
FINDING_RULES_GRAPH = BASE + "graph/finding-rules"

Classification = Literal["functional", "economic", "government-economic", "income"]

#: Longest part, in characters before percent-encoding, that is kept whole.
MAX_PART = 60

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f-\x9f\ud800-\udfff]')
_SUB_DELIMITERS = "!$&'()*+,;=:@"
_UNRESERVED = "-._~"
_UCS_RANGES = (
    (0xA1, 0xAC),
    (0xAE, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2070, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFEFE),
    (0xFF00, 0xFFEF),
)


def _allowed(character: str) -> bool:
    """Whether RFC 3987 lets the character stand in a path segment (`ipchar`), invisible ones left out.

    Fixed ranges, not character categories: those grow with each Python version.
    """
    if character.isascii():
        return character.isalnum() or character in _UNRESERVED or character in _SUB_DELIMITERS
    point = ord(character)
    if point >= 0x10000:
        return point < 0xE0000 and point & 0xFFFF <= 0xFFFD
    return any(low <= point <= high for low, high in _UCS_RANGES)


def _encode(text: str, forbid: str = "") -> str:
    if text.isalnum() and text.isascii():
        return text
    return "".join(
        character
        if _allowed(character) and character not in forbid
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in text
    )


def fold(text: str) -> str:
    """The form of a name that identity rests on: NFKC, without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=65536)
def part(text: str | None, forbid: str = "") -> str:
    """One path segment for a key part. None, the empty text and every other text stay apart."""
    if text is None:
        return "-"
    folded = fold(text)
    if not folded:
        return "~"
    if folded in {"-", "~"} or not folded.strip("."):
        return "".join(f"%{ord(character):02X}" for character in folded[:MAX_PART]) + _tail(folded)
    return _encode(folded[:MAX_PART], forbid) + _tail(folded)


def _tail(folded: str) -> str:
    return f"*{digest(folded)}" if len(folded) > MAX_PART else ""


def digest(*parts: str) -> str:
    """Twelve hexadecimal digits over the parts; their borders count."""
    joined = "".join(f"{len(item)}:{item}" for item in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _sha256(value: str) -> str:
    if not _SHA256.fullmatch(value):
        raise RecordError("iri.sha256", f"文档标识不是 SHA-256：{value!r}", "应为 64 位十六进制小写")
    return value


def _short(sha256: str) -> str:
    """Sixteen digits are enough apart for 10⁸ documents (chance of one clash: 3 in 10 000)."""
    return _sha256(sha256)[:16]


def document(sha256: str) -> str:
    return f"{BASE}id/document/{_sha256(sha256)}"


def graph(sha256: str) -> str:
    return f"{BASE}graph/{_sha256(sha256)}"


def findings_graph(sha256: str) -> str:
    return f"{graph(sha256)}/findings"


def division(code: str, valid_to: int | None = None) -> str:
    """A division by its code; one that ended by its last year too, because codes keep on under new names."""
    return f"{BASE}id/division/{part(code, '-')}{'' if valid_to is None else f'-{valid_to}'}"


def agency(region: str | None, name: str) -> str:
    return f"{BASE}id/agency/{part(region, '-')}-{part(name)}"


def government(division_iri: str) -> str:
    """The government of a division, under the division's own key."""
    return f"{BASE}id/government/{division_iri.rsplit('/', 1)[1]}"


def programme(agency_iri: str | None, name: str, sha256: str) -> str:
    """A programme (资金项目) as one agency names it. Without an agency it belongs to its document."""
    owner = agency_iri.rsplit("/", 1)[1] if agency_iri else f"~{_short(sha256)}"
    return f"{BASE}id/programme/{owner}/{part(name)}"


def project(agency_iri: str | None, name: str, code: str | None, sha256: str) -> str:
    """A project of an agency, by its code where it has one. Without an agency it belongs to its document."""
    owner = agency_iri.rsplit("/", 1)[1] if agency_iri else f"~{_short(sha256)}"
    return f"{BASE}id/project/{owner}/{f'code:{part(code)}' if code else part(name, ':')}"


def declaration(project_iri: str, year: int | None, sha256: str) -> str:
    return f"{project_iri}/{part(None if year is None else str(year))}/{_short(sha256)}"


def project_plan(declaration_iri: str) -> str:
    return f"{declaration_iri}/plan"


def agency_plan(agency_iri: str | None, year: int | None, sha256: str) -> str:
    """The performance plan of a whole department (部门整体支出绩效目标)."""
    owner = agency_iri or document(sha256)
    return f"{owner}/{part(None if year is None else str(year))}/{_short(sha256)}/plan"


def goal(plan_iri: str, horizon: str) -> str:
    return f"{plan_iri}/goal/{part(horizon)}"


def indicator(plan_iri: str, level1: str | None, level2: str | None, name: str) -> str:
    return f"{plan_iri}/indicator/{part(level1)}/{part(level2)}/{part(name)}"


def target(indicator_iri: str, horizon: str) -> str:
    return f"{indicator_iri}/target/{part(horizon)}"


def clause(target_iri: str, ordinal: int) -> str:
    return f"{target_iri}/clause/{ordinal}"


def table(sha256: str, number: int) -> str:
    return f"{BASE}id/table/{_short(sha256)}/{number}"


def _place(source: Source) -> str:
    if source.table is not None:
        row, column = ("" if number is None else str(number) for number in (source.row, source.column))
        return f"t{source.table}-r{row}-c{column}"
    lines = "" if source.line_start is None else f"l{source.line_start}-{source.line_end or source.line_start}"
    page = "" if source.page is None or lines else f"p{source.page}"
    return f"{lines}{page}-{digest(source.text)}"


def source(source: Source) -> str:
    """A cell by table, row and column; other text by its lines (or page) and a hash of the text."""
    kind = "span" if source.table is None else "cell"
    return f"{BASE}id/{kind}/{_short(source.document)}/{_place(source)}"


def fact(source: Source) -> str:
    return f"{BASE}id/fact/{_short(source.document)}/{_place(source)}"


def fund(declaration_iri: str, source: Source) -> str:
    return f"{declaration_iri}/fund/{_place(source)}"


def breakdown(declaration_iri: str, source: Source) -> str:
    """A list of what a project's money is for, by the text that it stands in."""
    return f"{declaration_iri}/breakdown/{_place(source)}"


def cofunding_rule(sha256: str, *content: str) -> str:
    """A declared ratio by its content, because one rule is printed in several places."""
    return f"{BASE}id/cofunding/{_short(sha256)}/{digest(*content)}"


def funding_norm(sha256: str, *content: str) -> str:
    """A floor, ceiling or standard by its content, because one is printed in several places."""
    return f"{BASE}id/norm/{_short(sha256)}/{digest(*content)}"


def allocation(source: Source, *content: str) -> str:
    """A list of what is passed on, by where it stands."""
    return f"{BASE}id/allocation/{_short(source.document)}/{_place(source)}/{digest(*content)}"


def claim(source: Source, subject: str) -> str:
    """What one place says of one figure."""
    return f"{BASE}id/claim/{_short(source.document)}/{_place(source)}/{part(subject.replace('_', '-'))}"


def staff_count(source: Source, kind: str) -> str:
    """A number of posts or people at one place."""
    return f"{BASE}id/staff/{_short(source.document)}/{_place(source)}/{part(kind.replace('_', '-'))}"


def unit_statement(source: Source) -> str:
    """What one place says of a department's units."""
    return f"{BASE}id/units/{_short(source.document)}/{_place(source)}"


def responsibility(source: Source) -> str:
    """What one place says that a body is in charge of."""
    return f"{BASE}id/responsibility/{_short(source.document)}/{_place(source)}"


def empty_note(source: Source) -> str:
    """What one place says of an empty statement."""
    return f"{BASE}id/empty-note/{_short(source.document)}/{_place(source)}"


def indicator_concept(concept_id: str) -> str:
    return f"{BASE}code/indicator-concept-{part(concept_id)}"


def merge(merged: str, main: str) -> str:
    """The statement that two nodes are one, by the two."""
    return f"{BASE}id/merge/{digest(merged, main)}"


def programme_link(left: str, right: str) -> str:
    """The link between two programmes, by the two."""
    return f"{BASE}id/programme-link/{digest(left, right)}"


def programme_group(first: str) -> str:
    """Programmes that are one, by the first of them: the same until one that sorts before it joins or it leaves."""
    return f"{BASE}id/programme-group/{digest(first)}"


def library_entry(*meaning: str) -> str:
    """An entry of the indicator library, by what it means: no document has a part in its name."""
    return f"{BASE}id/indicator-library/{digest(*meaning)}"


def value_spread(entry: str, unit: str, basis: str) -> str:
    """How the values of an entry lie that have one unit and basis."""
    return f"{entry}/{digest(unit, basis)}"


def cube_dataset(sha256: str, family: str) -> str:
    return f"{BASE}cube/{_short(sha256)}/{part(family)}"


def observation(dataset_iri: str, fact_iri: str) -> str:
    """The observation of a fact, named by the same place of the document."""
    place = fact_iri.removeprefix(f"{BASE}id/fact/").partition("/")[2] if fact_iri.startswith(f"{BASE}id/fact/") else ""
    return f"{dataset_iri}/{place or digest(fact_iri)}"


def printed_line(dataset_iri: str, table: int | None, row: int | None, place_iri: str) -> str:
    """The row that a figure is printed in; for text outside tables, the place itself."""
    return f"{dataset_iri}/line/{digest(place_iri) if table is None or row is None else f't{table}-r{row}'}"


def finding_rule(rule: str) -> str:
    return f"{BASE}code/finding-rule-{part(rule)}"


def finding(sha256: str, rule: str, focus: str) -> str:
    """A finding by its document, its rule and what it is about."""
    return f"{BASE}id/finding/{_short(sha256)}/{part(rule)}/{digest(sha256, rule, focus)}"


def is_finding_of(finding: str, sha256: str) -> bool:
    return finding.startswith(f"{BASE}id/finding/{_short(sha256)}/")


def issue(sha256: str, *content: str) -> str:
    return f"{BASE}id/issue/{_short(sha256)}/{digest(*content)}"


def result(*content: str) -> str:
    """A result of a validation: the same for the same shape, constraint, focus and value."""
    return f"{BASE}id/result/{digest(*content)}"


def child(parent_iri: str, *parts: str) -> str:
    """A node that exists only as a part of another, such as a share of a ratio."""
    return "/".join((parent_iri, *(part(item) for item in parts)))


def code(scheme: Classification, year: int | None, notation: str) -> str:
    """A code in the list of one year: names and codes move between years."""
    return f"{code_scheme(scheme, year)}/{part(notation)}"


def code_scheme(scheme: Classification, year: int | None) -> str:
    return f"{BASE}code/{scheme}/{part(None if year is None else str(year))}"


def codes_graph(year: int) -> str:
    """The named graph of the code lists of one year."""
    return f"{BASE}graph/codes/{year}"


class Ordinals:
    """Tells repeats apart: the first stays as it is, the second gets `/~2`, and so on."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, iri: str) -> str:
        count = self._seen[iri] = self._seen.get(iri, 0) + 1
        return iri if count == 1 else f"{iri}/~{count}"


def is_iri(text: str) -> bool:
    """Whether the text may stand between angle brackets in N-Quads."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text)) and not _FORBIDDEN_IRI.search(text)
