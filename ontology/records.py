"""The typed records that a disclosure (预决算公开文件) is read into.

They are the meeting point of the three packages: `ingest` makes them, `ontology.quads` turns them
into RDF, `search` indexes them. Every record names its `Source`: the place in the document and the
rule that read it. Nothing here knows a file format or a form.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from ontology.body_records import BodyStatements
from ontology.funding import CofundingRule as CofundingRule
from ontology.funding import FundingNorm as FundingNorm
from ontology.funding import FundingShare as FundingShare
from ontology.funding import TransferAllocation as TransferAllocation
from ontology.money import Money

if TYPE_CHECKING:
    from ontology.costs import CostBreakdown

Level = Literal["central", "provincial", "prefecture", "county", "township"]
Horizon = Literal["annual", "half_year", "implementation", "mid_long_term"]
Side = Literal["income", "expenditure"]
RowRole = Literal["total", "class", "group", "item", "line"]
Severity = Literal["error", "warning", "info"]
DocumentKind = Literal["department_budget", "unit_budget", "performance_targets", "final_account", "unknown"]
Comparator = Literal["ge", "gt", "le", "lt", "eq"]
Basis = Literal["level", "relative_change", "absolute_change"]
Direction = Literal["increase", "decrease", "maintain"]
Method = Literal["printed", "inherited", "inferred"]
Phase = Literal["budget", "adjusted", "final"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is printed. Lines, tables, rows and columns count from 1."""

    document: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    rule: str
    """What read it: `<form>/<rule>`."""
    text: str
    """The printed text, as it stands, wrapped lines joined."""
    line_start: int | None = None
    line_end: int | None = None
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    heading: tuple[str, ...] = ()
    """Section headings, table title and column headers above it, outermost first."""


@dataclass(frozen=True, slots=True)
class Document:
    path: str
    sha256: str
    title: str
    kind: DocumentKind
    fiscal_year: int | None
    media_type: str
    pages: int | None
    lines: int | None
    title_source: Source | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """The publisher: a department (部门) or a budget unit (预算单位)."""

    name: str
    code: str | None
    region: str | None
    """Six digits of GB/T 2260, or None where the name does not decide it."""
    level: Level | None
    division: str | None
    """Full name of the administrative division, such as 河南省新乡市红旗区."""
    is_unit: bool = False
    """True for a budget unit (单位) below a department (部门), such as …本级."""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table as it was understood: what `budgetkg explain` prints and provenance points to."""

    number: int
    title: str
    kind: str
    form: str
    unit: str | None
    line_start: int | None
    line_end: int | None
    page: int | None
    rows: int
    columns: int
    confidence: Decimal
    cells_used: int
    cells_ignored: int
    cells_reported: int


@dataclass(frozen=True, slots=True)
class BudgetFact:
    """One printed amount (预算数) in one cell."""

    amount: Money
    side: Side
    measure: str
    """What the column measures: total, basic, project, staff, public, …"""
    row_role: RowRole
    label: str
    """The row's own label, such as 信访事务 or 收入总计."""
    table_kind: str
    source: Source
    function_code: str | None = None
    economic_code: str | None = None
    government_economic_code: str | None = None
    income_code: str | None = None
    """Class of revenue (收入分类科目), 1…; departments print it beside funds and returns that they collect."""
    project: str | None = None
    """Name of the project the row stands for, as in `Project.name`."""
    nature: str | None = None
    """Fund nature (资金性质) concept: general_public_budget, government_fund, state_capital, …"""
    level_label: str | None = None
    """Funding level (资金级次) as printed: 本级财政资金, 上级补助."""
    levels: tuple[Level, ...] = ()
    horizon: Horizon = "annual"
    fiscal_year: int | None = None
    phase: Phase = "budget"
    carried_over: bool = False


@dataclass(frozen=True, slots=True)
class FundAmount:
    """Money of a project by source (资金来源). Level and nature are two dimensions of one amount."""

    label: str
    level: Level | None
    levels: tuple[Level, ...]
    """All levels the label names: 市县(区) is two."""
    level_resolution: Literal["explicit", "relative", "inferred", "none"]
    nature: str | None
    amount: Money
    horizon: Horizon
    source: Source


