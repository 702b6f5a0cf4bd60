"""Where a sentence names the places or units that a share is for (分档、分类地区): 原中央苏区县, 26个脱贫县, 除省直管县外.

There is no list of such classes: each province makes its own. One is known by where it stands and by what it ends in:

for      对第一档县按60%补助: what follows 对, up to what is done for it
opening  原中央苏区县由省级财政承担80%: a clause that opens with places, before the level that bears or the share itself
except   除省直管县外，…
being    生源地为第一档地区的，…: a clause of condition that ends in places

A level that bears (省与受灾市县) is none, nor is a place that does (南通市与如皋市按1:1).
"""

import re
from collections.abc import Iterator

from ingest.words.level_labels import LABEL, WHICH, named_place

Span = tuple[int, int]

#: 县(市、区), 县(区), 市(州): one word with its brackets.
AREA = (
    r"设区市|省辖市|地级市|县\(市[、,]?区?\)区?|县\(区\)|区\(县\)|市\(县\)|市\(州\)|旗县\(市、?区?\)|市县|县区|区县|旗县|州市(?![本财级])"
    r"|县市(?![本财级])|地州|地区|[县区市旗盟](?![财政级本域道委长城])|州(?![财政级本市])"
)
_UNIT = r"学校|院校|高校|大学|幼儿园|医院|卫生院|单位|机构|部门|机关|(?<=[属直管级办营])企业"
#: What a class of places or units ends in; 社区 and 小区 are no areas.
_HEAD = re.compile(
    rf"(?:(?:[东中西]{{1,2}}部|苏区|老区|核心区|功能区|开发区|园区|新区|直辖市|计划单列市|经济带市县|省份|{AREA})(?<![社小景灾片校林]区)|{_UNIT})"
    r"(?:\((?:不?含|除|包括)[^()]{1,30}\))?"
)
_OPENS = re.compile(
    r"(?:^|[,;。:(]|(?<=[\d%元成一二三四五六七八九半担助贴给负足额])[、和]|按照?)"
    r"(?:\([一二三四五六七八九十\d]{1,3}\)|第[一二三四五六七八九十百]{1,4}条|\d{1,2}[.、)]"  # marks of a list
    r"|[一二三四五六七八九十]{1,3}、|[“\"‘'])*"
    r"(?:其中|另外|同时|但|而|在|凡)?:?(?:[全我本][省市县区州国](?=\d|各|[一-龥]))?"
)
_CLOSE = re.compile(r"[,;。:!?]")
_SHARE = r"(?:均?统一)?(?:均为|为|是)?\d+(?:\.\d+)?"
_BEARS = r"(?:中央|自治区|上级|本级|[省市县区州盟旗]级|[省市县区州盟旗]?财政|省(?=[补承负分与和、财])|[市县区](?=[补承负分财])|市本级)"
#: What follows a class that opens a clause; a named place may also be what bears a share.
_THEN = re.compile(
    rf"由|(?:中央|[省市])(?:级|财政|级财政)?[、与和](?:地方|[省市县区])|(?:所需|相关|资助)[^,;。]{{0,8}}由|(?:按照?|执行|实行)|(?:补助)?{_SHARE}[%:比]|{_BEARS}|补助|补贴|奖补|给予|予以|每|[人户亩]均|均|分别|各按|全额|,|的,|为"
)
_THEN_PLACE = re.compile(rf"由(?={_BEARS}|[省市县])|(?:按照?|执行)(?={_BEARS})|{_SHARE}[:比]|{_BEARS}")
_NO_PLACE = re.compile(
    r"资金|经费|费用|补助|补贴|津贴|保费|承担|负担|分担|配套|安排|投入|工资|报酬|待遇|标准|比例|年度?|由|按|每|收入|完成|达到|率|增长|占|可|应"
    r"|财政(?![困直薄较状省贫特力])|中央(?!苏区)|上级|本级|地方(?=财政|政府|各级|[应承负分配])|改革|所需|事业|(?<!相)对|个人|企业出"
)
_LEVEL = re.compile(rf"(?:所有|全部|全体|各)?{WHICH}(?:{LABEL})+")
_SPLIT = re.compile(r"(?:、|以及|[和与及])(?![^()]*\))")
_SHORT_NAME = re.compile(r"[一-龥]{2,6}")
_COUNTED = re.compile(r"等|\d+个?(?:省|市|县|区|地级市)")
_REGION = re.compile(r"[一-龥]{0,2}[东西南北中]{1,3}部?|珠三角|长三角|关中")


