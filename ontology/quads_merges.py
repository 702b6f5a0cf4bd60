"""Merges (合并) as RDF: that two nodes are one body or project, said so that it can be taken back.

Neither node is changed. What queries follow is `mergedInto`, which is written only while the merge is in force.
"""

from collections.abc import Iterable

from ontology import iri
from ontology.nquads import TYPE, Writer, boolean, instant, node, text
from ontology.records import Merge
from ontology.terms import PROV, bkg


def merge_nquads(merges: Iterable[Merge]) -> bytes:
    """All merges, those taken back too, in a graph of their own."""
    writer = Writer(iri.MERGES_GRAPH)
    for merge in merges:
        merged, main = node(merge.merged), node(merge.main)
        in_force = merge.withdrawn_at is None
        writer.add_all(
            node(iri.merge(merge.merged, merge.main)),
            (
                (TYPE, bkg("Merge")),
                (bkg("mergedEntity"), merged),
                (bkg("mainEntity"), main),
                (bkg("mergeReason"), text(merge.reason)),
                (bkg("inForce"), boolean(in_force)),
                (f"<{PROV}generatedAtTime>", instant(merge.stated_at)),
                (f"<{PROV}invalidatedAtTime>", instant(merge.withdrawn_at) if merge.withdrawn_at else None),
            ),
        )
        if in_force:
            writer.add(merged, bkg("mergedInto"), main)
    return writer.bytes()
