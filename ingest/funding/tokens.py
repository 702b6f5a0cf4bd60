"""Words of a sentence about who pays what: levels, classes of places, shares, and what stands between them.

Each token has a kind of one letter, so that a sentence is a string of kinds and its grammar (`share_grammar`) is written over
that string: 对第一档县，省与县按8:2分担 is DCKLSLFRV.

L  a level of government (省级财政)     C  a class of places or units (第一档, 脱贫县, 市直单位)
R  a ratio (8:2, 7比3)                  P  a share (60%, 三分之一, 六成, 一半)     B  a bounded share (不低于30%)
W  the whole (全额)                     N  any other number                       V  a word for bearing (承担)
E  各, 均                               Q  in equal parts (平均)                  O  what is left (其余部分)
D  对, that opens a class of places     S  a mark or word that joins (、和与)      M  a colon      K  a comma
F  a word that says nothing by itself   X  anything else                         Z  the end of a sentence
H  which of a level (受灾, 所在)          T  a level that receives (对市县)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm

from ingest.funding.classes import AREA, NO_FOR, classes
from ingest.words.level_labels import LABEL, WHICH, name_start
from ingest.words.numerals import numeral

_NUMBER = r"\d+(?:\.\d+)?"
_DIGIT = "一二三四五六七八九"
_FRACTION = rf"[{_DIGIT}十两]分之[{_DIGIT}两]"
PERCENT = (
    rf"(?:{_NUMBER}%|{_FRACTION}|百分之[零{_DIGIT}十百点]+|(?:{_NUMBER}|[{_DIGIT}两])成[{_DIGIT}]?(?!立|果|员|本|为|功|交)|(?<![\d/])[1-9]/[2-9](?![\d/年月号])"
    r"|一半(?!以上|以下))"
)
VERB = (
    r"(?:以奖代补|拨款(?=\d)|支持(?=\d)|补(?=\d)|奖补|资助|承担|负担|分担|共担|补助|配套|安排|出资|补贴|投入|解决|筹集|筹措|自筹|匹配|支付"
    r"|保障|列支|兜底|给予|予以|落实|支出责任|配比|补足|补齐)"
)
#: The percentage is of money, not of cases: 承担60%的案件 is no share.
_OF_MONEY = (
    r"(?!\d|预付|进度款|货款|工程款|质保|保证金"
    r"|的(?!资金|经费|费用|比例|补助|支出|投资|份额|标准|配套|奖补|分担|承担|负担|[,、;]|$))"
)
FLOOR = r"不(?:得|应|能)?(?:少于|低于|小于)|至少|最低(?:不(?:少|低)于|标准(?=[为是每达不提调:\d]|人均)|(?=[\d每达为补按安给奖]))|≥|>="
CEILING = r"(?:最高|最多)?(?:原则上)?不(?:得|应|能)?(?:超过|高于|多于|突破|超出)|最高可?(?:限额|额度|标准|达)?|最多|上限|限额|控制在|≤|<="
_BOUND = r"(?:及?以[上下内]|以外)"
_BOUNDED = (
    rf"(?:{FLOOR}|{CEILING})(?:(?!由)[^,;。%\d]){{0,24}}?(?:{PERCENT}(?!\d)|{_NUMBER}[:比]{_NUMBER})"
    rf"|{PERCENT}(?={_BOUND})|{PERCENT}[-~至]{PERCENT}|{_NUMBER}[-~]{PERCENT}"
)

_WHICH_PLACES = (
    r"(?:非?脱贫|贫困|国定|省定|市定|扩权|困难|重点|经济|欠发达|较?发达|财政|财力|薄弱|一般|山区|老区|革命|民族|边境|少数"
    r"|集中连片|特困|原|深度|帮扶|乡村振兴|示范)"
)
#: What 一类 is of: 一类会议, 一类标准 are no places.
_OF_KIND = r"[一-龥](?<![和与及至到由为按每补给承负分均省市县区中财地的各是占执奖不最由以其属])"
_CLASS = (
    rf"第?[{_DIGIT}1-9](?:[、和与][{_DIGIT}1-9]){{1,6}}[档类](?:{AREA})?|第?[{_DIGIT}1-9]档(?:次|{AREA})?|(?<![分共])第?(?:[1-9][至到~-])?(?:[{_DIGIT}甲乙丙丁1-9A-E]|[IV]{{1,4}})类(?:{AREA}|乡镇|街道|镇|村|社区|(?!{_OF_KIND}))(?:\([^()]*\))?"
    r"|[东中西](?=(?:[、和与][东中西]){1,2}部)|[东中西]{1,2}部(?:地区|省份)?|省(?:财政)?直管县(?:\(市\))?|市辖区|市区(?=由)"
    r"|(?:产粮|产油|生猪调出)大县"
    rf"|(?<!个){_WHICH_PLACES}{{1,4}}(?:{AREA})|(?:其他|其余|各(?![^,;。]{{0,40}}每))(?:{AREA})(?!、[县区市]|按照?(?:不|人均|每|最))(?=[为,、:按分占由和与\d每]|[亩人户]均|均|补助|中央|省|市级|市财|县级|县财)|其[他余](?=为?\d)"
    r"|(?:省直|市直|县直|区直|县区|市县|[省市县区]属)(?:学校|院校|高校|医院|单位|部门|机关)"
)
_COMMON = (
    r"\((?:不?含|不包括|除|包括)[^()]{1,20}\)"  # 市(不含计划单列市)
    # 按照区财政负担额的30%, 承担医疗救助资金的40%: of what the share is
    rf"|(?:按照?|(?<=[为担助补:]))(?:(?!由|不|至少|最|分别|给予|予以|按)(?:[一-龥]|\([市县区州、]{{1,6}}\))){{2,20}}?"
    rf"(?:[总金]?额|款|金|费|费用|经费|投资|总?数|部分|标准|价|造价|概算|收入|支出|成本|资金|规模|基数|量)的(?={PERCENT})"
    # 按实际支出补助50%
    rf"|按照?(?:(?!由|不|每|比例|标准|[省市县区]|中央|[人户亩]均|[一二三][类档])[一-龥]){{2,10}}(?=(?:给予|予以)?(?:补助|奖补|补贴|资助)(?:{PERCENT}))"
    # 承担70%计350万元: the same in money
    r"|(?<=%)[(,]?(?:计|即|合计|约|共计?|为|金额)+\d[\d.,]*[万亿]?元\)?|(?<=%)\(\d[\d.]*[万亿]?元\)"
    # 按照当年中央补助资金的20%
    rf"|按照?(?:(?![承负分]担|补助\d|由|不|至少|最)[一-龥]){{0,16}}(?:资金|投资|金额|总额|部分|规模|总数)的?(?:总额|总量)?的?(?={_NUMBER}%|{_FRACTION})|"
    r"按照?(?:(?!不|最|至少|中央|[省市县区]|上级|本级|地方|个人|财政|各|均|[一二三四五六第][档类]|(?:补助|承担|负担|配套|奖补)\d)[一-龥]){1,12}(?=\d+(?:\.\d+)?%)|财政|资金|经费|费用|投资|补助标准|比例|之比|比|的|共同|分别|各级|政府|按照|按|以|为|标准|原则上|原则|规定|应当?|需|由|确定|约|左右|所需|"
    r"总额|总|项目|占比?|达到?|至|[二两三四五]级|责任|份额|分档|分级|统一|进行|每年|年度|并|其中|部分|具体|统筹|另行|如下|最终|合理|自行|再|则|就|"
    r"提高到|提高至|调整为|执行|实行|隶属关系|现行|(?:财政|管理)?体制|属地|渠道|负责|方式|形式|[=(\[\])“”\"'|~\s]"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (
        "I",
        rf"(?:^|(?<=[。;:]))(?:\([{_DIGIT}十\d]{{1,3}}\)|第[{_DIGIT}十百]{{1,4}}条|\d{{1,2}}[.、)](?!\d)|[{_DIGIT}十]{{1,3}}、(?![{_DIGIT}])|[“\"])",
    ),
    ("B", _BOUNDED),
    (
        "R",
        rf"(?<![\d.:]){_NUMBER}(?:[:比]{_NUMBER})+(?![\d:.]|-\d)|(?<![{_DIGIT}])[{_DIGIT}](?:[:比][{_DIGIT}])+(?![{_DIGIT}十百])"
        rf"|[{_DIGIT}]{{2}}(?=开|分担|分成|比例|的比例|承担|负担)",
    ),
    ("P", PERCENT + _OF_MONEY),
    ("W", r"全额|全部(?=由|承担|负担)|全部(?:支出)?责任|(?<=承担)全部(?=[,;。]|$)"),
    ("Q", r"平均|等额|同比例|等比例|对半|各半|均等|均摊"),
    ("N", rf"{_NUMBER}(?:[:,]\d+)*[%‰]?|{PERCENT}"),
    ("O", rf"(?:其余|剩余|余下|余额|余款|不足|差额|缺口)(?:部分|资金|经费|费用|的|{_NUMBER}%)*(?={VERB}|,|由|均|全|[省市县区])"),
    ("C", _CLASS),
    ("D", rf"对于?(?![{NO_FOR}])"),
    ("L", rf"{WHICH}(?P<label>{LABEL})"),
    ("E", r"分别各|各自|各|均"),
    ("V", VERB),
    ("S", r"以及|[、和与及/+]"),
    ("M", r":"),
    ("K", r","),
    ("Z", r"[。;!?]"),
    ("F", _COMMON),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS))
_RECEIVED = re.compile(r"(?<![相应针])对于?([^,;。:%]{2,40}?)的(?:补[助贴]|奖补|支持|分担|承担)比例")
_OF_SHARE = re.compile("(?<=L)(?P<between>X)(?=VF)")
_PARTY = re.compile("(?<=LS)(?P<party>C|X(?=H?L))H?L{0,2}(?=[FE]{0,3}R|F{0,2}E)")
_GIVEN_TO = re.compile("(?<=LV)L(?=F?P)")
_WHICH_PARTY = 6


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a folded text, in order."""
    found: list[Token] = []
    for token in _scanned(text):
        before = found[-1].end if found else 0
        begin = token.start
        if token.kind == "L" and before < begin:  # 南通 belongs to 市
            begin = max(name_start(text, begin, token.end), before)
        behind = "".join(each.kind for each in found[-2:])  # 对市、县
        kind = "T" if token.kind == "L" and before == begin and re.search("[DT]$|TS$", behind) else token.kind
        if kind == "T" and behind == "TS":
            found[-1] = replace(found[-1], kind="T")
        if before < begin:
            found.append(Token("X", before, begin))
        found.append(Token(kind, begin, token.end))
    last = found[-1].end if found else 0
    if last < len(text):
        found.append(Token("X", last, len(text)))
    return tuple(_settled(text, found))


