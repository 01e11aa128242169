"""What things are called on a page, many at a time.

An entity has labels; a record has none, so its name is composed from what it says: its kind, who
takes part, its date.  Which properties are read, and in which order, comes from the ontology.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell
from kg.model.terms import CUR, DCTERMS, RDFS
from kg.web.days import day_in_words
from kg.web.language import Label, choose_label
from kg.web.lexicon import PREF_LABEL, TYPE
from kg.web.links import local_name, term_name, to_curie
from kg.web.neighbourhood import values
from kg.web.site import Page

EDTF = CUR + "edtf"
QUOTE = CUR + "quote"
CODE = CUR + "code"
_LABELS = (PREF_LABEL, RDFS + "label", DCTERMS + "title")
_BATCH = 300
_MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing as a page shows it: where it leads, and its name in parts, each in its language.

    `mark` is the style of its kind; `date` is that of a record, in words; `named` is False where the
    local name had to do.
    """

    iri: str
    href: str
    parts: tuple[Label, ...]
    mark: str = ""
    date: str = ""
    named: bool = True

    @property
    def text(self) -> str:
        """The whole name as one text."""
        return " · ".join((*(part.text for part in self.parts), *([self.date] if self.date else ())))

    def without(self, iri: str) -> Ref:
        """The name without the part about one thing, unless nothing would be left."""
        parts = tuple(part for part in self.parts if part.about != iri)
        return replace(self, parts=parts) if parts and self.iri != iri else self


Triples = dict[str, dict[str, list[Cell]]]


def name_things(page: Page, iris: Iterable[str]) -> dict[str, Ref]:
    """The names of all these IRIs, those of the ontology and of other hosts included."""
    names = _Names(page)
    wanted = set(iris)
    names.add(wanted)
    return {iri: names.ref(iri) for iri in wanted}


def name_term(page: Page, term: str) -> Ref:
    """The name of a class, a property or a code of the ontology."""
    known = term in page.lexicon.triples
    otherwise = term_name(term) if known else to_curie(term, page.project)
    label = choose_label(page.lexicon.labels(term), page.language, local_name=otherwise)
    return Ref(term, page.links.of(term), (label,), page.lexicon.mark([term]))


def name_kinds(page: Page, things: Iterable[str]) -> dict[str, tuple[Ref, ...]]:
    """The names of the most specific classes of all these things, in reading order; one query."""
    types: dict[str, list[str]] = {one: [] for one in sorted(set(things))}
    if types:
        for row in page.rows(f"SELECT ?s ?t WHERE {{ {values('s', types)} ?s <{TYPE}> ?t }}"):
            types[row["s"].value].append(row["t"].value)
    return {
        one: tuple(name_term(page, term) for term in page.lexicon.most_specific(some))
        for one, some in types.items()
    }


