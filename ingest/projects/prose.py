"""Projects that a disclosure describes in labelled lines (项目名称：… 预算安排规模：40.00万元) instead of a table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Heading, Paragraph
from ingest.words.text import label_key, tidy
from ingest.words.vocabulary import label_of
from ontology.money import Money, parse_money
from ontology.records import Source

_LABELLED = re.compile(r"^([^:：。，]{2,16})[:：]\s*(\S.*)$", re.DOTALL)
_AMOUNT = re.compile(r"^\d[\d,]*(?:\.\d+)?(?:亿元|万元|元)")
REACH = 8
"""How many lines after 项目名称 its amount may stand."""


@dataclass(frozen=True, slots=True)
class ProseProject:
    name: str
    amount: Money
    name_source: Source
    amount_source: Source


def projects_in_prose(blocks: Sequence[Heading | Paragraph], sha256: str) -> Iterator[ProseProject]:
    """Projects whose name and amount stand in labelled lines below each other, with their unit."""
    name: tuple[str, Source, int] | None = None
    for index, block in enumerate(blocks):
        labelled = _LABELLED.match(tidy(block.text))
        label = label_of(labelled[1]) if labelled else None
        if labelled is None or label is None:
            continue
        end = block.line_end if isinstance(block, Paragraph) else block.line_start
        source = Source(sha256, "prose/project", tidy(block.text), block.line_start, end, block.page)
        if label.id == "project_name":
            name = (labelled[2].strip("。；; "), source, index)
        elif name and label.kind == "amount" and index - name[2] <= REACH and (printed := _AMOUNT.match(labelled[2])):
            money = parse_money(printed[0], "元")
            if money is not None and money.yuan is not None and label_key(labelled[1]):
                yield ProseProject(name[0], money, name[1], source)
            name = None
