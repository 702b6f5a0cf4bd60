"""Names of places become codes, by year, and what a name leaves open stays open."""

import csv
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from ontology import divisions
from ontology.divisions import by_code, resolve
from ontology.records import Level

CSV = Path(divisions.__file__).with_name("codes") / "divisions.csv"


def rows() -> list[dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_code_has_the_level_of_its_zeros_and_a_parent_in_the_table() -> None:
    table = rows()
    codes = {row["code"] for row in table}
    for row in table:
        zeros = len(row["code"]) - len(row["code"].rstrip("0"))
        assert row["level"] == ("provincial" if zeros >= 4 else "prefecture" if zeros >= 2 else "county"), row
        assert (row["parent"] in codes and row["code"].startswith(row["parent"].rstrip("0"))) or row["level"] == "provincial", row
        assert row["source"]


def test_the_list_is_whole() -> None:
    now = [row for row in rows() if not row["valid_to"]]
    assert sum(row["level"] == "provincial" for row in now) == 34
    assert sum(row["level"] == "prefecture" for row in now) == 333
    assert 2840 <= sum(row["level"] == "county" for row in now) <= 2860


def test_a_code_has_one_name_at_a_time() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows():
        spans.setdefault(row["code"], []).append((int(row["valid_from"] or 0), int(row["valid_to"] or 9999)))
    for code, found in spans.items():
        found.sort()
        assert all(left[1] < right[0] for left, right in itertools.pairwise(found)), (code, found)


def test_a_renamed_county_by_year() -> None:
    old, new = by_code("130185", 2013), by_code("130110", 2014)
    assert old is not None and new is not None
    assert (old.name, old.valid_to) == ("鹿泉市", 2013)
    assert (new.name, new.valid_from) == ("鹿泉区", 2014)
    assert by_code("130185", 2014) is None
    assert by_code("130110", 2013) is None
    assert by_code("130185") == old
    assert by_code("999999") is None


def test_chain_and_full_name_go_from_the_province_down() -> None:
    division = by_code("410702")
    assert division is not None
    assert [above.code for above in division.chain()] == ["410000", "410700", "410702"]
    assert division.full_name == "河南省新乡市红旗区"
    dongcheng = by_code("110101")
    assert dongcheng is not None and dongcheng.full_name == "北京市东城区"
    old_bijie = by_code("522401", 2010)
    assert old_bijie is not None and old_bijie.full_name == "贵州省毕节地区毕节市"


@pytest.mark.parametrize(
    ("text", "year", "code", "level"),
    [
        ("石家庄市鹿泉区信访局本级", 2021, "130110", "county"),
        ("鹿泉市信访局", 2012, "130185", "county"),
        ("新乡市红旗区信访局", 2022, "410702", "county"),
        ("焦作市信访局", 2020, "410800", "prefecture"),
        ("晋城市信访局", 2023, "140500", "prefecture"),
        ("如皋市信访局", 2024, "320682", "county"),
        ("南京市鼓楼区教育局", None, "320106", "county"),
        ("河南省鼓楼区教育局", None, "410204", "county"),
        ("河南省财政厅", None, "410000", "provincial"),
        ("内蒙古财政厅", None, "150000", "provincial"),
        ("河南", None, "410000", "provincial"),
        ("鹿泉区", None, "130110", "county"),
        ("广州天河区", None, "440106", "county"),
        ("广州天河区财政局", None, "440106", "county"),
        ("广州天河财政局", None, "440106", "county"),
        ("长沙岳麓区教育局", None, "430104", "county"),
        ("长沙财政局", None, "430100", "prefecture"),
        ("如皋信访局", None, "320682", "county"),
        ("凉山州", None, "513400", "prefecture"),
        ("凉山州财政局", None, "513400", "prefecture"),
        ("巴州信访局", None, "652800", "prefecture"),
        ("莫力达瓦旗财政局", None, "150722", "county"),
        ("海南省信访局", None, "460000", "provincial"),
        ("海南信访局", None, "460000", "provincial"),
        ("海南州信访局", None, "632500", "prefecture"),
        ("吉林市财政局", None, "220200", "prefecture"),
        ("吉林财政厅", None, "220000", "provincial"),
        ("毕节市财政局", 2010, "522401", "county"),
        ("毕节市财政局", 2015, "520500", "prefecture"),
        ("孟津县财政局", 2022, "410322", "county"),
        ("上海市浦东新区财政局", None, "310115", "county"),
        ("晋城市城区信访局", None, "140502", "county"),
        ("济源市信访局", None, "419001", "county"),
        ("2020年度焦作市信访局部门预算", None, "410800", "prefecture"),
        ("预算单位：024001-新乡市红旗区信访局", None, "410702", "county"),
        ("中共焦作市委办公室", None, "410800", "prefecture"),
        ("石 家 庄 市 鹿 泉 区 信 访 局", None, "130110", "county"),
    ],
)
def test_names_that_decide(text: str, year: int | None, code: str, level: str) -> None:
    found = resolve(text, year)
    assert (found.code, found.level) == (code, level)
    assert found.division is not None and found.division.code == code
    assert found.full_name == found.division.full_name
    assert found.candidates == ()


def test_an_ambiguous_name_stays_ambiguous() -> None:
    found = resolve("鼓楼区教育局")
    assert (found.code, found.division, found.full_name) == (None, None, None)
    assert {division.code for division in found.candidates} == {"320106", "320302", "350102", "410204"}
    assert found.level == "county"


def test_a_county_that_its_city_does_not_have_is_not_decided() -> None:
    found = resolve("石家庄市鼓楼区信访局")
    assert found.code is None
    assert len(found.candidates) == 4


@pytest.mark.parametrize(
    "text", ["国家信访局", "财政部", "中华人民共和国财政部", "中共中央办公厅", "最高人民法院", "全国人民代表大会常务委员会办公厅"]
)
def test_central_agencies(text: str) -> None:
    assert resolve(text) == divisions.Resolution(level="central")


def test_a_central_agency_in_a_place_keeps_the_place() -> None:
    found = resolve("国家税务总局焦作市税务局")
    assert (found.code, found.level) == ("410800", "central")
    found = resolve("国家统计局河南调查总队")
    assert (found.code, found.level) == ("410000", "central")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("洛阳市孟津区会盟镇人民政府", "410308"),
        ("郑州市金水区花园路街道办事处", "410105"),
        ("郑州市金水区花园路街道", "410105"),
        ("延津县石婆固镇财政所", "410726"),
        ("东莞市虎门镇人民政府", "441900"),
        ("花园路街道办事处", None),
        ("中央大街街道办事处", None),
    ],
)
def test_townships(text: str, code: str | None) -> None:
    found = resolve(text)
    assert (found.level, found.code) == ("township", code)


