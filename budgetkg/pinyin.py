"""Names found by what they hold or how they sound: jzsxfj finds 焦作市信访局. The only file that imports pypinyin."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property


class Names:
    """Many names, of which any are found in one pass over all their text: nothing is worked out for each name.

    A letter stands for every character that has a reading which begins with it (行 is x and h), so that names with
    several readings need no list of them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._text = "\n".join(name.replace("\n", " ").lower() for name in self._names)
        starts = [0]
        for name in self._names:
            starts.append(starts[-1] + len(name.replace("\n", " ").lower()) + 1)
        self._starts = starts

    def like(self, wanted: str) -> frozenset[str]:
        """The names that hold these characters, or begin somewhere with these pinyin initials; wide letters and capitals alike."""
        wanted = " ".join(unicodedata.normalize("NFKC", wanted).lower().split())
        if not wanted:
            return frozenset(self._names)
        patterns = [re.escape(wanted)]
        if wanted.isascii() and wanted.isalpha():
            patterns.append("".join(self._sounds.get(letter, letter) for letter in wanted))
        return frozenset(self._names[line] for pattern in patterns for line in self._lines(pattern))

    def _lines(self, pattern: str) -> Iterator[int]:
        """The numbers of the lines in which a pattern is found, each once."""
        look, at = re.compile(pattern), 0
        while found := look.search(self._text, at):
            line = bisect_right(self._starts, found.start()) - 1
            yield line
            at = self._starts[line + 1]

    @cached_property
    def _sounds(self) -> dict[str, str]:
        """For each letter the pattern of the characters that begin with it, of those that occur."""
        of: dict[str, set[str]] = {}
        for character in set(self._text) - {"\n"}:
            for letter in initials(character):
                of.setdefault(letter, set()).add(character)
        return {letter: f"[{re.escape(''.join(sorted(those)))}]" for letter, those in of.items()}


@cache
def initials(character: str) -> frozenset[str]:
    """The letters with which the readings of one character begin; itself where it is no Chinese character."""
    from pypinyin import Style, pinyin

    return frozenset(one.lower() for one in pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0])
