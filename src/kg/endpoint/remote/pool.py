"""Queries answered by an engine elsewhere, in the place of a pool of workers that evaluate.

A query is read and written plainly by a worker here, asked of the engine, and its answer is read and
written by a worker again; admission, deadline and caps are as for queries that are evaluated here.
An answer counts only when the engine still holds the same push afterwards, so none is a mixture.
What no engine answers rightly is evaluated by a worker, which has the same version.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from kg.endpoint import worker
from kg.endpoint.admission import NOBODY, Admission, Caller
from kg.endpoint.asking import Asking, Habits, Shape
from kg.endpoint.jobs import Answered, Failed, Job, Layers, Setup, Trouble
from kg.endpoint.pool import Pool
from kg.endpoint.remote.freshness import Freshness
from kg.engine.querying import Asker, Reply
from kg.model.terms import iri

AS_JSON = 6  # an answer in JSON may be so many times as long as in another format
_MEGABYTE = 1_000_000
_DESCRIBED_AT_ONCE = 200

P = ParamSpec("P")
R = TypeVar("R")


class RemotePool:
    """As many places as there are workers; each is a query that the engine works on."""

    def __init__(
        self, local: Pool, asker: Asker, habits: Habits, freshness: Freshness, *, places: int, queue: int
    ) -> None:
        """`local` reads and writes, and is closed with this pool; `asker` belongs to the caller."""
        self._local = local
        self._asker = asker
        self._habits = habits
        self._freshness = freshness
        self._size = places
        self._admission = Admission(range(places), queue=queue)

    def wait_until_open(self, *, gone: Callable[[], bool] = NOBODY.gone) -> None:
        """Wait for the workers here; as `Pool.wait_until_open`."""
        self._local.wait_until_open(gone=gone)

    def evaluate(self, job: Job, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Have the engine answer a query.  Raises as `Pool.evaluate` and `Asker.ask`."""
        with self._admission.worker(deadline=deadline, caller=caller):
            asking = self._here(worker.ask_elsewhere, deadline, caller, job, self._habits)
            if isinstance(asking, Failed):
                return asking
            if asking.shape is Shape.NOTHING:
                return self._here(worker.evaluate, deadline, caller, job)
            self._freshness.demand()
            replies = self._replies(job, asking, deadline, caller)
            since = time.monotonic()
            outcome = (
                replies
                if isinstance(replies, Failed)
                else self._written(job, asking, replies, deadline, caller)
            )
        # Whoever waits for a look at the record takes no place; so one look is for many.
        self._freshness.confirm(
            since=since, deadline=deadline, gone=caller.gone, shared=lambda: self._admission.busy > 0
        )
        return outcome

    def check(self, text: str, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Have the engine here read a query; as `Pool.check`."""
        return self._local.check(text, deadline=deadline, caller=caller)

    def serialize(
        self, triples: bytes, format: str, *, prefixes: Mapping[str, str], deadline: float
    ) -> Answered | Failed:
        """Write N-Triples in another format; as `Pool.serialize`."""
        return self._local.serialize(triples, format, prefixes=prefixes, deadline=deadline)

    def tend(self) -> None:
        """Replace workers here that died; as `Pool.tend`."""
        self._local.tend()

    @property
    def layers(self) -> Layers:
        """The layers of isolation of the workers here."""
        return self._local.layers

    @property
    def size(self) -> int:
        """How many queries the engine is asked at a time."""
        return self._size

    @property
    def alive(self) -> int:
        """How many of them can be asked now: none while the engine does not answer."""
        return min(self._size, self._local.alive * self._size) if self._freshness.usable else 0

    @property
    def busy(self) -> int:
        """How many queries the engine works on."""
        return self._admission.busy

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return self._admission.waiting

    @property
    def replaced(self) -> int:
        """How many workers here were replaced."""
        return self._local.replaced

    def close(self) -> None:
        """End the workers here."""
        self._local.close()

    def _here(
        self,
        function: Callable[Concatenate[Setup, P], R],
        deadline: float,
        caller: Caller,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        return self._local.run(function, deadline, caller, *args, **kwargs)

    def _ask(self, asking: Asking, text: str, size: int, deadline: float, caller: Caller) -> Reply:
        return self._asker.ask(
            text,
            default_graphs=asking.default_graphs,
            named_graphs=asking.named_graphs,
            deadline=deadline,
            size=size,
            gone=caller.gone,
        )

    def _replies(self, job: Job, asking: Asking, deadline: float, caller: Caller) -> list[Reply] | Failed:
        """What the engine says to a query, in one reply, or to those that a DESCRIBE is made of."""
        if asking.shape is Shape.DESCRIPTION:
            return self._described(job, asking, deadline, caller)
        return [self._ask(asking, asking.text, self._bytes(job), deadline, caller)]

    def _written(
        self, job: Job, asking: Asking, replies: Sequence[Reply], deadline: float, caller: Caller
    ) -> Answered | Failed:
        last = replies[-1] if replies else Reply(b"", whole=True)
        if not last.whole and not job.partial:
            return _too_large(job, last)
        bodies = tuple(reply.body for reply in replies)
        return self._here(
            worker.answer_from_elsewhere, deadline, caller, job, asking, bodies, whole=last.whole
        )

    def _described(self, job: Job, asking: Asking, deadline: float, caller: Caller) -> list[Reply] | Failed:
        """What a DESCRIBE gives: the triples whose subject it names or finds, asked for in portions."""
        things = list(asking.described)
        left = self._bytes(job)
        if asking.text:
            reply = self._ask(asking, asking.text, left, deadline, caller)
            if not reply.whole:
                return _too_large(job, reply)
            found = self._here(worker.things_found, deadline, caller, asking, reply.body)
            if isinstance(found, Failed):
                return found
            things = list(dict.fromkeys([*things, *found]))
        replies: list[Reply] = []
        for place in range(0, len(things), _DESCRIBED_AT_ONCE):
            subjects = " ".join(iri(thing) for thing in things[place : place + _DESCRIBED_AT_ONCE])
            text = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {subjects} }} ?s ?p ?o }} LIMIT {job.caps.triples + 1}"
            replies.append(self._ask(asking, text, left, deadline, caller))
            left -= len(replies[-1].body)
            if not replies[-1].whole:
                break
        return replies

    @staticmethod
    def _bytes(job: Job) -> int:
        return job.caps.megabytes * _MEGABYTE * AS_JSON


def _too_large(job: Job, reply: Reply) -> Failed:
    """Why an answer that is not whole is none, where its first part was not asked for."""
    if reply.rows:
        return Failed(Trouble.TOO_LARGE, f"the {reply.rows:,} solutions that the engine of this site gives")
    return Failed(Trouble.TOO_LARGE, f"{job.caps.megabytes} MB")
