"""Train the model that tells the class of an indicator (`search.likeness.indicator_class`): a logistic regression on lists of our own.

    python -m search.likeness.train_indicator_class benchmarks/peers.txt benchmarks/targets.txt

Each wording counts twice, with its value and without, because people ask either way. The same lists give the same file.
Not imported by the product.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ontology.concepts import shipped
from search.likeness.indicator_class import BIAS, CLASSES, MODEL, features

_CLASS = {
    "数量": "output-quantity",
    "质量": "output-quality",
    "时效": "output-timeliness",
    "成本": "output-cost",
    "满意": "satisfaction",
    "经济": "effect",
    "社会": "effect",
    "生态": "effect",
    "持续": "effect",
}
SEEN, PENALTY = 4, 1.7
"""Features that are said less often are left out; what a squared weight costs, beside the doubt (log loss) of all wordings. The
cost is high because disclosures are worded, and their classes chosen, more freely than our lists."""


def examples(paths: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """Texts and the number of their class, from lists of lines `部门 / 事情 / 衡量 / 类：名称 值 | 名称 值`; the class stands last."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            head, _, body = line.partition("：")
            printed = head.rpartition("/")[2].strip()
            if line.startswith("#") or printed not in _CLASS:
                continue
            number = CLASSES.index(_CLASS[printed])
            for wording in body.partition(" = ")[0].split("|"):
                name, _, value = wording.strip().partition(" ")
                yield name, number
                if value:
                    yield f"{name} {value}", number


def train(found: Sequence[tuple[str, int]]) -> tuple[list[str], NDArray[np.float64]]:
    """The features and their weights, one column a class."""
    scheme = shipped()
    said = [features(text, scheme) for text, _ in found]
    counts = Counter(feature for one in said for feature in one)
    names = [BIAS, *sorted(feature for feature, count in counts.items() if count >= SEEN)]
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((len(found), len(names)))
    for row, one in zip(table, said, strict=True):
        row[[0, *(place[feature] for feature in one if feature in place)]] = 1
    wanted = np.eye(len(CLASSES))[[number for _, number in found]]

    def doubt(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(len(names), -1)
        votes = table @ weights
        votes -= votes.max(axis=1, keepdims=True)
        likely = votes - np.log(np.exp(votes).sum(axis=1, keepdims=True))
        slope = table.T @ (np.exp(likely) - wanted) + 2 * PENALTY * weights
        return float(-(wanted * likely).sum() + PENALTY * (weights**2).sum()), slope.ravel()

    best = minimize(doubt, np.zeros(len(names) * len(CLASSES)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return names, np.asarray(best.x).reshape(len(names), -1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lists", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("models") / MODEL)
    options = parser.parse_args()
    names, weights = train(list(examples(options.lists)))
    lines = ["\t".join([name, *(f"{weight:.2f}" for weight in row)]) for name, row in zip(names, weights, strict=True)]
    options.out.write_text("\n".join(["\t".join(["feature", *CLASSES]), *lines]) + "\n", "utf-8")
    print(f"{len(names)} features")


if __name__ == "__main__":
    main()
