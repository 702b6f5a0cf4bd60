"""Links between programmes (资金项目关联) as RDF, in a graph of their own, with the groups that they make.

Programmes stay as the documents made them: only `inProgrammeGroup` is added, and it goes when the link does.
"""

from collections.abc import Iterable, Mapping

from ontology import iri
from ontology.links import ProgrammeLink, groups, main_names
from ontology.nquads import TYPE, Writer, decimal, exact, node, text
from ontology.terms import SKOS, bkg, concept


def link_nquads(links: Iterable[ProgrammeLink], names: Mapping[str, str]) -> bytes:
    """All links and groups. `names`: programme → its name; a link of a programme that has none is left out."""
    writer = Writer(iri.PROGRAMME_LINKS_GRAPH)
    known = [link for link in links if link.left in names and link.right in names]
    for link in known:
        writer.add_all(
            node(iri.programme_link(link.left, link.right)),
            (
                (TYPE, bkg("ProgrammeLink")),
                (bkg("linkedProgramme"), node(link.left)),
                (bkg("linkedProgramme"), node(link.right)),
                (bkg("score"), decimal(link.score)),
                *((bkg("linkEvidence"), text(said)) for said in link.evidence),
                (bkg("linkStatus"), concept("link-status", link.status)),
            ),
        )
    for group, name in main_names(groups(known), known, names).items():
        subject = node(iri.programme_group(group[0]))
        writer.add_all(subject, ((TYPE, bkg("ProgrammeGroup")), (f"<{SKOS}prefLabel>", exact(name))))
        for programme in group:
            writer.add(node(programme), bkg("inProgrammeGroup"), subject)
    return writer.bytes()
