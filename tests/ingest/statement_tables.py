"""The tables of an invented disclosure: each function prints one table of a budget in the way that the features say.

A printed row is its key cells and its amounts; what a cell shows of an amount is decided in one place (`Print.money`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ingest.blocks import Paragraph
from tests.ingest.province_documents import ENDS
from tests.ingest.rendered import Part, drawn
from tests.ingest.statement_budgets import Budget, Line

Path = tuple[str, ...]
Rows = list[list[str]]
INDENT = "　　"
NUMBERS = "一二三四五六七八九十"
INCOME = {
    "general": "一般公共预算拨款收入",
    "government": "政府性基金预算拨款收入",
    "capital": "国有资本经营预算拨款收入",
    "account": "财政专户管理资金收入",
    "unit": "单位资金收入",
}
FUND = {
    "general": "一般公共预算",
    "government": "政府性基金预算",
    "capital": "国有资本经营预算",
    "account": "财政专户管理资金",
    "unit": "单位资金",
}
FUND_WORDS = {
    "plain": FUND,
    "long": {
        "general": "一般公共预算财政拨款",
        "government": "政府性基金预算财政拨款",
        "capital": "国有资本经营预算财政拨款",
        "account": "财政专户管理资金收入",
        "unit": "单位自有资金",
    },
    "short": {
        "general": "一般公共预算资金",
        "government": "政府性基金",
        "capital": "国有资本经营",
        "account": "专户资金",
        "unit": "其他资金",
    },
}


@dataclass
class Print:
    """How one document prints: its features, and where its numbering stands."""

    budget: Budget
    features: dict[str, str]
    random: Random
    numbers: int = 0
    printed: set[str] = field(default_factory=set)
    """The tables that the document has."""

    def __getitem__(self, name: str) -> str:
        return self.features[name]

    def money(self, amount: int | None) -> str:
        """An amount of hundreds of yuan as its cell shows it; None for a cell that has no amount by its nature."""
        if amount is None:
            return ""
        if amount == 0:
            return "" if self["zero"] == "blank" else self["zero"]
        size = abs(amount)
        per = {"万元": 100, "千元": 10, "元": 1}[self["unit"]]
        whole, rest = (size // per, f"{size % per * 100 // per:02d}") if per > 1 else (size * 100, "00")
        rest += "0000" if self["decimals"] == "6" and self["unit"] == "万元" else ""
        return f"{'-' * (amount < 0)}{whole:{',' if self['thousands'] == 'yes' else ''}}.{rest}"

    def monies(self, amounts: Sequence[int | str | None]) -> list[str]:
        """Amounts as their cells show them; what is no amount (a ratio) as it is."""
        return [a if isinstance(a, str) else self.money(a) for a in amounts]

    def amount_heading(self, text: str) -> str:
        return f"{text}（{self['unit']}）" if self["unit_at"] == "header" else text

    def titled(self, title: str, rows: Rows, notes: Sequence[str] = ()) -> list[Part]:
        """A table below its number, title and unit."""
        self.numbers += 1
        number = self["number"]
        label = {
            "公开01表": f"公开{self.numbers:02d}表",
            "表一": f"表{NUMBERS[(self.numbers - 1) % 10] if self.numbers <= 10 else '十' + NUMBERS[self.numbers - 11]}",
            "附表1": f"附表{self.numbers}",
            "预算公开表1": f"预算公开表{self.numbers}",
            "部门公开表1": f"部门公开表{self.numbers}",
            "预算01-1表": f"预算{self.numbers:02d}-1表",
            "below": f"公开{self.numbers:02d}表",
        }.get(number)
        year = f"{self.budget.year}年" if self.random.random() < 0.7 else ""
        whole = f"{year}{title}"
        blank = [["" for _ in rows[0]]] * (2 if self["blank_rows"] == "some" else 0)
        rows = [*rows, *blank]
        if self["unit_at"] == "grid":  # the caption is printed into the table
            width = len(rows[0])
            above = (
                [[f"{self.features['publisher']}：{self.budget.agency}", *["<"] * (width - 2), f"单位：{self['unit']}"]]
                if width > 2
                else []
            )
            above = above or [[f"单位：{self['unit']}", "<"]]
            rows = [[whole, *["<"] * (width - 1)], *above, *rows]
            return [
                *(Paragraph(t, None, None) for t in ([label] if label else [])),
                drawn(rows),
                *(Paragraph(t, None, None) for t in notes),
            ]
        lines = [label] if label and number != "below" else []
        if self["unit_at"] == "title":
            lines.append(f"{whole}（单位：{self['unit']}）")
        else:
            lines += [whole, *([label] if label and number == "below" else [])]
            publisher = f"{self.features['publisher']}：{self.budget.agency}"
            if self["unit_at"] == "ends":
                lines.append(f"{publisher} {ENDS} 单位：{self['unit']}")
            elif self["unit_at"] == "line":
                lines += [publisher, f"金额单位：{self['unit']}"]
        return [*(Paragraph(t, None, None) for t in lines), drawn(rows), *(Paragraph(t, None, None) for t in notes)]

    def total_word(self, word: str) -> str:
        """收入总计 and 支出总计 as the document has them."""
        if self["total_words"] == "spaced":
            return " ".join(word)
        return word.replace("总计", "合计") if self["total_words"] == "short" and len(word) > 2 else word

    def fund(self, name: str) -> str:
        """A fund's name as a heading."""
        return FUND_WORDS[self["fund_words"]][name]

    def numbered(self, at: int, text: str, level: int = 1) -> str:
        """A row's name with its list number: 一、…, （一）…, 1.…"""
        if self["labels"] == "plain":
            return INDENT * (level - 1) + text
        if self["labels"] == "1.":
            return f"{at + 1}.{text}" if level == 1 else f"（{at + 1}）{text}"
        return f"{NUMBERS[at]}、{text}" if level == 1 else f"（{NUMBERS[at]}）{text}"


