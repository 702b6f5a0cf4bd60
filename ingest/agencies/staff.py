"""Numbers of posts and people in running text (编制、在职、离退休人数): 人员编制20名，其中行政编制15名；在职18人.

A label and a number beside it make a count. Numbers of trainees, people served or newly hired have labels of other words
around them and are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.claims.text import folded
from ingest.words.names import is_agency_name
from ingest.words.numerals import NUMERAL, numeral
from ontology.body_records import StaffKind

_CIVIL = r"(?:参照?公(?:务员)?(?:法)?(?:管理)?(?:的)?|参公)(?:管理)?"
_WORKER = r"(?:机关)?(?:工勤|后勤(?:服务)?|附属)"
_WHO = r"(?:干部职工|教职员工|教职工|职工|人员|干部|员工|教师|民警|工作人员)"
_LABELS: tuple[tuple[str, str], ...] = (
    ("posts_civil", rf"{_CIVIL}(?:事业)?(?:人员)?编制(?!人员)"),
    ("posts_worker", rf"{_WORKER}(?:人员)?(?:事业)?编制(?!人员)"),
    ("posts_institution", r"(?:全额|差额|财政补助|财政拨款|自收自支)?(?:拨款)?事业(?:单位)?(?:人员)?编制(?!人员)"),
    ("posts_administrative", r"(?:行政(?:人员)?|政法专项|政法|公务员)编制(?!人员)"),
    ("posts", r"在职人员控制数|编制控制数|(?:人员|总|机构)?编制(?!人员)"),
    ("contract", rf"编外(?:聘用)?{_WHO}?|(?:劳务派遣|合同制|临时聘用|临时|临聘|外聘|聘用){_WHO}|临时工|合同工"),
    ("staff_civil", rf"(?:在职)?{_CIVIL}(?:事业)?(?:编制)?人员"),
    ("staff_worker", rf"(?:在职)?{_WORKER}(?:编制)?人员"),
    ("staff_institution", r"(?:在职)?事业(?:编制)?(?:在职)?人员"),
    ("staff_administrative", r"(?:在职)?行政(?:编制)?(?:在职)?人员|公务员"),
    ("staff", rf"(?:在编)?(?:在职|在岗)(?:在编|在册|在岗)?(?:的)?{_WHO}?|在编{_WHO}"),
    ("retired", rf"离退休{_WHO}?"),
    ("retired_veteran", rf"离休{_WHO}?"),
    ("retired_ordinary", rf"退休{_WHO}?"),
    ("persons", r"(?:财政)?(?:供养|供给|拨款)人员|人员总数|总人数"),
    ("present", r"实有(?:人员(?!编制)|人数)?|实际(?:在编)?(?:人员(?!编制)|人数)?|现有(?:人员(?!编制)|人数)"),
    ("part", r"行政|事业|工勤|参公"),
)
_PARTS = {"行政": "administrative", "事业": "institution", "工勤": "worker", "参公": "civil"}
_TAIL = r"(?:编制)?(?:人数|总数|数额|员额|名额|控制数|数|情况|总额)?"
_FILLER = r"(?:为|是|有|共计|共有|共|小计|合计|总计|核定|现有|实有|批准|:|\s)*"
_DIGITS = r"(?<![\d.,])\d{1,3}(?:,\d{3})+|(?<![\d.,])\d{1,6}"
_NO_PEOPLE = r"(?!次|均|/|天|月|年|日|元|万|%|[辆间台份班家处件期项度户例场套批篇部]|余)"
_NUMBER = rf"(?P<number>{_DIGITS}|{NUMERAL})(?![\d,.]\d|\d)\s?(?P<unit>名|人|个|位)?{_NO_PEOPLE}"
_REJECT = re.compile(
    r"培训|组织|慰问|发放|体检|新增|增加|减少|增减|净增|计划|招聘|招录|招收|引进|上年|去年|原有|车辆|用车|救助|受益|补贴|补助|安置|拟|应到|实到|服务对象"
    r"|参加|接待|走访|惠及|覆盖|转岗|调入|调出|空编|超编|缺编|职数|平均|标准|每"
)
_SUBSIDISED = re.compile(r"(?:全部|全额|差额|财政|定额)补助")
_AFTER = re.compile(r"\s*(?:发放|体检|慰问|培训|参加|开展|提供|办理|缴纳|的)")
_GUARD_UNIT = re.compile(r"(?:中心|所|站|馆|队|院|校|园|社|处|中学|小学|台|库|场)(?:[(][^()]{1,12}[)])?$")
_OWN = re.compile(r"^(?:本|我|全|该|各|其|共|现)")
_LEAD_OUT = re.compile(r"(?:现有|共有|核定|实有|目前|年末|有|的|共|批准)+$")
_SENTENCE = re.compile(r"[^。!?\n]+")
MAX_NUMBER = 1_000_000
MAX_CLAUSE = 60
"""Characters before a label that may belong to it."""


@dataclass(frozen=True, slots=True)
class Count:
    kind: StaffKind
    number: int
    text: str
    unit: str | None


@cache
def _pattern() -> re.Pattern[str]:
    labels = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS)
    return re.compile(labels)


_FOLLOWING = re.compile(rf"{_TAIL}(?P<filler>{_FILLER}){_NUMBER}")
_PRECEDING = re.compile(rf"{_NUMBER}(?:的)?$")


def staff_in_text(text: str) -> tuple[Count, ...]:
    """The counts of a passage, in its order."""
    half = folded(text)
    if not re.search(r"编制|在职|在岗|退休|离休|实有|供养|公务员|编外|在编", half):
        return ()
    return tuple(count for sentence in _SENTENCE.finditer(half) for count in _sentence(text, half, *sentence.span()))


def _sentence(text: str, half: str, start: int, end: int) -> Iterator[Count]:
    unit: str | None = None
    family: str | None = None
    found: list[Count] = []
    waiting: set[int] = set()
    at = ended = start
    while label := _pattern().search(half, at, end):
        at = label.end()
        kind = str(label.lastgroup)
        begin = max(half.rfind(mark, start, label.start()) for mark in ",;:(、")
        clause = half[max(begin + 1, start, label.start() - MAX_CLAUSE) : label.start()]
        named = _unit(clause)
        number, number_end = _number(half, label, clause, end, kind)
        if kind.startswith(("posts", "present", "persons")) or kind == "staff":
            family = "posts" if kind.startswith("posts") else "staff"
        if number is None or _REJECT.search(_SUBSIDISED.sub("", clause)):
            continue
        unit = named or unit
        if kind == "part":
            if family is None:
                continue
            kind = f"{family}_{_PARTS[label[0]]}"
        if kind == "present":
            last = found[-1].kind if found else ""
            if last.startswith("posts_") and half[ended : label.start()].strip() == ",":  # 行政编制58人，实际55人
                kind = last.replace("posts", "staff")
            else:
                waiting.add(len(found))
                kind = "staff"
        found.append(Count(_kind(kind), number, text[start:end].strip(), unit))
        at = ended = max(at, number_end)
    told = max((index for index, one in enumerate(found) if one.kind == "staff" and index not in waiting), default=-1)
    for index in waiting:  # 实有26人，其中在职18人、离退休8人: all people, the retired too
        if index < told:
            found[index] = replace(found[index], kind="persons")
    yield from found


def _kind(kind: str) -> StaffKind:
    return kind  # type: ignore[return-value]  # the names of _LABELS and _PARTS are the codes


def _number(half: str, label: re.Match[str], clause: str, end: int, kind: str) -> tuple[int | None, int]:
    """The number that belongs to a label: after it, or right before it (20名行政编制)."""
    after = _FOLLOWING.match(half, label.end(), end)
    if after is not None:
        marked = after["unit"] or (after["number"][0].isdigit() and kind.startswith("posts") and re.search(r"数|为|:", after[0]))
        value = _value(after["number"])
        if marked and value is not None:
            return value, after.end()
    before = _PRECEDING.search(clause)
    if before is None or not before["unit"] or kind in {"part", "present"} or _AFTER.match(half, label.end(), end):
        return None, label.end()
    lead = clause[: before.start()]
    return (None if re.search(r"[为对给向]\s?$|[编职休]", lead) else _value(before["number"])), label.end()


def _value(printed: str) -> int | None:
    if printed[0].isdigit():
        return int(printed.replace(",", ""))
    value = numeral(printed)
    return int(value) if value is not None and value == int(value) and value < MAX_NUMBER else None


def _unit(clause: str) -> str | None:
    """The unit that a clause begins with: 市价格认证中心 of 市价格认证中心事业编制9名."""
    name = re.split(r"所属|下属|其中", _LEAD_OUT.sub("", clause.strip()))[-1].strip()
    fits = 3 <= len(name) <= 30 and re.fullmatch(r"[一-龥()]+", name) and not _OWN.match(name)
    return name if fits and _GUARD_UNIT.search(name) and is_agency_name(name) else None


def label_kind(label: str) -> tuple[bool, StaffKind | None]:
    """Whether a cell is the label of such a number, and of which; None for 实有, which may hold the retired."""
    for kind, pattern in _LABELS:
        if kind not in {"part"} and re.fullmatch(rf"(?:其中:?|现有|实有|核定|年末)*(?:{pattern}){_TAIL}", label):
            return True, None if kind == "present" else _kind(kind)
    return False, None
