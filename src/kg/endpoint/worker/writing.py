"""Writing answers under caps.

An answer is whole or is not given; only where the first part was asked for is it cut, at the end
of a solution or triple, and then says so.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.endpoint.answer_bytes import (
    count_solutions,
    first_solutions,
    restore_tags,
    sort_prefixes,
    used_prefixes,
)
from kg.endpoint.jobs import Answered, Job, Setup

_SOLUTIONS = {
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
_MEGABYTE = 1_000_000
_UNPREFIXED = 5  # N-Triples are never more than a few times as long as what is made of them


class CapReached(Exception):
    """An answer is larger than a cap; the message names the cap."""


class _Buffer(io.BytesIO):
    """Bytes up to a cap, and lines up to another."""

    def __init__(self, size: int, *, lines: int | None = None) -> None:
        super().__init__()
        self.full = False
        self._size = size
        self._lines = lines

    def write(self, data: Any, /) -> int:
        """Take the bytes, and stop whoever writes them when a cap is exceeded."""
        written = super().write(data)
        if self._lines is not None:
            self._lines -= bytes(data).count(b"\n")
        if self.tell() > self._size or (self._lines is not None and self._lines < 0):
            self.full = True
            raise CapReached
        return written


def write_boolean(result: pyoxigraph.QueryBoolean, job: Job) -> Answered:
    """The answer of an ASK."""
    return Answered(result.serialize(format=_SOLUTIONS[job.format]) or b"", 1)


def write_solutions(results: pyoxigraph.QuerySolutions, setup: Setup, job: Job) -> Answered:
    """The answer of a SELECT.  Raises CapReached.

    A part of the solutions goes through XML, where a cut can be mended.
    """
    buffer = _Buffer(job.caps.megabytes * _MEGABYTE)
    format = "xml" if job.partial else job.format
    with suppress(CapReached):
        results.serialize(buffer, format=_SOLUTIONS[format])
    if buffer.full and not job.partial:
        raise CapReached(f"{job.caps.megabytes} MB")
    body = buffer.getvalue()
    count = count_solutions(body, format)
    capped = buffer.full or count > job.caps.solutions
    if capped and not job.partial:
        raise CapReached(f"{job.caps.solutions:,} solutions")
    if capped:
        body, count = first_solutions(body, job.caps.solutions)
    if format != job.format:
        parsed: Any = pyoxigraph.parse_query_results(body, format=_SOLUTIONS[format])
        body = parsed.serialize(format=_SOLUTIONS[job.format]) or b""
    return Answered(restore_tags(body, job.format, setup.languages), count, capped)


def write_triples(results: pyoxigraph.QueryTriples, setup: Setup, job: Job) -> Answered:
    """The answer of a CONSTRUCT or DESCRIBE, sorted, so that equal answers are equal bytes.

    Raises CapReached.
    """
    size = job.caps.megabytes * _MEGABYTE
    buffer = _Buffer(size * _UNPREFIXED, lines=job.caps.triples)
    with suppress(CapReached):
        results.serialize(buffer, format=RdfFormat.N_TRIPLES)
    if buffer.full and not job.partial:
        raise CapReached(f"{job.caps.triples:,} triples")
    lines = buffer.getvalue().splitlines(keepends=True)[: job.caps.triples]
    body = write_graph(b"".join(sorted(lines)), prefixes=dict(setup.prefixes), format=job.format, size=size)
    return Answered(restore_tags(body, job.format, setup.languages), len(lines), buffer.full)


def write_graph(triples: bytes, *, prefixes: Mapping[str, str], format: str, size: int) -> bytes:
    """N-Triples in an RDF format, with the prefixes that occur.

    Raises CapReached when that takes more than `size` bytes.
    """
    body = triples
    if format not in ("ntriples", "nquads"):
        buffer = _Buffer(size)
        with suppress(CapReached):
            pyoxigraph.serialize(
                pyoxigraph.parse(triples, format=RdfFormat.N_TRIPLES),
                buffer,
                format=_GRAPHS[format],
                prefixes=used_prefixes(triples, prefixes),
            )
        body = sort_prefixes(buffer.getvalue())
    if len(body) > size:
        raise CapReached(f"{size // _MEGABYTE} MB")
    return body
