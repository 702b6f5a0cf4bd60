"""The code is laid out as CONTRIBUTING says: directions of imports, heavy libraries, lengths, names, the wheel."""

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "ingest", "search", "budgetkg")
MAY_IMPORT = {
    "ontology": {"ontology"},
    "ingest": {"ingest", "ontology"},
    "search": {"search", "ontology"},
    "budgetkg": set(PACKAGES),
}
HEAVY = {
    "pyoxigraph": {"search/graph/store.py", "search/graph/query_result.py", "search/graph/dataset.py"},
    "faiss": {"search/likeness/vectors.py"},
    "sentence_transformers": {"search/likeness/encoder.py", "search/likeness/train_encoder.py"},
    "tokenizers": {"search/likeness/encoder.py", "search/likeness/train_encoder.py"},
    "torch": {"search/likeness/encoder.py", "search/likeness/train_encoder.py"},
    "scipy": {"search/likeness/postings.py", "search/likeness/train_indicator_class.py"},
    "jieba": {"search/likeness/tokens.py"},
    "lxml": {"ingest/readers/package.py"},
    "selectolax": {"ingest/readers/html.py"},
    "xlrd": {"ingest/readers/xls.py"},
    "olefile": {"ingest/readers/ole.py"},
    "pypdfium2": {"ingest/readers/pdf_calls.py", "ingest/readers/pdf_objects.py", "ingest/readers/pdf_page.py"},
    "rapidocr": {"ingest/readers/ocr.py"},
    "cv2": {"ingest/readers/ocr.py"},
    "resvg_py": {"budgetkg/png.py"},
    "docx": {"budgetkg/review_report.py"},
    "pypinyin": {"budgetkg/pinyin.py"},
    "opencc": {"budgetkg/typed.py"},
    "xlsxwriter": {"budgetkg/workbook.py"},
    "pyarrow": {"budgetkg/server/sheets.py"},
    "pebble": {"budgetkg/workers.py"},
    "uvicorn": {"budgetkg/commands/serve.py"},
}
LIGHT_AT_START = {"rdflib", "numpy", "rich", "filelock", "search.graph.store", "ontology.quads", *HEAVY}
LONGEST = 400


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            yield str(node.module)


def test_every_package_is_looked_at() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in modules(*PACKAGES)} == set(PACKAGES)
    assert len(modules(*PACKAGES)) >= 40


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(package)
        for name in imports(path)
        if name.split(".")[0] in set(PACKAGES) - MAY_IMPORT[package]
    }
    assert not wrong


def test_each_heavy_library_is_imported_by_one_file() -> None:
    found: dict[str, set[str]] = {}
    for path in modules(*PACKAGES):
        for name in imports(path):
            if name.split(".")[0] in HEAVY:
                found.setdefault(name.split(".")[0], set()).add(path.relative_to(ROOT).as_posix())
    assert {library: files - HEAVY[library] for library, files in found.items() if files - HEAVY[library]} == {}
    assert set(found) == set(HEAVY)


def test_files_are_short_enough_to_read() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in modules(*PACKAGES, "tests")}
    assert {name: length for name, length in lengths.items() if length >= LONGEST} == {}


def test_our_names_belong_to_us_alone() -> None:
    """Another distribution with a package `search` would overwrite ours, and pip would not say a word."""
    owners = packages_distributions()
    assert {name: set(owners.get(name, ())) - {"budgetkg"} for name in PACKAGES} == {name: set() for name in PACKAGES}


def test_help_loads_no_heavy_library() -> None:
    code = "import sys; from budgetkg.cli import run; status = run(['--help']); print(status, *sys.modules, file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    status, *loaded = ended.stderr.split()
    assert status == "0" and "similar" in ended.stdout
    assert LIGHT_AT_START & set(loaded) == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_the_packages_whole_and_nothing_else(wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shipped = {name for name in wheel if ".dist-info/" not in name}
    assert shipped == ours
    assert {f"{package}/py.typed" for package in PACKAGES} <= shipped
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)
