"""Text to tokens. Index tokens are characters and pairs of characters; words serve only to explain.

Measured on judged queries: BM25 over characters and pairs 0.69 nDCG@10, over jieba words 0.57.
Indicator names are ten characters long, and one word cut differently loses the match.
"""

from collections.abc import Iterable

from ontology.wording import runs, wording


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbouring characters, with repeats, in order of appearance."""
    found: list[str] = []
    for run in runs(text):
        found.extend(run)
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


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

    def shared(self, left: str, right: str) -> list[str]:
        """Words of one text that stand in the other too, without those that are part of a longer shared one."""
        plain_left, plain_right = wording(left), wording(right)
        found = [word for word in self.words(left) if word in plain_right]
        found += [word for word in self.words(right) if word in plain_left and word not in found]
        return [word for word in found if not any(word != other and word in other for other in found)]
