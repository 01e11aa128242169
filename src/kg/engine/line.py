"""A connection to a store that is kept open from query to query, and whose every wait comes to an end.

A wait for the store is cut into short ones, and between them `Patience` says whether anybody still
waits: so the thread that asks needs no other to stop it.  HTTP itself is read and written by h11.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import h11
import httpx

from kg.model.errors import EngineUnavailable, QueryCancelled, QueryTimeout

CONNECT_SECONDS = 10.0
REST_SECONDS = 5.0  # less than any store keeps a connection on which nothing is asked
_LOOK_SECONDS = 0.1
_SHORTEST = 0.001
_BLOCK = 1 << 16
_LONGEST_HEAD = 100_000


class Broken(OSError):
    """The store does not speak HTTP, or has closed the connection in the middle of it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long somebody waits: until a time of `time.monotonic`, and while none of two says otherwise.

    `gone` says that nobody wants the answer any more, `stopping` that the server comes to its end.
    """

    deadline: float
    gone: Callable[[], bool]
    stopping: Callable[[], bool]

    def wait(self) -> float:
        """Seconds until the next look."""
        return max(_SHORTEST, min(_LOOK_SECONDS, self.deadline - time.monotonic()))

    def look(self) -> None:
        """Raises QueryTimeout, QueryCancelled or EngineUnavailable when there is no reason to wait on."""
        if time.monotonic() >= self.deadline:
            raise timed_out()
        if self.gone():
            raise QueryCancelled("the query was cancelled")
        if self.stopping():
            raise EngineUnavailable("this server is stopping")


class Line:
    """A connection that is open; one thread at a time asks on it, and reads its answer to the end."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._rests_since = time.monotonic()

    def ask(self, request: httpx.Request, patience: Patience) -> httpx.Response:
        """Send a request; its answer comes without its text.  Raises as `Patience.look`, and OSError."""
        try:
            head = h11.Request(
                method=request.method, target=request.url.raw_path, headers=request.headers.raw
            )
            parts = (head, h11.Data(data=request.content), h11.EndOfMessage())
            self._send(b"".join(self._http.send(part) or b"" for part in parts), patience)
            while not isinstance(event := self._event(patience), h11.Response):
                if not isinstance(event, h11.InformationalResponse):
                    raise Broken("the store closed the connection")
        except h11.ProtocolError as problem:
            raise Broken(str(problem)) from problem
        return httpx.Response(event.status_code, headers=list(event.headers), request=request)

    def pieces(self, patience: Patience) -> Iterator[bytes]:
        """The text of the answer while it arrives.  Raises as `ask`."""
        try:
            while isinstance(event := self._event(patience), h11.Data):
                yield bytes(event.data)
        except h11.ProtocolError as problem:
            raise Broken(str(problem)) from problem

    def rest(self) -> bool:
        """Make ready for the next query; False where the answer was not read to its end or was the last."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        self._rests_since = time.monotonic()
        return True

    @property
    def old(self) -> bool:
        """Whether it has rested so long that the store may close it at any moment."""
        return time.monotonic() - self._rests_since >= REST_SECONDS

    @property
    def usable(self) -> bool:
        """Whether a connection that rests is still open there, and will be for a moment."""
        if self.old:
            return False
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)  # a store that says something now says goodbye
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            pass
        return False

    def close(self) -> None:
        """Close the connection, which is all that a client can do to stop a store."""
        self._socket.close()

    def _event(self, patience: Patience) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(self._receive(patience))
        return event

    def _receive(self, patience: Patience) -> bytes:
        while True:
            self._socket.settimeout(patience.wait())
            try:
                return self._socket.recv(_BLOCK)
            except TimeoutError:
                patience.look()

    def _send(self, message: bytes, patience: Patience) -> None:
        left = memoryview(message)
        while left:
            self._socket.settimeout(patience.wait())
            try:
                left = left[self._socket.send(left) :]
            except TimeoutError:
                patience.look()
            except (BrokenPipeError, ConnectionResetError):
                return  # a store that refuses what is long may have said so, and closed


def open_line(url: httpx.URL, tls: ssl.SSLContext | None, patience: Patience) -> Line:
    """A new connection to the host of a URL.  Raises OSError, and as `Patience.look`.

    A thread opens it, because neither the search for an address nor a greeting over TLS can be cut into
    short waits; when nobody waits any more, what it opens is closed.
    """
    opened: Future[socket.socket] = Future()

    def work() -> None:
        try:
            opened.set_result(_connected(url, tls))
        except BaseException as problem:  # noqa: BLE001 - whoever waits raises it
            opened.set_exception(problem)

    try:
        threading.Thread(target=work, name="kg-engine-connect", daemon=True).start()
    except RuntimeError as problem:
        raise OSError(str(problem)) from problem
    while True:
        try:
            return Line(opened.result(patience.wait()))
        except TimeoutError:
            if opened.done() and opened.exception() is not None:  # it is the connection's
                raise
        try:
            patience.look()
        except BaseException:
            opened.add_done_callback(_close)
            raise


def timed_out() -> QueryTimeout:
    """The error of a query that was not answered by its deadline."""
    return QueryTimeout(
        "the query was not finished within its time limit",
        help="make it more selective: name a class, a label or an IRI, or add a LIMIT before ordering",
    )


def _connected(url: httpx.URL, tls: ssl.SSLContext | None) -> socket.socket:
    host, port = url.raw_host.decode("ascii"), url.port or (443 if tls else 80)
    end = socket.create_connection((host, port), timeout=CONNECT_SECONDS)
    try:
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return tls.wrap_socket(end, server_hostname=host) if tls else end
    except BaseException:
        end.close()
        raise


def _close(opened: Future[socket.socket]) -> None:
    if opened.exception() is None:
        opened.result().close()
