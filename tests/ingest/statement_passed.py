"""Tables of an invented disclosure that divide money among the places below: funds in columns, or projects above places."""

from typing import Any

from ontology.divisions import inside
from tests.ingest.pdf_maker import covers
from tests.ingest.rendered import Part
from tests.ingest.statement_budgets import Budget
from tests.ingest.statement_tables import Path, Print, body

_FUNDS = ("乡村建设行动补助", "脱贫人口就业补助", "基层服务能力提升工程")
_FEWEST = 4


def places(b: Budget) -> list[tuple[str, str]]:
    """Name and code of places below the publisher's own; none below a county."""
    below = {d.code: d.name for d in inside(b.region, b.year).values() if d.code != b.region and not d.code.endswith("00")}
    return (
        [(name, code) for code, name in sorted(below.items()) if covers(name)][:6]
        if b.region.endswith("00") and len(below) >= _FEWEST
        else []
    )


def _funds(p: Print) -> list[str]:
    return [*_FUNDS[:2], f"农财〔{p.budget.year - 1}〕{p.budget.total % 90 + 1}号", p.budget.projects[0].name]


def _amount(b: Budget, place: int, fund: int) -> int:
    return 0 if (place + fund) % 5 == 4 else (b.total // 1000 * (place + 2) + 37 * (fund + 1)) % 90_000 + 100


def allocation(p: Print) -> list[Part]:
    """资金分配表: places × funds, or projects × places."""
    b, below = p.budget, places(p.budget)
    funds = _funds(p)
    if p["extra"] == "allocation":
        amounts: list[Path] = (
            [*(("分配金额", f) for f in funds), ("合计",)] if p["total_row"] == "top" else [("合计",), *((f,) for f in funds)]
        )
        rows = []
        for at, (name, _) in enumerate(below):
            money = [_amount(b, at, k) for k in range(len(funds))]
            rows.append([name, *p.monies([*money, sum(money)] if p["total_row"] == "top" else [sum(money), *money])])
        sums = [sum(_amount(b, at, k) for at in range(len(below))) for k in range(len(funds))]
        whole = ["合计", *p.monies([*sums, sum(sums)] if p["total_row"] == "top" else [sum(sums), *sums])]
        return p.titled(
            "资金分配情况表", body(p, [("县（市、区）",)], amounts, [*rows, whole] if p["total_row"] != "top" else [whole, *rows])
        )
    rows = []
    for k, fund in enumerate(funds[:2]):
        rows += [[fund if at == 0 else "^", name, *p.monies([_amount(b, at, k)])] for at, (name, _) in enumerate(below)]
        rows.append(["^", "小计", *p.monies([sum(_amount(b, at, k) for at in range(len(below)))])])
    return p.titled("对下转移支付分地区预算表", body(p, [("转移支付项目",), ("地区",)], [(f"{b.year}年预算数",)], rows))


def gold(p: Print) -> list[dict[str, Any]]:
    """The allocations as `budgetkg extract` lists them."""
    b, below = p.budget, places(p.budget)
    if not p["extra"].startswith("allocation"):
        return []
    funds = _funds(p) if p["extra"] == "allocation" else _funds(p)[:2]
    return [
        {
            "total": f"{sum(_amount(b, at, k) for at in range(len(below))) * 100}.00",
            "parts": [
                {"recipient": name, "region": code, "amount": f"{_amount(b, at, k) * 100}.00"}
                for at, (name, code) in enumerate(below)
                if _amount(b, at, k)
            ],
        }
        for k in range(len(funds))
    ]


def projects(p: Print) -> list[tuple[str, int]]:
    """The projects that only the table of projects by place names."""
    if p["extra"] != "allocation-projects":
        return []
    below = places(p.budget)
    return [(fund, sum(_amount(p.budget, at, k) for at in range(len(below)))) for k, fund in enumerate(_funds(p)[:2])]
