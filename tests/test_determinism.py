"""The whole pipeline gives the same bytes whatever the hash seed: graphs can be compared, cached and cited."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEEDS = ("0", "1", "20231")


def budgetkg(seed: str, *arguments: str) -> bytes:
    command = [str(Path(sys.executable).with_name("budgetkg")), *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True).stdout


def contents(home: Path) -> dict[str, bytes]:
    """All files of a home but those of the graph store, which names its files as it likes."""
    files = (path for path in home.rglob("*") if path.is_file() and "store" not in path.parts)
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {seed: tmp_path_factory.mktemp(f"seed{seed}") for seed in SEEDS}
    for seed, home in made.items():
        budgetkg(seed, "build", "data/samples", "--home", str(home))
    return made


def test_every_file_of_a_build_is_the_same(homes: dict[str, Path]) -> None:
    first, *others = (contents(home) for home in homes.values())
    assert sum(name.endswith("graph.nq.gz") for name in first) == 5
    assert any("/index/" in name for name in first)
    for other in others:
        assert other.keys() == first.keys()
        assert [name for name in first if first[name] != other[name]] == []


@pytest.mark.parametrize(
    "question",
    [
        ("sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "nt"),
        ("similar", "上访群众满意度", "--exclude-region", "410800", "--format", "json"),
    ],
)
def test_every_answer_is_the_same(homes: dict[str, Path], question: tuple[str, ...]) -> None:
    answers = {budgetkg(seed, *question, "--home", str(home)) for seed, home in homes.items()}
    assert len(answers) == 1
    assert len(answers.pop()) > 1000


def test_extracted_records_are_the_same() -> None:
    lines = {budgetkg(seed, "extract", "data/samples") for seed in SEEDS}
    assert len(lines) == 1
    assert lines.pop().count(b"\n") == 5
