"""What the built-in encoder learns from: pairs of texts that say things that belong together, as token numbers.

Three kinds: neighbouring clauses of a statute; one promise put together of concepts twice, each time in other wordings of
them; two wordings of one indicator out of a list. Of texts alike in kind that a batch brings together, only pairs belong
together, so what tells two promises apart (赴京 and 赴省, 人数 and 标准) is learned along. Not imported by the product.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ontology.concepts import Concept, ConceptScheme
from ontology.wording import wording

Tokens = list[int]
Encode = Callable[[str], Tokens]

PADDING = (
    "工作",
    "开展",
    "全年",
    "情况",
    "各项",
    "有关",
    "相关",
    "确保",
    "实现",
    "做好",
    "进一步",
    "切实",
    "不断",
    "全市",
    "全县",
    "全区",
    "本年度",
    "项目",
    "年度",
    "等",
    "的",
    "及",
    "和",
    "以上",
    "达到",
    "有效",
    "得到",
    "进行",
    "本级",
    "单位",
    "部门",
    "专项",
    "经费",
)
"""What targets are padded with. Put at random into either side of a pair, it learns to count little."""
PADDED, TWO_MATTERS, AKIN, MEASURED, BARE, TURNED = 0.3, 0.35, 0.6, 0.6, 0.15, 0.15
"""Chances: of padding before a concept, of a second matter, that this is one related to the first, of a measure, of a
measure alone where there is none, and that a side names its concepts in reverse."""

OF_ONE_BUREAU, TOGETHER = 0.5, 32
"""Of listed wordings: the chance that the next lines of a batch are of one bureau, and how many lines are drawn at once."""


class Pair(NamedTuple):
    left: Tokens
    right: Tokens
    meaning: tuple[str, ...] | None
    """Equal for pairs that say the same, which are no counter-examples to each other; None where nothing is known."""


def draw_clauses(articles: Sequence[Sequence[str]], encode: Encode, rng: random.Random) -> Pair:
    """Two neighbouring clauses of one article; each article has at least two."""
    clauses = articles[rng.randrange(len(articles))]
    first = rng.randrange(len(clauses) - 1)
    sides = [clauses[first], clauses[first + 1]]
    rng.shuffle(sides)
    return Pair(encode(sides[0]), encode(sides[1]), None)


class Promises:
    """Promises put together of concepts: a matter or two, and mostly how they are measured."""

    def __init__(self, scheme: ConceptScheme, encode: Encode, leave_out: Iterable[str] = ()) -> None:
        left_out = set(leave_out)
        chosen = [concept for concept in scheme.concepts if concept.id not in left_out and len(concept.terms) > 1]
        self._terms = {concept.id: [encode(term) for term in concept.terms] for concept in chosen}
        self._measures = [concept.id for concept in chosen if concept.facet == "measure"]
        self._matters = [concept for concept in chosen if concept.facet != "measure"]
        self._padding = [encode(word) for word in PADDING]

    def draw(self, rng: random.Random) -> Pair:
        names = self._meaning(rng)
        other = names[::-1] if rng.random() < TURNED else names
        return Pair(self._say(names, rng), self._say(other, rng), tuple(sorted(names)))

    def _meaning(self, rng: random.Random) -> list[str]:
        first = rng.choice(self._matters)
        names = [first.id]
        if rng.random() < TWO_MATTERS:
            names.append(self._beside(first, rng))
        if rng.random() < MEASURED:
            names.append(rng.choice(self._measures))
        elif rng.random() < BARE:
            names = [rng.choice(self._measures)]
        return names

    def _beside(self, concept: Concept, rng: random.Random) -> str:
        akin = [name for name in (*concept.broader, *concept.related) if name in self._terms]
        return rng.choice(akin) if akin and rng.random() < AKIN else rng.choice(self._matters).id

    def _say(self, names: Iterable[str], rng: random.Random) -> Tokens:
        said: Tokens = []
        for name in names:
            if rng.random() < PADDED:
                said += rng.choice(self._padding)
            said += rng.choice(self._terms[name])
        if rng.random() < PADDED / 2:
            said += rng.choice(self._padding)
        return said


class Wordings:
    """Lists of wordings, one indicator a line: `部门 / 事情 / 衡量：写法 | 写法`. Of a wording its numbers are left out."""

    def __init__(self, paths: Iterable[Path], encode: Encode) -> None:
        self._lines: list[tuple[str, list[Tokens]]] = []
        of_bureau: dict[str, list[tuple[str, list[Tokens]]]] = {}
        for path in paths:
            for line in path.read_text("utf-8").splitlines():
                head, _, body = line.partition("：")
                found = [tokens for text in body.split("|") if (tokens := encode(wording(text)))]
                if not line.startswith("#") and len(found) > 1:
                    self._lines.append((head, found))
                    of_bureau.setdefault(head.partition("/")[0].strip(), []).append(self._lines[-1])
        self._bureaus = list(of_bureau.values())

    def __len__(self) -> int:
        return len(self._lines)

    def draw(self, count: int, rng: random.Random) -> list[Pair]:
        """Pairs for one batch, some of lines from anywhere and some of one bureau, whose lines are the hardest to tell apart."""
        sizes = list(map(len, self._bureaus))
        pairs: list[Pair] = []
        while len(pairs) < count:
            among = rng.choices(self._bureaus, sizes)[0] if rng.random() < OF_ONE_BUREAU else self._lines
            for head, found in rng.sample(among, min(TOGETHER, len(among))):
                left, right = rng.sample(found, 2)
                pairs.append(Pair(left, right, (head,)))
        return pairs[:count]
