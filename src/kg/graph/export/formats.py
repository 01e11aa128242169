"""Exports: a dataset or a version as one file of an RDF format, the same bytes on every machine.

Everything is written from canonical N-Quads, never from a store, which rewrites literals.  Turtle,
N-Triples and RDF/XML hold the merged default graph; TriG, N-Quads and JSON-LD the named graphs,
whose union that is.  Any of them may be asked for one named graph alone.  Only versions of plain
files are written by the engine, from quads in the order of the files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg.graph.dataset import Dataset
from kg.graph.export.jsonld import write_jsonld
from kg.graph.export.plain import write_plain
from kg.graph.export.rdfxml import write_rdfxml
from kg.graph.export.turtle import write_trig, write_turtle
from kg.graph.nquads import Node, Quads, merged_lines, open_quads
from kg.graph.version import Version
from kg.model.diagnostics import did_you_mean
from kg.model.errors import FileProblem, UsageError
from kg.model.terms import Term, iri, iri_value
from kg.model.wording import listed, phrase

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A way to write an export; `quads` tells whether it holds named graphs or one graph."""

    name: str
    title: str
    suffix: str
    media_type: str
    quads: bool


EXPORT_FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        form.name: form
        for form in (
            ExportFormat("turtle", "Turtle", "ttl", "text/turtle", quads=False),
            ExportFormat("trig", "TriG", "trig", "application/trig", quads=True),
            ExportFormat("nquads", "N-Quads", "nq", "application/n-quads", quads=True),
            ExportFormat("ntriples", "N-Triples", "nt", "application/n-triples", quads=False),
            ExportFormat("jsonld", "JSON-LD", "jsonld", "application/ld+json", quads=True),
            ExportFormat("rdfxml", "RDF/XML", "rdf", "application/rdf+xml", quads=False),
        )
    }
)


def export(
    source: Dataset | Version, format: str, *, namespaces: Mapping[str, str], graph: Term | None = None
) -> Iterator[bytes]:
    """The bytes of an export, in blocks; `format` is a name in EXPORT_FORMATS.

    With `graph`, one named graph alone: as that named graph in the formats that have them.  Raises
    UsageError for an unknown format or graph at once, and before the first block for what a format
    cannot write; FileProblem.
    """
    if format not in EXPORT_FORMATS:
        known = listed(EXPORT_FORMATS)
        raise UsageError(
            phrase("unknown export format `{format}`", format=format),
            help=did_you_mean(
                format, EXPORT_FORMATS, otherwise=phrase("known formats: {known}", known=known)
            ),
        )
    names = _graph_names(source)
    if graph is not None and graph not in names:
        near = did_you_mean(iri_value(graph), map(iri_value, names))
        raise UsageError(phrase("there is no named graph {graph}", graph=graph), help=near)
    if isinstance(source, Version) and not source.manifest.canonical:
        return write_plain(source.quads, format, namespaces=namespaces, graph=graph)
    return _blocks(source, format, namespaces, graph)


def _graph_names(source: Dataset | Version) -> list[Term]:
    if isinstance(source, Version):
        return [iri(name) for name in source.manifest.counts.graphs]
    return source.graph_names()


def _blocks(
    source: Dataset | Version, format: str, namespaces: Mapping[str, str], graph: Term | None
) -> Iterator[bytes]:
    """The pieces that a writer gives, joined to blocks."""
    place = source.quads if isinstance(source, Version) else source.quad_lines()
    waiting: list[str] = []
    size = 0
    try:
        with open_quads(place) as quads:
            for piece in _pieces(quads, format, namespaces, graph):
                waiting.append(piece)
                size += len(piece)
                if size >= _BLOCK:
                    yield "".join(waiting).encode()
                    waiting, size = [], 0
    except OSError as problem:
        raise FileProblem(Path(problem.filename or tempfile.gettempdir()), problem) from problem
    yield "".join(waiting).encode()


def _pieces(quads: Quads, format: str, namespaces: Mapping[str, str], graph: Term | None) -> Iterable[str]:
    lines = quads.lines() if graph is None else quads.lines_of(graph)
    if format == "nquads":
        return lines
    if format == "ntriples":
        return merged_lines(lines)
    if EXPORT_FORMATS[format].quads:
        names = quads.graph_names() if graph is None else [graph]
        graphs = ((name, quads.graph(name)) for name in names)
        write = write_trig if format == "trig" else write_jsonld
        return write(graphs, namespaces=namespaces)
    nodes: Iterator[Node] = quads.merged() if graph is None else quads.graph(graph)
    write_one = write_turtle if format == "turtle" else write_rdfxml
    return write_one(nodes, namespaces=namespaces)
