"""Does a store hold what a version holds: every graph counted, and a sample of triples looked up.

The sample is drawn by chance from the version's own hash, so it is the same on every machine and
another for every version.  Where a store is known to write a value in its own way, the value counts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kg.engine.connection import Connection, EngineAddress
from kg.engine.contents import Contents, Graph
from kg.engine.rows import select
from kg.model.errors import EngineRefused
from kg.model.terms import Term, iri_value, is_iri, literal_parts

Progress = Callable[[str, int, int], None]

SAMPLE = 100  # triples of the whole version, and as many graphs of those just sent with two triples each
_BATCH = 100
_LOOKED_AT = 300
_ALL = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@dataclass(frozen=True, slots=True)
class Difference:
    """A graph that is not in the store as it is in the version.

    `found` is None where the number of triples is right and one of the sample is missing; `example` is a
    line of N-Triples that the store lacks, empty where none was come upon.
    """

    graph: str
    expected: int
    found: int | None
    example: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is not as it should be.

    `joined` is how many statements of the version the store takes for others of the same value.
    """

    graphs: int
    triples: int
    sampled: int
    differences: tuple[Difference, ...]
    joined: int = 0


class Verification:
    """Compares one store with one version; `own` is the IRI of the graph that is the default graph there."""

    def __init__(
        self,
        connection: Connection,
        address: EngineAddress,
        contents: Contents,
        *,
        own: str,
        key: Callable[[str], str],
    ) -> None:
        self._connection = connection
        self._address = address
        self._contents = contents
        self._own = own
        self._key = key

    def run(self, *, seed: str, sent: Sequence[str], gone: Iterable[str], progress: Progress) -> Verified:
        """Count all graphs; look up a sample of them all and of those just sent.  Raises EngineError."""
        graphs = self._contents.graphs
        progress("counting in the store", 0, 0)
        wanted = {**{name: Graph("", 0, 0) for name in gone}, **graphs}
        counts = self.counts(list(wanted))
        differences = list(self._miscounted(wanted, counts))
        sample = list(self._sample(random.Random(seed), sent))  # noqa: S311 - a draw, not a secret
        for done, (graph, line) in enumerate(sample):
            progress("looking up a sample", done, len(sample))
            if not self._holds(graph, line):
                differences.append(Difference(graph, graphs[graph].triples, None, line.decode()))
        triples = sum(one.triples for one in graphs.values())
        joined = sum(one.triples - counts.get(name, 0) for name, one in graphs.items())
        return Verified(len(graphs), triples, len(sample), tuple(differences), joined)

    def _miscounted(self, wanted: Mapping[str, Graph], counts: Mapping[str, int]) -> Iterator[Difference]:
        for name, graph in wanted.items():
            count = counts.get(name, 0)
            if not graph.stored <= count <= graph.triples:
                example = self._missing(name) if count < graph.triples else ""
                yield Difference(name, graph.triples, count, example)

    def counts(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many triples graphs have in the store.  Raises EngineError."""
        found: dict[str, int] = {}
        if self._own in graphs:
            rows = self._select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            found[self._own] = _number(rows[0].get("n")) if rows else -1
        named = [graph for graph in graphs if graph != self._own]
        if len(named) > _BATCH:
            with suppress(EngineRefused):  # too much at once for this store: it is asked in parts
                found |= self._counted(_ALL)
        # A store may cut long answers, and some do so in silence: what is not there is asked for by name.
        rest = [graph for graph in named if graph not in found]
        for start in range(0, len(rest), _BATCH):
            listed = " ".join(f"<{graph}>" for graph in rest[start : start + _BATCH])
            found |= self._counted(
                f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ ?s ?p ?o }} }} "
                "GROUP BY ?g"
            )
        return found

    def _counted(self, query: str) -> dict[str, int]:
        return {
            iri_value(row["g"]): _number(row.get("n"))
            for row in self._select(query)
            if "g" in row and is_iri(row["g"])
        }

    def _sample(self, chance: random.Random, sent: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        filled = [name for name, graph in self._contents.graphs.items() if graph.triples]
        if not filled:
            return
        weights = [self._contents.graphs[name].triples for name in filled]
        for graph in chance.choices(filled, weights, k=SAMPLE):
            yield graph, self._contents.some(graph, chance)
        just = sorted(set(sent) & set(filled))
        for graph in chance.sample(just, min(SAMPLE, len(just))):
            for _ in range(2):
                yield graph, self._contents.some(graph, chance)

    def _missing(self, graph: str) -> str:
        """A triple of the version that the store lacks, if one of the first that are tried is."""
        if graph not in self._contents.graphs:
            return ""
        for number, line in enumerate(self._contents.triples(graph)):
            if number >= _LOOKED_AT:
                break
            if not self._holds(graph, line):
                return line.decode()
        return ""

    def _holds(self, graph: str, line: bytes) -> bool:
        subject, predicate, value = line.decode().removesuffix(" .\n").split(" ", 2)
        pattern = f"{subject} {predicate} ?o"
        if graph != self._own:
            pattern = f"GRAPH <{graph}> {{ {pattern} }}"
        rows = self._select(f"SELECT ?o WHERE {{ {pattern} }}")
        wanted = self._key(value)
        return any("o" in row and self._key(row["o"]) == wanted for row in rows)

    def _select(self, query: str) -> list[dict[str, Term]]:
        return select(self._connection, self._address, query)


def _number(term: Term | None) -> int:
    try:
        return int(literal_parts(term).text) if term else -1
    except ValueError:
        return -1
