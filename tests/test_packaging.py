"""What is declared, what is locked and what is imported are the same; the samples are what they are said to be."""

import ast
import csv
import hashlib
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGES = ("ontology", "ingest", "search", "budgetkg")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED_UNSEEN = {"torch", "onnxruntime", "python-multipart"}
"""Declared for its version, as it comes with sentence-transformers; run by rapidocr and by starlette, which do not declare them."""


def declared(*extras: str) -> dict[str, Requirement]:
    lines = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def pins(name: str) -> dict[str, str]:
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line and not line.lstrip().startswith("#")]
    parsed = [re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)", line) for line in lines]
    assert [line for line, match in zip(lines, parsed, strict=True) if not match] == [], f"{name}: every line is name==version"
    return {canonicalize_name(match[1]): match[2] for match in parsed if match}


def imported() -> set[str]:
    """Distributions that our code imports."""
    names = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    owners = packages_distributions()
    foreign = names - set(sys.stdlib_module_names) - set(PACKAGES)
    return {canonicalize_name(owners[name][0]) for name in foreign}


def test_imports_and_declared_dependencies_are_the_same() -> None:
    extras = set(PROJECT["optional-dependencies"]) - {"dev"}
    assert imported() - set(declared(*extras)) == set()
    assert set(declared(*extras)) - imported() - NEEDED_UNSEEN == set()


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("dev",))])
def test_lock_pins_every_declared_dependency_within_its_range(lock: str, extras: tuple[str, ...]) -> None:
    locked, wanted = pins(lock), declared(*extras)
    assert len(locked) > len(wanted) > 10
    for name, requirement in wanted.items():
        assert name in locked, f"{lock} lacks {name}"
        assert requirement.specifier.contains(locked[name]), f"{lock}: {name}=={locked[name]} is outside {requirement.specifier}"


def test_lock_holds_the_agreed_torch_and_what_builds_us() -> None:
    locked = pins("requirements.lock")
    assert locked["torch"] == "2.13.0"
    assert {"hatchling", "editables"} <= set(locked)


def test_both_locks_agree() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: (run[name], dev[name]) for name in run.keys() & dev.keys() if run[name] != dev[name]} == {}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_names_no_machine_and_no_host(lock: str) -> None:
    assert not re.search(r"://|index-url|find-links|--hash|(^|[\s=])/\w", (ROOT / lock).read_text("utf-8"))


def test_samples_are_the_files_of_the_list() -> None:
    folder = ROOT / "data" / "samples"
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["file"]: row["sha256"] for row in rows} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.txt")
    }
    assert len(rows) == 5
    assert all(re.fullmatch(r"\d{6}", row["region"]) and re.fullmatch(r"20\d\d", row["year"]) for row in rows)
    assert all(row["publisher"] and row["title"] for row in rows)


def test_version_has_an_entry_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## \[{re.escape(PROJECT['version'])}\]", changelog, re.MULTILINE)
