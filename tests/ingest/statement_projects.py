"""项目支出表 and the lesser tables of an invented disclosure: funds, state capital, procurement, debt."""

from collections.abc import Sequence

from tests.ingest.rendered import Part
from tests.ingest.statement_budgets import Project
from tests.ingest.statement_tables import FUND, INDENT, Path, Print, Rows, body, code_cells, code_keys, tree, with_total

MERGED_FUNDS = ("general", "government", "capital")


def _amounts(p: Print) -> list[Path]:
    style = p["project_table"]
    if style == "flat":
        return [(p.amount_heading("金额"),)]
    funds = [(FUND[f],) for f in FUND]
    if style == "nested":
        return [("合计",), *(("财政拨款", "小计"), *(("财政拨款", FUND[f]) for f in MERGED_FUNDS)), *funds[3:]]
    if style == "carry":
        return [("合计",), *(("本年拨款", FUND[f]) for f in MERGED_FUNDS), *(("上年结转", FUND[f]) for f in MERGED_FUNDS), *funds[3:]]
    return [("合计",), *funds, ("上年结转",)] if style == "all-carry" else [("合计",), *funds]


def _cells(p: Print, funds: dict[str, int], carried: int) -> list[int | None]:
    style, total = p["project_table"], sum(funds.values())
    by = {f: funds.get(f, 0) for f in FUND}
    if style == "flat":
        return [total]
    fiscal = [by[f] for f in MERGED_FUNDS]
    if style == "nested":
        return [total, sum(fiscal), *fiscal, by["account"], by["unit"]]
    own = [by["general"] - carried, *fiscal[1:]]
    if style == "carry":
        return [total, *own, carried, 0, 0, by["account"], by["unit"]]
    return [total, *own, by["account"], by["unit"], carried] if style == "all-carry" else [total, *by.values()]


def _split(p: Print, project: Project) -> list[tuple[tuple[str, str], dict[str, int], int]]:
    """The rows of a project, each as its class, its money by fund and what of it is carried over."""
    others = {f: a for f, a in project.funds.items() if f != "general"}
    if p["project_rows"] == "one":
        return [(project.item, project.funds, project.carried)]
    if p["project_rows"] == "item":
        rows = [(project.item, {"general": project.funds["general"]}, project.carried)] if "general" in project.funds else []
        for fund, amount in others.items():
            item = ("2120899", "其他国有土地使用权出让收入安排的支出") if fund == "government" else project.item
            rows.append((item, {fund: amount}, 0))
        return rows
    rows = [((code, name), {"general": amount}, project.carried if i == len(project.parts) - 1 else 0)
            for i, (code, name, amount) in enumerate(project.parts)]  # fmt: skip
    return rows + [(("30299", "其他商品和服务支出"), {f: a}, 0) for f, a in others.items()]


def projects(p: Print) -> list[Part]:
    """项目支出表: one or several rows a project, with its class, unit, kind and code as the form has columns for them."""
    b = p.budget
    before: list[Path] = []
    if p["project_kind"] in {"column", "merged"}:
        before.append(("项目类别",))
    if p["project_code"] == "ordinal":
        before.insert(0, ("序号",))
    elif p["project_code"] == "code":
        before.append(("项目代码",))
    after: list[Path] = [("项目单位",)] if p["project_units"] == "column" else []
    if p["project_rows"] == "item":
        after += [("功能分类科目", "科目编码"), ("功能分类科目", "科目名称")]
    elif p["project_rows"] == "economic":
        after += [("部门经济科目编码",), ("部门经济科目名称",)]
    keys = [*before, ("项目名称",), *after]
    amounts = _amounts(p)
    name_at = len(before)

    def line(label: str, money: Sequence[int | None]) -> list[str]:
        return [*[""] * name_at, label, *[""] * len(after), *p.monies(money)]

    def sums(chosen: Sequence[Project]) -> list[int | None]:
        whole: dict[str, int] = {}
        for q in chosen:
            for fund, amount in q.funds.items():
                whole[fund] = whole.get(fund, 0) + amount
        return _cells(p, whole, sum(q.carried for q in chosen))

    ordered = list(b.projects)
    if p["project_units"] == "subtotals":
        ordered.sort(key=lambda q: q.unit)
    if p["project_kind"] in {"merged", "rows"}:
        ordered.sort(key=lambda q: (q.unit if p["project_units"] == "subtotals" else 0, q.kind))
    rows: Rows = []
    unit, kind = -1, ""
    for at, q in enumerate(ordered):
        if p["project_units"] == "subtotals" and q.unit != unit:
            unit, kind = q.unit, ""
            rows.append(line(b.units[unit], sums([x for x in b.projects if x.unit == unit])))
        same = [x for x in ordered if x.kind == q.kind and (p["project_units"] != "subtotals" or x.unit == q.unit)]
        if p["project_kind"] == "rows" and q.kind != kind:
            rows.append(line(q.kind, sums(same)))
        for number, (item, funds, carried) in enumerate(_split(p, q)):
            cells: list[str] = []
            if p["project_code"] == "ordinal":
                cells.append(str(at + 1) if number == 0 else "^")
            if p["project_kind"] == "column":
                cells.append(q.kind if number == 0 else "^")
            elif p["project_kind"] == "merged":
                cells.append(q.kind if q.kind != kind and number == 0 else "^")
            if p["project_code"] == "code":
                cells.append(q.code if number == 0 else "^")
            cells.append((INDENT * (p["project_units"] == "subtotals") + q.name) if number == 0 else "^")
            if p["project_units"] == "column":
                cells.append(b.units[q.unit] if number == 0 else "^")
            cells += list(item) if p["project_rows"] != "one" else []
            rows.append([*cells, *p.monies(_cells(p, funds, carried))])
        kind = q.kind
    if p["project_total"] != "none":
        whole = line("合计", sums(b.projects))
        if name_at:
            whole = ["合计", *[""] * name_at, *whole[name_at + 1 :]]
        rows = [whole, *rows] if p["project_total"] == "top" else [*rows, whole]
    p.printed.add("projects")
    title = {"总表": "项目支出表", "总体情况表": "部门项目支出情况表", "预算表": "项目支出预算表"}[p["title"]]
    return p.titled(title, body(p, keys, amounts, rows))


