"""Text to tokens. Index tokens are characters and pairs of characters; words serve only to explain.

Measured on judged queries: BM25 over characters and pairs 0.69 nDCG@10, over jieba words 0.57.
Indicator names are ten characters long, and one word cut differently loses the match.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ontology.wording import runs, wording

_BREAK = "\n"
"""Between runs. No run holds white space."""


def gram_keys(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Characters and pairs of neighbouring characters of all texts, with repeats: the number of the text, and the gram.

    A gram is its code point, or of a pair the first shifted left by 21 bits with the second, so that no vocabulary
    is needed to tell which gram a number is.
    """
    lines = ["".join(run + _BREAK for run in runs(text)) for text in texts]
    codes = np.frombuffer("".join(lines).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    rows = np.repeat(np.arange(len(lines)), np.fromiter(map(len, lines), np.int64, len(lines)))
    letters = codes != ord(_BREAK)
    pairs = np.flatnonzero(letters[:-1] & letters[1:])
    return np.concatenate([rows[letters], rows[pairs]]), np.concatenate([codes[letters], codes[pairs] << 21 | codes[pairs + 1]])


class Segmenter:
    """Cuts text into words a person would use: jieba with our own terms, its HMM for everything else.

    jieba's own dictionary takes 1.4 s to load and cuts by newspaper frequencies (停访|息诉). Ours is
    there at once and keeps 停访息诉 whole.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        import jieba

        self._tokenizer = jieba.Tokenizer()
        frequencies: dict[str, int] = {}
        for term in terms:
            for end in range(1, len(term)):
                frequencies.setdefault(term[:end], 0)
            # all equally frequent: the fewest words win, which is the longest term that fits
            frequencies[term] = 1
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = sum(frequencies.values())
        self._tokenizer.initialized = True

    def words(self, text: str) -> list[str]:
        """Words of two characters or more, each once, in order."""
        return list(dict.fromkeys(word for run in runs(text) for word in self._tokenizer.cut(run) if len(word) > 1))

    def shared(self, plain_left: str, left: Iterable[str], right: str) -> list[str]:
        """Words of one text that stand in the other too, without those that are part of a longer shared one.

        The left text is given as its wording and its words.
        """
        plain_right = wording(right)
        found = [word for word in left if word in plain_right]
        found += [word for word in self.words(right) if word in plain_left and word not in found]
        return [word for word in found if not any(word != other and word in other for other in found)]
