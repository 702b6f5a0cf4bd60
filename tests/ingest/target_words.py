"""What bureaus of twenty kinds ask for, and the words of target forms: the vocabulary of `target_form_generator`."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "target_words.txt"

PLACES = {
    "430722": "常德市汉寿县", "510722": "绵阳市三台县", "370783": "潍坊市寿光市", "340826": "安庆市宿松县", "450881": "贵港市桂平市",
    "520381": "遵义市赤水市", "610724": "汉中市西乡县", "620522": "天水市秦安县", "360827": "吉安市遂川县", "350582": "泉州市晋江市",
    "230281": "齐齐哈尔市讷河市", "220381": "四平市公主岭市", "210882": "营口市大石桥市", "130683": "保定市安国市",
    "140922": "忻州市五台县", "150221": "包头市土默特右旗", "411524": "信阳市商城县", "421182": "黄冈市武穴市",
    "441882": "清远市连州市", "530521": "保山市施甸县", "330424": "嘉兴市海盐县", "320382": "徐州市邳州市", "640522": "中卫市海原县",
    "632221": "海北藏族自治州门源回族自治县", "500154": "重庆市开州区", "653022": "克孜勒苏柯尔克孜自治州阿克陶县",
}  # fmt: skip

LEVELS = {
    "数量": ("产出", "数量"), "质量": ("产出", "质量"), "时效": ("产出", "时效"), "成本": ("产出", "成本"),
    "经济": ("效益", "经济效益"), "社会": ("效益", "社会效益"), "生态": ("效益", "生态效益"), "持续": ("效益", "可持续影响"),
    "满意": ("满意度", "服务对象满意度"),
}  # fmt: skip
"""Class → the first and second level of 财预〔2015〕88号."""
ORDER = tuple(LEVELS)

NOTES = {
    "rules": ("完成得满分，未完成不得分", "按完成比例计分", "每低1个百分点扣0.5分", "达到目标值得满分，否则按比例扣分"),
    "meaning": ("反映{name}情况", "考核{name}的完成情况", "{name}的实际水平", "用以反映项目实施效果"),
    "basis": ("工作计划", "历史标准", "行业标准", "上级文件要求", "年度工作要点", "合同约定"),
    "origin": ("统计报表", "工作台账", "问卷调查", "业务系统数据", "验收报告", "财务资料"),
    "remark": ("", "", "", "按实际情况调整", "含上年结转任务"),
}


@dataclass(frozen=True)
class Asked:
    """One indicator as a bureau thinks of it, before a form says how it is printed."""

    kind: str
    name: str
    sign: str
    """≥ ≤ = beside a number; empty for words, dates and changes."""
    number: str
    unit: str
    words: str
    """The value in words, where it is no number: 明显改善, 2024年10月底前, 同比下降5%以上."""


@dataclass(frozen=True)
class Bureau:
    name: str
    projects: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@cache
def bureaus() -> tuple[Bureau, ...]:
    found: list[tuple[list[str], list[tuple[str, ...]]]] = []
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("@"):
            found.append((line[1:].split("|"), []))
        elif line and not line.startswith("#"):
            found[-1][1].append(tuple(line.split("|")))
    return tuple(Bureau(head[0], tuple(head[1:]), tuple(lines)) for head, lines in found)


def asked(rng: random.Random, bureau: Bureau, year: int, count: int) -> list[Asked]:
    """`count` indicators of a bureau in the order of the framework, at least one of 产出, 效益 and 满意度 each."""
    lines = list(bureau.lines)
    rng.shuffle(lines)
    chosen = [next(x for x in lines if LEVELS[x[0]][0] == first) for first in ("产出", "效益", "满意度")]
    chosen += [x for x in lines if x not in chosen][: max(0, count - 3)]
    return [_value(rng, line, year) for line in sorted(chosen, key=lambda x: ORDER.index(x[0]))]


def _value(rng: random.Random, line: tuple[str, ...], year: int) -> Asked:
    kind, name, sign, values, unit = line
    if sign == "~":
        return Asked(kind, name, "", "", "", rng.choice(values.split("/")))
    if sign == "@":
        month = rng.randint(4, 12)
        return Asked(kind, name, "", "", "", rng.choice((f"{year}年{month}月底前", f"{year}年12月31日前", f"{year}年{month}月底")))
    number = _number(rng, *values.split("~"))
    if sign in "↑↓":
        change = {"↑": ("增长", "提高"), "↓": ("下降", "减少")}[sign]
        before = rng.choice(("同比", "较上年", ""))
        return Asked(kind, name, "", "", "", f"{before}{rng.choice(change)}{number}{unit}{rng.choice(('以上', ''))}")
    return Asked(kind, name, sign, number, unit, "")


def _number(rng: random.Random, low: str, high: str) -> str:
    if "." in low or "." in high:
        return f"{rng.uniform(float(low), float(high)):.1f}"
    step = 10 ** max(0, len(high) - 2)
    return str(max(int(low), rng.randrange(int(low), int(high) + 1) // step * step))
