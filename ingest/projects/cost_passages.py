"""The texts of a project that may say what its money is for (测算明细), and the breakdowns that they hold.

A list that is printed twice (in the overview and again in the goal) is one: the first place counts.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Heading, Paragraph
from ingest.projects.cost_items import breakdowns
from ingest.projects.cost_words import ANNOUNCED
from ingest.projects.prose import REACH
from ingest.projects.target_form import TargetForm, Text
from ingest.words.text import label_key, tidy
from ingest.words.vocabulary import label_of
from ontology.costs import CostBreakdown, CostItem
from ontology.records import Source

_LABELLED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s*)?([^:：。，]{2,16})[:：]\s*(\S.*)$", re.DOTALL)
_REACH = 2 * REACH
"""How many lines below 项目名称 its texts may stand: a few more than its amount."""


def itemises(text: str, source: Source) -> bool:
    """Whether a text holds a breakdown of any year."""
    return bool(breakdowns(text, source, None))


def project_breakdowns(form: TargetForm | None, notes: Sequence[Text], year: int | None) -> tuple[CostBreakdown, ...]:
    """All breakdowns of a project's texts: overview first, then grounds, goals and lines of text."""
    texts = [*(form.texts[role] for role in ("overview", "content") if role in form.texts), *form.notes] if form else []
    goals = [Text(goal.text, goal.source) for goal in form.goals] if form else []
    known: set[tuple[object, ...]] = set()
    found: list[CostBreakdown] = []
    for text in (*texts, *goals, *notes):
        for breakdown in breakdowns(text.text, text.source, year):
            said = {_key(item) for item in breakdown.items}
            if not said <= known:
                found.append(breakdown)
                known |= said
    return tuple(found)


def _key(item: CostItem) -> tuple[object, ...]:
    return item.label, item.amount, item.price


def cost_texts_in_prose(blocks: Sequence[Heading | Paragraph], sha256: str) -> Iterator[tuple[str, Text]]:
    """Project names with the labelled lines below them that may itemise its money (项目概况：…, 资金分配情况：…)."""
    name: tuple[str, int] | None = None
    for index, block in enumerate(blocks):
        labelled = _LABELLED.match(tidy(block.text))
        if labelled is None:
            continue
        label = label_of(labelled[1])
        if label is not None and label.id == "project_name":
            name = (labelled[2].strip("。；; "), index)
            continue
        told = (label is not None and label.id in {"overview", "rationale"}) or ANNOUNCED.search(label_key(labelled[1]))
        if name and told and index - name[1] <= _REACH:
            end = block.line_end if isinstance(block, Paragraph) else block.line_start
            yield (
                name[0],
                Text(
                    labelled[2],
                    Source(sha256, "prose/project", tidy(block.text), block.line_start, end, block.page, heading=(labelled[1],)),
                ),
            )
