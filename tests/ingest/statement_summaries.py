"""收支总表, 财政拨款收支总表, 基本支出表 and “三公”经费表 of an invented disclosure."""

from collections.abc import Sequence

from tests.ingest.rendered import Part
from tests.ingest.statement_budgets import CLASSES, GOVERNMENT, GOVERNMENT_CLASSES
from tests.ingest.statement_tables import FUND, INCOME, INDENT, Path, Print, Rows, _before, body, head

HALF = ("收入", "支出")


def _paired(halves: Sequence[Rows], ends: Sequence[Rows]) -> Rows:
    """Halves side by side, the shorter ones filled with blanks; their last rows, as many in each, stand beside each other."""
    height = max(map(len, halves))
    filled = [[*half, *[["" for _ in half[0]] for _ in range(height - len(half))], *end] for half, end in zip(halves, ends, strict=True)]
    return [[cell for half in row for cell in half] for row in zip(*filled, strict=True)]


def summary(p: Print) -> list[Part]:
    """收支总表."""
    b, style = p.budget, p["summary"]
    account = p["kind"] == "account"
    title = (
        "收入支出决算总表"
        if account
        else {"总表": "部门收支总表", "总体情况表": "部门收支总体情况表", "预算表": "收支预算总表"}[p["title"]]
    )
    own = {f: b.fund(f) - (b.carried if f == "general" else 0) for f in INCOME}
    if account:
        own = {"一般公共预算财政拨款收入": own["general"], "政府性基金预算财政拨款收入": own["government"], "上级补助收入": 0,
               "事业收入": own["account"], "经营收入": 0, "其他收入": own["unit"]}  # fmt: skip
    names = {f: INCOME.get(f, f) for f in own}
    year = b.total - b.carried
    value = p.amount_heading("决算数" if account else "预算数")
    word = ("年初结转和结余", "年末结转和结余", "总计", "总计") if account else ("上年结转", "年终结转结余", "收入总计", "支出总计")

    def row(name: str, amount: int, wide: int = 1) -> list[str]:
        before = _before(amount)
        name = p.total_word(name) if name in word else name
        if style == "prior":
            return [name, p.money(before), p.money(amount)]
        if style == "reversed":
            return [name, p.money(amount), p.money(before)]
        if style == "change":
            return [name, p.money(before), p.money(amount), f"{p.random.randint(-900, 2500) / 100:.2f}" if amount else ""]
        if style == "account":
            return [name, p.money(before), p.money(amount + amount // 50 * 2 if amount else 0), p.money(amount)]
        return [name, p.money(amount), *["" for _ in range(wide - 1)]]

    left = [row(p.numbered(i, names[f]), own[f]) for i, f in enumerate(own)]
    left_end = [row("本年收入合计", year), row(word[0], b.carried), row(word[2], b.total)]
    columns: list[Path] = [("项目",), (value,)]
    if style == "subrows":
        left[1:1] = [
            row(INDENT + "经费拨款", own["general"] - own["general"] // 5),
            row(INDENT + "纳入预算管理的非税收入拨款", own["general"] // 5),
        ]
    if style == "reversed":
        columns = [("项目",), (f"{b.year}年预算数",), (f"{b.year - 1}年预算数",)]
    elif style == "change":
        columns = [("项目",), ("上年预算数",), ("本年预算数",), ("增减%",)]
    elif style == "prior":
        columns = [("项目",), (f"{b.year - 1}年预算数",), (f"{b.year}年预算数",)]
    elif style == "account":
        columns = [("项目",), ("年初预算数",), ("全年预算数",), ("决算数",)]
    right_columns = list(columns)
    by_class = [(name, lines) for name, lines in b.classes().values()]
    if style == "carry":
        right_columns = [("项目",), ("合计",), ("当年预算安排",), ("上年结转安排",)]
        right = []
        for i, (name, lines) in enumerate(by_class):
            carried = sum(q.carried for q in b.projects if any(x.unit == q.unit and x.code == q.item[0] for x in lines))
            total = sum(x.total for x in lines)
            right.append([p.numbered(i, name), *p.monies([total, total - carried, carried])])
        right_end = [["本年支出合计", *p.monies([b.total, year, b.carried])], [word[1], *p.monies([0, 0, 0])],
                     [p.total_word(word[3]), *p.monies([b.total, year, b.carried])]]  # fmt: skip
    elif style == "funds":
        right_columns = [("项目",), ("合计",), *((p.fund(f),) for f in FUND)]

        def split(lines: Sequence[object] | None) -> list[int | None]:
            mine = b.lines if lines is None else lines
            by = [sum(x.general if f == "general" else x.funds.get(f, 0) for x in mine) for f in FUND]  # type: ignore[attr-defined]
            return [sum(by), *by]

        right = [[p.numbered(i, name), *p.monies(split(lines))] for i, (name, lines) in enumerate(by_class)]
        right_end = [["本年支出合计", *p.monies(split(None))], [word[1], *p.monies([0] * 6)],
                     [p.total_word(word[3]), *p.monies(split(None))]]  # fmt: skip
    else:
        right = [row(p.numbered(i, name), sum(x.total for x in lines)) for i, (name, lines) in enumerate(by_class)]
        if style == "use":
            public = sum(x.public for x in b.lines)
            right = [row(p.numbered(0, "基本支出"), b.basic), row(INDENT + "人员经费", b.basic - public), row(INDENT + "公用经费", public),
                     row(p.numbered(1, "项目支出"), b.project)]  # fmt: skip
        right_end = [row("本年支出合计", b.total), row(word[1], 0), row(word[3], b.total)]
    halves, ends = [left, right], [left_end, right_end]
    top: list[Path] = [*((HALF[0], *c) for c in columns), *((HALF[1], *c) for c in right_columns)]
    if style in {"three", "four"}:
        uses = [["一、基本支出", p.money(b.basic)], *([INDENT + CLASSES[c], p.money(b.economic_of(c))] for c in CLASSES),
                ["二、项目支出", p.money(b.project)]]  # fmt: skip
        top = [*top[:2], ("支出", "项目（按功能分类）"), ("支出", value), ("支出", "项目（按支出用途）"), ("支出", value)]
        halves, ends = [left, right, uses], [left_end, right_end, right_end]
        if style == "four":
            government = [[f"{i + 1}、{n}", p.money(sum(a for c, _, a in b.economic if GOVERNMENT[c][0].startswith(g)))]
                          for i, (g, n) in enumerate(GOVERNMENT_CLASSES.items())]  # fmt: skip
            government.append([f"{len(government) + 1}、其他支出", p.money(b.project)])
            top += [("支出", "项目（按政府预算经济分类）"), ("支出", value)]
            halves, ends = [*halves, government], [*ends, right_end]
    rows = _paired(halves, ends)
    if style == "bare":  # no 收入 and 支出 above the headings
        top = [("收入项目",), (value,), ("支出项目",), (value,)]
    if style == "single":
        top = columns
        rows = [["收入", ""], *left, *left_end, ["支出", ""], *right, *right_end]
    if style == "coded":
        codes = list(b.classes())
        top = [(HALF[0], "项目"), (HALF[0], value), (HALF[1], "科目编码"), (HALF[1], "科目名称"), (HALF[1], value)]
        rows = [[*r[:2], codes[i] if i < len(codes) else "", *r[2:]] for i, r in enumerate(rows)]
    if style == "lines":  # 行次 beside each half
        top = [(HALF[0], "项目"), (HALF[0], "行次"), (HALF[0], value), (HALF[1], "项目"), (HALF[1], "行次"), (HALF[1], value)]
        rows = [[r[0], str(i + 1), r[1], r[2], str(i + 1 + len(rows)), r[3]] for i, r in enumerate(rows)]
    p.printed.add("summary")
    return p.titled(title, [*head(top), *rows])


def fiscal(p: Print) -> list[Part]:
    """财政拨款收支总表."""
    b, account = p.budget, p["kind"] == "account"
    kinds = ("general", "government", "capital")
    own = {f: b.fund(f) - (b.carried if f == "general" else 0) for f in kinds}
    total = sum(own.values())
    word = "一般公共预算财政拨款" if account else "一般公共预算拨款"
    left = [["一、本年收入", p.money(total)], [f"（一）{word}", p.money(own["general"])],
            ["（二）政府性基金预算拨款", p.money(own["government"])], ["（三）国有资本经营预算拨款", p.money(own["capital"])],
            ["二、上年结转", p.money(b.carried)]]  # fmt: skip

    def cells(name: str, by: Sequence[int]) -> list[str]:
        return [name, p.money(sum(by)), *(p.monies(list(by)) if p["fiscal"] == "split" else [])]

    right = [cells("一、本年支出", [b.fund(f) for f in kinds])]
    classes = [
        (n, [sum(x.general if f == "general" else x.funds.get(f, 0) for x in lines) for f in kinds]) for n, lines in b.classes().values()
    ]
    right += [cells(f"（{'一二三四五六七'[i]}）{n}", by) for i, (n, by) in enumerate(c for c in classes if sum(c[1]))]
    right.append(cells("二、年终结转结余", [0, 0, 0]))
    whole = total + b.carried
    columns: list[Path] = [("收入", "项目"), ("收入", "决算数" if account else "预算数"), ("支出", "项目"), ("支出", "合计")]
    if p["fiscal"] == "split":
        columns += [("支出", "一般公共预算财政拨款"), ("支出", "政府性基金预算财政拨款"), ("支出", "国有资本经营预算财政拨款")]
    rows = _paired(
        [left, right], [[[p.total_word("收入总计"), p.money(whole)]], [cells(p.total_word("支出总计"), [b.fund(f) for f in kinds])]]
    )
    title = (
        "财政拨款收入支出决算总表"
        if account
        else {"总表": "财政拨款收支总表", "总体情况表": "财政拨款收支总体情况表", "预算表": "财政拨款收支预算总表"}[p["title"]]
    )
    return p.titled(title, [*head(columns), *rows])


# --- 基本支出表 -------------------------------------------------------------------------------------------------------


def economic(p: Print) -> list[Part]:
    """一般公共预算基本支出表, by economic class of departments, of the government, or both."""
    b, style = p.budget, p["economic"]
    title = (
        "一般公共预算财政拨款基本支出决算表"
        if p["kind"] == "account"
        else "一般公共预算基本支出" + ("情况表" if p["title"] == "总体情况表" else "表")
    )
    split = p["economic_split"] == "split"
    p.printed.add("economic")
    staff_public: list[Path] = [("合计",), ("人员经费",), ("公用经费",)] if split else [("金额",)]
    amounts = [(f"{b.year}年基本支出", *a) for a in staff_public] if split else staff_public
    rows: Rows = []

    def cells(amount: int, code: str) -> list[str]:
        before = [p.money(_before(amount))] if style == "prior" else []
        return before + p.monies([amount, 0 if code[:3] == "302" else amount, amount if code[:3] == "302" else 0] if split else [amount])

    if style == "blocks":
        value = "决算数" if p["kind"] == "account" else "金额"
        blocks = [_listed(p, ("301",)) + _listed(p, ("303",)), _listed(p, ("302",))]
        staff = b.economic_of("301") + b.economic_of("303")
        rows = _paired(blocks, [[["人员经费合计", "", p.money(staff)]], [["公用经费合计", "", p.money(b.economic_of("302"))]]])
        top: list[Path] = [(g, c) for g in ("人员经费", "公用经费") for c in ("科目编码", "科目名称", value)]
        return p.titled(title, [*head(top), *rows])
    if style == "halves":
        government: Rows = []
        for head_, name in GOVERNMENT_CLASSES.items():
            items: dict[tuple[str, str], int] = {}
            for code, _, amount in b.economic:
                if GOVERNMENT[code][0].startswith(head_):
                    items[GOVERNMENT[code]] = items.get(GOVERNMENT[code], 0) + amount
            government.append([head_, name, p.money(sum(items.values()))])
            government += [[c, INDENT + n, p.money(a)] for (c, n), a in sorted(items.items())]
        rows = _paired([_listed(p, tuple(CLASSES)), government], [[["", "合计", p.money(b.basic)]]] * 2)
        top = [(g, c) for g in ("部门预算支出经济分类科目", "政府预算支出经济分类科目") for c in ("科目编码", "科目名称", "金额")]
        return p.titled(title, [*head(top), *rows])
    keys: list[Path] = [("科目编码",), ("科目名称",)]
    if style == "columns":
        keys = [("部门预算支出经济分类", "类"), ("部门预算支出经济分类", "款"), ("部门预算支出经济分类", "科目名称")]
    elif style == "beside":
        keys = [(g, c) for g in ("部门预算支出经济分类科目", "政府预算支出经济分类科目") for c in ("科目编码", "科目名称")]
    elif style == "beside-columns":
        keys = [(g, c) for g in ("部门预算支出经济分类科目", "政府预算支出经济分类科目") for c in ("类", "款", "科目名称")]
    elif style == "joined":
        keys = [("经济分类科目",)]
    elif style == "no-codes":
        keys = [("经济科目名称",)]
    if style == "prior":
        amounts = [(f"{b.year - 1}年预算数",), *((f"{b.year}年预算数", *a) if split else (f"{b.year}年预算数",) for a in staff_public)]
    for head_, name in CLASSES.items():
        if style != "items":
            rows.append([*_economic_keys(style, head_, name), *cells(b.economic_of(head_), head_)])
        for code, item, amount in b.economic:
            if code.startswith(head_):
                rows.append([*_economic_keys(style, code, item), *cells(amount, code)])
    public = b.economic_of("302")
    whole = [p.money(_before(b.basic))] if style == "prior" else []
    whole += p.monies([b.basic, b.basic - public, public] if split else [b.basic])
    total = [*([""] * (len(keys) - 1)), "合计", *whole]
    return p.titled(title, body(p, keys, amounts, [total, *rows] if p["total_row"] == "top" else [*rows, total]))


def _listed(p: Print, heads: Sequence[str]) -> Rows:
    found: Rows = []
    for head_ in heads:
        found.append([head_, CLASSES[head_], p.money(p.budget.economic_of(head_))])
        found += [[c, INDENT + n, p.money(a)] for c, n, a in p.budget.economic if c.startswith(head_)]
    return found


def _economic_keys(style: str, code: str, name: str) -> list[str]:
    item = len(code) == 5
    if style == "joined":
        return [f"{INDENT * item}{code} {name}"]
    if style == "beside-columns":
        other = GOVERNMENT[code] if item else ("", "")
        return [code[:3], code[3:], INDENT * item + name, other[0][:3], other[0][3:], other[1]]
    if style == "columns":
        return [code[:3], code[3:], INDENT * item + name]
    if style == "beside":
        government = GOVERNMENT[code] if item else ("", "")
        return [code, INDENT * item + name, *government]
    return [INDENT * item + name] if style == "no-codes" else [code, INDENT * item + name]


# --- “三公”经费 -------------------------------------------------------------------------------------------------------


def three(p: Print) -> list[Part]:
    """“三公”经费: items as rows or as columns, with other years or expenses beside."""
    b, style = p.budget, p["three"]
    t = b.three
    account = p["kind"] == "account"
    title = (
        "财政拨款“三公”经费支出决算表"
        if account
        else "一般公共预算“三公”经费支出" + {"总表": "表", "总体情况表": "情况表", "预算表": "预算表"}[p["title"]]
    )
    p.printed.add("three")
    group = "公务用车购置及运行维护费" if p["cars"] == "plain" else "公务用车运行维护费及购置费"
    cars = tuple((group, c) for c in ("小计", "公务用车购置费", "公务用车运行维护费"))
    across: list[Path] = [("“三公”经费合计",), ("因公出国（境）费",), *cars, ("公务接待费",)]
    order = ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_running", "reception")
    now = [t[k] for k in order]
    before = _earlier(t, order)
    if style == "across":
        return p.titled(title, [*head(across), p.monies(now)])
    if style in {"across-prior", "account"}:
        names = ("预算数", "决算数") if style == "account" else (f"{b.year - 1}年预算数", f"{b.year}年预算数")
        columns = [(n, *(("合计",) if "合计" in c[0] else c)) for n in names for c in across]
        return p.titled(title, [*head(columns), p.monies([*before, *now])])
    if style == "across-units":
        rows = [["合计", *p.monies(now)], [b.agency, *p.monies(now)]]
        return p.titled(title, [*head([("单位名称",), *across]), *rows])
    if style == "across-many":
        first = {k: t[k] * 3 // 4 // 10 * 10 for k in ("abroad", "reception", "vehicle_purchase", "vehicle_running")}
        first["vehicles"] = first["vehicle_purchase"] + first["vehicle_running"]
        first["total"] = first["abroad"] + first["reception"] + first["vehicles"]
        shares = [[first[k] for k in order], [t[k] - first[k] for k in order]]
        units = [b.agency + "（本级）", b.place + b.topic.subordinate]
        rows = [[n, *p.monies(x)] for n, x in zip(units, shares, strict=True)]
        return p.titled(title, [*head([("单位名称",), *across]), *rows, ["合计", *p.monies(now)]])
    both = "公务用车费" if p["cars"] == "plain" else "公务用车购置和运行费用"
    lines = [("合计", "total"), ("1、因公出国（境）费用", "abroad"), ("2、公务接待费", "reception"), (f"3、{both}", "vehicles"),
             ("其中：（1）公务用车运行维护费", "vehicle_running"), ("（2）公务用车购置费", "vehicle_purchase")]  # fmt: skip
    earlier = dict(zip(order, before, strict=True))
    if style == "years":
        rows = [[f"{b.year}年预算数", *p.monies(now)], [f"{b.year - 1}年预算数", *p.monies(before)]]
        return p.titled(title, [*head([("年度",), *across]), *rows])
    if style == "down-reversed":
        columns = [("项目",), ("本年预算数",), ("上年预算数",)]
        return p.titled(title, [*head(columns), *([n, *p.monies([t[k], earlier[k]])] for n, k in lines)])
    if style == "down-prior":
        columns = [("项目",), (f"{b.year - 1}年预算数",), (f"{b.year}年预算数",), ("增减额",)]
        return p.titled(title, [*head(columns), *([n, *p.monies([earlier[k], t[k], t[k] - earlier[k]])] for n, k in lines)])
    if style == "down-account":
        columns = [("项目",), ("预算数",), ("决算数",)]
        return p.titled(title, [*head(columns), *([n, *p.monies([earlier[k], t[k]])] for n, k in lines)])
    rows = [[n, p.money(t[k])] for n, k in lines]
    if style == "down-counts":
        counts = (("1.因公出国（境）团组数（个）", 2), ("2.公务用车购置数（辆）", 1), ("3.公务用车保有量（辆）", 6),
                  ("4.国内公务接待批次（个）", 45), ("5.国内公务接待人次（人）", 380))  # fmt: skip
        rows += [["二、相关统计数", ""], *([n, str(v)] for n, v in counts)]
    if style == "down-meetings":
        title = title.replace("“三公”经费", "“三公”经费、会议费和培训费")
        rows[0][0] = "“三公”经费合计"
        rows += [["会议费", p.money(b.meetings)], ["培训费", p.money(b.training)]]
    return p.titled(title, [*head([("项目",), (p.amount_heading("预算数"),)]), *rows])


def _earlier(t: dict[str, int], order: Sequence[str]) -> list[int]:
    """Figures of another year that add up as well."""
    part = {k: _before(t[k]) for k in ("abroad", "reception", "vehicle_purchase", "vehicle_running")}
    part["vehicles"] = part["vehicle_purchase"] + part["vehicle_running"]
    part["total"] = part["abroad"] + part["reception"] + part["vehicles"]
    return [part[k] for k in order]
