"""What is known of a query that has been read: plain values, which depend on its text alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.graph.validation.query_paths import Place
from kg.model.terms import Term


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as SPARQL text, with its variables; `nodes` are those that it binds to ends of triples."""

    text: str
    variables: frozenset[str]
    nodes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spot:
    """A triple pattern of a query, its ends and its `predicate` as SPARQL text.

    With a path for a predicate, `places` says where a triple can stand in it, and `may_be_empty` whether
    it may join a node to itself.  `chain` holds with the spot in every solution that it takes part in.
    What an `opaque` spot does to solutions cannot be traced.
    """

    subject: str
    predicate: str
    value: str
    chain: tuple[Pattern, ...]
    places: tuple[Place, ...] = ()
    may_be_empty: bool = False
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class SelectSpot:
    """A sub-SELECT, whose solutions are to the query around it what triples are to a triple pattern.

    `columns` are the variables that it surely binds, each with what it is called around it.
    """

    query: Query
    columns: tuple[tuple[str, str], ...]
    chain: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT query, and the variable by whose values its solutions are told apart.

    `text` declares its prefixes.  `called` is what the variable is called in the spots; `spots` are None
    where the query is not understood.  At `insertions` the text takes values for the variable.
    """

    text: str
    focus: str
    called: str = ""
    spots: tuple[Spot | SelectSpot, ...] | None = None
    insertions: tuple[int, ...] = ()


def restricted(query: str, places: Sequence[int], focus: str, values: Sequence[Term]) -> str:
    """The query with `focus` held to these values; without places, or for some, others may remain."""
    inline = f" VALUES ?{focus} {{ {' '.join(values)} }} "
    for place in reversed(places):
        query = f"{query[:place]}{inline}{query[place:]}"
    return query
