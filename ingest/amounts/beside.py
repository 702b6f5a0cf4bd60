"""What a list of projects says beside their money: how they were assessed, and what they are to achieve."""

from ingest.blocks import Cell
from ingest.tables.columns import Column
from ingest.tables.ledger import Ledger
from ingest.words.numerals import points
from ingest.words.text import fold, has_cjk, tidy
from ingest.words.vocabulary import heading_key
from ontology.records import Goal, SelfAssessment


def assessment_of(score: Cell | None, grade: Cell | None, ledger: Ledger) -> SelfAssessment | None:
    """自评得分 and 自评等级 beside a project."""
    scored = points(fold(score.text)) if score is not None else None
    if grade is not None:
        ledger.use("自评等级", grade)
    if score is not None and scored is not None:
        ledger.use("自评总分", score)
    elif score is not None:
        ledger.report("targets.score", f"自评得分不是数：{tidy(score.text)[:20]}", score)
    places = [ledger.source(cell, "assessment") for cell in (None if scored is None else score, grade) if cell is not None]
    if not places:
        return None
    graded = tidy(grade.text) if grade is not None else None
    return SelfAssessment(scored, None, graded, places[0], places[-1] if graded else None)


def holds_goals(column: Column) -> bool:
    """Whether a column of a list is 绩效目标, which heads a part of a form elsewhere."""
    leaf = column.leaf
    return leaf is not None and (leaf.id == "goal" or (leaf.id == "section" and heading_key(column.path[-1]).endswith("目标")))


def goal_of(cell: Cell | None, column: Column, ledger: Ledger) -> Goal | None:
    """绩效目标 beside a project."""
    if cell is None or not has_cjk(cell.text):
        return None
    ledger.use("绩效目标", cell)
    return Goal(column.horizon or "annual", tidy(cell.text), ledger.source(cell, "goal", column.path))
