"""From a triple back to the place in a curation file that caused it.

Validation and checks ask the map where a finding belongs.  It holds nothing but the parts that the
mapping made: few things are ever asked for, so a part is laid open only when one of its subjects is.
A triple that two files assert keeps both places.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence

from kg.model.marks import Mark
from kg.model.parts import Part
from kg.model.terms import Term, Triple

_LAID_OPEN = 256  # parts whose places are at hand at a time


class SourceMap:
    """Marks of triples, of the properties of a subject, and of subjects themselves."""

    def __init__(self, parts: Sequence[Part] = ()) -> None:
        self.parts = tuple(parts)
        self._parts_of: dict[Term, int | list[int]] | None = None
        self._leading: dict[Term, dict[Term, list[Term]]] = {}
        self._open: OrderedDict[int, _Opened] = OrderedDict()

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
        return tuple(sorted(self._of_triple(triple)))

    def said(self) -> Iterator[tuple[Triple, Mark]]:
        """Every triple with its place, again for each further place, in the order of the parts."""
        for part in self.parts:
            for number, triple in enumerate(part.triples):
                yield triple, part.marks[number]

    def triples(self) -> dict[Triple, tuple[Mark, ...]]:
        """All triples with their marks, sorted; made anew for each caller."""
        found: dict[Triple, set[Mark]] = {}
        for triple, mark in self.said():
            found.setdefault(triple, set()).add(mark)
        return {triple: tuple(sorted(marks)) for triple, marks in found.items()}

    def of(self, subject: Term, predicate: Term) -> dict[Term, Term]:
        """The values of a property, each with the graph that gave it last, in the order of the parts."""
        found: dict[Term, Term] = {}
        for number in self._numbers(subject):
            graph = self.parts[number].graph
            found.update((value, graph) for value in self._opened(number).values(subject, predicate))
        return found

    def subjects_of(self, predicate: Term) -> set[Term]:
        """The subjects of a predicate."""
        return {one.subject for part in self.parts for one in part.triples if one.predicate == predicate}

    def naming(self, terms: Collection[Term]) -> dict[Term, list[Term]]:
        """The subjects that have one of these as a value, by value, in the order in which their property
        was first stated; a subject comes once for each property."""
        hits: dict[tuple[Term, Term], dict[Term, None]] = {}
        for part in self.parts:
            for one in part.triples:
                if one.object in terms and one.subject != one.object:
                    hits.setdefault((one.subject, one.predicate), {})[one.object] = None
        found: dict[Term, list[Term]] = {}
        for part in self.parts:
            for one in part.triples:
                for value in hits.pop((one.subject, one.predicate), ()):
                    found.setdefault(value, []).append(one.subject)
        return found

    def _candidates(
        self, focus: Term, path: Term | None, value: Term | None, inverse: bool
    ) -> Iterator[Collection[Mark]]:
        if path is not None and inverse:
            if value is not None:
                yield self._of_triple(Triple(value, path, focus))
            leading = dict.fromkeys(self._leading_to(path, focus))
            yield {mark for one in leading for mark in self._of_triple(Triple(one, path, focus))}
        elif path is not None:
            if value is not None:
                yield self._of_triple(Triple(focus, path, value))
            opened = [self._opened(number) for number in self._numbers(focus)]
            yield {mark for one in opened for mark in one.of_property((focus, path))}
        opened = [self._opened(number) for number in self._numbers(focus)]
        yield {mark for one in opened for mark in one.of_subject(focus)}

    def _of_triple(self, triple: Triple) -> set[Mark]:
        opened = [self._opened(number) for number in self._numbers(triple.subject)]
        return {mark for one in opened for mark in one.of_triple(triple)}

    def _leading_to(self, predicate: Term, node: Term) -> list[Term]:
        known = self._leading.get(predicate)
        if known is None:
            known = self._leading[predicate] = {}
            for part in self.parts:
                for one in part.triples:
                    if one.predicate == predicate:
                        known.setdefault(one.object, []).append(one.subject)
        return known.get(node, [])

    def _numbers(self, subject: Term) -> Sequence[int]:
        """The parts that say something of a subject."""
        if self._parts_of is None:
            self._parts_of = _by_subject(self.parts)
        found = self._parts_of.get(subject, ())
        return (found,) if isinstance(found, int) else found

    def _opened(self, number: int) -> _Opened:
        found = self._open.get(number)
        if found is None:
            found = self._open[number] = _Opened(self.parts[number])
            if len(self._open) > _LAID_OPEN:
                self._open.popitem(last=False)
        else:
            self._open.move_to_end(number)
        return found


def _by_subject(parts: Sequence[Part]) -> dict[Term, int | list[int]]:
    """The numbers of the parts that say something of a subject; most are in one part alone."""
    found: dict[Term, int | list[int]] = {}
    for number, part in enumerate(parts):
        here = {one.subject for one in part.triples}
        here.update(subject for subject, _ in part.properties)
        here.update(part.subjects)
        for subject in here:
            known = found.get(subject)
            if known is None:
                found[subject] = number
            elif isinstance(known, int):
                found[subject] = [known, number]
            else:
                known.append(number)
    return found


class _Opened:
    """One part by what is asked of it."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._triples: dict[Triple, list[int]] = {}
        self._values: dict[tuple[Term, Term], list[Term]] = {}
        self._properties: dict[tuple[Term, Term], list[int]] = {}
        self._subjects: dict[Term, list[int]] = {}
        for number, one in enumerate(part.triples):
            self._triples.setdefault(one, []).append(number)
            self._values.setdefault((one.subject, one.predicate), []).append(one.object)
        start = len(part.triples)
        for number, key in enumerate(part.properties, start):
            self._properties.setdefault(key, []).append(number)
        for number, subject in enumerate(part.subjects, start + len(part.properties)):
            self._subjects.setdefault(subject, []).append(number)

    def values(self, subject: Term, predicate: Term) -> list[Term]:
        return self._values.get((subject, predicate), [])

    def of_triple(self, triple: Triple) -> Iterator[Mark]:
        return map(self._part.marks.__getitem__, self._triples.get(triple, ()))

    def of_property(self, key: tuple[Term, Term]) -> Iterator[Mark]:
        return map(self._part.marks.__getitem__, self._properties.get(key, ()))

    def of_subject(self, subject: Term) -> Iterator[Mark]:
        return map(self._part.marks.__getitem__, self._subjects.get(subject, ()))