#: 市级财政承担比例:吴中区20%: here a place is for what the level gives, not who gives it.
_TOLD = re.compile(rf"(?:{LABEL})(?:原则上)?(?:承担|补助|负担|补贴|奖补|分担)的?比例(?:分别)?(?:如下)?(?:为|是)?:[^;。!?]*")
_CLAUSE_END = re.compile(r"[;。!?]|,(?!\d)")
_LONGEST, _LONGEST_CLAUSE = 48, 300
NO_FOR = "象口接应比策半等账外照标每单"
_NO_END = "金费助贴款薪酬的例准分"
#: What is done for a class behind 对.
_DONE = re.compile(
    r",|分别|各?按|由|补助|补贴|给予|予以|承担|负担|分担|共担|奖补|配套|全额|全部承担|每|[人户亩]均|均按|单个"
    r"|为(?=\d)|不(?:超过|低于|高于|少于|得)|最[高低多]|不予|不再|中央|省级|市级|县级|省(?=[补按财承负])|市本级|市(?=[补承负财])"
)
_DONE_TO_LIST = re.compile(r"全额|按|补助|补贴|给予|予以|承担|负担|分担|奖补|配套|分别|,")
_FIGURE = re.compile(r"\d+(?![\d个类档省市县区家所至级米人户亩岁]|万(?!元))")
_VALUE = re.compile(r"\d+(?:\.\d+)?(?:%|成|万?元|:\d)|[一二三四五六七八九两]成|[一二三四五六七八九]分之[一二三四五六七八九]")
#: 对各区的补助标准为…: what is given to them.
_GIVEN = re.compile(r"补助|奖补|补贴|资助|转移支付|支持|配套|标准|资金|经费")
#: 对危房改造补助资金: money, and no place.
_MONEY_FOR = re.compile(r"(?:补助|补贴|奖补|配套|专项)(?:资金|经费)")
#: 第一、二、三档: a class alone says nothing.
_NUMBERED = re.compile(r"第?[一二三四五六七八九\d]")
#: 对列入省级试点的镇: what it is called stands before it, with levels that give nothing.
_CALLED = re.compile(
    r"(?:新?(?:列入|纳入|入选|获得|获|被|评为|创建为|认定为?|命名为?|确定为?|评选为|授予|属于|通过|达到))[^,;。:的\d]{1,20}的"
)
_LEVELS = re.compile(r"各?(?:设区市|市|州|市\(州\)|地级市)[、和与及]各?(?:县|区|县区|县\([市区、]+\)|市\(县\))")
_OURS = re.compile(
    r"[我本全各][省市县区州盟旗国](?:各地)?|(?:各|所属)?(?:乡镇|镇|街道|[乡镇]{1,2}\([^()]*\)|市县|县区|区县|市州|盟市|旗县)"
)
_REGION_WORD = r"(?:[一-龥]{0,4}地区|[东中西]{1,2}部(?!地区))"
_REGION_HEAD = re.compile(rf"{_REGION_WORD}(?:[、和与]{_REGION_WORD})*(?=[一-龥]{{2}})(?!大开发|政策|[的省市县区和与及])")
_NAMED_SO = re.compile(r"^(?:纳入|列入|属于|属|凡|于)")
_EXCEPT = re.compile(
    rf"除(?P<but>此|上述|[^,;。:()]{{2,30}}?(?:\([^()]{{1,20}}\))?)(?:以|之)?外(?P<other>的?(?:其他|其余)?[一-龥()、]{{0,8}}?(?:{AREA}))?"
)
_BEING = re.compile(r"(?P<being>[^,;。:]{2,30})的(?=,)")


def classes(text: str) -> list[Span]:
    """Where classes stand in a folded text, in order; those of a list of which each has its own share stand alone."""
    found: list[Span] = []
    for at in sorted([*_for(text), *_except(text), *_opening(text)]):
        if not found or at[0] >= found[-1][1]:
            found.append(at)
    return found


def _for(text: str) -> Iterator[Span]:
    at = -1
    while (at := text.find("对", at + 1)) >= 0:
        start = at + (2 if text.startswith("于", at + 1) else 1)
        if start >= len(text) or text[start] in NO_FOR or text.startswith("每", max(0, at - 1)):
            continue
        end = _done(text, start)
        if end is None or _OURS.fullmatch(text, start, end) or _LEVELS.fullmatch(text, start, end):
            continue
        stripped = _NAMED_SO.match(text[start:end])
        start += stripped.end() if stripped else 0
        if (region := _REGION_HEAD.match(text, start, end)) is not None:  # 对东北地区种植业保险: the places only
            end = region.end()
        if text.startswith("的", end - 1) and end - start > 3:
            end -= 1
        if end - start >= 2 and text[end - 1] not in _NO_END:
            yield from _parted(text, (start, end))


