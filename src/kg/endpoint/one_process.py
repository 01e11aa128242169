"""One worker process, replaced when it dies or is ended.

Pebble counts a time limit from the start of a task and tells an ended process by an exception; here
that becomes a deadline and an error that the client understands.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, wait
from contextlib import suppress
from multiprocessing.context import BaseContext
from typing import Concatenate, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from kg.endpoint import worker
from kg.endpoint.admission import LOOK_SECONDS
from kg.endpoint.jobs import Failed, Layers, Setup
from kg.model.errors import EngineStopped, QueryCancelled, QueryError, QueryOutOfMemory, QueryTimeout

START_SECONDS = 30.0
_GRACE_SECONDS = 1.0
_ATTEMPTS = 3
_PROCESSOR_TIME_IS_UP = 24  # SIGXCPU, which Windows does not name

P = ParamSpec("P")
R = TypeVar("R")


class OneProcess:
    """A process on the stores of one version; after `max_tasks` queries another takes its place."""

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
        return self._pool.schedule(worker.report, args=[self._setup], timeout=START_SECONDS)

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
                return result_of(future, remaining + _GRACE_SECONDS, gone)
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


def result_of(future: ProcessFuture[R], seconds: float, gone: Callable[[], bool]) -> R:
    """The result of a task.  Raises QueryCancelled when the caller goes, and what the task raised."""
    end = time.monotonic() + seconds
    while not future.done():
        wait({future}, timeout=min(LOOK_SECONDS, max(0.0, end - time.monotonic())))
        if future.done() or time.monotonic() >= end:
            break
        if gone():
            raise QueryCancelled("the query was cancelled")
    return future.result(0)


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
