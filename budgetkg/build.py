"""Documents to a graph store and a search index, reading only what changed.

What is built adds up: a build of one folder keeps the documents of an earlier build of another. A file whose
content changed replaces its old reading. A file that has gone is kept until a build with `prune`, which keeps
exactly the files it is given. A file that can no longer be read keeps its last good reading, and is reported.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

from budgetkg import findings_index
from budgetkg.batch import outcomes
from budgetkg.documents import Documents, Findings, Reading
from budgetkg.files import digest, digest_code, link_tree
from budgetkg.findings_index import FindingsIndex
from budgetkg.home import Entry, Generation, Home, Manifest
from budgetkg.intake import Step, Taken, take
from budgetkg.library import LibraryGraph
from budgetkg.links import LINKS, Decisions, find_links, merged_programmes
from budgetkg.merges import Merges
from budgetkg.reading import Failure
from budgetkg.reviews import Reviews, with_statuses
from ingest.archive import exists
from ontology import iri
from ontology.errors import BudgetkgError, IndexError_, StoreError
from ontology.records import Merge
from ontology.system import reason


@dataclass(slots=True)
class Report:
    """What a build did."""

    read: list[Reading] = field(default_factory=list)
    """Read in this run."""
    reused: list[Reading] = field(default_factory=list)
    """Given, and unchanged since they were last read."""
    failures: list[Failure] = field(default_factory=list)
    stale: list[Path] = field(default_factory=list)
    """Files that could not be read now and keep their last good reading."""
    duplicates: list[tuple[Path, Path]] = field(default_factory=list)
    """A file and the one before it that has the same bytes."""
    alike: list[tuple[Entry, ...]] = field(default_factory=list)
    """Documents in use of one agency, year, kind and title whose bytes differ: most likely one disclosure saved twice."""
    gone: list[str] = field(default_factory=list)
    """Paths of documents that are kept although the file has gone."""
    dropped: list[str] = field(default_factory=list)
    """Names of documents that were in use and no longer are."""
    manifest: Manifest | None = None
    """What is in use now; None when there is nothing."""
    renewed: bool = False
    """Whether a new generation was made."""
    found: dict[str, int] = field(default_factory=dict)
    """Findings (疑点) in all documents in use: severity → how many."""

    @property
    def violations(self) -> int:
        readings = [*self.read, *self.reused]
        return sum(found.severity == "Violation" for reading in readings for found in reading.shape_results)


def build(
    files: Sequence[Path],
    home: Home,
    *,
    prune: bool = False,
    encoder: str | None = None,
    step: Step = lambda what, done, total: None,
    jobs: int | None = 1,
) -> Report:
    """Read `files` and put them in use under `home`. Bad files are reported, never raised.

    `encoder` is the model of the search index; without one, that of the index in use, or the built-in one.
    `jobs` processes read, None as many as are usual (`batch.outcomes`); the outcome is the same.
    Raises UsageError when there is no such model, and StoreError when another build runs in the folder or the disk
    fails; what was in use stays in use.
    """
    try:
        with home.locked():
            return _build(files, home, prune, encoder, step, jobs)
    except OSError as error:
        place = error.filename or home.root
        raise StoreError("home.disk", f"写不进去：{reason(error)}", "检查磁盘空间和权限", str(place)) from error


def _build(files: Sequence[Path], home: Home, prune: bool, encoder: str | None, step: Step, jobs: int | None) -> Report:
    report = Report()
    current = home.current()
    before = current.manifest() if current else None
    model = _model(encoder, current)
    documents = Documents(home.documents)
    paths = _read_all(files, documents, before, prune, report, step, jobs)
    entries = _entries(paths, documents, before, prune, report)
    report.alike = _alike(entries)
    if not entries and before is None:
        return report
    findings = _findings(entries, documents, step, jobs)
    for found in findings.values():
        for severity, count in found.counts.items():
            report.found[severity] = report.found.get(severity, 0) + count
    step("找关联 links", len(files), len(files))
    linked = find_links(entries, documents, current)
    merges = Merges(home).all()
    said = (*Decisions(home).all(), *merged_programmes(merges))
    shelved = LibraryGraph(documents, home, entries, current)
    derived = {iri.PROGRAMME_LINKS_GRAPH: linked.graph(said)}
    graphs = _graphs(entries, documents, findings, merges, derived, Reviews(home).statuses())
    keys = {name: key for name, (key, _) in graphs.items()} | {iri.LIBRARY_GRAPH: shelved.key}
    maker = _index_maker(model)
    index = digest([maker.encode(), *(entry.passages.encode() for entry in entries)])
    report.manifest = Manifest(entries, keys, index, version("budgetkg"))
    if current is None or report.manifest != before or not FindingsIndex(current).is_current():
        step("写图库 store", len(files), len(files))
        with home.next_generation() as generation:
            _write_store(generation, current, before, graphs, shelved)
            findings_index.write(generation, report.manifest, current)
            step("写索引 index", len(files), len(files))
            _write_index(generation, current, before, report.manifest, documents, model, maker)
            (generation.path / LINKS).write_bytes(linked.dump())
            (generation.path / "manifest.json").write_bytes(report.manifest.dump())
        report.renewed = True
    documents.keep_only({entry.sha256 for entry in entries})
    return report


def _read_all(
    files: Sequence[Path], documents: Documents, before: Manifest | None, prune: bool, report: Report, step: Step, jobs: int | None
) -> dict[str, str]:
    """Read what needs it; returns for every path looked at the document that it stands for now."""
    known = {path: entry for entry in (before.documents if before else ()) for path in entry.paths}
    given = {str(path.resolve()): path for path in files}
    # A change of the reader concerns the documents of earlier builds too: one store, one way of reading.
    outdated = {} if prune else {path: Path(path) for path, entry in known.items() if not documents.is_current(entry.sha256)}
    queue = given | {path: file for path, file in outdated.items() if path not in given and exists(file)}
    taken = take(queue, {} if prune else known, documents, step, jobs)
    return _told(taken, known, report)


def _told(taken: Iterable[Taken], known: Mapping[str, Entry], report: Report) -> dict[str, str]:
    """Report what became of the files, in their order."""
    paths: dict[str, str] = {}
    first: dict[str, Path] = {}
    for file in taken:
        if isinstance(file.outcome, BudgetkgError):
            report.failures.append(Failure(file.path, file.outcome))
            if file.absolute in known:
                report.stale.append(file.path)
                paths[file.absolute] = known[file.absolute].sha256
            continue
        if file.outcome is None:
            report.duplicates.append((file.path, first[file.sha256]))
        else:
            (report.reused if file.reused else report.read).append(file.outcome)
        paths[file.absolute] = file.outcome.sha256 if file.outcome else file.sha256
        first.setdefault(paths[file.absolute], file.path)
    return paths


def _entries(paths: dict[str, str], documents: Documents, before: Manifest | None, prune: bool, report: Report) -> tuple[Entry, ...]:
    """The documents that are in use from now on, in the order of their hashes."""
    found: dict[str, set[str]] = {}
    for path, sha256 in paths.items():
        found.setdefault(sha256, set()).add(path)
    for entry in before.documents if before else ():
        for path in () if prune else entry.paths:
            if path not in paths:
                found.setdefault(entry.sha256, set()).add(path)
                if not exists(Path(path)):
                    report.gone.append(path)
        if entry.sha256 not in found:
            report.dropped.append(entry.name)
    readings = ((documents.kept(sha256), where) for sha256, where in sorted(found.items()))
    # A name may hold bytes that are no text, which no page and no answer could show.
    return tuple(
        Entry(reading.sha256, tuple(sorted(where)), reading.name.encode("utf-8", "replace").decode(), **reading.about)
        for reading, where in readings
    )


def _alike(entries: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    same: dict[tuple[str | int | None, ...], list[Entry]] = {}
    for entry in entries:
        if entry.agency and entry.year:
            title = "".join(unicodedata.normalize("NFKC", entry.title).split())
            same.setdefault((entry.agency, entry.region, entry.year, entry.kind, title), []).append(entry)
    return [tuple(sorted(group, key=lambda entry: entry.name)) for group in same.values() if len(group) > 1]


def _findings(entries: Sequence[Entry], documents: Documents, step: Step, jobs: int | None) -> dict[str, Findings]:
    """The findings of every document; whatever else is made of its graph is as of today after this too."""
    names = {entry.sha256: entry.name for entry in entries if not documents.is_complete(entry.sha256)}

    def tell(sha256: str, done: int) -> None:
        step(f"查疑点 {names[sha256]}", done, len(names))

    def ended(sha256: str, how: str) -> StoreError:
        place = str(documents.file(sha256, "graph.nq.gz"))
        return StoreError("home.findings", f"查 {names[sha256]} 的疑点时进程{how}", "关掉别的程序，或用 --jobs 1 再 build 一次", place)

    with outcomes(documents.complete, list(names), jobs, ended, tell) as completed:
        for complete in completed:
            complete()
    return {entry.sha256: documents.findings(entry.sha256) for entry in entries}


def _graphs(
    entries: Iterable[Entry],
    documents: Documents,
    findings: dict[str, Findings],
    merges: Sequence[Merge],
    derived: Mapping[str, bytes],
    statuses: dict[str, str],
) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Every named graph of the store: its hash, and how to get its N-Quads. `derived`: those made over all documents."""
    from ontology.code_lists import codes_nquads, years_with_lists
    from ontology.quads import division_nquads
    from ontology.quads_concepts import indicator_concept_nquads
    from ontology.quads_findings import finding_rule_nquads
    from ontology.quads_merges import merge_nquads
    from ontology.vocabulary import vocabulary_nquads
    from search.checks.findings import checks

    def shared(quads: bytes) -> tuple[str, Callable[[], bytes]]:
        return digest([quads]), lambda: quads

    graphs = {
        iri.VOCABULARY_GRAPH: shared(vocabulary_nquads()),
        iri.CONCEPTS_GRAPH: shared(indicator_concept_nquads()),
        iri.FINDING_RULES_GRAPH: shared(finding_rule_nquads(check.rule for check in checks())),
        iri.DIVISIONS_GRAPH: shared(division_nquads((entry.region, entry.year) for entry in entries if entry.region)),
    }
    if merges:
        graphs[iri.MERGES_GRAPH] = shared(merge_nquads(merges))
    graphs |= {name: shared(quads) for name, quads in derived.items() if quads}
    for year in years_with_lists(entry.year for entry in entries if entry.year):
        if codes := codes_nquads(year):
            graphs[iri.codes_graph(year)] = shared(codes)
    for entry in entries:
        graphs[iri.graph(entry.sha256)] = (entry.graph, partial(documents.graph, entry.sha256))
        found = findings[entry.sha256]
        if found.counts:
            file = documents.file(entry.sha256, "findings.nq")
            reviewed = {finding: status for finding, status in statuses.items() if iri.is_finding_of(finding, entry.sha256)}
            if reviewed:
                graphs[iri.findings_graph(entry.sha256)] = shared(with_statuses(file.read_bytes(), reviewed))
            else:
                graphs[iri.findings_graph(entry.sha256)] = (found.digest, file.read_bytes)
    return graphs


