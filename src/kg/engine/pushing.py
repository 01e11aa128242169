"""Publishing a version to a store: graph by graph, only what changed, and whole only when verified.

The record in the store is marked begun before the first write, is told every few seconds what has
been done, and is marked whole after the last check.  Killed at any moment, a push leaves a record
that claims nothing which is not so; the next one goes on from it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.engine import names
from kg.engine.connection import Connection, EngineAddress
from kg.engine.contents import Contents
from kg.engine.dialects import DefaultGraph
from kg.engine.graph_store import DEFAULT, GraphStore
from kg.engine.record import Record, State, Status, lines_of, now, parse, read_status, to_lines
from kg.engine.rows import select
from kg.engine.turns import Turn, await_nobody, turn
from kg.engine.verifying import Difference, Verification, Verified
from kg.model.errors import EngineRefused, PushBusy, PushDiffers
from kg.model.wording import Message, phrase

Progress = Callable[[str, int, int], None]

# The record is told what has been done after so many seconds, or so many graphs.
_PERIOD = 5.0
_GRAPHS_A_NOTE = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What a store lacks of a version: graphs to send, in order, and graphs to delete.

    `held` has the digests of those that are there already.
    """

    send: tuple[str, ...]
    delete: tuple[str, ...]
    held: dict[str, str]
    triples: int

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.send or self.delete)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did; `verified` is None where there was nothing to send and nothing was looked at."""

    plan: Plan
    requests: int
    seconds: float
    verified: Verified | None


def plan_of(contents: Contents, record: Record, base: str) -> Plan:
    """Compare the graphs of a version with the record of a store; the merged graph is sent last."""
    graphs = contents.graphs
    held = {name: sha for name, sha in record.graphs.items() if name in graphs and graphs[name].sha256 == sha}
    merged = names.merged_graph(base)
    send = sorted(graphs.keys() - held.keys(), key=lambda name: (name == merged, name))
    delete = sorted((record.graphs.keys() | record.unsure) - graphs.keys())
    return Plan(tuple(send), tuple(delete), held, sum(graphs[name].triples for name in send))


class Push:
    """One project and one store; `sha256` names the version, `contents` has its graphs."""

    def __init__(
        self,
        contents: Contents,
        *,
        sha256: str,
        base: str,
        connection: Connection,
        address: EngineAddress,
        progress: Progress,
    ) -> None:
        self._contents = contents
        self._sha256 = sha256
        self._base = base
        self._connection = connection
        self._address = address
        self._progress = progress
        self._store = GraphStore(connection, address)

    def record(self) -> Record:
        """What the store says of itself.  Raises EngineError."""
        return parse(self._store.read(names.record_graph(self._base)), self._base)

    def run(self, build: Path, *, takeover: bool = False) -> Pushed:
        """Bring the store to this version and verify it; nothing is written where it is there whole.

        `build` is the folder that keeps two pushes from this machine apart.  Raises PushBusy,
        PushDiffers when the store does not hold what was sent, EngineError, FileProblem.
        """
        start = time.monotonic()
        with turn(build, self._address.graphs) as mine:
            record = self.record()
            await_nobody(record.status, mine, takeover=takeover)
            plan = plan_of(self._contents, record, self._base)
            if not plan and record.status.state is State.WHOLE and record.status.version == self._sha256:
                return Pushed(plan, 0, time.monotonic() - start, None)
            self._begin(plan, mine)
            self._write(plan, mine)
            verified = self.verify(sent=plan.send, gone=plan.delete)
            self._still_mine(mine)
            if verified.differences:
                self._mark_unsure(verified.differences, mine)
                raise PushDiffers(
                    _differing(verified.differences),
                    help=phrase("the store is marked as half pushed; push again, or look into its log"),
                )
            self._finish()
        return Pushed(plan, self._store.requests, time.monotonic() - start, verified)

    def verify(self, *, sent: Sequence[str] = (), gone: Iterable[str] = ()) -> Verified:
        """Compare the store with the version by counts and a sample; writes nothing.  Raises EngineError."""
        own = names.merged_graph(self._base) if self._address.default_graph is DefaultGraph.OWN else ""
        verification = Verification(
            self._connection, self._address, self._contents, own=own, key=self._address.dialect.key
        )
        return verification.run(seed=self._sha256, sent=sent, gone=gone, progress=self._progress)

    def _status(self, mine: Turn) -> Status:
        moment = now()
        return Status(
            state=State.BEGUN,
            version=self._sha256,
            begun=moment,
            renewed=moment,
            token=mine.token,
            default_graph=self._address.default_graph,
        )

    def _begin(self, plan: Plan, mine: Turn) -> None:
        """Mark the push as begun: what will be written to is unsure from now on."""
        unsure = frozenset((*plan.send, *plan.delete))
        self._replace_record(Record(self._status(mine), plan.held, unsure))
        if read_status(self._connection, self._address, self._base).state is State.NONE:
            raise EngineRefused(
                phrase(
                    "what is written to {graphs} cannot be read at {query}",
                    graphs=self._address.graphs,
                    query=self._address.query,
                ),
                help=phrase("are these two endpoints of one store, and may this name read there?"),
            )
        self._still_mine(mine)
        if self._address.default_graph is DefaultGraph.OWN and self._default_shows_record():
            raise PushDiffers(
                phrase("the default graph of this store shows its named graphs, too"),
                help=phrase(
                    "let the store keep its default graph apart; or, where queries can name another, "
                    'set `default_graph = "named"` in `[engine]` of kg.toml'
                ),
            )

    def _default_shows_record(self) -> bool:
        graph = names.record_graph(self._base)
        query = f"SELECT ?o WHERE {{ <{graph}> <{names.STATE}> ?o }}"
        return bool(select(self._connection, self._address, query))

    def _write(self, plan: Plan, mine: Turn) -> None:
        progress, sent = self._progress, 0
        pending: list[tuple[str, str, str]] = []
        noted = time.monotonic()

        def body_sent(count: int) -> None:
            nonlocal sent, noted
            sent += count
            progress("sending statements", sent, plan.triples)
            if time.monotonic() - noted >= _PERIOD or len(pending) >= _GRAPHS_A_NOTE:
                self._note(pending, mine)
                pending.clear()
                noted = time.monotonic()

        for graph in plan.send:
            progress("sending statements", sent, plan.triples)
            self._store.replace(self._place(graph), self._contents.triples(graph), sent=body_sent)
            pending.append((graph, names.SHA256, self._contents.graphs[graph].sha256))
        for graph in plan.delete:
            self._store.delete(self._place(graph))
            pending.append((graph, names.GONE, "true"))
            body_sent(0)
        self._note(pending, mine)

    def _place(self, graph: str) -> str:
        own = self._address.default_graph is DefaultGraph.OWN and graph == names.merged_graph(self._base)
        return DEFAULT if own else graph

    def _note(self, done: Sequence[tuple[str, str, str]], mine: Turn) -> None:
        """Tell the record what has been done, and that this push lives.  Raises PushBusy."""
        self._still_mine(mine)
        own = names.record_graph(self._base)
        self._store.add(own, lines_of([*done, (own, names.RENEWED, now())]))

    def _still_mine(self, mine: Turn) -> None:
        status = read_status(self._connection, self._address, self._base)
        if status.token != mine.token:
            raise PushBusy(
                phrase("another push to this store has taken over: {token}", token=status.token or "?"),
                help=phrase("nothing is lost; push again when it has ended"),
            )

    def _mark_unsure(self, differences: Sequence[Difference], mine: Turn) -> None:
        unsure = frozenset(one.graph for one in differences)
        held = {name: one.sha256 for name, one in self._contents.graphs.items() if name not in unsure}
        self._replace_record(Record(self._status(mine), held, unsure))

    def _finish(self) -> None:
        moment = now()
        status = Status(
            state=State.WHOLE,
            version=self._sha256,
            verified=moment,
            default_graph=self._address.default_graph,
        )
        held = {name: one.sha256 for name, one in self._contents.graphs.items()}
        self._replace_record(replace(Record(status), graphs=held))

    def _replace_record(self, record: Record) -> None:
        graph = names.record_graph(self._base)
        self._store.replace(graph, to_lines(record, self._base), sent=lambda _: None)


def said_of(one: Difference) -> Message:
    """A difference in words: the graph, both counts where they differ, and a statement that lacks."""
    if one.found is None:
        words = phrase("the store lacks a statement of the graph {graph}", graph=one.graph)
    else:
        words = phrase(
            "the graph {graph} has {found} statements in the store, not {expected}",
            graph=one.graph,
            found=one.found,
            expected=one.expected,
        )
    if one.example:
        return phrase("{problem}; missing: {statement}", problem=words, statement=one.example.strip())
    return words


def _differing(differences: Sequence[Difference]) -> Message:
    words, graphs = said_of(differences[0]), {one.graph for one in differences}
    if len(graphs) > 1:
        return phrase("{problem} ({count} graphs differ)", problem=words, count=len(graphs))
    return words
