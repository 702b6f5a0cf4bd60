"""Sentences about who pays what, made by a grammar of the ways in which Chinese rules say it, each with what it says.

A sentence is: basis?, purpose, statement, tail?; or two of them. What it says is written as in `funding_gold.csv`; the
publisher is the city of 焦作.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

PURPOSES = (
    "城乡义务教育公用经费",
    "学生资助资金",
    "学前教育发展资金",
    "基本公共卫生服务补助资金",
    "城乡居民医保财政补助",
    "城乡居民基本养老保险缴费补贴",
    "计划生育特别扶助资金",
    "困难群众救助补助资金",
    "残疾人两项补贴",
    "优抚对象抚恤补助经费",
    "义务兵家庭优待金",
    "高龄津贴",
    "农业保险保费补贴",
    "高标准农田建设资金",
    "农村饮水安全维修养护资金",
    "中小河流治理项目资金",
    "农村公路养护资金",
    "农村危房改造补助资金",
    "老旧小区改造资金",
    "公益性岗位补贴",
    "村干部报酬",
    "社区工作者薪酬",
    "信访救助资金",
    "乡村医生补助资金",
    "公共文化服务体系建设资金",
)
LABELS = {
    "central": ("中央", "中央财政"),
    "provincial": ("省", "省级", "省财政", "省级财政"),
    "prefecture": ("市", "市级", "市财政", "市级财政", "市本级"),
    "county": ("县", "县级", "县财政", "县级财政", "县（市、区）", "县区", "区财政", "县（市、区）财政"),
    "prefecture+county": ("市县", "市县财政"),
}
LEVELS = ("central", "provincial", "prefecture", "county")
VERBS = ("承担", "负担", "分担", "配套", "共同承担", "共同负担", "筹集", "安排", "保障")
PAYS = ("承担", "负担", "补助", "配套", "安排")
COLONS = (":", "：", "∶", "比")
BASES = ("根据豫财社〔2021〕45号，", "按照《管理办法》（国办发〔2018〕6号）要求，", "依据焦财预[2022]7号文件，")
NUMBERS = ("豫财社〔2021〕45号", "国办发〔2018〕6号", "焦财预〔2022〕7号")
TAILS = ("", "。", "，列入年度预算。", "，并及时拨付到位", "，于每年6月底前下达。")
CLASSES = (
    ("西部地区", "中部", "东部"),
    ("甲类地区", "乙类地区"),
    ("省直管县", "市辖区"),
    ("经济欠发达县", "其他县（市、区）"),
    ("第一档", "第二档", "第三档"),
    ("一类县", "二类县", "三类县"),
    ("西部地区", "中部地区", "东部地区"),
    ("脱贫县", "其他县"),
)
OTHER = (
    "{a}、{b}两级案件化解比例分别为{p}%、{q}%",
    "投标保证金比例不超过估算价的{p}%",
    "{a}财政收入增长{p}%，{b}财政收入增长{q}%",
    "{a}补助资金已拨付{p}%，{b}补助资金已拨付{q}%",
    "合同签订后预付{p}%，验收后支付{q}%",
    "师生比不低于1:{q}",
    "{a}示范社占{p}%，{b}示范社占{q}%",
    "水资源费由{a}与{b}按{r}分成",
    "{a}国资公司与{b}国资公司持股比例为{r}",
    "资金执行率不低于{p}%，群众满意度不低于{q}%",
    "{a}预算完成率{p}%，{b}预算完成率{q}%",
    "{a}财政配套资金到位率不低于{p}%",
    "企业与合作社按{r}的比例出资",
    "所需经费由{a}财政和{b}财政按比例分担",
    "由{a}、{b}按照财政事权和支出责任划分分别承担",
    "{a}安排{p}万元，{b}配套{q}万元",
    "按人口因素{p}%、绩效因素{q}%测算分配到县区",
    "县道、乡道里程比例为{r}",
    "公开招聘面试比例为{r}",
    "处以{p}万元以上{s}万元以下罚款",
    "单位缴费比例{p}%，个人缴费比例{q}%",
    "完成投资不低于{p}万元，税收不少于{q}万元",
    "{a}、{b}联网率分别达到{p}%、{q}%",
    "{a}干部占{p}%，{b}干部占{q}%",
    "履约保证金为合同金额的{p}%，由{a}财政局退还",
    "按1:{p}000比例尺测绘",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    kind: str
    text: str
    says: tuple[str, ...]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.basis = ""

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def parties(self, least: int = 2, most: int = 4) -> list[tuple[str, str]]:
        """Levels from the top, each with a label."""
        count = self.random.randint(least, most)
        levels = sorted(self.random.sample(LEVELS, count), key=LEVELS.index)
        if levels[-2:] == ["prefecture", "county"] and self.random.random() < 0.2:
            levels[-2:] = ["prefecture+county"]
        if len(levels) < least:
            levels = ["provincial", *levels]
        return [(level, self.pick(*LABELS[level])) for level in levels]

    def run(self, parties: list[tuple[str, str]]) -> str:
        labels = [label for _, label in parties]
        return "、".join(labels[:-1]) + self.pick("、", "与", "和") + labels[-1]

    def ratio(self, count: int) -> tuple[str, list[str]]:
        colon = self.pick(*COLONS)
        parts = [self.pick("1", "2", "3", "4", "5", "6", "7", "8", "0.5", "1.5", "2.5") for _ in range(count)]
        return colon.join(parts), parts

    def percents(self, count: int) -> list[str]:
        cuts = sorted(self.random.sample(range(1, 20), count - 1))
        return [str((right - left) * 5) for left, right in zip([0, *cuts], [*cuts, 20], strict=True)]

    def rule(self, parties: list[tuple[str, str]], parts: list[str], case: str = "") -> str:
        shares = ", ".join(f"{label}={level}{_mark(label)} {part}" for (level, label), part in zip(parties, parts, strict=True))
        return f"{f'[{case}] ' if case else ''}{shares}{self.after}"

    def norm(self, kind: str, value: str, party: tuple[str, str] | None = None, case: str = "") -> str:
        level = f"{party[0]}{_mark(party[1])} " if party else ""
        return f"{kind}{f'[{case}]' if case else ''} {level}{value}{self.after}"

    @property
    def after(self) -> str:
        return f" ({self.basis})" if self.basis else ""

    # --- the ways of saying it

    def by_ratio(self) -> tuple[str, list[str]]:
        parties = self.parties()
        ratio, parts = self.ratio(len(parties))
        run, verb, purpose = self.run(parties), self.pick(*VERBS), self.pick(*PURPOSES)
        colon = self.pick(":", "：", "∶")
        text = self.pick(
            f"{purpose}由{run}按{ratio}的比例{verb}",
            f"{purpose}由{run}按照{ratio}比例{verb}",
            f"{purpose}，{run}按{ratio}{verb}",
            f"{purpose}{run}分担比例为{ratio}",
            f"{purpose}由{run}共同承担，分担比例为{ratio}",
            f"{purpose}，按{ratio}的比例由{run}{verb}",
            f"{purpose}{run}承担比例原则上为{ratio}",
            f"{purpose}（{colon.join(label for _, label in parties)}={ratio.replace('比', ':')}）",
            f"{purpose}分担比例为{colon.join(label for _, label in parties)}={ratio.replace('比', ':')}",
            f"{purpose}（{run}{ratio}分担）",
            f"{purpose}中央补助后的差额部分由{run}按{ratio}{verb}" if parties[0][0] != "central" else f"{purpose}由{run}按{ratio}{verb}",
            f"地方承担的{purpose}由{run}按照{ratio}的比例{verb}" if parties[0][0] != "central" else f"{purpose}由{run}按照{ratio}{verb}",
            f"对当年新增的{purpose}，{run}按{ratio}比例予以{verb}",
            f"{purpose}由各级财政共同承担，其中{run}为{ratio}",
            f"{purpose}扣除个人缴费后，由{run}按照{ratio}的比例分级{verb}",
        )
        return text, [self.rule(parties, parts)]

    def by_list(self) -> tuple[str, list[str]]:
        parties = self.parties()
        parts = self.percents(len(parties))
        verb, comma, purpose = self.pick(*PAYS), self.pick("，", "、"), self.pick(*PURPOSES)
        named = list(zip(parties, parts, strict=True))
        text = self.pick(
            f"{purpose}由{comma.join(f'{label}{verb}{part}%' for (_, label), part in named)}",
            f"{purpose}，{comma.join(f'{label}{part}%' for (_, label), part in named)}",
            f"{purpose}分担比例：{comma.join(f'{label}{part}%' for (_, label), part in named)}",
            f"{purpose}：{'，'.join(f'{label}按{part}%{verb}' for (_, label), part in named)}",
            f"{purpose}所需资金，{'；'.join(f'{label}{verb}{part}%' for (_, label), part in named)}",
            f"{purpose}资金来源：{comma.join(f'{label}占{part}%' for (_, label), part in named)}",
            f"{purpose}由{comma.join(f'{label}{verb}百分之{_spelt(part)}' for (_, label), part in named)}",
            f"{purpose}由{self.run(parties)}分别{verb}{'、'.join(f'{part}%' for part in parts)}",
            f"{purpose}由{self.run(parties)}按{'、'.join(f'{part}%' for part in parts)}的比例{verb}",
            f"{purpose}{'，'.join(f'{part}%由{label}{verb}' for (_, label), part in named)}",
            f"{purpose}由{'，'.join(f'{label}{verb}{part}%' for (_, label), part in named[:-1])}，其余由{parties[-1][1]}{verb}",
        )
        return text, [self.rule(parties, parts)]

    def by_each(self) -> tuple[str, list[str]]:
        parties = [(level, self.pick(*LABELS[level])) for level in self.pick("provincial prefecture", "prefecture county").split()]
        run, purpose = self.run(parties), self.pick(*PURPOSES)
        text, part = self.random.choice(
            [
                (f"{purpose}由{run}各承担50%", "50"),
                (f"{purpose}由{run}各负担一半", "1"),
                (f"{purpose}由{run}平均分担", "1"),
                (f"{purpose}由{run}各半负担", "1"),
                (f"{purpose}由{run}各承担二分之一", "1"),
                (f"{purpose}由{run}按五五比例分担", "5"),
                (f"{purpose}由{parties[0][1]}承担1/2，{parties[1][1]}承担1/2", "1"),
            ]
        )
        return text, [self.rule(parties, [part] * 2)]

    def by_class(self) -> tuple[str, list[str]]:
        parties = self.parties(2, 2)
        classes = self.random.choice(CLASSES)
        ratios = [self.ratio(2) for _ in classes]
        run, purpose = self.run(parties), self.pick(*PURPOSES)
        comma = self.pick("，", "；", "、")
        text = self.pick(
            f"{purpose}由{run}按比例分担，{comma.join(f'{name}为{ratio}' for name, (ratio, _) in zip(classes, ratios, strict=True))}",
            f"{purpose}{run}分担比例：{comma.join(f'{name}{ratio}' for name, (ratio, _) in zip(classes, ratios, strict=True))}",
        )
        return text, [self.rule(parties, parts, name) for name, (_, parts) in zip(classes, ratios, strict=True)]

    def by_one(self) -> tuple[str, list[str]]:
        party = self.parties(2)[0]
        label, purpose, share = party[1], self.pick(*PURPOSES), self.pick("30", "50", "60", "80")
        classes = self.random.choice(CLASSES)
        parts = self.percents(len(classes))
        named = list(zip(classes, parts, strict=True))
        plain, cased = self.norm("标准", f"{share}%", party), [self.norm("标准", f"{part}%", party, name) for name, part in named]
        return self.random.choice(
            [
                (f"{purpose}由{label}承担{share}%", [plain]),
                (f"{purpose}，{label}按{share}%的比例给予补助", [plain]),
                (f"{purpose}由{label}全额承担", [self.norm("标准", "100%", party)]),
                (f"{purpose}，{'，'.join(f'对{name}{label}补助{part}%' for name, part in named)}", cased),
                (f"{purpose}，{label}对{'、'.join(classes)}分别补助{'、'.join(f'{part}%' for part in parts)}", cased),
                (f"{purpose}，{label}{'，'.join(f'对{name}按{part}%补助' for name, part in named)}", cased),
                (f"{purpose}{label}补助比例：{'，'.join(f'{name}{part}%' for name, part in named)}", cased),
                (f"对{classes[0]}，{purpose}由{label}负担{share}%", [self.norm("标准", f"{share}%", party, classes[0])]),
                (f"{purpose}，{label}按保费的{share}%给予补贴", [plain]),
                (f"{purpose}，{'，'.join(f'{name}由{label}负担{part}%' for name, part in named)}", cased),
                (f"{purpose}，{'；'.join(f'{name}{label}补助{part}%' for name, part in named)}", cased),
            ]
        )

    def by_norm(self) -> tuple[str, list[str]]:
        party = ("county", self.pick("县级", "县级财政", "县财政"))
        purpose, money = self.pick(*PURPOSES), str(self.random.randint(2, 99) * 10)
        low, high = self.pick("不少于", "不低于", "不得低于"), self.pick("不超过", "最高不超过", "原则上不超过", "不得超过")
        whom, when = self.pick("人", "户", "生", "名"), self.pick("年", "月")
        per = f"{'人' if whom == '名' else whom}·{when}"
        ten_thousand = f"{money}0000"
        return self.random.choice(
            [
                (f"{party[1]}{purpose}每年{low}{money}万元", [self.norm("下限", ten_thousand, party)]),
                (f"{purpose}{party[1]}配套比例{low}{money[:2]}%", [self.norm("下限", f"{money[:2]}%", party)]),
                (f"{party[1]}按{low}上级补助资金{money[:2]}%的比例落实{purpose}配套", [self.norm("下限", f"{money[:2]}%", party)]),
                (f"{purpose}每{whom}每{when}{money}元", [self.norm("标准", money, None).replace(money, f"{money}/{per}", 1)]),
                (f"{purpose}按每{whom}每{when}{money}元的标准发放", [self.norm("标准", f"{money}/{per}")]),
                (f"{purpose}标准为{money}元/{whom}·{when}".replace("名", "人"), [self.norm("标准", f"{money}/{per}")]),
                (f"{purpose}每{whom}每{when}{low}{money}元", [self.norm("下限", f"{money}/{per}")]),
                (f"{purpose}每{whom}{high}{money}元", [self.norm("上限", f"{money}/{per[0]}")]),
                (f"{purpose}单个项目补助{high}{money}万元", [self.norm("上限", f"{ten_thousand}/项目")]),
            ]
        )

    def by_other(self) -> tuple[str, list[str]]:
        first, second = self.random.sample(("省级", "市级", "县级"), 2)
        p, q = self.random.randint(5, 45), self.random.randint(5, 45)
        return self.pick(*OTHER).format(a=first, b=second, p=p, q=q, r=self.ratio(2)[0], s=p + 10), []

    def sentence(self) -> Sentence:
        ways: tuple[Callable[[], tuple[str, list[str]]], ...] = (
            self.by_ratio, self.by_list, self.by_each, self.by_class, self.by_one, self.by_norm, self.by_other,
        )  # fmt: skip
        way = self.random.choice(ways)
        at = self.random.randrange(len(BASES)) if self.random.random() < 0.2 else None
        self.basis = "" if at is None else NUMBERS[at]
        text, says = way()
        if self.random.random() < 0.2:
            more, also = self.random.choice(ways)()
            text, says = f"{text}{self.pick('。', '；')}{more}", [*says, *also]
        return Sentence(way.__name__, ("" if at is None else BASES[at]) + text + self.pick(*TAILS), tuple(says))


def _spelt(number: str) -> str:
    """5 to 95 in Chinese numerals."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(int(number), 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


def _mark(label: str) -> str:
    return "^" if label == "市本级" else ""


def sentences(count: int, seed: int) -> Iterator[Sentence]:
    """The same for the same seed."""
    maker = _Maker(seed)
    return (maker.sentence() for _ in range(count))
