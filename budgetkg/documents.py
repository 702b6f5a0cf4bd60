"""What each document was read into, kept on disk, so that a build reads only what changed."""

import gzip
import json
import shutil
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from budgetkg.files import digest, digest_code, replace_file, replace_folder
from budgetkg.reading import explain, internal
from ontology.errors import BudgetkgError, StoreError
from ontology.privacy import mask

if TYPE_CHECKING:
    from ingest.explain import ExplainedDocument
    from ontology.library import Member
    from search.funding.programmes import Programme

FILES = ("explained.json.gz", "graph.nq.gz", "passages.jsonl", "reader.json")


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One result of a SHACL shape on one document."""

    severity: str
    message: str
    focus: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it was read: the folder with its files, and what lists and checks need of them."""

    folder: Path
    name: str
    about: dict[str, Any]
    """Hashes and figures of `home.Entry`, without the paths."""
    shape_results: tuple[ShapeResult, ...]

    @property
    def sha256(self) -> str:
        return self.folder.name


@dataclass(frozen=True, slots=True)
class Findings:
    """What the finding rules (疑点规则) found in one document."""

    digest: str
    """SHA-256 of `findings.nq`."""
    counts: dict[str, int]
    """Severity → how many."""


class Documents:
    """The folder `documents` of a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def reader(self) -> str:
        """Hash of everything that decides how a file is read: code, rule files, vocabulary and shapes.

        A form that is dropped in makes every document be read again; so does a change of the code.
        """
        kept = "budgetkg/documents.py", "budgetkg/explained.py", "search/likeness/passages.py"
        checked = (f"search/graph/{name}.py" for name in ("store", "query_result", "unknown_terms", "validate"))
        return digest_code("ontology", "ingest", *kept, *checked)

    @cached_property
    def finder(self) -> str:
        """Hash of everything that decides what is found in a document that has been read: the rules and what runs them."""
        rules = "search/checks/rules", "search/checks/findings.py", "search/checks/working.py", "search/graph/query_header.py"
        return digest_code(*rules, "ontology/findings.py", "ontology/quads_findings.py")

    def findings(self, sha256: str) -> Findings:
        """What the rules of today find in a document, found anew only where the rules or its graph changed."""
        key = digest([self.finder.encode(), self._graph_key(sha256)])
        about = self.file(sha256, "findings.json")
        if about.is_file() and self.file(sha256, "findings.nq").is_file():
            kept: dict[str, Any] = json.loads(about.read_bytes())
            if kept["key"] == key:
                return Findings(kept["digest"], kept["counts"])
        return self._find(sha256, self.graph(sha256), key)

    @cached_property
    def linker(self) -> str:
        """Hash of everything that decides what linking compares of a document that has been read."""
        return digest_code("search/funding/programmes.py")

    def programmes(self, sha256: str) -> "list[Programme]":
        """What linking compares of a document, taken from its graph anew only where that changed."""
        from search.funding.programmes import dump, load, programmes

        key = digest([self.linker.encode(), self._graph_key(sha256)])
        about, lines = self.file(sha256, "programmes.json"), self.file(sha256, "programmes.jsonl")
        if about.is_file() and lines.is_file() and json.loads(about.read_bytes())["key"] == key:
            return load(lines.read_bytes())
        found = programmes(self.graph(sha256))
        replace_file(lines, dump(found))
        replace_file(about, _json({"key": key}))
        return found

    @cached_property
    def librarian(self) -> str:
        """Hash of everything that decides what a document that has been read gives to the indicator library."""
        names = ("indicator_meaning.py", "library.py", "codes/indicator_wordings.toml", "codes/units.csv")
        return digest_code("search/library.py", *(f"ontology/{name}" for name in names))

    def library_key(self, sha256: str) -> str:
        """Hash of all that decides what a document gives to the indicator library."""
        return digest([self.librarian.encode(), self._graph_key(sha256)])

    def _graph_key(self, sha256: str) -> bytes:
        """Hash of a document's graph as it was written, so that the graph itself is read only where something is made of it."""
        key: str = self.kept(sha256).about["graph"]
        return key.encode()

    def library_members(self, sha256: str) -> "list[Member]":
        """What a document gives to the indicator library, taken from its graph anew only where that changed."""
        from search.library import dump, load, members

        key = self.library_key(sha256)
        about, lines = self.file(sha256, "library.json"), self.file(sha256, "library.jsonl")
        if about.is_file() and lines.is_file() and json.loads(about.read_bytes())["key"] == key:
            return load(lines.read_bytes())
        found = members(self.graph(sha256))
        replace_file(lines, dump(found))
        replace_file(about, _json({"key": key}))
        return found

    def _find(self, sha256: str, graph: bytes, key: str) -> Findings:
        from ontology.quads_findings import findings_nquads
        from search.checks.findings import find

        found = find(graph)
        quads = findings_nquads(sha256, found)
        made = Findings(digest([quads]), dict(sorted(Counter(finding.rule.severity for finding in found).items())))
        # The key last: killed in between, they are found again.
        replace_file(self.file(sha256, "findings.nq"), quads)
        replace_file(self.file(sha256, "findings.json"), _json({"key": key, "digest": made.digest, "counts": made.counts}))
        return made

    def graph(self, sha256: str) -> bytes:
        """N-Quads of a document. They are kept compressed: the same IRIs again and again, a twenty-fifth of the bytes."""
        file = self.file(sha256, "graph.nq.gz")
        try:
            return gzip.decompress(file.read_bytes())
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            message, hint = f"一份文件的抽取结果读不出来：{error}", "删除这个目录，再 build 这份文件"
            raise StoreError("home.document", message, hint, str(file.parent)) from error

    def explained(self, sha256: str) -> "ExplainedDocument | None":
        """A document cell by cell, as it was read; None where that is not kept."""
        from budgetkg.explained import load

        file = self.file(sha256, "explained.json.gz")
        return load(file.read_bytes()) if file.is_file() else None

    def file(self, sha256: str, name: str) -> Path:
        return self.folder / sha256 / name

    def is_current(self, sha256: str) -> bool:
        """Whether the document was read by the code and rules of today."""
        kept = self._load(sha256)
        return kept is not None and kept["reader"] == self.reader

    def find(self, sha256: str, names: frozenset[str]) -> Reading | None:
        """The reading of a document, if it is whole, up to date, and of a file that has one of these names."""
        kept = self._load(sha256)
        if kept is None or kept["reader"] != self.reader or kept["name"] not in names:
            return None
        return self._reading(sha256, kept)

    def kept(self, sha256: str) -> Reading:
        """The reading of a document, whatever read it. Raises StoreError when it is not there."""
        kept = self._load(sha256)
        if kept is None:
            folder = self.folder / sha256
            raise StoreError("home.document", "一份文件的抽取结果不见了", "连同这份文件重新 build，或加 --prune", str(folder))
        return self._reading(sha256, kept)

    def keep_only(self, documents: set[str]) -> None:
        """Forget the readings of all other documents."""
        for folder in self.folder.glob("*"):
            if folder.name not in documents:
                shutil.rmtree(folder)

    def _load(self, sha256: str) -> dict[str, Any] | None:
        if not all(self.file(sha256, name).is_file() for name in FILES):
            return None
        kept: dict[str, Any] = json.loads(self.file(sha256, "reader.json").read_bytes())
        return kept

    def _reading(self, sha256: str, kept: dict[str, Any]) -> Reading:
        results = tuple(ShapeResult(**result) for result in kept.get("shape_results", ()))
        return Reading(self.folder / sha256, kept["name"], kept["about"], results)

    def make(self, path: Path) -> Reading:
        """Read a file and keep the outcome. Raises BudgetkgError; nothing is kept then."""
        document = explain(path)
        try:
            return self._keep(path, document)
        except BudgetkgError:
            raise
        except OSError:
            raise  # the disk of the home, not the document
        except Exception as error:
            raise internal(error, path) from error

    def _keep(self, path: Path, document: "ExplainedDocument") -> Reading:
        from budgetkg.explained import dump as dump_explained
        from ontology.quads import to_nquads
        from search.graph.validate import validate_nquads
        from search.likeness.passages import dump, passages

        record = document.record
        graph, passage_lines = to_nquads(record), dump(passages(record))
        results = tuple(
            ShapeResult(result.shape.severity, result.shape.message_zh, mask(result.focus.value))
            for result in validate_nquads(graph).results
        )
        about = {
            "graph": digest([graph]),
            "passages": digest([passage_lines]),
            "title": record.document.title,
            "agency": record.agency.name if record.agency else None,
            "region": record.agency.region if record.agency else None,
            "year": record.document.fiscal_year,
            "projects": len(record.projects),
            "targets": len(record.department_indicators) + sum(len(project.indicators) for project in record.projects),
            "triples": graph.count(b"\n"),
            "issues": len(record.issues),
            "kind": record.document.kind,
            "level": record.agency.level if record.agency else None,
        }
        kept = {
            "reader": self.reader,
            "name": path.name,
            "about": about,
            "shape_results": [{"severity": r.severity, "message": r.message, "focus": r.focus} for r in results],
        }
        folder = self.folder / record.document.sha256
        files = {"explained.json.gz": dump_explained(document), "passages.jsonl": passage_lines, "reader.json": _json(kept)}
        files["graph.nq.gz"] = compressed(graph)
        replace_folder(folder, files)
        return Reading(folder, path.name, about, results)


def compressed(graph: bytes) -> bytes:
    return gzip.compress(graph, compresslevel=1, mtime=0)  # no time, so that the same graph gives the same bytes


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")
