"""What goes to a worker process and what comes back: plain values that can be pickled.

Whatever happens in a worker, it answers with a value; an exception never crosses the border, so
that nothing internal of the engine or of this machine can leak through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker opens when it starts, the same for all its queries.

    `merged` and `full` are the folders of the two stores; `prefixes` are the pairs that hold
    without a declaration, `shown` further ones that only shorten answers; `languages` are language
    tags in the case in which answers write them.  `union` says that the default graph is the union
    of the named graphs, and nothing more.
    `memory_mb` and `seconds` are what one query may use at most; `patient` workers give way when
    the processors are busy.
    """

    merged: str
    full: str
    base_iri: str
    prefixes: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    memory_mb: int = 1_500
    seconds: int = 10
    shown: tuple[tuple[str, str], ...] = ()
    union: bool = True
    patient: bool = False


@dataclass(frozen=True, slots=True)
class Caps:
    """How large an answer may be; `megabytes` are millions of bytes as they are written."""

    solutions: int
    triples: int
    megabytes: int

    def __reduce__(self) -> tuple[type[Caps], tuple[object, ...]]:
        """The call that makes it again: a fraction of what a dataclass with slots takes."""
        return Caps, (self.solutions, self.triples, self.megabytes)


@dataclass(frozen=True, slots=True)
class Job:
    """One query for a worker.

    `text` is what the engine reads (`guard.Guarded.text`).  `format` is the name of a
    `formats.Format`.  `dataset` holds the IRIs of default and named graphs when the request names
    them; `clauses` are the terms of FROM and FROM NAMED, `graph_terms` those behind GRAPH, to be
    read with the prologue that ends at `prologue`.  `star` and `variables` restore the order of the
    columns of `SELECT *`.
    """

    text: str
    format: str
    caps: Caps
    full_store: bool = False
    dataset: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    clauses: tuple[tuple[str, bool], ...] = ()
    graph_terms: tuple[str, ...] = ()
    prologue: int = 0
    star: int | None = None
    variables: tuple[str, ...] = ()
    partial: bool = False

    def __reduce__(self) -> tuple[type[Job], tuple[object, ...]]:
        """The call that makes it again; all fields in their order."""
        return Job, tuple(getattr(self, name) for name in self.__slots__)


class Trouble(Enum):
    """Why a worker has no answer."""

    SYNTAX = "syntax"
    EVALUATION = "evaluation"
    TOO_LARGE = "too-large"
    FORMAT = "format"
    MEMORY = "memory"
    STORE = "store"
    ENGINE = "engine"
    NOT_PLAIN = "not-plain"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer, or its first part where that was asked for and `capped` says so.

    `unknown_graphs` pairs the IRI of a graph that does not exist with the most similar one.
    """

    body: bytes
    solutions: int
    capped: bool = False
    unknown_graphs: tuple[tuple[str, str | None], ...] = ()

    def __post_init__(self) -> None:
        """Raises TypeError for what could break out of a header: a worker says it, and may lie."""
        if type(self.body) is not bytes or type(self.solutions) is not int or type(self.capped) is not bool:
            raise TypeError("this is no answer")

    def __reduce__(self) -> tuple[type[Answered], tuple[object, ...]]:
        """The call that makes it again: three times as fast as what a dataclass with slots does."""
        return Answered, (self.body, self.solutions, self.capped, self.unknown_graphs)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no answer: the engine's words, and for syntax errors the offset in the text.

    An offset behind the last character means that the text ends too early.
    """

    trouble: Trouble
    message: str
    offset: int | None = None

    def __reduce__(self) -> tuple[type[Failed], tuple[object, ...]]:
        """The call that makes it again, which is all that the server reads of a worker."""
        return Failed, (self.trouble, self.message, self.offset)


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of isolation that are active in a worker, and those that this platform lacks."""

    active: tuple[str, ...]
    missing: tuple[str, ...]

    def __reduce__(self) -> tuple[type[Layers], tuple[object, ...]]:
        """The call that makes it again, which is all that the server reads of a worker."""
        return Layers, (self.active, self.missing)
