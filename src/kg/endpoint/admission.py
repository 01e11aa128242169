"""Who may use a worker, and who waits for one.

At most one query uses a worker; a few wait, first come first served; everybody else hears at once
that the endpoint is busy.  So nobody waits without knowing, and the time limit of a query covers
its wait.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from kg.model.errors import EndpointBusy

T = TypeVar("T")


class _Ticket(Generic[T]):
    """A place in the queue; `called` is set when a worker has been assigned."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.worker: T | None = None


class Admission(Generic[T]):
    """Hands out workers: `queue` is how many may wait when all are taken."""

    def __init__(self, workers: Sequence[T], *, queue: int) -> None:
        self._idle = list(workers)
        self._waiting: deque[_Ticket[T]] = deque()
        self._queue = queue
        self._size = len(self._idle)
        self._lock = threading.Lock()

    @contextmanager
    def worker(self, *, deadline: float) -> Iterator[T]:
        """A worker for the time of the block; `deadline` is a time of `time.monotonic`.

        Raises EndpointBusy at once when the queue is full, and when the deadline passes in it.
        """
        worker = self._acquire(deadline)
        try:
            yield worker
        finally:
            self._release(worker)

    def idle(self) -> Iterator[T]:
        """Each worker that has nothing to do, reserved while it is looked at; never waits."""
        with self._lock:
            count = len(self._idle)
        for _ in range(count):
            with self._lock:
                if not self._idle:
                    return
                worker = self._idle.pop(0)
            try:
                yield worker
            finally:
                self._release(worker)

    @property
    def busy(self) -> int:
        """How many workers are taken."""
        with self._lock:
            return self._size - len(self._idle)

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        with self._lock:
            return len(self._waiting)

    def _acquire(self, deadline: float) -> T:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if len(self._waiting) >= self._queue:
                raise _busy()
            ticket: _Ticket[T] = _Ticket()
            self._waiting.append(ticket)
        ticket.called.wait(max(0.0, deadline - time.monotonic()))
        with self._lock:
            if ticket.worker is None:
                self._waiting.remove(ticket)
                raise _busy()
        return ticket.worker

    def _release(self, worker: T) -> None:
        with self._lock:
            if self._waiting:
                ticket = self._waiting.popleft()
                ticket.worker = worker
                ticket.called.set()
            else:
                self._idle.append(worker)


def _busy() -> EndpointBusy:
    return EndpointBusy("all workers are taken, and the queue is full", help="try again in a few seconds")
