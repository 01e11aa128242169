"""Triples as they are made, each with the place that caused it.

Every triple of an article or of the authority file goes through `Statements.add`, so that none is
in the graph without a place in the source map.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.graph.vocabulary import TYPE
from kg.model.diagnostics import Diagnostic, Related, error
from kg.model.iris import Minter
from kg.model.marks import Mark
from kg.model.parts import Draft, Part
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple
from kg.model.wording import NOTHING, Message


@dataclass(slots=True)
class Statements:
    """Parts under construction, one a named graph, over the finished parts that lie `beneath`.

    `home` is the graph whose part keeps the places of subjects, and of properties unless another is
    named.  `faulty` holds the properties of subjects (None: all of them) that have a finding already, so
    that a shape does not miss in them what the curator did write.  `terms` has one object for each term,
    so that none is in memory twice; it may be shared.
    """

    minter: Minter
    home: Term
    beneath: SourceMap = field(default_factory=SourceMap)
    terms: dict[Term, Term] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    faulty: set[tuple[Term, Term | None]] = field(default_factory=set)
    _drafts: dict[Term, Draft] = field(default_factory=dict)
    _made: set[Term] = field(default_factory=set)

    def add(self, graph: Term, subject: Term, predicate: Term, object: Term, mark: Mark) -> None:
        """State a triple in a graph, caused by what stands at `mark`."""
        draft = self._drafts.get(graph) or self._draft(graph)
        one = self.terms.setdefault
        draft.triples.append(Triple(one(subject, subject), one(predicate, predicate), one(object, object)))
        draft.triple_marks.append(mark)

    def add_property(self, subject: Term, predicate: Term, mark: Mark, graph: Term | None = None) -> None:
        """Note the key of `predicate`, for findings about the property as a whole."""
        draft = self._drafts.get(graph or self.home) or self._draft(graph or self.home)
        draft.properties.append((self.terms.get(subject, subject), self.terms.get(predicate, predicate)))
        draft.property_marks.append(mark)

    def add_subject(self, subject: Term, mark: Mark) -> None:
        """Note where the record or entity `subject` itself stands."""
        draft = self._drafts.get(self.home) or self._draft(self.home)
        draft.subjects.append(self.terms.get(subject, subject))
        draft.subject_marks.append(mark)

    def describe(self, graph: Term, subject: Term, cls: Term, mark: Mark) -> None:
        """State the class of a node that is made at `mark`."""
        self.add(graph, subject, TYPE, cls, mark)
        self.add_subject(subject, mark)
        self._made.add(subject)

    def is_made(self, subject: Term) -> bool:
        """Whether `describe` has stated the class of a node here; what lies beneath does not count."""
        return subject in self._made

    def report(
        self, code: str, mark: Mark, message: Message, help: Message = NOTHING, *related: Related
    ) -> None:
        """Note an error in a curation file."""
        self.found.append(error(code, mark, message, help=help, related=related))

    def parts(self) -> tuple[Part, ...]:
        """What has been stated, as one part a graph, that of `home` first."""
        first = self._drafts.get(self.home)
        names = [self.home] * (first is not None) + [name for name in self._drafts if name != self.home]
        return tuple(self._drafts[name].finished(name) for name in names)

    def _draft(self, graph: Term) -> Draft:
        return self._drafts.setdefault(graph, Draft.empty())