def _write_store(
    generation: Generation,
    current: Generation | None,
    before: Manifest | None,
    graphs: dict[str, tuple[str, Callable[[], bytes]]],
    library: LibraryGraph,
) -> None:
    """The store of the last generation by hard links, with the graphs replaced that differ, and the library where it differs."""
    from search.graph.store import GraphStore

    old = before.graphs if before else {}
    if current:
        GraphStore.open(current.store).backup(generation.store)
    store = GraphStore.create(generation.store)
    for name in sorted(old.keys() - graphs.keys() - {iri.LIBRARY_GRAPH}):
        store.remove_graph(name)
    for name, (key, quads) in sorted(graphs.items()):
        if name in old and old[name] != key:
            store.replace_graph(name, quads())
    library.write(store, generation, unchanged=old.get(iri.LIBRARY_GRAPH) == library.key)
    # The most comes last, so that what came before it is merged with it.
    store.add_graphs((name, quads()) for name, (_, quads) in sorted(graphs.items()) if name not in old)
    store.flush()


def _model(wanted: str | None, current: Generation | None) -> str | None:
    """The encoder to index with. One that is asked for is loaded here, so that a wrong name costs no reading."""
    from search.likeness.encoder import load_encoder
    from search.likeness.index_manifest import read_manifest

    if wanted is not None:
        return load_encoder(wanted).name
    try:
        return str(read_manifest(current.index).encoder["name"]) if current else None
    except IndexError_:
        return None  # of another version: it is written anew, with the built-in model


