"""What an amount is for one of (每人每年, 人均, /人·天), as words before it or behind it."""

import re

#: Words that count people, things, land, time. After 每 or a slash any short word may stand: these are where one ends.
COUNTERS = (
    r"个项目|小区|片区|园区|景区|校区|街区|行政村|自然村|[百千万][人户]|村卫生室|半天|分钟|人次|户次|剂次|人|户|亩|公里|千米|延米|平方公里|平方千米|平方米|立方米|批次|件次|课时|小时|学年|学期|公顷|社区|学生|名|位|生|件|次|天|日|月|年|餐|对|头|只|羽|套|台|辆|座|株|吨"
    r"|张|站|处|艘|条|盏|棵|班|校|园|馆|项|宗|份|册|公斤|斤|立方|床位|托位|场|期|例|家|所|床|栋|幢|间|口|篇|笔|(?:[村镇乡县]|社区)(?:\([一-龥、]{1,6}\))?|米|千瓦时|千瓦|瓦|眼|孔|片|段|个"
)
#: What no thing begins with, and what stands behind one.
_NO_THING = (
    r"补|奖(?!状)|不|最|每|给|按|安排|为|投|减免|发放|拨|核|定额|一次性|年度|年|累计|一般|原则|可|资助|配套|支持|资金|经费|费用|工作(?!站|室|者|组|队|点)|标准"
    r"|至少|平均|[省市县区](?=[级财本])|中央|财政|由|上限|限额|[,;≤≥<>]"
)
_AFTER_THING = rf"(?=$|\d|{_NO_THING}|[省市县区](?=[补奖安按给配]))"
_THING = r"[一-龥]{1,5}?(?:\([一-龥、]{1,6}\))?"
_EVERY = r"(?:每|单(?!位))"
_EACH = re.compile(
    rf"{_EVERY}一?个(?!{_NO_THING})(?P<thing>{_THING}){_AFTER_THING}"
    r"|每(?P<served>(?:服役|服务|任职|工作)(?:满?一)?年)"
    rf"|{_EVERY}一?(?P<counter>{COUNTERS})|(?P<average>[人生户亩])均|(?<=[人生户]均)(?P<mean>[年月日天])度?(?=$|[\d为达约不补奖]|标准|工资|薪|报酬|津贴|经费|资助)|每(?!{_NO_THING}|满)(?P<any>[一-龥]{{1,3}}?){_AFTER_THING}"
    r"|(?<!\d)(?P<monthly>年(?=人均)|(?<=均)年|月)(?=人均|报酬|工资|补贴|补助|薪)"
)
#: One of something behind an amount: /人·月, 每村.
SLASHED = (
    r"(?:(?:[/每]|[·.・•⋅∙](?=[一-龥]))"
    rf"(?:[人户生]均[年月天日]?|{COUNTERS}|[一-龥]{{1,3}}(?=[/·.;,、)“”\"。]|$))(?:(?<=[人户名生])[月年天日](?!份))?)*"
)
EACH_RUN = rf"(?:每(?:{COUNTERS}))"
WHOM, WHEN = ("人", "名", "位", "户", "生"), ("年", "月", "天", "日")
_FAR, _NEAR = 16, 3
"""每名志愿者中央财政每年补助2万元: letters that may stand between one person and a time, and between anything else."""


def each_in(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where words like 每人 stand."""
    return [match.span() for match in _EACH.finditer(text, start, end)]


def per_before(before: str, *, large: bool = False) -> tuple[str, ...]:
    """每人每年 is ("人", "年"); 人均 is ("人",). `before`: the words before an amount; `large`: it is one of 万元."""
    found: list[re.Match[str]] = []
    for match in _EACH.finditer(before):
        gap = match.start() - found[-1].end() if found else 0
        if large and re.match(r"生均[^,;。]{0,4}(?:经费|费)$", before[match.start() :]):
            continue  # 生均公用经费320万元 is a sum
        whom = bool(found) and found[-1][0].endswith((*WHOM, "人均")) and match[0].endswith(WHEN)
        if match["monthly"] and not (whom and gap <= 10) and not before.startswith("人均", match.end()):
            continue
        if gap > (_FAR if whom else _NEAR):
            found.clear()
        found.append(match)
    units = list(dict.fromkeys(next(filter(None, match.groups())) for match in found))
    if re.search(r"(?<!\d)[月年]人均", before) and units[1:2] == ["人"]:  # 月人均
        units[:2] = ["人", units[0]]
    return tuple("人" if unit in {"名", "位"} else unit for unit in units)
