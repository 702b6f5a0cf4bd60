"""Text to tokens. Index tokens are characters and pairs of characters; words serve only to explain.

Measured on judged queries: BM25 over characters and pairs 0.69 nDCG@10, over jieba words 0.57.
Indicator names are ten characters long, and one word cut differently loses the match.
"""

import re
import unicodedata
from collections.abc import Iterable

_UNITS = (
    "个百分点 百分比 人次 户次 万人 万元 亿元 平方米 立方米 公里 微克 毫克 小时 工作日 分钟 季度 公顷 公斤 "
    "万 亿 元 个 人 次 件 份 户 家 名 场 期 天 日 月 年 台 套 批 项 篇 条 起 处 只 辆 吨 亩 分 倍 % ‰"
)
_COMPARING = "不少于|不低于|不高于|不超过|大于等于|小于等于|大于|小于|高于|低于|[≥≤<>=]"
_AFTER = "以上|以下|以内|左右|底前|前"
_NUMBER = re.compile(rf"(?:{_COMPARING})*(?<![a-z\d.])\d+(?:\.\d+)?(?:{_UNITS.replace(' ', '|')})*(?:{_AFTER})?")
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


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbouring characters, with repeats, in order of appearance."""
    found: list[str] = []
    for run in runs(text):
        found.extend(run)
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


class Segmenter:
    """Cuts text into words a person would use: jieba with our own terms, its HMM for everything else.

    jieba's own dictionary takes 1.4 s to load and cuts by newspaper frequencies (停访|息诉). Ours is
    there at once and keeps 停访息诉 whole.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        import jieba

        self._tokenizer = jieba.Tokenizer()
        frequencies: dict[str, int] = {}
        for term in terms:
            for end in range(1, len(term)):
                frequencies.setdefault(term[:end], 0)
            # all equally frequent: the fewest words win, which is the longest term that fits
            frequencies[term] = 1
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = sum(frequencies.values())
        self._tokenizer.initialized = True

    def words(self, text: str) -> list[str]:
        """Words of two characters or more, each once, in order."""
        return list(dict.fromkeys(word for run in runs(text) for word in self._tokenizer.cut(run) if len(word) > 1))

    def shared(self, left: str, right: str) -> list[str]:
        """Words of one text that stand in the other too, without those that are part of a longer shared one."""
        plain_left, plain_right = wording(left), wording(right)
        found = [word for word in self.words(left) if word in plain_right]
        found += [word for word in self.words(right) if word in plain_left and word not in found]
        return [word for word in found if not any(word != other and word in other for other in found)]
