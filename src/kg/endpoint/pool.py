"""Worker processes with deadlines; a worker that fails is replaced and its neighbours notice nothing.

Each worker is a process with a channel of its own: whatever happens to one (killed in the middle of
an answer, say) touches no other.  Admission comes first, and the deadline of a query covers it.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar

from kg.endpoint import worker
from kg.endpoint.admission import NOBODY, Admission, Caller
from kg.endpoint.begun import Begun
from kg.endpoint.fork_server import worker_context
from kg.endpoint.jobs import Answered, Failed, Job, Layers, Setup
from kg.endpoint.one_process import START_SECONDS, OneProcess
from kg.model.errors import VersionDamaged, WorkersNotStarted
from kg.model.wording import Message, phrase

MAX_TASKS = 1_000
_SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
_DESCRIPTORS = "file descriptors"  # words of the engine, which counts them before it opens a store

P = ParamSpec("P")
R = TypeVar("R")


class Pool:
    """A number of workers on the stores of one version."""

    def __init__(self, setup: Setup, *, workers: int, queue: int, max_tasks: int = MAX_TASKS) -> None:
        """Start the workers; `queue` is how many queries may wait for one.

        After `max_tasks` queries a worker is replaced if they made it larger, because memory that was
        used once is kept.
        Raises WorkersNotStarted when the system has no processes, threads or descriptors left.
        """
        self.layers = Layers((), ())
        context = worker_context()
        self._workers = [OneProcess(setup, context, max_tasks=max_tasks) for _ in range(workers)]
        self._admission = Admission(self._workers, queue=queue, warm=lambda each: each.opened)
        try:
            for each in self._workers:
                each.start()
        except (OSError, RuntimeError) as problem:
            self.close()
            raise WorkersNotStarted(phrase("a worker does not start"), help=_start_help()) from problem

    def wait_until_open(self, *, gone: Callable[[], bool] = NOBODY.gone) -> None:
        """Wait until each worker has opened its stores; then `layers` says how isolated they are.

        Raises VersionDamaged when a store cannot be opened, WorkersNotStarted when that may pass,
        QueryCancelled when `gone` says that nobody waits any more.
        """
        end = time.monotonic() + START_SECONDS
        for each in self._workers:
            self.layers = _layers(each, end - time.monotonic(), gone)

    def evaluate(self, job: Job, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Evaluate a query; `deadline` is a time of `time.monotonic`.

        Ends when the caller goes away, so that nobody computes for nobody.  Raises EndpointBusy,
        QueryTimeout, QueryOutOfMemory, QueryCancelled, EngineStopped.
        """
        with self._admission.worker(deadline=deadline, caller=caller) as place:
            return place.run(worker.evaluate, deadline, caller.gone, job)

    def begin(self, job: Job, message: bytes, *, caller: Caller, wake: Callable[[], object]) -> Begun:
        """Begin a query without waiting; `wake` is called when a worker comes later.  Raises EndpointBusy.

        `message` is `begun.message_of` the job.  Whoever begins sees to its end: by its answer, its
        `outcome`, or `drop`.
        """
        return Begun(self._admission, job, message, caller, wake)

    def check(self, text: str, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Have the engine read a query over nothing.  Raises as `evaluate`.

        A caller who goes away does not end it: a check is short, and another process is not.
        """
        with self._admission.worker(deadline=deadline, caller=caller) as place:
            return place.run(worker.check, deadline, NOBODY.gone, text)

    def serialize(
        self, triples: bytes, format: str, *, prefixes: Mapping[str, str], deadline: float
    ) -> Answered | Failed:
        """Write N-Triples in another RDF format, with more prefixes.  Raises as `evaluate`."""
        with self._admission.worker(deadline=deadline) as place:
            return place.run(worker.serialize, deadline, NOBODY.gone, triples, format, dict(prefixes))

    def run(
        self,
        function: Callable[Concatenate[Setup, P], R],
        deadline: float,
        caller: Caller,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run another function of the worker package.  Raises as `evaluate`."""
        with self._admission.worker(deadline=deadline, caller=Caller(gone=caller.gone)) as place:
            return place.run(function, deadline, caller.gone, *args, **kwargs)

    def tend(self) -> None:
        """Replace workers that died while they had nothing to do or are worn, so that no query waits.

        Raises OSError or RuntimeError, after a look at all of them, when one cannot be replaced.
        """
        failed: Exception | None = None
        for place in self._admission.idle():
            if place.lost() or place.worn:
                try:
                    place.renew()
                except (OSError, EOFError, RuntimeError) as problem:
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


def _start_help() -> Message:
    return phrase(
        "give it more memory (`memory_mb`), open files (`ulimit -n`) or time; "
        "if that does not help, run `kg build` again"
    )


def _layers(place: OneProcess, seconds: float, gone: Callable[[], bool]) -> Layers:
    try:
        found = place.report(seconds=seconds, gone=gone)
    except (OSError, EOFError, RuntimeError) as problem:  # a timeout is an OSError
        raise WorkersNotStarted(phrase("a worker does not start"), help=_start_help()) from problem
    if isinstance(found, Failed):
        scarce = (_DESCRIPTORS, *(os.strerror(each) for each in _SCARCE))
        if any(words in found.message for words in scarce):  # the engine gives words alone
            words = phrase("a worker cannot open its stores at the moment")
            raise WorkersNotStarted(words, help=_start_help())
        words = phrase("a store cannot be opened: {problem}", problem=found.message)
        raise VersionDamaged(words, help=phrase("run `kg build` again"))
    return found
