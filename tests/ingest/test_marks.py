"""A document that prints personal data or a mark of internal use is told so, once, with where and how often."""

from pathlib import Path

import pytest

from budgetkg.contract import to_line
from ingest.read import read_document
from ontology.privacy import MASK
from ontology.records import DisclosureRecord, Issue

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TABLE = "青山县水务局2024年部门预算\n\n收支总表\n单位：万元\n收入\t\t支出\n项目\t预算数\t项目\t预算数\n收入总计\t5.00\t支出总计\t5.00\n"
CODES = {"privacy.personal-data", "privacy.office-telephone", "document.watermark"}


def record_of(folder: Path, text: str) -> DisclosureRecord:
    (folder / "a.txt").write_text(text, "utf-8")
    return read_document(folder / "a.txt")


def told(record: DisclosureRecord) -> list[Issue]:
    return [issue for issue in record.issues if issue.code in CODES]


def test_each_sample_is_told_of_what_it_prints() -> None:
    found = {(p.stem, i.code): i for p in sorted(SAMPLES.glob("*.txt")) for i in told(read_document(p))}
    assert set(found) == {
        ("jiaozuo-2020", "privacy.personal-data"),
        ("jincheng-2023", "privacy.personal-data"),
        ("jincheng-2023", "document.watermark"),
        ("rugao-2024", "privacy.personal-data"),
    }
    numbers = found["rugao-2024", "privacy.personal-data"]
    assert numbers.message == "文件印有 8 处电话或经办人信息（手机号 4、姓名 4），已隐去；第 79、125、171、217 行"
    assert numbers.source and (numbers.source.line_start, numbers.source.text) == (79, MASK)
    mark = found["jincheng-2023", "document.watermark"]
    assert "“仅供内部审核” 14 处" in mark.message and mark.source and mark.source.line_start == 3
    assert {issue.severity for issue in found.values()} == {"warning"}


def test_office_telephones_alone_are_information(tmp_path: Path) -> None:
    (issue,) = told(record_of(tmp_path, TABLE + "\n如有疑问，请咨询，联系电话：0391-3568888。\n"))
    assert (issue.code, issue.severity) == ("privacy.office-telephone", "info")
    (issue,) = told(record_of(tmp_path, TABLE + "\n联系人：李四，联系电话：0391-3568888。\n"))
    assert "（姓名 1）" in issue.message and issue.message.endswith("另有座机号码 1 处")


@pytest.mark.parametrize("head", ["联系人\t欧阳铁柱\t联系电话\t13912345678\n", "联系人\t联系电话\n欧阳铁柱\t13912345678\n"])
def test_a_number_in_a_table_that_is_not_understood_is_masked_by_its_label(tmp_path: Path, head: str) -> None:
    record = record_of(tmp_path, TABLE + "\n通讯录\n" + head)
    assert "13912345678" not in to_line(record) + repr(record)
    (issue,) = told(record)
    assert "手机号 1" in issue.message


@pytest.mark.parametrize(
    "mark",
    [
        "内部资料",
        "仅供内部审核",
        "（送审稿）",
        "内部资料 注意保存",
        "征求意见稿",
        "草 稿",
        "样稿",
        "内部使用",
        "某局预算公开（征求意见稿）",
    ],
)
def test_marks_of_internal_use_and_drafts_are_told(tmp_path: Path, mark: str) -> None:
    (issue,) = told(record_of(tmp_path, TABLE + f"\n{mark}\n\n第二部分 说明\n\n{mark}\n"))
    assert issue.code == "document.watermark" and " 2 处" in issue.message
    assert issue.source and issue.source.line_start == 9


@pytest.mark.parametrize(
    "line", ["- 12 -", "第3页 共20页", "内部控制", "内部审计", "审核", "2024年部门预算（草案）", "信访事项送审", "内部机构设置", "某局文件"]
)
def test_ordinary_lines_over_and_over_are_no_mark(tmp_path: Path, line: str) -> None:
    assert told(record_of(tmp_path, TABLE + f"\n{line}\n" * 4)) == []


def test_a_long_list_of_places_is_cut(tmp_path: Path) -> None:
    (issue,) = told(record_of(tmp_path, TABLE + "\n内部资料\n" * 30))
    assert "30 处" in issue.message and issue.message.endswith("等 30 行") and issue.message.count("、") == 19
