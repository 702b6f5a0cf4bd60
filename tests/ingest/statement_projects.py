"""项目支出表 and the lesser tables of an invented disclosure: funds, state capital, procurement, debt."""

from collections.abc import Sequence

from tests.ingest.rendered import Part
from tests.ingest.statement_budgets import Project
from tests.ingest.statement_tables import FUND, INDENT, Path, Print, Rows, _before, body, code_cells, code_keys, tree, with_total

LEVELS = ("中央资金", "省级资金", "县级资金")
MERGED_FUNDS = ("general", "government", "capital")


def _amounts(p: Print) -> list[Path]:
    style = p["project_table"]
    if style == "flat":
        return [(p.amount_heading("金额"),)]
    funds = [(p.fund(f),) for f in FUND]
    year = p.budget.year
    if style == "last":
        return [*funds, ("合计",)]
    if style == "deep":
        fiscal = [("资金来源", "财政拨款", w) for w in ("小计", *(p.fund(f) for f in MERGED_FUNDS))]
        return [("资金来源", "合计"), *fiscal, ("资金来源", p.fund("account")), ("资金来源", p.fund("unit"))]
    if style == "levels":
        return [("合计",), *(("资金来源", w) for w in LEVELS)]
    if style == "bare-years":
        return [(f"{y}年",) for y in (year, year + 1, year + 2)]
    if style == "ratio":
        return [(f"{year - 1}年执行数",), (f"{year}年预算数",), ("预算数为上年执行数的%",)]
    if style == "flow":
        both = [(side, w) for side in ("本年收入", "本年支出") for w in ("小计", "财政拨款", "其他资金")]
        return [("年初结转和结余",), *both, ("年末结转和结余",)]
    if style == "prior":
        return [(f"{year - 1}年预算数",), (f"{year}年预算数",), ("增减额",)]
    if style == "plan":
        return [(f"{y}年预算数",) for y in (year, year + 1, year + 2)]
    if style == "whole":
        return [("项目总投资",), ("以前年度已安排",), ("本年预算数",)]
    if style == "text":
        return [(p.amount_heading("预算金额"),)]
    if style == "nested":
        return [("合计",), *(("财政拨款", "小计"), *(("财政拨款", p.fund(f)) for f in MERGED_FUNDS)), *funds[3:]]
    if style == "carry":
        return [("合计",), *(("本年拨款", p.fund(f)) for f in MERGED_FUNDS), *(("上年结转", p.fund(f)) for f in MERGED_FUNDS), *funds[3:]]
    return [("合计",), *funds, ("上年结转",)] if style == "all-carry" else [("合计",), *funds]


