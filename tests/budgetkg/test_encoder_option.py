"""`--encoder`: another model for the index, told by name where it is the wrong one."""

import json
import shutil
from pathlib import Path

import pytest

from budgetkg.cli import run
from budgetkg.home import Home
from search.likeness.encoder import BUILT_IN
from search.likeness.index_manifest import read_manifest
from tests.search.small_models import save_bert

SAMPLE = Path(__file__).parent.parent.parent / "data" / "samples" / "hongqi-2022.txt"


def model_of(home: Path) -> str:
    return str(read_manifest(Home(home).built().index).encoder["name"])


def test_an_index_is_built_with_another_model_and_keeps_it(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "bert").mkdir()
    model, home = save_bert(tmp_path / "bert"), tmp_path / "home"
    build = ["build", str(SAMPLE), "--home", str(home)]
    similar = ["similar", "群众满意度", "--home", str(home), "--format", "json"]

    assert run(build) == 0 and model_of(home) == BUILT_IN
    assert run([*build, "--encoder", str(model)]) == 0 and model_of(home) == str(model)
    capsysbinary.readouterr()
    assert run(similar) == run([*similar, "--encoder", str(model)]) == 0
    own, named = capsysbinary.readouterr().out.splitlines()
    assert own == named and json.loads(own)["hits"][0]["name"] == "群众满意度"

    assert run([*similar, "--encoder", BUILT_IN]) == 1
    refused = capsysbinary.readouterr().err.decode()
    assert str(model) in refused and BUILT_IN in refused and "index.encoder" in refused

    assert run(build) == 0 and model_of(home) == str(model)
    (moved := tmp_path / "moved").mkdir()
    shutil.move(model, moved)
    capsysbinary.readouterr()
    assert run(similar) == 1
    assert str(model) in (told := capsysbinary.readouterr().err.decode()) and "--encoder" in told
    assert run([*similar, "--encoder", str(moved / "saved")]) == 0
    assert run([*build, "--encoder", BUILT_IN]) == 0 and model_of(home) == BUILT_IN


@pytest.mark.parametrize("command", ["build", "similar"])
def test_a_model_that_is_none_is_named_before_anything_is_read(
    command: str, tmp_path: Path, sample_home: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    home = sample_home if command == "similar" else tmp_path / "home"
    assert run([command, str(SAMPLE), "--home", str(home), "--encoder", str(tmp_path)]) == 2
    assert "sentence-transformers" in capsysbinary.readouterr().err.decode()
    assert not (tmp_path / "home" / "generations").exists()
