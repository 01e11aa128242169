"""What an engine elsewhere is asked: plain values that go between the server and a worker."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum


class Shape(Enum):
    """What comes back from the engine; nothing where a query is not for it and is evaluated here."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    TRIPLES = "triples"
    DESCRIPTION = "description"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Habits:
    """What must be known of an engine to ask it rightly.

    `default_graph` names the graph that holds the merge of all named graphs, empty where the engine's
    own default graph does; `hidden` are graphs of the engine that are none of the version, this merge
    and the record of a push among them.  `correlates` says that a
    subquery inside GRAPH ?g sees that graph alone, and `tables_of_graphs` that VALUES may give ?g there,
    `lists_graphs` that GRAPH ?g {} is every graph.
    `sorts` is how many solutions it puts in an order at most where a LIMIT is given, 0 for any number.
    """

    default_graph: str = ""
    hidden: tuple[str, ...] = ()
    correlates: bool = True
    tables_of_graphs: bool = True
    lists_graphs: bool = True
    sorts: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """A query as an engine gets it.

    `text` has no prologue, no comments and no dataset clauses; every IRI in it is absolute, and every
    variable is plain ASCII: `columns` pairs the names in it with those of the client.  `default_graphs`
    and `named_graphs` are what the request must name, None where it need not name any.  `described` are
    the IRIs that a DESCRIBE names itself, and `unknown_graphs` is as in `Answered`.
    """

    shape: Shape
    text: str
    columns: tuple[tuple[str, str], ...] = ()
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    template: str = ""
    described: tuple[str, ...] = ()
    unknown_graphs: tuple[tuple[str, str | None], ...] = ()

    def __reduce__(self) -> tuple[type[Asking], tuple[object, ...]]:
        """The call that makes it again, which is all that the server reads of a worker."""
        return Asking, tuple(getattr(self, each.name) for each in fields(self))
