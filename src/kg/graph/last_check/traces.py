"""What a complete check found, by where it came from.

A finding of a later check is the same as long as nothing has changed that it was made of; so each kind
is kept with what tells that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from kg.graph.inference import Closures, Ground
from kg.graph.last_check.names_read import NamesRead
from kg.graph.mapping.files import Mapped
from kg.graph.mapping.quotes import Quotes
from kg.graph.mapping.register import Register
from kg.graph.seeds import Seeds
from kg.graph.store import Rows
from kg.graph.validation.acceptance import Acceptance
from kg.graph.validation.queries import Check
from kg.graph.validation.results import Result
from kg.graph.validation.shapes import Shapes
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic


@dataclass(slots=True)
class Traces:
    """What the stages of a check leave behind.

    `outlines` are hashes of what the other files see of each article, `acceptances` what all files accept.
    `plain` are the findings that are not told apart further.  Each SHACL result in `results` is a finding, or
    None where another one says the same already; `solutions` are those of the checks, by path, each with its
    finding.  `statements` counts the triples of the whole dataset.
    """

    vocabulary: Vocabulary
    seeds: Seeds
    quotes: Quotes
    outlines: Sequence[str]
    acceptances: Sequence[Acceptance]
    register: Register
    mapped: Mapped
    follows: Closures
    shapes: Shapes | None = None
    plain: list[Diagnostic] = field(default_factory=list)
    results: list[tuple[Result, Diagnostic | None]] = field(default_factory=list)
    focus_nodes: int = 0
    solutions: dict[str, tuple[Check, Rows, list[Diagnostic]]] = field(default_factory=dict)
    foreign: list[Diagnostic] = field(default_factory=list)
    named: list[Diagnostic] = field(default_factory=list)
    names_read: NamesRead = field(default_factory=NamesRead)
    grounds: Collection[Ground] = ()
    statements: int = 0

    def findings(self) -> list[Diagnostic]:
        """All findings, before what is accepted is taken away."""
        return [
            *self.plain,
            *(one for _, one in self.results if one is not None),
            *(one for _, _, some in self.solutions.values() for one in some),
            *self.foreign,
            *self.named,
        ]
