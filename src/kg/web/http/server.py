"""The HTTP server: waitress, set so that no client can keep the others from being answered.

Sockets are read by one thread and requests answered by many.  Threads are enough for every query
that runs or waits and for the pages beside them; what comes above a short queue hears 503, and signs
of life have threads of their own.  When connections run out, those that do nothing go first.
`docs/operations.md` says why this server, with the measurements.
"""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from kg.web.http.arriving import MAX_ADDRESS_BYTES, MAX_BODY_BYTES, MAX_HEADER_BYTES
from kg.web.http.connection import Bounds, Connection
from kg.web.http.quick import QuickAnswers
from kg.web.http.request_log import Exchange
from kg.web.problems import Problem, refusal

BOUNDS = Bounds()
SPARE_THREADS = 24  # beside those that public queries can hold
_SIGNS = ("/healthz", "/readyz", "/metrics")
_SIGN_THREADS = 2
_TURN_SECONDS = 1.0
_ARRIVAL_SECONDS = 1.0  # what a request that has begun gets to arrive when the server stops
_OTHER_DESCRIPTORS = 256  # stores, pipes to workers, files
_NO_LIMIT = 1 << 40


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves a WSGI application on a socket until `stop` is called."""

    channel_class = Connection

    def __init__(
        self,
        application: Any,
        listener: socket.socket,
        *,
        threads: int = SPARE_THREADS,
        note: Callable[[Exchange], None] = lambda _: None,
        bounds: Bounds = BOUNDS,
        quick: QuickAnswers | None = None,
    ) -> None:
        """Listen; `note` hears of each request that was refused before the application saw it.

        What `quick` takes is answered in the thread that runs the server, all else by the application.

        Raises OSError when somebody else listens there already.
        """
        self.stopping = False
        self.bounds = bounds
        self.quick = quick
        self._note = note
        self._most = _connections(bounds.connections)
        # A full queue answers 503 and counts there; a line for each request says nothing more.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        address = str(listener.getsockname()[0])
        adjustments = Adjustments(
            sockets=[listener],
            threads=threads,
            server_name=f"[{address}]" if ":" in address else address,
            backlog=1_024,
            connection_limit=self._most + 64,
            cleanup_interval=1,
            asyncore_use_poll=True,
            channel_request_lookahead=1,
            max_request_header_size=MAX_ADDRESS_BYTES + MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES + 1,
            inbuf_overflow=_NO_LIMIT,  # bodies and answers stay in memory: a full disk stops nobody
            outbuf_overflow=_NO_LIMIT,
            outbuf_high_watermark=_NO_LIMIT,  # an answer that is whole never holds a thread
            clear_untrusted_proxy_headers=False,  # `trusted_header` of the project decides, in callers.py
            log_socket_errors=False,
        )
        adjustments.ident = ""  # no Server header
        super().__init__(
            application,
            map={},
            _sock=listener,
            dispatcher=_Lanes(threads, queued=bounds.queued, quick=quick),
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def run(self, *, drain_seconds: float = 10.0) -> None:
        """Serve until `stop`; then answer what was asked, for at most `drain_seconds`."""
        if self.quick is not None:
            self.quick.serve(self)
        while not self.stopping:
            self._turn(_TURN_SECONDS)
        self.accepting = False
        self.del_channel()
        self.socket.close()
        stopped = time.monotonic()
        while self.active_channels and time.monotonic() < stopped + drain_seconds:
            patient = time.monotonic() < stopped + _ARRIVAL_SECONDS
            for connection in list(self.active_channels.values()):
                if connection.idle or (connection.arriving and not patient):
                    connection.drop()
            self.maintenance(time.time())
            self._turn(0.1)

    def stop(self) -> None:
        """Take no more connections and let `run` return; may be called from a signal handler."""
        self.stopping = True
        self.pull_trigger()

    def close(self) -> None:
        """End all threads and connections."""
        self.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def maintenance(self, now: float) -> None:
        """Once a second: end what takes too long."""
        for connection in list(self.active_channels.values()):
            connection.tend(now)

    def handle_accept(self) -> None:
        """Take a connection; when there are too many, let go of the one that does least."""
        super().handle_accept()
        if len(self.active_channels) > self._most:
            free = [one for one in self.active_channels.values() if not one.requests]
            if free:
                min(free, key=Connection.rank).drop()

    def make_room(self, size: int) -> None:
        """Let go of answers that were not taken, oldest first, until another `size` bytes fit.

        Whatever takes less than its share, such as the headers before a file, does no harm and stays.
        Called in the threads that answer.
        """
        share = self.bounds.held_bytes // self._most
        if size < share:
            return
        everybody = list(self.active_channels.values())  # with the one who asks on and takes nothing
        held = sum(one.held_bytes for one in everybody) + size
        for one in sorted(everybody, key=lambda each: each.output_since):
            if held <= self.bounds.held_bytes:
                return
            if one.held_bytes > share:
                held -= one.held_bytes
                one.let_go = True
                self.trigger.pull_trigger(one.drop)

    def note_refusal(self, request: Any, problem: Problem, size: int) -> None:
        """Tell of a request that the application never saw."""
        seconds = max(0.0, time.time() - request.started)
        self._note(
            Exchange(
                method=request.command or "-",
                route="-",
                path=request.path or "-",
                status=problem.status,
                seconds=seconds,
                bytes=size,
                outcome=problem.kind,
            )
        )

    def _turn(self, seconds: float) -> None:
        soon = self.quick.work() if self.quick is not None else None
        if soon is not None:
            seconds = min(seconds, soon)
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)


class _Lanes:
    """Gives requests to threads: signs of life and refusals have their own, so they never wait."""

    def __init__(self, threads: int, *, queued: int, quick: QuickAnswers | None) -> None:
        self._queued = queued
        self._quick = quick
        self._answers = ThreadedTaskDispatcher()
        self._answers.set_thread_count(threads)
        self._signs = ThreadedTaskDispatcher()
        self._signs.set_thread_count(_SIGN_THREADS)

    def add_task(self, connection: Connection) -> None:
        request = connection.requests[0]
        if request.error is None and self._quick is not None and self._quick.take(connection, request):
            return
        if request.error is None and request.path not in _SIGNS:
            if len(self._answers.queue) < self._queued:
                self._answers.add_task(connection)
                return
            request.refuse(refusal(503, "Too many requests are waiting.", retry_after=2))
        self._signs.add_task(connection)

    def shutdown(self) -> None:
        for lane in (self._answers, self._signs):
            lane.shutdown(timeout=1)


def _connections(most: int) -> int:
    """How many connections there may be; on POSIX the limit of open files is raised for them."""
    if sys.platform == "win32":
        return min(most, 400)  # the system waits for at most 512 sockets at a time
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + _OTHER_DESCRIPTORS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return most if soft == resource.RLIM_INFINITY else max(1, min(most, soft - _OTHER_DESCRIPTORS))
