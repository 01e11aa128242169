"""One step from some things to others: the statements that count as a connection.

Statements between things by properties of the project's own ontology count; codes, classes and the
engine's own statements do not.  A part of a record (`cur:nested`) is no stop of its own: through it
the record and the thing that the part is about are one step apart, and so are that thing and
whatever else the part names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.model.terms import OWL, RDFS, iri
from kg.web.lexicon import DOMAINS, TYPE, Lexicon
from kg.web.neighbourhood import Rows, values

_NO_LINKS = (OWL + "DatatypeProperty", OWL + "AnnotationProperty")
_BATCH = 300


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """A statement between two things; `part` is the part of a record through which it is made."""

    subject: str
    property: str
    object: str
    part: str = ""

    def other(self, thing: str) -> str:
        """The thing at the other end."""
        return self.object if thing == self.subject else self.subject


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties that connect: between things, of parts, and those that lead from records to parts.

    `nested` gives the key property of each of the last; `shared` says that a property of things may
    stand in parts, too.
    """

    direct: tuple[str, ...]
    inner: tuple[str, ...]
    nested: Mapping[str, str]
    shared: bool


def connecting_properties(lexicon: Lexicon) -> Properties:
    """Which properties connect things, by the ontology."""
    nested = {one: key for one, key in lexicon.nested.items() if key}
    parts = {cls for one in lexicon.nested for cls in lexicon.iris(one, RDFS + "range")}
    links = [one for one in lexicon.properties if not set(lexicon.iris(one, TYPE)) & set(_NO_LINKS)]
    direct, inner, shared = [], [], False
    for one in links:
        domains = set(lexicon.iris(one, *DOMAINS))
        if one in lexicon.nested:
            continue
        if domains & parts and one not in nested.values():
            inner.append(one)
        if not domains or domains - parts:
            direct.append(one)
            shared = shared or not domains or bool(domains & parts)
    return Properties(tuple(direct), tuple(inner), nested, shared)


class Around:
    """Asks what is one step away, in batches and up to a number of rows."""

    def __init__(self, rows: Rows, properties: Properties, *, things: str, most_rows: int) -> None:
        """`things` is how IRIs of things begin; no query returns more than `most_rows`."""
        self._rows = rows
        self._properties = properties
        self._things = things
        self._most_rows = most_rows
        self.cut = False  # whether an answer reached the number of rows, and may lack some

    def links(self, things: Iterable[str]) -> list[tuple[str, Link]]:
        """The links of these things, each with the thing that it is a link of, in a fixed order."""
        found: list[tuple[str, Link]] = []
        for some in _batches(things):
            only = f' && STRSTARTS(STR(?y), "{self._things}")'
            branches = " UNION ".join(self._branches(some, only))
            query = f"SELECT DISTINCT ?x ?way ?p ?y ?part WHERE {{ {branches} }} LIMIT {self._most_rows}"
            rows = self._rows(query)
            self.cut = self.cut or len(rows) >= self._most_rows
            # Sorted here: the engine takes seconds for the rows of a hub.  Where they are cut, its index
            # decides which are kept, the same ones every time.
            found += sorted((row["x"].value, _link(row)) for row in rows)
        return found

    def degrees(self, things: Iterable[str]) -> dict[str, int]:
        """How many links each of these things has."""
        found: dict[str, int] = {}
        for some in _batches(things):
            branches = " UNION ".join(self._branches(some))
            query = f"SELECT ?x (COUNT(*) AS ?n) WHERE {{ {branches} }} GROUP BY ?x"
            found |= {row["x"].value: int(row["n"].value) for row in self._rows(query) if "x" in row}
        return found

    def _branches(self, things: Sequence[str], only: str = "") -> list[str]:
        """The patterns for links of each kind; all bind ?x, ?way, ?p and ?y, some ?part.

        Only the things stand in VALUES: a second VALUES beside them makes the engine read the graph
        whole, where a FILTER and constants let it look up each thing.  No thing is linked with itself;
        `only` goes on with this condition, which stands in each pattern, since Virtuoso fails over one
        behind them all, and over none.
        """
        given = self._properties
        here = values("x", things)
        found = []
        if given.direct:
            direct = _one_of("p", given.direct)
            whole = "".join(f" FILTER NOT EXISTS {{ ?r {iri(one)} ?y }}" for one in given.nested)
            found.append(f"?x ?p ?y {direct} BIND(1 AS ?way)")
            found.append(f"?y ?p ?x {direct}{whole if given.shared else ''} BIND(2 AS ?way)")
        for nested, key in given.nested.items():
            p, k = iri(nested), iri(key)
            found.append(f"?x {p} ?part . ?part {k} ?y BIND({p} AS ?p) BIND(1 AS ?way)")
            found.append(f"?part {k} ?x . ?y {p} ?part BIND({p} AS ?p) BIND(2 AS ?way)")
        for key in sorted(set(given.nested.values())) if given.inner else ():
            inner, k = _one_of("p", given.inner), iri(key)
            found.append(f"?part {k} ?x . ?part ?p ?y {inner} BIND(1 AS ?way)")
            found.append(f"?part ?p ?x {inner} . ?part {k} ?y BIND(2 AS ?way)")
        return [f"{{ {here} {pattern} FILTER(?x != ?y{only}) }}" for pattern in found]


def _one_of(variable: str, terms: Iterable[str]) -> str:
    return f"FILTER(?{variable} IN ({', '.join(iri(one) for one in terms)}))"


def _link(row: Mapping[str, Cell]) -> Link:
    x, y = row["x"].value, row["y"].value
    subject, object = (x, y) if row["way"].value == "1" else (y, x)
    return Link(subject, row["p"].value, object, row["part"].value if "part" in row else "")


def _batches(things: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(things))
    for start in range(0, len(wanted), _BATCH):
        yield wanted[start : start + _BATCH]


def tidy(links: Iterable[Link], lexicon: Lexicon, *, first: str) -> list[Link]:
    """The links between two things without those that say the same: superproperties, the way back.

    Of a statement that holds both ways the one with the subject `first` is kept.  Asserted ones come
    before what rules derive, then the order of the ontology.
    """
    found = set(links)
    above = {one: lexicon.ancestors(one) - {one} for one in {link.property for link in found}}
    wider = {
        Link(link.subject, parent, link.object, link.part)
        for link in found
        for parent in above[link.property]
    }
    back = {
        Link(link.object, link.property, link.subject, link.part) for link in found if link.subject == first
    }
    kept = found - wider - {one for one in back if one.subject != first}
    return sorted(
        kept, key=lambda link: (lexicon.is_derived(link.property), lexicon.place(link.property), link)
    )
