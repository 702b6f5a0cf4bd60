"""Whole disclosures invented from a seed: a file in one of the formats that are published, and its gold.

The features (`statement_features`) are independent of each other, as far as they go together at all; the figures add up
(`statement_budgets`). The gold has the shape of `budgetkg extract` and keeps to the conventions of the golds read by hand:
money of the year before is no fund of a project, other years' figures are nothing, a printed zero is "0.00", a blank "".
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ingest.blocks import Paragraph
from ingest.words.text import fold, is_blank
from tests.ingest import statement_passed, statement_projects, statement_summaries, statement_tables
from tests.ingest.province_documents import Sheet, _flat, _old_workbook, _pdf, _workbook
from tests.ingest.rendered import Drawn, Part, as_docx, as_html, drawn
from tests.ingest.statement_budgets import CLASSES, Budget, budget
from tests.ingest.statement_features import chosen
from tests.ingest.statement_projects import LEVELS, by_level, split_rows
from tests.ingest.statement_tables import Print, tree

Record = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A generated disclosure."""

    seed: int
    features: Mapping[str, str]
    name: str
    data: bytes
    gold: Record


def disclosure(seed: int, later: int = 0, **fixed: str) -> Made:
    """The disclosure of a seed; `later`: 1 or 2 with the features that were added later, `fixed`: features in place of those drawn."""
    random = Random(seed)
    features = chosen(random, later) | fixed
    funds = {"general": ("general",), "government": ("general", "government"), "all": ("general", "government", "account", "unit")}
    b = budget(
        random,
        units=2 if features["units"] == "two" else 1,
        funds=funds[features["funds"]],
        carried=features["carried"] == "yes",
        many=features["projects"] == "many",
    )
    if features["extra"].startswith("allocation") and not statement_passed.places(b):
        features["extra"] = "none"
    p = Print(b, {**features, "publisher": "单位" if features["kind"] == "unit" else "部门"}, random)
    sheets = _sheets(p)
    name, data = _file(seed, features["format"], sheets, p)
    return Made(seed, features, name, data, _gold(p, name))


def _sheets(p: Print) -> list[Sheet]:
    b = p.budget
    word = {"department": "部门预算", "unit": "单位预算", "account": "部门决算"}[p["kind"]]
    year = f"{b.year}年度" if p["kind"] == "account" else f"{b.year}年"
    cover: list[Part] = [Paragraph(f"{b.agency}{year}{word}公开", None, None), *map(_line, _prose(p, word))]
    found = [Sheet("封面", tuple(cover))]

    def add(parts: Sequence[Part]) -> None:
        found.append(Sheet(str(len(found)), tuple(parts)))

    add(statement_summaries.summary(p))
    if p["income"] != "none":
        add(statement_tables.income(p))
    add(statement_tables.expenditure(p))
    if p["fiscal"] != "none":
        add(statement_summaries.fiscal(p))
    if p["general"] != "none":
        add(statement_tables.general(p))
    if p["economic"] != "none":
        add(statement_summaries.economic(p))
    if p["three"] != "none":
        add(statement_summaries.three(p))
    if p["fund_table"] != "none" and (p["fund_table"] == "rows" or not b.fund("government")):
        add(statement_projects.fund_table(p))
    if p["capital_table"] != "none":
        add(statement_projects.capital_table(p))
    if p["project_table"] != "absent":
        add(statement_projects.projects(p))
    if p["extra"].startswith("allocation"):
        add(statement_passed.allocation(p))
    elif p["extra"] != "none":
        add(statement_projects.extra(p))
    if p["procurement"] == "rows":
        add(statement_projects.procurement(p))
    if p["debt"] == "rows":
        add(statement_projects.debt(p))
    return found


def _line(text: str) -> Paragraph:
    return Paragraph(text, None, None)