def _settled(text: str, found: list[Token]) -> list[Token]:
    """What a token is by those around it."""
    for at, (token, after) in enumerate(pairwise(found)):  # 其中涧西区由市级全额承担: a place that is paid for
        named = not re.match(LABEL, text[token.start : token.end])
        alone = at == 0 or found[at - 1].kind in "KMZ"  # 县(市)由自治区与县(市)按6:4分担
        shared = "".join(each.kind for each in found[at + 2 : at + 5])
        if token.kind == "L" and text.startswith("由", after.start) and shared.startswith("L") and (named or (alone and shared == "LSL")):
            found[at] = replace(token, kind="C")
    received = iter([match.span(1) for match in _RECEIVED.finditer(text)])
    left, right = next(received, (len(text), len(text)))
    for at, token in enumerate(found):  # 中央财政对各省(自治区)保险保费的补贴比例: for whom, and not by whom
        while token.start >= right < len(text):
            left, right = next(received, (len(text), len(text)))
        if left <= token.start and token.end <= right and token.kind in "LHTSX":
            found[at] = replace(token, kind="F")
    kinds = "".join(token.kind for token in found)
    for match in _OF_SHARE.finditer(kinds):  # 中央财政农业保险补贴比例为45%: what is between is of the share
        at = match.start("between")
        if text[found[at + 2].start : found[at + 2].end] == "比例":
            found[at] = replace(found[at], kind="F")
    for match in _GIVEN_TO.finditer(kinds):  # 遵义市财政补助湄潭县70%
        found[match.start()] = replace(found[match.start()], kind="T")
    for match in _PARTY.finditer(kinds):  # 省级和脱贫县按8:2, 省级与沿黄市县按1:1: who shares with a level is a level
        at = match.start("party")
        words = text[found[at].start : found[at].end]
        if match["party"] == "X" and len(words) <= _WHICH_PARTY:
            found[at] = replace(found[at], kind="H")
        elif match["party"] == "C" and re.search(rf"(?:{LABEL})$", words):
            which = re.fullmatch(rf"(?P<which>{WHICH})(?:{LABEL})", words)
            found[at] = replace(found[at], kind="L", start=found[at].start + (which.end("which") if which else 0))
    return found


