"""Project tables whose rows are projects, units or classes: told apart by what the table says of them."""

from pathlib import Path

import pytest

from ingest.read import read_document
from ingest.words.vocabulary import is_heading_word

COVER = "丽水市云和县农业农村局2024年部门预算\n\n"


def projects(folder: Path, text: str) -> dict[str, str]:
    (folder / "a.txt").write_text(COVER + text, "utf-8")
    return {p.name: p.amount.contract for p in read_document(folder / "a.txt").projects if p.amount}


@pytest.mark.parametrize(
    "head",
    [
        "项目名称\t项目单位\t合计\t一般公共预算\n",
        "类型\t项目名称\t合计\t一般公共预算\n",
        "项目名称\t合计\t一般公共预算\n",
    ],
)
def test_a_project_may_be_called_a_base_or_a_centre(head: str, tmp_path: Path) -> None:
    first = {"类型": "特定目标类\t{}\t", "项目名称\t项目单位": "{}\t丽水市云和县农业农村局\t", "项目名称\t合计": "{}\t"}
    row = next(shape for start, shape in first.items() if head.startswith(start)) + "{}\t{}\n"
    rows = row.format("良种繁育基地", "21.00", "21.00") + row.format("农产品数据中心", "9.00", "9.00")
    assert projects(tmp_path, "项目支出表\n单位：万元\n\n" + head + rows) == {"良种繁育基地": "210000.00", "农产品数据中心": "90000.00"}


def test_a_units_subtotal_is_no_project(tmp_path: Path) -> None:
    rows = "云和县农技推广站\t30.00\t30.00\n良种繁育\t21.00\t21.00\n土壤检测\t9.00\t9.00\n"
    assert projects(tmp_path, "项目支出表\n单位：万元\n\n项目名称\t合计\t一般公共预算\n" + rows) == {
        "良种繁育": "210000.00",
        "土壤检测": "90000.00",
    }


def test_money_carried_over_by_the_title_is_not_the_years(tmp_path: Path) -> None:
    head, row = "单位：万元\n\n项目名称\t合计\t一般公共预算\n", "良种繁育\t{0}\t{0}\n"
    text = "项目支出表（本年预算）\n" + head + row.format("21.00") + "\n项目支出表（上年结转）\n" + head + row.format("4.00")
    (tmp_path / "a.txt").write_text(COVER + text, "utf-8")
    (project,) = read_document(tmp_path / "a.txt").projects
    assert [f.amount.contract for f in project.funds] == ["210000.00"]


def test_a_table_without_what_was_carried_over_is_the_years(tmp_path: Path) -> None:
    text = "一般公共预算支出预算表（不含上年结转）\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t3.00\t3.00\n"
    (tmp_path / "a.txt").write_text(COVER + text, "utf-8")
    assert [f.carried_over for f in read_document(tmp_path / "a.txt").facts] == [False, False]


@pytest.mark.parametrize("word", ["部门支出经济分类科目编码", "本年支出功能分类科目名称"])
def test_what_ends_as_a_code_or_name_of_a_class_is_a_heading(word: str) -> None:
    assert is_heading_word(word)


def test_basic_expenditure_in_a_table_for_each_kind_is_read_where_rows_are_classes(tmp_path: Path) -> None:
    """湖南 prints three tables; crossed with functional classes they repeat the one by economic class, with rows of these they are it."""
    kinds = {
        "（人员经费）（工资福利支出）": "30101\t基本工资",
        "（公用经费）（商品和服务支出）": "30201\t办公费",
        "（人员经费）（对个人和家庭的补助）": "30305\t生活补助",
    }
    text = "".join(f"一般公共预算基本支出表{kind}\n单位：万元\n\n科目编码\t科目名称\t金额\n{row}\t4.50\n\n" for kind, row in kinds.items())
    (tmp_path / "a.txt").write_text(COVER + text, "utf-8")
    assert [line.code for line in read_document(tmp_path / "a.txt").economic_lines] == ["30101", "30201", "30305"]
