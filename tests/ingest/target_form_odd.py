"""What published target forms print beside the standard ones, drawn only for documents that are `odd`: `Odd`.

Further columns (历史值, 行业标准, 完成时限, what monitoring adds), graded and yearly values, sentences, entries listed in one cell,
halves side by side, blocks of first levels across, misprints, ragged rows, lines inside the grid that are none of the form's.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.ingest.target_words import Asked

Cells = list[list[str]]
"""Rows of a table; `<` is merged into the cell on its left, `^` into the one above."""

EXTRA: Mapping[str, tuple[str, ...]] = {
    "history": ("历史值", "近三年平均值", "历史标准值", "往年水平"),
    "last": ("上年完成值", "上年实际值", "上年度完成情况", "上年度指标值", "上年实际完成值"),
    "industry": ("行业标准", "行业标准值", "行业平均水平", "参考标准值"),
    "deadline": ("完成时限", "完成时间", "计划完成时间", "时限要求", "完成期限"),
    "core": ("是否核心指标", "指标方向", "是否监控指标"),
    "who": ("责任科室", "责任单位", "牵头部门"),
    "so far": ("1-7月执行情况", "1—6月完成值", "上半年完成情况", "截至7月底完成值"),
    "expected": ("全年预计完成情况", "预计全年完成值"),
    "likely": ("完成目标可能性", "能否完成"),
}
"""Further columns, each with what it may be called; the last three are those of 绩效运行监控."""
GRADES = (
    ("优", "良", "中", "差"),
    ("优秀", "良好", "合格", "不合格"),
    ("优（90分以上）", "良（80-90分）", "中（60-80分）", "差（60分以下）"),
)
MISSPELT = {
    "一级指标": "一及指标", "二级指标": "二級指标", "三级指标": "三级指标标", "指标值": "指标直",
    "目标值": "目标値",
    "指标名称": "指标名稱", "年度指标值": "年度指标植", "预期值": "预期植", "三级绩效指标": "三级绩效批标",
    "二级绩效指标": "二级绩效指标名",
}  # fmt: skip
REMARKS = (
    "注：绩效指标可选择填写。",
    "备注：本表一式三份，财政部门、主管部门和项目单位各存一份。",
    "说明：1.其他资金包括自筹资金。2.全年执行数指年底数。",
)
PAGES = ("第 1 页 共 2 页", "— 3 —", "内部资料 注意保存")


class Picks(Protocol):
    rng: random.Random
    chosen: dict[str, str]

    def pick(self, feature: str, *options: str, fresh: Sequence[str] = ()) -> str: ...


@dataclass
class Odd:
    """The odd choices of one document."""

    draw: Picks
    year: int
    extra: list[str] = field(default_factory=list)

    @classmethod
    def drawn(cls, draw: Picks, year: int, columns: bool) -> "Odd":
        """`columns`: there may be further ones."""
        odd = cls(draw, year)
        group = draw.pick("further columns", "none", "none", "earlier", "deadline", "office", "monitoring") if columns else "none"
        odd.extra = {"earlier": ["history", "last", "industry"], "deadline": ["deadline"], "office": ["core", "who"]}.get(group, [])
        odd.extra = ["so far", "expected", "likely"] if group == "monitoring" else [x for x in odd.extra if draw.rng.random() < 0.7]
        return odd

    def columns(self) -> list[tuple[str, str]]:
        return [(x, self.draw.pick(f"heading {x}", *EXTRA[x])) for x in self.extra]

    def first(self) -> bool:
        """Whether the further columns stand before the value."""
        return self.draw.pick("further columns at", "after value", "before value") == "before value" and "so far" not in self.extra

    def cells(self, ask: Asked) -> dict[str, str]:
        """Texts of the further columns: figures that are none of the target's, unless the column says so."""
        rng = self.draw.rng
        done = f"{int(float(ask.number) * 0.8)}{ask.unit}" if ask.sign else "已完成"
        month = rng.randint(3, 12)
        return {
            "history": done, "last": done, "industry": rng.choice((f"{ask.number}{ask.unit}", "无", "/")) if ask.sign else "/",
            "deadline": rng.choice((f"{self.year}年{month}月底前", f"{month}月底", f"{self.year}年12月31日前", f"{self.year}.12")),
            "core": rng.choice(("是", "否")) if "是否" in self.draw.chosen.get("heading core", "") else rng.choice(("正向", "反向")),
            "who": rng.choice(("业务科", "规划财务股", "办公室")), "so far": done,
            "expected": f"{ask.number}{ask.unit}" if ask.sign else "预计完成", "likely": rng.choice(("确定能", "有可能")),
        }  # fmt: skip

    # --- values -----------------------------------------------------------------------------------------------------

    def value_columns(self, values: str) -> list[tuple[str, str]]:
        """Columns of graded or yearly values; empty for values of other kinds."""
        if values == "grades":
            names = GRADES[int(self.draw.pick("grades", "0", "1", "2"))]
            return [(f"grade{at}", name) for at, name in enumerate(names)]
        if values == "years":
            shown = self.draw.pick("years", "bare", "年目标值", "年指标值")
            first = self.year - (1 if self.draw.pick("first year", "this", "last") == "last" else 0)
            return [(f"year{y - self.year}", f"{y}年{shown[1:] if shown != 'bare' else ''}") for y in range(first, first + 3)]
        return []

    def value(self, values: str, ask: Asked, whole: str) -> tuple[dict[str, str], str]:
        """The cells of a value printed in one of the odd ways, and what is said with them."""
        unit = ask.unit
        graded = [whole, "基本达到", "部分达到", "未达到"]
        if ask.sign in {"≥", "≤"}:
            steps = [_scaled(ask.number, s) for s in ((1, 0.95, 0.9) if ask.sign == "≥" else (1, 1.05, 1.1))]
            graded = [f"{ask.sign}{s}{unit}" for s in steps] + [f"{'＜' if ask.sign == '≥' else '＞'}{steps[-1]}{unit}"]
        if values == "grades":
            return {f"grade{at}": text for at, text in enumerate(graded)}, graded[0]
        if values == "graded text":
            names = self.draw.pick("grade text", "优：|良：|中：|差：", "优|良|中|差", "优秀|良好|合格|不合格").split("|")
            text = "；".join(name + grade for name, grade in zip(names, graded, strict=True)) if ask.sign in {"≥", "≤"} else whole
            return {"value": text}, text
        if values == "years":
            far = {n: _scaled(ask.number, 1 + 0.1 * n) if ask.sign and unit != "%" else ask.number for n in (-1, 1, 2)}
            return {"year0": whole} | {f"year{n}": f"{ask.sign}{t}{unit}" if ask.sign else whole for n, t in far.items()}, whole
        if values == "range" and ask.sign == "≥" and float(ask.number) >= 2:
            upper = "100" if unit == "%" else _scaled(ask.number, 1.2)
            way = self.draw.pick("range", "dash", "wave", "signs")
            text = (
                f"≥{ask.number}{unit}且≤{upper}{unit}" if way == "signs" else f"{ask.number}{'-' if way == 'dash' else '～'}{upper}{unit}"
            )
            return {"value": text}, text
        if values == "noted" and ask.sign:
            text = whole + self.draw.rng.choice(("（含）", "（按合同约定）", ""))
            return {"value": text}, text
        return {"value": whole}, whole

    def sentence(self, ask: Asked, stop: str) -> tuple[str, str]:
        """What is asked for as one sentence, and what it says of the value."""
        value = {
            "≥": f"{self.draw.rng.choice(('不少于', '不低于'))}{ask.number}{ask.unit}",
            "≤": f"不超过{ask.number}{ask.unit}",
            "=": f"={ask.number}{ask.unit}",
        }.get(ask.sign, ask.words)
        return f"{ask.name}{'' if ask.sign else '：'}{value}{stop}", value

    # --- rows -------------------------------------------------------------------------------------------------------

    def listed(self, rows: Sequence[dict[str, str]], plain: bool) -> list[dict[str, str]]:
        """One row for each class: its names in one cell, its values in another. `plain`: the format has no line breaks."""
        mark = self.draw.pick("listed entries", "numbered", "lines") if not plain else "numbered"
        found: list[dict[str, str]] = []
        for row in rows:
            if not row.get("name"):
                continue
            if not found or any(found[-1].get(r) != row.get(r) for r in ("level1", "level2")):
                found.append(dict(row) | {"n": "1"} | ({r: f"1.{row[r]}" for r in ("name", "value")} if mark == "numbered" else {}))
                continue
            last = found[-1]
            last["n"] = str(int(last["n"]) + 1)
            for role in ("name", "value"):
                last[role] += "⏎" + (f"{last['n']}." if mark == "numbered" else "") + row[role]
        return found

    def misprinted(self, rows: Cells, header: int) -> Cells:
        """The rows with slips of the hand that a human reader passes over."""
        slip = self.draw.pick("misprints", "none", "none", "none", "width", "spaces", "heading", "heading repeated")
        rng = self.draw.rng
        if slip == "heading":
            return [[MISSPELT.get(t, t) for t in row] if at < header else row for at, row in enumerate(rows)]
        if slip == "heading repeated" and header == 1:
            return [["绩效指标", *["<"] * (len(rows[0]) - 1)], *rows] if rows[0][0] != "绩效指标" else rows
        if slip == "width":
            wide = str.maketrans("0123456789%", "０１２３４５６７８９％")
            return [[t.translate(wide) if at >= header and rng.random() < 0.3 else t for t in row] for at, row in enumerate(rows)]
        if slip == "spaces":
            return [[_spaced(rng, t) if rng.random() < 0.3 else t for t in row] for row in rows]
        return rows

    def strange_rows(self, width: int, weights: int | None) -> Cells:
        """Rows below the indicators that are none; `weights`: the column of points, where there is one."""
        found: Cells = []
        if weights is not None and weights > 1 and self.draw.pick("sum of points", "none", "printed") == "printed":
            row = ["合计", *["<"] * (weights - 1), "100", *[""] * (width - weights - 1)]
            found.append(row)
        if self.draw.pick("remark row", "none", "none", "printed") == "printed":
            found.append([self.draw.rng.choice(REMARKS), *["<"] * (width - 1)])
        return found

    def page_row(self, rows: Cells, header: int) -> Cells:
        """A line of the page inside the grid, between two rows that no cell is merged over."""
        if self.draw.pick("page row", "none", "none", "none", "printed") == "none":
            return rows
        free = [at for at in range(header + 1, len(rows)) if not {"^"} & set(rows[at])]
        if not free:
            return rows
        at = self.draw.rng.choice(free)
        return [*rows[:at], [self.draw.rng.choice(PAGES), *["<"] * (len(rows[0]) - 1)], *rows[at:]]

    def continued(self, row: Sequence[str], above: Sequence[Sequence[str]]) -> list[str]:
        """The first row of a page with its merged levels printed again: 产出指标（续）."""
        found = list(row)
        for at, text in enumerate(row):
            if text == "^":
                over = next((r[at] for r in reversed(above) if r[at] != "^"), "")
                found[at] = f"{over}（续）" if over and "⏎" not in over and len(over) < 10 else ""
        return found


