"""A server over the five samples, asked as a client would ask it, with its worker processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings

TOKEN = "a-token-for-tests-only"


@pytest.fixture(scope="session")
def client(sample_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1)))) as made:
        yield made


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store that may be written to, by whoever has the token."""
    settings = Settings(
        None, scratch=tmp_path_factory.mktemp("scratch"), token=TOKEN, limits=Limits(seconds=3, rows=50, workers=1, text=10_000)
    )
    with TestClient(create_app(settings)) as made:
        yield made