def _scanned(text: str) -> Iterator[Token]:
    at = 0
    for start, end in [*classes(text), (len(text), len(text))]:
        while (match := _TOKEN.search(text, at)) is not None and match.start() < start:
            if match.end() > start:  # 中部地区 is one word, whatever its first letters are
                match = _TOKEN.search(text, at, start)
                if match is None:
                    break
            at = match.end()
            if match["L"]:
                named = match.start() if text[match.start()] in "我本" else match.start("label")  # 我省, 本县
                if match.start() < named:
                    yield Token("H", match.start(), named)
                yield Token("L", named, match.end())
            else:
                kind = next(kind for kind, _ in _KINDS if match[kind])
                yield Token("K" if kind == "I" else kind, match.start(), match.end())  # the mark of an item only cuts
        if start < end:
            yield Token("C", start, end)
        at = end


def parts_of(ratio: str) -> tuple[Decimal, ...]:
    """8:2, 7比3 and 五五 as numbers."""
    printed = re.split("[:比]", ratio) if re.search("[:比]", ratio) else list(ratio)
    return tuple(Decimal(part) if part[0].isdigit() else numeral(part) or Decimal(0) for part in printed)


def share_of(printed: str) -> Fraction:
    """The share of a whole that 60%, 百分之六十, 六成五, 三分之一, 2/3 and 一半 are, exactly."""
    if printed == "一半":
        return Fraction(1, 2)
    if re.fullmatch(_FRACTION, printed):
        whole, part = (numeral(word) or Decimal(1) for word in printed.split("分之"))
        return Fraction(part) / Fraction(whole)
    if "/" in printed:
        return Fraction(printed)
    if printed.endswith("%"):
        return Fraction(printed[:-1]) / 100
    bare, tenths, rest = printed.removeprefix("百分之").partition("成")
    value = Decimal(bare) if re.fullmatch(_NUMBER, bare) else numeral(bare)
    return (Fraction(value or 0) * (10 if tenths else 1) + Fraction(numeral(rest) or 0)) / 100


def parts_of_whole(printed: Sequence[str], *, rest: bool = False) -> tuple[Decimal, ...] | None:
    """Shares of one whole as parts: per cent as printed, or whole numbers where a fraction is among them (三分之二 and 三分之一 are
    2:1). `rest`: one more bears what they leave. None for more than the whole, and for a rest of nothing."""
    shares = [share_of(each) for each in printed]
    left = 1 - sum(shares, Fraction(0))
    if left < 0 or (rest and not left):
        return None
    shares += [left] if rest else []
    scale = lcm(*(share.denominator for share in shares)) if any(re.search("(?<!百)分之|/|一半", each) for each in printed) else 100
    return tuple(Decimal((share * scale).numerator) / (share * scale).denominator for share in shares)
