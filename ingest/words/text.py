"""How printed Chinese is folded for matching and tidied for showing."""

import re
import unicodedata
from functools import lru_cache

# Letters that OCR and PDF fonts put for others: traditional and Japanese forms seen in simplified text, and the
# CJK radicals supplement, which NFKC leaves alone (it folds U+2F00-2FDF only).
_VARIANTS = str.maketrans(
    "級続續辦標預資會單國對業務産產數質時財經濟態滿覆項內⺠⻅⻓⻔⻋⻚⻛⻝⻢⻣⻥⻦⻩⻬⻰⻆⻘⻉⻄⺟⻤⻨⻮",
    "级续续办标预资会单国对业务产产数质时财经济态满覆项内民见长门车页风食马骨鱼鸟黄齐龙角青贝西母鬼麦齿",
)
_CJK = r"㐀-䶿一-鿿豈-﫿"
_WIDE = _CJK + r"　-〿＀-￯“”‘’…—≥≤"
_SPACE_BY_CJK = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"</?(?:p|br|b|i|u|span|div|strong|em|font|sub|sup)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LIST_NUMBER = re.compile(
    r"^(?:"
    r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]"
    r"|[一二三四五六七八九十]{1,3}[、.．]"
    r"|\d{1,2}(?:[、．)）]|\.(?!\d))"
    r")"
)
_LONGEST_ENDING = 200
_TRAIL = re.compile(r"^(?:您|你)?(?:现在|当前|目前|所在)*的?(?:位置|所在)[:：]|(?:[^<>]{1,20}[>›»]){2}")
_CONTINUED = re.compile(r"[（(〔\[](?:续表?|接上[页表])[)）〕\]]$")
_OF_WHICH = re.compile(r"^其中[:：,，]?")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The characters that count when two printings are compared: width, spaces and letter variants folded."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).translate(_VARIANTS))


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """Printed text without layout: tags and spaces beside Chinese letters go, spaces between words stay."""
    return _SPACES.sub(" ", _SPACE_BY_CJK.sub("", _TAG.sub("", text))).strip()


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """What a heading or label cell says, for look-up: folded, without list number, 其中, colon and brackets' width."""
    key = fold(text.lstrip().lstrip("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"))  # before folding makes plain digits of them
    for _ in range(3):  # 其中:(1)… carries two marks before the label
        key = _OF_WHICH.sub("", _LIST_NUMBER.sub("", key))
    return key.strip(":;,.、。*'\"“”‘’")


def unlisted(text: str) -> str:
    """A name without the number it has in a list and without 其中：, printed as it is otherwise."""
    name = text.strip()
    for _ in range(3):
        name = re.sub(r"^其中[:：,，]\s*", "", _LIST_NUMBER.sub("", name).lstrip())
    return name or text


def uncontinued(text: str) -> str:
    """The text without the mark that it is printed again where a page begins: 产出指标（续）."""
    return _CONTINUED.sub("", text.rstrip()) if len(text) > 3 else text


def ending(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """Where `text[start:end]` ends in `pattern`, which itself ends in `$`; looked for in the last letters only.

    A search for `(?:为|是|,)*$` tries every place of a text, and from each as far as it gets: a line of commas takes minutes.
    """
    end = len(text) if end is None else end
    return pattern.search(text, max(start, end - _LONGEST_ENDING), end)


def is_blank(text: str) -> bool:
    return not text or text.isspace()


def has_cjk(text: str) -> bool:
    return bool(re.search(f"[{_CJK}]", text))


def is_trail(line: str) -> bool:
    """Where a web page says it stands in its site: 您现在的位置：首页>政务公开>财政预决算."""
    return _TRAIL.search(line) is not None
