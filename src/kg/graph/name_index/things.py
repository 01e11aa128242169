"""The things of a graph that have names, read from its canonical N-Quads.

Only what lies below `<base>id/` counts: entities, articles by their titles, records and posts that have
labels.  Classes are those of the default graph, so those above them are among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.graph.name_index.schema import Kind
from kg.model.iris import RESERVED
from kg.model.terms import DCTERMS, RDF, RDFS, SKOS, Term, literal_parts

_KINDS = {
    f"<{SKOS}prefLabel>": Kind.NAME,
    f"<{RDFS}label>": Kind.NAME,
    f"<{SKOS}altLabel>": Kind.ALIAS,
    f"<{DCTERMS}title>": Kind.TITLE,
    f"<{SKOS}hiddenLabel>": Kind.MISSPELLING,
}
_TYPE = f"<{RDF}type>"


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


def read_things(lines: Sequence[str], *, base: str) -> list[Thing]:
    """The named things of sorted canonical N-Quads lines, sorted by IRI."""
    found = _named(lines, f"<{base}id/")
    _count_articles(lines, found, space=f"<{base}id/", graphs=f"<{base}graph/")
    return [found[term] for term in sorted(found)]


def _named(lines: Iterable[str], space: str) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    classes: dict[str, set[str]] = {}
    for line in lines:
        if not line.startswith(space):
            continue
        subject, predicate, rest = line.split(" ", 2)
        if predicate == _TYPE:
            classes.setdefault(subject, set()).add(rest[1 : rest.index(">")])
            continue
        kind = _KINDS.get(predicate)
        if kind is None or not rest.startswith('"'):
            continue
        text, language, _ = literal_parts(Term(rest[: rest.rindex(" <")]))
        thing = found.setdefault(subject, Thing(subject[1:-1]))
        thing.names[text, language] = min(kind, thing.names.get((text, language), kind))
    for subject, thing in found.items():
        thing.classes = classes.get(subject, set())
    return found


def _count_articles(lines: Iterable[str], found: dict[str, Thing], *, space: str, graphs: str) -> None:
    """Note for each thing in which article's graph it stands, as subject or as object."""
    others = {f"{graphs}{name}>" for name in RESERVED}
    for line in lines:
        place = line.rindex(" <")
        graph = line[place + 1 : -3]
        if graph in others:
            continue
        subject, _, rest = line.split(" ", 2)
        thing = found.get(subject)
        if thing is not None:
            thing.articles.add(graph)
        if rest.startswith(space):
            thing = found.get(rest[: rest.index(" ")])
            if thing is not None:
                thing.articles.add(graph)
