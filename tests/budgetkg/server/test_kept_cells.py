"""Departments and sources are shown as the build read them, without the file being read again."""

import shutil
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from budgetkg.build import build
from budgetkg.home import Home
from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings
from ingest.archive import members
from tests.budgetkg.conftest import SAMPLES
from tests.budgetkg.server.conftest import part
from tests.budgetkg.server.test_pages import PAGE, get, text

CELL = "source?table=9&row=37&column=4"
"""Of the wrong direction that the findings of this sample name."""


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, Path, str]:
    """A home of one sample, the file that was read, and how its pages are called."""
    file = tmp_path / "hongqi-2022.txt"
    shutil.copy(SAMPLES / file.name, file)
    report = build([file], Home(tmp_path / "home"))
    return tmp_path / "home", file, f"/documents/{report.read[0].sha256[:16]}"


def test_a_figure_leads_to_its_cell_although_the_file_has_gone(home: tuple[Path, Path, str]) -> None:
    root, file, at = home
    file.unlink()
    with TestClient(create_app(Settings(root, limits=Limits(workers=1)))) as client:
        assert "≤10%" in part(get(client, f"{at}/{CELL}"), "td.marked").text()
        assert "210.91" in text(get(client, at))
        assert client.get(f"{at}/file", headers=PAGE).status_code == 410


def test_a_document_in_an_archive_can_be_downloaded(tmp_path: Path) -> None:
    archive, sample = tmp_path / "some.zip", SAMPLES / "hongqi-2022.txt"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(sample, "部门/红旗.txt")
    at = f"/documents/{build(members(archive), Home(tmp_path / 'home')).read[0].sha256[:16]}"
    with TestClient(create_app(Settings(tmp_path / "home", limits=Limits(workers=1)))) as client:
        answer = client.get(f"{at}/file")
        assert answer.content == sample.read_bytes() and answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment") and quote("红旗.txt") in answer.headers["content-disposition"]
        assert "红旗区信访局" in part(get(client, f"{at}/source?line=3"), "td.marked").text()
        archive.unlink()
        assert client.get(f"{at}/file", headers=PAGE).status_code == 410


def test_a_document_of_which_no_cells_are_kept_is_read_again(home: tuple[Path, Path, str]) -> None:
    root, file, at = home
    for kept in root.glob("documents/*/explained.json.gz"):
        kept.write_bytes(b"")
    with TestClient(create_app(Settings(root, limits=Limits(workers=1)))) as client:
        assert "≤10%" in part(get(client, f"{at}/{CELL}"), "td.marked").text()
    file.unlink()
    with TestClient(create_app(Settings(root, limits=Limits(workers=1)))) as client:
        assert "原文件不在原处了" in text(get(client, f"{at}/{CELL}", 410))
