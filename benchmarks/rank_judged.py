"""How well targets of the five samples find each other: nDCG@10 and recall@10 on benchmarks/judged.jsonl.

    python -m benchmarks.rank_judged [--words 0.35 --concepts 0.2 --vector 0.4 --class 0.05] [--encoder MODEL]

Three judges, who had seen neither the code nor other judgements, asked 40, 40 and 60 questions, 96 of them by a target of one city that
is looked for in the others, and judged all targets for each: 2 is the same promise, 1 is akin. What the search folds into one
hit is judged as one; what it does not look for by default (sentences of goals that cannot be measured) is not asked for.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.rank import chosen, gained
from ingest.read import read_document
from ontology.wording import normalize
from search.likeness.columns import fold_key
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Passage, passages

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "samples"
TOP = 10


def printed() -> list[Passage]:
    """All passages of the samples, as a build indexes them."""
    return [one for path in sorted(SAMPLES.glob("*.txt")) for one in passages(read_document(path))]


def measure(items: Sequence[Passage], index: SearchIndex) -> Iterator[tuple[str, float, float | None]]:
    """Of each question its number, nDCG@10 and the share of equals among the first ten; None where it has no equals."""
    named = defaultdict(set)
    for item in items:
        if item.kind == "indicator" or (item.kind == "goal" and item.measurable):  # what is looked for by default
            named[item.region, normalize(item.name)].add(fold_key(item))
    questions = [json.loads(line) for line in (HERE / "judged.jsonl").read_text("utf-8").splitlines()]
    answers = index.search_batch([Query(asked["text"], top=TOP, exclude_region=asked["exclude_region"]) for asked in questions])
    for asked, hits in zip(questions, answers, strict=True):
        grades: dict[tuple[Any, ...], int] = {}
        for grade, region, name in asked["relevant"]:
            for key in named[region, normalize(name)]:
                grades[key] = max(grade, grades.get(key, 0))
        if grades:
            found = [grades.get(fold_key(hit.passage), 0) for hit in hits]
            best = sorted(grades.values(), reverse=True)[:TOP]
            equals = min(TOP, sum(grade == 2 for grade in grades.values()))
            yield asked["id"], gained(found) / gained(best), found.count(2) / equals if equals else None


def main() -> None:
    encoder, items = chosen(__doc__), printed()
    with tempfile.TemporaryDirectory() as folder:
        build_index(items, Path(folder, "index"), encoder)
        scores = list(measure(items, SearchIndex.open(Path(folder, "index"), encoder)))
    for judge in ("a", "b", "c", ""):
        own = [score for score in scores if score[0].startswith(judge)]
        recalls = [recall for *_, recall in own if recall is not None]
        ndcg, recall = sum(one for _, one, _ in own) / len(own), sum(recalls) / len(recalls)
        print(f"{judge or 'all'}: {len(own)} questions  nDCG@10 {ndcg:.4f}  recall@10 {recall:.4f}")


if __name__ == "__main__":
    main()
