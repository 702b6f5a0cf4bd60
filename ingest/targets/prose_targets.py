"""Indicators of projects that a disclosure describes in lines of text: 数量指标：开展义诊≥24次 below 项目名称：…."""

import re
from collections.abc import Sequence

from ingest.blocks import Heading, Paragraph
from ingest.projects.target_form import TargetForm, Text
from ingest.tables.indicator_texts import Statement, begins_with_level, statements
from ingest.tables.rowfit import is_level_word
from ingest.targets.indicator_words import level_name, parent_of
from ingest.values.clauses import parse_value
from ingest.words.text import label_key, tidy
from ingest.words.vocabulary import label_of, level_key, levels
from ontology.records import Indicator, Issue, Source

_LABELLED = re.compile(r"^([^:：。，]{2,16})[:：]\s*(\S.*)$", re.DOTALL)
_GAP = 6
"""How many lines without an indicator may stand between a project's name and its indicators, or between two of these."""


def targets_in_prose(blocks: Sequence[Heading | Paragraph], sha256: str, year: int | None) -> list[TargetForm]:
    """One form for each project whose indicators stand below its name, each behind a colon after its level."""
    forms: list[TargetForm] = []
    form: TargetForm | None = None
    level1: str | None = None
    idle = 0
    for block in blocks:
        text = tidy(block.text)
        labelled = _LABELLED.match(label_key(text)) or _LABELLED.match(text)
        label = label_of(labelled[1]) if labelled else None
        place = _source(block, text, sha256)
        if labelled and label is not None and label.id == "project_name":
            form, level1, idle = TargetForm(0, "project_targets", ""), None, 0
            form.texts["project_name"] = Text(labelled[2].strip("。；; "), place)
            forms.append(form)
            continue
        if form is None:
            continue
        if is_level_word(text) and level_key(text) in levels().level1:
            level1, idle = level_name(text, None), 0
        elif begins_with_level(text):
            form.indicators += [_indicator(s, level1, place, year) for s in statements(text)]
            idle = 0
        elif (idle := idle + 1) > _GAP:
            form = None
    return [f for f in forms if f.indicators]


def without_value(form: TargetForm) -> list[Issue]:
    """An issue for each indicator whose value can't be told from its name, as the reader of tables has it."""
    message = "指标“{}”没有指标值（没有写，或与名称分不开，整句记为名称）"
    unparted = [i for i in form.indicators if i.raw_value is None]
    return [Issue("targets.value-missing", "warning", message.format(i.name), "请对照原文核对", i.source) for i in unparted]


def _indicator(stated: Statement, above: str | None, place: Source, year: int | None) -> Indicator:
    level1 = level_name(stated.level1, None) if stated.level1 else above
    level2 = level_name(stated.level2, level1) if stated.level2 else None
    level1 = level1 or (parent_of(level2, None) if level2 else None)
    return Indicator(
        name=stated.name,
        level1=level1,
        level2=level2,
        horizon="annual",
        raw_value=stated.value,
        clauses=parse_value(stated.value, indicator=stated.name, fiscal_year=year) if stated.value else (),
        source=place,
        name_source=place,
        value_source=place if stated.value else None,
    )


def _source(block: Heading | Paragraph, text: str, sha256: str) -> Source:
    end = block.line_end if isinstance(block, Paragraph) else block.line_start
    return Source(sha256, "prose/indicator", text, block.line_start, end, block.page)
