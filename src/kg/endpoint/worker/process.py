"""The way into a worker process: shut it in, open the stores, turn jobs into values.

This is the only place that runs a stranger's query.  Nothing is raised from here: whatever the
engine does short of ending the process comes back as `Failed`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

import pyoxigraph
from pyoxigraph import Store

from kg.endpoint.asking import Asking, Habits
from kg.endpoint.jobs import Answered, Failed, Job, Layers, Setup, Trouble
from kg.endpoint.worker import elsewhere, isolation
from kg.endpoint.worker.bounded import CapReached
from kg.endpoint.worker.dataset import (
    MAX_MERGED_TRIPLES,
    MergeTooLarge,
    named_dataset,
    store_for,
    unknown_graphs,
)
from kg.endpoint.worker.engine import in_order_of_appearance, query
from kg.endpoint.worker.place import find_place
from kg.endpoint.worker.plain_text import NotPlain
from kg.endpoint.worker.writing import (
    NotWritable,
    write_boolean,
    write_graph,
    write_solutions,
    write_triples,
)

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Opened:
    merged: Store
    full: Store
    layers: Layers


def prepare(setup: Setup) -> None:
    """Start a worker: isolate it and open the stores.  What fails is told by the first job."""
    with suppress(OSError):
        _opened(setup)


def report(setup: Setup) -> Layers | Failed:
    """The layers of isolation of this worker, or why it cannot work."""
    try:
        return _opened(setup).layers
    except OSError as problem:
        return Failed(Trouble.STORE, str(problem))


def evaluate(setup: Setup, job: Job) -> Answered | Failed:
    """Evaluate a query against the opened stores and write its answer."""

    def work(opened: _Opened) -> Answered | Failed:
        try:
            return _answer(opened, setup, job)
        except SyntaxError as problem:
            return Failed(Trouble.SYNTAX, str(problem), find_place(setup, job.text))

    return _framed(setup, work)


def check(setup: Setup, text: str) -> Answered | Failed:
    """Read a query over an empty store: its errors are those that it would have over any."""

    def work(_: _Opened) -> Answered | Failed:
        try:
            query(Store(), setup, text)
        except SyntaxError as problem:
            return Failed(Trouble.SYNTAX, str(problem), find_place(setup, text))
        return Answered(b"", 0)

    return _framed(setup, work)


def serialize(setup: Setup, triples: bytes, format: str, prefixes: Mapping[str, str]) -> Answered | Failed:
    """N-Triples of the site's own, such as the service description, in an RDF format."""

    def work(_: _Opened) -> Answered:
        pairs = {**dict(setup.prefixes), **dict(setup.shown), **prefixes}
        body = write_graph(triples, prefixes=pairs, format=format, size=sys.maxsize)
        return Answered(body, triples.count(b"\n"))

    return _framed(setup, work)


def ask_elsewhere(setup: Setup, job: Job, habits: Habits) -> Asking | Failed:
    """What an engine elsewhere is asked for a job; nothing is evaluated here."""

    def work(opened: _Opened) -> Asking | Failed:
        try:
            return elsewhere.ask_elsewhere(opened.full, setup, job, habits)
        except SyntaxError as problem:
            return Failed(Trouble.SYNTAX, str(problem), find_place(setup, job.text))

    return _framed(setup, work)


def answer_from_elsewhere(
    setup: Setup, job: Job, asking: Asking, bodies: tuple[bytes, ...], *, whole: bool
) -> Answered | Failed:
    """The answer to a job from what the engine elsewhere sent."""

    def work(_: _Opened) -> Answered | Failed:
        try:
            return elsewhere.answer_from_elsewhere(setup, job, asking, bodies, whole=whole)
        except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as problem:
            return Failed(Trouble.ANSWER, str(problem))

    return _framed(setup, work)


def things_found(setup: Setup, asking: Asking, body: bytes) -> tuple[str, ...] | Failed:
    """The IRIs that the first query of a DESCRIBE found."""

    def work(_: _Opened) -> tuple[str, ...] | Failed:
        try:
            return elsewhere.things_found(asking, body)
        except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as problem:
            return Failed(Trouble.ANSWER, str(problem))

    return _framed(setup, work)


def _framed(setup: Setup, work: Callable[[_Opened], R | Failed]) -> R | Failed:
    """What the work returns, in the processor time of one query; `Failed` for all that it raises."""
    try:
        opened = _opened(setup)
    except OSError as problem:
        return Failed(Trouble.STORE, str(problem))
    isolation.limit_processor_time(setup.seconds)
    try:
        return work(opened)
    except CapReached as cap:
        return Failed(Trouble.TOO_LARGE, str(cap))
    except NotWritable as problem:
        return Failed(Trouble.FORMAT, str(problem))
    except NotPlain as problem:
        return Failed(Trouble.NOT_PLAIN, str(problem))
    except MemoryError:
        return Failed(Trouble.MEMORY, "")
    except (RuntimeError, ValueError, OSError) as problem:
        return Failed(Trouble.EVALUATION, str(problem))
    except BaseException as problem:  # noqa: BLE001 - a panic of the engine is no Exception
        return Failed(Trouble.ENGINE, type(problem).__name__)


@lru_cache(maxsize=1)
def _opened(setup: Setup) -> _Opened:
    """The stores of a setup, opened by the first call in a process.

    The order counts: the network goes while there is one thread; memory and descriptors are
    limited when everything that needs them is open, descriptors last.  Raises OSError.
    """
    isolation.restore_signals()
    isolation.end_with_server()
    isolation.forbid_core_dumps()
    isolation.fall_silent()
    if setup.patient:
        isolation.give_way()
    layers = {isolation.NETWORK_NAMESPACE: isolation.leave_network()}
    merged, full = Store.read_only(setup.merged), Store.read_only(setup.full)
    layers[isolation.MEMORY] = isolation.limit_memory(setup.memory_mb)
    layers[isolation.PROCESSOR_TIME] = isolation.limit_processor_time(setup.seconds)
    if not layers[isolation.NETWORK_NAMESPACE]:
        layers[isolation.NO_DESCRIPTORS] = isolation.forbid_descriptors()
    found = Layers(
        active=tuple(name for name, active in layers.items() if active),
        missing=tuple(name for name, active in layers.items() if not active),
    )
    return _Opened(merged, full, found)


def _answer(opened: _Opened, setup: Setup, job: Job) -> Answered | Failed:
    graphs = named_dataset(setup, job)
    store = opened.full if job.full_store else opened.merged
    options: dict[str, Any] = {}
    if graphs is not None:
        try:
            store, options = store_for(opened.full, setup, graphs, with_named=job.full_store)
        except MergeTooLarge:
            cap = f"merging these default graphs would copy more than {MAX_MERGED_TRIPLES:,} triples"
            return Failed(Trouble.EVALUATION, cap)
    results = query(store, setup, in_order_of_appearance(setup, job), **options)
    if isinstance(results, pyoxigraph.QueryBoolean):
        answered = write_boolean(results, job)
    elif isinstance(results, pyoxigraph.QuerySolutions):
        answered = write_solutions(results, setup, job)
    else:
        answered = write_triples(results, setup, job)
    unknown = unknown_graphs(opened.full, setup, job, graphs)
    return replace(answered, unknown_graphs=unknown) if unknown else answered
