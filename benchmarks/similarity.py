"""How well an encoder agrees with people on public sentence pairs: Spearman's ρ × 100.

    python -m benchmarks.similarity FOLDER [--encoder MODEL] [--as-written]

Sentences are encoded as the search does it, without punctuation and numbers, or as they are written.

FOLDER holds NAME.test.tsv files, a line each sentence, sentence, label (STS-B, LCQMC, BQ, ATEC, PAWS-X). Their licences
are for research: they are not part of this repository, and nothing is trained or chosen on them.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ontology.wording import wording
from search.likeness.encoder import load_encoder


def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 0, equal values sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts + 1) / 2)[inverse], dtype=np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder")
    parser.add_argument("--as-written", action="store_true")
    options = parser.parse_args()
    encoder = load_encoder(options.encoder)
    for path in sorted(options.folder.glob("*.test.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line.count("\t") == 2]
        left, right = (encoder.encode([row[side] if options.as_written else wording(row[side]) for row in rows]) for side in (0, 1))
        cosines = (left * right).sum(axis=1).astype(np.float64)
        agreement = np.corrcoef(ranks(cosines), ranks(np.array([float(row[2]) for row in rows])))[0, 1]
        print(f"{path.name.split('.')[0]:8}{len(rows):7} pairs {100 * agreement:6.1f}")


if __name__ == "__main__":
    main()
