"""The endpoint of a project: queries in, whole answers out.

A client's query is guarded, evaluated in the public pool and answered or refused with an error of
the QueryError tree; queries of the site's own pages go to the reserved worker.  Nothing here
evaluates anything in the process that serves.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.endpoint.admission import NOBODY, Caller
from kg.endpoint.answer import Answer as Answer
from kg.endpoint.answer import answer_key
from kg.endpoint.begun import Begun, message_of
from kg.endpoint.cache import Cache
from kg.endpoint.cancellation import Cancellations
from kg.endpoint.checking import Checked, check_query
from kg.endpoint.counting import Counted
from kg.endpoint.description import Dump, Served, describe, prefixes_of
from kg.endpoint.diagnosis import Diagnosis, diagnose_answer
from kg.endpoint.formats import JSON, Format, named_formats_for
from kg.endpoint.guard import Guarded, guard
from kg.endpoint.jobs import Answered, Caps, Failed, Job
from kg.endpoint.outcome import answer_or_error, error_of, notices_of
from kg.endpoint.pool import Pool
from kg.endpoint.protocol import Query
from kg.endpoint.shapes import Known, Shapes
from kg.endpoint.succession import Serving, Succession, entity_space
from kg.endpoint.table import Cell, Table, read_table
from kg.endpoint.worker.isolation import NETWORK_NAMESPACE, NO_DESCRIPTORS
from kg.graph.dataset import triple_lines
from kg.graph.version import Version
from kg.model.errors import VersionMoved
from kg.model.project import WELL_KNOWN_PREFIXES, Project
from kg.model.release import engine_versions
from kg.model.terms import iri_value

if TYPE_CHECKING:  # a server without an engine elsewhere needs no HTTP client
    from kg.endpoint.remote.elsewhere import Elsewhere

TRIPLES_PER_SOLUTION = 10  # the cap on triples is this many times that on solutions
_PREPARED_BYTES = 16_000_000  # what queries that were read and guarded may take, until they come again
_PREPARED_SHARE = 20  # of such a query, times its text
_OWN_CAPS = Caps(solutions=100_000, triples=200_000, megabytes=100)


@dataclass(frozen=True, slots=True)
class State:
    """How the endpoint is: for /readyz, for the start line and for tests.

    `version` is the sha256 that is served; `workers`, `alive`, `busy` and `waiting` count the public
    pool, `replaced` how many workers of this version were replaced (ended at a limit, for a client
    that left, or dead); `problem` says why a newer version is not served, or that a worker cannot be
    replaced, empty when there is none; `layers` names the layers of isolation that are
    active in the workers and `missing` those that this platform lacks.  `cache_hits` and
    `cache_misses` count look-ups in the answers kept of this version, which take `cache_bytes`.
    `engine` names the engine elsewhere that answers, empty where the workers do.
    """

    version: str
    workers: int
    alive: int
    busy: int
    waiting: int
    replaced: int
    layers: tuple[str, ...]
    missing: tuple[str, ...]
    problem: str
    cache_hits: int = 0
    cache_misses: int = 0
    cache_bytes: int = 0
    engine: str = ""

    @property
    def network_closed(self) -> bool:
        """Whether a layer keeps the workers from the network."""
        return NETWORK_NAMESPACE in self.layers or NO_DESCRIPTORS in self.layers


@dataclass(frozen=True, slots=True)
class Prepared:
    """A client's query that was read and guarded: nothing in it depends on a version.

    `key` is its `answer_key`, `message` its job for a worker, and `notices` is what its text alone gives
    reason to say.
    """

    query: Query
    format: Format
    key: str
    guarded: Guarded
    job: Job
    message: bytes
    notices: tuple[str, ...]


@dataclass(slots=True)
class Underway:
    """A query that was begun by `Endpoint.begin`, for the thread that goes on with it.

    `started` is a time of `time.monotonic`.
    """

    prepared: Prepared
    serving: Serving
    begun: Begun
    started: float
    ended: bool = False


def _no_dumps(version: Version) -> Sequence[Dump]:  # noqa: ARG001
    return ()


class Endpoint:
    """Answers queries about the current version of a project."""

    def __init__(
        self,
        project: Project,
        *,
        check_seconds: float = 1.0,
        verify: bool = True,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Open the workers of the current version; look for a newer one every `check_seconds`.

        Queries are answered `elsewhere` where an engine is given, which the caller closes.

        With `verify` a version is read whole and compared with its hashes before it is served.

        Raises NoVersion when nothing has been built, VersionDamaged when a store cannot be opened,
        WorkersNotStarted, FileProblem, and EngineError where the engine does not hold this version.
        """
        self._project = project
        self._namespaces = project.predeclared
        limits = project.limits
        self._caps = Caps(limits.solutions, limits.solutions * TRIPLES_PER_SOLUTION, limits.megabytes)
        self._cancellations = Cancellations()
        self._held = threading.local()
        self._prepared: Cache[Prepared] = Cache(size=_PREPARED_BYTES)
        self._shapes = Shapes(self._namespaces)
        self._engine = elsewhere.title if elsewhere else ""
        self._edition = _edition(project, self._caps, self._engine)
        self._succession = Succession(
            project,
            base_iri=project.public_url or project.base,
            check_seconds=check_seconds,
            verify=verify,
            elsewhere=elsewhere,
        )

    @contextmanager
    def one_request(self, caller: Caller = NOBODY, *, underway: Underway | None = None) -> Iterator[None]:
        """Answer whatever this thread asks in the block from one version, and for one caller.

        A page asks many small queries; a new version in between must not mix with the old one.  What is
        `underway` for this request is gone on with when it is asked for, and ends with the block; its
        version is the one that answers.
        """
        if hasattr(self._held, "serving"):
            yield
            return
        with ExitStack() as ends:
            if underway is None:
                serving = ends.enter_context(self._succession.lease())
            else:
                serving = underway.serving
                ends.callback(self.end, underway)
            self._held.serving, self._held.caller, self._held.underway = serving, caller, underway
            try:
                yield
            finally:
                del self._held.serving, self._held.caller, self._held.underway

    def read(self, text: str) -> Known:
        """What the text of a client's query says, for `prepare`.  Raises an error of the QueryError tree."""
        return self._shapes.read(text)

    def prepare(self, query: Query, format: Format, *, known: Known | None = None) -> Prepared:
        """Read and guard a client's query; `known` is what its text says, where that was read.

        Raises an error of the QueryError tree.
        """
        key = answer_key(query, format)
        kept = self._prepared.get(key)
        if kept is not None:
            # What only governs the run is no part of the key.
            return kept if kept.query == query else replace(kept, query=query)
        known = known or self.read(query.text)
        job = _job(known.guarded, query, format, self._caps)
        prepared = Prepared(query, format, key, known.guarded, job, message_of(job), known.notices)
        self._prepared.put(key, prepared, size=_PREPARED_SHARE * len(query.text))
        return prepared

    def kept(self, prepared: Prepared) -> Answer | None:
        """The answer to a query if it is kept: nothing is asked then."""
        started = time.monotonic()
        kept = self._succession.current.answers.get(prepared.key)
        return kept and replace(kept, elapsed_ms=_milliseconds_since(started), from_cache=True)

    def packed(self, answer: Answer, prepared: Prepared, pack: Callable[[bytes], bytes]) -> bytes:
        """The body of an answer as `pack` makes it, kept beside the answer where that is kept."""
        serving = self._succession.current
        if serving.version.sha256 != answer.version or serving.answers.peek(prepared.key) is None:
            return pack(answer.body)
        key = (prepared.key, "packed")
        kept = serving.answers.peek(key)
        if kept is None:
            kept = replace(answer, body=pack(answer.body))
            serving.answers.put(key, kept, size=len(kept.body))
        return kept.body

    def keeps_packed(self, prepared: Prepared) -> bool:
        """Whether the body of an answer is kept as `packed` made it."""
        return self._succession.current.answers.peek((prepared.key, "packed")) is not None

    def begin(self, prepared: Prepared, *, caller: Caller, wake: Callable[[], object]) -> Underway | None:
        """Begin a query without waiting for anything; None where this endpoint cannot.

        `wake` is called, in any thread, when a worker comes that was not there.  Whoever begins goes on
        with `finish`, hands it to another thread (`one_request`), or calls `end`.  Raises EndpointBusy.
        """
        started = time.monotonic()
        serving = self._succession.lend()
        try:
            if isinstance(serving.public, Pool):
                begun = serving.public.begin(prepared.job, prepared.message, caller=caller, wake=wake)
                return Underway(prepared, serving, begun, started)
        except BaseException:
            self._succession.take_back(serving)
            raise
        self._succession.take_back(serving)
        return None

    def finish(self, underway: Underway) -> Answer | None:
        """The answer to a query that was begun, when it has arrived; None where it is an error.

        An error is for a thread that can say it: `one_request` goes on from here.  Raises
        BlockingIOError when the answer is not whole yet, EOFError or OSError as `Begun.arrived`.
        """
        outcome = underway.begun.arrived()
        if not isinstance(outcome, Answered):
            return None
        answer = _made(underway.prepared, outcome, underway.serving, underway.started)
        if answer.cacheable:
            underway.serving.answers.put(underway.prepared.key, answer, size=len(answer.body))
        return answer

    def end(self, underway: Underway) -> None:
        """Let go of a query that was begun, whatever became of it."""
        if not underway.ended:
            underway.ended = True
            underway.begun.drop()
            self._succession.take_back(underway.serving)

    def answer(self, query: Query, format: Format, *, caller: Caller = NOBODY) -> Answer:
        """Answer a client's query, in the public pool, within the limits of the project.

        `format` comes from `protocol.negotiate`.  Ends early when the caller goes away or the query's
        token is cancelled.  Raises an error of the QueryError tree.
        """
        started = time.monotonic()
        key = answer_key(query, format)
        with self._lease() as serving:
            demand_version(query, serving.version.sha256)
            underway: Underway | None = getattr(self._held, "underway", None)
            if underway is not None and underway.prepared.query == query and underway.prepared.key == key:
                answer = self._gone_on_with(underway, caller)
            else:
                kept = serving.answers.get(key)
                if kept is not None:
                    return replace(kept, elapsed_ms=_milliseconds_since(started), from_cache=True)
                answer = self._evaluated(serving, query, format, caller=caller, started=started)
            if answer.cacheable:
                serving.answers.put(key, answer, size=len(answer.body))
        return answer

    def diagnose(self, query: Query, *, caller: Caller = NOBODY) -> Diagnosis:
        """Why the answer of a client's query is empty, or that it is not.

        Asks the query itself, then small queries in the same pool, over the same dataset and for the
        same client, all within the time limit of the query.  Raises as `answer` does.
        """
        with (
            self.one_request(caller),
            self._cancellations.cancellable(caller, query.token) as asking,
        ):
            facts = self.built.manifest.facts
            return diagnose_answer(
                replace(query, token=None),
                answer=partial(self.answer, caller=asking),
                seconds=self.seconds(query),
                namespaces=self._namespaces,
                redirects={self._iri(old): self._iri(kept) for old, kept in facts.redirects.items()},
                removed={self._iri(old): reason for old, reason in facts.removed.items()},
            )

    def check(self, text: str, *, caller: Caller = NOBODY) -> Checked:
        """What is wrong with the text of a query, without asking it.  Raises as `check_query` does."""
        with self._lease() as serving:
            return check_query(text, serving.public, namespaces=self._namespaces, caller=caller)

    def entity_tag(self, query: Query, format: Format) -> str:
        """The opaque part of the ETag of an answer (RFC 9110 section 8.8.3).

        Covers all that the bytes depend on: the version, the query, and what the settings and the
        engine make of it.
        """
        return self.tag_of(answer_key(query, format), self.version)

    def tag_of(self, key: str, version: str) -> str:
        """The `entity_tag` of a query with this `answer_key`, of one version."""
        parts = (version, self._edition, key)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def cancel(self, token: str) -> bool:
        """Cancel the query that runs or waits under this token; False when there is none."""
        return self._cancellations.cancel(token)

    def seconds(self, query: Query) -> float:
        """The time limit of a query: what its client asks for, at most the limit of the project."""
        limit = self._project.limits.seconds
        return min(query.timeout or limit, limit)

    def table(self, text: str) -> Table:
        """The solutions of a SELECT that a page of the site asks, in the reserved worker."""
        found = read_table(self._own_answer(text, JSON))
        if isinstance(found, bool):
            raise TypeError("an ASK has no solutions: call `ask`")
        return found

    def rows(self, text: str) -> list[dict[str, Cell]]:
        """The rows of `table`."""
        return list(self.table(text).rows)

    def ask(self, text: str) -> bool:
        """The answer of an ASK that a page of the site asks."""
        return read_table(self._own_answer(text, JSON)) is True

    def graph_text(self, text: str, format: Format) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE that a page asks, in an RDF format, sorted."""
        return self._own_answer(text, format)

    def description(
        self, format: Format, *, url: str = "", dumps: Callable[[Version], Sequence[Dump]] = _no_dumps
    ) -> Answer:
        """The service description with VoID in an RDF format.

        `url` is the endpoint's, where the project names no public one; `dumps` tells the downloads of
        a version.
        """
        started = time.monotonic()
        public = self._project.public_url
        url = f"{public}sparql" if public else url or f"{self._project.base}sparql"
        # Without a public address the URL is what the client calls us, and nothing is kept for that.
        key = ("description", format.name, format.media_type) if public else None
        with self._lease() as serving:
            kept = serving.answers.get(key) if key else None
            if kept is not None:
                return replace(kept, elapsed_ms=_milliseconds_since(started), from_cache=True)
            served = self._served(serving, url, dumps(serving.version))
            outcome = serving.own.serialize(
                "".join(triple_lines(describe(served))).encode(),
                format.name,
                prefixes=prefixes_of(served),
                deadline=time.monotonic() + self._project.limits.seconds,
            )
            if isinstance(outcome, Failed):
                raise error_of(outcome)
            answer = Answer(
                body=outcome.body,
                media_type=format.media_type,
                content_type=format.content_type,
                form="CONSTRUCT",
                solutions=outcome.solutions,
                capped=False,
                elapsed_ms=_milliseconds_since(started),
                version=serving.version.sha256,
            )
            if key:
                serving.answers.put(key, answer, size=len(answer.body))
        return answer

    def state(self) -> State:
        """How the endpoint is at this moment."""
        serving = self._succession.current
        return State(
            version=serving.version.sha256,
            workers=serving.public.size,
            alive=serving.public.alive,
            busy=serving.public.busy,
            waiting=serving.public.waiting,
            replaced=serving.public.replaced + serving.own.replaced,
            layers=serving.public.layers.active,
            missing=serving.public.layers.missing,
            problem=self._succession.problem,
            cache_hits=serving.answers.hits,
            cache_misses=serving.answers.misses,
            cache_bytes=serving.answers.bytes,
            engine=self._engine,
        )

    @property
    def version(self) -> str:
        """The sha256 of the version that is served."""
        return self.built.sha256

    @property
    def built(self) -> Version:
        """The version that is served: its folder, manifest and facts (redirects, removed ids)."""
        return self._serving.version

    @property
    def counted(self) -> Counted:
        """How much there is in the version that is served."""
        return self._serving.counted

    def close(self) -> None:
        """End all workers."""
        self._succession.close()

    @property
    def _serving(self) -> Serving:
        """What this thread's request holds, else what is current."""
        held: Serving | None = getattr(self._held, "serving", None)
        return held or self._succession.current

    @contextmanager
    def _lease(self) -> Iterator[Serving]:
        if hasattr(self._held, "serving"):
            yield self._held.serving
        else:
            with self._succession.lease() as serving:
                yield serving

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _evaluated(
        self, serving: Serving, query: Query, format: Format, *, caller: Caller, started: float
    ) -> Answer:
        prepared = self.prepare(query, format)
        with self._cancellations.cancellable(caller, query.token) as asking:
            deadline = started + self.seconds(query)
            outcome = serving.public.evaluate(prepared.job, deadline=deadline, caller=asking)
        return self._said(prepared, outcome, serving, started)

    def _gone_on_with(self, underway: Underway, caller: Caller) -> Answer:
        """The answer to a query that was begun for this request."""
        prepared, started = underway.prepared, underway.started
        self._held.underway = None  # whoever asks again asks anew
        outcome = underway.begun.outcome(deadline=started + self.seconds(prepared.query), caller=caller)
        return self._said(prepared, outcome, underway.serving, started)

    def _said(
        self, prepared: Prepared, outcome: Answered | Failed, serving: Serving, started: float
    ) -> Answer:
        answered = answer_or_error(
            prepared.query.text, prepared.guarded, outcome, namespaces=self._namespaces
        )
        return _made(prepared, answered, serving, started)

    def _iri(self, local: str) -> str:
        return iri_value(self._project.minter.thing(local))

    def _own_answer(self, text: str, format: Format) -> bytes:
        deadline = time.monotonic() + self._project.limits.seconds
        guarded = guard(text, namespaces=self._namespaces)
        job = _job(guarded, Query(text), format, _OWN_CAPS)
        with self._lease() as serving:
            caller = getattr(self._held, "caller", NOBODY)
            outcome = serving.own.evaluate(job, deadline=deadline, caller=caller)
        return answer_or_error(text, guarded, outcome, namespaces=self._namespaces).body

    def _served(self, serving: Serving, url: str, dumps: Sequence[Dump]) -> Served:
        project, counts = self._project, serving.version.manifest.counts
        return Served(
            endpoint=url,
            title=project.title,
            license=project.license,
            uri_space=entity_space(project),
            version=serving.version.sha256,
            limits=project.limits,
            triples=counts.triples,
            graphs=counts.graphs,
            counted=serving.counted,
            union=not counts.unnamed,
            namespaces={**WELL_KNOWN_PREFIXES, **project.namespaces},
            graph_space=f"{project.base}graph/",
            dumps=dumps,
            engine=self._engine,
        )


