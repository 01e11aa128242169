"""Worker processes with deadlines; a worker that fails is replaced and its neighbours notice nothing.

Each worker is a Pebble pool of one process with channels of its own: whatever happens to one (killed
while it holds a lock, its channel cut in half) touches no other.  Pebble counts a time limit from
the start of a task, so admission comes first and the deadline covers it.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, wait
from contextlib import suppress
from multiprocessing.context import BaseContext
from typing import Concatenate, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kg.endpoint import worker
from kg.endpoint.admission import LOOK_SECONDS, NOBODY, Admission, Caller
from kg.endpoint.jobs import Answered, Failed, Job, Layers, Setup
from kg.model.errors import (
    EngineStopped,
    QueryCancelled,
    QueryError,
    QueryOutOfMemory,
    QueryTimeout,
    VersionDamaged,
    WorkersNotStarted,
)

MAX_TASKS = 1_000
_START_SECONDS = 30.0
_GRACE_SECONDS = 1.0
_ATTEMPTS = 3
_PROCESSOR_TIME_IS_UP = 24  # SIGXCPU, which Windows does not name
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
_START_HELP = "give it more memory (`memory_mb`) or time; if that does not help, run `kg build` again"

P = ParamSpec("P")
R = TypeVar("R")


class Pool:
    """A number of workers on the stores of one version."""

    def __init__(self, setup: Setup, *, workers: int, queue: int, max_tasks: int = MAX_TASKS) -> None:
        """Start the workers; `queue` is how many queries may wait for one.

        A worker is replaced after `max_tasks` queries, because memory that was used once is kept.
        Raises WorkersNotStarted when the system has no processes, threads or descriptors left.
        """
        self.layers = Layers((), ())
        method = _start_method()
        context = multiprocessing.get_context(method)
        if method == "forkserver":
            context.set_forkserver_preload([worker.__name__])  # code only: never a store of a version
        self._workers = [_Worker(setup, context, max_tasks=max_tasks) for _ in range(workers)]
        self._admission = Admission(self._workers, queue=queue)
        try:
            self._starting = [each.start() for each in self._workers]
        except (OSError, RuntimeError) as problem:
            self.close()
            raise WorkersNotStarted("a worker does not start", help=_START_HELP) from problem

    def wait_until_open(self, *, gone: Callable[[], bool] = NOBODY.gone) -> None:
        """Wait until each worker has opened its stores; then `layers` says how isolated they are.

        Raises VersionDamaged when a store cannot be opened, WorkersNotStarted when that may pass,
        QueryCancelled when `gone` says that nobody waits any more.
        """
        end = time.monotonic() + _START_SECONDS
        for future in self._starting:
            self.layers = _layers(future, end - time.monotonic(), gone)

    def evaluate(self, job: Job, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Evaluate a query; `deadline` is a time of `time.monotonic`.

        Ends when the caller goes away, so that nobody computes for nobody.  Raises EndpointBusy,
        QueryTimeout, QueryOutOfMemory, QueryCancelled, EngineStopped.
        """
        with self._admission.worker(deadline=deadline, caller=caller) as place:
            return place.run(worker.evaluate, deadline, caller.gone, job)

    def serialize(
        self, triples: bytes, format: str, *, prefixes: Mapping[str, str], deadline: float
    ) -> Answered | Failed:
        """Write N-Triples in another RDF format, with more prefixes.  Raises as `evaluate`."""
        with self._admission.worker(deadline=deadline) as place:
            return place.run(worker.serialize, deadline, NOBODY.gone, triples, format, dict(prefixes))

    def tend(self) -> None:
        """Replace workers that died while they had nothing to do, so that no query waits for it.

        Raises OSError or RuntimeError, after a look at all of them, when one cannot be replaced.
        """
        failed: Exception | None = None
        for place in self._admission.idle():
            if place.lost():
                try:
                    place.renew()
                    place.start()
                    place.seen_lost = False
                except (OSError, RuntimeError) as problem:
                    failed = problem
        if failed is not None:
            raise failed

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    @property
    def alive(self) -> int:
        """How many workers can take a query, now or when they have answered, as `tend` saw it last."""
        return sum(not each.seen_lost for each in self._workers)

    @property
    def busy(self) -> int:
        """How many workers are taken."""
        return self._admission.busy

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return self._admission.waiting

    @property
    def replaced(self) -> int:
        """How many workers were replaced: ended at a time limit or for a client that left, or dead."""
        return sum(each.replaced for each in self._workers)

    def close(self) -> None:
        """End all workers; queries that still run fail with EngineStopped."""
        for each in self._workers:
            each.stop()
        for each in self._workers:
            each.join()


