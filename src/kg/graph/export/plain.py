"""Exports of plain files: whatever RDF they hold, blank nodes and triple terms too, written by the engine.

The writers beside this one write what projects have, named nodes and literals, byte for byte alike
everywhere; this one takes everything, in the order of the files, with their prefixes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from kg.graph.rdf_xml import NO_XML_NAME
from kg.model.errors import UsageError
from kg.model.terms import Term, iri_value
from kg.model.wording import phrase

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_IN_MEMORY = 8 << 20
_BLOCK = 1 << 16


def write_plain(
    quads: Path, format: str, *, namespaces: Mapping[str, str], graph: Term | None
) -> Iterator[bytes]:
    """The quads of an N-Quads file in blocks; formats without graphs hold the triples of all graphs.

    With `graph`, one named graph alone.  Raises UsageError before the first block for what the format
    cannot write; OSError.
    """
    form = _FORMATS[format]
    found = _of_graph(quads, graph)
    written = found if form.supports_datasets else map(_triple, found)
    prefixes = dict(namespaces) if format in ("turtle", "trig") else {}  # elsewhere their order is by chance
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as aside:
        try:
            pyoxigraph.serialize(written, cast("BinaryIO", aside), format=form, prefixes=prefixes)
        except OSError as problem:
            if problem.errno is not None:
                raise
            raise UsageError(
                phrase("{format} cannot be written: {problem}", format=form.name, problem=problem),
                help=phrase("choose another format"),
            ) from problem
        if form == RdfFormat.RDF_XML:
            _refuse_names(cast("BinaryIO", aside))
        aside.seek(0)
        yield from _prefixes_sorted(cast("BinaryIO", aside))
        yield from iter(lambda: aside.read(_BLOCK), b"")


def _of_graph(quads: Path, graph: Term | None) -> Iterator[Quad]:
    parsed = pyoxigraph.parse(path=quads, format=RdfFormat.N_QUADS)
    if graph is None:
        return parsed
    wanted = NamedNode(iri_value(graph))
    return (quad for quad in parsed if quad.graph_name == wanted)


def _triple(quad: Quad) -> Triple:
    return Triple(quad.subject, quad.predicate, quad.object)


def _prefixes_sorted(file: BinaryIO) -> Iterator[bytes]:
    """The lines at the beginning that declare prefixes, in order; then the file stands behind them."""
    lines: list[bytes] = []
    end = 0
    while (line := file.readline()).startswith(b"@prefix "):
        lines.append(line)
        end = file.tell()
    file.seek(end)
    yield b"".join(sorted(lines))


def _refuse_names(file: BinaryIO) -> None:
    """Raises UsageError when RDF/XML holds a property that cannot be written in it."""
    file.seek(0)
    before = b""
    while block := file.read(_BLOCK):
        if NO_XML_NAME in before + block:
            words = phrase("RDF/XML cannot write a property whose IRI does not end in an XML name")
            raise UsageError(words, help=phrase("choose another format"))
        before = block[-len(NO_XML_NAME) :]
