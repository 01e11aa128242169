"""Asking a store elsewhere a query: one request, its answer under a cap, until a deadline.

Whatever the store does, the wait ends at the deadline, or when nobody waits any more, and then the
connection is closed, which is all that a client can do to stop a store.  An answer that the store says
is cut is never passed off as a whole one.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from kg.engine.connection import EngineAddress, cleaned
from kg.engine.credentials import Credentials, Signing, origin_of
from kg.engine.line import Line, Patience, open_line, timed_out
from kg.model.errors import (
    EngineRefused,
    EngineUnavailable,
    QueryError,
    QueryFailed,
    QueryTooLarge,
    ResultTooLarge,
)

SOLUTIONS = "application/sparql-results+json"

_HEADERS = {
    "Accept": SOLUTIONS,
    "Accept-Encoding": "identity",  # what is packed may be of any size when it is unpacked
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "kg-curation",
}
_READ_OF_ERRORS = 20_000
_TOO_LONG = re.compile(r"timed? ?out|exceeds the limit|S1T00|interrupted|cancelled", re.IGNORECASE)
_OF_THE_QUERY = re.compile(r"Virtuoso \w{5} Error|parse error|malformed query|syntax", re.IGNORECASE)
_SORTS_NO_MORE = "Error SR353"  # Virtuoso's MaxSortedTopRows
_log = logging.getLogger("kg.engine")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a store sent, as far as the cap allowed; `whole` says that this is all of it.

    `rows` is the store's own cap on solutions where that may have cut the answer, else 0.
    """

    body: bytes
    whole: bool
    rows: int = 0


class Asker:
    """Asks one store, on connections that are kept open; may be used by several threads."""

    def __init__(self, address: EngineAddress, credentials: Credentials, *, connections: int) -> None:
        """`connections` is how many are kept open while nothing is asked."""
        self.address = address
        self._credentials = credentials
        self._url = httpx.URL(address.query)
        self._signing = Signing(credentials, origin_of(self._url))
        self._tls = httpx.create_ssl_context() if self._url.scheme == "https" else None
        self._resting: deque[Line] = deque()
        self._connections = connections
        self._stopping = False

    def ask(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        deadline: float,
        size: int,
        gone: Callable[[], bool],
    ) -> Reply:
        """The answer to a query; `deadline` is a time of `time.monotonic`, `size` a cap on its bytes.

        Raises QueryTimeout, QueryCancelled, QueryFailed, QueryTooLarge, ResultTooLarge and
        EngineUnavailable.
        """
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise timed_out()
        form = [("query", text)]
        form += [("default-graph-uri", graph) for graph in default_graphs or ()]
        form += [("named-graph-uri", graph) for graph in named_graphs or ()]
        if self.address.timeout_parameter:
            form.append((self.address.timeout_parameter, self.address.time_limit(remaining)))
        patience = Patience(deadline, gone, lambda: self._stopping)
        request = httpx.Request("POST", self._url, headers=_HEADERS, content=urlencode(form).encode("ascii"))
        try:
            return self._asked(request, size, patience)
        except OSError as problem:
            _log.warning("the store at %s: %s", self.address.host, type(problem).__name__)
            raise unavailable() from problem
        except EngineRefused as problem:  # a password that would cross the network in clear
            _log.warning("%s", problem.message)
            raise unavailable() from problem

    def close(self) -> None:
        """Close all connections; queries that wait fail."""
        self._stopping = True
        with suppress(IndexError):
            while True:
                self._resting.pop().close()

    def _asked(self, request: httpx.Request, size: int, patience: Patience) -> Reply:
        """The answer; the store may first want to know who asks."""
        flow = self._signing.auth_flow(request)
        signed = next(flow)
        while True:
            with self._line(patience) as line:
                response = line.ask(signed, patience)
                try:
                    signed = flow.send(response)
                except StopIteration:
                    return self._reply(response, line.pieces(patience), size)
                _bounded(line.pieces(patience), _READ_OF_ERRORS)

    def _reply(self, response: httpx.Response, pieces: Iterator[bytes], size: int) -> Reply:
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response, _bounded(pieces, _READ_OF_ERRORS))
        _refuse_cut(response)
        body, whole = _bounded(pieces, size)
        rows = _own_cap(response)
        return Reply(body, whole and not rows, rows)

    @contextmanager
    def _line(self, patience: Patience) -> Iterator[Line]:
        """A connection that nobody else uses.  Raises OSError, and as `Patience.look`."""
        line = self._rested() or open_line(self._url, self._tls, patience)
        try:
            yield line
        finally:
            if line.rest() and not self._stopping and len(self._resting) < self._connections:
                self._resting.append(line)
            else:
                line.close()
            with suppress(IndexError):
                if self._resting[0].old:
                    self._resting.popleft().close()

    def _rested(self) -> Line | None:
        with suppress(IndexError):
            while True:
                line = self._resting.pop()  # the one that was used last: those too many grow old
                if line.usable:
                    return line
                line.close()
        return None

    def _refusal(self, response: httpx.Response, read: tuple[bytes, bool]) -> QueryError:
        said = self._credentials.hide_in(read[0].decode("utf-8", errors="replace"))
        code = response.status_code
        _log.warning("the store at %s answered %s: %s", self.address.host, code, cleaned(said))
        if code in (httpx.codes.REQUEST_ENTITY_TOO_LARGE, httpx.codes.REQUEST_URI_TOO_LONG):
            return QueryTooLarge("the query is larger than the engine of this site takes")
        if _SORTS_NO_MORE in said:
            return ResultTooLarge(
                "the engine of this site puts no more solutions in an order than its settings allow",
                help="LIMIT and OFFSET together must stay below; leave out ORDER BY, or select less",
            )
        if code in (httpx.codes.GATEWAY_TIMEOUT, httpx.codes.REQUEST_TIMEOUT) or _TOO_LONG.search(said):
            return timed_out()
        if code == httpx.codes.BAD_REQUEST or (
            code == httpx.codes.INTERNAL_SERVER_ERROR and _OF_THE_QUERY.search(said)
        ):
            return QueryFailed(
                "the engine of this site cannot evaluate this query",
                help="take parts out to find the one that it cannot; docs/engines.md lists what engines lack",
            )
        return unavailable()


def _bounded(pieces: Iterator[bytes], size: int) -> tuple[bytes, bool]:
    read, taken = [], 0
    for piece in pieces:
        read.append(piece)
        taken += len(piece)
        if taken > size:
            return b"".join(read)[:size], False
    return b"".join(read), True


def _refuse_cut(response: httpx.Response) -> None:
    """Raises QueryTimeout where a store says that it stopped in the middle (Virtuoso's S1TAT)."""
    state = response.headers.get("x-sql-state", "")
    if state:
        _log.info("the store stopped a query in the middle: %s", cleaned(state))
        raise timed_out()


def _own_cap(response: httpx.Response) -> int:
    """How many solutions the store gives at most, where it says that it stopped there (Virtuoso)."""
    cap = response.headers.get("x-sparql-maxrows", "")
    return int(cap) if cap.isdigit() and len(cap) < 10 else 0


def unavailable() -> EngineUnavailable:
    """The error while the store does not answer, or not as it should."""
    return EngineUnavailable(
        "the engine behind this site does not answer at the moment", help="try again in a little while"
    )
