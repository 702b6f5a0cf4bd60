"""Invented budgets of invented offices in real places: figures that add up, before any table prints them.

All amounts are counted in hundreds of yuan, the smallest step that 万元 with two decimals can show.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

PLACES = (
    ("520328", "遵义市湄潭县"), ("640424", "固原市泾源县"), ("620826", "平凉市静宁县"), ("450224", "柳州市融安县"),
    ("360921", "宜春市奉新县"), ("220523", "通化市辉南县"), ("231222", "绥化市兰西县"), ("211421", "葫芦岛市绥中县"),
    ("500111", "重庆市大足区"), ("520621", "铜仁市江口县"), ("640502", "中卫市沙坡头区"), ("610423", "咸阳市泾阳县"),
    ("120119", "天津市蓟州区"), ("131123", "衡水市武强县"), ("520300", "遵义市"), ("450200", "柳州市"),
    ("640400", "固原市"), ("360900", "宜春市"), ("220500", "通化市"), ("620800", "平凉市"),
)  # fmt: skip
FUNDS = ("general", "government", "capital", "account", "unit")
"""一般公共预算, 政府性基金预算, 国有资本经营预算, 财政专户管理资金, 单位资金."""


@dataclass(frozen=True)
class Topic:
    """What an office does: its class (类), group (款), items (项) and projects."""

    office: str
    subordinate: str
    code: str
    name: str
    group: tuple[str, str]
    items: tuple[tuple[str, str], ...]
    projects: tuple[str, ...]


TOPICS = (
    Topic("农业农村局", "畜牧技术推广站", "213", "农林水支出", ("21301", "农业农村"),
          (("2130108", "病虫害控制"), ("2130122", "农业生产发展"), ("2130199", "其他农业农村支出")),
          ("高标准农田管护", "动物疫病强制免疫疫苗经费", "2023年农业生产救灾资金", "茶叶品牌宣传", "农产品质量安全监测中心运行经费",
           "良种繁育基地建设", "农村人居环境整治（二期）", "农机购置补贴县级配套")),
    Topic("水务局", "河道管理所", "213", "农林水支出", ("21303", "水利"),
          (("2130305", "水利工程建设"), ("2130306", "水利工程运行与维护"), ("2130314", "防汛")),
          ("防汛物资储备", "小型水库安全运行", "河长制工作经费", "农村饮水安全维修养护", "水土保持监测", "灌区续建配套与节水改造",
           "山洪灾害防治非工程措施运行维护", "水资源税征收工作经费")),
    Topic("教育局", "实验小学", "205", "教育支出", ("20502", "普通教育"),
          (("2050201", "学前教育"), ("2050202", "小学教育"), ("2050203", "初中教育")),
          ("校园安保经费", "学前教育生均公用经费", "义务教育课后服务", "乡村教师生活补助", "教学设备购置", "校舍维修改造",
           "招生考试经费", "营养改善计划县级配套资金")),
    Topic("文化和旅游局", "文化馆", "207", "文化旅游体育与传媒支出", ("20701", "文化和旅游"),
          (("2070104", "图书馆"), ("2070109", "群众文化"), ("2070112", "文化和旅游市场管理")),
          ("公共文化服务体系建设", "送戏下乡", "图书馆免费开放", "非物质文化遗产保护", "旅游宣传推广", "文物安全巡查",
           "全民阅读活动经费", "景区厕所建设补助")),
    Topic("交通运输局", "公路管理站", "214", "交通运输支出", ("21401", "公路水路运输"),
          (("2140104", "公路建设"), ("2140106", "公路养护"), ("2140110", "公路和运输安全")),
          ("农村公路日常养护", "危桥改造", "客运站安全检查", "公交运营补贴", "治超站点运行经费", "农村客运油价补贴",
           "公路安全生命防护工程", "交通执法装备购置")),
    Topic("司法局", "法律援助中心", "204", "公共安全支出", ("20406", "司法"),
          (("2040604", "基层司法业务"), ("2040605", "普法宣传"), ("2040607", "公共法律服务")),
          ("法律援助办案补贴", "社区矫正经费", "人民调解以案定补", "普法宣传经费", "法律顾问服务费", "基层司法所规范化建设",
           "公证体制改革补助", "行政复议工作经费")),
    Topic("民政局", "社会福利院", "208", "社会保障和就业支出", ("20802", "民政管理事务"),
          (("2080207", "行政区划和地名管理"), ("2080208", "基层政权建设和社区治理"), ("2080299", "其他民政管理事务支出")),
          ("高龄津贴", "养老机构运营补贴", "城乡低保工作经费", "地名普查成果转化", "社区工作者报酬", "流浪乞讨人员救助",
           "殡葬惠民补贴", "婚姻登记场所改造")),
)  # fmt: skip

STAFF = (("30101", "基本工资"), ("30102", "津贴补贴"), ("30103", "奖金"), ("30108", "机关事业单位基本养老保险缴费"),
         ("30110", "职工基本医疗保险缴费"), ("30113", "住房公积金"))  # fmt: skip
GOODS = (("30201", "办公费"), ("30207", "邮电费"), ("30211", "差旅费"), ("30217", "公务接待费"), ("30228", "工会经费"),
         ("30231", "公务用车运行维护费"), ("30239", "其他交通费用"))  # fmt: skip
HOUSEHOLD = (("30302", "退休费"), ("30305", "生活补助"))
CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助"}
GOVERNMENT = {
    "30101": ("50101", "工资奖金津补贴"), "30102": ("50101", "工资奖金津补贴"), "30103": ("50101", "工资奖金津补贴"),
    "30108": ("50102", "社会保障缴费"), "30110": ("50102", "社会保障缴费"), "30113": ("50103", "住房公积金"),
    "30201": ("50201", "办公经费"), "30207": ("50201", "办公经费"), "30211": ("50201", "办公经费"), "30217": ("50206", "公务接待费"),
    "30228": ("50201", "办公经费"), "30231": ("50208", "公务用车运行维护费"), "30239": ("50201", "办公经费"),
    "30302": ("50905", "离退休费"), "30305": ("50901", "社会福利和救助"),
}  # fmt: skip
GOVERNMENT_CLASSES = {"501": "机关工资福利支出", "502": "机关商品和服务支出", "509": "对个人和家庭的补助"}
KINDS = ("特定目标类", "其他运转类")


@dataclass
class Line:
    """An item (项) of expenditure of one unit: basic (staff, public) and project money by fund."""

    unit: int
    code: str
    name: str
    staff: int = 0
    public: int = 0
    funds: dict[str, int] = field(default_factory=dict)
    """Project money by fund, carried-over money of the general budget among `general`."""

    @property
    def basic(self) -> int:
        return self.staff + self.public

    @property
    def project(self) -> int:
        return sum(self.funds.values())

    @property
    def total(self) -> int:
        return self.basic + self.project

    @property
    def general(self) -> int:
        return self.basic + self.funds.get("general", 0)


@dataclass
class Project:
    """A project (项目) and what pays for it; `carried` is the part of its general-budget money carried over from the year before."""

    name: str
    code: str
    unit: int
    item: tuple[str, str]
    kind: str
    funds: dict[str, int]
    carried: int
    parts: tuple[tuple[str, str, int], ...]
    """Economic classes and the share of the general-budget money that each takes: they add up to `funds["general"]`."""

    @property
    def total(self) -> int:
        return sum(self.funds.values())


@dataclass
class Budget:
    """A department's budget of one year."""

    region: str
    place: str
    topic: Topic
    year: int
    units: tuple[str, ...]
    lines: list[Line]
    projects: list[Project]
    economic: list[tuple[str, str, int]]
    three: dict[str, int]
    meetings: int
    training: int

    @property
    def agency(self) -> str:
        return self.units[0]

    @property
    def carried(self) -> int:
        return sum(p.carried for p in self.projects)

    def fund(self, name: str) -> int:
        """Money of one fund, that carried over included."""
        return sum(line.general if name == "general" else line.funds.get(name, 0) for line in self.lines)

    @property
    def basic(self) -> int:
        return sum(line.basic for line in self.lines)

    @property
    def project(self) -> int:
        return sum(line.project for line in self.lines)

    @property
    def total(self) -> int:
        return self.basic + self.project

    def classes(self) -> dict[str, tuple[str, list[Line]]]:
        """Lines by class (类), in the order of codes."""
        names = {
            self.topic.code: self.topic.name,
            "208": "社会保障和就业支出",
            "210": "卫生健康支出",
            "212": "城乡社区支出",
            "221": "住房保障支出",
        }
        found: dict[str, tuple[str, list[Line]]] = {}
        for line in sorted(self.lines, key=lambda x: x.code):
            found.setdefault(line.code[:3], (names[line.code[:3]], []))[1].append(line)
        return found

    def group_name(self, code: str) -> str:
        groups = dict([self.topic.group, ("20805", "行政事业单位养老支出"), ("21011", "行政事业单位医疗"),
                       ("21208", "国有土地使用权出让收入安排的支出"), ("22102", "住房改革支出")])  # fmt: skip
        return groups[code]

    def economic_of(self, head: str) -> int:
        return sum(amount for code, _, amount in self.economic if code.startswith(head))


