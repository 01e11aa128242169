"""One HTTP connection, and how long a client may take.

The server reads requests whole and keeps answers until they are taken, so that a slow client costs
memory and never a thread.  Both are bounded here: a request that does not end and an answer that is
not taken end the connection, with a problem document where the client can still read one.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.task import ErrorTask, WSGITask

from kg.web.http.arriving import Arriving, problem_of
from kg.web.http.headers import secure
from kg.web.problems import refusal, to_json

# What `QuickAnswers` did before a request came to the application, in its environment.
STARTED = "kg.started"
UNDERWAY = "kg.underway"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What clients may take together, and how long each may take.

    A request has `header_seconds` from its first byte to the end of its headers and
    `request_seconds` to the end of its body; a connection without one is kept for `idle_seconds`.
    An answer must be taken within `output_seconds`, and a second more for each
    `output_bytes_a_second`.  `linger_seconds` is how long the rest of a refused request is read, so
    that the refusal arrives.  `queued` requests may wait for a thread, and answers that were not
    taken yet may hold `held_bytes`.
    """

    connections: int = 1_000
    queued: int = 64
    held_bytes: int = 512_000_000
    header_seconds: float = 15
    request_seconds: float = 30
    idle_seconds: float = 75
    output_seconds: float = 30
    output_bytes_a_second: int = 16_000
    linger_seconds: float = 2


class RefusalTask(ErrorTask):  # type: ignore[misc]
    """Answers a request that was refused before the site saw it."""

    def execute(self) -> None:
        """Write the problem document and let the connection end."""
        problem = problem_of(self.request.error, b"")
        response = to_json(problem, base="/")
        secure(response.headers)
        response.headers["Cache-Control"] = "no-store"
        if problem.retry_after is not None:
            response.headers["Retry-After"] = str(problem.retry_after)
        body = b"" if self.request.command == "HEAD" else response.get_data()
        self.status = f"{problem.status} {HTTPStatus(problem.status).phrase}"
        self.response_headers.extend(response.headers.items())
        self.channel.refused = True
        self.set_close_on_finish()
        self.channel.server.note_refusal(self.request, problem, len(body))
        self.content_length = len(body)
        self.write(body)


class AnswerTask(WSGITask):  # type: ignore[misc]
    """Asks the site for an answer."""

    _keeps = False

    def start(self) -> None:
        """Begin; the last answers of a server that stops say that the connection ends."""
        super().start()
        if self.channel.server.stopping:
            self.set_close_on_finish()

    def get_environment(self) -> dict[str, Any]:
        """The environment of WSGI, and what was begun for the request."""
        environment: dict[str, Any] = super().get_environment()
        if self.request.since is not None:
            environment[STARTED] = self.request.since
        if self.request.underway is not None:
            environment[UNDERWAY] = self.request.underway
        return environment

    def build_response_header(self) -> bytes:
        """The status line and headers.

        A response without a body, 204 or 304, ends with them whatever length it names (RFC 9112,
        section 6.3), so that the connection stays where others close for want of a length.
        """
        if not self.has_body:
            self.content_length = None
            said = self.request.headers.get("CONNECTION", "").lower()
            self._keeps = self.version == "1.1" and said != "close"
        try:
            return bytes(super().build_response_header())
        finally:
            self._keeps = False

    def set_close_on_finish(self) -> None:
        """End the connection with this response."""
        if not self._keeps:
            super().set_close_on_finish()


