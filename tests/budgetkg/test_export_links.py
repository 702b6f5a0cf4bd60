"""Links between programmes go with the documents of both ends, in every format that has a place for them."""

from pathlib import Path

import pyoxigraph as ox

from budgetkg.cli import run


def export(home: Path, out: Path, form: str, *chosen: str) -> str:
    assert run(["export", "--home", str(home), "--format", form, "--out", str(out), *chosen]) == 0
    return out.read_text("utf-8")


def test_programme_links_come_with_the_documents_of_both_ends(sample_home: Path, tmp_path: Path) -> None:
    def said(*chosen: str) -> set[str]:
        return {line for line in export(sample_home, tmp_path / "out.nq", "nq", *chosen).splitlines() if "graph/programme-links" in line}

    links = said()
    assert any("linkEvidence" in line for line in links) and any("linkStatus" in line for line in links)
    # One document alone: the group that its programme is in, and no link to what is not there
    hongqi = said("--document", "hongqi-2022.txt")
    assert hongqi < links
    assert sum("inProgrammeGroup" in line for line in hongqi) == 1 and not any("linkedProgramme" in line for line in hongqi)
    two = said("--document", "hongqi-2022.txt", "--document", "jiaozuo-2020.txt")
    ends: dict[str, set[str]] = {}
    for line in two:
        if "linkedProgramme" in line:
            ends.setdefault(line.split()[0], set()).add(line.split()[2])
    members = {line.split()[0] for line in two if "inProgrammeGroup" in line}
    assert ends and all(len(pair) == 2 for pair in ends.values()) and any(pair <= members for pair in ends.values())


def test_the_cube_tells_the_programme_of_every_project(sample_home: Path, tmp_path: Path) -> None:
    graph = {str(quad.triple) for quad in ox.parse(export(sample_home, tmp_path / "out.ttl", "cube"), format=ox.RdfFormat.TURTLE)}
    groups = {line.split()[0] for line in graph if "inProgrammeGroup" in line}
    assert len(groups) >= 6 and any("prefLabel" in line and "信访专项救助资金" in line for line in graph)
