"""Generated disclosures (`statement_generator`) in every format: what is read of them, and that their figures add up.

The generator combines features that real prints have; docs/reading.md says how much was lost at first, and of what was held out.
"""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from budgetkg.contract import to_json
from ingest.read import read_document
from ontology.records import DisclosureRecord
from tests.ingest.statement_features import FEATURES, FOURTH, LAST, LATER, chosen
from tests.ingest.statement_generator import Made, disclosure, facts

GROUPS = ("document", "totals", "function_lines", "economic_lines", "three_public", "projects", "funds", "transfers")
SEEDS = [
    *((s, 0) for s in range(40001, 40011)),
    *((s, 1) for s in range(50001, 50016)),
    *((s, 2) for s in range(80001, 80031)),
    *((s, 3) for s in range(120001, 120031)),
]
"""Seeds, each with the sets of features beyond the first that its disclosure has."""
Readings = list[tuple[Made, DisclosureRecord]]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Readings:
    folder, found = tmp_path_factory.mktemp("generated"), []
    for seed, later in SEEDS:
        made = disclosure(seed, later)
        (folder / made.name).write_bytes(made.data)
        found.append((made, read_document(folder / made.name)))
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_a_generated_disclosure_reads_as_printed(group: str, readings: Readings) -> None:
    wrong = {}
    for made, record in readings:
        want, have = facts(made.gold, group), facts(to_json(record), group)
        if want != have:
            wrong[made.name] = {"missing": want - have, "extra": have - want}
    assert wrong == {}


def test_what_is_added_from_several_rows_is_said(readings: Readings) -> None:
    """Each project whose amount no row prints has an issue that names it and its rows."""
    for made, record in readings:
        added = {p.name for p in record.projects if p.amount and " + " in p.amount.text}
        told = {i.message.partition("”")[0].removeprefix("“") for i in record.issues if i.code == "project.summed"}
        assert added == told, made.name
    assert any(i.code == "project.summed" for _, record in readings for i in record.issues)


def test_the_figures_of_a_generated_disclosure_add_up(readings: Readings) -> None:
    for made, _ in readings:
        totals = {k: Decimal(v) for k, v in made.gold["totals"].items()}
        assert totals["basic"] + totals["project"] == totals["expenditure"] == totals["income"], made.name
        if made.gold["projects"] and made.features["extra"] != "allocation-projects":  # what places receive is no spending of its own
            assert sum(Decimal(p["amount"]) for p in made.gold["projects"]) == totals["project"], made.name


def test_a_seed_gives_one_disclosure() -> None:
    """The gold and the features, whatever a format writes of the hour into its file."""
    first, again = disclosure(7, format="txt"), disclosure(7, format="txt")
    assert (first.data, first.gold) == (again.data, again.gold) and first.gold != disclosure(8, format="txt").gold


def test_the_disclosures_cover_the_features() -> None:
    """Of the features that a table prints, every value is in one of them or more."""
    seen = Counter((name, value) for seed, later in SEEDS for name, value in chosen(Random(seed), later).items())
    values = {(name, value) for table in (FEATURES, LATER, LAST, FOURTH) for name, some in table.items() for value in some}
    assert len({v for v in values if not seen[v]}) <= len(values) // 20
