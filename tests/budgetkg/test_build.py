"""Builds: only what changed is read, bad files stay alone, and what is in use is always whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgetkg.build import Report, build
from budgetkg.documents import Reading
from budgetkg.home import Home
from ontology.errors import StoreError
from ontology.iri import codes_graph
from search.graph.store import GraphStore
from search.likeness.index import SearchIndex

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "data" / "samples"
AGENCIES = "SELECT DISTINCT ?name { GRAPH ?g { ?document a bkg:DisclosureDocument ; bkg:agency ?agency . ?agency rdfs:label ?name } }"


def agencies(home: Path) -> set[str]:
    """Names in the store, of the documents that the search index holds too."""
    generation = Home(home).built()
    SearchIndex.open(generation.index)
    return {row[0].value for row in GraphStore.open(generation.store).query(AGENCIES).rows() if row[0]}


def run(home: Path, *files: Path, prune: bool = False) -> Report:
    return build(files, Home(home), prune=prune)


def names(readings: list[Reading]) -> list[str]:
    return [reading.name for reading in readings]


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `in` with two documents, built into `home`."""
    base = tmp_path_factory.mktemp("first")
    (base / "in").mkdir()
    for name in ("hongqi-2022.txt", "rugao-2024.txt"):
        shutil.copy(SAMPLES / name, base / "in")
    run(base / "home", *sorted((base / "in").iterdir()))
    return base


