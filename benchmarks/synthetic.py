"""Synthetic targets in any number, as budgets print them: some names everywhere, some in one project only.

Four in ten names are drawn from a few thousand that every bureau uses, the frequent ones far more often; the others are
put together from matters of 30 kinds of bureau, actions, measures, places and years. A document is one agency's year.
"""

import random
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from benchmarks.rank import lines
from ontology import divisions
from ontology.fixed_lists import lists
from search.likeness.passages import Passage, Place

_SUBJECTS = [
    "农村公路",
    "中小学校舍",
    "乡村医生",
    "低保对象",
    "残疾人",
    "退役军人",
    "信访案件",
    "高标准农田",
    "森林防火",
    "河道清淤",
    "污水处理",
    "生活垃圾",
    "老旧小区",
    "公共图书馆",
    "文物保护",
    "全民健身",
    "消防装备",
    "警务辅助人员",
    "法律援助",
    "社区矫正",
    "人才引进",
    "科技项目",
    "招商引资",
    "中小企业",
    "外贸企业",
    "旅游景区",
    "疫苗接种",
    "慢性病",
    "妇幼健康",
    "食品抽检",
    "药品监管",
    "特种设备",
    "安全生产",
    "应急物资",
    "地质灾害",
    "饮水安全",
    "水库移民",
    "动物疫病",
    "农机购置",
    "种粮农民",
    "粮食储备",
    "扶贫小额信贷",
    "保障性住房",
    "城市绿化",
    "路灯照明",
    "公交运营",
    "网格员",
    "人民调解",
    "党员教育",
    "干部培训",
    "档案整理",
    "政务服务",
    "电子政务",
    "数据平台",
    "统计调查",
    "审计项目",
    "国库集中支付",
    "政府采购",
    "绩效评价",
    "资产管理",
]
_ACTIONS = [
    "建设",
    "改造",
    "维修",
    "购置",
    "补助",
    "发放",
    "培训",
    "宣传",
    "检查",
    "监测",
    "验收",
    "拨付",
    "管理",
    "运行",
    "维护",
    "整治",
    "修复",
    "推广",
    "救助",
    "奖励",
    "评审",
    "调查",
    "采集",
    "更新",
    "化解",
    "受理",
]
_MEASURES = [
    "完成率",
    "数量",
    "及时率",
    "合格率",
    "覆盖率",
    "满意度",
    "到位率",
    "面积",
    "里程",
    "人次",
    "户数",
    "达标率",
    "成本控制",
    "增长率",
    "下降率",
    "使用率",
    "规范性",
    "知晓率",
    "可持续影响",
    "及时性",
    "投诉率",
    "资金使用合规率",
    "工作完成时间",
    "社会效益",
    "生态环境改善",
    "群众满意度",
    "服务对象满意率",
    "长效机制健全程度",
]
_CLASSES = {
    "output-quantity": ("产出指标", "数量指标"),
    "output-quality": ("产出指标", "质量指标"),
    "output-timeliness": ("产出指标", "时效指标"),
    "output-cost": ("产出指标", "成本指标"),
    "effect-social": ("效益指标", "社会效益指标"),
    "effect-sustainability": ("效益指标", "可持续影响指标"),
    "satisfaction": ("满意度指标", "服务对象满意度指标"),
}
_VALUES = ("≥95%", "100%", "≥90%", "98%以上", "≤5%", "≥3次", "12月底前", "有所提高", "长期", "20个", "按时完成")
MOST_MONEY = 10**8
"""Yuan of a project, from 1 and evenly."""
TARGETS = 200
"""Targets of one document."""


class Targets:
    """The same documents for the same number, whatever was asked before."""

    def __init__(self) -> None:
        chance = random.Random(0)
        self._common = list(dict.fromkeys(text for _, text, question in lines() if not question))
        self._common += [f"{s}{m}" for s in _SUBJECTS for m in _MEASURES]
        chance.shuffle(self._common)
        self._types = [row["code"] for row in lists()["agency-type"]]
        self._frequent = list(accumulate(1 / (rank + 5) for rank in range(len(self._common))))
        inside = (one for code in range(11, 66) for one in divisions.inside(f"{code}0000").values())
        self._places = sorted({one.code: one for one in inside if one.level == "county"}.values(), key=lambda one: one.code)

    def name(self, chance: random.Random, place: str) -> str:
        if chance.random() < 0.4:
            return chance.choices(self._common, cum_weights=self._frequent)[0]
        subject, action, measure = chance.choice(_SUBJECTS), chance.choice(_ACTIONS), chance.choice(_MEASURES)
        where = chance.choice(("", "", "全县", "各乡镇", place, f"{place}{chance.choice('东西南北中新')}{chance.choice('城村街镇岭河')}"))
        what = chance.choice(("", "", chance.choice(_SUBJECTS), chance.choice(("专项", "工程", "项目", "试点", "一期", "二期"))))
        return f"{where}{subject}{what}{action}{measure}"

    def place(self, number: int) -> divisions.Division:
        """The county of a document."""
        return self._places[number * 1009 % len(self._places)]

    def document(self, number: int, size: int = TARGETS) -> Iterator[Passage]:
        """One agency's year."""
        chance = random.Random(number)
        place = self.place(number)
        year, sha256 = 2018 + number // len(self._places) % 8, f"{number:064x}"
        for row in range(size):
            category, (level1, level2) = chance.choice(list(_CLASSES.items()))
            empty: dict[str, Any] = dict.fromkeys(Passage.__dataclass_fields__)
            made = {
                "iri": f"https://example.org/id/{sha256}/target/{row:06d}/annual",
                "kind": "indicator",
                "title": f"{place.name}某局{year}年部门预算",
                "agency": f"{place.name}某局",
                "region": place.code,
                "division": place.name,
                "level": "county",
                "agency_type": self._types[number % len(self._types)],
                "year": year,
                "project": f"项目{row // 10}",
                "amount": f"{chance.randrange(1, MOST_MONEY)}.00",
                "level1": level1,
                "level2": level2,
                "category": category,
                "name": self.name(chance, place.name),
                "horizon": "annual",
                "raw_value": chance.choice(_VALUES),
                "clauses": (),
                "stated": (),
                "source": Place(sha256, 1 + row // 30, table=1, row=row),
            }
            yield Passage(**(empty | made))
