"""How well targets of whole tables find each other: nDCG@10 and recall@10 on benchmarks/bureaus.txt and targets.txt.

    python -m benchmarks.rank_tables [--words 0.35 --concepts 0.2 --vector 0.4 --class 0.05] [--encoder MODEL]

Names are asked for with their values, as people paste them. In bureaus.txt a target is looked for in the other cities'
tables, and what has no equal there is not asked; in targets.txt among its bureau's and the common ones of peers.txt.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.rank import chosen, gained, passage
from search.likeness.encoder import Encoder
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Passage

HERE = Path(__file__).parent
LEVEL2 = {"经济": "经济效益指标", "社会": "社会效益指标", "生态": "生态效益指标", "持续": "可持续影响指标", "满意": "服务对象满意度指标"}
CATEGORY = {"数量": "output-quantity", "质量": "output-quality", "时效": "output-timeliness", "成本": "output-cost", "满意": "satisfaction"}


@dataclass(frozen=True)
class Printed:
    place: str
    """City or bureau."""
    category: str
    name: str
    value: str
    meanings: frozenset[tuple[str, str]]
    """What it is about and how that is measured."""

    def gain(self, other: "Printed") -> int:
        if self.meanings & other.meanings:
            return 2
        return int(bool({matter for matter, _ in self.meanings} & {matter for matter, _ in other.meanings}))

    def passage(self, number: int) -> Passage:
        level2, category = LEVEL2.get(self.category, f"{self.category}指标"), CATEGORY.get(self.category, "effect")
        return replace(passage(number, self.name), raw_value=self.value or None, level2=level2, category=category)


def bureaus() -> Iterator[Printed]:
    for head, body in _lines("bureaus.txt"):
        text, _, keys = body.partition(" = ")
        name, _, value = text.strip().partition(" ")
        meanings = frozenset((matter, measure) for matter, _, measure in (key.partition(":") for key in keys.split()))
        yield Printed(head[0], head[2], name, value, meanings)


def targets(file: str) -> Iterator[Printed]:
    for head, body in _lines(file):
        for text in body.split("|"):
            name, _, value = text.strip().partition(" ")
            yield Printed(head[0], head[3], name, value, frozenset([(f"{head[0]}/{head[1]}", head[2])]))


def _lines(file: str) -> Iterator[tuple[list[str], str]]:
    for line in (HERE / file).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, _, body = line.partition("：")
            yield [part.strip() for part in head.split("/")], body


def measure(pool: Sequence[Printed], asked: int, elsewhere: bool, encoder: Encoder) -> list[tuple[float, float]]:
    """Of the first `asked` of a pool, each looked for among all others, or only those of other places: nDCG@10 and recall@10."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        build_index((one.passage(number) for number, one in enumerate(pool)), Path(folder, "index"), encoder)
        index = SearchIndex.open(Path(folder, "index"), encoder)
        answers = index.search_batch([Query(f"{one.name} {one.value}", top=len(pool)) for one in pool[:asked]])
        for number, hits in enumerate(answers):
            one = pool[number]
            wanted = {at: one.gain(other) for at, other in enumerate(pool) if at != number and not (elsewhere and other.place == one.place)}
            best = sorted(wanted.values(), reverse=True)
            if best[0] < 2:
                continue
            ranked = (int(hit.passage.iri.removeprefix("urn:")) for hit in hits)
            got = [wanted[at] for at in ranked if at in wanted][:10]
            found.append((gained(got) / gained(best[:10]), got.count(2) / min(10, best.count(2))))
    return found


def main() -> None:
    encoder = chosen(__doc__)
    tables = list(bureaus())
    _tell("bureaus.txt", measure(tables, len(tables), True, encoder))
    common = [one for one in targets("peers.txt") if one.place == "共性"]
    every = list(targets("targets.txt"))
    scores = []
    for place in dict.fromkeys(one.place for one in every):
        own = [one for one in every if one.place == place]
        scores += measure(own + common, len(own), False, encoder)
    _tell("targets.txt", scores)


def _tell(name: str, scores: Sequence[tuple[float, float]]) -> None:
    ndcg, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    print(f"{name}: {len(scores)} queries  nDCG@10 {ndcg:.4f}  recall@10 {recall:.4f}")


if __name__ == "__main__":
    main()
