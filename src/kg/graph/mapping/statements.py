"""Triples as they are made, each with the place that caused it.

Every triple of an article or of the authority file goes through `Statements.add`, so that none is
in the graph without a place in the source map.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.graph.dataset import Dataset
from kg.graph.vocabulary import TYPE
from kg.model.diagnostics import Diagnostic, Related, error
from kg.model.iris import Minter
from kg.model.marks import Mark
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple
from kg.model.wording import NOTHING, Message


@dataclass(slots=True)
class Statements:
    """The asserted graphs of a project under construction.

    `faulty` holds the properties of subjects (None: all of them) that have a finding already, so that
    a shape does not miss in them what the curator did write.
    """

    minter: Minter
    dataset: Dataset = field(default_factory=Dataset)
    source_map: SourceMap = field(default_factory=SourceMap)
    found: list[Diagnostic] = field(default_factory=list)
    values: dict[tuple[Term, Term], dict[Term, Term]] = field(default_factory=dict)
    faulty: set[tuple[Term, Term | None]] = field(default_factory=set)

    def add(self, graph: Term, subject: Term, predicate: Term, object: Term, mark: Mark) -> None:
        """State a triple in a graph, caused by what stands at `mark`."""
        triple = Triple(subject, predicate, object)
        self.dataset.add(graph, triple)
        self.source_map.add(triple, mark)
        self.values.setdefault((subject, predicate), {})[object] = graph

    def describe(self, graph: Term, subject: Term, cls: Term, mark: Mark) -> None:
        """State the class of a node that is made at `mark`."""
        self.add(graph, subject, TYPE, cls, mark)
        self.source_map.add_subject(subject, mark)

    def of(self, subject: Term, predicate: Term) -> list[Term]:
        """The values stated so far, in the order of the files."""
        return list(self.values.get((subject, predicate), {}))

    def report(
        self, code: str, mark: Mark, message: Message, help: Message = NOTHING, *related: Related
    ) -> None:
        """Note an error in a curation file."""
        self.found.append(error(code, mark, message, help=help, related=related))
