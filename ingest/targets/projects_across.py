"""Forms beside each other, a column for each project: 项目名称 | first | second, then lines of levels, names and values below.

Level | 三级指标 | first's name | second's name, and 指标值 | first's | second's in the line below; labels with one text a project.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.blocks import Cell, Row
from ingest.tables.align import Alignment, Slot
from ingest.tables.columns import Column
from ingest.tables.project_columns import heads_something
from ingest.tables.rowfit import is_level_word
from ingest.targets.indicator_header import IndicatorHeader
from ingest.words.horizons import horizon_of
from ingest.words.text import is_blank
from ingest.words.vocabulary import Concept, concept_of, label_of, level_key, levels

_OF_INDICATOR = frozenset(
    {"value", "nature_sign", "value_unit", "weight", "description", "value_basis", "value_explanation", "actual", "score"}
)


@dataclass(slots=True)
class ProjectAcross:
    """One project: labels with its cells, and its indicators as cells with the index of their slot."""

    labels: list[tuple[Cell, Cell]] = field(default_factory=list)
    indicators: list[list[tuple[Cell, int]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProjectsAcross:
    header: IndicatorHeader
    height: int
    headings: tuple[Cell, ...]
    projects: tuple[ProjectAcross, ...]


def projects_across(rows: Sequence[Row], start: int) -> ProjectsAcross | None:
    """The forms that begin at row index `start` with the names of several projects, or None."""
    names = [c for c in rows[start] if not is_blank(c.text)]
    if len(names) < 3 or (label := label_of(names[0].text)) is None or label.id != "project_name":
        return None
    if any(heads_something(c) for c in names[1:]):
        return None
    projects = {c.column: ProjectAcross([(names[0], c)]) for c in names[1:]}
    lines = _Lines(projects, first=names[1].column, headings=[names[0]])
    end = start + 1
    while end < len(rows) and lines.take([c for c in rows[end] if not is_blank(c.text)]):
        end += 1
    if not any(i for p in projects.values() for i in p.indicators) or "value" not in lines.roles:
        return None
    return ProjectsAcross(lines.header(), end - start, tuple(lines.headings), tuple(projects.values()))


@dataclass(slots=True)
class _Lines:
    projects: dict[int, ProjectAcross]
    """By the column that they begin in."""
    first: int
    headings: list[Cell]
    roles: list[str] = field(default_factory=lambda: ["level1", "level2", "indicator"])
    concepts: dict[str, tuple[str, Concept]] = field(default_factory=dict)
    """Role → heading and what it means."""
    level1: Cell | None = None
    level2: Cell | None = None

    def take(self, cells: Sequence[Cell]) -> bool:
        """Take one line, of levels or labels; False where it is neither."""
        left = [c for c in cells if c.column < self.first]
        right = [c for c in cells if c.column >= self.first]
        if not left or any(c.column not in self.projects for c in right):
            return False
        words = [c for c in left if is_level_word(c.text)]
        heads = [c for c in left if not is_level_word(c.text)]
        concept = concept_of(heads[-1].text) if heads else None
        role = concept.id if concept is not None and concept.id in {"indicator", *_OF_INDICATOR} else None
        label = label_of(heads[-1].text) if heads else None
        if role is None and (words or label is None):
            return False
        self.headings += [c for c in left if c not in words]
        if role is None:
            for cell in right:
                self.projects[cell.column].labels.append((heads[-1], cell))
            return True
        self._open(words)
        assert concept is not None
        self.concepts.setdefault(role, (heads[-1].text, concept))
        self.roles += [role] if role not in self.roles else []
        if role == "indicator" and (self.level1 or self.level2) is None:
            return False
        for cell in right:
            self._place(self.projects[cell.column], cell, role)
        return True

    def _open(self, words: Sequence[Cell]) -> None:
        for word in words:
            key = level_key(word.text)
            if key in levels().level1 and ((len(words) > 1 and word is words[0]) or (key not in levels().parent and self._opens(key))):
                self.level1, self.level2 = word, None
            else:
                self.level2 = word

    def _opens(self, key: str) -> bool:
        """Whether a word that may be of either level opens a first one: 成本指标 does where 产出指标 has not been printed."""
        return key not in levels().either or self.level1 is None

    def _place(self, project: ProjectAcross, cell: Cell, role: str) -> None:
        at = self.roles.index(role)
        if role == "indicator":
            above = [(c, i) for i, c in ((0, self.level1), (1, self.level2)) if c is not None]
            project.indicators.append([*above, (cell, at)])
        elif project.indicators and all(i != at for _, i in project.indicators[-1]):
            project.indicators[-1].append((cell, at))

    def header(self) -> IndicatorHeader:
        slots = tuple(Slot(role, at, at) for at, role in enumerate(self.roles, 1))
        named = [self.concepts.get(role, (role, Concept(role, "target"))) for role in self.roles]
        columns = tuple(Column(at, at, (head,), (concept,)) for at, (head, concept) in enumerate(named, 1))
        horizons = tuple(
            (horizon_of(head) or "annual") if role == "value" else None for role, (head, _) in zip(self.roles, named, strict=True)
        )
        return IndicatorHeader(slots, columns, horizons, (None,))


def aligned(project: ProjectAcross) -> list[Alignment]:
    """Each indicator's cells in their slots."""
    return [Alignment(tuple(sorted(cells, key=lambda place: place[1])), (), 0.0) for cells in project.indicators]
