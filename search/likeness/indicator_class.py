"""Which class an indicator is of (数量、质量、时效、成本、效益、满意度), by its words and the kind of number it promises.

培训人数, 培训合格率 and 培训及时率 are alike in every word but one, and promise three different things. Who writes a table says
which (二级指标), who asks does not: a model tells it of both, `models/indicator-class.tsv`, a line each thing that may be said
with what it speaks for or against. It is trained by `search.likeness.train_indicator_class`.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ontology.concepts import ConceptScheme
from ontology.wording import normalize, runs
from search.likeness.passages import Passage

Shares = NDArray[np.float32]
"""How likely each class is; shape (texts, classes), each row adds up to 1."""

CLASSES = ("output-quantity", "output-quality", "output-timeliness", "output-cost", "effect", "satisfaction")
"""Neutral categories (`ontology.categories`) that are told apart. The kinds of effect are one: their words do not tell."""
LABELS = dict(zip(CLASSES, ("数量", "质量", "时效", "成本", "效益", "满意度"), strict=True))
MODEL = "indicator-class.tsv"
BIAS = "<always>"

_NUMBER = re.compile(
    r"\d[\d.,]*[万亿千百余多]*(?:(?P<share>%|‰|个?百分)|(?P<money>元)|(?P<time>[年月日季周]|小时|分钟|个?工作日|个月)|(?P<people>[人名户])"
    r"|(?P<times>[次场期批起天])|(?P<things>[^\s\d，,。；;、]))?"
)
_AT_MOST = re.compile("[≤<]|不超过|不高于|控制在|以内|以下")


def features(text: str, scheme: ConceptScheme) -> set[str]:
    """What is said that may tell the class: characters and pairs of them, how a stretch of words ends, concepts, and what
    is counted.

    >>> from ontology.concepts import shipped
    >>> sorted(features("培训率 ≥95%", shipped()))
    ['#training', '<share>', '培', '培训', '率', '率$', '训', '训率', '训率$']
    """
    found = {f"#{concept}" for concept in scheme.mentions(text)}
    for run in runs(text):
        found.update(run, map("".join, pairwise(run)))
        found |= {f"{run[-1:]}$", f"{run[-2:]}$"}
    plain = normalize(text)
    found.update(f"<{match.lastgroup or 'number'}>" for match in _NUMBER.finditer(plain))
    if not any(character.isdigit() for character in plain):
        found.add("<no number>")
    if _AT_MOST.search(plain):
        found.add("<at most>")
    return found


def told(texts: Sequence[str], scheme: ConceptScheme) -> Shares:
    """Of texts as they are printed, name and value."""
    places, weights = _model()
    shares = np.empty((len(texts), len(CLASSES)), dtype=np.float32)
    for row, text in zip(shares, texts, strict=True):
        said = sorted(places[feature] for feature in features(text, scheme) if feature in places)  # one order: sums are the same bytes
        votes = weights[[places[BIAS], *said]].sum(axis=0)
        grown = np.exp(votes - votes.max())
        row[:] = grown / grown.sum()
    return shares


def of_passages(items: Sequence[Passage], scheme: ConceptScheme) -> Shares:
    """Half what the level-2 name says, half what the words do; the words alone where the form has no such class."""
    texts = [f"{item.name} {item.raw_value or ''}" for item in items]
    known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    shares = told(list(known), scheme)[[known[text] for text in texts]]
    for row, item in zip(shares, items, strict=True):
        if (printed := class_of(item.category)) is not None:
            row *= 0.5
            row[CLASSES.index(printed)] += 0.5
    return shares


def class_of(category: str | None) -> str | None:
    """The class of a neutral category, or None for one that is none of them (过程, 投入)."""
    return next((name for name in CLASSES if category and category.startswith(name)), None)


class Classes:
    """How likely each class is of each row of a segment."""

    def __init__(self, shares: NDArray[np.float16]) -> None:
        self._shares = shares

    @staticmethod
    def write(items: Sequence[Passage], scheme: ConceptScheme, folder: Path) -> None:
        np.save(folder / "classes.npy", of_passages(items, scheme).astype(np.float16))

    @classmethod
    def open(cls, folder: Path) -> "Classes":
        return cls(np.asarray(np.load(folder / "classes.npy", mmap_mode="r")))

    def scores(self, asked: Shares, rows: NDArray[np.int64]) -> Shares:
        """How likely it is of each of these rows that it is of the class that is asked for."""
        return np.asarray(np.minimum(self._shares[rows].astype(np.float32) @ asked, 1.0), dtype=np.float32)


def ask(text: str, scheme: ConceptScheme) -> Shares:
    """A query, for `Classes.scores`."""
    return np.asarray(told([text], scheme)[0])


def likeliest(text: str, scheme: ConceptScheme) -> str:
    return CLASSES[int(ask(text, scheme).argmax())]


@cache
def _model() -> tuple[dict[str, int], NDArray[np.float32]]:
    lines = files("search").joinpath("models", MODEL).read_text("utf-8").splitlines()
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row[0]: number for number, row in enumerate(rows[1:])}, np.array([row[1:] for row in rows[1:]], dtype=np.float32)
