"""The text of a target value made ready for reading: folded, cut into segments, masked."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

#: Stands for a character that must not be read.
MASK = "\ue000"

_FOLDS = {
    **dict.fromkeys("—–―‐‑‒−﹣－─", "-"), **dict.fromkeys("～〜∼﹏˜", "~"), **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮", ";"),
    **dict.fromkeys("∶﹕", ":"), "≧": "≥", "⩾": "≥", "≥": "≥", "≦": "≤", "⩽": "≤", "﹪": "%", "•": "·", "＞": ">", "＜": "<",
}  # fmt: skip
_ENTITIES = {"&ge;": "≥", "&le;": "≤", "&gt;": ">", "&lt;": "<", "&nbsp;": " "}
_CN = "零〇一二两三四五六七八九十百千"
_LIST_MARK = re.compile(rf"(?:\({{0,1}}\d{{1,2}}(?:\)|、|\.(?!\d))|\(?[{_CN}]{{1,3}}(?:\)|、)|第[{_CN}]{{1,2}},|:)+")

_MASKED = re.compile(
    r"《[^》]*》"
    r"|〔\d+〕\d*号?|[\[(]\d{4}[\])]\d+号"  # 财行〔2021〕7号
    rf"|第[{_CN}\d]+"
    r"|(?<!\d)\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+"  # ratios and clock times
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)\d{3,4}-\d{7,8}(?!\d)"
    r"|\d+[×xX*]\d+(?:[×xX*]\d+)*"
    r"|(?<![A-Za-z])(?!(?<=[\d百千万亿/])[ckd]?m[23](?!\d))[A-Za-z][A-Za-z.]*-?\d+(?:\.\d+)?(?![%\d])"  # PM2.5, A4, G20, and not 15000m2
    r"|\d+(?=[A-Z](?![A-Za-z]*\d))"  # 5G
    r"|(?:得|扣|计|加|减|满分|权重)\d+(?:\.\d+)?分"
    r"|[“\"「][^”\"」]*\d[^”\"」]*[”\"」]"
    r"|(?:19|20)\d\d(?=年)|(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d)"
    r"|\d{4,}(?=热线|平台|专线|电话)"
    r"|(?<!\d)\d+/\d+(?!\d)|±\d+(?:\.\d+)?"  # no single decimal says 1/3, and no single bound ±5
    r"|(?:电话|手机|传真|邮编|编号|代码|账号|证号|文号|编码)[:为是]?[\d-]+"
)
#: Units in capitals: 10CM, 35mg/L, 80dB. Not one letter that may mean something else: 5G, 100M.
_CAPITALS = re.compile(
    r"(?<=[\d百千万亿])(?:[mμ]g/(?:l|m3)|[ckdm]m[23]?|m[23]|[km]g|ml|l|kwh?|db|[gmt]b|mbps)(?![A-Za-z\d])", re.IGNORECASE
)
_STOPS = frozenset("。;!?|,、")
_BRACKETS = re.compile(r"\((?!不?含\)|%\))[^()]*\)")


#: One number whose digits a layout has spaced out: ≥ 9 5 %.
_SPACED_NUMBER = re.compile(r"\s*(?:[≥≤><=＞＜]+\s*)?\d(?:\s+\d)+\s*(?:[%％]\s*)?")
#: A list number within a line: …3期(2)培训….
_INNER_MARK = re.compile(rf"(?<=[^\d(])\((?:\d{{1,2}}|[{_CN}]{{1,2}})\)(?=[一-龥])")


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    """Half-width, without spaces but for one between two digits."""
    original: str
    places: tuple[int, ...]
    """For each character of `text`, where it stands in `original`."""

    def printed(self, start: int, end: int) -> str:
        """The printed characters behind `text[start:end]`, without the marks at its edges."""
        if start >= end:
            return ""
        return self.original[self.places[start] : self.places[end - 1] + 1].strip(" \t\n\r\u3000。；;，,、:：")


@lru_cache(maxsize=4096)
def fold_value(text: str) -> Folded:
    """Width, spaces and spellings of signs folded, character by character, so that places are kept."""
    for entity, char in _ENTITIES.items():
        text = text.replace(entity, char) if "&" in text else text
    chars: list[str] = []
    places: list[int] = []
    gap = False
    spaced = bool(_SPACED_NUMBER.fullmatch(text))
    for place, char in enumerate(text):
        for folded in _FOLDS.get(char) or unicodedata.normalize("NFKC", char):
            if folded.isspace():
                gap = True
                continue
            if gap and not spaced and chars and folded.isdecimal() and (chars[-1].isdecimal() or chars[-1] == "."):
                chars.append(" ")
                places.append(place)
            gap = False
            chars.append(_FOLDS.get(folded, folded))
            places.append(place)
    return Folded(_CAPITALS.sub(lambda match: match.group().lower(), "".join(chars)), text, tuple(places))


def segments(text: str) -> list[tuple[int, int]]:
    """Where the parts of a compound value begin and end: at 。；， and at 、 between two that hold digits.

    Commas inside a number and marks inside brackets or quotes do not cut; list numbers are left out.
    """
    cuts = [0]
    depth = 0
    marks = {match.start() for match in _INNER_MARK.finditer(text)}
    for place, char in enumerate(text):
        if place in marks and depth == 0:
            cuts.append(place)
        if char in "(《“「":
            depth += 1
        elif char in ")》”」":
            depth = max(depth - 1, 0)
        elif depth == 0 and _cuts(text, place, char, cuts[-1]):
            cuts.append(place + 1)
    parts = []
    for start, end in pairwise([*cuts, len(text)]):
        mark = _LIST_MARK.match(text, start, end)
        start = mark.end() if mark else start
        end -= text[end - 1 : end] in _STOPS
        if start < end:
            parts.append((start, end))
    return parts


def _cuts(text: str, place: int, char: str, start: int) -> bool:
    if char in "。;!?|":
        return True
    if char == ",":
        return not (text[place - 1 : place].isdecimal() and re.match(r"\d{3}(?!\d)", text[place + 1 :]))
    if char == "、" and re.fullmatch(rf"\(?(?:\d{{1,2}}|[{_CN}]{{1,3}})\)?", text[start:place]):
        return False  # a list number
    return char == "、" and bool(re.search(r"\d", text[start:place]) and re.match(r"[^、,;。]*\d", text[place + 1 :]))


def mask(text: str) -> str:
    """`text` with everything that looks like a quantity and is none covered, character by character."""
    covered = _MASKED.sub(lambda match: MASK * len(match.group()), text)
    inside = _BRACKETS.sub(lambda match: MASK * len(match.group()), covered)
    return inside if re.search(r"\d", inside) else covered
