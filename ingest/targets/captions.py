"""What stands above a form and belongs to it: （项目名称：茶园改造）."""

import re
from dataclasses import replace

from ingest.projects.target_form import Text
from ingest.tables.ledger import Ledger
from ingest.words.text import tidy

_NAME_ABOVE = re.compile(r"(?:项目|专项|政策)名称[:：]\s*([^（()）：:]+(?:[（(][^）)]*[）)])?)")


def name_above(ledger: Ledger) -> Text | None:
    """The project's name in a line above the form; None where no line prints one."""
    found = next((m for line in ledger.table.context if (m := _NAME_ABOVE.search(tidy(line)))), None)
    if found is None:
        return None
    source = ledger.source(ledger.table.rows[0][0], "line-above-table")
    return Text(found[1], replace(source, text=found[0], row=None, column=None))
