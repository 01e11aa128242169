"""Exports: a dataset or a version as one file of an RDF format, the same bytes on every machine.

Everything is written from canonical N-Quads, never from a store, which rewrites literals.  Turtle,
N-Triples and RDF/XML hold the merged default graph; TriG, N-Quads and JSON-LD the named graphs,
whose union that is.  Any of them may be asked for one named graph alone.  Only versions of plain
files are written by the engine, from quads in the order of the files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg.graph.dataset import Dataset
from kg.graph.nquads import Quads, merged_lines, open_quads
from kg.graph.progress import Progress, silent
from kg.graph.version import Version
from kg.model.diagnostics import did_you_mean
from kg.model.errors import FileProblem, UsageError
from kg.model.terms import Term, iri, iri_value
from kg.model.wording import listed, phrase


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
    source: Dataset | Version,
    format: str,
    *,
    namespaces: Mapping[str, str],
    graph: Term | None = None,
    progress: Progress = silent,
) -> Iterator[bytes]:
    """The bytes of an export, in blocks; `format` is a name in EXPORT_FORMATS.

    With `graph`, one named graph alone: as that named graph in the formats that have them.  Raises
    UsageError for an unknown format or graph at once, and before the first block for what a format
    cannot write; FileProblem.  `progress` is told of the statements of a whole export.
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
        from kg.graph.export.plain import write_plain

        return write_plain(source.quads, format, namespaces=namespaces, graph=graph)
    return _blocks(source, format, namespaces, graph, progress)


def _graph_names(source: Dataset | Version) -> list[Term]:
    if isinstance(source, Version):
        return [iri(name) for name in source.manifest.counts.graphs]
    return source.graph_names()


def _blocks(
    source: Dataset | Version,
    format: str,
    namespaces: Mapping[str, str],
    graph: Term | None,
    progress: Progress,
) -> Iterator[bytes]:
    place = source.quads if isinstance(source, Version) else source.quad_lines()
    try:
        with open_quads(place, note=_told(source, progress) if graph is None else None) as quads:
            yield from _pieces(quads, format, namespaces, graph)
    except OSError as problem:
        raise FileProblem(Path(problem.filename or tempfile.gettempdir()), problem) from problem


def _told(source: Dataset | Version, progress: Progress) -> Callable[[int, int], None]:
    """How far the work has come, in statements: their share is that of the bytes that were read."""
    total = source.manifest.counts.quads if isinstance(source, Version) else source.count_quads()
    progress("writing the export", 0, total)
    return lambda done, size: progress("writing the export", total * done // size, total)


def _pieces(quads: Quads, format: str, namespaces: Mapping[str, str], graph: Term | None) -> Iterable[bytes]:
    if format == "nquads":
        return quads.blocks(graph)
    if format == "ntriples":
        return map(merged_lines, quads.blocks(graph))
    # A writer is imported when it is asked for: the patterns of one cost as much as the others' work.
    if not EXPORT_FORMATS[format].quads:
        subjects = quads.subjects(graph)
        if format == "turtle":
            from kg.graph.export.turtle import write_turtle

            return write_turtle(subjects, namespaces=namespaces)
        from kg.graph.export.rdfxml import write_rdfxml

        return write_rdfxml(subjects, namespaces=namespaces)
    names = quads.graph_names() if graph is None else [graph]
    graphs = ((name, quads.subjects(name)) for name in names)
    if format == "trig":
        from kg.graph.export.turtle import write_trig

        return write_trig(graphs, namespaces=namespaces)
    from kg.graph.export.jsonld import write_jsonld

    return write_jsonld(graphs, namespaces=namespaces)
