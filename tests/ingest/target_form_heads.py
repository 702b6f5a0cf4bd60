"""The heads of generated target forms: labels beside values, money by source, goals, and who filled the form in."""

from collections.abc import Sequence
from typing import Any

from tests.ingest.target_form_rows import Cells, Draw
from tests.ingest.target_words import Asked, Bureau

LABELS = {
    "project": ("项目名称", "专项名称", "项目（政策）名称", "支出项目名称", "二级项目名称", "预算项目名称", "项目（专项）名称"),
    "transfer": ("转移支付名称", "专项名称", "转移支付（项目）名称", "专项资金名称"),
    "agency": ("部门名称", "单位名称", "部门（单位）名称", "预算单位", "填报单位", "预算部门名称"),
    "supervisor": ("主管部门", "主管部门及代码", "项目主管部门", "市级主管部门", "主管单位"),
    "implementer": ("实施单位", "项目单位", "项目实施单位", "资金使用单位", "用款单位", "项目承担单位"),
    "type": ("项目类别", "项目属性", "项目类型", "资金性质", "项目性质"),
    "period": ("项目期", "实施期限", "项目起止时间", "执行期限", "项目实施期", "起止年限"),
    "person": ("项目负责人", "联系人", "负责人", "项目联系人"),
    "total": ("资金总额", "项目资金总额", "预算金额", "年度资金总额", "项目预算", "申请资金总额", "预算总额", "项目总额"),
    "whole total": ("部门预算总额", "预算总额", "年度预算总额", "资金总额", "部门整体支出预算", "年度预算"),
    "goal": ("年度目标", "年度总体目标", "绩效目标", "总体目标", "年度绩效目标", "项目绩效目标", "年度总体绩效目标"),
    "overview": ("项目概况", "立项依据", "项目内容", "主要内容", "none", "none", "none"),
    "initial": ("年初预算数", "年初预算", "年初批复数"),
    "caption": ("项目资金", "资金情况", "预算资金", "项目资金来源", "资金来源"),
}  # fmt: skip
NEW_LABELS = {
    "project": ("申报项目名称", "项目全称"), "transfer": ("转移支付项目",), "agency": ("申报部门", "公开单位"),
    "supervisor": ("归口管理部门", "业务主管部门"), "implementer": ("承办单位", "责任单位"), "type": ("支出类别", "项目分类"),
    "period": ("实施年度", "项目实施周期"), "person": ("项目联络人",), "total": ("本年申请金额", "预算资金总额", "年度安排资金"),
    "whole total": ("部门支出总额", "全年支出预算"), "goal": ("本年度工作目标", "绩效总体目标", "年度任务目标"),
    "overview": ("项目背景", "实施内容"), "initial": ("年初安排数",), "caption": ("资金构成", "项目经费"),
}  # fmt: skip
FUNDS = (
    ("财政拨款", "其他资金"), ("中央财政资金", "省级财政资金"), ("本级财政资金", "上级补助资金"), ("一般公共预算", "其他资金"),
    ("中央补助", "地方资金"), ("财政资金", "自筹资金"), ("上级资金", "本级资金"),
)  # fmt: skip


def laid(width: int, *cells: str) -> list[str]:
    """The cells over a row of the grid: every second one, the values, as wide as may be, the last one widest."""
    wide = [1] * len(cells)
    values = [at for at in range(len(cells)) if at % 2] or [0]
    spare = width - len(cells)
    for at in values:
        wide[at] += spare // len(values)
    wide[values[-1]] += spare % len(values)
    return [t for cell, n in zip(cells, wide, strict=True) for t in (cell, *["<"] * (n - 1))]


