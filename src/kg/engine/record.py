"""What a store says has been pushed to it: a graph of its own, kept so that any machine can go on.

The graph names, for each graph, the SHA-256 of its canonical N-Triples.  While a push is under way
(`begun`) only those stand there that are certain; the others are `unsure`, whatever happens.  The
record is replaced when a push begins and when it is `whole`, and only added to in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum

from kg.engine import names
from kg.engine.connection import Connection, EngineAddress
from kg.engine.dialects import DefaultGraph
from kg.engine.rows import select
from kg.model.terms import iri, literal, literal_parts

_LINE = re.compile(r'<([^<>]*)>\s+<([^<>]*)>\s+"([^"\\]*)"(?:\^\^<[^<>]*>|@[A-Za-z0-9-]+)?\s*\.\s*')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


class State(Enum):
    """How far the latest push has come."""

    NONE = "none"
    BEGUN = "begun"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Status:
    """What concerns a reader: whether a version is there whole, which one, and since when.

    `renewed` is the latest sign of life of a push that has begun, `token` names it; `default_graph` is
    where the merged graph is.  Times are ISO 8601 in UTC.
    """

    state: State = State.NONE
    version: str = ""
    begun: str = ""
    renewed: str = ""
    verified: str = ""
    token: str = ""
    default_graph: DefaultGraph | None = None

    def silent_for(self, now: datetime) -> float:
        """Seconds since the latest sign of life; infinite where there is no time to be read."""
        try:
            return (now - datetime.fromisoformat(self.renewed or self.begun)).total_seconds()
        except (ValueError, TypeError):
            return float("inf")


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record: the status, the digests of the graphs that are certain, and the unsure ones."""

    status: Status = Status()
    graphs: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()


def read_status(connection: Connection, address: EngineAddress, base: str) -> Status:
    """What a store says of the latest push of the project with this base IRI, by one query.

    Raises EngineError.
    """
    graph = names.record_graph(base)
    query = f"SELECT ?p ?o WHERE {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }}"
    rows = [(row["p"], row["o"]) for row in select(connection, address, query) if {"p", "o"} <= row.keys()]
    return _status(
        (predicate[1:-1], literal_parts(value).text) for predicate, value in rows if value.startswith('"')
    )


def parse(text: str, base: str) -> Record:
    """The record in the N-Triples of its graph; lines of another form are passed over."""
    own = names.record_graph(base)
    said: list[tuple[str, str]] = []
    digests: dict[str, set[str]] = {}
    named: set[str] = set()
    gone: set[str] = set()
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        if not found:
            continue
        subject, predicate, value = _unescaped(found[1]), found[2], found[3]
        if subject == own:
            said.append((predicate, value))
            continue
        named.add(subject)
        if predicate == names.SHA256:
            digests.setdefault(subject, set()).add(value)
        elif predicate == names.GONE:
            gone.add(subject)
    certain = {
        graph: next(iter(some))
        for graph, some in digests.items()
        if len(some) == 1 and graph not in gone  # two digests: two pushes at once
    }
    deleted = gone - digests.keys()
    return Record(_status(said), certain, frozenset(named - certain.keys() - deleted))


def to_lines(record: Record, base: str) -> Iterator[bytes]:
    """The record as sorted N-Triples."""
    status = record.status
    own = names.record_graph(base)
    said = {
        names.STATE: status.state.value,
        names.VERSION: status.version,
        names.BEGUN: status.begun,
        names.RENEWED: status.renewed,
        names.VERIFIED: status.verified,
        names.TOKEN: status.token,
        names.DEFAULT_GRAPH: status.default_graph.value if status.default_graph else "",
    }
    facts = [(own, predicate, value) for predicate, value in said.items() if value]
    facts += [(graph, names.SHA256, digest) for graph, digest in record.graphs.items()]
    facts += [(graph, names.UNSURE, "true") for graph in record.unsure]
    return lines_of(facts)


def lines_of(facts: Iterable[tuple[str, str, str]]) -> Iterator[bytes]:
    """Subject, predicate and text as sorted N-Triples."""
    for subject, predicate, value in sorted(facts):
        yield f"{iri(subject)} {iri(predicate)} {literal(value)} .\n".encode()


def now() -> str:
    """The time as the record has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _status(said: Iterable[tuple[str, str]]) -> Status:
    values: dict[str, str] = {}
    for predicate, value in said:  # times of life are added one after another: the last one counts
        values[predicate] = max(values.get(predicate, ""), value)
    state, where = values.get(names.STATE, ""), values.get(names.DEFAULT_GRAPH, "")
    return Status(
        state=State(state) if state in (one.value for one in State) else State.NONE,
        version=values.get(names.VERSION, ""),
        begun=values.get(names.BEGUN, ""),
        renewed=values.get(names.RENEWED, ""),
        verified=values.get(names.VERIFIED, ""),
        token=values.get(names.TOKEN, ""),
        default_graph=DefaultGraph(where) if where in (one.value for one in DefaultGraph) else None,
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
