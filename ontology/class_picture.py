"""The picture of the classes, as a graph for Graphviz. The drawn picture ships as `classes.svg`.

    python -m ontology.class_picture | dot -Tsvg > ontology/classes.svg

Graphviz lays out better than anything that pip installs, but not everyone has it: so it is asked once for a version of
the vocabulary, and a test compares what is drawn with what the vocabulary says.
"""

from collections.abc import Iterator

from ontology.reference import SECTIONS, Term, terms

_COLOURS = {
    "who and where": "#e8f1fa",
    "money": "#fdf1dc",
    "projects and targets": "#e9f5e9",
    "provenance": "#f0eef6",
    "findings, links, merges": "#fbeaea",
}

#: Said of nearly every class: drawn, it would hide the rest.
_EVERYWHERE = {"agency"}


def classes() -> list[Term]:
    return [term for term in terms() if term.kind == "Class"]


def edges() -> list[tuple[str, str, str]]:
    """(from, to, label): object properties between two of our classes, and subclasses with an empty label."""
    names = {term.name for term in classes()}
    found: dict[tuple[str, str], list[str]] = {}
    for term in terms():
        ends = [name.removeprefix("bkg:") for name in term.range]
        for start in (name.removeprefix("bkg:") for name in term.domain):
            for end in ends if term.kind == "ObjectProperty" else ():
                if {start, end} <= names and term.name not in _EVERYWHERE:
                    found.setdefault((start, end), []).append(term.label.zh)
    above = [(term.name, name.removeprefix("bkg:"), "") for term in classes() for name in term.above if name.removeprefix("bkg:") in names]
    return sorted(above + [(*pair, "\\n".join(labels)) for pair, labels in found.items()])


def dot() -> str:
    """The whole picture in Graphviz's language."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    font = 'fontname="Noto Sans CJK SC"'
    yield "digraph classes {"
    yield f'  graph [rankdir=LR, newrank=true, ranksep=0.7, nodesep=0.22, {font}, fontsize=13, bgcolor="transparent"];'
    yield f'  node [shape=box, style="filled,rounded", color="#8a8f98", fillcolor=white, {font}, fontsize=11, margin="0.12,0.06"];'
    yield f'  edge [color="#6b7280", {font}, fontsize=9, fontcolor="#374151", arrowsize=0.7];'
    for number, section in enumerate(dict.fromkeys(term.section for term in classes())):
        yield f"  subgraph cluster_{number} {{"
        yield f'    label="{SECTIONS[section]} {section}"; style="filled,rounded"; color="{_COLOURS.get(section, "#f3f4f6")}";'
        for term in classes():
            if term.section == section:
                yield f'    {term.name} [label="{term.label.zh}\\n{term.name}", URL="#{term.name}", tooltip="{term.definition.zh}"];'
        yield "  }"
    for start, end, label in edges():
        style = f'label="{label}"' if label else 'arrowhead=empty, style=dashed, color="#b45309"'
        yield f"  {start} -> {end} [{style}];"
    yield "}"


if __name__ == "__main__":
    print(dot(), end="")
