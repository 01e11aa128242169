"""The engine elsewhere that answers for a project: found once, and looked at again and again.

`kg push` writes into it which version it holds; only that version is served from it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from kg.endpoint.admission import NOBODY
from kg.endpoint.asking import Habits
from kg.endpoint.jobs import Setup
from kg.endpoint.pool import Pool
from kg.endpoint.remote.freshness import LOOK_SECONDS, Freshness, Held
from kg.endpoint.remote.pool import RemotePool
from kg.engine import names
from kg.engine.connection import Connection
from kg.engine.credentials import credentials_from
from kg.engine.dialects import DefaultGraph
from kg.engine.finding import find_engine
from kg.engine.querying import Asker, unavailable
from kg.engine.record import State
from kg.model.errors import EngineError, EngineRefused, QueryError
from kg.model.project import Project
from kg.model.wording import phrase

_UNCORRELATED = ("oxigraph",)  # a subquery inside GRAPH ?g sees every graph of the store
_ENDS_AT_TABLES = ("virtuoso",)  # VALUES of two names for ?g inside GRAPH ?g ends the process (7.2.5)
_LISTS_NOTHING = ("virtuoso",)  # for GRAPH ?g {}
_SORTED_AT_MOST = {"virtuoso": 10_000}  # its MaxSortedTopRows, unless its settings say more
_RECORD_BYTES = 1_000_000
_SPARE = 4  # connections beside those of queries: the site's own look-ups, and the record


class Elsewhere:
    """One engine, with what must be known to ask it about a project."""

    def __init__(self, url: str, project: Project) -> None:
        """Find the engine at `url`.  Raises UsageError, EngineError."""
        self.url = url
        self._project = project
        credentials = credentials_from()
        with Connection(url, credentials, seconds=LOOK_SECONDS) as connection:
            address = find_engine(url, project.engine, connection, credentials)
        merged, record = names.merged_graph(project.base), names.record_graph(project.base)
        self._record = record
        self._habits = Habits(
            default_graph=merged if address.default_graph is DefaultGraph.NAMED else "",
            hidden=(merged, record),
            correlates=address.dialect.name not in _UNCORRELATED,
            tables_of_graphs=address.dialect.name not in _ENDS_AT_TABLES,
            lists_graphs=address.dialect.name not in _LISTS_NOTHING,
            sorts=_SORTED_AT_MOST.get(address.dialect.name, 0),
        )
        self.title = address.dialect.title
        self.host = address.host
        self._asker = Asker(address, credentials, connections=2 * project.limits.workers + _SPARE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def asked(self) -> Held:
        """What the engine holds, a version or nothing.  Raises EngineError: it does not answer."""
        try:
            return self._look(time.monotonic() + LOOK_SECONDS, NOBODY.gone)
        except QueryError as problem:
            raise EngineError(
                phrase("the store at {host} does not answer", host=self.host),
                help=phrase("is the address right, and does the store run?"),
            ) from problem

    def held(self, version: str) -> Held:
        """The push by which the engine holds this version whole.

        Raises EngineError: the engine does not answer, or holds something else.
        """
        held = self.asked()
        if held.version == version:
            return held
        advice = phrase("run {command}", command=f"`kg push {self.url}`")
        if held.version:
            words = phrase(
                "the store at {host} holds version {there}, and the build of this project is {here}",
                host=self.host,
                there=held.version[:12],
                here=version[:12],
            )
        elif held.push:
            words = phrase("a push to the store at {host} is not finished", host=self.host)
        else:
            words = phrase("nothing of this project has been pushed to the store at {host}", host=self.host)
        raise EngineRefused(words, help=advice)

    def pools(
        self, setup: Setup, held: Held, *, workers: int, queue: int, own_queue: int
    ) -> tuple[RemotePool, RemotePool, Freshness]:
        """The pools for everybody and for the site's pages.  Raises WorkersNotStarted."""
        freshness = Freshness(self._look, held)
        patient = Pool(replace(setup, patient=True), workers=workers, queue=2 * workers)
        try:
            quick = Pool(setup, workers=1, queue=2 * workers)
        except BaseException:
            patient.close()
            raise
        asker, habits = self._asker, self._habits
        public = RemotePool(patient, asker, habits, freshness, places=workers, queue=queue)
        own = RemotePool(quick, asker, habits, freshness, places=workers, queue=own_queue)
        return public, own, freshness

    def close(self) -> None:
        """Close all connections."""
        self._asker.close()

    def _look(self, deadline: float, gone: Callable[[], bool]) -> Held:
        graph = self._record
        reply = self._asker.ask(
            f"SELECT ?p ?o WHERE {{ GRAPH <{graph}> {{ <{graph}> ?p ?o }} }}",
            deadline=min(deadline, time.monotonic() + LOOK_SECONDS),
            size=_RECORD_BYTES,
            gone=gone,
        )
        said: dict[str, str] = {}
        try:
            for row in json.loads(reply.body)["results"]["bindings"]:
                predicate, value = str(row["p"]["value"]), str(row["o"]["value"])
                said[predicate] = max(said.get(predicate, ""), value)
        except (ValueError, KeyError, TypeError) as problem:
            raise unavailable() from problem
        state = said.get(names.STATE, "")
        version = said.get(names.VERSION, "") if state == State.WHOLE.value else ""
        parts = (state, *(said.get(name, "") for name in (names.TOKEN, names.BEGUN, names.VERIFIED)))
        return Held(version, " ".join(filter(None, parts)))
