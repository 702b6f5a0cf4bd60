"""The indicator rows of generated target forms: which columns there are, what they are called, how levels and values are printed."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.ingest.target_form_odd import Odd
from tests.ingest.target_words import LEVELS, NOTES, Asked

Cells = list[list[str]]
"""Rows of a table; `<` is merged into the cell on its left, `^` into the one above."""

COLUMNS = (
    ("一级指标", "二级指标", "三级指标"), ("一级指标", "二级指标", "指标名称"), ("指标类别", "指标分类", "指标名称"),
    ("一级绩效指标", "二级绩效指标", "三级绩效指标"), ("一级目标", "二级目标", "三级目标"), ("一级", "二级", "三级"),
    ("一级指标", "二级指标", "具体指标"), ("一级指标", "二级指标", "指标内容"), ("一级指标", "二级指标", "绩效指标"),
    ("指标维度", "指标类型", "绩效指标名称"), ("一级指标名称", "二级指标名称", "三级指标名称"), ("指标类型", "指标内容", "指标名称"),
)  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    "value": ("指标值", "年度指标值", "目标值", "预期值", "绩效标准", "计划值", "年度目标值", "预期指标值", "指标目标值", "计划完成值",
              "考核标准", "绩效目标值", "年初目标值", "目标", "预期目标", "设定值", "年度计划值", "本年目标值"),
    "sign": ("指标性质", "符号", "运算符号", "计算符号", "指标符号", "比较符", "指标值性质"),
    "unit": ("计量单位", "度量单位", "单位", "指标单位", "指标值单位", "计量"),
    "nature": ("指标性质", "指标属性", "定量/定性", "指标类型", "指标性质（定性/定量）"),
    "weight": ("权重", "分值", "权重（%）", "指标分值", "分值权重", "标准分"),
    "rules": ("评分标准", "评扣分标准", "评（扣）分标准", "计分规则", "评分细则", "考核办法"),
    "meaning": ("指标解释", "指标说明", "指标内涵", "指标解释及计算方法", "绩效指标描述"),
    "basis": ("指标值设定依据", "设定依据", "目标值依据", "指标值来源", "绩效标准依据", "标准来源"),
    "origin": ("数据来源", "佐证资料", "资料来源", "取数来源", "指标值数据来源"),
    "remark": ("备注", "说明", "备注说明", "其他说明"),
    "actual": ("实际完成值", "全年实际值", "完成值", "年度完成情况", "实际完成指标值", "实际值"),
    "score": ("得分", "自评得分", "实际得分"),
    "deviation": ("偏差原因分析及改进措施", "未完成原因分析", "偏差原因", "偏差说明"),
    "number": ("序号", "编号", "指标序号"),
    "inline": ("三级指标及指标值", "绩效指标", "具体指标（含指标值）", "指标内容及目标值", "指标名称及指标值", "具体内容"),
    "combined": ("指标类别", "绩效指标", "指标类型", "一级指标-二级指标", "指标分类"),
    "second": ("二级指标", "指标类别", "指标类型", "指标分类"),
    "first": ("一级指标", "指标类别", "绩效指标类别", "指标分类"),
}  # fmt: skip
NEW_COLUMNS = (
    ("类别", "分项", "绩效内容"), ("指标层级一", "指标层级二", "指标层级三"), ("评价维度", "评价内容", "评价指标"),
    ("目标分类", "目标类型", "目标内容"),
)  # fmt: skip
"""What is called so only in documents that are drawn fresh, as everything named `NEW_…` and `fresh` is."""
NEW_WORDS: Mapping[str, tuple[str, ...]] = {
    "value": ("期望值", "达标要求", "年度绩效值", "拟达到的标准", "全年计划", "量化要求"),
    "sign": ("比较关系", "大小关系", "判断符号"),
    "unit": ("量纲", "计数单位", "指标计量"),
    "nature": ("量化方式", "性质分类"),
    "weight": ("占比（分）", "计分", "满分值"),
    "rules": ("打分依据", "扣分说明"),
    "meaning": ("口径说明", "内容解释"),
    "basis": ("参照标准", "制定依据"),
    "origin": ("统计来源", "凭证名称"),
    "remark": ("补充说明", "其他"),
    "actual": ("年末实绩", "实际结果"),
    "score": ("自评分", "评定分数"),
    "deviation": ("差异说明", "未达成说明"),
    "number": ("行号", "顺序"),
    "inline": ("绩效内容及要求", "指标和标准", "考核内容（含标准）"),
    "combined": ("评价维度", "指标归类"),
    "second": ("评价内容", "指标归类"),
    "first": ("评价维度", "目标分类"),
}
FRAMES = ("绩效指标", "年度绩效指标", "绩效目标指标", "指标", "绩⏎效⏎指⏎标", "年度⏎绩效⏎指标", "考核指标")
SIGN_WORDS = {"≥": "大于等于", "≤": "小于等于", "=": "等于"}


@dataclass
class Draw:
    """What is drawn for one document. Every choice is kept by name, so that losses can be laid to it."""

    rng: random.Random
    fresh: bool = False
    """Whether the values may be drawn that were added after the reader had been repaired."""
    odd: int | None = None
    """The fiscal year of a document that also draws from `target_form_odd`, added after the repairs for fresh ones."""
    chosen: dict[str, str] = field(default_factory=dict)

    def pick(self, feature: str, *options: str, fresh: Sequence[str] = (), odd: Sequence[str] = ()) -> str:
        """One of the options, the same again where it was asked before; the first is as frequent as two others."""
        if feature not in self.chosen:
            more = (*(fresh if self.fresh else ()), *(odd if self.odd else ()))
            self.chosen[feature] = self.rng.choice((options[0], *options, *more))
        return self.chosen[feature]

    def word(self, role: str) -> str:
        return self.pick(f"heading {role}", *WORDS[role], fresh=NEW_WORDS[role])


@dataclass
class Style:
    """How one document prints its indicators."""

    draw: Draw
    kind: str
    horizons: tuple[str, ...] = ("annual",)

    def __post_init__(self) -> None:
        pick = self.draw.pick
        short = self.kind == "list"
        self.levels = pick("levels", "both", "both", "one cell", "second only", "first only", odd=("no third",))
        self.words = pick("level words", "full", "full", "bare", "bare second", "project")
        if self.levels in {"one cell", "second only"}:
            self.words = self.draw.chosen["level words"] = "full"
        self.cost = pick("cost level", "under 产出", "own")
        self.hierarchy = pick("hierarchy", "merged", "merged", "repeated", "once", fresh=("bands",) if self.levels == "both" else ())
        self.mark = pick("level mark", "none", "none", "none", "1.", "一、", "points", "vertical", fresh=("（一）", "A."))
        self.name_mark = pick("name mark", "none", "none", "none", "指标1：", "1.", "①", fresh=("（1）", "1、"))
        self.values = pick(
            "value", "whole", "whole", "split3", "split2", "sign apart", "words", "inline", "nature", fresh=("in brackets", "unit in name"),
            odd=("grades", "graded text", "years", "range", "noted", "sentence"),
        )  # fmt: skip
        if len(self.horizons) > 1 and self.values not in {"whole", "words"}:
            self.values = self.draw.chosen["value"] = "whole"
        self.frame = "" if short else pick("frame", "none", "column")
        self.two_lines = pick("header lines", "1", "1", "levels grouped", "values grouped")
        self.blanks = pick("blank rows", "none", "none", "none", "at the end", "after each class")
        self.spaces = pick("spaces", "none", "none", "none", "inside words", "line breaks", fresh=("wide",))
        self.number = pick("ordinal", "none", "none", "none", "first column")
        self.weight_at = pick("weight at", "none", "none", "after value", "before value", "after levels")
        self.notes = [n for n in ("rules", "meaning", "basis", "origin", "remark") if pick(f"column {n}", "no", "no", "yes") == "yes"]
        if self.kind == "evaluation":
            self.notes, self.weight_at = [], pick("weight at", "after value") and "after value"
        self.notes_at = pick("notes at", "after value", "before value") if self.notes else "none"
        sets = (*COLUMNS, *NEW_COLUMNS)
        numbers = [str(n) for n in range(len(sets))]
        self.titles = sets[int(pick("heading levels", *numbers[: len(COLUMNS)], fresh=numbers[len(COLUMNS) :]))]
        self.odd = Odd.drawn(self.draw, self.draw.odd, self.kind != "evaluation") if self.draw.odd else None
        self.listed = self.odd is not None and self.values in {"whole", "words"} and len(self.horizons) == 1 and self.levels == "both"
        self.listed = self.listed and pick("entries", "rows", "rows", "listed in cells") == "listed in cells"
        if self.listed:
            self.name_mark, self.blanks, self.notes = "none", "none", []
        self.unit_first = self.values == "split3" and pick("unit at", "after value", "before value") == "before value"
        self.columns = self._columns()

    def _columns(self) -> list[tuple[str, str]]:
        """Role and heading of each column."""
        word = self.draw.word
        first, second, name = self.titles
        found: list[tuple[str, str]] = []
        if self.number != "none":
            found.append(("number", word("number")))
        if self.hierarchy == "bands":
            found.append(("level2", second))
        elif self.levels == "both":
            found += [("level1", first), ("level2", second)]
        elif self.levels == "no third":
            found.append(("level1", first))
            name = second
        elif self.levels == "one cell":
            found.append(("level1", word("combined")))
        else:
            role = "first" if self.levels == "first only" else "second"
            found.append((f"level{1 if role == 'first' else 2}", word(role)))
        if self.levels != "both" and name in {"三级", "三级目标"}:
            name = "三级指标"
        taken = {h for _, h in found}
        if self.weight_at == "after levels":
            found.append(("weight", word("weight")))
        heading = word("inline") if self.values in {"inline", "in brackets", "sentence"} else name
        found.append(("name", "具体指标" if heading in taken else heading))
        before = [(n, word(n)) for n in self.notes if self.notes_at == "before value"]
        odd, odd_first = (self.odd.columns(), self.odd.first()) if self.odd is not None and not self.listed else ([], False)
        before += odd if odd_first else []
        if self.weight_at == "before value":
            before.append(("weight", word("weight")))
        found += before + self._value_columns() + ([] if odd_first else odd)
        if self.weight_at == "after value":
            found.append(("weight", word("weight")))
        if self.kind == "evaluation":
            found += [(r, word(r)) for r in ("actual", "score", "deviation")]
        return found + [(n, word(n)) for n in self.notes if self.notes_at == "after value"]

    def _value_columns(self) -> list[tuple[str, str]]:
        word = self.draw.word
        if self.values in {"inline", "in brackets", "sentence"}:
            return []
        if self.odd is not None and (columns := self.odd.value_columns(self.values)):
            return columns
        if len(self.horizons) > 1:
            far = {"mid_long_term": "中长期", "implementation": "实施期"}[self.horizons[0]]
            heading = self.draw.pick("heading horizons", "指标值", "目标值", "绩效指标值")
            return [("value0", far + heading), ("value1", "年度" + heading)]
        roles = {
            "split2": ("value", "unit"), "sign apart": ("sign", "value"), "nature": ("nature", "value"),
            "split3": ("unit", "sign", "value") if self.unit_first else ("sign", "value", "unit"),
        }.get(self.values, ("value",))  # fmt: skip
        return [(role, word(role)) for role in roles]

    # --- printing ---------------------------------------------------------------------------------------------------

    def header(self) -> Cells:
        """One or two lines of headings."""
        titles = [self.spaced(h) for _, h in self.columns]
        roles = [r for r, _ in self.columns]
        grouped = {
            "levels grouped": [r in {"level1", "level2", "name"} for r in roles],
            "values grouped": [r in {"sign", "value", "unit", "value0", "value1"} or r[:4] in {"grad", "year"} for r in roles],
        }.get(self.two_lines, [])
        places = [at for at, inside in enumerate(grouped) if inside]
        if len(places) < 2 or places != list(range(places[0], places[-1] + 1)):
            return [titles]
        over = "绩效指标" if self.two_lines == "levels grouped" else "指标值" if len(self.horizons) == 1 else "绩效目标值"
        top = [over if at == places[0] else "<" if at in places else t for at, t in enumerate(titles)]
        return [top, [t if at in places else "^" for at, t in enumerate(titles)]]

    def body(self, asks: Sequence[Asked]) -> tuple[Cells, list[dict[str, Any]]]:
        """Rows of the indicators, and their gold."""
        rows: list[dict[str, str]] = []
        gold: list[dict[str, Any]] = []
        places = dict.fromkeys(LEVELS, 0)
        for at, ask in enumerate(asks, 1):
            places[ask.kind] += 1
            row, golds = self._row(ask, at, places[ask.kind])
            rows.append(row)
            gold += golds
            last = at == len(asks) or asks[at].kind != ask.kind
            if last and self.blanks == "after each class":
                rows.append({k: v for k, v in row.items() if k in {"level1", "level2"}})
                if self.name_mark == "指标1：":
                    rows[-1]["name"] = f"指标{places[ask.kind] + 1}："
        if self.listed and self.odd is not None:
            rows = self.odd.listed(rows, self.draw.chosen.get("format") == "txt")
        if self.blanks == "at the end":
            rows += [{}, {}]
        return self._drawn(rows), gold

    def _drawn(self, rows: Sequence[Mapping[str, str]]) -> Cells:
        lines: Cells = []
        above: dict[str, str] = {}
        band = ""
        for row in rows:
            line: list[str] = []
            if self.hierarchy == "bands" and row.get("level1", "") not in {"", band}:
                band = row["level1"]
                lines.append([band, *["<"] * (len(self.columns) - 1)])
            for role, _ in self.columns:
                text = row.get(role, "")
                key = "|".join(row.get(r, "") for r in ("level1", "level2") if r <= role)
                if role in {"level1", "level2"} and text and above.get(role) == key and self.hierarchy != "repeated":
                    text = "" if self.hierarchy == "once" else "^"
                elif role in {"level1", "level2"}:
                    above[role] = key
                line.append(text)
            lines.append(line)
        return lines

    def _row(self, ask: Asked, number: int, place: int) -> tuple[dict[str, str], list[dict[str, Any]]]:
        rng = self.draw.rng
        first, second = self._levels(ask)
        row = {"number": str(number), "level1": self._marked(first, ask, 1), "level2": self._marked(second, ask, 2)}
        if self.levels == "one cell":
            row["level1"] = f"{first}-{second}"
        if self.levels == "no third":
            row["level2"] = ""
        mark = {
            "（1）": f"（{place}）",
            "1、": f"{place}、",
            "指标1：": f"指标{place}：",
            "1.": f"{place}.",
            "①": "①②③④⑤⑥⑦⑧⑨"[place - 1],
        }.get(self.name_mark, "")
        row["name"] = mark + ask.name
        values = [self._far(ask), ask] if len(self.horizons) > 1 else [ask]
        raws = []
        for at, one in enumerate(values):
            cells, raw = self._value(one)
            raws.append(raw)
            row |= {f"value{at}": cells["value"]} if len(values) > 1 else cells
        if self.values == "inline":
            row["name"] += row["value"]
            raws = [raws[0].removeprefix("：")]
        if self.values == "in brackets":
            row["name"] += f"（{row['value']}）"
        if self.values == "unit in name" and ask.unit:
            row["name"] += f"（{ask.unit}）"
        if self.values == "sentence" and self.odd is not None:
            row["name"], raw = self.odd.sentence(ask, self.draw.pick("sentence stop", "。", "；", ""))
            row["name"], raws = mark + row["name"], [raw]
        row |= self.odd.cells(ask) if self.odd is not None else {}
        row["weight"] = str(rng.choice((5, 10, 15, 20)))
        row |= {n: rng.choice(NOTES[n]).format(name=ask.name) for n in self.notes}
        row |= {"actual": self._actual(ask), "score": row["weight"], "deviation": rng.choice(("", "", "", "受天气影响进度滞后"))}
        gold = {"level1": self._gold_first(first, ask), "level2": self._gold_second(first, second), "name": ask.name}
        if self.values == "unit in name" and ask.unit:
            gold["name"] += f"（{ask.unit}）"
        return row, [{**gold, "horizon": h, "raw_value": raw} for h, raw in zip(self.horizons, raws, strict=True)]

    def _levels(self, ask: Asked) -> tuple[str, str]:
        first, second = LEVELS[ask.kind]
        if ask.kind == "成本" and self.cost == "own":
            first, second = "成本", "经济成本"
        if self.words == "full":
            return f"{first}指标", f"{second}指标"
        if self.words == "bare second":
            return f"{first}指标", second
        return (f"项目{first}" if self.words == "project" and first in {"产出", "效益"} else first), second

    def _gold_first(self, first: str, ask: Asked) -> str:
        if self.levels == "second only" and ask.kind == "成本" and self.cost == "own":
            return "成本指标"
        return first

    def _gold_second(self, first: str, second: str) -> str:
        if self.levels in {"first only", "no third"}:
            return ""
        full = {"数量", "质量", "时效", "经济效益", "社会效益", "生态效益", "可持续影响", "服务对象满意度"}
        return f"{second}指标" if first.endswith("指标") and second in full else second

    def _marked(self, word: str, ask: Asked, level: int) -> str:
        order = ("产出", "效益", "满意度")
        at = next((n for n, w in enumerate(order, 1) if w in word), 4) if level == 1 else list(LEVELS).index(ask.kind) + 1
        if self.mark == "1.":
            return f"{at}.{word}"
        if self.mark in {"（一）", "A."} and level == 1:
            return f"（{'一二三四'[at - 1]}）{word}" if self.mark == "（一）" else f"{'ABCD'[at - 1]}.{word}"
        if self.mark == "一、" and level == 1:
            return f"{'一二三四'[at - 1]}、{word}"
        if self.mark == "points" and level == 1:
            return f"{word}（{(50, 30, 10, 10)[at - 1]}分）"
        if self.mark == "vertical" and level == 1:
            return "⏎".join(word)
        return self.spaced(word)

    def spaced(self, word: str) -> str:
        if self.spaces == "inside words" and len(word) <= 4:
            return " ".join(word)
        if self.spaces == "wide" and len(word) == 2:
            return "　　".join(word)
        if self.spaces == "line breaks" and len(word) >= 4:
            return f"{word[: len(word) // 2]}⏎{word[len(word) // 2 :]}"
        return word

    def _value(self, ask: Asked) -> tuple[dict[str, str], str]:
        """The cells of one value, and what is said with them."""
        number, unit = ask.number, ask.unit
        colon = "：" if self.values == "inline" and not ask.sign else ""
        if not ask.sign and self.odd is not None and self.values in {"grades", "years"}:
            return self.odd.value(self.values, ask, ask.words)
        if not ask.sign:
            said = colon + ask.words
            return {"value": said, "sign": "定性", "nature": "定性", "unit": ""}, said
        equal = "=" if self.values in {"split3", "sign apart"} else self.draw.pick("equal sign", "printed", "left out") == "printed"
        sign = ask.sign if ask.sign != "=" or equal else ""
        whole = f"{sign}{number}{unit}"
        if self.values == "inline" and not sign:
            whole = f"={number}{unit}"
        if self.odd is not None and self.values in {"grades", "graded text", "years", "range", "noted"}:
            return self.odd.value(self.values, ask, whole)
        if self.values == "words":
            said = {"≥": self.draw.pick("at least", "不少于", "不低于", "以上"), "≤": "不超过", "=": ""}[ask.sign]
            text = f"{number}{unit}以上" if said == "以上" else f"{said}{number}{unit}"
            return {"value": text}, text
        if self.values == "split3":
            shown = SIGN_WORDS[sign] if self.draw.pick("signs", "symbols", "words") == "words" else sign
            return {"sign": shown, "value": number, "unit": unit}, whole
        if self.values == "unit in name":
            return {"value": f"{sign}{number}"}, f"{sign}{number}"
        if self.values == "split2":
            return {"value": f"{sign}{number}", "unit": unit}, whole
        if self.values == "sign apart":
            shown = SIGN_WORDS[sign] if self.draw.pick("signs", "symbols", "words") == "words" else sign
            return {"sign": shown, "value": f"{number}{unit}"}, whole
        return {"value": whole, "nature": "定量"}, whole

    def _far(self, ask: Asked) -> Asked:
        """The same, asked of three years."""
        whole = ask.number.isdigit() and "%" not in ask.unit and ask.kind in {"数量", "经济", "社会"} and int(ask.number) < 5000
        return Asked(ask.kind, ask.name, ask.sign, str(int(ask.number) * 3), ask.unit, ask.words) if whole else ask

    def _actual(self, ask: Asked) -> str:
        return f"{ask.number}{ask.unit}" if ask.sign else self.draw.rng.choice(("已完成", "达成预期指标"))
