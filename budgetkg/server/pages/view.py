"""What every page shares: language, unit of money, links that keep both, and how figures are printed.

The rules of print are those of Chinese finance software: thousands separated, two decimals, the unit at the top right,
and three things that look different: a blank cell, a printed zero, and what was never disclosed (—).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from budgetkg.findings import in_yuan
from budgetkg.server.problems import problem_of
from budgetkg.server.settings import COOKIE
from budgetkg.templating import render

TEMPLATES = Path(__file__).parent.parent / "templates"
UNITS = {
    "yuan": (Decimal(1), "元", "yuan"),
    "wan": (Decimal(10_000), "万元", "10,000 yuan"),
    "yi": (Decimal(100_000_000), "亿元", "100 million yuan"),
}
KEPT = {"lang": "zh", "unit": "wan"}
"""Parameters that every link carries on, with what they are when not given."""
NAVIGATION = (
    ("/", "总览", "Overview"),
    ("/agencies", "部门", "Agencies"),
    ("/targets", "目标检索与对标", "Targets"),
    ("/library", "指标库", "Library"),
    ("/cofunding", "资金配套", "Co-funding"),
    ("/findings", "疑点", "Findings"),
    ("/query", "查询", "Query"),
    ("/imports", "导入", "Imports"),
)


@dataclass(frozen=True)
class View:
    """How one request wants to see things."""

    path: str
    lang: str
    unit: str
    query: Mapping[str, str]
    signed_in: bool = False
    """Whether the browser has kept a token."""

    @classmethod
    def of(cls, request: Request) -> "View":
        chosen = {name: request.query_params.get(name, "") for name in KEPT}
        lang = chosen["lang"] if chosen["lang"] in ("zh", "en") else "zh"
        unit = chosen["unit"] if chosen["unit"] in UNITS else "wan"
        return cls(request.url.path, lang, unit, dict(request.query_params), COOKIE in request.cookies)

    def t(self, zh: str, en: str) -> str:
        """The text in the language of the page."""
        return en if self.lang == "en" else zh

    def link(self, path: str, /, **parameters: object) -> str:
        """An address of ours with the language and unit of this page."""
        kept = {name: value for name in KEPT if (value := getattr(self, name)) != KEPT[name]}
        given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
        query = urlencode(kept | given)
        return f"{path}?{query}" if query else path

    def here(self, **changes: object) -> str:
        """This page with other parameters; None takes one away."""
        merged = {**self.query, **changes}
        return f"{self.path}?{urlencode({k: str(v) for k, v in merged.items() if v not in (None, '')})}"

    def file(self, path: str, form: str, parameters: Mapping[str, object]) -> str:
        """An address of the API that gives a file; neither language nor unit change what is in it."""
        return f"{path}?{urlencode({k: str(v) for k, v in parameters.items() if v not in (None, '')} | {'format': form})}"

    @property
    def units(self) -> list[tuple[str, str]]:
        """The units to choose from, each with its name."""
        return [(key, self.t(zh, en)) for key, (_, zh, en) in UNITS.items()]

    @property
    def unit_name(self) -> str:
        return dict(self.units)[self.unit]

    @property
    def unit_after(self) -> str:
        """The unit as it stands after a figure: two numbers side by side, as in `210.00 10,000 yuan`, would be read as one."""
        return self.t(self.unit_name, self.unit_name if self.unit == "yuan" else f"× {self.unit_name}")

    def in_unit(self, zh: str, en: str) -> str:
        """The title of a column of yuan (`金额（元）`, `amount in yuan`) whose figures are shown in the unit of the page."""
        return self.t(zh.replace("（元）", f"（{self.unit_name}）"), f"{en.removesuffix(' in yuan')} in {self.unit_name}")

    @property
    def yuan_a_unit(self) -> int:
        return int(UNITS[self.unit][0])

    def difference(self, item: Mapping[str, Any]) -> str:
        """How far apart the two figures of a finding are, and how far they may be: in yuan where they are money."""
        unit = self.t(" 元", " yuan") if in_yuan(item) else ""
        told = f"{Decimal(item['difference']):,f}{unit}"
        return f"{told}（{self.t('容许', 'tolerance')} {Decimal(item['tolerance']):,f}{unit}）" if item["tolerance"] else told

    def where(self, place: Mapping[str, Any]) -> str:
        """Page, table, row, column and line of a piece of evidence, those that are known."""
        words = (
            ("page", "第{}页", "page {}"),
            ("table", "表{}", "table {}"),
            ("row", "行{}", "row {}"),
            ("column", "列{}", "column {}"),
            ("line", "文件行{}", "line {}"),
        )
        return " ".join(self.t(zh, en).format(place[name]) for name, zh, en in words if place[name] is not None)

    def money(self, yuan: Decimal | str | None) -> str:
        """Yuan in the unit of the page. `""` (a blank cell) and None (not disclosed) stay what they are.

        Two places, and as many more as three digits of a small amount need: 580 yuan are 0.058 万元, and nothing but a
        printed zero is 0.00.
        """
        if yuan is None:
            return "—"
        if yuan == "":
            return ""
        amount = Decimal(yuan) / UNITS[self.unit][0]
        places = 2 + max(0, -amount.adjusted()) if amount else 2
        whole, _, fraction = f"{amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}".partition(".")
        return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


def first_of(text: str, total: int, size: int) -> int:
    """The first that a page of so many shows, for what stands in its address."""
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(start, max(total - 1, 0)) // size * size


def codes_of(scheme: str) -> list[tuple[str, str, str]]:
    """A code list as choices: (code, Chinese, English)."""
    from ontology.code_labels import codes

    return [(code.code, code.zh, code.en) for code in codes(scheme)]


def page(view: View, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    shared = {"view": view, "t": view.t, "money": view.money, "link": view.link, "navigation": NAVIGATION}
    return HTMLResponse(render(TEMPLATES, template, **shared, **values), status)


def refused_page(view: View, error: Exception) -> HTMLResponse:
    """What went wrong, for a person."""
    told = problem_of(error)
    return page(view, "problem.html", told["status"], title=told["title"], hint=told["detail"])
