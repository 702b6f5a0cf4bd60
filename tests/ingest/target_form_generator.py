"""Target forms drawn at random from what provinces print, each with its gold: `made(seed)`.

A document combines features that are drawn apart from each other: the kind of table, what columns are called and in which order
they stand, how levels and values are printed, how the head of the form is arranged, where pages break. A human reader can tell
the gold of every one. `Made.features` says what was drawn, so that losses can be laid to features.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.blocks import Paragraph
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import Drawn, Part, drawn
from tests.ingest.target_form_heads import Head
from tests.ingest.target_form_odd import Odd, blocks, gold_of, halves, ragged
from tests.ingest.target_form_rows import FRAMES, Cells, Draw, Style
from tests.ingest.target_words import LEVELS, PLACES, Asked, Bureau, asked, bureaus

KINDS = ("project", "project", "whole", "evaluation", "transfer", "list", "list", "several", "matrix")
FORMATS = ("txt", "docx", "xlsx", "html", "pdf")
TITLES = {
    "project": ("项目支出绩效目标表", "项目支出绩效目标申报表", "部门预算项目绩效目标表", "项目绩效目标公开表", "预算项目支出绩效目标表"),
    "whole": ("部门整体支出绩效目标表", "部门（单位）整体支出绩效目标申报表", "整体支出绩效目标表", "单位整体支出绩效目标表"),
    "evaluation": ("项目支出绩效自评表", "部门项目支出绩效自评表", "项目绩效自评表"),
    "transfer": ("转移支付区域绩效目标表", "对下转移支付绩效目标表", "专项转移支付区域（项目）绩效目标申报表"),
    "list": ("项目支出绩效目标表", "部门项目支出绩效目标批复表", "项目支出绩效信息表", "项目绩效目标汇总表"),
    "matrix": ("项目支出绩效目标汇总表", "项目绩效目标一览表"),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One document: the file's name and bytes, its gold as in `unseen/*.json`, and what was drawn."""

    name: str
    data: bytes
    gold: dict[str, Any]
    features: dict[str, str]


def made(seed: int, fresh: bool = False, odd: bool = False) -> Made:
    """The document of a seed. `fresh`: also draws from what was added after the reader had been repaired; `odd`: from `Odd`, too."""
    rng = random.Random(seed)
    return _Document(Draw(rng, fresh or odd, rng.randint(2020, 2025) if odd else None), seed).made()


