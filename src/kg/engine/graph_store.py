"""The SPARQL 1.1 Graph Store HTTP Protocol: graphs are replaced, added to, read and deleted.

Every request may be sent twice: the triples have no blank nodes, so adding them again changes
nothing.  That is why a broken connection, or a store that restarts, is tried again for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import httpx

from kg.engine.connection import Connection, EngineAddress
from kg.engine.dialects import Dialect
from kg.model.errors import EngineRefused, EngineUnreachable

_ANSWER_SECONDS = 600.0  # a store may need long for one large body
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
_PASSING = frozenset({502, 503, 504})
_MISSING = httpx.codes.NOT_FOUND
_Done = TypeVar("_Done")

DEFAULT = ""
"""The name of a store's own default graph, where a graph is asked for."""


class GraphStore:
    """The graphs of one store; `requests` counts what was written."""

    def __init__(self, connection: Connection, address: EngineAddress) -> None:
        self._connection = connection
        self._address = address
        self._dialect: Dialect = address.dialect
        self.requests = 0

    def replace(self, graph: str, lines: Iterable[bytes], *, sent: Callable[[int], None]) -> None:
        """Make a graph hold exactly these lines of N-Triples; large graphs go in several bodies.

        `sent` hears how many lines each body had.  Raises EngineError; then a part may be in.
        """
        method = "PUT"
        for body, count in bodies(lines, self._dialect):
            self._write(method, graph, body)
            sent(count)
            method = "POST"
        if method == "PUT":  # no line at all
            self.delete(graph)

    def add(self, graph: str, lines: Iterable[bytes]) -> None:
        """Add lines of N-Triples to a graph.  Raises EngineError."""
        for body, _ in bodies(lines, self._dialect):
            self._write("POST", graph, body)

    def delete(self, graph: str) -> None:
        """Delete a graph, if there is one.  Raises EngineError."""

        def once() -> None:
            self._connection.send(
                "DELETE",
                self._address.graphs,
                parameters=_named(graph),
                seconds=_ANSWER_SECONDS,
                accepted=(_MISSING,),
            )

        _patiently(once)
        self.requests += 1

    def read(self, graph: str) -> str:
        """A small graph as N-Triples, empty where there is none.  Raises EngineError."""

        def once() -> str:
            answer = self._connection.send(
                "GET",
                self._address.graphs,
                parameters=_named(graph),
                headers={"Accept": "application/n-triples"},
                seconds=_ANSWER_SECONDS,
                accepted=(_MISSING,),
            )
            return "" if answer.status_code == _MISSING else answer.content.decode("utf-8", "replace")

        return _patiently(once)

    def _write(self, method: str, graph: str, body: bytes) -> None:
        def once() -> None:
            self._connection.send(
                method,
                self._address.graphs,
                parameters=_named(graph),
                content=body,
                headers={"Content-Type": self._dialect.media_type},
                seconds=_ANSWER_SECONDS,
            )

        _patiently(once)
        self.requests += 1


def bodies(lines: Iterable[bytes], dialect: Dialect) -> Iterator[tuple[bytes, int]]:
    """Lines put together to bodies of about the size that a store likes, each with its number of lines."""
    body, count = bytearray(dialect.preamble), 0
    for line in lines:
        body += line
        count += 1
        if len(body) >= dialect.body:
            yield bytes(body), count
            body, count = bytearray(dialect.preamble), 0
    if count:
        yield bytes(body), count


def _named(graph: str) -> dict[str, str]:
    return {"graph": graph} if graph else {"default": ""}


def _patiently(once: Callable[[], _Done]) -> _Done:
    """Do it, and again where the store is away or says that it is busy for now."""
    for pause in _PAUSES:
        try:
            return once()
        except EngineUnreachable:
            time.sleep(pause)
        except EngineRefused as problem:
            if problem.code not in _PASSING:
                raise
            time.sleep(pause)
    return once()
