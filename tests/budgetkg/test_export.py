"""`budgetkg export` on the build of the five samples: every format, every filter, and what happens when it cannot be done."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.exports import output
from budgetkg.exports.output import Sorted
from budgetkg.exports.selection import Filters, Source
from budgetkg.home import Home
from ontology.statements import triple
from ontology.terms import PREFIXES
from search.graph.store import GraphStore
from tests.ontology.cube_checks import broken

Export = Callable[..., tuple[int, str, str]]
QB = PREFIXES["qb"]
TARGETS_ONLY = """某某市信访局2024年度项目绩效目标表

项目名称\t信访工作
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t接访次数\t≥100次
效益指标\t社会效益指标\t群众满意\t良好
"""


@pytest.fixture
def export(sample_home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Export:
    def ask(*arguments: str) -> tuple[int, str, str]:
        status = run(["export", "--home", str(sample_home), *arguments])
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return ask


@pytest.fixture(scope="module")
def named_graphs(sample_home: Path) -> dict[str, set[str]]:
    """Named graph of the store → its N-Quads lines."""
    store = GraphStore.open(Home(sample_home).built().store)
    return {name: {f"{triple(said)} <{name}> ." for said in store.statements(name)} for name in store.graphs()}


def documents(names: dict[str, set[str]]) -> set[str]:
    """The graphs of documents and of their findings."""
    return {name for name in names if re.search(r"graph/[0-9a-f]{64}(/findings)?$", name)}


def triples(text: str, form: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(text, format=form)}


def test_n_quads_hold_every_document_and_what_it_refers_to(export: Export, named_graphs: dict[str, set[str]]) -> None:
    status, out, err = export("--format", "nq")
    lines = out.splitlines()
    assert status == 0 and len(set(lines)) == len(lines)
    for name in documents(named_graphs):
        assert {line for line in lines if line.endswith(f"<{name}> .")} == named_graphs[name]
    shared = {line for name in named_graphs.keys() - documents(named_graphs) for line in named_graphs[name]}
    own = {line for name in documents(named_graphs) for line in named_graphs[name]}
    assert set(lines) - own <= shared
    # labels: of a code and its list, of a division and those above it, of a property
    for subject in ("code/horizon-annual", "code/horizon", "id/division/410702", "id/division/410000", "ontology#rawValue"):
        assert re.search(rf"^<\S+{subject}> <\S+[lL]abel> ", out, re.MULTILINE), subject
    assert f"{len(lines)} 条" in err and "5 份文件" in err


def test_findings_come_with_their_documents_and_rules(export: Export, sample_home: Path) -> None:
    whole, one = (export("--format", "nq", *chosen)[1] for chosen in ((), ("--document", "rugao-2024.txt")))
    kind = f"#type> <{PREFIXES['bkg']}Finding> "
    store = GraphStore.open(Home(sample_home).built().store)
    stored = len(store.select("SELECT ?f { ?f a bkg:Finding }"))
    assert whole.count(kind) == stored > one.count(kind) > 0
    for text in (whole, one):
        used = set(re.findall(rf"^<\S+> <{PREFIXES['bkg']}ofRule> (<\S+>) ", text, re.MULTILINE))
        assert used == set(re.findall(rf"^(<\S+>) <\S+#type> <{PREFIXES['bkg']}FindingRule> ", text, re.MULTILINE)) != set()


def test_a_merge_comes_with_the_documents_that_it_touches(sample_home: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(sample_home, tmp_path / "home"))
    jiaozuo, rugao = "bkgd:agency/410800-焦作市信访局", "bkgd:agency/320682-如皋市信访局"

    def said(*chosen: str) -> list[str]:
        """The predicates of the graph of merges, by their last names; the same in the three formats."""
        found = []
        for form, kind in (("nq", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)):
            assert run(["export", "--home", str(home), "--format", form, "--out", str(tmp_path / form), *chosen]) == 0
            found.append({str(quad) for quad in ox.parse((tmp_path / form).read_bytes(), format=kind) if "graph/merges" in str(quad)})
        assert run(["export", "--home", str(home), "--out", str(tmp_path / "ttl"), *chosen]) == 0
        turtle = triples((tmp_path / "ttl").read_text("utf-8"), ox.RdfFormat.TURTLE)
        assert found[0] == found[1] and {line.rsplit(" ", 1)[0] for line in found[0]} <= turtle
        return sorted(re.split("[#/]", line.split(" ")[1].rstrip(">"))[-1] for line in found[0])

    stated = ["generatedAtTime", "inForce", "mainEntity", "mergeReason", "mergedEntity", "type"]
    assert said() == []
    assert run(["merge", jiaozuo, rugao, "--reason", "试一下", "--home", str(home)]) == 0
    assert said() == sorted([*stated, "mergedInto"])
    for touched in ("jiaozuo-2020.txt", "rugao-2024.txt"):
        assert said("--document", touched) == sorted([*stated, "mergedInto"])
    assert said("--document", "hongqi-2022.txt") == []
    assert run(["merge", jiaozuo, rugao, "--undo", "--home", str(home)]) == 0
    assert said("--document", "rugao-2024.txt") == sorted([*stated, "invalidatedAtTime"])


def test_turtle_and_json_ld_say_the_same_as_n_quads(export: Export) -> None:
    quads = export("--format", "nq")[1]
    wanted = triples(quads, ox.RdfFormat.N_QUADS)
    turtle = export("--format", "ttl")[1]
    assert triples(turtle, ox.RdfFormat.TURTLE) == wanted
    subjects = re.findall(r"^(\S+) ", turtle, re.MULTILINE)
    blocks = [subject for subject in subjects if not subject.startswith("@")]
    assert len(blocks) == len(set(blocks)) > 1000
    text = export("--format", "jsonld")[1]
    assert {str(quad) for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)} == {
        str(quad) for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)
    }


def test_json_ld_nests_a_project_down_to_its_clauses(export: Export) -> None:
    text = export("--format", "jsonld", "--document", "hongqi-2022.txt")[1]
    graphs = json.loads(text)["@graph"]
    (project,) = (n for g in graphs for n in g["@graph"] if n.get("type") == "Project" and n["label"] == "特殊疑难信访救助资金")
    (declaration,) = project["declarations"]
    assert declaration["amount"] == "179200" and {fund["amount"] for fund in declaration["fundSources"]} == {"179200"}
    targets = [target for indicator in declaration["plans"][0]["indicators"] for target in indicator["targets"]]
    assert {"化解率", "上访人员满意度"} <= {indicator["label"] for indicator in declaration["plans"][0]["indicators"]}
    assert any(clause["unit"] == "%" and clause["value"] == "100" for target in targets for clause in target.get("clauses", ()))


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        (Filters(), "hongqi jiaozuo jincheng luquan rugao"),
        (Filters(regions=("41",)), "hongqi jiaozuo"),
        (Filters(regions=("4108",)), "jiaozuo"),
        (Filters(regions=("41", "320682")), "hongqi jiaozuo rugao"),
        (Filters(years=(2022,)), "hongqi"),
        (Filters(years=(2022, 2023)), "hongqi jincheng"),
        (Filters(levels=("county",)), "hongqi luquan rugao"),
        (Filters(levels=("county",), regions=("41",)), "hongqi"),
        (Filters(agencies=("焦作市信访局",)), "jiaozuo"),
        (Filters(agencies=("信访局",)), "hongqi jiaozuo jincheng luquan rugao"),
        (Filters(agencies=("https://w3id.org/budgetkg/id/agency/410800-焦作市信访局",)), "jiaozuo"),
        (Filters(agencies=("bkgd:agency/410800-焦作市信访局", "如皋")), "jiaozuo rugao"),
        (Filters(documents=("rugao-2024.txt",)), "rugao"),
        (Filters(documents=("38270c70",)), "jiaozuo"),
        (Filters(documents=("38270C7096", "rugao-2024.txt")), "jiaozuo rugao"),
    ],
)
def test_filters_choose_documents(sample_home: Path, filters: Filters, chosen: str) -> None:
    entries = Source(Home(sample_home).built()).select(filters)
    assert " ".join(sorted(entry.name.split("-")[0] for entry in entries)) == chosen
    assert [entry.sha256 for entry in entries] == sorted(entry.sha256 for entry in entries)


def test_a_filtered_export_is_of_exactly_the_chosen_documents(export: Export, named_graphs: dict[str, set[str]]) -> None:
    options = ("--region", "41", "--region", "32", "--year", "2024", "--year", "2020", "--level", "county", "--level", "prefecture")
    status, out, err = export("--format", "nq", *options)
    lines = set(out.splitlines())
    names = {name for name in documents(named_graphs) if f"<{name}> ." in out}
    assert status == 0 and len(names) == 4 and "2 份文件" in err
    assert all(named_graphs[name] <= lines for name in names)


def test_a_whole_name_is_one_body_and_a_part_of_a_name_all_that_have_it(tmp_path: Path) -> None:
    for name in ("某某市信访局", "某某市信访局本级"):
        (tmp_path / f"{name}.txt").write_text(TARGETS_ONLY.replace("某某市信访局", name), "utf-8")
    build(sorted(tmp_path.glob("*.txt")), Home(tmp_path / "home"))
    source = Source(Home(tmp_path / "home").built())
    chosen = {text: {entry.agency for entry in source.select(Filters(agencies=(text,)))} for text in ("某某市信访局", "市信访局")}
    assert chosen == {"某某市信访局": {"某某市信访局"}, "市信访局": {"某某市信访局", "某某市信访局本级"}}


def test_a_selection_holds_nothing_of_other_documents(export: Export) -> None:
    out = export("--format", "ttl", "--document", "rugao-2024.txt")[1]
    assert "如皋市信访局" in out and "焦作市信访局" not in out and "410800" not in out


@pytest.mark.parametrize(
    ("filters", "code", "told"),
    [
        (("--agency", "焦作市信防局"), "export.agency", "焦作市信访局"),
        (("--region", "99"), "export.region", "410800"),
        (("--region", ""), "export.region", "410800"),
        (("--agency", ""), "export.agency", "焦作市信访局"),
        (("--year", "2031"), "export.year", "2020、2021、2022、2023、2024"),
        (("--document", "rugao-2023.txt"), "export.document", "rugao-2024.txt"),
        (("--document", "38270c7"), "export.document", "jiaozuo-2020.txt"),
        (("--level", "central"), "export.level", "county"),
        (("--region", "41", "--year", "2024"), "export.empty", "如皋市信访局（320682，2024）"),
    ],
)
def test_a_filter_that_chooses_nothing_says_what_there_is(
    export: Export, tmp_path: Path, filters: tuple[str, ...], code: str, told: str
) -> None:
    status, out, err = export(*filters, "--out", str(tmp_path / "x.ttl"))
    assert (status, out) == (2, "") and code in err and told in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "fdp"),
        ("--format", "cube", "--query", "q.rq"),
        ("--query", "q.rq", "--year", "2020"),
        ("--query", "there-is-no-such-file.rq"),
        ("--level", "village"),
    ],
)
def test_wrong_usage_is_told(export: Export, arguments: tuple[str, ...]) -> None:
    status, out, err = export(*arguments)
    assert (status, out) == (2, "") and "Traceback" not in err


def test_a_query_chooses_triples(export: Export, sample_home: Path, tmp_path: Path) -> None:
    query = tmp_path / "q.rq"
    query.write_text("CONSTRUCT { ?p rdfs:label ?l ; a bkg:Project } WHERE { ?p a bkg:Project ; rdfs:label ?l }", "utf-8")
    found = {}
    for form, kind in (("ttl", ox.RdfFormat.TURTLE), ("nq", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)):
        status, out, err = export("--query", str(query), "--format", form)
        assert status == 0 and "条陈述" in err
        found[form] = triples(out, kind)
    store = GraphStore.open(Home(sample_home).built().store)
    projects = sum(1 for _ in store.query("SELECT ?p ?x { { ?p a bkg:Project ; rdfs:label ?x } UNION { ?p a bkg:Project, ?x } }").rows())
    assert found["ttl"] == found["nq"] == found["jsonld"] and len(found["nq"]) == projects > 40


def test_a_query_without_an_answer_or_of_another_kind_writes_nothing(export: Export, tmp_path: Path) -> None:
    query, target = tmp_path / "q.rq", tmp_path / "x.ttl"
    for text, code in (("CONSTRUCT WHERE { ?s bkg:noSuchTerm ?o }", "export.empty"), ("SELECT * { ?s ?p ?o }", "query.format")):
        query.write_text(text, "utf-8")
        status, _, err = export("--query", str(query), "--out", str(target))
        assert status != 0 and code in err and not target.exists()


def test_the_cube_keeps_every_integrity_constraint(export: Export) -> None:
    status, out, _ = export("--format", "cube")
    assert status == 0 and broken(out.encode()) == []
    # The constraints say nothing of what is not there: every observation has a structure with its dimensions.
    store = ox.Store()
    store.bulk_load(out.encode(), format=ox.RdfFormat.TURTLE)
    query = "SELECT ?o (COUNT(*) AS ?n) { ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d . ?o ?d ?v } GROUP BY ?o"
    counted = store.query(query, prefixes=PREFIXES)
    assert isinstance(counted, ox.QuerySolutions)
    numbers = [int(found["n"].value) for found in counted]
    assert len(numbers) > 1000 and 9 <= min(numbers) < max(numbers) <= 13


def test_the_cube_meets_the_shapes(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "--home", str(sample_home), "--format", "cube", "--out", str(tmp_path / "cube.ttl")]) == 0
    assert run(["validate", str(tmp_path / "cube.ttl")]) == 0
    assert "符合 conforms，0 处不合形状 violations，0 处提醒 warnings" in capsys.readouterr().out
    text = (tmp_path / "cube.ttl").read_text("utf-8")
    assert text.count("a org:Organization") > 5 and text.count("a foaf:Project") > 15


def test_the_cube_has_an_observation_for_every_fact_with_the_same_amount(export: Export, sample_home: Path) -> None:
    store = ox.Store()
    store.bulk_load(export("--format", "cube")[1].encode(), format=ox.RdfFormat.TURTLE)
    cube = "https://w3id.org/budgetkg/cube#"
    derived, amount = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom"), ox.NamedNode(cube + "amount")
    found = {}
    for quad in store.quads_for_pattern(None, amount, None):
        (source,) = store.quads_for_pattern(quad.subject, derived, None)
        assert isinstance(source.object, ox.NamedNode) and isinstance(quad.object, ox.Literal)
        found[source.object.value] = quad.object.value
    facts = GraphStore.open(Home(sample_home).built().store).query("SELECT ?f ?a { ?f a bkg:BudgetFact ; bkg:amount ?a }")
    assert found == {row[0].value: row[1].value for row in facts.rows() if row[0] and row[1]}
    # every term of the cube that the data uses is declared, and every declared one is used
    predicates = {quad.predicate.value.removeprefix(cube) for quad in store if quad.predicate.value.startswith(cube)}
    kinds = {"ObjectProperty", "DatatypeProperty"}
    declared = {
        str(quad.subject).strip("<>").removeprefix(cube)
        for kind in kinds
        for quad in store.quads_for_pattern(None, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["owl"] + kind))
        if str(quad.subject).startswith(f"<{cube}")
    }
    assert predicates == declared and len(declared) > 20
    families = {str(quad.object).strip("<>") for quad in store.quads_for_pattern(None, ox.NamedNode(QB + "structure"), None)}
    assert len(families) > 8 and cube + "dsd-other" not in families
    used = {quad.object for quad in store.quads_for_pattern(None, ox.NamedNode(cube + "functionalClass"), None)}
    labelled = {quad.subject for quad in store.quads_for_pattern(None, ox.NamedNode(PREFIXES["rdfs"] + "label"), None)}
    assert len(used & labelled) > 10


def test_documents_without_amounts_have_no_cube(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "targets.txt").write_text(TARGETS_ONLY, "utf-8")
    home = ["--home", str(tmp_path / "home")]
    assert run(["build", str(tmp_path / "targets.txt"), *home]) == 0
    for form in ("cube", "fdp"):
        for out in ("x", "x.zip"):
            assert run(["export", *home, "--format", form, "--out", str(tmp_path / out)]) == 2
            assert "没有预算数" in capsysbinary.readouterr().err.decode()
    assert {path.name for path in tmp_path.iterdir()} == {"targets.txt", "home"}
    assert run(["export", *home]) == 0 and "接访次数" in capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize("form", ["ttl", "nq", "jsonld", "cube"])
def test_two_runs_give_the_same_bytes_and_a_file_holds_what_standard_output_shows(sample_home: Path, tmp_path: Path, form: str) -> None:
    code = "import sys; from budgetkg.cli import main; sys.argv[0] = 'budgetkg'; main()"
    command = [sys.executable, "-c", code, "export", "--home", str(sample_home), "--format", form, "--year", "2024"]
    shown = [subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout for seed in "12"]
    assert shown[0] == shown[1]
    assert run([*command[3:], "--out", str(tmp_path / "x")]) == 0
    assert (tmp_path / "x").read_bytes() == shown[0]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("form", ["ttl", "nq", "jsonld", "cube", "fdp"])
def test_a_disk_that_takes_no_more_leaves_the_old_file_and_no_part_of_a_new_one(sample_home: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "out.zip"
    target.write_text("old")
    limit = 10_000  # bytes that the system lets the process write to one file
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
        "from budgetkg.cli import main; sys.argv[0] = 'budgetkg'; main()"
    )
    command = [sys.executable, "-c", code, "export", "--home", str(sample_home), "--format", form, "--out", str(target)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "文件太大" in ended.stderr and "out.zip" in ended.stderr, ended.stderr
    assert target.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["out.zip"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_device_is_written_to_and_never_replaced(sample_home: Path) -> None:
    code = "import sys; from budgetkg.cli import main; sys.argv[0] = 'budgetkg'; main()"
    command = [sys.executable, "-c", code, "export", "--home", str(sample_home), "--year", "2024", "--out", "/dev/full"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "磁盘已满" in ended.stderr and "/dev/full" in ended.stderr
    assert Path("/dev/full").is_char_device()


def test_a_place_that_cannot_be_written_to_is_named(export: Export, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    for form, place in (("ttl", "folder"), ("ttl", "nowhere/x"), ("fdp", "nowhere/x"), ("fdp", "file"), ("fdp", "folder")):
        status, out, err = export("--format", form, "--out", str(tmp_path / place))
        assert (status, out) == (2, "") and place.split("/")[0] in err
    assert (tmp_path / "folder" / "mine.txt").read_text() == "mine"


def test_a_symbolic_link_keeps_pointing_at_the_file_that_is_replaced(export: Export, tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert export("--out", str(tmp_path / "link"), "--year", "2024")[0] == 0
    assert (tmp_path / "link").is_symlink() and "@prefix" in (tmp_path / "real").read_text("utf-8")


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])), max_size=30), st.integers(1, 7))
def test_lines_come_back_sorted_and_once_whatever_fits_in_memory(lines: list[str], run_length: int) -> None:
    kept = Sorted(run_length)
    kept.add(lines)
    assert list(kept) == sorted(set(lines))
    kept.close()


def test_what_does_not_fit_in_memory_is_sorted_on_disk(export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = export("--format", "ttl", "--year", "2024")[1]
    monkeypatch.setattr(Sorted.__init__, "__defaults__", (1000,))
    assert output.RUN > 1000 and export("--format", "ttl", "--year", "2024")[1] == whole
