"""RDF files of any origin, read as they are for serving without a project.

A file is read twice: `check` finds out whether it is RDF to its end, so that nothing is served of
several files of which one is not; `read_quads` gives the quads.  Blank nodes are named anew, in order
of appearance: those of different files differ, those of one file are shared by its graphs, and the
same files give the same names.  Nothing is ever fetched.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from kg.graph.rdf_faults import fault_of, fault_of_xml, opened
from kg.model.diagnostics import Diagnostic
from kg.model.errors import KgError, UsageError
from kg.model.terms import RDF
from kg.model.wording import listed, phrase

SUFFIXES = MappingProxyType(
    {
        ".ttl": RdfFormat.TURTLE,
        ".trig": RdfFormat.TRIG,
        ".nt": RdfFormat.N_TRIPLES,
        ".nq": RdfFormat.N_QUADS,
        ".rdf": RdfFormat.RDF_XML,
        ".xml": RdfFormat.RDF_XML,
        ".owl": RdfFormat.RDF_XML,
        ".jsonld": RdfFormat.JSON_LD,
    }
)
# How a language tag is written in the formats; the engine reads all of them as lower case.
_TAGS = re.compile(
    rb"""(?:"@language"\s*:\s*"|["']@|\bxml:lang\s*=\s*["'])([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"""
)
_WITH_NAMES = (BlankNode, Triple)  # terms that are, or may hold, blank nodes; most need no look
_MOST_TAGS = 100  # each costs a search through every answer
_PREFIX = re.compile(r"(?!xml)(?:[A-Za-z][A-Za-z0-9_-]*)?", re.IGNORECASE)

Progress = Callable[[str, int, int], None]
_Term = TypeVar("_Term")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the IRI of the named graph for its triples that stand in none (empty: no graph)."""

    path: Path
    graph: str = ""

    def __post_init__(self) -> None:
        """Raises UsageError for an unknown suffix and for what is no absolute IRI."""
        suffix = self.path.suffix.lower()
        if suffix not in SUFFIXES:
            words = (
                phrase("{path}: `{suffix}` is not a suffix of RDF", path=self.path, suffix=suffix)
                if suffix
                else phrase("{path}: the name has no suffix", path=self.path)
            )
            raise UsageError(words, help=phrase("known suffixes: {known}", known=listed(SUFFIXES)))
        if self.graph:
            try:
                NamedNode(self.graph)
            except ValueError as problem:
                raise UsageError(
                    phrase("`{iri}` is not an absolute IRI ({problem})", iri=self.graph, problem=problem),
                    help=phrase("write the graph of a file before it: IRI=FILE"),
                ) from problem

    @property
    def format(self) -> RdfFormat:
        """The format that the suffix names."""
        return SUFFIXES[self.path.suffix.lower()]

    def base(self, site: str) -> str:
        """What relative IRIs resolve against: the IRI of the graph, else `site` and the file's name."""
        return self.graph or f"{site}{quote(self.path.name)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in files: what is wrong with them, and what they say beside their quads.

    A prefix stands for what the first file that declares it says; `tags` are the language tags that
    are written in one way everywhere, where that is not lower case.
    """

    diagnostics: tuple[Diagnostic, ...]
    prefixes: dict[str, str]
    tags: tuple[str, ...]


def check(sources: Sequence[Source], *, site: str, progress: Progress) -> Checked:
    """Read every file to its end; `site` is the address, ending in a slash, that it is served at.

    Raises FileProblem for a file that cannot be read.
    """
    found: list[Diagnostic] = []
    prefixes: dict[str, str] = {}
    tags: set[str] = set()
    for place, source in enumerate(sources):
        progress("checking the files", place, len(sources))
        fault, declared = _read_through(source, site)
        if fault is not None:
            found.append(fault)
            continue
        tags |= _tags(source.path)
        for prefix, namespace in declared.items():
            if _PREFIX.fullmatch(prefix) and (prefix != "rdf" or namespace == RDF):
                prefixes.setdefault(prefix, namespace)
    return Checked(tuple(found), prefixes, _written_in_one_way(tags))


def _read_through(source: Source, site: str) -> tuple[Diagnostic | None, dict[str, str]]:
    """What is wrong with a file, or the prefixes that it declares."""
    if source.format == RdfFormat.RDF_XML:
        fault = fault_of_xml(source.path)
        if fault is not None:
            return fault, {}
    base = source.base(site)
    try:
        with opened(source.path) as file:
            parser = pyoxigraph.parse(file, format=source.format, base_iri=base)
            for _ in parser:
                pass
            return None, parser.prefixes
    except SyntaxError as problem:
        return fault_of(source.path, source.format, problem, base=base), {}


def _tags(path: Path) -> set[str]:
    """The language tags of a file as it writes them.

    What looks like a tag and stands in a string does no harm: only the case of tags comes from here.
    """
    if path.stat().st_size == 0:  # which cannot be mapped
        return set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return {found[1].decode() for found in _TAGS.finditer(text)}


def _written_in_one_way(tags: Iterable[str]) -> tuple[str, ...]:
    written: dict[str, set[str]] = {}
    for tag in tags:
        written.setdefault(tag.lower(), set()).add(tag)
    clear = sorted(next(iter(one)) for lower, one in written.items() if len(one) == 1 and one != {lower})
    return tuple(clear[:_MOST_TAGS])


def read_quads(sources: Sequence[Source], *, site: str) -> Iterator[Quad]:
    """The quads of checked files, one file after another.

    Raises KgError when a file has changed since it was checked; FileProblem.
    """
    numbers = count(1)
    for source in sources:
        try:
            yield from _quads_of(source, site, numbers)
        except SyntaxError as problem:
            raise KgError(phrase("{path} has changed while it was read", path=source.path)) from problem


def _quads_of(source: Source, site: str, numbers: Iterator[int]) -> Iterator[Quad]:
    own = NamedNode(source.graph) if source.graph else DefaultGraph()
    names: dict[BlankNode, BlankNode] = {}
    with opened(source.path) as file:
        for subject, predicate, value, graph in pyoxigraph.parse(
            file, format=source.format, base_iri=source.base(site)
        ):
            yield Quad(
                _renamed(subject, names, numbers) if type(subject) in _WITH_NAMES else subject,
                predicate,
                _renamed(value, names, numbers) if type(value) in _WITH_NAMES else value,
                own if isinstance(graph, DefaultGraph) else _renamed(graph, names, numbers),
            )


def _renamed(term: _Term, names: dict[BlankNode, BlankNode], numbers: Iterator[int]) -> _Term:
    """The term with its blank nodes, those in triple terms too, under their new names."""
    if isinstance(term, BlankNode):
        if term not in names:
            names[term] = BlankNode(f"b{next(numbers)}")
        return cast("_Term", names[term])
    if isinstance(term, Triple):
        subject, value = _renamed(term.subject, names, numbers), _renamed(term.object, names, numbers)
        return cast("_Term", Triple(subject, term.predicate, value))
    return term