def head(columns: Sequence[Path]) -> Rows:
    """Heading rows over columns, each given as its headings from the outermost in: equal ones beside each other are merged."""
    height = max(map(len, columns))
    rows: Rows = [["" for _ in columns] for _ in range(height)]
    for at, path in enumerate(columns):
        for depth in range(height):
            if depth >= len(path):
                rows[depth][at] = "^"
            elif at and depth < len(path) - 1 and columns[at - 1][: depth + 1] == path[: depth + 1]:
                rows[depth][at] = "<"
            else:
                rows[depth][at] = path[depth]
    for depth in range(1, height):  # a group that ends above goes down under each of its merged cells
        for at in range(len(columns)):
            if rows[depth][at] == "^" and rows[depth - 1][at] == "<":
                rows[depth][at] = "<"
    return rows


def body(p: Print, keys: Sequence[Path], amounts: Sequence[Path], rows: Sequence[Sequence[str]]) -> Rows:
    """A table of keys and amounts: heading rows, the row of column numbers, and the rows given."""
    top = head([*keys, *amounts])
    if p["column_numbers"] == "digits":
        top.append([str(i + 1) for i in range(len(keys) + len(amounts))])
    elif p["column_numbers"] == "栏次":
        top.append(["栏次", *["" for _ in keys[1:]], *(str(i + 1) for i in range(len(amounts)))])
    return [*top, *map(list, rows)]


def code_keys(p: Print) -> list[Path]:
    """The key columns of a table by functional class."""
    style = p["codes"]
    if style == "named":
        return [("支出功能分类科目编码",), ("支出功能分类科目名称",)]
    if style == "name-first":
        return [("科目名称",), ("科目编码",)]
    if style == "one":
        return [("科目编码",), ("科目名称",)] if p["title"] != "总表" else [("功能分类科目", "科目编码"), ("功能分类科目", "科目名称")]
    if style in {"three", "three-full"}:
        return [("科目编码", "类"), ("科目编码", "款"), ("科目编码", "项"), ("科目名称",)]
    return [("科目名称",)] if style == "name-only" else [("功能分类科目",)]


def code_cells(p: Print, code: str, name: str) -> list[str]:
    """The key cells of a row by functional class."""
    style, depth = p["codes"], (len(code) - 3) // 2
    if style in {"one", "named"}:
        return [code, INDENT * depth + name]
    if style == "name-first":
        return [INDENT * depth + name, code]
    if style in {"bracket", "dash"}:
        return [f"{INDENT * depth}[{code}]{name}" if style == "bracket" else f"{INDENT * depth}{code}-{name}"]
    if style == "three":
        cells = ["", "", ""]
        cells[depth] = code[:3] if depth == 0 else code[-2:]
        return [*cells, name]
    if style == "three-full":
        return [code[:3], code[3:5], code[5:7], name]
    return [f"{INDENT * depth}{code} {name}"] if style == "together" else [INDENT * depth + name]


def total_cells(p: Print, keys: int) -> list[str]:
    """The key cells of the row 合计: in the first column, beside the name, or merged over both."""
    word = " ".join(p["row_total"]) if p["total_words"] == "spaced" else p["row_total"]
    if keys == 1:
        return [word]
    return {"公开01表": [word, *["<"] * (keys - 1)], "表一": [*[""] * (keys - 1), word]}.get(p["number"], [word, *[""] * (keys - 1)])