class _Document:
    def __init__(self, draw: Draw, seed: int) -> None:
        self.draw, self.rng, self.seed = draw, draw.rng, seed
        self.kind = draw.pick("kind", *(k for k in KINDS if k != "matrix" or not draw.odd))
        self.format = draw.pick("format", *FORMATS, fresh=("xls",))
        self.year = draw.odd or self.rng.randint(2020, 2025)
        self.bureau: Bureau = self.rng.choice(bureaus())
        self.region, place = self.rng.choice(sorted(PLACES.items()))
        self.agency = place + self.bureau.name
        self.projects: list[dict[str, Any]] = []
        self.department: list[dict[str, Any]] = []
        self.parts: list[Part | None] = []
        """Lines and tables; None is the end of a page."""
        self.grid: Cells = []
        """Rows of the forms before this one, where all stand in one grid."""

    def made(self) -> Made:
        final = self.kind == "evaluation"
        self.say(f"{self.agency}{self.year}年{'部门决算公开' if final else '部门预算公开'}")
        title = self.rng.choice(TITLES.get(self.kind, TITLES["project"]))
        if self.kind in {"list", "matrix"}:
            self._listed(title)
        else:
            for name in self.rng.sample(self.bureau.projects, 3 if self.kind == "several" else 1):
                self._form(title, name)
        sheets = self._sheets()
        name, data = rendered_in(self.format, f"form-{self.seed}", sheets)
        if self.draw.odd and self.format == "txt":
            data = ragged(self.draw, data)
        self.draw.chosen["format"] = name.rpartition(".")[2]  # a letter that the font for PDF lacks makes it a Word file
        gold = {
            "document": {"fiscal_year": self.year},
            "agency": {"name": self.agency, "region": self.region},
            "projects": self.projects,
            "department_indicators": self.department,
        }
        return Made(name, data, gold, dict(self.draw.chosen))

    def say(self, text: str) -> None:
        self.parts.append(Paragraph(text, None, None))

    def asks(self, count: int) -> list[Asked]:
        return asked(self.rng, self.bureau, self.year, count)

    # --- one form ---------------------------------------------------------------------------------------------------

    def _form(self, title: str, name: str) -> None:
        self.say(title)
        if self.draw.pick("year line", "printed", "none") == "printed":
            self.say(f"（{self.year}年度）")
        two = self.kind in {"project", "several", "transfer"}
        horizon = self.draw.pick("horizons", "annual", "annual", "annual", "mid_long_term", "implementation") if two else "annual"
        horizons = ("annual",) if horizon == "annual" else (horizon, "annual")
        style = Style(self.draw, self.kind, horizons)
        frame = style.frame == "column"
        asks = self.asks(self.rng.randint(6, 11))
        header, body, gold = self._rows(style, asks)
        rows = self._framed(header + body) if frame else header + body
        width = max(len(rows[0]), 4)
        rows = [row + [""] * (width - len(row)) for row in rows]
        inner = len(header[0]) + frame
        for row in rows[: len(header)]:
            row[inner:] = ["<" if row[inner - 1] != "^" else "^"] * (width - inner)
        for row in rows[len(header) :]:
            row[inner:] = ["<"] * (width - inner)
        head = Head(self.draw, self.kind, self.agency, self.bureau, self.year, width, horizons, frame)
        above, project = head.rows(name, asks)
        if head.unit_line:
            self.say(head.unit_line)
        foot = head.foot(len(rows[0]))
        if style.odd is not None:
            rows = style.odd.misprinted(rows, len(header))
            rows = style.odd.page_row(rows, len(header))
            at = next((n for n, (r, _) in enumerate(style.columns) if r == "weight"), None)
            points = at + frame if at is not None and inner == len(style.columns) + frame else None
            foot = style.odd.strange_rows(len(rows[0]), points) + foot
        if self.kind == "whole":
            self.department += gold
        else:
            self.projects.append({**project, "indicators": gold})
        if style.odd is not None and self.kind == "several" and self.draw.pick("forms", "tables", "one grid") == "one grid":
            self.draw.chosen["page break"] = "none"
            self.grid += [*above, *rows, *foot]
            self.parts = [p for p in self.parts if not isinstance(p, Drawn)]
            if self.projects[1:]:  # the title stands above the first only
                self.parts = self.parts[: self.above]
            self.above: int = len(self.parts)
            self.parts.append(drawn(_even(self.grid)))
            return
        self._table(above, rows, len(header), foot)

    def _rows(self, style: Style, asks: list[Asked]) -> tuple[Cells, Cells, list[dict[str, Any]]]:
        """Header and rows of the indicators, and their gold."""
        plain = style.odd is not None and len(style.horizons) == 1 and self.kind != "evaluation"
        layout = self.draw.pick("layout", "rows", "rows", "rows", "halves", "blocks across", "blocks down") if plain else "rows"
        if layout.startswith("blocks"):
            across = layout == "blocks across"
            said = [f"{a.name}{a.sign}{a.number}{a.unit}" if a.sign else f"{a.name}：{a.words}" for a in asks]
            levels = [f"{LEVELS[a.kind][0]}指标" for a in asks]
            gold = [gold_of(a, x, f"{a.sign}{a.number}{a.unit}" if a.sign else a.words) for a, x in zip(asks, levels, strict=True)]
            lines = blocks(asks, levels, said, across)
            if self.format == "txt":
                lines = [[t.replace("⏎", "；") for t in row] for row in lines]
            for feature in ("value", "levels", "hierarchy", "entries"):
                self.draw.chosen.pop(feature, None)
            return (lines[:1], lines[1:], gold) if across else ([["一级指标", "指标内容"]], lines, gold)
        header = style.header()
        if layout == "halves" and len(style.columns) <= 7 and len(header) == 1 and style.hierarchy != "bands" and not style.listed:
            at = (len(asks) + 1) // 2
            (left, gold), (right, more) = style.body(asks[:at]), style.body(asks[at:])
            both = halves(header[0], left, right)
            return both[:1], both[1:], gold + more
        if layout == "halves":
            self.draw.chosen["layout"] = "rows"
        body, gold = style.body(asks)
        return header, body, gold

    def _framed(self, rows: Cells) -> Cells:
        label = self.draw.pick("frame label", *FRAMES)
        return [[label if at == 0 else "^", *row] for at, row in enumerate(rows)]

    # --- many projects in one table ------------------------------------------------------------------------------------

    def _listed(self, title: str) -> None:
        self.say(title)
        unit = self.draw.pick("list unit", "title", "heading")
        scale = self.draw.pick("money unit", "万元", "元")
        if unit == "title":
            self.say(f"单位：{scale}")
        name_heading = self.draw.pick("heading project", "项目名称", "支出项目名称", "二级项目名称", "预算项目名称", "项目（专项）名称")
        money = self.draw.pick("heading money", "预算金额", "项目预算", "预算数", "资金总额", "项目金额", "none")
        goal = self.draw.pick("heading goal", "none", "年度绩效目标", "绩效目标", "年度总体目标", "项目年度目标")
        unit_column = self.draw.pick("unit column", "none", "单位名称", "预算单位", "none")
        names = self.rng.sample(self.bureau.projects, self.rng.randint(2, 4))
        columns = [h for h in (unit_column, name_heading, money, goal) if h != "none"]
        banded = self.kind == "list" and self.draw.pick("projects", "columns", "columns", "columns", fresh=("bands",)) == "bands"
        if banded:
            columns, money, unit_column = [], "none", "none"
        titles = [f"{h}（{scale}）" if h == money and unit == "heading" else h for h in columns]
        head, lines = self._matrix(titles) if self.kind == "matrix" else ([], [])
        style = None if self.kind == "matrix" else Style(self.draw, "list")
        if style is not None:
            head = [[t if at == 0 else "^" for t in titles] + row for at, row in enumerate(style.header())]
        shown = self.draw.pick("project cells", "merged", "merged", "once", "repeated") if style else "merged"
        for name in names:
            asks = self.asks(self.rng.randint(4, 7))
            amount = f"{self.rng.randint(500, 90000) / 100:.2f}" if scale == "万元" else f"{self.rng.randint(5, 900) * 1000}.00"
            cells = {name_heading: name, money: amount, goal: self._goal(name, asks), unit_column: self.agency}
            body, gold = style.body(asks) if style else self._across(asks)
            if banded:
                lines.append([f"{name_heading}：{name}", *["<"] * (len(head[0]) - 1)])
            for at, row in enumerate(body):
                first = [cells[c] for c in columns]
                lines.append([t if at == 0 or shown == "repeated" else "" if shown == "once" else "^" for t in first] + row)
            yuan = f"{float(amount) * (10000 if scale == '万元' else 1):.2f}" if money != "none" else ""
            self.projects.append({"name": name, "amount": yuan, "funds": [], "indicators": gold})
        self._table([], head + lines, len(head), [])

    def _goal(self, name: str, asks: Sequence[Asked]) -> str:
        first = asks[0]
        said = f"{first.number}{first.unit}" if first.sign else ""
        return f"完成{name}年度任务，{first.name}{'达到' + said if said else '按期完成'}，服务水平不断提高。"

    def _matrix(self, titles: Sequence[str]) -> tuple[Cells, Cells]:
        """Headings of a landscape grid: a column for each class of indicators."""
        found = [f"{LEVELS[k][1]}指标" for k in LEVELS]
        if self.draw.pick("matrix lines", "1", "2") == "1":
            return [[*titles, *found]], []
        tops = [f"{LEVELS[k][0]}指标" for k in LEVELS]
        top = [t if at == 0 or tops[at - 1] != t else "<" for at, t in enumerate(tops)]
        return [[*titles, *top], [*("^" for _ in titles), *found]], []

    def _across(self, asks: Sequence[Asked]) -> tuple[Cells, list[dict[str, Any]]]:
        texts: dict[str, list[str]] = {k: [] for k in LEVELS}
        gold = []
        numbered = self.draw.pick("matrix items", "lines", "numbered", "semicolons")
        for ask in asks:
            said = f"{ask.name}{ask.sign}{ask.number}{ask.unit}" if ask.sign else f"{ask.name}：{ask.words}"
            mark = f"{len(texts[ask.kind]) + 1}." if numbered == "numbered" else ""
            texts[ask.kind].append(mark + said)
            first, second = (f"{w}指标" for w in LEVELS[ask.kind])
            value = f"{ask.sign}{ask.number}{ask.unit}" if ask.sign else ask.words
            gold.append({"level1": first, "level2": second, "name": ask.name, "horizon": "annual", "raw_value": value})
        between = "；" if numbered == "semicolons" or self.format == "txt" else "⏎"
        return [[between.join(texts[k]) for k in LEVELS]], gold

    # --- tables and pages -----------------------------------------------------------------------------------------------

    def _table(self, above: Cells, rows: Cells, header: int, foot: Cells) -> None:
        """A table, cut in two where a page breaks."""
        lines = [*above, *rows, *foot]
        broken = self.draw.pick("page break", "none", "none", "none", "header repeated", "header not repeated")
        first, last = len(above) + header, len(above) + len(rows)
        if broken == "none" or self.format in {"xlsx", "xls"} or last - first < 6 or self.kind == "matrix":
            self.draw.chosen["page break"] = "none"
            self.parts.append(drawn(lines))
            return
        cut = self.rng.randint(first + 2, last - 2)
        rest = [["" if t == "^" else t for t in lines[cut]], *lines[cut + 1 :]]
        if self.draw.odd and self.draw.pick("levels on the next page", "blank", "printed again") == "printed again":
            rest[0] = Odd(self.draw, self.year).continued(lines[cut], lines[first:cut])
        if broken == "header repeated":
            rest = lines[len(above) : first] + rest
            if rest[header][0] == "" and self.draw.chosen.get("frame") == "column":
                for row in rest[header : header + last - cut]:
                    row[0] = "^"
        self.parts += [drawn(lines[:cut]), None, drawn(rest)]

    def _sheets(self) -> list[Sheet]:
        """Pages where the format has them; else a page number where one ended, or nothing."""
        sheets: list[list[Part]] = [[]]
        for part in self.parts:
            if part is not None:
                sheets[-1].append(part)
            elif self.format == "pdf":
                sheets.append([])
            elif self.format == "txt":
                sheets[-1].append(Paragraph("- 2 -", None, None))
        if self.format in {"xlsx", "xls"} and self.kind == "several":
            return [Sheet(f"表{at}", tuple(parts)) for at, parts in enumerate(_by_table(sheets[0]), 1)]
        return [Sheet(f"表{at}", tuple(parts)) for at, parts in enumerate(sheets, 1)]


def _even(rows: Cells) -> Cells:
    """The rows as wide as the widest: what is last is merged over the rest."""
    width = max(map(len, rows))
    return [row + ["<" if row[-1] != "^" else "^"] * (width - len(row)) for row in rows]


def _by_table(parts: Sequence[Part]) -> list[list[Part]]:
    """A sheet for each table with the lines above it."""
    found: list[list[Part]] = [[]]
    for part in parts:
        found[-1].append(part)
        if not isinstance(part, Paragraph):
            found.append([])
    return [f for f in found if f]
