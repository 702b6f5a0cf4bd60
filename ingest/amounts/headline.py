"""Headline figures, code lines and 三公: the facts of a document picked for its summary.

Each figure is a printed fact, or the sum of the printed parts where the form has no column for the whole. Where a figure
is printed rounded in one place and exactly in another, the exact one is taken and the difference is reported.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.projects.rows import added
from ingest.words.codes import is_total
from ingest.words.text import fold, label_key
from ontology.records import THREE_PUBLIC_ITEMS, BudgetFact, EconomicLine, FunctionLine, Issue, Phase, Side, Totals

_INCOME = ("收入总计", "收入合计", "收入总额", "总计", "本年收入合计", "当年收入合计", "本年收入", "资金总额", "预算总额", "合计")
_EXPENDITURE = ("支出总计", "支出合计", "支出总额", "总计", "本年支出合计", "当年支出合计", "本年支出", "资金总额", "预算总额", "合计")
_OF_YEAR = re.compile(r"20\d\d年(?:度)?(?:预算数?|决算数?)?|预算数|决算数")
_CONJUNCTION = re.compile(r"[和及与、]")
"""What 工资和福利支出 has more than 工资福利支出."""
_SIDES: dict[Side, str] = {"income": "收入", "expenditure": "支出"}
_PARTS = {
    "basic": ("staff", "public"),
    "project": ("running", "specific", "department_project", "special_project"),
}
_SUMMARIES = ("budget_summary", "function_income", "function_expenditure", "fiscal_summary", "department_targets")
_BY_FUNCTION = ("function_expenditure", "general_budget_expenditure")


@dataclass(frozen=True, slots=True)
class Headline:
    totals: Totals
    function_lines: tuple[FunctionLine, ...]
    economic_lines: tuple[EconomicLine, ...]
    three_public: dict[str, BudgetFact | None]
    issues: tuple[Issue, ...]


def headline(facts: Sequence[BudgetFact], kinds: Iterable[str], year: int | None, phase: Phase) -> Headline:
    """Pick the document's summary from its facts of the year: the budget's, or the final account's.

    Where no figure of the year is of the phase that the cover names, those of the other are taken, and an issue says so.
    """
    issues: list[Issue] = []
    current = [f for f in facts if f.fiscal_year == year and not f.carried_over and f.horizon == "annual"]
    if not any(f.phase == phase for f in current) and (others := [f.phase for f in current if f.phase != "adjusted"]):
        words = {"budget": "预算数", "final": "决算数", "adjusted": "调整预算数"}
        issues.append(
            Issue(
                "document.phase",
                "warning",
                f"按封面应有{words[phase]}，而各表都没有注明，按{words[others[0]]}列出合计",
                "请核对这是预算还是决算",
            )
        )
        phase = others[0]
    current = [f for f in current if f.phase == phase]
    expenditure = _exact(_total(current, "expenditure", _EXPENDITURE), current, issues)
    totals = Totals(
        income=_exact(_total(current, "income", _INCOME), current, issues),
        expenditure=expenditure,
        basic=_part(current, "basic", expenditure),
        project=_part(current, "project", expenditure),
    )
    three: dict[str, BudgetFact | None] = {}
    if "three_public" in kinds:
        printed = [f for f in current if f.table_kind == "three_public"]
        if len({(f.source.table, f.source.row) for f in printed}) > 1:  # the only row is the unit's own: its total is the total
            printed = [
                f for f in printed if f.measure != "total" or f.row_role == "total" or "三公" in f.label
            ]  # 行政经费 above 三公 is no total
        own = [f for f in printed if f.measure == "total" and _is_three_public(f)]
        if own:  # 合计 may hold 会议费 and 培训费 too
            printed = [f for f in printed if f.measure != "total"] + own
        three = {item: _item(printed, item) for item in THREE_PUBLIC_ITEMS}
    return Headline(totals, function_lines(current, issues), economic_lines(current), three, tuple(issues))


def _item(printed: Sequence[BudgetFact], item: str) -> BudgetFact | None:
    """An item of 三公, of the row 合计 where units (本级, then its subordinates) have rows of their own."""
    found = [f for f in printed if f.measure.split("/")[-1] == item]
    return next((f for f in found if is_total(f.label)), found[0] if found else None)


def _is_three_public(total: BudgetFact) -> bool:
    """A total called 三公, or the 小计 of the columns under 三公."""
    own, *outer = (*reversed(total.source.heading), "")
    group = next((heading for heading in outer if not _OF_YEAR.fullmatch(fold(heading))), "")
    return "三公" in own + total.label or (label_key(own) == "小计" and "三公" in group)


def _total(facts: Sequence[BudgetFact], side: Side, labels: Sequence[str]) -> BudgetFact | None:
    for kind in _SUMMARIES:
        rows = [f for f in facts if f.table_kind == kind and f.side == side and f.row_role == "total" and f.measure == "total"]
        for label in labels:
            found = next((f for f in rows if label_key(f.label) == label), None)
            if found is not None:
                return found
    # 部门支出预算数: a department's form may name its total by the side alone
    named = [f for f in facts if f.table_kind == "department_targets" and f.row_role == "total" and f.measure == "total" and f.side == side]
    return named[0] if len(named) == 1 and _SIDES[side] in named[0].label else None


def _exact(fact: BudgetFact | None, facts: Sequence[BudgetFact], issues: list[Issue]) -> BudgetFact | None:
    """The same total printed with more places elsewhere: 210.9 in one table is 210.91 in another."""
    if fact is None or fact.amount.yuan is None:
        return fact
    printed = fact.amount.yuan
    finer = [
        f
        for f in facts
        if f.row_role == "total" and f.measure == "total" and f.amount.yuan is not None and f.table_kind in _SUMMARIES
        and f.amount.quantum < fact.amount.quantum and 0 < abs(f.amount.yuan - printed) <= fact.amount.quantum / 2
    ]  # fmt: skip
    best = next((f for f in finer if f.side == fact.side), finer[0] if finer else None)
    if best is None:
        return fact
    issues.append(
        Issue(
            "total.rounded",
            "info",
            f"{fact.label}印作 {fact.amount.text}，另处印作 {best.amount.text}，取较精确者",
            "两处应为同一数",
            fact.source,
        )
    )
    return best


def _part(facts: Sequence[BudgetFact], measure: str, whole: BudgetFact | None) -> BudgetFact | None:
    """Basic or project expenditure of the whole department.

    The general-budget table counts only where its total is the department's: money of other funds is not in it.
    """
    for kind in ("function_expenditure", "budget_summary", "department_targets", "fiscal_summary", "general_budget_expenditure"):
        rows = [f for f in facts if f.table_kind == kind and f.side == "expenditure"]
        if kind == "general_budget_expenditure":
            total = next((f for f in rows if f.row_role == "total" and f.measure == "total"), None)
            if whole is not None and total is not None and total.amount.yuan != whole.amount.yuan:
                continue
        own = [f for f in rows if f.measure == measure]
        sums = [f for f in own if f.row_role == "total"]  # 合计, but a unit's own line only where nothing else is printed
        found = next((f for f in sums if is_total(f.label)), sums[0] if sums else None) or _summed(rows, measure)
        if found is None and kind in {"budget_summary", "fiscal_summary"}:  # 一、基本支出 is a row there
            found = next(iter(own), None)
        if found is not None:
            return found
    return None


def _summed(table: Sequence[BudgetFact], measure: str) -> BudgetFact | None:
    """The total row's sum of parts, in a table that prints no column for the whole."""
    rows = _rows(f for f in table if f.row_role == "total")
    return _sum_of_parts(rows[0], measure) if rows and not _prints(table, measure) else None