@pytest.fixture
def base(first_build: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the first build for one test to change; its paths still point to the files of the first."""
    shutil.copytree(first_build, tmp_path / "base")
    yield tmp_path / "base"


def test_the_first_build_reads_everything_and_answers(first_build: Path) -> None:
    assert agencies(first_build / "home") == {"新乡市红旗区信访局", "如皋市信访局"}


def test_the_code_lists_of_the_years_in_use_are_in_the_store(first_build: Path) -> None:
    store = GraphStore.open(Home(first_build / "home").built().store)
    assert {codes_graph(2022), codes_graph(2024)} <= set(store.graphs()) and codes_graph(2021) not in store.graphs()
    names = """SELECT DISTINCT ?name { ?fact bkg:governmentEconomicClass ?class . ?class skos:notation "50101" ; skos:prefLabel ?name ;
        bkg:codeStatus bkgc:code-status-listed }"""
    assert [row[0].value for row in store.query(names).rows() if row[0]] == ["工资奖金津补贴"]


def test_an_unchanged_build_reads_and_writes_nothing(first_build: Path) -> None:
    home = Home(first_build / "home")
    before = home.built()
    report = run(home.root, *sorted((first_build / "in").iterdir()))
    assert report.read == [] and names(report.reused) == ["hongqi-2022.txt", "rugao-2024.txt"]
    assert not report.renewed and home.built() == before
    assert list(home.generations.iterdir()) == [before.path]


def test_a_new_document_is_added_and_only_it_is_read(base: Path) -> None:
    report = run(base / "home", SAMPLES / "luquan-2021.txt")
    assert names(report.read) == ["luquan-2021.txt"] and report.reused == []
    assert agencies(base / "home") == {"新乡市红旗区信访局", "如皋市信访局", "石家庄市鹿泉区信访局本级"}


def test_a_changed_file_replaces_its_old_reading(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    shutil.copy(SAMPLES / "rugao-2024.txt", file)
    run(tmp_path / "home", file)
    shutil.copy(SAMPLES / "hongqi-2022.txt", file)
    report = run(tmp_path / "home", file)
    assert names(report.read) == ["a.txt"] and report.dropped == ["a.txt"]
    assert agencies(tmp_path / "home") == {"新乡市红旗区信访局"}
    assert len(list((tmp_path / "home" / "documents").iterdir())) == 1


def test_one_document_at_two_paths_is_one(base: Path) -> None:
    copy = base / "copy of rugao.txt"
    shutil.copy(SAMPLES / "rugao-2024.txt", copy)
    report = run(base / "home", SAMPLES / "rugao-2024.txt", copy)
    assert report.duplicates == [(copy, SAMPLES / "rugao-2024.txt")]
    assert report.manifest is not None
    (entry,) = [entry for entry in report.manifest.documents if entry.name == "rugao-2024.txt"]
    assert str(copy) in entry.paths and len(report.manifest.documents) == 2


def test_one_disclosure_in_other_bytes_is_told(tmp_path: Path) -> None:
    text = (SAMPLES / "rugao-2024.txt").read_bytes()
    files = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt", "d.txt")]
    for file, content in zip(files, (text, text + b"\n", text.replace(b"\n", b"\r\n"), text), strict=True):
        file.write_bytes(content)
    report = run(tmp_path / "home", *files, SAMPLES / "hongqi-2022.txt")
    assert report.duplicates == [(files[3], files[0])]
    assert [sorted(entry.name for entry in same) for same in report.alike] == [["a.txt", "b.txt", "c.txt"]]
    assert [len(same) for same in run(tmp_path / "home", files[0]).alike] == [3], "those of earlier builds count"
    assert run(tmp_path / "home", files[0], SAMPLES / "hongqi-2022.txt", prune=True).alike == []


def test_a_file_that_has_gone_is_kept_until_prune(tmp_path: Path) -> None:
    files = [Path(shutil.copy(SAMPLES / name, tmp_path)) for name in ("hongqi-2022.txt", "rugao-2024.txt")]
    run(tmp_path / "home", *files)
    files[1].unlink()
    report = run(tmp_path / "home", files[0])
    assert report.gone == [str(files[1])]
    assert len(agencies(tmp_path / "home")) == 2
    report = run(tmp_path / "home", files[0], prune=True)
    assert report.dropped == ["rugao-2024.txt"]
    assert codes_graph(2024) not in GraphStore.open(Home(tmp_path / "home").built().store).graphs()
    assert agencies(tmp_path / "home") == {"新乡市红旗区信访局"}


def test_a_renamed_file_is_read_again_because_its_name_is_part_of_the_graph(base: Path) -> None:
    renamed = base / "如皋.txt"
    shutil.copy(SAMPLES / "rugao-2024.txt", renamed)
    report = run(base / "home", renamed, prune=True)
    assert names(report.read) == ["如皋.txt"]
    graph = GraphStore.open(Home(base / "home").built().store).query("SELECT ?name { ?d bkg:fileName ?name }")
    assert [row[0].value for row in graph.rows() if row[0]] == ["如皋.txt"]


BAD = {
    "empty.txt": (b"", "read.empty"),
    "binary.txt": (b"\x7fELF" + bytes(range(256)) * 20, "read.format"),
    "novel.txt": (("很久以前，有一座山，山里有一座庙。\n" * 50).encode(), "read.not-budget"),
    "report.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "read.pdf-damaged"),
}


def test_bad_files_are_named_and_the_rest_is_built(tmp_path: Path) -> None:
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.txt").mkdir()
    files = [*(tmp_path / name for name in BAD), tmp_path / "folder.txt", SAMPLES / "rugao-2024.txt"]
    report = run(tmp_path / "home", *files)
    assert {failure.path.name: failure.error.code for failure in report.failures} == {
        **{name: code for name, (_, code) in BAD.items()},
        "folder.txt": "read.unreadable",
    }
    assert agencies(tmp_path / "home") == {"如皋市信访局"}


def test_nothing_is_written_when_nothing_could_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    report = run(tmp_path / "home", tmp_path / "empty.txt")
    assert report.manifest is None and len(report.failures) == 1
    assert Home(tmp_path / "home").current() is None


@pytest.mark.parametrize("prune", [False, True])
def test_a_file_spoiled_later_keeps_its_last_good_reading(tmp_path: Path, prune: bool) -> None:
    file = tmp_path / "a.txt"
    shutil.copy(SAMPLES / "rugao-2024.txt", file)
    run(tmp_path / "home", file)
    file.write_bytes(b"")
    report = run(tmp_path / "home", file, prune=prune)
    assert report.stale == [file] and [failure.error.code for failure in report.failures] == ["read.empty"]
    assert agencies(tmp_path / "home") == {"如皋市信访局"}


def test_gb18030_gives_the_same_record_as_utf8(tmp_path: Path) -> None:
    text = (SAMPLES / "hongqi-2022.txt").read_text("utf-8")
    (tmp_path / "hongqi-2022.txt").write_bytes(text.encode("gb18030"))
    report = run(tmp_path / "home", tmp_path / "hongqi-2022.txt")
    assert report.failures == []
    assert agencies(tmp_path / "home") == {"新乡市红旗区信访局"}


def test_a_file_name_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xff\xfe, 'a\".txt")
    shutil.copy(SAMPLES / "rugao-2024.txt", file)
    report = run(tmp_path / "home", file)
    assert report.failures == [] and agencies(tmp_path / "home") == {"如皋市信访局"}
    assert run(tmp_path / "home", file).reused


def test_a_full_disk_leaves_what_was_in_use(base: Path) -> None:
    command = Path(sys.executable).with_name("budgetkg")
    shell = ["bash", "-c", 'ulimit -f 20 && "$0" build "$1" --home "$2"', str(command), str(SAMPLES), str(base / "home")]
    ended = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "home.disk" in ended.stderr and "Traceback" not in ended.stderr
    assert len(agencies(base / "home")) == 2


def test_documents_of_earlier_builds_are_read_again_when_the_reader_changed(base: Path) -> None:
    for kept in (base / "home" / "documents").glob("*/reader.json"):
        kept.write_text(json.dumps(json.loads(kept.read_text("utf-8")) | {"reader": "that of last year"}), "utf-8")
    report = run(base / "home", SAMPLES / "luquan-2021.txt")
    assert sorted(names(report.read)) == ["hongqi-2022.txt", "luquan-2021.txt", "rugao-2024.txt"]


def test_a_lost_reading_is_made_again_or_told(tmp_path: Path) -> None:
    file = Path(shutil.copy(SAMPLES / "rugao-2024.txt", tmp_path))
    run(tmp_path / "home", file)
    shutil.rmtree(tmp_path / "home" / "documents")
    assert names(run(tmp_path / "home", SAMPLES / "hongqi-2022.txt").read) == ["hongqi-2022.txt", "rugao-2024.txt"]
    shutil.rmtree(tmp_path / "home" / "documents")
    file.unlink()
    with pytest.raises(StoreError, match="抽取结果不见了") as caught:
        run(tmp_path / "home", SAMPLES / "hongqi-2022.txt")
    assert "--prune" in caught.value.hint
    assert len(agencies(tmp_path / "home")) == 2
    run(tmp_path / "home", SAMPLES / "hongqi-2022.txt", prune=True)
    assert agencies(tmp_path / "home") == {"新乡市红旗区信访局"}


MOMENTS = ("documents/.*.partial", "generations/.*.partial", "generations/.*.partial/store/CURRENT", "generations/.*.partial/index*")


@pytest.mark.parametrize("sign", MOMENTS)
def test_a_killed_build_leaves_the_last_one_in_use(base: Path, sign: str) -> None:
    """Killed as soon as it reads, starts a generation, writes the store or the index."""
    home = base / "home"
    command = [str(Path(sys.executable).with_name("budgetkg")), "build", str(SAMPLES), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not any(home.glob(sign)):
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert len(agencies(home)) == 2
    report = run(home, *sorted(SAMPLES.glob("*.txt")))
    assert report.failures == [] and len(agencies(home)) == 5
    assert not list(home.rglob("*.partial"))
