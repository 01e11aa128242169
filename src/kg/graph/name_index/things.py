"""The things of a graph that have names, read from its canonical N-Quads.

Only what lies below `<base>id/` counts: entities, articles by their titles, records and posts that have
labels.  Classes are those of the default graph, so those above them are among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kg.graph.name_index.schema import Kind
from kg.model.iris import RESERVED
from kg.model.terms import DCTERMS, RDF, RDFS, SKOS, Term, literal_parts

_KINDS = {
    f"<{SKOS}prefLabel>".encode(): Kind.NAME,
    f"<{RDFS}label>".encode(): Kind.NAME,
    f"<{SKOS}altLabel>".encode(): Kind.ALIAS,
    f"<{DCTERMS}title>".encode(): Kind.TITLE,
    f"<{SKOS}hiddenLabel>".encode(): Kind.MISSPELLING,
}
_TYPE = f"<{RDF}type>".encode()
_LINES = 20_000
_WANTED = tuple(predicate + b" " for predicate in (_TYPE, *_KINDS))


@dataclass(slots=True)
class Thing:
    """A thing with its names (text, language tag) by kind, its classes, and its article graphs."""

    iri: str
    names: dict[tuple[str, str], Kind] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)

    def ordered_names(self) -> list[tuple[Kind, str, str]]:
        """Kind, language and text of each name, sorted."""
        return sorted((kind, language, text) for (text, language), kind in self.names.items())


def read_things(source: Path | Iterable[str], *, base: str, step: Callable[[], None]) -> list[Thing]:
    """The named things of canonical N-Quads, a file of them or its sorted lines; sorted by IRI.

    `step` is called now and then.  Raises OSError, and what `step` raises.
    """
    lines = source if isinstance(source, Path) else list(source)
    space, graphs = f"<{base}id/".encode(), f"<{base}graph/"
    with _reading(lines) as first:
        found = _named(_in_steps(first, step), space)
    with _reading(lines) as again:
        _count_articles(_in_steps(again, step), found, space=space, graphs=graphs)
    return [found[term] for term in sorted(found)]


@contextmanager
def _reading(source: Path | list[str]) -> Iterator[Iterable[bytes]]:
    """Lines as bytes, since few of them are of use."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield map(str.encode, source)


def _in_steps(lines: Iterable[bytes], step: Callable[[], None]) -> Iterator[bytes]:
    waiting = iter(lines)
    while some := list(islice(waiting, _LINES)):
        step()
        yield from some


def _named(lines: Iterable[bytes], space: bytes) -> dict[bytes, Thing]:
    found: dict[bytes, Thing] = {}
    classes: dict[bytes, set[str]] = {}
    for line in lines:
        # A look at the beginning is quicker than taking a line apart.
        if not line.startswith(space) or not line.startswith(_WANTED, line.index(b" ") + 1):
            continue
        subject, predicate, rest = line.split(b" ", 2)
        if predicate == _TYPE:
            classes.setdefault(subject, set()).add(rest[1 : rest.index(b">")].decode())
            continue
        if not rest.startswith(b'"'):
            continue
        kind = _KINDS[predicate]
        text, language, _ = literal_parts(Term(rest[: rest.rindex(b" <")].decode()))
        thing = found.get(subject)
        if thing is None:
            thing = found[subject] = Thing(subject[1:-1].decode())
        thing.names[text, language] = min(kind, thing.names.get((text, language), kind))
    for subject, thing in found.items():
        thing.classes = classes.get(subject, set())
    return found


def _count_articles(lines: Iterable[bytes], found: dict[bytes, Thing], *, space: bytes, graphs: str) -> None:
    """Note for each thing in which article's graph it stands, as subject or as object."""
    others = tuple(f" {graphs}{name}> .\n".encode() for name in RESERVED)
    shared: dict[bytes, str] = {}  # one text for each graph
    for line in lines:
        if line.endswith(others):
            continue
        name = line[line.rindex(b" <") + 1 : -3]
        graph = shared.get(name)
        if graph is None:
            graph = shared[name] = name.decode()
        subject, _, rest = line.split(b" ", 2)
        thing = found.get(subject)
        if thing is not None:
            thing.articles.add(graph)
        if rest.startswith(space):
            thing = found.get(rest[: rest.index(b" ")])
            if thing is not None:
                thing.articles.add(graph)
