"""What a text says, freed of numbers, units and punctuation: the form in which wordings are compared."""

import re
import unicodedata

_UNITS = (
    "个百分点 百分比 人次 户次 万人 万元 亿元 平方米 立方米 公里 微克 毫克 小时 工作日 分钟 季度 公顷 公斤 "
    "万 亿 元 个 人 次 件 份 户 家 名 场 期 天 日 月 年 台 套 批 项 篇 条 起 处 只 辆 吨 亩 分 倍 % ‰"
)
_COMPARING = "不少于|不低于|不高于|不超过|大于等于|小于等于|大于|小于|高于|低于|[≥≤<>=]"
_AFTER = "以上|以下|以内|左右|底前|前"
# as many signs of comparison as anybody writes: with `*`, a line of nothing else takes quadratic time
_NUMBER = re.compile(rf"(?:{_COMPARING}){{0,8}}(?<![a-z\d.])\d+(?:\.\d+)?(?:{_UNITS.replace(' ', '|')})*(?:{_AFTER})?")
_NOT_WORD = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff.]+")


def normalize(text: str) -> str:
    """NFKC, lower case, without white space: the form in which texts are compared."""
    # twice: a letter and a mark that white space kept apart are one character afterwards
    return unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", text).lower().split()))


def runs(text: str) -> list[str]:
    """The stretches of wording in a text, without punctuation, numbers and their units.

    >>> runs("停访息诉率 95%以上，群众满意率≥98%")
    ['停访息诉率', '群众满意率']
    """
    plain = _NUMBER.sub(" ", normalize(text))
    return [run for run in (part.strip(".") for part in _NOT_WORD.split(plain)) if run]


def wording(text: str) -> str:
    """What a text says without its numbers: what encoders and concepts are given."""
    return "，".join(runs(text))
