"""Writing answers under caps.

An answer is whole or is not given; only where the first part was asked for is it cut, at the end
of a solution or triple, and then says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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
from kg.endpoint.spreadsheet import as_spreadsheet
from kg.endpoint.worker.bounded import Buffer, CapReached, Counted, Lines
from kg.graph.rdf_xml import NO_XML_NAME, NO_XML_NAME_MESSAGE

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
_FOR_EXCEL = "excel"  # made of CSV
_MEGABYTE = 1_000_000
_UNPREFIXED = 5  # N-Triples are never more than a few times as long as what is made of them
_SURE = 0.97  # of the triples that filled an answer, so many fit with its end
_ATTEMPTS = 8
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class NotWritable(Exception):
    """A format cannot say what is in an answer; the message names the format."""


def write_boolean(result: pyoxigraph.QueryBoolean, job: Job) -> Answered:
    """The answer of an ASK."""
    if job.format == _FOR_EXCEL:
        table = b'"boolean"\r\n' + (result.serialize(format=QueryResultsFormat.CSV) or b"")
        return Answered(as_spreadsheet(table, job.caps.megabytes * _MEGABYTE)[0], 1)
    return Answered(result.serialize(format=_SOLUTIONS[job.format]) or b"", 1)


def write_solutions(results: pyoxigraph.QuerySolutions, setup: Setup, job: Job) -> Answered:
    """The answer of a SELECT.  Raises CapReached.

    A part of the solutions goes through XML, where a cut can be mended.
    """
    buffer = Buffer(job.caps.megabytes * _MEGABYTE)
    wanted = "csv" if job.format == _FOR_EXCEL else job.format
    format = "xml" if job.partial else wanted
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
    if format != wanted:
        parsed: Any = pyoxigraph.parse_query_results(body, format=_SOLUTIONS[format])
        body = parsed.serialize(format=_SOLUTIONS[wanted]) or b""
    if job.format == _FOR_EXCEL:
        body, count, whole = as_spreadsheet(body, job.caps.megabytes * _MEGABYTE)
        if not whole and not job.partial:
            raise CapReached(f"{job.caps.megabytes} MB")
        capped = capped or not whole
    if job.format == "xml":
        _refuse_characters(body)
    return Answered(restore_tags(body, job.format, setup.languages), count, capped)


def write_triples(results: pyoxigraph.QueryTriples, setup: Setup, job: Job) -> Answered:
    """The answer of a CONSTRUCT or DESCRIBE, sorted, so that equal answers are equal bytes.

    A part has the triples that came first, and of those the first in order that fit.  Raises
    CapReached, NotWritable.
    """
    size = job.caps.megabytes * _MEGABYTE
    written = Lines(job.caps.triples, size=size * _UNPREFIXED)
    with suppress(CapReached):
        results.serialize(cast("IO[bytes]", written), format=RdfFormat.N_TRIPLES)
    if written.full and not job.partial:
        many = len(written.kept) > job.caps.triples
        raise CapReached(f"{job.caps.triples:,} triples" if many else f"{job.caps.megabytes} MB")
    lines = sorted(list(written.kept)[: job.caps.triples])
    prefixes = dict((*setup.prefixes, *setup.shown))
    if job.partial:
        body, count = _first_triples(lines, prefixes=prefixes, format=job.format, size=size)
    else:
        body = write_graph(b"".join(lines), prefixes=prefixes, format=job.format, size=size)
        count = len(lines)
    capped = written.full or count < len(lines)
    return Answered(restore_tags(body, job.format, setup.languages), count, capped)


def _first_triples(
    lines: Sequence[bytes], *, prefixes: Mapping[str, str], format: str, size: int
) -> tuple[bytes, int]:
    """As many of the first lines of N-Triples as fit in an RDF format, or nearly, and their number.

    Raises as `write_graph`.
    """
    count = len(lines)
    for attempt in range(_ATTEMPTS):
        try:
            return write_graph(b"".join(lines[:count]), prefixes=prefixes, format=format, size=size), count
        except CapReached as full:
            # What is changed after the engine has written counts too, so that the guess may be too high.
            count = min(int(full.taken * _SURE), count - 1) if attempt == 0 else count // 2
    return write_graph(b"", prefixes=prefixes, format=format, size=size), 0


def write_graph(triples: bytes, *, prefixes: Mapping[str, str], format: str, size: int) -> bytes:
    """N-Triples in an RDF format, with the prefixes that occur.

    Raises CapReached when that takes more than `size` bytes, NotWritable when the format cannot say it.
    """
    body = triples
    taken = triples.count(b"\n", 0, size)
    if format not in ("ntriples", "nquads"):
        buffer = Buffer(size)
        parsed = Counted(
            cast("Iterator[pyoxigraph.Triple]", pyoxigraph.parse(triples, format=RdfFormat.N_TRIPLES))
        )
        try:
            pyoxigraph.serialize(
                parsed,
                buffer,
                format=_GRAPHS[format],
                prefixes=used_prefixes(triples, prefixes),
            )
        except CapReached:
            pass
        except OSError as problem:
            raise NotWritable(str(problem)) from problem
        taken = parsed.taken
        if format == "rdfxml":
            _refuse_names(buffer.getvalue())
        body = sort_prefixes(buffer.getvalue())
        if format == "rdfxml":
            body = sort_namespaces(_with_returns(body))
    if len(body) > size:
        raise CapReached(f"{size // _MEGABYTE} MB", taken=taken)
    return body


def _with_returns(xml: bytes) -> bytes:
    """XML whose carriage returns come through: a parser reads a bare one as a line feed."""
    return xml.replace(b"\r", b"&#13;") if b"\r" in xml else xml


def _refuse_names(body: bytes) -> None:
    """Raises NotWritable for RDF/XML that is none."""
    if NO_XML_NAME in body:
        raise NotWritable(NO_XML_NAME_MESSAGE)
    _refuse_characters(body)


def _refuse_characters(body: bytes) -> None:
    """Raises NotWritable for characters that no XML document can hold."""
    found = _NOT_XML.search(body)
    if found:
        raise NotWritable(f"XML cannot hold the character U+{ord(found.group().decode()):04X} of this answer")
