"""The endpoint of a project: public pool, reserved worker, and the version they serve.

An answer never mixes versions: a pool belongs to one version.  When `build/current` names another
one, new pools are opened beside the old, requests move over, and the old pools end when their last
query has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from kg.endpoint.formats import Format
from kg.endpoint.protocol import Query
from kg.endpoint.table import Cell, Table
from kg.model.project import Project


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: the bytes and what the response headers say about them.

    `solutions` counts solutions, triples, or 1 for an ASK; `capped` tells that a cap cut the
    answer, which only happens when that was asked for; `notices` are sentences for the reader,
    such as the name of an unknown graph; `version` is the sha256 of the version that answered;
    `cacheable` is False where two runs of the query may differ (NOW, RAND, UUID, blank nodes).
    """

    body: bytes
    media_type: str
    content_type: str
    form: str
    solutions: int
    capped: bool
    elapsed_ms: int
    version: str
    notices: tuple[str, ...] = ()
    cacheable: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """How the endpoint is: for /readyz, for the start line and for tests.

    `version` is the sha256 that is served; `problem` says why a newer version was refused, empty
    when there is none; `layers` names the layers of isolation that are active in the workers and
    `missing` those that this platform lacks.
    """

    version: str
    workers: int
    busy: int
    waiting: int
    replaced: int
    layers: tuple[str, ...]
    missing: tuple[str, ...]
    problem: str


class Endpoint:
    """Answers queries about the current version of a project."""

    def __init__(self, project: Project) -> None:
        """Open the pools of the current version.

        Raises NoVersion when nothing has been built, VersionDamaged when a store cannot be opened.
        """
        raise NotImplementedError

    def answer(self, query: Query, format: Format) -> Answer:
        """Answer a client's query, in the public pool, within the limits of the project.

        `format` comes from `protocol.negotiate`.  Raises an error of the QueryError tree.
        """
        raise NotImplementedError

    def table(self, text: str, *, public: bool = False) -> Table:
        """The solutions of a SELECT that a page of the site asks.

        Small look-ups run in the reserved worker; with `public` the query queues with everybody's.
        """
        raise NotImplementedError

    def rows(self, text: str, *, public: bool = False) -> list[dict[str, Cell]]:
        """The rows of `table`."""
        raise NotImplementedError

    def ask(self, text: str) -> bool:
        """The answer of an ASK that a page of the site asks."""
        raise NotImplementedError

    def graph_text(self, text: str, format: Format) -> bytes:
        """The triples of a CONSTRUCT or DESCRIBE that a page asks, in an RDF format, sorted."""
        raise NotImplementedError

    def description(self, format: Format) -> Answer:
        """The service description with VoID in an RDF format; see `kg.endpoint.description`."""
        raise NotImplementedError

    def state(self) -> State:
        """How the endpoint is at this moment."""
        raise NotImplementedError

    @property
    def version(self) -> str:
        """The sha256 of the version that is served; takes up a new one first, if there is one."""
        raise NotImplementedError

    def close(self) -> None:
        """End all workers."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def iri_values(iris: Sequence[str]) -> str:
    """IRIs as the terms of a VALUES block: for pages that put an IRI into a query.

    Raises ValueError for characters that no IRI may hold.
    """
    raise NotImplementedError
