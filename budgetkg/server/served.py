"""What all routes share: the settings, the build in use, the processes that answer."""

import asyncio
import hmac
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import HTTPConnection
from starlette.responses import Response

from budgetkg.findings import reviewed
from budgetkg.findings_index import ANY, Choice, FindingsIndex
from budgetkg.home import Generation, Home, Manifest
from budgetkg.pinyin import Names
from budgetkg.server import stores, streams
from budgetkg.server.pages.answer_links import Leads
from budgetkg.server.pages.places import Places
from budgetkg.server.problems import Problem
from budgetkg.server.query_workers import Busy, QueryWorkers
from budgetkg.server.settings import COOKIE, Settings

if TYPE_CHECKING:
    from budgetkg.reviews import Review
    from budgetkg.server.stores import Answer
    from search.graph.store import GraphStore
    from search.likeness.index import SearchIndex

T = TypeVar("T")
REMEMBERED = 64


class Built:
    """One generation of a build, its parts opened when they are first needed. Safe to use from several threads."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

        self.remembered: dict[Any, asyncio.Future[Any]] = {}
        """What was worked out of it, by how; the last REMEMBERED."""

    @cached_property
    def store(self) -> "GraphStore":
        """For queries of our own only; those of strangers go to the workers."""
        from search.graph.store import GraphStore

        return GraphStore.open(self.generation.store)

    @cached_property
    def index(self) -> "SearchIndex":
        from search.likeness.index import SearchIndex

        return SearchIndex.open(self.generation.index)

    @cached_property
    def manifest(self) -> Manifest:
        return self.generation.manifest()

    @cached_property
    def names(self) -> Names:
        """Of agencies; a document of none goes by the name of its file."""
        return Names(one.agency or one.name for one in self.manifest.documents)

    @cached_property
    def leads(self) -> Leads:
        return Leads(self.manifest.documents)

    @property
    def findings(self) -> FindingsIndex:
        return FindingsIndex(self.generation)

    @cached_property
    def facets(self) -> dict[str, dict[str, int]]:
        """For each filter of findings how many there are of each value. Not to be changed."""
        return self.findings.facets()

    @cached_property
    def found(self) -> dict[tuple[str, str], int]:
        """How many findings there are of a dimension and a severity."""
        return self.findings.tally()

    @cached_property
    def graphs(self) -> list[str]:
        return self.store.graphs()


class Served:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        limits = settings.limits
        self._built: Built | None = None
        self._reviews: tuple[tuple[int, int, int], Mapping[str, Review]] = ((0, 0, 0), {})
        self._workers = QueryWorkers(limits.workers, limits.seconds, limits.memory, limits.waiting, limits.answer)
        self._folder = TemporaryDirectory(prefix="budgetkg-")
        self._patient = QueryWorkers(1, limits.patient_seconds, limits.memory, limits.waiting)
        # A store that is written to is held by one process.
        self._writer = QueryWorkers(1, limits.seconds, limits.memory, limits.waiting) if settings.scratch else None

    def built(self) -> Built:
        """The build in use; a new one is picked up as soon as it is in place. Raises UsageError where there is none."""
        assert self.settings.home is not None
        generation = Home(self.settings.home).built()
        if self._built is None or self._built.generation != generation:
            self._built = Built(generation)
        return self._built

    def reviews(self) -> "Mapping[str, Review]":
        """What people said of findings, by IRI, as of now. Read again only where the journal has changed."""
        from budgetkg.reviews import JOURNAL, Reviews

        assert self.settings.home is not None
        try:
            about = (self.settings.home / JOURNAL).stat()
            state = about.st_ino, about.st_size, about.st_mtime_ns
        except FileNotFoundError:
            return {}
        if self._reviews[0] != state:
            self._reviews = state, Reviews(Home(self.settings.home)).all()
        return self._reviews[1]

    def statuses(self) -> dict[str, str]:
        """Those of findings that are not open."""
        from budgetkg.reviews import statuses

        return statuses(self.reviews())

    def findings(self, choice: Choice = ANY, start: int = 0, size: int | None = None) -> Iterator[dict[str, Any]]:
        """The findings that are wanted, from one on, with their status and what people said of them as of now."""
        return reviewed(self.built().findings, self.reviews(), choice, start, size)

    async def ask(self, function: Callable[..., T], *arguments: object, scratch: bool) -> T:
        """Run a function of `stores` in a worker. Raises Problem where too many wait, and what the function raises."""
        if scratch:
            assert self._writer is not None and self.settings.scratch is not None
            workers, path = self._writer, self.settings.scratch
        else:
            workers, path = self._workers, self.built().generation.store
        return await workers.run(function, stores.Place(str(path), scratch), *arguments)

    async def written(self, function: "Callable[..., Answer | None]", *arguments: object, scratch: bool) -> Response | None:
        """What a function of `stores` writes, whose last argument is a file for long answers. None where there is nothing."""
        path = Path(self._folder.name, token_hex(16))
        try:
            answer = await self.ask(function, *arguments, str(path), scratch=scratch)
            if answer is None:
                return None
            media = f"{answer.media}; charset=utf-8" if answer.media.startswith("text/") else answer.media
            told = {"Vary": "Accept"}
            if answer.cut:
                told["X-Row-Limit"] = f"{self.settings.limits.rows}; truncated"
            if answer.body is not None:
                return Response(answer.body, media_type=media, headers=told)
            return streams.saved(path.open("rb"), media, told)
        finally:
            path.unlink(missing_ok=True)

    async def remembered(self, function: Callable[..., T], *arguments: Hashable) -> T:
        """What a function of a worker gives for the build in use: worked out once, with more time than a query has.

        Raises Problem where that takes longer than anybody waits for a page; it goes on, and is there the next time.
        """
        built = self.built()
        key = (function, arguments)
        task: asyncio.Future[T] | None = built.remembered.get(key)
        if task is None:
            place = stores.Place(str(built.generation.store), False)
            task = built.remembered[key] = asyncio.ensure_future(self._patient.run(function, place, *arguments))
            while len(built.remembered) > REMEMBERED:
                built.remembered.pop(next(iter(built.remembered)))
        try:
            return await asyncio.wait_for(asyncio.shield(task), self.settings.limits.seconds)
        except TimeoutError as error:
            raise Problem(503, "server.working", "第一次要算很久，还在算", "过几分钟再看，算好就记住了") from error
        except (Busy, asyncio.CancelledError):
            if task.done():
                built.remembered.pop(key, None)
            raise

    def warm(self) -> None:
        """Open everything and ask once, so that nobody has to wait for it."""
        from search.likeness.hits import Query

        built = self.built()
        built.index.search(Query("预算"))
        built.store.select("SELECT ?s { ?s a bkg:Agency } LIMIT 1")
        Places.of(built.manifest.documents)
        built.names.like("a")
        self.statuses(), built.facets, built.found

    def writer(self, request: HTTPConnection) -> None:
        """Raises Problem unless the request has the token for writing."""
        if self.settings.token is None:
            raise Problem(403, "token.none", "这个服务不接受写入", "启动时用 --token-file 给出令牌")
        if not _has(request, self.settings.token):
            raise Problem(401, "token.wrong", "没有令牌，或令牌不对", "Authorization: Bearer …")

    def reader(self, request: HTTPConnection) -> None:
        """Raises Problem where reading needs a token and the request has none."""
        tokens = [token for token in (self.settings.read_token, self.settings.token) if token]
        if self.settings.read_token is not None and not any(_has(request, token) for token in tokens):
            raise Problem(401, "token.wrong", "没有令牌，或令牌不对", "Authorization: Bearer …，或在登录页填写")

    def may_write(self, request: HTTPConnection) -> bool:
        return self.settings.token is not None and _has(request, self.settings.token)

    def knows(self, token: str) -> bool:
        """Whether it is a token that lets one read or write here."""
        return any(_same(token, known) for known in (self.settings.token, self.settings.read_token) if known)

    def close(self) -> None:
        self._workers.close()
        self._patient.close()
        self._folder.cleanup()
        if self._writer is not None:
            self._writer.close()


def _has(request: HTTPConnection, token: str) -> bool:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    sent = given.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE, "")
    return _same(sent, token)


def _same(sent: str, token: str) -> bool:
    return hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())
