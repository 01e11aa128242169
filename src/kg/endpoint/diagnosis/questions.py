"""The questions of one diagnosis: small queries over the dataset of the client's own, and few of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kg.endpoint.table import Cell, Table
from kg.model.errors import (
    EndpointBusy,
    EngineStopped,
    KgError,
    QueryCancelled,
    QueryError,
    QueryOutOfMemory,
    QueryTimeout,
    VersionMoved,
)

MAX_QUESTIONS = 30
_ENDS = (EndpointBusy, EngineStopped, QueryOutOfMemory, QueryTimeout, VersionMoved)


class Ask(Protocol):
    """Answers a query over the dataset of the diagnosed one, or, `everywhere`, over all graphs."""

    def __call__(self, text: str, *, everywhere: bool = False) -> Table | bool:
        """The solutions, or the verdict of an ASK.  Raises an error of the KgError tree."""
        ...


class Unanswered(Exception):
    """One question has no answer; others may."""


class Finished(Exception):
    """No more questions: their number or the time is up, or the endpoint is busy."""


class Questions:
    """Asks with the prologue and the dataset clauses of the client's query; nothing is asked twice."""

    def __init__(self, ask: Ask, *, prologue: str, clauses: str) -> None:
        self.asked = 0
        self.clauses = clauses
        self._ask = ask
        self._prologue = prologue
        self._known: dict[tuple[str, bool], Table | bool | None] = {}

    def holds(self, group: str) -> bool:
        """Whether a group has a solution.  Raises Unanswered, Finished."""
        return self._answer(f"{self._prologue}ASK {self.clauses}{{ {group} }}", everywhere=False) is True

    def rows(self, projection: str, group: str, tail: str) -> Sequence[dict[str, Cell]]:
        """The solutions of a SELECT.  Raises Unanswered, Finished."""
        text = f"{self._prologue}SELECT {projection} {self.clauses}{{ {group} }} {tail}"
        found = self._answer(text, everywhere=False)
        return found.rows if isinstance(found, Table) else ()

    def graphs(self) -> list[str]:
        """The IRIs of all named graphs.  Raises Unanswered, Finished."""
        found = self._answer("SELECT ?g { GRAPH ?g {} } LIMIT 1000", everywhere=True)
        return [row["g"].value for row in found.rows] if isinstance(found, Table) else []

    def _answer(self, text: str, *, everywhere: bool) -> Table | bool:
        key = (text, everywhere)
        if key not in self._known:
            if self.asked >= MAX_QUESTIONS:
                raise Finished
            self.asked += 1
            self._known[key] = self._asked(text, everywhere=everywhere)
        found = self._known[key]
        if found is None:
            raise Unanswered
        return found

    def _asked(self, text: str, *, everywhere: bool) -> Table | bool | None:
        try:
            return self._ask(text, everywhere=everywhere)
        except QueryCancelled:
            raise
        except _ENDS as end:
            raise Finished from end
        except QueryError:
            return None
        except KgError as end:
            raise Finished from end