def test_what_speaks_of_towns_is_no_township() -> None:
    assert resolve("延津县城乡规划局").level == "county"
    assert resolve("延津县城镇化建设办公室").level == "county"
    assert resolve("延津县乡村振兴局").level == "county"


@pytest.mark.parametrize("text", ["新乡市高新区信访局", "新乡市高新技术产业开发区信访局", "新乡市平原示范区信访局"])
def test_a_development_zone_is_known_no_further_than_its_city(text: str) -> None:
    found = resolve(text)
    assert (found.code, found.level, found.candidates) == ("410700", None, ())


@pytest.mark.parametrize(
    ("text", "level"),
    [("XX省财政厅", "provincial"), ("某县信访局", "county"), ("区信访局", "county"), ("市财政局", None), ("信访局", None)],
)
def test_level_words_without_a_place(text: str, level: Level | None) -> None:
    assert resolve(text) == divisions.Resolution(level=level)


@pytest.mark.parametrize(
    "text", ["", "中山大学附属医院", "郑州银行", "新华书店", "社区服务中心", "三级一处信访稳定工作", "北京无重大信访事件发生"]
)
def test_what_names_no_place(text: str) -> None:
    assert resolve(text) == divisions.Resolution()


def test_names_resolve_to_themselves() -> None:
    for row in rows():
        year = int(row["valid_to"]) if row["valid_to"] else None
        division = by_code(row["code"], year)
        assert division is not None and division.name == row["name"]
        found = resolve(division.full_name, year)
        assert found.code == row["code"] or division in found.candidates, (division.full_name, found)


