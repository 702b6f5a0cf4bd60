"""Goals and indicators of projects that a disclosure describes in lines of text: 数量指标：开展义诊≥24次 below 项目名称：….

A project is named by its label, or by an item of a list with its amount or its goal right below: （一）旅游宣传推广项目.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Heading, Paragraph
from ingest.projects.target_form import FormAmount, TargetForm, Text
from ingest.tables.indicator_texts import Statement, begins_with_level, statements
from ingest.tables.rowfit import is_level_word
from ingest.targets.indicator_words import level_name, parent_of
from ingest.targets.prose_goals import MAX_TEXT, tells_of
from ingest.values.clauses import parse_value
from ingest.words.list_marks import UNMARKED, depth_of
from ingest.words.text import label_key, tidy, unlisted
from ingest.words.vocabulary import Label, label_of, level_key, levels
from ontology.money import parse_money
from ontology.records import Goal, Indicator, Issue, Source

_LABELLED = re.compile(r"^([^:：。，]{2,16})[:：]\s*(\S.*)$", re.DOTALL)
_ITEM_NAME = re.compile(r"[^,，。；;:：]{2,30}(?:项目|经费|资金|工程|专项|补助|补贴)")
_KIND = re.compile(r"(?:重点|主要|其他|部门|预算|本级|年度|支出|政府|购买|服务|特定|目标类|运转类)*(?:项目|经费|资金|工程|专项)")
"""What names no project: 重点项目, 其他专项."""
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?:亿元|万元|元)")
_SOON = 3
"""How many lines below an item its amount or goal stands."""
_GAP = 6
"""How many lines without an indicator may stand between a project's name and its indicators, or between two of these."""


def targets_in_prose(blocks: Sequence[Heading | Paragraph], sha256: str, year: int | None) -> list[TargetForm]:
    """One form for each project whose goal or indicators stand below its name, each behind a colon after its label."""
    forms: list[TargetForm] = []
    form: TargetForm | None = None
    level1: str | None = None
    idle = 0
    of_list: int | None = None
    """How deep in a list the item stands that names the project; None where a label does."""
    for at, block in enumerate(blocks):
        text = tidy(block.text)
        labelled, label = _labelled(text)
        place = _source(block, text, sha256)
        named = labelled[2] if labelled and label is not None and label.id == "project_name" else None
        if named or (item := _item_name(blocks, at)) is not None:
            of_list = depth_of(text) if named is None else None
            form, level1, idle = TargetForm(0, "project_targets", ""), None, 0
            form.texts["project_name"] = Text((named or item or "").strip("。；; "), place)
            forms.append(form)
            continue
        if form is None:
            continue
        if is_level_word(text) and level_key(text) in levels().level1:
            level1, idle = level_name(text, None), 0
        elif labelled and label is not None and label.kind == "goal" and not tells_of(labelled[1]):
            said = re.split("[:：]", text, maxsplit=1)[1].strip()
            form.goals.append(Goal(label.horizon or "annual", said[:MAX_TEXT], replace(place, rule="prose/goal")))
            idle = 0
        elif of_list is not None and labelled and label is not None and label.kind in {"amount", "section"} and not form.amounts:
            form.amounts += _amount(labelled, place)
        elif begins_with_level(text):
            form.indicators += [_indicator(s, level1, place, year) for s in statements(text)]
            idle = 0
        elif (idle := idle + 1) > _GAP or (of_list is not None and depth_of(text) <= of_list):
            form = None
    return [f for f in forms if f.indicators or f.goals]


def _labelled(text: str) -> tuple[re.Match[str] | None, Label | None]:
    found = _LABELLED.match(label_key(text)) or _LABELLED.match(text)
    return found, label_of(found[1]) if found else None


def _item_name(blocks: Sequence[Heading | Paragraph], at: int) -> str | None:
    """The project that an item of a list names, where the lines below say its amount or its goal."""
    text = tidy(blocks[at].text)
    name = unlisted(text).strip("。；; ")
    if depth_of(text) == UNMARKED or _ITEM_NAME.fullmatch(name) is None or _KIND.fullmatch(name) is not None:
        return None
    below = (_labelled(tidy(b.text))[1] for b in blocks[at + 1 : at + 1 + _SOON])
    return name if any(label is not None and label.kind in {"goal", "amount"} for label in below) else None


def _amount(labelled: re.Match[str], place: Source) -> list[FormAmount]:
    printed = _AMOUNT.match(labelled[2])
    money = parse_money(printed[0], "元") if printed else None
    if money is None or money.yuan is None:
        return []
    return [FormAmount(label_key(labelled[1]), "amount.total", "annual", None, money, replace(place, rule="prose/project"))]


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
