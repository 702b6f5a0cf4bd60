"""How well wordings of one indicator find each other: nDCG@10 and recall@10 on benchmarks/paraphrases.txt.

    python -m benchmarks.rank [--words 0.35 --concepts 0.2 --vector 0.4] [--encoder MODEL]

Every wording asks for the others: the same line counts 2, the same matter of one department with another measure 1.
All lines are one pool. Lines that start with ? are questions in everyday words and are only asked.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from math import log2
from pathlib import Path
from typing import Any

import search.likeness.fuse
from search.likeness.encoder import Encoder, load_encoder
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Passage, Place

Key = tuple[str, str, str]
FILE = Path(__file__).with_name("paraphrases.txt")


def lines() -> Iterator[tuple[Key, str, bool]]:
    """What a wording means, the wording, and whether it is only a question."""
    for line in FILE.read_text("utf-8").splitlines():
        if not line.startswith("#") and line.strip():
            head, body = line.split("：", 1)
            bureau, matter, measure = (part.strip() for part in head.split("/"))
            for wording in body.split("|"):
                text = wording.strip()
                yield (bureau, matter, measure), text.lstrip("?"), text.startswith("?")


def passage(number: int, name: str) -> Passage:
    empty: dict[str, Any] = dict.fromkeys(Passage.__dataclass_fields__)
    return Passage(
        **{
            **empty,
            "iri": f"urn:{number}",
            "kind": "indicator",
            "agency": str(number),
            "name": name,
            "clauses": (),
            "stated": (),
            "source": Place(""),
        }
    )


def gain(asked: Key, found: Key) -> int:
    return 2 if asked == found else int(asked[:2] == found[:2])


def chosen(description: str | None) -> Encoder:
    """The encoder that the command line names; the weights that it names are in force from now on."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for part, weight in search.likeness.fuse.WEIGHTS.items():
        parser.add_argument(f"--{part}", type=float, default=weight)
    parser.add_argument("--encoder")
    options = parser.parse_args()
    search.likeness.fuse.WEIGHTS = {part: getattr(options, part) for part in search.likeness.fuse.WEIGHTS}
    return load_encoder(options.encoder)


def gained(grades: Sequence[int]) -> float:
    """Discounted cumulative gain (DCG) of answers in their order."""
    return sum((2**grade - 1) / log2(rank + 2) for rank, grade in enumerate(grades))


def main() -> None:
    encoder = chosen(__doc__)
    asked = list(lines())
    keys = {f"urn:{number}": key for number, (key, _, question) in enumerate(asked) if not question}
    ndcg, recall = [], []
    with tempfile.TemporaryDirectory() as folder:
        build_index((passage(n, text) for n, (_, text, question) in enumerate(asked) if not question), Path(folder, "index"), encoder)
        index = SearchIndex.open(Path(folder, "index"), encoder)
        for number, hits in enumerate(index.search_batch([Query(text, top=11) for _, text, _ in asked])):
            key = asked[number][0]
            found = [gain(key, keys[hit.passage.iri]) for hit in hits if hit.passage.iri != f"urn:{number}"][:10]
            ideal = sorted((gain(key, other) for iri, other in keys.items() if iri != f"urn:{number}"), reverse=True)
            ndcg.append(gained(found) / gained(ideal[:10]))
            recall.append(found.count(2) / min(10, ideal.count(2)))
    print(f"{len(asked)} queries  nDCG@10 {sum(ndcg) / len(ndcg):.4f}  recall@10 {sum(recall) / len(recall):.4f}")


if __name__ == "__main__":
    main()
