"""Answers to queries from the thread that reads sockets, where nothing has to be waited for.

A GET of `/sparql` whose answer is kept, or that a free worker answers within a moment, needs no thread:
it is read here, given to a worker, and sent when the worker has written.  Whatever is out of the
ordinary (a page, an error, a condition, a token, a long query or answer) goes the long way through the
application, with the work that was begun for it.  Both ways give the same status, headers and body.
"""

from __future__ import annotations

import gzip
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.http import http_date, parse_accept_header

from kg.endpoint.admission import LOOK_SECONDS, Caller
from kg.endpoint.cache import Cache
from kg.endpoint.formats import EXCEL, HTML
from kg.endpoint.protocol import negotiate, read_request
from kg.endpoint.service import Answer, Endpoint, Prepared, Underway
from kg.model.errors import KgError
from kg.model.project import Project
from kg.web.http.callers import address_of_client
from kg.web.http.headers import GZIP_LEVEL, SMALLEST_PACKED, VARY, secure
from kg.web.http.hosts import allowed_hosts, host_problem, transport_security
from kg.web.http.receipt import stamps
from kg.web.http.request_log import Exchange

_log = logging.getLogger("kg.web")
PATIENCE_SECONDS = 0.25  # a query that runs longer goes on in a thread, which ends it at its time
_PATH = "/sparql"
_LONGEST_QUERY = 2_048  # bytes of a query string that is read here: to read is to hold up others
_LONGEST_HEADER = 512  # bytes of a header that is read here
_READ_HERE = ("ACCEPT", "ACCEPT_ENCODING", "HOST")
_LARGEST = 4_000_000  # bytes that are sent from here
_LARGEST_PACKED = 65_536  # bytes that are compressed here
_LARGEST_PACKED_ONCE = 1_000_000  # where that is kept
_READ_BYTES = 8_000_000  # what requests that were read may take, until they come again
_READ_SHARE = 8  # of such a request, times its query string
_UNUSUAL = frozenset(
    (
        *("CONTENT_ENCODING", "CONTENT_LENGTH", "EXPECT", "IF_NONE_MATCH", "IF_MATCH", "IF_MODIFIED_SINCE"),
        *("IF_UNMODIFIED_SINCE", "IF_RANGE", "RANGE", "CONNECTION"),
    )
)


@dataclass(slots=True)
class _Exchange:
    """A request that is answered here; `since` is when it arrived, `until` how long it stays
    here, `watched` what is read for it."""

    connection: Any
    request: Any
    since: float
    until: float = 0.0
    underway: Underway | None = None
    watched: int | None = None
    watch: _Watch | None = None
    done: bool = False

    def ended(self, now: float) -> bool:
        """Whether it has been here long enough, or its client has gone: then a thread sees to it."""
        return self.until <= now or self.connection.check_client_disconnected()


class _Watch:
    """Stands in the map of sockets for a worker that has a query."""

    accepting = False

    def __init__(self, arrived: Callable[[], None]) -> None:
        self._arrived = arrived

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        self._arrived()

    handle_expt_event = handle_close = handle_error = handle_read_event

    def close(self) -> None:
        """The worker is closed by whoever has it."""