def _done(text: str, start: int) -> int | None:
    """Where the class behind 对 ends; a list of several goes on to what is done for all."""
    stop = min(len(text), start + _LONGEST)
    depth, listed = 0, False
    named = _CALLED.match(text, start, stop)
    for at in range(named.end() if named else start, stop):
        letter = text[at]
        if letter in "()":
            depth += 1 if letter == "(" else -1
            if depth < 0:
                return None
            continue
        if depth:
            continue
        if letter in ";。:!?":
            return None
        listed = listed or letter == "、"
        if letter.isdigit() and (at == start or not text[at - 1].isdigit()) and _FIGURE.match(text, at):
            return None
        if letter == "的" and _GIVEN.match(text, at + 1):
            return at
        if at - start >= 2 and _MONEY_FOR.match(text, at):
            return None
        if at - start >= 2 and (_DONE_TO_LIST if listed else _DONE).match(text, at) and text[at - 1] not in _NO_END.replace("的", ""):
            if letter != "," and text[at - 1] == "的":
                continue
            return at
        if letter == ",":
            return None
    return None


def _except(text: str) -> Iterator[Span]:
    for match in _EXCEPT.finditer(text):
        if (_ends_in_place(match["but"]) or match["but"] in {"此", "上述"}) and not _NO_PLACE.search(match["but"]):
            yield match.span()


def _opening(text: str) -> Iterator[Span]:
    series = [match.span() for match in _TOLD.finditer(text)]
    for match in _OPENS.finditer(text):
        start = match.end()
        if text.startswith(("对", "除", "由", "按", "与", "和", "及"), start):
            continue
        close = _CLOSE.search(text, start, start + _LONGEST)
        stop = min(start + _LONGEST, close.start() if close else len(text))
        if (being := _BEING.match(text, start)) is not None:
            words = _NAMED_SO.sub("", being["being"])
            if len(words) >= 2 and _ends_in_place(words) and not _NO_PLACE.search(words):
                yield being.end("being") - len(words), being.end("being")
                continue
        told = any(left < start < right for left, right in series)
        for head in _HEAD.finditer(text, start, stop):
            end = head.end()
            if end - start >= 2 and _THEN.match(text, end) and _places(text, (start, end), told):
                yield from _parted(text, (start, end))
                break


def _ends_in_place(words: str) -> bool:
    return any(head.end() == len(words) for head in _HEAD.finditer(words))


def _places(text: str, span: Span, told: bool) -> bool:
    """Whether the words name places or units for which a share is, and not who bears one. `told`: who does stands before."""
    items = _items(text, span)
    counted = bool(_COUNTED.search(text, items[-1][0], items[-1][1]))
    for at, (start, end) in enumerate(items):
        words = text[start:end]
        if len(words) < 2 or _NO_PLACE.search(words) or _LEVEL.fullmatch(words):
            return False
        if not _ends_in_place(words):
            last = at == len(items) - 1
            if last or not (_REGION.fullmatch(words) or (counted and _SHORT_NAME.fullmatch(words))):
                return False
    if any(named_place(text, start, end) is not None for start, end in items):
        return told or _THEN_PLACE.match(text, span[1]) is not None
    return True


def _items(text: str, span: Span) -> list[Span]:
    cuts = [span[0]]
    for match in _SPLIT.finditer(text[slice(*span)]):
        cuts += [span[0] + match.start(), span[0] + match.end()]
    cuts.append(span[1])
    return [(cuts[at], cuts[at + 1]) for at in range(0, len(cuts), 2) if cuts[at] < cuts[at + 1]]


def _parted(text: str, span: Span) -> Iterator[Span]:
    """Each class of a list alone where the clause gives each its own value: 苏北、苏中、苏南分别按70%、50%、30%."""
    items = _items(text, span)
    if len(items) > 1 and not any(_NUMBERED.fullmatch(text, *item) for item in items):
        close = _CLAUSE_END.search(text, span[1], span[1] + _LONGEST_CLAUSE)
        clause = text[span[1] : close.start() if close else span[1] + _LONGEST_CLAUSE]
        opened = max((match.end() for match in _CLAUSE_END.finditer(text, max(0, span[0] - _LONGEST_CLAUSE), span[0])), default=0)
        before = text[opened : span[0]]
        if any("分别" in part and len(_VALUE.findall(part)) == len(items) for part in (clause, before)):
            yield from items
            return
    yield span
