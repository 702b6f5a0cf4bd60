"""How well budget statements of unknown prints are read: F1 by group of facts over generated disclosures, and what loses most.

usage: python benchmarks/read_statements.py [FIRST] [COUNT] [--errors N] [--later N] [--feature NAME=VALUE …]

The disclosures are those of the seeds FIRST to FIRST + COUNT - 1 (`tests/ingest/statement_generator.py`). For each value of a
feature, the mean F1 of the documents with it is set against that of the others; what costs most stands first.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from budgetkg.contract import to_json  # noqa: E402
from ingest.read import read_document  # noqa: E402
from ontology.errors import ReadError  # noqa: E402
from tests.ingest.statement_generator import Made, disclosure, facts  # noqa: E402

GROUPS = ("document", "totals", "function_lines", "economic_lines", "three_public", "projects", "funds", "transfers")
_WORST = 14


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int, nargs="?", default=1)
    parser.add_argument("count", type=int, nargs="?", default=100)
    parser.add_argument("--errors", type=int, default=0, help="print the first N facts missing or too many")
    parser.add_argument("--group", choices=GROUPS, help="of this group alone")
    parser.add_argument("--feature", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--later", type=int, default=0, choices=(0, 1, 2, 3), help="with the features that were added later")
    args = parser.parse_args()
    fixed = dict(pair.split("=", 1) for pair in args.feature)
    found: Counter[tuple[str, str]] = Counter()
    scores: list[tuple[Made, dict[str, float]]] = []
    errors: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.first, args.first + args.count):
            made = disclosure(seed, args.later, **fixed)
            path = Path(folder) / made.name
            path.write_bytes(made.data)
            try:
                record = to_json(read_document(path))
            except ReadError as error:
                record = {}
                errors.append(f"{made.name} {error}")
            score: dict[str, float] = {}
            for group in GROUPS:
                want, have = facts(made.gold, group), facts(record, group)
                hit, wanted, had = sum((want & have).values()), sum(want.values()), sum(have.values())
                found += Counter({(group, "hit"): hit, (group, "want"): wanted, (group, "have"): had})
                if wanted or had:
                    score[group] = 2 * hit / (wanted + had)
                if args.group in {None, group}:
                    errors += [f"{made.name} {group} missing {e}" for e in (want - have).elements()]
                    errors += [f"{made.name} {group} extra   {e}" for e in (have - want).elements()]
            scores.append((made, score))
    print("group            precision  recall      F1   missing  extra")
    for group in GROUPS:
        right, wanted, read = (found[group, k] for k in ("hit", "want", "have"))
        precision, recall, f1 = right / max(read, 1), right / max(wanted, 1), 2 * right / max(wanted + read, 1)
        print(f"{group:16}{precision:10.4f}{recall:8.4f}{f1:8.4f}{wanted - right:10}{read - right:7}")
    print("\nwith    without    loss   documents  feature")
    for gap, text in sorted(_losses(scores, args.group), reverse=True)[:_WORST]:
        if gap > 0:
            print(text)
    for text in errors[: args.errors]:
        print(" -", text)


def _losses(scores: list[tuple[Made, dict[str, float]]], group: str | None) -> list[tuple[float, str]]:
    """Mean F1 of the documents with a value against those without it, by how much all documents lose through the difference."""
    values: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, (made, score) in enumerate(scores):
        for name, value in made.features.items():
            for g in score if group is None else {group} & set(score):
                values[name, value, g].append(at)
    losses = []
    for (name, value, g), places in values.items():
        others = [s[g] for at, (_, s) in enumerate(scores) if g in s and at not in set(places)]
        if not others or len(places) < 3:
            continue
        with_, without = mean(scores[at][1][g] for at in places), mean(others)
        gap = (without - with_) * len(places)
        losses.append((gap, f"{with_:.3f}   {without:.3f}  {gap:6.1f}   {len(places):6}     {g}: {name}={value}"))
    return losses


if __name__ == "__main__":
    main()