Tree = list[tuple[str, str, list[Line]]]


def tree(p: Print, lines: Sequence[Line]) -> Tree:
    """Rows by class, group and item, or by item alone, each with the lines that it sums."""
    found: Tree = []
    chosen = {id(x) for x in lines}
    for code, (name, all_) in p.budget.classes().items():
        mine = [x for x in all_ if id(x) in chosen]
        if not mine:
            continue
        if p["depth"] == "full":
            found.append((code, name, mine))
        for group in dict.fromkeys(x.code[:5] for x in mine):
            below = [x for x in mine if x.code.startswith(group)]
            if p["depth"] == "full":
                found.append((group, p.budget.group_name(group), below))
            for item in dict.fromkeys(x.code for x in below):
                same = [x for x in below if x.code == item]
                found.append((item, same[0].name, same))
    return found


def with_total(p: Print, keys: int, total: Sequence[int | None], rows: Rows) -> Rows:
    whole = [*total_cells(p, keys), *p.monies(total)]
    return [whole, *rows] if p["total_row"] == "top" else [*rows, whole]


# --- 支出总表, 一般公共预算支出表 -------------------------------------------------------------------------------------


def _sums(lines: Sequence[Line], columns: str) -> list[int | None]:
    staff, public = sum(x.staff for x in lines), sum(x.public for x in lines)
    project = sum(x.project for x in lines)
    if columns == "staff":
        return [staff + public + project, staff + public, staff, public, project]
    if columns == "parts":
        return [staff + public + project, staff, public, project]
    if columns == "by-fund":
        general = sum(x.funds.get("general", 0) for x in lines)
        government = sum(x.funds.get("government", 0) for x in lines)
        whole = [staff + public + project, staff + public, project]
        return [*whole, staff + public + general, staff + public, general, government, 0, government]
    return [staff + public + project, staff + public, project, *([0, 0, 0] if columns == "other" else [])]


def expenditure(p: Print) -> list[Part]:
    """支出总表: all money by functional class."""
    keys, style = code_keys(p), p["expenditure"]
    account = p["kind"] == "account"
    whole = "本年支出合计" if account else "合计"
    amounts: list[Path] = [(whole,), ("基本支出",), ("项目支出",)]
    if style == "staff":
        amounts = [("合计",), ("基本支出", "小计"), ("基本支出", "人员经费"), ("基本支出", "公用经费"), ("项目支出",)]
    elif style == "parts":
        amounts = [("合计",), ("基本支出", "人员经费"), ("基本支出", "公用经费"), ("项目支出",)]
    elif style == "by-fund":
        amounts = [(g, *c) for g in ("合计", p.fund("general"), p.fund("government")) for c in (("小计",), ("基本支出",), ("项目支出",))]
    elif style == "other":
        amounts += [("上缴上级支出",), ("事业单位经营支出",), ("对附属单位补助支出",)]
    elif style == "prior":
        year = p.budget.year
        amounts = [(f"{year - 1}年预算数",), *((f"{year}年预算数", *a) for a in amounts)]
    elif style == "reversed":
        year = p.budget.year
        amounts = [*((f"{year}年预算数", *a) for a in amounts), (f"{year - 1}年预算数",)]
    elif style == "words":
        amounts = [("支出预算总计",), ("基本支出预算",), ("项目支出预算",)]
    amounts = [(p.amount_heading(a[0]), *a[1:]) if len(a) == 1 else a for a in amounts]

    def cells(lines: Sequence[Line]) -> list[int | None]:
        sums = _sums(lines, style)
        if style == "reversed":
            return [*sums, _before(sums[0])]
        return [_before(sums[0]), *sums] if style == "prior" else sums

    if style == "units":
        keys = [*keys[:-1], ("单位代码",), ("单位名称（科目名称）",)]
        rows: Rows = []
        for at, unit in enumerate(p.budget.units):
            mine = [x for x in p.budget.lines if x.unit == at]
            blank = [""] * (len(keys) - 2)
            rows.append([*blank, f"318{at + 1:03d}", unit, *p.monies(cells(mine))])
            for code, name, lines in tree(p, mine):
                rows.append([*code_cells(p, code, name)[:-1], f"318{at + 1:03d}", INDENT + name, *p.monies(cells(lines))])
    else:
        rows = [[*code_cells(p, code, name), *p.monies(cells(lines))] for code, name, lines in tree(p, p.budget.lines)]
    rows = with_total(p, len(keys), cells(p.budget.lines), rows)
    name = "支出决算表" if account else {"总表": "部门支出总表", "总体情况表": "部门支出总体情况表", "预算表": "支出预算总表"}[p["title"]]
    p.printed.add("expenditure")
    return p.titled(name, body(p, keys, amounts, rows))