def test_reading_the_table_is_quick_and_needs_the_standard_library_only() -> None:
    script = (
        "import sys, time; from ontology import divisions; import ontology.records; spent = []\n"
        "for _ in range(5):\n"
        "    divisions._table.cache_clear(); start = time.process_time(); divisions._table(); spent.append(time.process_time() - start)\n"
        "assert not {'numpy', 'pandas', 'rdflib'} & set(sys.modules)\n"
        "print(min(spent))"
    )
    root = Path(divisions.__file__).parents[1]
    result = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert float(result.stdout) < 0.1


@pytest.mark.parametrize(
    ("text", "year", "code"),
    [
        ("鹿泉信访局", 2022, "130110"),  # 鹿泉市 until 2013
        ("鹿泉信访局", 2012, "130185"),
        ("静海教育局", 2024, "120118"),
        ("莱芜信访局", 2022, "370116"),  # a prefecture until 2018, a district of 济南 since
        ("石家庄鹿泉信访局", 2021, "130110"),
        ("上海浦东教育局", None, "310115"),
        ("河北鹿泉", None, "130110"),
        ("江苏如皋", None, "320682"),
        ("南京市鼓楼医院", None, "320100"),  # of the city, named after a district
        ("新乡市红旗渠管理处", None, "410700"),
        ("广州天河教育局", None, "440106"),
    ],
)
def test_a_short_name_means_what_bears_it_in_that_year(text: str, year: int | None, code: str) -> None:
    assert resolve(text, year).code == code


def test_no_short_name_leads_to_a_division_that_has_ended() -> None:
    now = {division for versions in divisions._table().by_code.values() for division in versions if division.valid_to is None}
    counties = [division for division in now if division.level == "county" and len(division.name) > 2]
    found = {division.name: resolve(division.name[:-1] + "信访局", 2024).division for division in counties}
    assert len(found) > 2000
    assert [name for name, division in found.items() if division and division.valid_to is not None] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("新疆生产建设兵团第三师图木舒克市水利局", "659003"),
        ("新疆生产建设兵团第十四师医院", "659009"),
        ("兵团第八师石河子市教育局", "659001"),
        ("新疆生产建设兵团水利局", "650000"),
    ],
)
def test_a_division_of_the_corps_is_its_city(name: str, code: str) -> None:
    found = resolve(name, 2025)
    assert (found.code, found.level) == (code, "provincial" if code == "650000" else "county")


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("第三师图木舒克市五十一团", "659003", None),
        ("新疆生产建设兵团第四师六十一团", "659008", None),
        ("新疆生产建设兵团第七师胡杨河市一二六团农业发展服务中心", "659010", None),
        ("新疆生产建设兵团第六师五家渠市红旗农场", "659004", None),
        ("八师石河子市143团第一中学", "659001", "county"),
        ("第八师石河子市文工团", "659001", "county"),
        ("图木舒克市草湖镇人民政府", "659003", "township"),
        ("新疆生产建设兵团第十二师财政局", None, None),
    ],
)
def test_a_regiment_is_of_its_division_s_city_and_of_no_level_that_can_be_told(name: str, code: str | None, level: str | None) -> None:
    """Nor has 第十二师, which has no city, a code: it is not the whole of 新疆."""
    found = resolve(name, 2025)
    assert (found.code, found.level) == (code, level)