class _Names:
    """Labels and, for what has none, the statements that its name is made of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lexicon = page.lexicon
        self.links = page.links
        self.nested = page.lexicon.nested
        self.reading = page.lexicon.properties
        self.labels: dict[str, list[Label]] = {}
        self.types: dict[str, list[str]] = {}
        self.records: Triples = {}

    def add(self, iris: Iterable[str], *, depth: int = 2) -> None:
        """Fetch what the names of these things are made of; parts of parts down to `depth`."""
        new = sorted(one for one in iris if self._is_ours(one) and one not in self.types)
        if not new:
            return
        self._fetch_labels(new)
        bare = [one for one in new if not self.labels.get(one)]
        if not bare or depth == 0:
            return
        self._fetch_records(bare)
        parts = {
            cell.value
            for one in bare
            for predicate, cells in self.records.get(one, {}).items()
            if predicate in self.reading
            for cell in cells
            if cell.kind == "iri"
        }
        self.add(parts, depth=depth - 1)

    def ref(self, iri: str) -> Ref:
        """The name and the link of one thing."""
        if not self._is_ours(iri):
            if iri in self.lexicon.triples:
                return name_term(self.page, iri)
            return Ref(iri, self.links.of(iri), (Label(iri),), named=False)
        parts = self.parts(iri)
        local = local_name(iri, self.page.project) or iri
        href, mark = self.links.of(iri), self.lexicon.mark(self.types.get(iri, ()))
        if not parts:
            return Ref(iri, href, (Label(local),), mark, named=False)
        return Ref(iri, href, parts, mark, self.date(iri))

    def date(self, iri: str) -> str:
        """The date of a record in words; empty for what has labels or no date."""
        dates = self.records.get(iri, {}).get(EDTF, ())
        return day_in_words(dates[0].value, self.page.texts) if dates else ""

    def parts(self, iri: str, *, depth: int = 2) -> tuple[Label, ...]:
        """The name of one thing of the project; empty where nothing is known of it."""
        labels = self.labels.get(iri)
        local = local_name(iri, self.page.project) or iri
        if labels:
            return (replace(choose_label(labels, self.page.language, local_name=local), about=iri),)
        if depth == 0 or iri not in self.records:
            return ()
        record = self.records[iri]
        quotes = record.get(QUOTE, ())
        if quotes:
            return tuple(Label(f"“{cell.value}”", cell.language) for cell in quotes[:1])
        members = self._members(record, depth)
        kinds = self._codes(record) or ([] if members else self._classes(record))
        head = [part for term in kinds[:1] for part in name_term(self.page, term).parts]
        return (*head, *members)

    def _codes(self, record: Mapping[str, Sequence[Cell]]) -> list[str]:
        """The codes that say what kind of record this is, in reading order of their properties."""
        return [
            cell.value
            for predicate in (CODE, *self.reading)
            for cell in record.get(predicate, ())
            if cell.kind == "iri" and self.lexicon.is_code(cell.value)
        ]

    def _classes(self, record: Mapping[str, Sequence[Cell]]) -> list[str]:
        return self.lexicon.most_specific(cell.value for cell in record.get(TYPE, ()))

    def _members(self, record: Mapping[str, Sequence[Cell]], depth: int) -> list[Label]:
        """The first few things that a record names, other records aside."""
        found: dict[str, tuple[Label, ...]] = {}
        for predicate in self.reading:
            for cell in sorted(record.get(predicate, ())):
                target = self._key_of(cell.value) if predicate in self.nested else cell.value
                if cell.kind == "iri" and self._is_ours(target) and not self._is_record(target):
                    found.setdefault(target, self.parts(target, depth=depth - 1))
        named = [(one, parts) for one, parts in found.items() if parts]
        told = {
            label.text: replace(label, about=one) for one, parts in named[:_MOST_PARTS] for label in parts
        }
        labels = list(told.values())
        if len(named) > _MOST_PARTS:
            labels.append(Label(self.page.texts.say("and-more", n=len(named) - _MOST_PARTS)))
        return labels

    def _key_of(self, node: str) -> str:
        """The thing that a part of a record is about, by the key property of its kind."""
        for key in self.nested.values():
            for cell in self.records.get(node, {}).get(key, ()):
                return cell.value
        return node

    def _is_record(self, iri: str) -> bool:
        return any(self.lexicon.is_record_class(cls) for cls in self.types.get(iri, ()))

    def _is_ours(self, iri: str) -> bool:
        return local_name(iri, self.page.project) is not None

    def _fetch_labels(self, iris: Sequence[str]) -> None:
        # A second VALUES beside that of the subjects would make the engine read the graph whole.
        kinds = ", ".join(f"<{one}>" for one in (*_LABELS, TYPE))
        for row in self._rows("s", iris, f"?s ?p ?o FILTER(?p IN ({kinds}))"):
            subject, cell = row["s"].value, row["o"]
            if row["p"].value == TYPE:
                self.types.setdefault(subject, []).append(cell.value)
            else:
                self.labels.setdefault(subject, []).append(Label(cell.value, cell.language))
        for one in iris:
            self.types.setdefault(one, [])

    def _fetch_records(self, iris: Sequence[str]) -> None:
        for row in self._rows("s", iris, "?s ?p ?o"):
            predicates = self.records.setdefault(row["s"].value, {})
            predicates.setdefault(row["p"].value, []).append(row["o"])

    def _rows(self, variable: str, iris: Sequence[str], pattern: str) -> Iterable[Mapping[str, Cell]]:
        for start in range(0, len(iris), _BATCH):
            clause = values(variable, iris[start : start + _BATCH])
            yield from self.page.rows(f"SELECT ?s ?p ?o WHERE {{ {clause} {pattern} }}")
