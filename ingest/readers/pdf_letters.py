"""The letters of a PDF page as pdfium has them: one character for each, and where each stands."""

import re
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers import pdf_calls as calls
from ingest.readers.page import Box

LOST = "\ufffd"
"""Stands for a letter that the font does not say in Unicode, so that a number that lost a digit is no number."""
_CONTROL = re.compile("[\\x00\\x01\\x03-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]")  # \\x02 is a hyphen at a line's end


class Letters:
    """`textpage` is a FPDF_TEXTPAGE; of more than `most` letters the first are taken."""

    def __init__(self, textpage: Any, most: int) -> None:
        self.page = calls.address(textpage)
        found = max(0, pdfium.FPDFText_CountChars(textpage))
        self.count = min(found, most)
        self.cut_short = found > most
        self.text = self._characters(textpage)

    def _characters(self, textpage: Any) -> str:
        if not self.count:
            return ""
        text = calls.text(self.page, self.count).decode("utf-16-le", "replace")
        if len(text) == self.count:
            return _CONTROL.sub(LOST, text)
        codes = (pdfium.FPDFText_GetUnicode(textpage, i) for i in range(self.count))
        return _CONTROL.sub(LOST, "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else LOST for c in codes))

    def boxes(self, letters: Sequence[int]) -> list[Box]:
        """Where letters stand in the file's coordinates: left, bottom, right, top."""
        answers = calls.Answers(len(letters), 4)
        calls.run(map(calls.letter_box, repeat(self.page), letters, answers.places()))
        return list(zip(*map(answers.column, (0, 3, 2, 1)), strict=True))