def halves(header: Sequence[str], left: Cells, right: Cells) -> Cells:
    """Two sets of rows side by side below the same header."""
    width = len(header)
    left += [[""] * width] * (len(right) - len(left))
    right += [[""] * width] * (len(left) - len(right))
    return [[*header, *header], *([*a, *b] for a, b in zip(left, right, strict=True))]


def blocks(asks: Sequence[Asked], levels: Sequence[str], said: Sequence[str], across: bool) -> Cells:
    """First levels with the list of their indicators in one cell, side by side (`across`) or below each other."""
    firsts = list(dict.fromkeys(levels))
    texts = []
    for first in firsts:
        entries = [s for s, level in zip(said, levels, strict=True) if level == first]
        texts.append("⏎".join(f"{at}.{entry}" for at, entry in enumerate(entries, 1)))
    return [firsts, texts] if across else [[first, text] for first, text in zip(firsts, texts, strict=True)]


def ragged(draw: Picks, data: bytes) -> bytes:
    """A text whose rows have not all the same number of cells, as copying out of other programs leaves them."""
    way = draw.pick("ragged", "none", "none", "ends cut", "ends added", "levels left out")
    lines = data.decode().splitlines()
    if way == "ends cut":
        lines = [line.rstrip("\t") for line in lines]
    elif way == "ends added":
        lines = [line + "\t" * draw.rng.choice((0, 0, 1, 2)) if "\t" in line else line for line in lines]
    elif way == "levels left out":
        lines = [line.lstrip("\t") for line in lines]
    return "\n".join(lines).encode()


def gold_of(ask: Asked, level1: str, value: str) -> dict[str, Any]:
    return {"level1": level1, "level2": "", "name": ask.name, "horizon": "annual", "raw_value": value}


def _scaled(number: str, by: float) -> str:
    return f"{float(number) * by:.1f}" if "." in number else str(max(1, round(float(number) * by)))


def _spaced(rng: random.Random, text: str) -> str:
    if len(text) < 3 or text in {"<", "^"} or "⏎" in text:
        return text
    at = rng.randrange(1, len(text) - 1)
    return text if text[at - 1].isdigit() or text[at].isdigit() else f"{text[:at]} {text[at:]}"
