"""Performance goals that a disclosure states in prose (绩效目标：…), outside any table."""

import re
from collections.abc import Collection, Sequence

from ingest.blocks import Heading, Paragraph
from ingest.words.horizons import horizon_of
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import label_of
from ontology.records import Goal, Source

_LABELLED = re.compile(r"^([^:：。，]{2,14})[:：]\s*(\S.*)$", re.DOTALL)
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]|目标\s*\d)")
_GOAL_HEADING = re.compile(r"(?:总体|整体|年度|部门|单位)(?:绩效)?目标$")
_TOLD_OF = re.compile(r"(?:说明|情况)$")
"""绩效目标说明：2022年…实现了绩效目标管理全覆盖 tells how goals are managed, and is none."""
_DEFINES = re.compile(r"(?:是指|指(?![导挥标引派定明]))")
"""绩效目标：指预算资金…达到的产出和效果 among the explained terms (名词解释)."""
_INDICATOR_LABELS = frozenset({"绩效指标", "主要指标", "指标"})
MAX_TEXT = 600


def goals_in_prose(blocks: Sequence[Heading | Paragraph], sha256: str, others: Collection[Source] = ()) -> tuple[Goal, ...]:
    """Sentences labelled 绩效目标 or 绩效指标, and the items below a heading such as 总体绩效目标.

    others: the places of goals that are a project's.
    """
    taken = {(place.page, place.line_start, place.text) for place in others}
    found: list[Goal] = []
    under: Heading | None = None
    for block in blocks:
        text = tidy(block.text)
        if (block.page, block.line_start, text) in taken:
            continue
        labelled = _LABELLED.match(text)
        label = label_of(labelled[1]) if labelled else None
        is_goal = labelled is not None and label is not None and label.kind == "goal" and not tells_of(labelled[1])
        if labelled and _DEFINES.match(labelled[2]) is not None:
            continue
        if labelled and (is_goal or fold(labelled[1]) in _INDICATOR_LABELS):
            horizon = (label.horizon if label else None) or "annual"
            found.append(Goal(horizon, labelled[2][:MAX_TEXT], _source(block, text, sha256, under)))
        elif isinstance(block, Heading):
            under = block if _GOAL_HEADING.search(fold(text)) else None
        elif under is not None and _ITEM.match(text):
            found.append(Goal(horizon_of(under.text) or "annual", text[:MAX_TEXT], _source(block, text, sha256, under)))
    return tuple(found)


def tells_of(label: str) -> bool:
    """Whether a label announces what is told of goals, and no goal."""
    return _TOLD_OF.search(fold(label)) is not None


def _source(block: Heading | Paragraph, text: str, sha256: str, under: Heading | None) -> Source:
    end = block.line_end if isinstance(block, Paragraph) else block.line_start
    heading = (tidy(under.text),) if under else ()
    return Source(sha256, "prose/goal", text, block.line_start, end, block.page, heading=heading)