def _cells(p: Print, funds: dict[str, int], carried: int) -> list[int | str | None]:
    style, total = p["project_table"], sum(funds.values())
    by = {f: funds.get(f, 0) for f in FUND}
    if style in {"flat", "text"}:
        return [total]
    if style == "levels":
        return [total, *by_level(total)]
    if style == "prior":
        return [_before(total), total, total - _before(total)]
    if style == "ratio":
        return [_before(total), total, f"{total * 1000 // max(_before(total), 1) / 10:.1f}"]
    if style == "flow":
        public = total - by["unit"] - by["account"]
        return [300, total - 100, public - 100, total - public, total, public, total - public, 200]
    if style in {"plan", "bare-years"}:
        return [total, total + 1000, total + 2500]
    if style == "whole":
        return [total * 3, total + total // 100 * 30, total]
    fiscal = [by[f] for f in MERGED_FUNDS]
    if style == "last":
        return [*by.values(), total]
    if style in {"nested", "deep"}:
        return [total, sum(fiscal), *fiscal, by["account"], by["unit"]]
    own = [by["general"] - carried, *fiscal[1:]]
    if style == "carry":
        return [total, *own, carried, 0, 0, by["account"], by["unit"]]
    return [total, *own, by["account"], by["unit"], carried] if style == "all-carry" else [total, *by.values()]


def by_level(total: int) -> list[int]:
    """What the centre, the province and the county pay of a project."""
    upper = total // 400 * 100
    return [upper, 0, total - upper] if total % 3 else [0, upper, total - upper]


def split_rows(p: Print, project: Project) -> list[tuple[tuple[str, str], dict[str, int], int]]:
    """The rows of a project, each as its class, its money by fund and what of it is carried over."""
    others = {f: a for f, a in project.funds.items() if f != "general"}
    if p["project_rows"] in {"one", "items-above"}:
        return [(project.item, project.funds, project.carried)]
    if p["project_rows"].startswith("sources"):
        whole = [((("小计", ""), project.funds, 0))] if p["project_rows"] == "sources-sum" else []
        return [*whole, *(((p.fund(f), ""), {f: amount}, 0) for f, amount in project.funds.items() if amount)]
    if p["project_rows"] == "units-sum":
        first = {f: amount // 200 * 100 for f, amount in project.funds.items()}
        rest = {f: amount - first[f] for f, amount in project.funds.items()}
        names = p.budget.units
        return [(("小计", ""), project.funds, 0), ((names[0], ""), first, 0), ((names[1], ""), rest, 0)]
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
    if p["project_kind"] == "outer":
        before.append(("一级项目",))
    if p["project_code"] == "ordinal":
        before.insert(0, ("序号",))
    elif p["project_code"] == "code":
        before.append(("项目代码",))
    if p["project_units"] == "left":
        before.insert(0, ("单位名称",))
    after: list[Path] = [("项目单位",)] if p["project_units"] == "column" else []
    if p["project_rows"] == "item":
        after += [("功能分类科目", "科目编码"), ("功能分类科目", "科目名称")]
    elif p["project_rows"].startswith("sources"):
        after += [("资金来源",)]
    elif p["project_rows"] == "units-sum":
        after += [("项目单位",)]
    elif p["project_rows"] == "economic":
        after += [("部门经济科目编码",), ("部门经济科目名称",)]
    if p["project_rows"] == "items-above":
        before = [("科目编码",)]
    keys = [*before, (p["project_heading"],), *after]
    units = [path for path in after if path == ("项目单位",) and p["project_units"] == "column"]
    amounts = _amounts(p)
    name_at = len(before)

    def line(label: str, money: Sequence[int | str | None]) -> list[str]:
        return [*[""] * name_at, label, *[""] * len(after), *p.monies(money)]

    def sums(chosen: Sequence[Project]) -> list[int | str | None]:
        whole: dict[str, int] = {}
        for q in chosen:
            for fund, amount in q.funds.items():
                whole[fund] = whole.get(fund, 0) + amount
        return _cells(p, whole, sum(q.carried for q in chosen))

    ordered = list(b.projects)
    if p["project_units"] == "subtotals":
        ordered.sort(key=lambda q: q.unit)
    if p["project_units"] == "left":
        ordered.sort(key=lambda q: q.unit)
    if p["project_kind"] in {"merged", "rows", "after", "outer"}:
        ordered.sort(key=lambda q: (q.unit if p["project_units"] in {"subtotals", "left"} else 0, q.kind))
    rows: Rows = []
    unit, kind, item_above = -1, "", ""
    if p["project_rows"] == "items-above":
        ordered.sort(key=lambda q: q.item[0])
    for at, q in enumerate(ordered):
        if p["project_rows"] == "items-above" and q.item[0] != item_above:
            item_above = q.item[0]
            rows.append([*q.item, *p.monies(sums([x for x in b.projects if x.item[0] == item_above]))])
        if p["project_units"] == "subtotals" and q.unit != unit:
            unit, kind = q.unit, ""
            rows.append(line(b.units[unit], sums([x for x in b.projects if x.unit == unit])))
        same = [x for x in ordered if x.kind == q.kind and (p["project_units"] != "subtotals" or x.unit == q.unit)]
        if p["project_kind"] == "rows" and q.kind != kind:
            rows.append(line(q.kind, sums(same)))
        if p["project_kind"] == "outer" and q.kind != kind:
            rows.append([f"{q.kind}资金", "小计", *p.monies(sums(same))])
        for number, (item, funds, carried) in enumerate(split_rows(p, q)):
            cells: list[str] = [""] if p["project_rows"] == "items-above" else []
            if p["project_units"] == "left":
                cells.append(b.units[q.unit] if q.unit != unit else "^")
                unit = q.unit
            if p["project_code"] == "ordinal":
                cells.append(str(at + 1) if number == 0 else "^")
            if p["project_kind"] == "outer":
                cells.append("^")
            if p["project_kind"] == "column":
                cells.append(q.kind if number == 0 else "^")
            elif p["project_kind"] == "merged":
                cells.append(q.kind if q.kind != kind and number == 0 else "^")
            if p["project_code"] == "code":
                cells.append(q.code if number == 0 else "^")
            cells.append((INDENT * (p["project_units"] == "subtotals") + q.name) if number == 0 else "^")
            if p["project_units"] == "column":
                cells.append(b.units[q.unit] if number == 0 else "^")
            cells += list(item) if p["project_rows"] in {"item", "economic"} else list(item[:1]) * (len(after) > len(units))
            rows.append([*cells, *p.monies(_cells(p, funds, carried))])
        if p["project_kind"] == "after" and (at + 1 == len(ordered) or ordered[at + 1].kind != q.kind):
            rows.append(line("小计", sums(same)))
        kind = q.kind
    if p["project_total"] != "none":
        whole = line("合计", sums(b.projects))
        if name_at:
            whole = ["合计", *[""] * name_at, *whole[name_at + 1 :]]
        rows = [whole, *rows] if p["project_total"] == "top" else [*rows, whole]
    table = body(p, keys, amounts, rows)
    if p["project_table"] == "text":
        table = _with_texts(p, table, len(keys) + len(amounts))
    p.printed.add("projects")
    title = {"总表": "项目支出表", "总体情况表": "部门项目支出情况表", "预算表": "项目支出预算表"}[p["title"]]
    return p.titled(title, table)


def _with_texts(p: Print, table: Rows, width: int) -> Rows:
    """Further columns in words: what the money is for, and from when to when."""
    names = {q.name for q in p.budget.projects}
    words = (f"用于{p.budget.topic.office}相关工作开展，预计支出12.5万元用于设备", f"{p.budget.year}年1月-{p.budget.year}年12月")
    done = []
    for at, row in enumerate(table):
        named = any(c.strip() in names for c in row)
        if at == 0:
            more = ["主要内容", "起止时间"]
        elif all(c == "^" for c in row[1:]) or ("^" in row and not any(ch.isdigit() for c in row for ch in c)):
            more = ["^", "^"]
        else:
            more = list(words) if named else ["", ""]
        done.append([*row[:width], *more])
    return done


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
    rows = [
        [*code_cells(p, code, name), *p.monies([total, 0, total])]
        for code, name, _ in tree(p, [x for x in lines if x.code.startswith("212")])
    ]
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
    rows = [
        ["合计", *p.monies([3_000_000, 2_456_700])],
        ["一般债务", *p.monies([2_000_000, 1_400_000])],
        ["专项债务", *p.monies([1_000_000, 1_056_700])],
    ]
    return p.titled("地方政府债务限额及余额情况表", [*body(p, columns[:1], columns[1:], rows)])


def extra(p: Print) -> list[Part]:
    """Further tables of money that repeat what the others print, or that are of other years."""
    b, style = p.budget, p["extra"]
    if style == "operating":
        goods = [(n, a) for c, n, a in b.economic if c.startswith("302")]
        rows = [[n, p.money(a)] for n, a in goods] + [["合计", p.money(sum(a for _, a in goods))]]
        return p.titled("机关运行经费表", body(p, [("项目",)], [("预算数",)], rows))
    if style == "economic-all":
        keys: list[Path] = [("科目编码",), ("科目名称",)]
        amounts: list[Path] = [("合计",), ("基本支出",), ("项目支出",)]
        rows = [[c, n, *p.monies([a, a, 0])] for c, n, a in b.economic] + [["30227", "委托业务费", *p.monies([b.project, 0, b.project])]]
        return p.titled("部门支出预算经济分类表", body(p, keys, amounts, [["", "合计", *p.monies([b.total, b.basic, b.project])], *rows]))
    if style == "carried-projects":
        rows = [[q.name, *p.monies([700, 700])] for q in b.projects[:2]]
        amounts = [("合计",), (p.fund("general"),)]
        return p.titled("项目支出预算表（上年结转）", body(p, [("项目名称",)], amounts, [*rows, ["合计", *p.monies([1400, 1400])]]))
    years = [b.year, b.year + 1, b.year + 2]
    columns = [(f"{y}年",) for y in years]
    rows = [[q.name, *p.monies([q.total, q.total + 1000, q.total + 2000])] for q in b.projects]
    return p.titled("部门项目中期规划预算表", body(p, [("项目名称",)], columns, rows))