class QuickAnswers:
    """The short way; belongs to one server, and but for `take` to the thread that reads its sockets."""

    def __init__(
        self, project: Project, endpoint: Endpoint, note: Callable[[Exchange], None], *, bound: str = ""
    ) -> None:
        self._project = project
        self._endpoint = endpoint
        self._note = note
        self._hosts = allowed_hosts(project, bound)
        self._read_here = (*_READ_HERE, _named(project.trusted_header))
        self._read: Cache[Prepared] = Cache(size=_READ_BYTES)
        self._taken: deque[_Exchange] = deque()
        self._called: deque[_Exchange] = deque()
        self._open: dict[int, _Exchange] = {}
        self._reader = 0
        self._look_at = 0.0
        self._packing = threading.Lock()
        self._server: Any = None
        self._encrypted = lru_cache(maxsize=64)(partial(transport_security, public_url=project.public_url))
        self._negotiated = lru_cache(maxsize=256)(negotiate)
        self._host_known = lru_cache(maxsize=64)(self._examine_host)

    def serve(self, server: Any) -> None:
        """Work for this server, in the thread that calls."""
        self._server, self._reader = server, threading.get_ident()

    def take(self, connection: Any, request: Any) -> bool:
        """Take over a request that looks ordinary; any thread may call."""
        if (
            self._server is None
            or request.path != _PATH
            or request.command != "GET"
            or request.version != "1.1"
            or len(request.query) > _LONGEST_QUERY
            or request.since is not None
            or request.body_rcv is not None
            or self._server.stopping
            or not _UNUSUAL.isdisjoint(request.headers)
            or any(len(request.headers.get(each, "")) > _LONGEST_HEADER for each in self._read_here)
        ):
            return False
        self._taken.append(_Exchange(connection, request, time.monotonic()))
        if threading.get_ident() != self._reader:
            self._server.pull_trigger()
        return True

    def end(self, underway: Underway) -> None:
        """Let go of what was begun for a request that is over; any thread may call."""
        self._endpoint.end(underway)

    def work(self) -> float | None:
        """Begin what was taken, and hand over what takes long; returns how soon to look again.

        What comes in the meantime, such as the next request on a connection, waits until sockets were
        looked at: nobody who asks much at once holds up the others.
        """
        for _ in range(len(self._called)):
            self._safely(self._offer, self._called.popleft())
        for _ in range(len(self._taken)):
            self._safely(self._begin, self._taken.popleft())
        if self._taken or self._called:
            return 0.0
        if not self._open:
            return None
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            for exchange in [one for one in self._open.values() if one.ended(now)]:
                self._hand_over(exchange)
        return LOOK_SECONDS if self._open else None

    def _begin(self, exchange: _Exchange) -> None:
        prepared = self._prepare(exchange.request)
        if prepared is None:
            self._hand_over(exchange)
            return
        kept = self._endpoint.kept(prepared)
        if kept is not None:
            if self._too_large(exchange.request, kept, _LARGEST_PACKED_ONCE):
                self._hand_over(exchange)
            elif self._too_large(exchange.request, kept, _LARGEST_PACKED) and not self._endpoint.keeps_packed(
                prepared
            ):
                self._pack_aside(prepared, kept)
                self._hand_over(exchange)
            else:
                self._answer(exchange, prepared, kept)
            return
        caller = Caller(self._client(exchange), exchange.connection.check_client_disconnected)
        with suppress(KgError):  # a full queue, which the long way says as it should be said
            exchange.underway = self._endpoint.begin(
                prepared, caller=caller, wake=lambda: self._wake(exchange)
            )
        if exchange.underway is None:
            self._hand_over(exchange)
            return
        # Who waits for a worker may wait here; in a thread would be no better.
        exchange.until = exchange.since + self._endpoint.seconds(prepared.query) / 2
        self._open[id(exchange)] = exchange
        if exchange.underway.begun.called:
            self._offer(exchange)

    def _pack_aside(self, prepared: Prepared, kept: Answer) -> None:
        """Have an answer packed for those who ask for it next; to do that here would hold up others."""
        if self._packing.acquire(blocking=False):
            threading.Thread(
                target=self._pack_kept, args=(prepared, kept), name="kg-pack", daemon=True
            ).start()

    def _pack_kept(self, prepared: Prepared, kept: Answer) -> None:
        try:
            self._endpoint.packed(kept, prepared, _pack)
        finally:
            self._packing.release()

    def _wake(self, exchange: _Exchange) -> None:
        """A worker has come: it begins now, before anything else is read, or as soon as possible."""
        if threading.get_ident() == self._reader:
            self._safely(self._offer, exchange)
        else:
            self._called.append(exchange)
            self._server.pull_trigger()

    def _offer(self, exchange: _Exchange) -> None:
        if exchange.watched is not None:
            return
        watched = exchange.underway.begun.offer() if exchange.underway else None
        if watched is None:
            self._hand_over(exchange)
            return
        exchange.watched = watched
        exchange.until = min(exchange.until, time.monotonic() + PATIENCE_SECONDS)
        exchange.watch = _Watch(lambda: self._safely(self._arrived, exchange))
        self._server._map[watched] = exchange.watch

    def _safely(self, step: Callable[[_Exchange], None], exchange: _Exchange) -> None:
        """One step for one request.  A defect in it costs that connection, never the server."""
        try:
            if not exchange.done:
                step(exchange)
        except Exception:  # noqa: BLE001 - nothing may end this thread
            _log.exception("a request failed")
            self._forget(exchange)
            with suppress(Exception):
                if exchange.underway is not None:
                    self._endpoint.end(exchange.underway)
            exchange.connection.drop()

    def _arrived(self, exchange: _Exchange) -> None:
        underway = exchange.underway
        if underway is None:
            return
        try:
            answer = self._endpoint.finish(underway)
        except (BlockingIOError, TimeoutError):
            return
        except (OSError, EOFError):
            answer = None
        if answer is None or self._too_large(exchange.request, answer, _LARGEST_PACKED):
            self._hand_over(exchange)
            return
        self._forget(exchange)
        self._endpoint.end(underway)
        self._answer(exchange, underway.prepared, answer)

    def _hand_over(self, exchange: _Exchange) -> None:
        """Let a thread go on with a request, and with what was begun for it."""
        self._forget(exchange)
        exchange.request.since, exchange.request.underway = exchange.since, exchange.underway
        self._server.task_dispatcher.add_task(exchange.connection)

    def _forget(self, exchange: _Exchange) -> None:
        exchange.done = True
        self._open.pop(id(exchange), None)
        sockets = self._server._map
        # A version that is withdrawn ends its workers, and a client may have got the number of one.
        if exchange.watched is not None and sockets.get(exchange.watched) is exchange.watch:
            del sockets[exchange.watched]
        exchange.watched = exchange.watch = None  # it knows the exchange, which ends when nobody else does

    def _prepare(self, request: Any) -> Prepared | None:
        """The query of a request; None where it is for the long way."""
        accept = request.headers.get("ACCEPT")
        if not self._host_known(request.headers.get("HOST")):
            return None
        key = request.query, accept
        kept = self._read.get(key)
        if kept is not None:
            return kept
        try:
            query = read_request("GET", query_string=request.query.encode("latin-1"))
            if query is None or query.token or query.explain or query.version:
                return None
            known = self._endpoint.read(query.text)
            format = self._negotiated(accept, known.guarded.form, parameter=query.format, html=True)
            if format is HTML or format is EXCEL:
                return None
            prepared = self._endpoint.prepare(query, format, known=known)
        except (KgError, ValueError):
            return None
        self._read.put(key, prepared, size=_READ_SHARE * len(request.query) + len(accept or ""))
        return prepared

    def _examine_host(self, header: str | None) -> bool:
        return host_problem(header, protocol="HTTP/1.1", allowed=self._hosts) is None

    def _answer(self, exchange: _Exchange, prepared: Prepared, answer: Answer) -> None:
        request, connection = exchange.request, exchange.connection
        packs = self._packs(request, answer)
        body = self._endpoint.packed(answer, prepared, _pack) if packs else answer.body
        seconds = self._endpoint.seconds(prepared.query)
        spent = time.monotonic() - exchange.since
        lines = [
            _constant_lines(answer.content_type, answer.from_cache, answer.cacheable, packs),
            f"Content-Length: {len(body)}\r\nDate: {_date(int(time.time()))}\r\n",
        ]
        if answer.cacheable:
            lines.append(f'Etag: W/"{self._endpoint.tag_of(prepared.key, answer.version)}"\r\n')
        encrypted = self._encrypted(request.headers.get("HOST"))
        if encrypted:
            lines.append(f"Strict-Transport-Security: {encrypted}\r\n")
        closes = self._server.stopping
        if closes:
            lines.append("Connection: close\r\n")
        for name, value in stamps(
            answer.version, seconds, round(spent * 1_000), answer.solutions, answer.capped, answer.notices
        ):
            lines.append(f"{name}: {value}\r\n")
        lines.append("\r\n")
        self._note(
            Exchange(
                method="GET",
                route=_PATH,
                path=_PATH,
                status=200,
                seconds=time.monotonic() - exchange.since,
                bytes=len(body),
                outcome="ok",
                query=prepared.query.text,
                form=answer.form,
                format=prepared.format.name,
                solutions=answer.solutions,
                capped=answer.capped,
                cached=answer.from_cache,
                version=answer.version,
                client=self._client(exchange) if self._project.log_addresses else "",
            )
        )
        connection.answer("".join(lines).encode("latin-1") + body, closes=closes)

    def _packs(self, request: Any, answer: Answer) -> bool:
        return len(answer.body) >= SMALLEST_PACKED and _takes_gzip(request.headers.get("ACCEPT_ENCODING"))

    def _too_large(self, request: Any, answer: Answer, largest_packed: int) -> bool:
        size = len(answer.body)
        return size > _LARGEST or (size > largest_packed and self._packs(request, answer))

    def _client(self, exchange: _Exchange) -> str:
        named = exchange.request.headers.get(_named(self._project.trusted_header), "")
        return address_of_client(named, exchange.connection.addr[0] if exchange.connection.addr else "")


@lru_cache(maxsize=256)
def _constant_lines(content_type: str, from_cache: bool, cacheable: bool, packed: bool) -> str:
    """The status line, and the headers that do not differ between answers of this kind."""
    headers = Headers()
    secure(headers)
    headers["Content-Type"] = content_type
    headers["Vary"] = ", ".join(VARY)
    headers["Cache-Status"] = "kg; hit" if from_cache else "kg; fwd=miss"
    headers["Cache-Control"] = "no-cache" if cacheable else "no-store"
    if packed:
        headers["Content-Encoding"] = "gzip"
    return "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return http_date(second)


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)


@lru_cache(maxsize=256)
def _takes_gzip(header: str | None) -> bool:
    return bool(parse_accept_header(header or "")["gzip"] > 0)


def _named(header: str) -> str:
    """The name of a header as the server keeps it; empty for none."""
    return header.upper().replace("-", "_")
