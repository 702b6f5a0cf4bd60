"""Kinds of agency: told by the name, else by the money, else not at all."""

from dataclasses import replace

import pytest

from ontology.agency_types import LIST, agency_type, type_of_name
from ontology.fixed_lists import lists
from ontology.records import FunctionLine
from tests.ontology.sample_record import fact, sample_record


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("石家庄市鹿泉区信访局本级", "petition"),
        ("国家信访局", "petition"),
        ("苏州市教育局", "education"),
        ("平顶山市卫东区教育体育局", "education"),
        ("某县农业学校", "education"),
        ("石家庄市第二中学", "education"),
        ("中共焦作市委宣传部", "publicity"),
        ("中国共产党某县委员会组织部", "organization"),
        ("县委编办", "party-committee"),
        ("郑州市生态环境保护综合行政执法支队", "environment"),
        ("某市公安局森林公安分局", "public-security"),
        ("深圳市人民政府办公厅", "government-office"),
        ("上海市浦东新区卫生健康委员会", "health"),
        ("河南省人民医院", "health"),
        ("城关镇人民政府", "township"),
        ("杭州市西湖区北山街道办事处", "township"),
        ("武汉东湖新技术开发区管理委员会", "development-zone"),
        ("共青团湖南省委员会", "mass-organization"),
        ("某市机关车队", None),
    ],
)
def test_a_name_tells_what_an_agency_is_in_charge_of(name: str, kind: str | None) -> None:
    assert type_of_name(name) == kind


def test_every_word_and_class_belongs_to_one_kind() -> None:
    for column in ("spellings", "endings", "functions"):
        words = [word for row in lists()[LIST] for word in row[column].split()]
        assert words and len(words) == len(set(words))


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ({"2050201": "60", "2130101": "30", "2080505": "900"}, "education"),
        ({"2010308": "60", "2010301": "50"}, "petition"),
        ({"2050201": "50", "2130101": "50"}, None),
        ({"205": "60", "2050201": "10", "2130101": "50"}, "agriculture"),
        ({"2299999": "60", "2050201": "50"}, None),
        ({}, None),
    ],
)
def test_where_the_name_says_nothing_most_of_the_money_decides(lines: dict[str, str], kind: str | None) -> None:
    record = sample_record()
    assert record.agency is not None
    read = tuple(FunctionLine(code, code, fact(amount, code, 1, 1), None, None) for code, amount in lines.items())
    silent = replace(record, agency=replace(record.agency, name="某市机关车队"), function_lines=read)
    assert agency_type(silent) == kind
    assert agency_type(replace(record, function_lines=read)) == "petition"
    assert agency_type(replace(record, agency=None)) is None
