"""Writing answers under caps.

An answer is whole or is not given; only where the first part was asked for is it cut, at the end
of a solution or triple, and then says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.endpoint.answer_bytes import (
    count_solutions,
    first_solutions,
    restore_tags,
    sort_namespaces,
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


# How the engine writes a property whose IRI does not end in an XML name: no parser can read that.
_NO_XML_NAME = b"<oxprefix: "
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class CapReached(Exception):
    """An answer is larger than a cap; the message names the cap."""


class NotWritable(Exception):
    """A format cannot say what is in an answer; the message names the format."""


class _Buffer(io.BytesIO):
    """Bytes up to a cap."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.full = False
        self._size = size

    def write(self, data: Any, /) -> int:
        """Take the bytes, and stop whoever writes them when the cap is exceeded."""
        written = super().write(data)
        if self.tell() > self._size:
            self.full = True
            raise CapReached
        return written


class _Lines(io.RawIOBase):
    """Lines in order of appearance, each once, up to a cap of lines and another of bytes.

    The engine gives a triple for each solution and template, so one triple may come many times.
    """

    def __init__(self, count: int, *, size: int) -> None:
        super().__init__()
        self.full = False
        self.kept: dict[bytes, None] = {}
        self._count = count
        self._size = size
        self._begun = b""

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, data: Any, /) -> int:
        """Take the bytes, and stop whoever writes them when a cap is exceeded."""
        lines = (self._begun + bytes(data)).splitlines(keepends=True)
        self._begun = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        new = [line for line in lines if line not in self.kept]
        self.kept.update(dict.fromkeys(new))
        self._size -= sum(map(len, new))
        if len(self.kept) > self._count or self._size < 0:
            self.full = True
            raise CapReached
        return len(data)


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
    if format == "xml":
        body = _with_returns(body)
    count = count_solutions(body, format)
    capped = buffer.full or count > job.caps.solutions
    if capped and not job.partial:
        raise CapReached(f"{job.caps.solutions:,} solutions")
    if capped:
        body, count = first_solutions(body, job.caps.solutions)
    if format != job.format:
        parsed: Any = pyoxigraph.parse_query_results(body, format=_SOLUTIONS[format])
        body = parsed.serialize(format=_SOLUTIONS[job.format]) or b""
    if job.format == "xml":
        _refuse_characters(body)
    return Answered(restore_tags(body, job.format, setup.languages), count, capped)


def write_triples(results: pyoxigraph.QueryTriples, setup: Setup, job: Job) -> Answered:
    """The answer of a CONSTRUCT or DESCRIBE, sorted, so that equal answers are equal bytes.

    Raises CapReached.
    """
    size = job.caps.megabytes * _MEGABYTE
    written = _Lines(job.caps.triples, size=size * _UNPREFIXED)
    with suppress(CapReached):
        results.serialize(cast("IO[bytes]", written), format=RdfFormat.N_TRIPLES)
    if written.full and not job.partial:
        raise CapReached(f"{job.caps.triples:,} triples")
    lines = list(written.kept)[: job.caps.triples]
    prefixes = dict((*setup.prefixes, *setup.shown))
    body = write_graph(b"".join(sorted(lines)), prefixes=prefixes, format=job.format, size=size)
    return Answered(restore_tags(body, job.format, setup.languages), len(lines), written.full)


def write_graph(triples: bytes, *, prefixes: Mapping[str, str], format: str, size: int) -> bytes:
    """N-Triples in an RDF format, with the prefixes that occur.

    Raises CapReached when that takes more than `size` bytes, NotWritable when the format cannot say it.
    """
    body = triples
    if format not in ("ntriples", "nquads"):
        buffer = _Buffer(size)
        try:
            pyoxigraph.serialize(
                pyoxigraph.parse(triples, format=RdfFormat.N_TRIPLES),
                buffer,
                format=_GRAPHS[format],
                prefixes=used_prefixes(triples, prefixes),
            )
        except CapReached:
            pass
        except OSError as problem:
            raise NotWritable(str(problem)) from problem
        if format == "rdfxml":
            _refuse_names(buffer.getvalue())
        body = sort_prefixes(buffer.getvalue())
        if format == "rdfxml":
            body = sort_namespaces(_with_returns(body))
    if len(body) > size:
        raise CapReached(f"{size // _MEGABYTE} MB")
    return body


def _with_returns(xml: bytes) -> bytes:
    """XML whose carriage returns come through: a parser reads a bare one as a line feed."""
    return xml.replace(b"\r", b"&#13;") if b"\r" in xml else xml


def _refuse_names(body: bytes) -> None:
    """Raises NotWritable for RDF/XML that is none."""
    if _NO_XML_NAME in body:
        raise NotWritable("RDF/XML cannot write a property whose IRI does not end in an XML name")
    _refuse_characters(body)


def _refuse_characters(body: bytes) -> None:
    """Raises NotWritable for characters that no XML document can hold."""
    found = _NOT_XML.search(body)
    if found:
        raise NotWritable(f"XML cannot hold the character U+{ord(found.group().decode()):04X} of this answer")