def demand_version(query: Query, served: str) -> None:
    """Raises VersionMoved when the query demands another version than the one that is served."""
    if query.version and not served.startswith(query.version):
        raise VersionMoved(
            f"the graph is not in the version {query.version[:12]} that was asked for, but in {served[:12]}",
            current=served,
            help="leave out `version` to ask the graph as it is now; its answer may be another",
        )


def _made(prepared: Prepared, answered: Answered, serving: Serving, started: float) -> Answer:
    return Answer(
        body=answered.body,
        media_type=prepared.format.media_type,
        content_type=prepared.format.content_type,
        form=prepared.guarded.form,
        solutions=answered.solutions,
        capped=answered.capped,
        elapsed_ms=_milliseconds_since(started),
        version=serving.version.sha256,
        notices=(*notices_of(answered), *prepared.notices),
        cacheable=not prepared.guarded.may_differ,
    )


def _edition(project: Project, caps: Caps, engine: str) -> str:
    """What answers depend on beside the version: settings, and the engine that writes them."""
    settings = (
        project.public_url or project.base,
        sorted(project.predeclared.items()),
        sorted(project.namespaces.items()),
        project.languages,
        caps,
        sorted(engine_versions().items()),
        engine,
    )
    return hashlib.sha256(repr(settings).encode()).hexdigest()


def _job(guarded: Guarded, query: Query, format: Format, caps: Caps) -> Job:
    """Raises ValueError when the format cannot write this query form."""
    if format.name not in {known.name for known in named_formats_for(guarded.form)}:
        raise ValueError(f"{format.name} cannot write the answer of {guarded.form}")
    return Job(
        text=guarded.disarmed.text,
        format=format.name,
        caps=caps,
        full_store=guarded.full_store,
        dataset=(query.default_graphs or (), query.named_graphs or ()) if query.names_dataset else None,
        clauses=tuple((clause.term, clause.named) for clause in guarded.clauses),
        graph_terms=guarded.graph_terms,
        prologue=guarded.prologue,
        star=guarded.star,
        variables=guarded.variables if guarded.star is not None else (),
        partial=query.partial,
    )


def _milliseconds_since(started: float) -> int:
    return round((time.monotonic() - started) * 1_000)
