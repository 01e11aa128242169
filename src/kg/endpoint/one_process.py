"""One worker process: started, given one job at a time, ended at a deadline, and replaced.

The process has a channel of its own, which ends with it: its death is seen at once, whoever killed it
and whatever became of the fork server.  A job that is not wanted any more ends its process, because
nothing else stops the engine.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Concatenate, ParamSpec, TypeVar

from kg.endpoint.admission import LOOK_SECONDS
from kg.endpoint.channel import Channel, Nonsense, pack, pair
from kg.endpoint.jobs import Failed, Layers, Setup
from kg.endpoint.worker.serving import serve
from kg.model.errors import EngineStopped, QueryCancelled, QueryError, QueryOutOfMemory, QueryTimeout

START_SECONDS = 30.0
_SEND_SECONDS = 1.0, 3.0  # a process that does not take a long job for a third of its time is stopped
_SHORT = 50_000
_SHORT_OUTCOME = 4_200_000  # what is longer is not read where nobody may wait
_END_SECONDS = 5.0
_ATTEMPTS = 3
_UNSEEN_SECONDS = 0.05  # a process that was killed within this time has hardly looked at its job
_PROCESSOR_TIME_IS_UP = 24  # SIGXCPU, which Windows does not name
_KILLED = -9  # SIGKILL, which Windows does not name
_UNKNOWN = 255  # the fork server went as well, so that nobody can say how the process ended

P = ParamSpec("P")
R = TypeVar("R")


class OneProcess:
    """A process on the stores of one version, used by one thread at a time.

    `replaced` counts processes that ended before their time.  One that is worn is renewed when it has
    nothing to do, and that does not count.
    """

    def __init__(self, setup: Setup, context: BaseContext, *, max_tasks: int) -> None:
        self.replaced = 0
        self.seen_lost = False
        self.worn = False
        self._setup = setup
        self._context = context
        self._max_tasks = max_tasks
        self._stopped = False
        self._running: _Running | None = None
        self._sent = 0.0
        self._since_worn = 0

    @property
    def opened(self) -> bool:
        """Whether there is a process that is known to have opened its stores."""
        running = self._running
        return running is not None and running.opened

    def start(self) -> None:
        """Start the process, if there is none.  Raises OSError or RuntimeError when the system cannot."""
        if self._running is None:
            self._running = _Running(self._setup, self._context, self._max_tasks)
            self.worn, self._since_worn = False, 0
        if self._stopped:  # in the meantime, by another thread
            self._running.kill()

    def report(self, *, seconds: float, gone: Callable[[], bool]) -> Layers | Failed:
        """Which layers of isolation the process has, when it has opened its stores.

        Raises TimeoutError, QueryCancelled when `gone` says so, EOFError or OSError when it has died.
        """
        self.start()
        return self._here().report(time.monotonic() + seconds, gone)

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
        message = pack((function, args, kwargs))
        for _ in range(_ATTEMPTS):
            if deadline <= time.monotonic():
                raise _timeout()
            if self._stopped:
                break
            try:
                self._send(message, deadline, gone)
            except (OSError, EOFError, RuntimeError):  # a timeout is an OSError
                self._replace()
                continue
            try:
                found: R = self.outcome(deadline, gone)
            except Unseen:
                continue
            return found
        raise EngineStopped("the worker ended before it could answer", help="try again")

    def offer(self, message: bytes) -> int | None:
        """Give the process a job if that needs no waiting, and return the descriptor to watch then.

        `arrived` has the outcome when there is something to read, or `outcome` waits for it.  Where the
        answer is None, only `run` can help.
        """
        running = self._running
        if (
            self._stopped
            or running is None
            or not running.opened
            or self._since_worn >= self._max_tasks
            or len(message) >= _SHORT
        ):
            return None
        self._sent = time.monotonic()
        try:
            running.channel.send(message, seconds=0)
        except OSError:
            running.kill()  # whatever came through: `run` begins with another
            return None
        return running.channel.fileno()

    def arrived(self) -> Any:
        """The outcome of the job that was offered.

        Raises BlockingIOError when it is not whole yet, EOFError or OSError when the process has ended,
        says nonsense, or says much: then `outcome` sees to it.
        """
        return self._said(self._here().channel.receive(seconds=0, short=_SHORT_OUTCOME))

    def outcome(self, deadline: float, gone: Callable[[], bool]) -> Any:
        """The outcome of the job that was sent.  Raises as `run`."""
        running = self._running
        if running is None:
            raise EngineStopped("the worker ended before it could answer", help="try again")
        try:
            return self._said(_received(running.channel, deadline, gone))
        except QueryCancelled:
            # What has just finished costs no process.
            if not self._finished(running):
                self._replace()
            raise
        except TimeoutError:
            self._replace()
            raise _timeout() from None
        except Nonsense:
            self._replace()
            raise _died(0) from None
        except (OSError, EOFError):
            lived = time.monotonic() - self._sent  # to hear of its code may take a while
            code = running.end()
            self._replace()
            if self._stopped:
                raise EngineStopped("the worker ended before it could answer", help="try again") from None
            if code in (_KILLED, _UNKNOWN) and lived < _UNSEEN_SECONDS:
                raise Unseen from None
            raise _died(code) from None
        except BaseException:
            self._replace()  # whatever is left of the answer is nobody else's
            raise

    def discard(self) -> None:
        """End the job that was offered, whose outcome nobody wants."""
        running = self._running
        if running is not None and not self._finished(running):
            self._replace()

    def lost(self) -> bool:
        """Whether the process has died while it had nothing to do."""
        if self._stopped:
            return False
        self.seen_lost = self._running is None or self._running.channel.closed_there
        return self.seen_lost

    def renew(self) -> None:
        """Another process in place of one that has died or is worn.

        It has opened its stores, so that no query waits for that.  Raises OSError, EOFError or
        RuntimeError when the system has nothing left or the stores cannot be opened; then the old one stays.
        """
        if self._stopped:
            return
        old, lost = self._running, self.lost()
        fresh = _Running(self._setup, self._context, self._max_tasks)
        try:
            found = fresh.report(time.monotonic() + START_SECONDS, lambda: self._stopped)
        except BaseException:
            fresh.end_later()
            raise
        if isinstance(found, Failed):
            fresh.end_later()
            raise OSError(f"a store cannot be opened: {found.message}")
        self._running = fresh
        self.replaced += lost
        self.worn, self._since_worn, self.seen_lost = False, 0, False
        if old is not None:
            old.end_later()

    def stop(self) -> None:
        """End the process."""
        self._stopped = True
        running = self._running
        if running is not None:
            running.kill()

    def join(self) -> None:
        """Wait until the process has ended."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def _here(self) -> _Running:
        """The process.  Raises EOFError where there is none, as when it has gone."""
        if self._running is None:
            raise EOFError
        return self._running

    def _send(self, message: bytes, deadline: float, gone: Callable[[], bool]) -> None:
        """Send a job to a process that has opened its stores.

        Raises QueryTimeout and QueryCancelled while it opens them, else OSError, EOFError, RuntimeError.
        """
        if self._since_worn >= self._max_tasks:  # it has never been found idle
            with suppress(OSError, EOFError, RuntimeError, QueryCancelled):
                self.renew()
        self.start()
        running = self._here()
        try:
            running.report(deadline, gone)
        except TimeoutError:
            raise _timeout() from None  # it opens its stores: that is no reason to begin again
        self._sent = time.monotonic()
        # What is short fits into the channel and takes no time.
        seconds = LOOK_SECONDS
        if len(message) >= _SHORT:  # and where others compute, who gives way to them reads it late
            least, most = _SEND_SECONDS
            seconds = max(least, min(most, (deadline - self._sent) / 3))
        running.channel.send(message, seconds=seconds)

    def _said(self, message: Any) -> Any:
        """The outcome in what a process sent for a job.  Raises Nonsense."""
        if type(message) is not tuple or len(message) != 2 or type(message[1]) is not bool:
            raise Nonsense("a worker sent what is no outcome")
        self.worn = message[1]
        self._since_worn += self.worn
        return message[0]

    def _finished(self, running: _Running) -> bool:
        """Whether the process had nothing more to do than to say what nobody wants."""
        try:
            running.channel.receive_packed(seconds=0)
        except (OSError, EOFError):
            return False
        return True

    def _replace(self) -> None:
        """End the process, and have another open its stores at once.

        When the system has nothing left, the next job, or `tend`, tries again.
        """
        running, self._running = self._running, None
        if running is not None:
            self.replaced += 1
            running.end_later()
        if not self._stopped:
            with suppress(OSError, RuntimeError):
                self.start()