def _prints(facts: Sequence[BudgetFact], measure: str) -> bool:
    return any(f.measure == measure for f in facts)


def _sum_of_parts(row: Sequence[BudgetFact], measure: str) -> BudgetFact | None:
    """基本支出 = 人员 + 公用, 项目支出 = 运转类 + 特定目标类: by definition, where the form prints the parts only.

    A part that is itself printed in parts only (人员经费: 工资福利支出, 对个人和家庭的补助) counts with all of them.
    """
    below = [f for f in row if f.measure.split("/")[0] in {measure, *_PARTS[measure]}]
    parts = [f for f in below if not any(f.measure.startswith(g.measure + "/") for g in below)]  # 小计 printed: not its parts
    yuan = [f.amount.yuan for f in parts if f.amount.yuan is not None]
    if not yuan or len({f.amount.unit for f in parts}) > 1:
        return None
    return replace(added(parts), measure=measure)


def function_lines(facts: Sequence[BudgetFact], issues: list[Issue]) -> tuple[FunctionLine, ...]:
    """Code rows of the total-expenditure table, each code once; the general-budget table where there is no other."""
    spent = [f for f in facts if f.side == "expenditure"]  # a final account has income and expenditure of a fund in one table
    by_kind = {
        k: _rows(f for f in spent if f.table_kind == k and f.function_code and f.row_role in {"class", "group", "item"})
        for k in _BY_FUNCTION
    }
    main = _over_units(by_kind["function_expenditure"] or by_kind["general_budget_expenditure"], facts)
    other = {row[0].function_code: row for row in by_kind["general_budget_expenditure"]}
    whole = [f for row in main for f in row]
    lines: dict[str, FunctionLine] = {}
    for row in main:
        code = row[0].function_code
        if code is None or code in lines:
            continue
        parts = {m: _measure(row, m) for m in ("total", "basic", "project")}
        for measure in ("basic", "project"):
            if parts[measure] is None and not _prints(whole, measure):
                parts[measure] = _sum_of_parts(row, measure)
        twin = other.get(code, ())
        same = _measure(twin, "total")
        if parts["total"] and same and parts["total"].amount.yuan == same.amount.yuan:
            for measure in ("basic", "project"):
                if parts[measure] is None and (printed := _measure(twin, measure)) is not None and _unsplit(row, measure):
                    parts[measure] = printed
                    issues.append(
                        Issue(
                            "line.filled",
                            "info",
                            f"{code} {row[0].label} 的{measure}小计空白，取一般公共预算表中同一行所印",
                            "两表合计相同",
                            printed.source,
                        )
                    )
        lines[code] = FunctionLine(code, row[0].label, parts["total"], parts["basic"], parts["project"])
    return tuple(lines.values())