def fund_table(p: Print) -> list[Part]:
    """政府性基金预算支出表: with rows, or empty with a note."""
    lines = [x for x in p.budget.lines if x.funds.get("government")]
    keys, amounts = code_keys(p), [("合计",), ("基本支出",), ("项目支出",)]
    title = "政府性基金预算支出" + {"总表": "表", "总体情况表": "情况表", "预算表": "预算表"}[p["title"]]
    if p["kind"] == "account":
        title = "政府性基金预算财政拨款支出决算表"
    if not lines:
        note = f"注：{p.budget.topic.office}{p.budget.year}年没有使用政府性基金预算拨款安排的支出，故本表无数据。"
        return p.titled(title, body(p, keys, amounts, [[""] * (len(keys) + 3)]), [note])
    total = sum(x.funds["government"] for x in lines)
    rows = [[*code_cells(p, code, name), *p.monies([total, 0, total])] for code, name, _ in tree(p, [x for x in lines if x.code.startswith("212")])]
    return p.titled(title, body(p, keys, amounts, with_total(p, len(keys), [total, 0, total], rows)))


def capital_table(p: Print) -> list[Part]:
    """国有资本经营预算支出表, empty."""
    keys, amounts = code_keys(p), [("合计",), ("基本支出",), ("项目支出",)]
    title = "国有资本经营预算财政拨款支出决算表" if p["kind"] == "account" else "国有资本经营预算支出表"
    rows = [[""] * (len(keys) + 3)]
    if p["capital_table"] == "zeros":
        rows = [[*["合计", *[""] * (len(keys) - 1)], *["0.00"] * 3], [*code_cells(p, "223", "国有资本经营预算支出"), *["0.00"] * 3]]
    return p.titled(title, body(p, keys, amounts, rows), ["注：本表无数据，以空表列示。"])


def procurement(p: Print) -> list[Part]:
    """政府采购预算表: goods of the projects, no money of its own."""
    columns: list[Path] = [("项目名称",), ("采购品目",), ("数量",), ("金额", "合计"), ("金额", "一般公共预算"), ("金额", "其他资金")]
    bought = [(q.name, q.funds["general"] // 200 * 100) for q in p.budget.projects if q.funds.get("general", 0) > 200][:2]
    rows = [[n, "A02 设备", "1", *p.monies([a, a, 0])] for n, a in bought]
    total = sum(a for _, a in bought)
    return p.titled("政府采购预算表", body(p, columns[:3], columns[3:], [["合计", "", "", *p.monies([total, total, 0])], *rows]))


def debt(p: Print) -> list[Part]:
    """地方政府债务: balances, no expenditure of the department."""
    columns: list[Path] = [("债务类别",), ("限额",), ("余额",)]
    rows = [["合计", *p.monies([3_000_000, 2_456_700])], ["一般债务", *p.monies([2_000_000, 1_400_000])], ["专项债务", *p.monies([1_000_000, 1_056_700])]]
    return p.titled("地方政府债务限额及余额情况表", [*body(p, columns[:1], columns[1:], rows)])