class _Worker:
    """One process, replaced when it dies."""

    def __init__(self, setup: Setup, context: BaseContext, *, max_tasks: int) -> None:
        self.replaced = 0
        self.seen_lost = False
        self._setup = setup
        self._context = context
        self._max_tasks = max_tasks
        self._stopped = False
        self._pool = self._new_pool()

    def start(self) -> ProcessFuture[Layers | Failed]:
        """Start the process; the result says which layers of isolation are active."""
        return self._pool.schedule(worker.report, args=[self._setup], timeout=_START_SECONDS)

    def run(
        self,
        function: Callable[Concatenate[Setup, P], R],
        deadline: float,
        gone: Callable[[], bool],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a function of the worker package until the deadline, or until the caller is gone.

        Tried again when the process was gone before it took the task: then nobody has seen the query.
        Raises QueryTimeout, QueryOutOfMemory, QueryCancelled, EngineStopped.
        """
        for _ in range(_ATTEMPTS):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise _timeout()
            try:
                future = self._pool.schedule(
                    function, args=[self._setup, *args], kwargs=kwargs, timeout=remaining
                )
                return _result(future, remaining + _GRACE_SECONDS, gone)
            except QueryCancelled:
                self._abandon(future)
                raise
            except TimeoutError:
                if future.done():
                    self.replaced += 1
                else:  # the process never took the task, or does not die
                    with suppress(OSError, RuntimeError):  # the next query, or `tend`, tries again
                        self.renew()
                raise _timeout() from None
            except ProcessExpired as death:
                self.replaced += 1
                raise _died(death) from death
            except (RuntimeError, OSError, CancelledError):  # no process, or this pool is being closed
                if self._stopped:
                    break
                with suppress(OSError, RuntimeError):
                    self.renew()
        raise EngineStopped("the worker ended before it could answer", help="try again")

    def _abandon(self, future: ProcessFuture[R]) -> None:
        """End the process that works for nobody, and have another open its stores at once.

        A task that has just finished costs no process, nor does one that no process has taken yet.
        """
        running = future.running()
        if not future.cancel():  # type: ignore[no-untyped-call]
            return
        self.replaced += running
        with suppress(OSError, RuntimeError):  # the pool is gone as well; the next query renews it
            self.start()

    def lost(self) -> bool:
        """Whether the process has died while it had nothing to do.

        May start one, and so may wait for the system: only for whoever tends the workers.
        """
        if self._stopped:
            return False
        try:
            self.seen_lost = not self._pool.active
        except (OSError, RuntimeError):
            self.seen_lost = True
        return self.seen_lost

    def renew(self) -> None:
        """A new pool in place of a broken one, which ends in the background.

        Raises OSError or RuntimeError when the system has nothing left; then the old one stays.
        """
        broken, self._pool = self._pool, self._new_pool()
        self.replaced += 1
        broken.stop()  # type: ignore[no-untyped-call]
        threading.Thread(target=broken.join, daemon=True).start()

    def stop(self) -> None:
        """Ask the process to end."""
        self._stopped = True
        self._pool.stop()  # type: ignore[no-untyped-call]

    def join(self) -> None:
        """Wait until the process has ended."""
        self._pool.join()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            max_tasks=self._max_tasks,
            initializer=worker.prepare,
            initargs=[self._setup],
            context=self._context,
        )


def _result(future: ProcessFuture[R], seconds: float, gone: Callable[[], bool]) -> R:
    """The result of a task.  Raises QueryCancelled when the caller goes, and what the task raised."""
    end = time.monotonic() + seconds
    while not future.done():
        wait({future}, timeout=min(LOOK_SECONDS, max(0.0, end - time.monotonic())))
        if future.done() or time.monotonic() >= end:
            break
        if gone():
            raise QueryCancelled("the query was cancelled")
    return future.result(0)


def _start_method() -> str:
    """Never `fork`: the process that serves has threads."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _layers(future: ProcessFuture[Layers | Failed], seconds: float, gone: Callable[[], bool]) -> Layers:
    try:
        found = _result(future, seconds, gone)
    except (OSError, RuntimeError, CancelledError) as problem:  # a timeout is an OSError
        raise WorkersNotStarted("a worker does not start", help=_START_HELP) from problem
    if isinstance(found, Failed):
        if any(os.strerror(scarce) in found.message for scarce in _SCARCE):  # the engine gives words alone
            raise WorkersNotStarted("a worker cannot open its stores at the moment", help=_START_HELP)
        raise VersionDamaged(f"a store cannot be opened: {found.message}", help="run `kg build` again")
    return found


def _timeout() -> QueryTimeout:
    return QueryTimeout(
        "the query was not finished within its time limit",
        help="make it more selective: name a class, a label or an IRI, or add a LIMIT before ordering",
    )


def _died(death: ProcessExpired) -> QueryError:
    if death.exitcode == -signal.SIGABRT:  # how the engine reports that memory cannot be had
        return out_of_memory()
    if death.exitcode == -_PROCESSOR_TIME_IS_UP:
        return _timeout()
    return EngineStopped(
        "the query ended the process that evaluated it",
        help="simplify it: less nesting, fewer patterns; other queries are not affected",
    )


def out_of_memory() -> QueryOutOfMemory:
    """The error of a query that needs more memory than a worker may have."""
    return QueryOutOfMemory(
        "the query needs more memory than a worker may take",
        help="join less at a time: make patterns share variables, or order and group fewer solutions",
    )