def _over_units(rows: Sequence[list[BudgetFact]], facts: Sequence[BudgetFact]) -> Sequence[list[BudgetFact]]:
    """A code that one table prints for each unit (本级, then its subordinates): one row with the sum over them.

    That the rows are parts, and not one sum printed twice, is known where all rows of items together make up the table's 合计.
    """
    tables: dict[int | None, list[list[BudgetFact]]] = {}
    for row in rows:
        tables.setdefault(row[0].source.table, []).append(row)
    done: list[list[BudgetFact]] = []
    for number, mine in tables.items():
        codes = [row[0].function_code or "" for row in mine]
        above = {code[:length] for code in codes for length in range(len(code))}
        finest = [row for row, code in zip(mine, codes, strict=True) if code not in above]
        whole = {
            f.amount.yuan
            for f in facts
            if f.source.table == number and f.row_role == "total" and f.measure == "total" and not f.nature and is_total(f.label)
        }
        if len(set(codes)) == len(codes) or {_yuan(_measure(row, "total") for row in finest)} != whole:
            done += mine
            continue
        for code in dict.fromkeys(codes):
            same = [row for row in mine if row[0].function_code == code]
            done.append(same[0] if len(same) == 1 else _added(same))
    return done


def _yuan(facts: Iterable[BudgetFact | None]) -> Decimal:
    return sum((f.amount.yuan for f in facts if f and f.amount.yuan is not None), Decimal(0))


def _added(rows: Sequence[Sequence[BudgetFact]]) -> list[BudgetFact]:
    """Rows of one code as one, measure by measure."""
    by_measure: dict[tuple[str, str | None, str | None], list[BudgetFact]] = {}
    for fact in (f for row in rows for f in row):
        by_measure.setdefault((fact.measure, fact.nature, fact.level_label), []).append(fact)
    return [added(parts) for parts in by_measure.values()]


def _unsplit(row: Sequence[BudgetFact], measure: str) -> bool:
    """The subtotal is blank though parts of it are printed in the row."""
    return any(f.measure.startswith(measure + "/") and f.amount.yuan for f in row)


def economic_lines(facts: Sequence[BudgetFact]) -> tuple[EconomicLine, ...]:
    """Rows by economic class, from the basic-expenditure table or else from 机关运行经费."""
    for kind in ("basic_economic", "operating_cost"):
        rows = _rows(f for f in facts if f.table_kind == kind and f.row_role != "total" and not f.function_code)
        both = {f.source.table for row in rows for f in row if f.measure.startswith("project") and f.amount.yuan}
        # 基本支出 beside 项目支出: rows of the first
        rows = [r for r in rows if r[0].source.table not in both or _yuan([_measure(r, "basic")])]
        if any(r[0].economic_code for r in rows):  # 部门预算经济分类 beside 政府预算经济分类: the former
            rows = [r for r in rows if r[0].economic_code or not r[0].government_economic_code]
        if kind == "operating_cost":
            rows = [r for r in rows if r[0].economic_code]
        lines = [
            EconomicLine(
                r[0].economic_code,
                r[0].label,
                _measure(r, "basic") if r[0].source.table in both else _amount(r),
                _measure(r, "staff"),
                _measure(r, "public"),
            )
            for r in _first_told(rows)
        ]
        if lines:
            return tuple(lines)
    return ()


def _first_told(rows: Sequence[Sequence[BudgetFact]]) -> Iterable[Sequence[BudgetFact]]:
    """Rows without those that tell a class again which an earlier table told: 财政拨款基本支出, then 一般公共预算基本支出."""
    told: dict[str, int | None] = {}
    return (r for r in rows if told.setdefault(_CONJUNCTION.sub("", label_key(r[0].label)), r[0].source.table) == r[0].source.table)


def _rows(facts: Iterable[BudgetFact]) -> list[list[BudgetFact]]:
    rows: dict[tuple[int | None, int | None, str, str], list[BudgetFact]] = {}
    for fact in facts:
        rows.setdefault((fact.source.table, fact.source.row, fact.side, fact.label), []).append(fact)
    return list(rows.values())


def _measure(row: Sequence[BudgetFact], measure: str) -> BudgetFact | None:
    """The row's amount for a measure: `staff` is also the `basic/staff` of a table that nests its columns."""
    return next((f for f in row if f.measure == measure or f.measure.endswith("/" + measure)), None)


def _amount(row: Sequence[BudgetFact]) -> BudgetFact | None:
    """The row's amount, whichever heading its column stands under."""
    return next((f for m in ("total", "basic", "staff", "public") if (f := _measure(row, m)) is not None), None)
