"""How well generated target forms are read: F1 of each group of facts, and which features lose most.

usage: python benchmarks/target_forms.py [FIRST [COUNT]] [--fresh | --odd] [--losses]     seeds FIRST … FIRST+COUNT-1, by default 0 200

`--fresh` also draws from the features that were added after the reader had been repaired, `--odd` from those added after it had
been repaired for these, too; `--losses` prints what was lost in each
document. The loss of a feature is the mean F1 (indicators and values) of the documents without it less that of those with it.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from budgetkg.contract import to_json  # noqa: E402
from ingest.read import read_document  # noqa: E402
from tests.ingest.target_form_generator import Made, made  # noqa: E402
from tests.ingest.test_layouts import _facts  # noqa: E402

GROUPS = ("document", "projects", "funds", "indicators", "values", "department_indicators")
TARGETS = frozenset({"indicators", "values", "department_indicators"})
LEAST = 6
"""Documents that a feature has at least to be told of."""
Facts = Counter[tuple[Any, ...]]


def f1(want: Facts, have: Facts) -> float:
    return 2 * (want & have).total() / (want.total() + have.total()) if want or have else 1.0


class Reading:
    """One document as read, beside its gold."""

    def __init__(self, document: Made, folder: Path) -> None:
        self.made = document
        path = folder / document.name
        path.write_bytes(document.data)
        record = read_document(path)
        path.unlink()
        self.want = {g: _facts(document.gold, g) for g in GROUPS}
        self.have = {g: _facts(to_json(record), g) for g in GROUPS}
        self.reported = sum(t.cells_reported for t in record.tables) + sum(i.severity == "warning" for i in record.issues)

    @property
    def score(self) -> float:
        return f1(*(sum((x[g] for g in TARGETS), Counter()) for x in (self.want, self.have)))

    @property
    def silent(self) -> bool:
        """Whether indicators are missing and nothing was reported."""
        return not self.reported and any(self.want[g] - self.have[g] for g in TARGETS)


def losses(readings: list[Reading]) -> list[tuple[float, str, int]]:
    """For each feature value: the loss, what it is, and how many documents have it."""
    scores: dict[str, list[float]] = {}
    for reading in readings:
        for name, value in reading.made.features.items():
            scores.setdefault(f"{name} = {value}", []).append(reading.score)
    total, count = sum(r.score for r in readings), len(readings)
    found = []
    for feature, with_it in scores.items():
        if LEAST <= len(with_it) < count:
            found.append(((total - sum(with_it)) / (count - len(with_it)) - fmean(with_it), feature, len(with_it)))
    return sorted(found, reverse=True)


def main(arguments: list[str]) -> int:
    numbers = [int(a) for a in arguments if a.isdigit()]
    first, count = (*numbers, 0, 200)[:2] if len(numbers) != 1 else (numbers[0], 200)
    with tempfile.TemporaryDirectory() as folder:
        readings = [Reading(made(seed, "--fresh" in arguments, "--odd" in arguments), Path(folder)) for seed in range(first, first + count)]
    for group in GROUPS:
        want, have = sum((r.want[group] for r in readings), Facts()), sum((r.have[group] for r in readings), Facts())
        right = sum((r.want[group] & r.have[group]).total() for r in readings)
        extra = have.total() - right
        print(f"{group:24}F1 {2 * right / max(1, want.total() + have.total()):.3f}  of {want.total()}, {extra} too many")
    whole = sum(all(r.want[g] == r.have[g] for g in GROUPS) for r in readings)
    silent = [r.made.name for r in readings if r.silent]
    print(f"{whole} of {count} documents without a fault; lost without a word: {len(silent)} {' '.join(silent[:12])}")
    for loss, feature, documents in losses(readings)[:25]:
        print(f"{loss:7.3f}  {feature}  ({documents})")
    for reading in sorted(readings, key=lambda r: r.score) if "--losses" in arguments else ():
        faults = {g: (reading.want[g] - reading.have[g], reading.have[g] - reading.want[g]) for g in GROUPS}
        if any(a or b for a, b in faults.values()):
            print(f"\n{reading.made.name} {reading.score:.2f} {reading.made.features}")
            for group, (missing, more) in faults.items():
                for sign, facts in (("-", missing), ("+", more)):
                    print(*(f"  {group} {sign} {fact}" for fact in list(facts)[:4]), sep="\n", end="\n" if facts else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