class Head:
    """Everything of a form but its indicators."""

    def __init__(
        self, draw: Draw, kind: str, agency: str, bureau: Bureau, year: int, width: int, horizons: tuple[str, ...], frame: bool
    ) -> None:
        self.draw, self.rng, self.kind, self.agency, self.year, self.width = draw, draw.rng, kind, agency, year, width
        self.horizons = horizons
        self.scale = draw.pick("money unit", "万元", "元")
        self.unit_at = draw.pick("unit printed", "label", "title", "cell")
        self.unit_line = f"单位：{self.scale}" if self.unit_at == "title" else ""
        self.colon = draw.pick("label colon", "none", "none", "colon") == "colon"
        self.pairs = int(draw.pick("pairs in a row", "2", "1", "3"))

    def label(self, role: str) -> str:
        return self.draw.pick(f"label {role}", *LABELS[role], fresh=NEW_LABELS[role])

    def rows(self, name: str, asks: Sequence[Asked]) -> tuple[Cells, dict[str, Any]]:
        """The rows above the indicators, and the gold of the project but for them."""
        if self.kind == "whole":
            who = [(self.label("agency"), self.agency)]
        elif self.kind == "transfer":
            who = [(self.label("transfer"), name), (self.label("supervisor"), self.agency)]
        else:
            who = [(self.label("project"), name), (self.label("supervisor"), self.agency), (self.label("implementer"), self.agency)]
        if self.kind in {"project", "several"}:
            who += [(self.label("type"), self.rng.choice(("特定目标类", "其他运转类", "经常性项目", "延续项目")))]
            who += [(self.label("period"), f"{self.year}年1月-{self.year}年12月")]
            if self.draw.pick("person", "none", "none", "printed") == "printed":
                who.append((self.label("person"), self.rng.choice(("张某", "李某某", "王某"))))
        lines = self._paired(who)
        money, amount, funds = self._evaluated() if self.kind == "evaluation" else self._money()
        lines += money
        if self.kind in {"project", "several"} and (overview := self.label("overview")) != "none":
            lines.append(laid(self.width, self._named(overview), f"为做好{name}工作，根据上级部署和本地实际，安排专项经费。"))
        lines += self._goals(name, asks)
        return lines, {"name": name, "amount": amount, "funds": funds}

    def foot(self, width: int) -> Cells:
        if self.kind == "evaluation" and self.draw.pick("total row", "none", "printed") == "printed":
            return [["总分", *["<"] * (width - 3), "100", "96.5"] if width > 4 else laid(width, "总分", "96.5")]
        if self.draw.pick("foot", "none", "none", "printed") == "printed" and width >= 4:
            return [laid(width, "填表人", "赵某", "联系电话", "13800000000")]
        return []

    def _named(self, label: str) -> str:
        return f"{label}：" if self.colon else label

    def _paired(self, pairs: Sequence[tuple[str, str]]) -> Cells:
        most = max(1, min(self.pairs, self.width // 2))
        rows = [pairs[:1], *(pairs[at : at + most] for at in range(1, len(pairs), most))]
        if self.draw.pick("first label", "with others", "alone") == "with others":
            rows = [pairs[at : at + most] for at in range(0, len(pairs), most)]
        return [laid(self.width, *(t for label, text in row for t in (self._named(label), text))) for row in rows]

    # --- money --------------------------------------------------------------------------------------------------------

    def _printed(self, hundredths: int) -> str:
        """An amount of so many hundredths of 万元."""
        text = f"{hundredths / 100:.2f}" if self.scale == "万元" else f"{hundredths * 100}.00"
        if self.draw.pick("thousands", "none", "none", "commas") == "commas":
            whole, point, rest = text.partition(".")
            text = f"{int(whole):,}{point}{rest}"
        return text + (self.scale if self.unit_at == "cell" else "")

    def _titled(self, label: str, at: str = "label") -> str:
        return f"{label}（{self.scale}）" if self.unit_at == at else label

    def _money(self) -> tuple[Cells, str, list[dict[str, Any]]]:
        first, second = self.rng.randint(200, 90000), self.rng.choice((0, self.rng.randint(100, 30000)))
        total = first + second
        yuan = f"{total * 100}.00"
        if self.kind == "whole":
            label = self.label("whole total")
            way = self.draw.pick("whole money", "row", "rows", "single")
            parts = [("基本支出", first), ("项目支出", second)]
            if way == "single" or self.width < 6:
                return [laid(self.width, self._titled(label), self._printed(total))], yuan, []
            if way == "row":
                cells = [t for name, n in parts for t in (name, self._printed(n))]
                return [laid(self.width, self._titled(label), self._printed(total), *cells)], yuan, []
            return (
                [laid(self.width, self._titled(label), self._printed(total))]
                + [laid(self.width, name, self._printed(n)) for name, n in parts],
                yuan,
                [],
            )
        label = self.label("total")
        names = FUNDS[int(self.draw.pick("funds", *map(str, range(len(FUNDS)))))]
        funds = [{"label": n, "amount": f"{x * 100}.00", "horizon": "annual"} for n, x in zip(names, (first, second), strict=True)]
        way = self.draw.pick("money", "rows", "rows merged", "row", "single", "columns")
        if len(self.horizons) > 1:
            return self._two_horizons(names, first, second), yuan, funds
        led = (("其中：" if self.draw.pick("of which", "printed", "none") == "printed" else "") + names[0], names[1])
        sums = [self._printed(total), self._printed(first), self._printed(second)]
        if way == "single":
            return [laid(self.width, self._titled(label), sums[0])], yuan, []
        if way == "row" and self.width >= 6:
            return [laid(self.width, self._titled(label), sums[0], led[0], sums[1], led[1], sums[2])], yuan, funds
        if way == "columns" and self.width >= 4:
            caption = self._titled(self.label("caption"))
            inner = [laid(self.width - 1, a, b, c) for a, b, c in ((label, *names), tuple(sums))]
            return [[caption, *inner[0]], ["^", *inner[1]]], yuan, funds
        if way == "rows merged" and self.width >= 3:
            caption = self._titled(self.label("caption"))
            inner = [laid(self.width - 1, a, b) for a, b in zip((label, *led), sums, strict=True)]
            return [[caption if at == 0 else "^", *row] for at, row in enumerate(inner)], yuan, funds
        named = (self._titled(label), *(f"{n}（{self.scale}）" if self.unit_at == "label" else n for n in led))
        return [laid(self.width, a, b) for a, b in zip(named, sums, strict=True)], yuan, funds

    def _two_horizons(self, names: Sequence[str], first: int, second: int) -> Cells:
        far = {"mid_long_term": "中长期", "implementation": "实施期"}[self.horizons[0]]
        lines = [(f"{far}资金总额", "年度资金总额", first + second)]
        lines += [(f"其中：{names[0]}", f"其中：{names[0]}", first), (names[1], names[1], second)]
        caption = self._titled(self.label("caption"))
        rows = [laid(self.width - 1, a, self._printed(n * 3), b, self._printed(n)) for a, b, n in lines] if self.width >= 5 else []
        if not rows:
            return [laid(self.width, self._titled(a), self._printed(n * 3), self._titled(b), self._printed(n)) for a, b, n in lines]
        return [[caption if at == 0 else "^", *row] for at, row in enumerate(rows)]

    def _evaluated(self) -> tuple[Cells, str, list[dict[str, Any]]]:
        """年初预算数, 全年预算数 and 全年执行数 of the total and of each source."""
        first, second = self.rng.randint(200, 90000), self.rng.choice((0, self.rng.randint(100, 30000)))
        names = FUNDS[int(self.draw.pick("funds", *map(str, range(len(FUNDS)))))]
        caption = self._titled(self.draw.pick("evaluation caption", "项目资金", "预算执行情况", "项目预算执行情况", "资金情况"))
        heads = [self.label("initial"), "全年预算数", "全年执行数"]
        if self.width >= 8:
            heads += ["分值", "执行率", "得分"]
        rows = [["", *heads]]
        for name, amount in (("年度资金总额", first + second), (f"其中：{names[0]}", first), (names[1], second)):
            spent = amount * 96 // 100
            rest = ["10", "96.00%", "9.6"] if name == "年度资金总额" else ["—", "—", "—"]
            rows.append([name, self._printed(amount), self._printed(amount), self._printed(spent), *rest][: len(heads) + 1])
        spare = self.width - 1 - len(rows[0])
        lines = [[caption if at == 0 else "^", *row, *["<"] * spare] for at, row in enumerate(rows)]
        funds = [{"label": n, "amount": f"{x * 100}.00", "horizon": "annual"} for n, x in zip(names, (first, second), strict=True)]
        return lines, f"{(first + second) * 100}.00", funds

    # --- goals --------------------------------------------------------------------------------------------------------

    def _goals(self, name: str, asks: Sequence[Asked]) -> Cells:
        first = next((a for a in asks if a.sign), asks[0])
        said = f"{first.name}{first.sign}{first.number}{first.unit}" if first.sign else f"{first.name}{first.words}"
        text = f"保障{name}顺利实施，{said}，不断提高公共服务水平。"
        shape = self.draw.pick("goal text", "one", "one", "numbered")
        if shape == "numbered":
            text = f"目标1：全面完成{name}年度任务。⏎目标2：{said}。"
        label = self._named(self.label("goal"))
        if self.kind == "evaluation":
            half = self.width - 1
            balanced = (half + 1) // 2
            heads = ["预期目标", *["<"] * (balanced - 1), "实际完成情况", *["<"] * (half - balanced - 1)]
            texts = [text, *["<"] * (balanced - 1), "全年任务已按计划完成。", *["<"] * (half - balanced - 1)]
            return [["年度总体目标", *heads], ["^", *texts]]
        if len(self.horizons) == 1:
            return [laid(self.width, label, text)]
        far = {"mid_long_term": "中长期目标", "implementation": "实施期目标"}[self.horizons[0]]
        half, balanced = self.width - 1, self.width // 2
        heads = [far, *["<"] * (balanced - 1), "年度目标", *["<"] * (half - balanced - 1)]
        texts = [f"三年内{text}", *["<"] * (balanced - 1), text, *["<"] * (half - balanced - 1)]
        return [["总体目标", *heads], ["^", *texts]]