def _prose(p: Print, word: str) -> list[str]:
    b = p.budget
    lines = ["第一部分 部门概况", f"{b.agency}负责全县有关工作的组织实施。"]
    if p["prose"] in {"figures", "long"}:

        def yuan(amount: int) -> str:
            return f"{amount // 100}.{amount % 100:02d}万元"

        lines += [
            f"第二部分 {b.year}年{word}情况说明",
            f"一、收支预算总体情况。{b.year}年收入总计{yuan(b.total)}，支出总计{yuan(b.total)}。与上年相比增加{yuan(b.total // 11)}。",
            f"二、支出预算情况。{b.year}年支出预算{yuan(b.total)}，其中：基本支出{yuan(b.basic)}，项目支出{yuan(b.project)}。",
            f"三、“三公”经费情况。{b.year}年“三公”经费预算{yuan(b.three['total'])}，其中：公务接待费{yuan(b.three['reception'])}，"
            f"公务用车运行维护费{yuan(b.three['vehicle_running'])}。",
        ]  # fmt: skip
    if p["prose"] == "long":
        lines += [
            f"四、关于{b.year}年一般公共预算当年拨款规模变化情况。一般公共预算当年拨款{b.fund('general') // 100}万元左右，"
            f"比上年减少12.34万元，下降3.2%，主要原因是压减一般性支出。",
            f"五、机关运行经费。{b.year}年机关运行经费财政拨款预算88.66万元，比上年增加1.2万元。",
            f"六、政府采购情况。{b.year}年政府采购预算总额45.6万元，其中：货物20万元、服务25.6万元。",
            f"七、国有资产占用情况。截至{b.year - 1}年12月31日，共有车辆3辆，单价50万元以上通用设备0台（套）。",
            "八、名词解释：基本支出，指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
        ]  # fmt: skip
    return lines if p["three"] != "none" else [line for line in lines if "三公" not in line]


# --- files ------------------------------------------------------------------------------------------------------------


def _file(seed: int, format: str, sheets: Sequence[Sheet], p: Print) -> tuple[str, bytes]:
    name = f"s{seed}.{format}"
    if format == "xlsx":
        return name, _workbook(sheets)
    if format == "xls":
        return name, _old_workbook(sheets)
    if format == "pdf":
        return name, _pdf(sheets, _heading_rows if p["page_break"] == "header" else lambda _: 0)
    broken = [part for sheet in sheets for part in _broken(sheet.parts, p)]
    if format == "txt":
        return name, _text(broken).encode()
    flat = [_flat(part) for part in broken]
    return (name, as_docx(flat)) if format == "docx" else (name, as_html(flat))


