"""A query that was begun by somebody who cannot wait, and is finished there or by somebody who can.

The thread that reads sockets gives a query to a free worker and looks at the answer when it is there;
what takes longer, fails, or has no worker goes on in a thread of its own, with the same ticket, the
same worker and the same time limit.  So there is one way to begin a query, and one to wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kg.endpoint import worker
from kg.endpoint.admission import Admission, Caller
from kg.endpoint.channel import pack
from kg.endpoint.jobs import Answered, Failed, Job
from kg.endpoint.one_process import OneProcess, Unseen

if TYPE_CHECKING:
    from kg.endpoint.admission import Ticket


def message_of(job: Job) -> bytes:
    """A job as it goes to a worker; it may be used many times."""
    return pack((worker.evaluate, (job,), {}))


class Begun:
    """A job with its ticket; used by one thread at a time."""

    def __init__(
        self,
        admission: Admission[OneProcess],
        job: Job,
        message: bytes,
        caller: Caller,
        wake: Callable[[], object],
    ) -> None:
        """Enter the queue; `wake` is called, in any thread, if a worker comes later.

        `message` is what `message_of` makes of the job.  Raises EndpointBusy.
        """
        self._message = message
        self._admission = admission
        self._job = job
        self._offered = False
        self._outcome: Answered | Failed | None = None
        self._ticket: Ticket[OneProcess] = admission.enter(caller, wake)

    @property
    def called(self) -> bool:
        """Whether there is a worker."""
        return self._ticket.worker is not None

    def offer(self) -> int | None:
        """Give the job to the worker and return the descriptor to watch; None: only `outcome` can help."""
        place = self._ticket.worker
        if place is None or self._offered:
            return None
        found = place.offer(self._message)
        self._offered = found is not None
        return found

    def arrived(self) -> Answered | Failed:
        """The outcome, and the worker is given back.

        Raises BlockingIOError when it is not whole yet, EOFError or OSError when only `outcome` can help.
        """
        place = self._ticket.worker
        if place is None:
            raise EOFError  # it was let go of
        found: Answered | Failed = place.arrived()
        self._outcome = found
        self._admission.leave(self._ticket)
        return found

    def outcome(self, *, deadline: float, caller: Caller) -> Answered | Failed:
        """The outcome, waited for.  Raises as `Pool.evaluate`."""
        if self._outcome is not None:
            return self._outcome
        try:
            place = self._admission.wait(self._ticket, deadline, caller)
            if self._offered:
                self._offered = False
                with suppress(Unseen):
                    self._outcome = place.outcome(deadline, caller.gone)
            if self._outcome is not None:
                return self._outcome
            return place.run(worker.evaluate, deadline, caller.gone, self._job)
        finally:
            self._admission.leave(self._ticket)

    def drop(self) -> None:
        """Give back what it still holds; a worker that still works on it is replaced."""
        place = self._ticket.worker
        try:
            if place is not None and self._offered and self._outcome is None:
                place.discard()
        finally:
            self._admission.leave(self._ticket)
