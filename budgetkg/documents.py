"""What each document was read into, kept on disk, so that a build reads only what changed."""

import gzip
import json
import shutil
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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

    @cached_property
    def linker(self) -> str:
        """Hash of everything that decides what linking compares of a document that has been read."""
        return digest_code("search/funding/programmes.py")

    @cached_property
    def librarian(self) -> str:
        """Hash of everything that decides what a document that has been read gives to the indicator library."""
        names = ("indicator_meaning.py", "library.py", "codes/indicator_wordings.toml", "codes/units.csv")
        return digest_code("search/library.py", *(f"ontology/{name}" for name in names))

    def __getstate__(self) -> dict[str, Any]:
        """With the hashes, which a copy in another process then need not make again."""
        hashes = {name: getattr(self, name) for name in ("reader", *(product.code for product in _PRODUCTS.values()))}
        return {"folder": self.folder, **hashes}

    def findings(self, sha256: str) -> Findings:
        """What the rules of today find in a document, found anew only where the rules or its graph changed."""
        about = self._product(sha256, "findings")
        return Findings(about["digest"], about["counts"])

    def programmes(self, sha256: str) -> "list[Programme]":
        """What linking compares of a document, taken from its graph anew only where that changed."""
        from search.funding.programmes import load

        self._product(sha256, "programmes")
        return load(self.file(sha256, _PRODUCTS["programmes"].file).read_bytes())

    def library_members(self, sha256: str) -> "list[Member]":
        """What a document gives to the indicator library, taken from its graph anew only where that changed."""
        from search.library import load

        self._product(sha256, "library")
        return load(self.file(sha256, _PRODUCTS["library"].file).read_bytes())

    def library_key(self, sha256: str) -> str:
        """Hash of all that decides what a document gives to the indicator library."""
        return self._key("library", self._graph_key(sha256))

    def is_complete(self, sha256: str) -> bool:
        """Whether all that is made of a document's graph is what the code and rules of today make of it."""
        graph = self._graph_key(sha256)
        return all((about := self._noted(sha256, name)) is not None and about["key"] == self._key(name, graph) for name in _PRODUCTS)

    def complete(self, sha256: str) -> None:
        """Make anew what is made of a document's graph, where the graph or what makes it changed."""
        for name in _PRODUCTS:
            self._product(sha256, name)

    def _product(self, sha256: str, name: str) -> dict[str, Any]:
        """What is noted beside something that is made of a document's graph; made now where it is not there as of today."""
        key = self._key(name, self._graph_key(sha256))
        about = self._noted(sha256, name)
        if about is None or about["key"] != key:
            content, about = self._make(name, sha256, self.graph(sha256), key)
            # The key last: killed in between, it is made again.
            replace_file(self.file(sha256, _PRODUCTS[name].file), content)
            replace_file(self.file(sha256, f"{name}.json"), _json(about))
        return about

    def _make(self, name: str, sha256: str, graph: bytes, key: str) -> tuple[bytes, dict[str, Any]]:
        content, figures = _PRODUCTS[name].make(sha256, graph)
        return content, {"key": key, **figures}

    def _noted(self, sha256: str, name: str) -> dict[str, Any] | None:
        about = self.file(sha256, f"{name}.json")
        if not about.is_file() or not self.file(sha256, _PRODUCTS[name].file).is_file():
            return None
        noted: dict[str, Any] = json.loads(about.read_bytes())
        return noted

    def _key(self, name: str, graph: str) -> str:
        code: str = getattr(self, _PRODUCTS[name].code)
        return digest([code.encode(), graph.encode()])

    def _graph_key(self, sha256: str) -> str:
        """Hash of a document's graph as it was written, so that the graph itself is read only where something is made of it."""
        key: str = self.kept(sha256).about["graph"]
        return key

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
        """Read a file and keep the outcome, with all that is made of its graph. Raises BudgetkgError; nothing is kept then."""
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
        graph_key = digest([graph])
        about = {
            "graph": graph_key,
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
        sha256 = record.document.sha256
        folder = self.folder / sha256
        files = {"explained.json.gz": dump_explained(document), "passages.jsonl": passage_lines, "reader.json": _json(kept)}
        files["graph.nq.gz"] = compressed(graph)
        for name, product in _PRODUCTS.items():
            files[product.file], noted = self._make(name, sha256, graph, self._key(name, graph_key))
            files[f"{name}.json"] = _json(noted)
        replace_folder(folder, files)
        return Reading(folder, path.name, about, results)


class _Product(NamedTuple):
    """Something that is made of the graph of a document by itself, and kept beside it with `NAME.json`, which says of what."""

    file: str
    code: str
    """Attribute of Documents: hash of what makes it."""
    make: Callable[[str, bytes], tuple[bytes, dict[str, Any]]]
    """Of a document's SHA-256 and graph the content of the file, and what is noted beside it."""


def _findings(sha256: str, graph: bytes) -> tuple[bytes, dict[str, Any]]:
    from ontology.quads_findings import findings_nquads
    from search.checks.findings import find

    found = find(graph)
    quads = findings_nquads(sha256, found)
    return quads, {"digest": digest([quads]), "counts": dict(sorted(Counter(finding.rule.severity for finding in found).items()))}


def _programmes(_sha256: str, graph: bytes) -> tuple[bytes, dict[str, Any]]:
    from search.funding.programmes import dump, programmes

    return dump(programmes(graph)), {}


def _members(_sha256: str, graph: bytes) -> tuple[bytes, dict[str, Any]]:
    from search.library import dump, members

    return dump(members(graph)), {}


_PRODUCTS = {
    "findings": _Product("findings.nq", "finder", _findings),
    "programmes": _Product("programmes.jsonl", "linker", _programmes),
    "library": _Product("library.jsonl", "librarian", _members),
}


def compressed(graph: bytes) -> bytes:
    return gzip.compress(graph, compresslevel=1, mtime=0)  # no time, so that the same graph gives the same bytes


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")
