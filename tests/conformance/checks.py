"""What came of a test: one check for each request, and which formats there are to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from conformance.served import Response
from conformance.suite import Test

MEDIA_TYPES = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
TYPES = {name: media_type for media_type, name in MEDIA_TYPES.items()}
SOLUTION_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")


class Check(NamedTuple):
    """One request of a test: how it was asked, in which format, and what was wrong; empty: nothing."""

    way: str
    format: str
    problem: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All checks of a test."""

    test: Test
    checks: tuple[Check, ...]

    @property
    def problems(self) -> list[Check]:
        """The checks that failed."""
        return [check for check in self.checks if check.problem]


def told(response: Response) -> str:
    """A response that was not wanted, in a few words."""
    return f"status {response.status}: {response.body[:200].decode(errors='replace')}"