@dataclass(frozen=True, slots=True)
class Goal:
    """A performance goal in words (绩效目标)."""

    horizon: Horizon
    text: str
    source: Source
    achieved: str | None = None
    """What came of it, in a self-assessment (绩效自评表): 实际完成情况."""
    achieved_source: Source | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparable statement of a target value. A value without a number has none.

    `low`/`high` bound the canonical signed interval: "下降10%以上" is (-inf, -10].
    """

    comparator: Comparator | None
    origin: Literal["symbol", "word", "column", "implied"] | None
    value: Decimal | None
    unit: str | None
    basis: Basis
    direction: Direction | None = None
    baseline: str | None = None
    """same_period_last_year, previous_year, peer_average or upper_level_requirement."""
    subject: str | None = None
    approximate: bool = False
    low: Decimal | None = None
    low_inclusive: bool = True
    high: Decimal | None = None
    high_inclusive: bool = True
    not_before: str | None = None
    not_after: str | None = None
    frequency: str | None = None
    rating: str | None = None
    text: str = ""
    """The part of the printed value that this clause was read from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a self-assessment (绩效自评, 财预〔2020〕10号) says came of a target."""

    actual: str | None
    """实际完成值 as printed; None where the cell is blank."""
    clauses: tuple[Clause, ...]
    points: Decimal | None
    """得分."""
    deviation: str | None
    """偏差原因及改进措施."""
    source: Source


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """What a self-assessment (绩效自评, 财预〔2020〕10号) says of a project or department as a whole."""

    points: Decimal | None
    """自评总分; None where only a grade is printed."""
    full: Decimal | None
    """What the points are out of, where that is printed: 100."""
    grade: str | None
    """自评等级 as printed: 优."""
    source: Source
    """The points' cell, or the grade's where no points are printed."""
    grade_source: Source | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One printed row of a target table for one horizon: indicator (三级指标) and target (指标值)."""

    name: str
    level1: str | None
    level2: str | None
    horizon: Horizon
    raw_value: str | None
    clauses: tuple[Clause, ...]
    source: Source
    name_source: Source
    declared_nature: str | None = None
    """计算符号 / 指标性质 column: 定性, 数值."""
    description: str | None = None
    basis: str | None = None
    """指标值确定依据."""
    explanation: str | None = None
    levels_method: Method = "printed"
    value_source: Source | None = None
    weight: Decimal | None = None
    """分值 or 权重: the points that the target is worth, as the form prints them."""
    outcome: Outcome | None = None
    deadline_source: Source | None = None
    """The cell of a column of deadlines (完成时限) that the last of the clauses was read from."""


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    code: str | None
    amount: Money | None
    funds: tuple[FundAmount, ...]
    goals: tuple[Goal, ...]
    indicators: tuple[Indicator, ...]
    source: Source
    aliases: tuple[str, ...] = ()
    category: str | None = None
    amount_source: Source | None = None
    amount_method: Method = "printed"
    overview: str | None = None
    overview_source: Source | None = None
    breakdowns: tuple["CostBreakdown", ...] = ()
    """What the texts of the project say its money is for (测算明细)."""
    assessment: SelfAssessment | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What running text says of a figure (说明里的一句): how much, how it changed, and why. 财预〔2016〕143号."""

    subject: str
    """Code of the list claim-subject: income_total, three_public_reception, operating_cost, …"""
    text: str
    """The sentence, or the part of it, that is about this figure."""
    source: Source
    amount: Money | None = None
    change: Money | None = None
    """Signed: a decrease is negative. The printed text has no sign."""
    percent: Decimal | None = None
    """Signed, of the baseline: 下降8.28% is -8.28."""
    direction: Direction | None = None
    baseline_year: int | None = None
    baseline: Money | None = None
    """The amount compared with, where the text states it; never computed."""
    reason: str | None = None
    function_code: str | None = None
    """Of a claim about one functional class, where the text prints its code."""
    function_name: str | None = None
    """Of a claim about one functional class, as the text prints it."""
    share_percent: Decimal | None = None
    """占44.76%: of the figure that it is a part of."""
    nature: str | None = None
    """Fund nature (资金性质) that the claim is limited to: 一般公共预算基本支出 is not all basic expenditure."""


@dataclass(frozen=True, slots=True)
class Merge:
    """That two nodes are one body or project (合并), as a person stated it. Taking it back leaves both as they were."""

    merged: str
    """IRI of the node that is held to be the other."""
    main: str
    """IRI of the node that stands for both."""
    reason: str
    stated_at: str
    """ISO 8601 with its zone."""
    withdrawn_at: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be read or decided, told to the reader; never a silent guess."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The headline figures and the fact each was taken from."""

    income: BudgetFact | None = None
    expenditure: BudgetFact | None = None
    basic: BudgetFact | None = None
    project: BudgetFact | None = None


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A row of the total-expenditure table with a 类/款/项 code (3, 5 or 7 digits)."""

    code: str
    name: str
    total: BudgetFact | None
    basic: BudgetFact | None
    project: BudgetFact | None


@dataclass(frozen=True, slots=True)
class EconomicLine:
    """A row of the basic-expenditure table by economic class (经济分类)."""

    code: str | None
    name: str
    total: BudgetFact | None
    staff: BudgetFact | None
    public: BudgetFact | None


THREE_PUBLIC_ITEMS = ("total", "abroad", "reception", "vehicles", "vehicle_purchase", "vehicle_running")


@dataclass(frozen=True, slots=True)
class DisclosureRecord:
    """All that one document says."""

    document: Document
    agency: Agency | None
    totals: Totals = Totals()
    projects: tuple[Project, ...] = ()
    department_goals: tuple[Goal, ...] = ()
    department_indicators: tuple[Indicator, ...] = ()
    facts: tuple[BudgetFact, ...] = ()
    function_lines: tuple[FunctionLine, ...] = ()
    economic_lines: tuple[EconomicLine, ...] = ()
    three_public: dict[str, BudgetFact | None] = field(default_factory=dict)
    """Keys of THREE_PUBLIC_ITEMS that the document prints; None where the cell is blank."""
    cofunding_rules: tuple[CofundingRule, ...] = ()
    tables: tuple[TableReading, ...] = ()
    issues: tuple[Issue, ...] = ()
    claims: tuple[Claim, ...] = ()
    body: BodyStatements = field(default_factory=BodyStatements)
    funding_norms: tuple[FundingNorm, ...] = ()
    transfers: tuple[TransferAllocation, ...] = ()
    department_assessment: SelfAssessment | None = None
