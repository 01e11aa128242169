"""From a triple back to the place in a curation file that caused it.

Mapping fills the map as it makes each triple; validation and checks ask it where a finding
belongs.  A triple that two files assert keeps both places.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.model.marks import Mark
from kg.model.terms import Term, Triple


class SourceMap:
    """Marks of triples, of the properties of a subject, and of subjects themselves."""

    def __init__(self) -> None:
        self._triples: dict[Triple, dict[Mark, None]] = {}
        self._properties: dict[tuple[Term, Term], dict[Mark, None]] = {}
        self._subjects: dict[Term, dict[Mark, None]] = {}
        self._objects: dict[tuple[Term, Term], list[Triple]] = {}

    def add(self, triple: Triple, mark: Mark) -> None:
        """Note that the file says `triple` at `mark`."""
        marks = self._triples.get(triple)
        if marks is None:
            marks = self._triples[triple] = {}
            self._objects.setdefault((triple.predicate, triple.object), []).append(triple)
        marks[mark] = None

    def add_property(self, subject: Term, predicate: Term, mark: Mark) -> None:
        """Note the key of `predicate`, for findings about the property as a whole."""
        self._properties.setdefault((subject, predicate), {})[mark] = None

    def add_subject(self, subject: Term, mark: Mark) -> None:
        """Note where the record or entity `subject` itself stands."""
        self._subjects.setdefault(subject, {})[mark] = None

    def place(
        self,
        focus: Term,
        path: Term | None = None,
        value: Term | None = None,
        *,
        inverse: bool = False,
    ) -> tuple[Mark, ...]:
        """The places of a finding, best guess first; empty when nothing is known.

        Tried in this order: the triple (focus, path, value); the property (focus, path); the
        triples that lead to the focus, for an inverse path; the focus itself.  Several marks
        mean that several files say the same.
        """
        for marks in self._candidates(focus, path, value, inverse):
            if marks:
                return tuple(sorted(marks))
        return ()

    def triple_marks(self, triple: Triple) -> tuple[Mark, ...]:
        """Every place that says exactly this triple."""
        return tuple(sorted(self._triples.get(triple, {})))

    def triples(self) -> Mapping[Triple, Mapping[Mark, None]]:
        """All triples with their marks; a view, not a copy."""
        return self._triples

    def _candidates(
        self, focus: Term, path: Term | None, value: Term | None, inverse: bool
    ) -> list[dict[Mark, None]]:
        found: list[dict[Mark, None]] = []
        if path is not None and inverse:
            leading = self._objects.get((path, focus), [])
            if value is not None:
                found.append(self._triples.get(Triple(value, path, focus), {}))
            found.append({mark: None for triple in leading for mark in self._triples[triple]})
        elif path is not None:
            if value is not None:
                found.append(self._triples.get(Triple(focus, path, value), {}))
            found.append(self._properties.get((focus, path), {}))
        found.append(self._subjects.get(focus, {}))
        return found
