"""Words that tell what a project's money is spent on from other money in its text."""

import re

#: Before a list of what a whole is spent on.
OF_WHICH = re.compile(r"[,;:(]?(?:其中|主要(?:用于|包括|为|是)|(?<![^,;:。])(?:具体)?(?:包括|包含|用于|分别(?:为|是)))[:,]?")
MAINLY = re.compile(r"[,;:(]?主要")
#: A sentence that announces a list.
CUE = re.compile(r"其中|包括|包含|用于|明细|测算|分配|分别|具体|构成|分项|资金用途|支出内容|如下|开支")
#: A label that announces one in the text behind it.
ANNOUNCED = re.compile(r"资金分配|资金用途|资金使用|支出内容|支出明细|测算|主要用途")
TOTAL = re.compile(
    r"(?:以上|上述|该项目|本项目|项目|经费|费用|资金|预算|所需){0,5}(?:总?合计|共计|总计|总共|共需|总需|总额)(?:所?需|约|为|安排|投入|经费|资金|费用|金额|人民币|:)*"
)
EXPENSE = re.compile(
    r"(?:费|费用|经费|支出|补助|补贴|津贴|工资|薪酬|报酬|奖金|保险|公积金|救助金?|慰问金?|补助金|购置|采购|租赁|维护|维修|运维|服务|开发|建设|制作|改造|修缮)$"
)
#: Money by who pays it: 中央补助资金, 市级配套.
FUND = re.compile(
    r"(?:争取|申请)?(?:中央|国家|省|市|县|区|镇|自治区|上级|本级|地方|财政|一般公共预算|政府性?基金|国有资本|专户|自筹|自有|单位自筹|社会|银行|其他|债券|专项债券?)"
    r"(?:级|本级)?(?:财政)?(?:专项|预算|补助|配套|拨款|资金|投入|自筹|安排|承担|转移支付|奖补|贷款|收入|资本|负担|部分)+"
)
#: The structure of a whole budget, which is no breakdown of a project.
STRUCTURE = re.compile(r"基本支出|项目支出(?!绩效)|收入合计|支出合计|收支总|税收收入|预算收入|机关运行经费|[“\"]三公[”\"]")
#: Benefits, conditions, limits and assets.
BENEFIT = re.compile(
    r"增收|(?<!低)收入|产值|产量|利润|税收|纳税|利税|挽回|损失|营业|投资额|成交|销售|节约|节省|资产|账面|存款|债务|罚|违约|每?超过|金额达|案值|价值|"
    r"(?<![,;:。\s])(?<!^)以上|不低于|不超过|不少于|不高于|不得|低于|高于|最高|最低|上限|下限|限额|控制在|≥|≤|>|<|减少|降低|增长|下降|提高到|估值|融资|消费"
)
#: An amount before 其中 that is none of this year's project.
APART = re.compile(r"总投资|概算|分年|分\S{0,2}年|实施期")
_YEAR = re.compile(r"(20\d\d)年")
_PAST = re.compile(
    r"^[,:]?(?:在|于)?(?:上年|去年|往年|上一?年度|以前年度|前期已?|此前|目前已|截至目前)|已(?:投入|安排|支出|使用|拨付|下达|完成投资)|累计(?:投入|支出|安排)|上年(?:度)?结转|历年"
)
_NOW = re.compile(r"今年|本年|当年|本次|现")
_SPENT = re.compile(r"(20\d\d)年度?(?:底|末)?(?:我|全|共|拟|计划)?\S{0,4}(?:投入|安排|支出|使用|下达|拨付|承担|预算|执行|实际|共|已|付)")


def other_year(clause: str, year: int | None) -> bool | None:
    """True for money of another year, False for money that is said to be of this one, None where the clause does not say."""
    outside = re.sub(r"\([^()]*\)", "", clause)
    started = re.match(r"[,:]?(?:其中:?)?(?:在|于)?(20\d\d)年", outside) or _SPENT.search(outside)
    if started is not None and year is not None:
        return int(started[1]) != year
    if re.match(r"[,:]?20\d\d[-~至到]20\d\d年", outside):
        return True
    if _PAST.search(outside):
        return True
    return False if _NOW.search(outside) else None
