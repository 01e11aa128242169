"""Who may use a worker, and who waits for one.

At most one query uses a worker; a few wait; everybody else hears at once that the endpoint is busy.
So nobody waits without knowing, and the time limit of a query covers its wait.  No client can take
it all: while there are several workers one is left to the others, half of the queue is, and a worker
that becomes free goes to the client that has the fewest.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.model.errors import EndpointBusy, QueryCancelled

T = TypeVar("T")
LOOK_SECONDS = 0.1  # how often whoever waits looks whether its client is still there


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf a query runs.

    `client` tells clients apart (an address, say) and is empty for the site itself, which has no
    share; `gone` says that nobody waits for the answer any more.
    """

    client: str = ""
    gone: Callable[[], bool] = _never


NOBODY = Caller()


class Ticket(Generic[T]):
    """A place in the queue; `wake` is called when a worker has been assigned, in any thread."""

    __slots__ = ("client", "wake", "worker")

    def __init__(self, client: str, wake: Callable[[], object]) -> None:
        self.client = client
        self.wake = wake
        self.worker: T | None = None


class Admission(Generic[T]):
    """Hands out workers: `queue` is how many may wait when all are taken."""

    def __init__(
        self, workers: Sequence[T], *, queue: int, warm: Callable[[T], bool] = lambda _: True
    ) -> None:
        """Who has just answered goes first, because what it needs is still in the caches of a processor;
        one that is not `warm` when it is given back goes last, because it may have to start anew."""
        self._idle = deque(workers)
        self._warm = warm
        self._size = len(self._idle)
        self._waiting: deque[Ticket[T]] = deque()
        self._queue = queue
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def worker(self, *, deadline: float, caller: Caller = NOBODY) -> Iterator[T]:
        """A worker for the time of the block; `deadline` is a time of `time.monotonic`.

        Raises EndpointBusy at once when the queue, or the client's part of it, is full, and when the
        deadline passes in it; QueryCancelled when the caller goes away in it.
        """
        worker = self._acquire(deadline, caller)
        try:
            yield worker
        finally:
            self._release(worker, caller.client)

    def idle(self) -> Iterator[T]:
        """Each worker that has nothing to do, reserved while it is looked at; never waits."""
        with self._lock:
            seen = list(self._idle)
        for worker in reversed(seen):  # so that they lie in the same order afterwards
            with self._lock:
                if worker not in self._idle:
                    continue
                self._idle.remove(worker)
            try:
                yield worker
            finally:
                self._release(worker, "")

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

    def enter(self, caller: Caller, wake: Callable[[], object]) -> Ticket[T]:
        """A ticket that has a worker, or waits for one; never waits itself.  Whoever enters must `leave`.

        Raises EndpointBusy when the queue, or the client's part of it, is full.
        """
        ticket: Ticket[T] = Ticket(caller.client, wake)
        with self._lock:
            if self._idle and self._may_run(caller.client):
                ticket.worker = self._hand_out(self._idle.popleft(), caller.client)
            else:
                self._refuse_full_queue(caller.client)
                self._waiting.append(ticket)
        return ticket

    def leave(self, ticket: Ticket[T]) -> None:
        """Give back the worker of a ticket, or its place in the queue; a second time does nothing."""
        with self._lock:
            worker, ticket.worker = ticket.worker, None
            ticket.wake = _never  # whoever it would wake may hold it, which only a search would find out
            if worker is None and ticket in self._waiting:
                self._waiting.remove(ticket)
        if worker is not None:
            self._release(worker, ticket.client)

    def wait(self, ticket: Ticket[T], deadline: float, caller: Caller) -> T:
        """The worker of a ticket, when it has one.  Raises EndpointBusy at the deadline, QueryCancelled."""
        called = threading.Event()
        with self._lock:
            ticket.wake = called.set
            if ticket.worker is not None:
                return ticket.worker
        gone = False
        while not gone and not called.wait(min(LOOK_SECONDS, max(0.0, deadline - time.monotonic()))):
            gone = caller.gone()
            if time.monotonic() >= deadline:
                break
        with self._lock:
            if ticket.worker is None:
                self._waiting.remove(ticket)
                if gone:
                    raise QueryCancelled("the client went away while its query waited")
                raise EndpointBusy(
                    "no worker became free within the time limit", help="try again in a few seconds"
                )
            return ticket.worker

    def _acquire(self, deadline: float, caller: Caller) -> T:
        return self.wait(self.enter(caller, _never), deadline, caller)

    def _release(self, worker: T, client: str) -> None:
        warm = self._warm(worker)
        with self._lock:
            if client:
                self._running[client] -= 1
                if not self._running[client]:
                    del self._running[client]
            ticket = self._next()
            if ticket is None:
                (self._idle.appendleft if warm else self._idle.append)(worker)
                return
            self._waiting.remove(ticket)
            ticket.worker = self._hand_out(worker, ticket.client)
            wake = ticket.wake
        wake()

    def _next(self) -> Ticket[T] | None:
        """Of those who may run, the first of the client that has the fewest workers."""
        fitting = [ticket for ticket in self._waiting if self._may_run(ticket.client)]
        return min(fitting, key=lambda ticket: self._running[ticket.client], default=None)

    def _hand_out(self, worker: T, client: str) -> T:
        if client:
            self._running[client] += 1
        return worker

    def _may_run(self, client: str) -> bool:
        return not client or self._running[client] < max(1, self._size - 1)

    def _refuse_full_queue(self, client: str) -> None:
        if len(self._waiting) >= self._queue:
            raise EndpointBusy(
                "all workers are taken, and the queue is full", help="try again in a few seconds"
            )
        own = sum(ticket.client == client for ticket in self._waiting)
        if client and own >= max(1, self._queue // 2):
            raise EndpointBusy(
                f"{self._running[client] + own} queries of yours run or wait already",
                help="wait for their answers, or cancel one",
            )
