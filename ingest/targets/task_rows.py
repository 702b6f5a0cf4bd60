"""Task lists (年度主要任务) of target forms: names, what is to be done, and the money of each."""

from collections.abc import Sequence

from ingest.blocks import Cell
from ingest.projects.target_form import FormAmount, TargetForm
from ingest.tables.align import align
from ingest.tables.headers import Header
from ingest.tables.ledger import Ledger
from ingest.tables.rowfit import Carried, RowFit
from ingest.targets.indicator_header import indicator_header
from ingest.targets.label_rows import LabelRows
from ingest.words.codes import is_total
from ingest.words.text import label_key, tidy
from ingest.words.vocabulary import fund_concept, label_of

_NAMES = frozenset({"task_name", "project_name"})


class TaskRows:
    """Reads the rows below one header of tasks."""

    def __init__(self, header: Header, ledger: Ledger) -> None:
        self._header, self._ledger = header, ledger
        self._slide = 0

    def read(self, cells: Sequence[Cell], form: TargetForm, labels: LabelRows) -> bool:
        """A row of 任务名称 | 主要内容 | 总额 | …; False when the row is no task any more."""
        body = list(cells)
        while body and (label := label_of(body[0].text)) and label.kind == "section":
            self._ledger.ignore("分栏标题", body.pop(0))
        if not body:
            return True
        slots = [s for s in indicator_header(self._header, ()).slots if s.role != "section"]
        has_amounts = any(s.role == "amount" for s in slots)
        label = label_of(body[0].text)
        if label is not None and not (label.kind == "amount" and has_amounts and len(body) > 2) and label.kind != "fund":
            return False
        alignment = align(body, slots, RowFit(Carried(), body), self._ledger.table.rigid, self._slide)
        self._slide = alignment.slide(slots)
        columns = {(c.first, c.last): c for c in self._header.columns}
        named = {slots[i].role: tidy(c.text) for c, i in alignment.placed if slots[i].role in _NAMES}
        name = named.get("task_name") or named.get("project_name") or tidy(body[0].text)
        total = is_total(body[0].text)
        for cell, i in alignment.placed:
            column = columns[slots[i].first, slots[i].last]
            if slots[i].role == "amount":
                money = labels.money(cell, column.unit)
                if money is None or money.yuan is None:
                    self._ledger.report("targets.amount", f"任务“{name}”的金额没有读懂：{tidy(cell.text)[:20]}", cell)
                    continue
                self._ledger.use("金额", cell)
                concept = fund_concept(column.path[-1])
                kind = ("task-total" if total else "task") + (".fund" if concept and concept.group != "total" else "")
                form.amounts.append(
                    FormAmount(
                        label_key(column.path[-1]),
                        kind,
                        "annual",
                        None,
                        money,
                        self._ledger.source(cell, "task-amount", column.path),
                        project=named.get("project_name", name),
                        task=name,
                    )
                )
            elif slots[i].role in _NAMES:
                self._ledger.use("任务名称", cell)
            else:
                self._ledger.ignore("任务内容文字，不是指标或金额", cell)
        return True