def budget(random: Random, *, units: int, funds: Sequence[str], carried: bool, many: bool) -> Budget:
    """A budget of `units` units whose projects are paid by `funds`; `many` projects, or two to four."""
    region, place = random.choice(PLACES)
    topic = random.choice(TOPICS)
    agency = place + topic.office
    names = (agency, *(place + topic.subordinate for _ in range(units - 1)))[:units]
    shares = [1] if units == 1 else [3, 1]
    amounts = {code: random.randrange(200, 9000) * 10 for code, _ in (*STAFF, *GOODS, *HOUSEHOLD)}
    economic = [(code, name, amounts[code]) for code, name in (*STAFF, *GOODS, *HOUSEHOLD)]
    lines: list[Line] = []
    for unit in range(units):

        def part(code: str, unit: int = unit) -> int:
            whole = amounts[code]
            first = whole if units == 1 else whole * shares[0] // sum(shares)
            return first if unit == 0 else whole - first

        pension, health, housing = part("30108"), part("30110"), part("30113")
        retired = part("30302")
        wages = sum(part(c) for c in ("30101", "30102", "30103", "30305"))
        goods = sum(part(c) for c, _ in GOODS)
        office = (topic.group[0] + "01", "行政运行") if topic.code != "205" else ("2050202", "小学教育")
        lines += [
            Line(unit, *office, staff=wages, public=goods),
            Line(unit, "2080501", "行政单位离退休", staff=retired),
            Line(unit, "2080505", "机关事业单位基本养老保险缴费支出", staff=pension),
            Line(unit, "2101101", "行政单位医疗", staff=health),
            Line(unit, "2210201", "住房公积金", staff=housing),
        ]
    projects = list(_projects(random, topic, units, funds, carried, random.randint(6, 8) if many else random.randint(2, 4)))
    for project in projects:
        for fund, amount in project.funds.items():
            item = ("2120899", "其他国有土地使用权出让收入安排的支出") if fund == "government" else project.item
            line = next((x for x in lines if x.unit == project.unit and x.code == item[0]), None)
            if line is None:
                line = Line(project.unit, *item)
                lines.append(line)
            line.funds[fund] = line.funds.get(fund, 0) + amount
    reception, running = amounts["30217"], amounts["30231"]
    purchase, abroad = random.choice((0, 18000)), random.choice((0, 0, 5000))
    three = {"abroad": abroad, "reception": reception, "vehicle_purchase": purchase, "vehicle_running": running,
             "vehicles": purchase + running, "total": abroad + reception + purchase + running}  # fmt: skip
    return Budget(
        region, place, topic, random.randint(2019, 2025), names, sorted(lines, key=lambda x: (x.unit, x.code)), projects, economic, three,
        random.randrange(10, 90) * 100, random.randrange(10, 90) * 100,
    )  # fmt: skip


def _projects(random: Random, topic: Topic, units: int, funds: Sequence[str], carried: bool, count: int) -> Iterable[Project]:
    names = random.sample(topic.projects, count)
    for at, name in enumerate(names):
        money = {"general": random.randrange(50, 4000) * 100}
        others = [f for f in funds if f != "general"]
        if others and (at == 0 or random.random() < 0.3):
            fund = others[at % len(others)]
            if random.random() < 0.4:
                money = {}
            money[fund] = random.randrange(50, 3000) * 100
        general = money.get("general", 0)
        first = general // 300 * 100
        classes = random.sample([("30226", "劳务费"), ("30227", "委托业务费"), ("31003", "专用设备购置"), ("30202", "印刷费")], 2)
        parts = ((*classes[0], first), (*classes[1], general - first)) if first and general - first else ((*classes[0], general),)
        yield Project(
            name,
            f"{random.randrange(10**8):08d}{at:04d}",
            random.randrange(units),
            random.choice(topic.items),
            random.choice(KINDS),
            money,
            general // 500 * 100 if carried and general and at % 2 == 0 else 0,
            parts if general else (),
        )