def _before(amount: int | None) -> int:
    """The year before: another figure than this year's, and never a sum of this year's."""
    return (amount or 0) * 93 // 100 + 7 if amount else 0


def general(p: Print) -> list[Part]:
    """一般公共预算支出表."""
    keys, style = code_keys(p), p["general"]
    lines = [Line(x.unit, x.code, x.name, x.staff, x.public, {"general": x.funds.get("general", 0)}) for x in p.budget.lines if x.general]
    amounts: list[Path] = [("合计",), ("基本支出",), ("项目支出",)]
    if style == "staff":
        amounts = [("合计",), ("基本支出", "小计"), ("基本支出", "人员经费"), ("基本支出", "公用经费"), ("项目支出",)]
    elif style == "prior":
        year = p.budget.year
        amounts = [(f"{year - 1}年预算数",), *((f"{year}年预算数", *a) for a in amounts), (f"{year}年比{year - 1}年增减", "增减额")]
    elif style == "reversed":
        amounts = [*(("本年预算数", *a) for a in amounts), ("上年预算数",)]
    elif style == "percent":
        amounts = [("上年执行数",), *(("本年预算数", *a) for a in amounts), ("增减%",)]

    def cells(mine: Sequence[Line]) -> list[int | None]:
        sums = _sums(mine, style)
        if style == "reversed":
            return [*sums, _before(sums[0])]
        return [_before(sums[0]), *sums, (sums[0] or 0) - _before(sums[0])] if style in {"prior", "percent"} else sums

    ids = {(x.unit, x.code): x for x in lines}
    rows = []
    for code, name, all_ in tree(p, [x for x in p.budget.lines if x.general]):
        rows.append([*code_cells(p, code, name), *p.monies(cells([ids[x.unit, x.code] for x in all_]))])
    rows = with_total(p, len(keys), cells(lines), rows)
    if style == "percent":
        rows = [[*row[:-1], f"{p.random.randint(-900, 2500) / 100:.2f}%"] for row in rows]
    title = (
        "一般公共预算财政拨款支出决算表"
        if p["kind"] == "account"
        else "一般公共预算支出" + ("情况表" if p["title"] == "总体情况表" else "表")
    )
    p.printed.add("general")
    return p.titled(title, body(p, keys, amounts, rows))


# --- 收入总表 ---------------------------------------------------------------------------------------------------------


def income(p: Print) -> list[Part]:
    """收入总表: by functional class, by unit, or by kind of income."""
    b, style = p.budget, p["income"]
    title = (
        "收入决算表"
        if p["kind"] == "account"
        else {"总表": "部门收入总表", "总体情况表": "部门收入总体情况表", "预算表": "收入预算总表"}[p["title"]]
    )
    if style == "items":
        rows = [[p.numbered(i, INCOME[f]), p.money(b.fund(f) - (b.carried if f == "general" else 0))] for i, f in enumerate(INCOME)]
        rows += [
            ["本年收入合计", p.money(b.total - b.carried)],
            ["上年结转", p.money(b.carried)],
            [p.total_word("收入总计"), p.money(b.total)],
        ]
        return p.titled(title, body(p, [("项目",)], [(p.amount_heading("预算数"),)], rows))
    amounts: list[Path] = [("合计",), ("本年收入", "小计"), *(("本年收入", p.fund(f)) for f in FUND), ("上年结转",)]

    def cells(lines: Sequence[Line], carried: int) -> list[int | None]:
        by = {f: sum(x.general if f == "general" else x.funds.get(f, 0) for x in lines) for f in FUND}
        by["general"] -= carried
        return [sum(x.total for x in lines), sum(by.values()), *by.values(), carried]

    if style == "codes":
        keys = code_keys(p)
        rows = []
        for code, name, lines in tree(p, b.lines):
            mine = sum(q.carried for q in b.projects if any(x.unit == q.unit and x.code == q.item[0] for x in lines))
            rows.append([*code_cells(p, code, name), *p.monies(cells(lines, mine))])
    else:
        keys = [("单位代码",), ("单位名称",)]
        rows = []
        for at, unit in enumerate(b.units):
            own = cells([x for x in b.lines if x.unit == at], sum(q.carried for q in b.projects if q.unit == at))
            rows.append([f"318{at + 1:03d}", unit, *p.monies(own)])
    rows = with_total(p, len(keys), cells(b.lines, b.carried), rows)
    return p.titled(title, body(p, keys, amounts, rows))
