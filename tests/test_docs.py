"""What the documents show is what the program does."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.cli import COMMANDS, run
from budgetkg.home import Home
from ontology.findings import DIMENSIONS, SEVERITIES
from search.checks.findings import checks

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
LEFT_OUT = "…"


def blocks(text: str = README) -> list[tuple[str, list[str]]]:
    """Commands of a document with the output shown under them."""
    found = []
    for block in re.findall(r"^```console\n\$ (.+?)^```", text, re.MULTILINE | re.DOTALL):
        command, *lines = block.splitlines()
        found.append((command, lines))
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme") / "demo"
    build(sorted((ROOT / "data" / "samples").glob("*.txt")), Home(made))
    return made


def test_the_readme_shows_output() -> None:
    assert {command.split()[1] for command, _ in blocks()} == {"ask", "similar", "sparql", "findings", "explain", "export", "validate"}


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        *blocks(),
        *(block for name in ("cofunding.md", "library.md", "search.md") for block in blocks((ROOT / "docs" / name).read_text("utf-8"))),
    ],
)
def test_output_in_the_documents_is_real(
    command: str, shown: list[str], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    name, *arguments = shlex.split(command.replace("--home demo", f"--home {shlex.quote(str(home))}"))
    assert name == "budgetkg" and run(arguments) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    skipping = False
    for line in shown:
        if line == LEFT_OUT:
            skipping = True
            continue
        assert line == _next(printed, line if skipping else None), line
        skipping = False
    assert skipping or list(printed) == []


def _next(printed: Iterator[str], wanted: str | None) -> str | None:
    """The next line, or the next that is `wanted`."""
    return next((line for line in printed if wanted is None or line == wanted), None)


def test_every_command_is_in_the_readme() -> None:
    assert [name for name in COMMANDS if f"`budgetkg {name} " not in README] == []


def test_every_file_named_in_the_documents_is_there() -> None:
    text = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`((?:ontology|ingest|search|budgetkg|tests|data)/[\w/.-]+|test_\w+\.py)`", text))
    named |= set(re.findall(r"\]\((\w[\w/.-]+)\)", text))
    assert len(named) > 10
    assert sorted(name for name in named if not ((ROOT / name).exists() or (ROOT / "tests" / name).exists())) == []


def test_every_make_target_named_in_the_documents_is_one() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)", README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert {"demo", "test"} <= named <= targets


def test_the_table_of_finding_rules_is_that_of_the_rule_files() -> None:
    """docs/findings.md lists every rule as its file says it."""
    shown = [line for line in (ROOT / "docs" / "findings.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    rules = [check.rule for check in checks()]
    assert shown == [
        f"| `{rule.id}` | {SEVERITIES[rule.severity]} | {DIMENSIONS[rule.dimension]} | {rule.zh} | {rule.basis} | {rule.fine} |"
        for rule in rules
    ]
    assert f"{len(rules)} 条规则" in (ROOT / "CHANGELOG.md").read_text("utf-8")
