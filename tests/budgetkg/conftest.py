"""One build of the five samples for all tests that only ask."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.home import Home
from search.graph.store import GraphStore

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("samples") / "home"
    report = build(sorted(SAMPLES.glob("*.txt")), Home(home))
    assert [reading.name for reading in report.read] == sorted(path.name for path in SAMPLES.glob("*.txt"))
    return home


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of that build, to be written to."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def budgetkg(sample_home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Ask:
    """Runs a command on the build of the samples: exit status, standard output, standard error."""

    def ask(name: str, *arguments: str) -> tuple[int, str, str]:
        home = [] if name in {"extract", "explain"} else ["--home", str(sample_home)]
        status = run([name, *arguments, *home])
        out, err = capsysbinary.readouterr()
        return status, out.decode(), err.decode()

    return ask


def ask(home: Path, query: str) -> list[tuple[str | None, ...]]:
    """The rows of a query of a build, as plain values."""
    rows = GraphStore.open(Home(home).built().store).query(query).rows()
    return [tuple(term.value if term else None for term in row) for row in rows]
