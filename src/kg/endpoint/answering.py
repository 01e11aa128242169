"""What answers queries about one version: worker processes here, or an engine elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kg.endpoint.admission import NOBODY, Caller
from kg.endpoint.jobs import Answered, Failed, Job, Layers


class Answering(Protocol):
    """As `kg.endpoint.pool.Pool`, which says what each of these does and raises."""

    @property
    def layers(self) -> Layers:
        """The layers of isolation of the workers."""

    @property
    def size(self) -> int:
        """How many queries are answered at a time."""

    @property
    def alive(self) -> int:
        """How many of them can be answered now."""

    @property
    def busy(self) -> int:
        """How many are being answered."""

    @property
    def waiting(self) -> int:
        """How many wait."""

    @property
    def replaced(self) -> int:
        """How many workers were replaced."""

    def evaluate(self, job: Job, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Answer a query."""

    def check(self, text: str, *, deadline: float, caller: Caller = NOBODY) -> Answered | Failed:
        """Read a query without asking it."""

    def serialize(
        self, triples: bytes, format: str, *, prefixes: Mapping[str, str], deadline: float
    ) -> Answered | Failed:
        """Write N-Triples in another RDF format."""

    def tend(self) -> None:
        """Replace workers that died."""

    def close(self) -> None:
        """End all workers."""
