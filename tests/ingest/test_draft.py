"""Form files drafted from tables: valid, honest about what was not understood, and fit to be used once corrected."""

from pathlib import Path

import pytest

from budgetkg.cli import run
from ingest.draft import drafts, province_draft, title_word
from ingest.tables import recognise
from ingest.tables.recognise import parse_form
from ingest.words.provinces import parse_province
from ingest.words.text import fold

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
STRANGE = """云溪县水利局2024年部门预算

2024年水利工程经费测算表
单位：万元
项目名称\t管护标段\t预算数
渠道清淤\t东干渠\t12.50
堤防加固\t南堤\t30.00
"""


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(STRANGE, "utf-8")
    return path


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_table_of_other_places_gives_a_valid_form(path: Path) -> None:
    for draft in drafts(path):
        form = parse_form("x.toml", draft.text)
        assert form.title_any or not draft.title


def test_the_draft_says_what_was_not_understood(strange: Path) -> None:
    (draft,) = drafts(strange)
    assert draft.unknown_headings == ("管护标段",)
    assert "管护标段 → ？没有读懂" in draft.text and "项目名称 → project_name（key）" in draft.text
    assert 'title_any = ["水利工程经费测算表"]' in draft.text


def test_a_corrected_draft_is_a_form_that_knows_its_table(strange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = drafts(strange)
    corrected = before.text.replace(before.text[before.text.index("kind = ") :].split("\n")[0], 'kind = "project_expenditure"')
    monkeypatch.setattr(recognise, "forms", lambda: (parse_form("water.toml", corrected),))
    (after,) = drafts(strange)
    assert (before.form, after.form) == ("headings", "water")


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("2022年部门支出预算表", "部门支出预算表"),
        ("湄潭县乡村振兴局2023年一般公共预算“三公”经费支出表", "一般公共预算“三公”经费支出表"),
        ("表3：项目支出表（本年预算）", "项目支出表"),
        ("支出表", "支出表"),
    ],
)
def test_title_word(title: str, word: str) -> None:
    assert title_word(title) == fold(word)
    assert parse_form("x.toml", f"kind = 'x'\nlayout = 'matrix'\ntitle_any = ['{title_word(title)}']").title_any[0] in fold(title)


def test_the_command_lists_tables_and_drafts_one(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "new", str(strange)]) == 0
    assert "管护标段" in capsys.readouterr().out
    assert run(["forms", "new", str(strange), "--table", "1"]) == 0
    assert parse_form("x.toml", capsys.readouterr().out).layout == "matrix"
    assert run(["forms", "new", str(strange), "--table", "7"]) == 2
    assert "第 7 张" in capsys.readouterr().err


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_document_of_other_places_gives_a_valid_province_file(path: Path) -> None:
    text = province_draft(path)
    if 'region = ""' not in text:  # a central department has no province
        region = text.split('region = "')[1][:2]
        assert parse_province(f"{region}-x.toml", text).words.titles


def test_a_provinces_draft_has_titles_by_kind_and_what_was_not_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        STRANGE.replace("云溪县", "长沙市") + "\n2024年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t1\t1\n",
        "utf-8",
    )
    text = province_draft(path)
    assert 'region = "430000"\nname = "湖南省"\nyears = [2024, 2024]' in text
    assert 'function_expenditure = ["部门支出总表"]' in text and '# ？ = ["管护标段"]' in text


def test_the_command_drafts_a_provinces_file(strange: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["forms", "new", str(strange), "--province"]) == 0
    assert "[titles]" in capsys.readouterr().out
    assert run(["forms", "new", str(strange), "--province", "--table", "1"]) == 2