def _broken(parts: Sequence[Part], p: Print) -> list[Part]:
    """Tables cut where a page ends, the heading rows printed again or not."""
    done: list[Part] = []
    for part in parts:
        if not isinstance(part, Drawn) or p["page_break"] == "none" or part.rows < 14:
            done.append(part)
            continue
        rows = _rows(part)
        top = _heading_rows(part)
        at = next((r for r in range(part.rows * 2 // 3, part.rows) if "^" not in rows[r]), part.rows)
        if at == part.rows:
            done.append(part)
            continue
        again = rows[:top] if p["page_break"] == "header" else []
        title = next((x for x in reversed(done) if isinstance(x, Paragraph) and "表" in x.text[-3:]), None)
        between = [title] if p["page_break"] == "title" and title else []
        done += [drawn(rows[:at]), *between, drawn([*again, *rows[at:]])]
    return done


def _heading_rows(drawn_: Drawn) -> int:
    """Rows down to the first that prints an amount or a code."""
    rows = _rows(drawn_)
    data = re.compile(r"-?[\d,]+\.\d\d|\d{3,}|合计")
    return next((r for r, row in enumerate(rows) if r and any(data.fullmatch(c.strip()) for c in row) and "<" not in row), 1)


def _rows(drawn_: Drawn) -> list[list[str]]:
    """A drawn table as `rendered.drawn` takes it."""
    rows = [["" for _ in range(drawn_.columns)] for _ in range(drawn_.rows)]
    for (r, c), cell in drawn_.cells.items():
        for down in range(cell.rowspan):
            for across in range(cell.colspan):
                rows[r + down][c + across] = "<" if across else "^" if down else cell.text
    return rows


def _text(parts: Sequence[Part]) -> str:
    """As the text export of a PDF or Word file: cells between tabs, merged cells blank, pages apart."""
    lines: list[str] = []
    page = 1
    for before, part in zip([None, *parts], parts, strict=False):
        if not isinstance(part, Drawn):
            lines += ["", f"- {page} -", ""] if isinstance(before, Drawn) and not part.text.startswith("注") else []
            page += isinstance(before, Drawn)
            left, _, right = part.text.partition("¦")
            lines.append(left.strip() + ("\t" * 5 + right.strip() if right else ""))
            continue
        if isinstance(before, Drawn):
            lines += ["", f"- {page} -", ""]
            page += 1
        for row in _rows(part):
            cells = ["" if c in {"<", "^"} else c.replace("\n", "") for c in row]
            while cells and is_blank(cells[-1]):
                cells.pop()
            if cells:
                lines.append("\t".join(cells) + "\t" * (len(cells) == 1))
    return "\n".join(lines) + "\n"


# --- gold -------------------------------------------------------------------------------------------------------------


def yuan(amount: int) -> str:
    return f"{amount * 100}.00"


def _gold(p: Print, name: str) -> Record:
    b = p.budget
    return {
        "document": {"path": name, "fiscal_year": b.year},
        "agency": {"name": b.agency, "code": None, "region": b.region},
        "totals": {"income": yuan(b.total), "expenditure": yuan(b.total), "basic": yuan(b.basic), "project": yuan(b.project)},
        "projects": [*([_project(p, q) for q in b.projects] if "projects" in p.printed else []), *_passed(p)],
        "department_indicators": [],
        "function_lines": _function_lines(p),
        "economic_lines": _economic_lines(p),
        "three_public": {k: yuan(v) for k, v in b.three.items()} if "three" in p.printed else {},
        "cofunding_rules": [],
        "transfers": statement_passed.gold(p),
    }


def _passed(p: Print) -> list[Record]:
    return [
        {"name": name, "code": None, "amount": yuan(amount), "funds": [], "goals": [], "indicators": []}
        for name, amount in statement_passed.projects(p)
    ]


def _project(p: Print, q: Any) -> Record:
    style = p["project_table"]
    own = {f: a - q.carried * (f == "general" and style in {"carry", "all-carry"}) for f, a in q.funds.items()}
    shown = [(p.fund(f), a) for f, a in own.items()]
    if style == "levels":
        rows = [by_level(sum(money.values())) for _, money, _ in split_rows(p, q)]
        shown = [(level, sum(row[at] for row in rows)) for at, level in enumerate(LEVELS)]
    elif style in {"all-carry", "carry"}:
        shown.append(("上年结转", q.carried))
    elif style == "flow":
        fiscal = sum(a for f, a in q.funds.items() if f not in {"account", "unit"})
        shown = [("财政拨款", fiscal), ("其他资金", q.total - fiscal)]
    elif style in {"flat", "prior", "plan", "whole", "text", "bare-years", "ratio"} and not p["project_rows"].startswith("sources"):
        shown = []
    funds = [{"label": label, "amount": yuan(a), "horizon": "annual"} for label, a in shown if a]
    return {"name": q.name, "code": None, "amount": yuan(q.total), "funds": funds, "goals": [], "indicators": []}


def _function_lines(p: Print) -> list[Record]:
    if p["codes"] == "name-only":
        return []
    split = p["expenditure"]

    def shown(amount: int) -> str:
        return yuan(amount) if amount else "0.00" if p["zero"] in {"0", "0.00"} else ""

    return [
        {"code": code, "name": name, "total": yuan(sum(x.total for x in lines)), "basic": shown(sum(x.basic for x in lines)),
         "project": shown(sum(x.project for x in lines))}
        for code, name, lines in tree(p, p.budget.lines) if split
    ]  # fmt: skip


def _economic_lines(p: Print) -> list[Record]:
    if "economic" not in p.printed:
        return []
    b: Budget = p.budget
    found = []
    for head, name in CLASSES.items():
        if p["economic"] != "items":
            found.append({"code": head, "name": name, "total": yuan(b.economic_of(head))})
        found += [{"code": c, "name": n, "total": yuan(a)} for c, n, a in b.economic if c.startswith(head)]
    return found


def facts(record: Mapping[str, Any], group: str) -> Counter[tuple[str, ...]]:
    """What a record says of one group, as the scores of extraction count it: a blank of 三公 or a fund is as good as a zero."""
    rows: list[tuple[str, ...]] = []
    if not record:
        return Counter()
    if group == "document":
        rows = [
            ("agency", fold(record["agency"]["name"])),
            ("year", str(record["document"]["fiscal_year"])),
            ("region", str(record["agency"]["region"])),
        ]
    elif group == "totals":
        rows = [(k, v) for k, v in record["totals"].items() if v]
    elif group == "projects":
        rows = [(fold(x["name"]), x["amount"]) for x in record["projects"]]
    elif group == "funds":
        annual = [(fold(x["name"]), f) for x in record["projects"] for f in x["funds"] if f["horizon"] == "annual"]
        rows = [(name, fold(f["label"]), f["amount"]) for name, f in annual if f["amount"] not in {"", "0.00"}]
    elif group == "function_lines":
        rows = [(x["code"], x["total"], x["basic"], x["project"]) for x in record["function_lines"]]
    elif group == "economic_lines":
        rows = [(fold(x["name"]), x["total"]) for x in record["economic_lines"]]
    elif group == "transfers":
        rows = [(t["total"], fold(x["recipient"]), str(x["region"]), x["amount"]) for t in record["transfers"] for x in t["parts"]]
    elif group == "three_public":
        rows = [(k, v) for k, v in record["three_public"].items() if v not in {"", "0.00"}]
    return Counter(rows)