class Unseen(Exception):
    """The process was killed before it can have looked at its job."""


class _Running:
    """A process that was started, and the channel to it."""

    def __init__(self, setup: Setup, context: BaseContext, max_tasks: int) -> None:
        self.channel, there = pair(most=setup.memory_mb * 1_000_000)  # it cannot have said more
        self._report: Layers | Failed | None = None
        self._code: int | None = None
        self._ending = threading.Lock()
        try:
            # A context has processes of its own kind, which its base class does not name.
            made: Any = context
            self._process: BaseProcess = made.Process(
                target=serve, args=(setup, there, max_tasks), daemon=True
            )
            self._process.start()
        except BaseException:
            self.channel.close()
            raise
        finally:
            there.close()  # what the process has of it is the only one, so that its death is seen here

    def report(self, deadline: float, gone: Callable[[], bool]) -> Layers | Failed:
        """What the process says of itself when its stores are open.  Raises as `_received`."""
        if self._report is None:
            self._report = _received(self.channel, deadline, gone)
        return self._report

    @property
    def opened(self) -> bool:
        """Whether the process has said that its stores are open."""
        return isinstance(self._report, Layers)

    def kill(self) -> None:
        """End the process whatever it does; who waits for it hears of it."""
        with suppress(OSError, ValueError, AttributeError):
            self._process.kill()

    def end(self) -> int:
        """End the process and return its exit code."""
        with self._ending:
            if self._code is None:
                if self.channel.closed_there:  # it ends of itself, and its own code says more than a kill's
                    self._process.join(_END_SECONDS)
                self.kill()
                self._process.join(_END_SECONDS)
                code = self._process.exitcode
                self._code = _UNKNOWN if code is None else code
                self.channel.close()
                with suppress(ValueError):  # it does not end, and its descriptors stay until it does
                    self._process.close()
            return self._code

    def end_later(self) -> None:
        """End the process, without waiting for that."""
        self.kill()
        try:
            threading.Thread(target=self.end, name="kg-end", daemon=True).start()
        except RuntimeError:  # there is no thread to be had
            self.end()


def _received(channel: Channel, deadline: float, gone: Callable[[], bool]) -> Any:
    """The next value of a channel.

    Raises TimeoutError at the deadline, QueryCancelled when `gone` says that nobody waits any more,
    EOFError or OSError when the process has ended.
    """
    while True:
        left = deadline - time.monotonic()
        try:
            return channel.receive(seconds=min(LOOK_SECONDS, max(0.0, left)))
        except (TimeoutError, BlockingIOError):
            if left <= LOOK_SECONDS:
                raise TimeoutError from None
        if gone():
            raise QueryCancelled("the query was cancelled")


def _timeout() -> QueryTimeout:
    return QueryTimeout(
        "the query was not finished within its time limit",
        help="make it more selective: name a class, a label or an IRI, or add a LIMIT before ordering",
    )


def _died(code: int) -> QueryError:
    if code == -signal.SIGABRT:  # how the engine reports that memory cannot be had
        return out_of_memory()
    if code == -_PROCESSOR_TIME_IS_UP:
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
