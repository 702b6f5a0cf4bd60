"""One build of the five samples for all tests that only ask."""

from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.home import Home

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("samples") / "home"
    report = build(sorted(SAMPLES.glob("*.txt")), Home(home))
    assert [reading.name for reading in report.read] == sorted(path.name for path in SAMPLES.glob("*.txt"))
    return home
