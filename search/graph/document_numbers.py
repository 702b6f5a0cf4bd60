"""Numbers of official documents (文号): the standard prints 〔2013〕2号 (GB/T 9704-2012), budgets print them in any brackets."""

import re

_BRACKETS = ("〔〕", "[]", "［］", "()", "（）", "【】")
_OPEN, _CLOSE = (re.escape("".join(pair[side] for pair in _BRACKETS)) for side in (0, 1))
_NUMBER = re.compile(rf"\s*[{_OPEN}]\s*((?:19|20)\d\d)\s*[{_CLOSE}]\s*(\d{{1,5}})\s*号")


def standard(text: str) -> str:
    """The text with its numbers in the brackets of the standard; the text itself where it names none."""
    return _NUMBER.sub(r"〔\1〕\2号", text)


def spellings(text: str) -> list[str]:
    """What documents may print for a text: itself, and with its numbers in each pair of brackets."""
    return list(dict.fromkeys([text, *(_NUMBER.sub(rf"{pair[0]}\1{pair[1]}\2号", text) for pair in _BRACKETS)]))


def pattern(text: str) -> str | None:
    """A regular expression (XPath) that finds the text whatever its brackets; None where it names no number."""
    found, parts, end = False, [], 0
    for match in _NUMBER.finditer(text):
        found = True
        parts += [re.escape(text[end : match.start()]), rf"\s*[{_OPEN}]\s*{match[1]}\s*[{_CLOSE}]\s*{match[2]}\s*号"]
        end = match.end()
    return "".join([*parts, re.escape(text[end:])]) if found else None
