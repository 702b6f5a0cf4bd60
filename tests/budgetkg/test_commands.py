"""Each command on the five samples: what it prints, in which format, with which exit status."""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.explain import KINDS
from budgetkg.home import Home
from budgetkg.inputs import collect
from ingest.tables.recognise import forms
from tests.budgetkg.conftest import Ask
from tests.ingest import rendered

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"


def test_extract_gives_a_record_a_line_in_the_order_of_names(budgetkg: Ask) -> None:
    status, out, err = budgetkg("extract", str(SAMPLES))
    assert status == 0 and "sources.csv" in err
    records = [json.loads(line) for line in out.splitlines()]
    with (SAMPLES / "sources.csv").open(encoding="utf-8") as handle:
        expected = [(row["sha256"], row["publisher"], row["region"], int(row["year"])) for row in csv.DictReader(handle)]
    found = [(r["document"]["sha256"], r["agency"]["name"], r["agency"]["region"], r["document"]["fiscal_year"]) for r in records]
    assert found == expected


def test_extract_names_what_it_cannot_read_and_reads_the_rest(budgetkg: Ask, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2\3" * 100)
    status, out, err = budgetkg("extract", str(tmp_path / "bad.txt"), str(SAMPLES / "rugao-2024.txt"))
    assert status == 1
    assert [json.loads(line)["agency"]["name"] for line in out.splitlines()] == ["如皋市信访局"]
    assert re.search(r"bad\.txt: .+\[read\.\w+\]", err) and "Traceback" not in err


def test_an_archive_of_two_documents_and_a_bad_one(budgetkg: Ask, tmp_path: Path) -> None:
    """Extract gives a record a member; a second build finds the members unchanged."""
    with zipfile.ZipFile(tmp_path / "公开.zip", "w") as archive:
        archive.write(SAMPLES / "rugao-2024.txt", "一/如皋.txt")
        archive.writestr("二/晋城.html", rendered.as_html(rendered.parts((SAMPLES / "jincheng-2023.txt").read_bytes()), "gb18030"))
        archive.writestr("二/坏.docx", b"PK\x03\x04" + b"x" * 100)
    status, out, err = budgetkg("extract", str(tmp_path))
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 1 and {r["document"]["path"]: r["agency"]["name"] for r in records} == {
        f"{tmp_path}/公开.zip/一/如皋.txt": "如皋市信访局",
        f"{tmp_path}/公开.zip/二/晋城.html": "晋城市信访局",
    }
    assert re.search(r"公开\.zip/二/坏\.docx: .+\[read\.damaged\]", err) and "Traceback" not in err
    members = collect([tmp_path / "公开.zip"]).files
    assert [len(build(members, Home(tmp_path / "home")).read), len(build(members, Home(tmp_path / "home")).reused)] == [2, 2]
    assert build([], Home(tmp_path / "home")).gone == []


def test_extract_of_a_folder_without_documents_is_no_success(budgetkg: Ask, tmp_path: Path) -> None:
    assert budgetkg("extract", str(tmp_path))[:2] == (1, "")


def test_build_says_what_it_did(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    arguments = ["build", str(SAMPLES / "rugao-2024.txt"), str(tmp_path / "bad.txt"), "--home", str(tmp_path / "home")]
    assert run(arguments) == 1
    out, err = (stream.decode() for stream in capsysbinary.readouterr())
    assert "如皋市信访局" in out and "新读" in out and "SHACL" in out
    assert "bad.txt" in err and "read.empty" in err
    assert run(arguments[:2] + arguments[3:]) == 0
    assert "没有变化" in capsysbinary.readouterr().out.decode()


def test_build_tells_of_several_files_of_one_disclosure(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    text = (SAMPLES / "rugao-2024.txt").read_bytes()
    for name, content in (("a.txt", text), ("b.txt", text + b"\n")):
        (tmp_path / name).write_bytes(content)
    assert run(["build", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--home", str(tmp_path / "home")]) == 0
    err = capsysbinary.readouterr().err.decode()
    assert "同一部门同一年度有多份文件" in err and "如皋市信访局" in err and "2024" in err and "a.txt、b.txt" in err


def test_build_refuses_a_folder_with_other_things_in_it(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    (tmp_path / "论文.docx").write_text("x")
    assert run(["build", str(SAMPLES / "rugao-2024.txt"), "--home", str(tmp_path)]) == 2
    assert "论文.docx" in capsysbinary.readouterr().err.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["论文.docx"]


COUNT = "SELECT (COUNT(*) AS ?n) (SUM(?yuan) AS ?all) { ?l bkg:statementLine bkgc:statement-function-total ; bkg:amount ?yuan }"


def test_sparql_answers_over_all_documents_with_declared_prefixes(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("sparql", "SELECT DISTINCT ?d { ?d a bkg:DisclosureDocument }", "--format", "json")
    assert status == 0 and len(json.loads(out)["results"]["bindings"]) == 5


def test_sparql_table_is_readable(budgetkg: Ask) -> None:
    _, out, _ = budgetkg("sparql", COUNT)
    heading, rule, row, footer = (line.strip() for line in out.splitlines())
    assert heading.split() == ["n", "all"] and set(rule) == {"─"} and footer == "1 行 rows"
    number, amount = row.split()
    assert int(number) > 10 and re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", amount)


@pytest.mark.parametrize(
    ("form", "query", "parsed"),
    [
        ("csv", COUNT, lambda text: next(iter(csv.DictReader(io.StringIO(text))))["n"]),
        ("xml", COUNT, lambda text: "<sparql" in text),
        ("table", "ASK { ?d a bkg:DisclosureDocument }", lambda text: text == "是 yes\n"),
        ("nt", "CONSTRUCT { ?d a bkg:DisclosureDocument } WHERE { ?d a bkg:DisclosureDocument }", lambda text: text.count(" .\n") == 5),
        ("ttl", "CONSTRUCT { ?d a bkg:DisclosureDocument } WHERE { ?d a bkg:DisclosureDocument }", lambda text: "@prefix bkg:" in text),
    ],
)
def test_sparql_formats(budgetkg: Ask, form: str, query: str, parsed: Callable[[str], object]) -> None:
    status, out, _ = budgetkg("sparql", query, "--format", form)
    assert status == 0 and parsed(out)


def test_sparql_reads_a_file(budgetkg: Ask, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("# 问\n" + COUNT, "utf-8")
    assert budgetkg("sparql", str(tmp_path / "q.rq"))[1] == budgetkg("sparql", COUNT)[1]


@pytest.mark.parametrize(
    ("query", "form", "code"),
    [
        ("SELEC ?x {}", "table", "query.syntax"),
        ("DELETE WHERE { ?s ?p ?o }", "table", "query.update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "table", "query.service"),
        ("SELECT ?s { ?s ?p ?o }", "ttl", "query.format"),
        ("SELECT * FROM <https://example.org/none> { ?s ?p ?o }", "table", "query.from"),
    ],
)
def test_sparql_refuses_with_a_reason(budgetkg: Ask, query: str, form: str, code: str) -> None:
    status, out, err = budgetkg("sparql", query, "--format", form)
    assert status == 2 and out == ""
    assert code in err and "Traceback" not in err


@pytest.mark.parametrize(
    ("query", "form", "fitting"),
    [
        ("SELECT ?s { ?s ?p ?o }", "ttl", ["table", "csv", "json", "xml"]),
        ("ASK {}", "nt", ["table", "csv", "json", "xml"]),
        ("DESCRIBE bkg:Project", "csv", ["table", "ttl", "nt"]),
    ],
)
def test_a_format_that_does_not_fit_names_those_that_do(budgetkg: Ask, query: str, form: str, fitting: list[str]) -> None:
    status, _, err = budgetkg("sparql", query, "--format", form)
    hint = err.splitlines()[-1]
    assert status == 2 and form in err and hint.endswith("、".join(fitting))
    for name in fitting:
        assert budgetkg("sparql", f"{query} LIMIT 1" if "ASK" not in query else query, "--format", name)[0] == 0, name


def test_an_empty_query_is_called_empty(budgetkg: Ask) -> None:
    for text in ("", " \n\t", "# nothing but a comment\n"):
        status, out, err = budgetkg("sparql", text)
        assert status == 2 and out == "" and "查询是空的" in err and "query.empty" in err


def test_a_store_that_is_broken_is_no_wrong_usage(tmp_path: Path, sample_home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    (Home(tmp_path / "home").built().store / "CURRENT").write_bytes(b"no such manifest\n")
    assert run(["sparql", "ASK {}", "--home", str(tmp_path / "home")]) == 1
    assert b"store.damaged" in capsysbinary.readouterr().err


def test_ask_lists_the_questions_in_two_languages(budgetkg: Ask, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["ask"]) == 0
    out = capsysbinary.readouterr().out.decode()
    for name in ("agencies", "projects", "satisfaction-targets", "totals-by-function", "cofunding-ratios"):
        assert re.search(rf"^{name}\n    .*[\u4e00-\u9fff].*\n    [ -~]+\n", out, re.MULTILINE), name
    assert "agency=" in out


def test_ask_binds_parameters(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("ask", "projects", "agency=焦作", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and {row["agency_name"] for row in rows} == {"焦作市信访局"} and len(rows) >= 9


def test_ask_shows_amounts_with_two_places_in_tables(budgetkg: Ask) -> None:
    _, out, _ = budgetkg("ask", "projects", "agency=焦作")
    assert "1,381,300.00" in out and "有哪些项目" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["projekts"], "projects"),
        (["projects", "agency"], "名=值"),
        (["projects", "city=焦作"], "agency"),
        (["totals-by-function", "digits=x"], "digits"),
    ],
)
def test_ask_helps_with_what_was_written_wrong(budgetkg: Ask, arguments: list[str], told: str) -> None:
    status, out, err = budgetkg("ask", *arguments)
    assert status == 2 and out == "" and told in err


def test_ask_shows_its_sparql_without_a_build(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["ask", "projects", "agency=焦作", "--show"]) == 0
    assert 'VALUES ?agency { "焦作" }' in capsysbinary.readouterr().out.decode()
    assert run(["ask", "projects"]) == 2
    assert "--home" in capsysbinary.readouterr().err.decode()


def test_explain_has_a_verdict_on_every_cell(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("explain", str(SAMPLES / "jiaozuo-2020.txt"), "--format", "json")
    tables = [json.loads(line) for line in out.splitlines()]
    cells = [cell for table in tables for cell in table["cells"]]
    assert status == 0 and len(tables) > 10 and len(cells) > 500
    assert all(cell["state"] in {"used", "ignored", "reported"} and cell["what"] for cell in cells)


def test_explain_shows_one_table_and_one_verdict(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("explain", str(SAMPLES / "rugao-2024.txt"), "--table", "1", "--only", "used")
    assert status == 0 and "如皋市信访局" in out and " ✓ " in out
    assert not re.search(r"^\s*\d+,\d+\s+[·✗]", out, re.MULTILINE)


def test_explain_says_in_chinese_what_was_read_and_understood(budgetkg: Ask) -> None:
    _, out, _ = budgetkg("explain", str(SAMPLES / "hongqi-2022.txt"), "--table", "10")
    assert "项目支出绩效目标表，把握" in out and "project_targets" not in out
    assert re.search(r"6,1 +✓ +41070222000000004802 +项目编码$", out, re.MULTILINE)
    assert re.search(r"6,13 +✓ +≥85% +指标值，读作 ≥85%$", out, re.MULTILINE)
    assert re.search(r"6,9 +✓ +≥80% +指标值，读作 ≥80%$", out, re.MULTILINE)
    assert re.search(r"^提示 total.rounded", out, re.MULTILINE)


def test_every_kind_of_table_has_a_chinese_name() -> None:
    assert {form.kind for form in forms()} <= KINDS.keys()


def test_no_verdict_is_a_machine_word(budgetkg: Ask) -> None:
    for path in (*sorted(SAMPLES.glob("*.txt")), *sorted((SAMPLES.parent.parent / "tests" / "ingest" / "layouts").glob("*.txt"))):
        _, out, _ = budgetkg("explain", str(path), "--format", "json")
        said = {cell["what"] for line in out.splitlines() for cell in json.loads(line)["cells"]}
        assert [what for what in said if re.fullmatch("[a-z_.]+", what)] == [], path.name


def test_explain_names_the_sheet_of_a_workbook(budgetkg: Ask, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheets = [book.active, book.create_sheet("支出总表")]
    sheets[0].append(["某某市档案局2024年部门预算"])
    for row in [["单位：万元"], ["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "约五十"]]:
        sheets[1].append(row)
    book.save(tmp_path / "a.xlsx")
    _, out, _ = budgetkg("explain", str(tmp_path / "a.xlsx"), "--summary")
    assert "不是金额：约五十（第 2 张工作表，第 3 行）" in out


def test_explain_in_json_keeps_to_the_wanted_verdicts(budgetkg: Ask) -> None:
    _, out, _ = budgetkg("explain", str(SAMPLES / "rugao-2024.txt"), "--only", "ignored", "--format", "json")
    assert {cell["state"] for line in out.splitlines() for cell in json.loads(line)["cells"]} == {"ignored"}


def test_explain_of_a_table_that_is_not_there_is_wrong_usage(budgetkg: Ask) -> None:
    assert budgetkg("explain", str(SAMPLES / "rugao-2024.txt"), "--table", "99")[0] == 2
    assert budgetkg("explain", "no-such.txt")[0] == 2


def test_status_lists_the_documents(budgetkg: Ask, sample_home: Path) -> None:
    status, out, _ = budgetkg("status")
    assert status == 0 and out.count("信访局") >= 5 and str(sample_home) in out


def test_tour_shows_every_kind_of_answer_under_its_command(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("tour")
    assert status == 0 and out.count("$ budgetkg ") == 5
    assert all(word in out for word in ("jiaozuo-2020.txt", "鹿泉区", "≥", "为什么"))


def test_the_csv_of_the_command_line_holds_no_formula(budgetkg: Ask) -> None:
    query = 'SELECT ?a ?b { BIND("=HYPERLINK(1)" AS ?a) BIND(-5.5 AS ?b) }'
    status, out, _ = budgetkg("sparql", query, "--format", "csv")
    assert status == 0 and list(csv.reader(io.StringIO(out)))[1] == ["'=HYPERLINK(1)", "-5.5"]
