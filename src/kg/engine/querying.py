"""Asking a store elsewhere a query: one request, its answer under a cap, until a deadline.

Whatever the store does, the wait ends at the deadline, or when nobody waits any more, and then the
connection is closed, which is all that a client can do to stop a store.  An answer that the store says
is cut is never passed off as a whole one.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import re
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from kg.engine.connection import EngineAddress, cleaned
from kg.engine.credentials import Credentials, Signing, origin_of
from kg.model.errors import (
    EngineRefused,
    EngineUnavailable,
    QueryCancelled,
    QueryError,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    ResultTooLarge,
)

SOLUTIONS = "application/sparql-results+json"

_LOOK_SECONDS = 0.1
_READ_OF_ERRORS = 20_000
_SHORTEST = 0.05
_TOO_LONG = re.compile(r"timed? ?out|exceeds the limit|S1T00|interrupted|cancelled", re.IGNORECASE)
_OF_THE_QUERY = re.compile(r"Virtuoso \w{5} Error|parse error|malformed query|syntax", re.IGNORECASE)
_SORTS_NO_MORE = "Error SR353"  # Virtuoso's MaxSortedTopRows
_log = logging.getLogger("kg.engine")

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a store sent, as far as the cap allowed; `whole` says that this is all of it.

    `rows` is the store's own cap on solutions where that may have cut the answer, else 0.
    """

    body: bytes
    whole: bool
    rows: int = 0


class Asker:
    """Asks one store; may be used by several threads, which all wait on one loop."""

    def __init__(self, address: EngineAddress, credentials: Credentials, *, connections: int) -> None:
        self.address = address
        self._credentials = credentials
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(
            auth=Signing(credentials, origin_of(httpx.URL(address.query))),
            limits=limits,
            follow_redirects=False,
            trust_env=False,  # as in `Connection`
            verify=httpx.create_ssl_context(),
            headers={"User-Agent": "kg-curation"},
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="kg-engine", daemon=True)
        self._thread.start()

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
        form: dict[str, str | list[str]] = {"query": text}
        if default_graphs is not None:
            form["default-graph-uri"] = list(default_graphs)
        if named_graphs is not None:
            form["named-graph-uri"] = list(named_graphs)
        if self.address.timeout_parameter:
            form[self.address.timeout_parameter] = self.address.time_limit(remaining)
        return self._wait(self._asked(form, size), deadline, gone)

    def close(self) -> None:
        """Close all connections; queries that wait fail."""
        if self._loop.is_closed():
            return
        with_end = asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop)
        try:
            with_end.result(5)
        except (concurrent.futures.TimeoutError, RuntimeError, httpx.HTTPError):
            _log.debug("connections to the store were left open")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, R], deadline: float, gone: Callable[[], bool]) -> R:
        try:
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError as problem:
            work.close()
            raise EngineUnavailable("this server is stopping") from problem
        while True:
            remaining = deadline - time.monotonic()
            try:
                return future.result(max(_SHORTEST, min(_LOOK_SECONDS, remaining)))
            except concurrent.futures.TimeoutError:
                if future.done():
                    raise timed_out() from None
                if remaining <= 0:
                    future.cancel()
                    raise timed_out() from None
                if gone():
                    future.cancel()
                    raise QueryCancelled("the query was cancelled") from None
            except concurrent.futures.CancelledError as problem:
                raise EngineUnavailable("this server is stopping") from problem

    async def _asked(self, form: dict[str, str | list[str]], size: int) -> Reply:
        timeout = httpx.Timeout(None, connect=10.0)  # the deadline is kept by whoever waits
        headers = {"Accept": SOLUTIONS}
        try:
            async with self._client.stream(
                "POST", self.address.query, data=form, headers=headers, timeout=timeout
            ) as response:
                if response.status_code != httpx.codes.OK:
                    raise self._refusal(response, await _bounded(response, _READ_OF_ERRORS))
                _refuse_cut(response)
                body, whole = await _bounded(response, size)
                rows = _own_cap(response)
        except httpx.HTTPError as problem:
            _log.warning("the store at %s: %s", self.address.host, type(problem).__name__)
            raise unavailable() from problem
        except EngineRefused as problem:  # a password that would cross the network in clear
            _log.warning("%s", problem.message)
            raise unavailable() from problem
        return Reply(body, whole and not rows, rows)

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


async def _bounded(response: httpx.Response, size: int) -> tuple[bytes, bool]:
    pieces, taken = [], 0
    async for piece in response.aiter_bytes():
        pieces.append(piece)
        taken += len(piece)
        if taken > size:
            return b"".join(pieces)[:size], False
    return b"".join(pieces), True


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


def timed_out() -> QueryTimeout:
    """The error of a query that was not answered by its deadline."""
    return QueryTimeout(
        "the query was not finished within its time limit",
        help="make it more selective: name a class, a label or an IRI, or add a LIMIT before ordering",
    )


def unavailable() -> EngineUnavailable:
    """The error while the store does not answer, or not as it should."""
    return EngineUnavailable(
        "the engine behind this site does not answer at the moment", help="try again in a little while"
    )