class Connection(HTTPChannel):  # type: ignore[misc]
    """A client's connection; the fields are read and written by the thread that reads sockets."""

    request: Any
    requests: list[Any]
    current_outbuf_count: int
    will_close: bool
    parser_class = Arriving
    task_class = AnswerTask
    error_task_class = RefusalTask

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self.refused = False
        self.let_go = False
        self.output_since = 0.0
        self.output_bytes = 0
        self._memory_bytes = 0
        self._ended = False
        self._served = False
        self._lingers_until: float | None = None
        super().__init__(*arguments, **keywords)

    def check_client_disconnected(self) -> bool:
        """Whether the client has gone, or will send no more: then nobody computes for it.

        Who has only ended its sending still gets an answer, if that takes no time.
        """
        return self._ended or not self.connected

    def readable(self) -> bool:
        """Whether to wait for bytes of the client."""
        return self._lingers_until is not None or (not self._ended and bool(super().readable()))

    def handle_read(self) -> None:
        """Read once.  The end of input ends the connection only when nothing is owed."""
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return
        except OSError:
            self.handle_close()
            return
        if self._lingers_until is not None:
            if not data:
                self.handle_close()
        elif data:
            self.last_activity = time.time()
            self.received(data)
        else:
            with self.requests_lock:
                self._ended = bool(self.requests or self.total_outbufs_len)
                if not self.requests:
                    self.close_when_flushed = True
            if not self._ended:
                self.handle_close()

    def service(self) -> None:
        """Answer one request, in a thread of the server."""
        request = self.requests[0]
        try:
            super().service()
        finally:
            if request.underway is not None:  # also where the application has not seen it
                self.server.quick.end(request.underway)
        self._served = True
        if self._ended:
            with self.requests_lock:
                if not self.requests:
                    self.close_when_flushed = True
            self.server.pull_trigger()

    def answer(self, response: bytes, *, closes: bool) -> None:
        """Send a whole response to the request that came first, and go on with the next.

        Only in the thread that reads sockets; what the client does not take at once is sent there later.
        """
        request = self.requests[0]
        try:
            self.write_soon(response)
        except ClientDisconnected:
            closes = True
        if self.current_outbuf_count > 0:
            self.current_outbuf_count = self.adj.outbuf_high_watermark  # the next has a buffer of its own
        request.close()
        with self.requests_lock:
            if closes:
                self.close_when_flushed = True
                for each in self.requests:
                    each.close()
                self.requests = []
            else:
                self.requests.pop(0)
                if self.connected and self.requests:
                    self.server.add_task(self)
                elif self._ended:
                    self.close_when_flushed = True
                elif self.connected and self.request is not None and self._continues(self.request):
                    self.send_continue()
        self._served = True
        self.last_activity = time.time()

    def _continues(self, request: Any) -> bool:
        """Whether a request waits for the word to go on, which answers before it held up."""
        return bool(request.expect_continue and request.headers_finished and not self.sent_continue)

    def write_soon(self, data: Any) -> int:
        """Put a part of an answer where it is sent from."""
        if data and not self.total_outbufs_len:
            self.output_since, self.output_bytes, self._memory_bytes = time.time(), 0, 0
        if data and not isinstance(data, ReadOnlyFileBasedBuffer):
            self.server.make_room(len(data))
            if self.let_go:  # it takes nothing and asks on
                raise ClientDisconnected
            self._memory_bytes += len(data)
        self.output_bytes += len(data)
        return int(super().write_soon(data))

    def handle_close(self) -> None:
        """Close; after a refusal read on for a moment.

        To close with bytes unread would reset the connection and take the refusal from the client.
        """
        if self.will_close and self.refused and self.connected and self._lingers_until is None:
            self.will_close = False
            self._lingers_until = time.time() + self.server.bounds.linger_seconds
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_close()

    def drop(self) -> None:
        """Close at once; only in the thread that reads sockets."""
        super().handle_close()

    @property
    def held_bytes(self) -> int:
        """The memory that an answer takes here until the client has taken it; files take none."""
        return self._memory_bytes if self.total_outbufs_len else 0

    @property
    def idle(self) -> bool:
        """Whether nothing is owed on either side."""
        return not (self.requests or self.total_outbufs_len or self.request or self._lingers_until)

    @property
    def arriving(self) -> bool:
        """Whether a part of a request is here and nothing else is owed."""
        return self.request is not None and not self.requests and not self.total_outbufs_len

    def rank(self) -> tuple[int, float]:
        """Which connection without a running request goes first when there are too many: the least."""
        if self.idle:
            return (0, self.last_activity) if self._served else (1, self.creation_time)
        return (1, self.request.started) if self.arriving else (2, self.output_since)

    def tend(self, now: float) -> None:
        """End what takes too long; `now` is a time of `time.time`."""
        bounds = self.server.bounds
        if self._lingers_until is not None:
            if now > self._lingers_until:
                self.drop()
        elif self.total_outbufs_len:
            seconds = bounds.output_seconds + self.output_bytes / bounds.output_bytes_a_second
            if now - self.output_since > seconds:
                self.drop()
        elif self.requests:
            return
        elif self.request is not None:
            whole = self.request.headers_finished
            seconds = bounds.request_seconds if whole else bounds.header_seconds
            if now - self.request.started > seconds:
                self._refuse_slow_request()
        elif now - self.last_activity > bounds.idle_seconds:
            self.drop()

    def _refuse_slow_request(self) -> None:
        with self.requests_lock:
            request, self.request = self.request, None
            request.refuse(refusal(408, "The request did not arrive within its time."))
            self.requests.append(request)
            self.server.add_task(self)
