"""Second levels left blank in tables that merge them: what the row above says is taken, and told."""

from collections.abc import Sequence

from ingest.blocks import Row
from ingest.tables.align import Slot
from ingest.tables.ledger import Ledger
from ingest.tables.rowfit import is_level_word
from ingest.words.text import is_blank


class BlankLevels:
    """Tells of blank cells of the second level where others are merged down over their indicators."""

    def __init__(self, ledger: Ledger, slots: Sequence[Slot]) -> None:
        self._ledger = ledger
        self._columns = {at for s in slots if s.role == "level2" and not s.group for at in range(s.first, s.last + 1)}
        self._merged: bool | None = None

    def tell(self, row: Row, carried: str | None) -> None:
        """`carried`: the second level of the row above, None where a first level has been opened since."""
        table = self._ledger.table
        blank = next((c for c in row if c.column in self._columns and is_blank(c.text)), None)
        if blank is None or carried is None or not table.spans_known or blank.row - 1 in table.fragments:
            return
        if self._merged is None:
            levels = (c for r in table.rows for c in r if c.column in self._columns and is_level_word(c.text))
            self._merged = any(c.rowspan > 1 for c in levels)
        if self._merged:
            said = f"二级指标一格空着，按上一行的“{carried}”读"
            self._ledger.note("targets.level-blank", said, blank, "warning", hint="请核对该行的二级指标")
