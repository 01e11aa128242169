"""Evaluation of one query in a worker process: the only place that runs a stranger's query.

`prepare` shuts the process in and opens the stores, once; `evaluate` turns a job into a value.  The
default graph of every query is a set: several named default graphs are merged before evaluation.
"""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store

from kg.endpoint import isolation
from kg.endpoint.answer_bytes import (
    count_solutions,
    first_solutions,
    restore_tags,
    sort_prefixes,
    used_prefixes,
)
from kg.endpoint.jobs import Answered, Caps, Failed, Job, Layers, Setup, Trouble
from kg.endpoint.tokens import Kind, tokenize
from kg.model.diagnostics import nearest

MAX_MERGED_TRIPLES = 200_000
_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
_GAP = " " * 24  # longer than any keyword


@dataclass(frozen=True, slots=True)
class _Opened:
    merged: Store
    full: Store
    layers: Layers


class _Full(Exception):
    """An answer reached a cap; the message names it."""


class _Buffer(io.RawIOBase):
    """Bytes up to a cap, and lines up to another."""

    def __init__(self, size: int, *, lines: int | None = None) -> None:
        super().__init__()
        self.written = bytearray()
        self.full = False
        self._size = size
        self._lines = lines

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        """Take the bytes, or stop the writer by an exception when a cap is exceeded."""
        self.written += data
        if self._lines is not None:
            self._lines -= bytes(data).count(b"\n")
        if len(self.written) > self._size or (self._lines is not None and self._lines < 0):
            self.full = True
            raise _Full
        return len(data)


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
    try:
        opened = _opened(setup)
    except OSError as problem:
        return Failed(Trouble.STORE, str(problem))
    try:
        return _answer(opened, setup, job)
    except SyntaxError as problem:
        return Failed(Trouble.SYNTAX, str(problem), _place(setup, job.text))
    except MemoryError:
        return Failed(Trouble.MEMORY, "")
    except (RuntimeError, ValueError, OSError) as problem:
        return Failed(Trouble.EVALUATION, str(problem))
    except BaseException as problem:  # noqa: BLE001 - a panic of the engine is no Exception
        return Failed(Trouble.ENGINE, type(problem).__name__)


def write_graph(setup: Setup, triples: bytes, format: str) -> Answered:
    """N-Triples of our own in another format, with the prefixes of the project."""
    return Answered(_write_graph(setup, triples, format, size=len(triples) * 20), triples.count(b"\n"))
