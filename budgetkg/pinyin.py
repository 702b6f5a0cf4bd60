"""Names found by how they sound: jzsxfj finds 焦作市信访局. The only file that imports pypinyin."""

import unicodedata
from functools import lru_cache
from itertools import product

_READINGS = 64
"""Ways to read one name that are tried: characters with several readings multiply."""


def sounds_like(wanted: str, name: str) -> bool:
    """Whether a name holds these characters, or begins somewhere with these pinyin initials, wide letters and capitals alike."""
    wanted = unicodedata.normalize("NFKC", wanted).strip().lower()
    if wanted in name.lower():
        return True
    return wanted.isascii() and wanted.isalpha() and any(wanted in initials for initials in _initials(name))


@lru_cache(maxsize=50_000)
def _initials(name: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    letters = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    readings = 1
    for each in letters:
        readings *= len(each)
    if readings > _READINGS:
        letters = [each[:1] for each in letters]
    return tuple(sorted({"".join(one).lower() for one in product(*letters)}))