def _index_maker(model: str | None) -> str:
    """Hash of all but the passages that decides what is in an index."""
    from ontology.concepts import load as load_concepts
    from ontology.known_indicators import shipped_digest
    from search.likeness.encoder import encoder_key

    ontology = ("agency_types", "categories", "concepts", "known_indicators", "wording")
    code = digest_code("search/likeness", "search/models", *(f"ontology/{module}.py" for module in ontology))
    return digest([part.encode() for part in (code, load_concepts().digest, shipped_digest(), encoder_key(model))])


def _write_index(
    generation: Generation,
    current: Generation | None,
    before: Manifest | None,
    wanted: Manifest,
    documents: Documents,
    model: str | None,
    maker: str,
) -> None:
    """The index of the last generation, of which only what changed is made anew."""
    if current and before and before.index == wanted.index:
        link_tree(current.index, generation.index)
        return
    from search.likeness.encoder import load_encoder
    from search.likeness.index_writer import update_index
    from search.likeness.passages import Passage, load

    def passages(entry: Entry) -> tuple[str, Callable[[], Iterable[Passage]]]:
        return entry.passages, lambda: load(documents.file(entry.sha256, "passages.jsonl").read_bytes())

    given = {entry.sha256: passages(entry) for entry in wanted.documents}
    update_index(current.index if current else None, generation.index, given, load_encoder(model), maker, link_tree)
