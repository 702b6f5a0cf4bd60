"""What is masked, and what must stay."""

import pytest

from ontology.privacy import MASK, kinds_masked, mask


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        "联系人电话：138-0000-0001",
        "138 0000 0001",
        "0391-3568888",
        "联系电话:2198275",
        "办公电话 （0391）3568888",
        "410802199001011234",
    ],
)
def test_numbers_of_persons_are_masked(text: str) -> None:
    assert MASK in mask(text)
    assert sum(character.isdigit() for character in mask(text)) == 0


@pytest.mark.parametrize(
    ("text", "kept"), [("项目负责人：宋某某 2020年", "项目负责人"), ("经办人:郭某某", "经办人"), ("负责人：李四，电话", "负责人")]
)
def test_names_of_handlers_are_masked(text: str, kept: str) -> None:
    assert MASK in mask(text) and kept in mask(text)
    assert not any(name in mask(text) for name in ("宋某某", "郭某某", "李四"))


@pytest.mark.parametrize(
    "text",
    [
        "负责人：张三、李四",
        "负责人：张三 李四",
        "联系人 张三 李四",
        "联系人：张三、欧阳铁柱、李四 电话：0571-88888888",
        "项目负责人：张三，李四；联系电话13912345678",
        "经办人：张三和李四",
        "填表人：张 三  李 四",
        "审核人：张三/李四（主任）",
        "负责人：买买提·吐尔逊、张三",
        "联系人 张三 李四 13912345678",
    ],
)
def test_every_name_after_a_label_is_masked(text: str) -> None:
    assert not any(name in mask(text) for name in ("张", "李", "欧阳", "买买提", "吐尔逊", "1391"))
    assert "name" in kinds_masked(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("负责人：张三 年度目标", "年度目标"),
        ("负责人：张三 金额", "金额"),
        ("联系人：李四、电话", "电话"),
        ("主管人 任务", "主管人 任务"),
        ("负责人：王小明 江苏省", "江苏省"),
        ("负责人 绩效目标", "负责人 绩效目标"),
    ],
)
def test_words_beside_names_stay(text: str, kept: str) -> None:
    assert kept in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "项目由欧阳铁柱（13912345678）负责。",
        "群众满意，联系人欧阳铁柱13912345678。",
        "≥85%（经办人：欧阳铁柱）",
        "联系人 欧阳铁柱 手机：139 1234 5678",
        "张三、欧阳铁柱（0391-3568888）",
        "填报人：欧阳铁柱联系电话：13912345678",
        "审核人：欧阳铁柱填报人：张三",
    ],
)
def test_a_name_before_a_number_goes_with_it(text: str) -> None:
    assert "欧阳铁柱" not in mask(text) and "1234" not in mask(text) and "3568888" not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "2010308",
        "联系人数 13 万",
        "由中央财政（2023年）负担",
        "负责人满意度13个百分点",
        "1,135.98",
        "12070920",
        "41070222000000000123",
        "预算 13800000001.50 元",
        "2019-2022年的档案",
        "项目负责人制度健全",
        "负责人：应当按规定审批",
        "20230112215006",
        "联系群众3000余次",
    ],
)
def test_figures_codes_and_words_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("13800000001", ("mobile",)),
        ("联系电话：138-0000-0001", ("mobile",)),
        ("办公电话 （0391）3568888", ("landline",)),
        ("410802199001011234", ("identity",)),
        ("项目由欧阳铁柱（13912345678）负责。", ("name", "mobile")),
        ("预算 1234567 元", ()),
    ],
)
def test_what_is_masked_is_told_by_its_kind(text: str, kinds: tuple[str, ...]) -> None:
    assert kinds_masked(text) == kinds
    assert len(kinds) == mask(text).count(MASK)
