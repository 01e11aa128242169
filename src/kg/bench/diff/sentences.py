"""Sentences about the things of one side, made of the words of its ontology.

A sentence leaves out the entity under which it stands.  A label with a gap (`以…职务`) takes the value
into the gap.  A class may have a sentence of its own (`cur:sentence`); for a part of a class without
one, the label of what a rule derives between the key of the part and its record is the verb.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from kg.bench.diff.comparison import Change
from kg.bench.diff.filling import Filled, fill, unnamed
from kg.bench.diff.grounds import Passage
from kg.bench.diff.lexicon import choose_text
from kg.bench.diff.names import Names
from kg.bench.diff.quads import TYPE
from kg.bench.diff.told import GAINED
from kg.bench.diff.units import CODE, EDTF, OTHERS, Kind, Unit
from kg.model.terms import CUR, Term, is_iri, literal_parts
from kg.model.wording import phrase

_GAP = "…"
_MOST_HOMES = 8


class Said(NamedTuple):
    """A sentence, and whether it begins with the name of the entity under which it stands."""

    text: str
    alone: bool = False


class Writer:
    """Writes about one side in one language."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.quads = names.quads
        self.lexicon = names.lexicon
        self.language = names.language

    def exists(self, subject: Term) -> bool:
        """Whether the sources of this side say what the thing is."""
        return bool(self.quads.values(subject, TYPE))

    def homes(self, unit: Unit) -> list[Term]:
        """The entities under which a unit is told; the first is the one that it is about."""
        if unit.kind is Kind.PART:
            found = self._homes_of_part(unit.subject)
        elif unit.kind is Kind.RECORD:
            found = self._homes_of_record(unit.subject)
        elif unit.kind is Kind.MINTED:
            owner = self.names.sorter.owner(unit.subject)
            found = [owner] if owner else []
        else:
            return [unit.subject]
        return list(dict.fromkeys(found))[:_MOST_HOMES] or [self.article(unit.subject)]

    def article(self, subject: Term) -> Term:
        """The article in whose file a record stands."""
        return self.quads.thing((self.quads.local(subject) or "").split("--")[0])

    def file(self, subject: Term, graph: Term | None = None) -> str:
        """The file that says something: that of a graph, else of what is stated about a subject."""
        stated = self.quads.stated(subject)
        return self.quads.file(graph or (stated[0].graph if stated else Term("")))

    def record(self, subject: Term, home: Term) -> Said:
        """A record as a whole."""
        filled = fill(self.names, subject)
        if filled is not None:
            return self._with_rest(filled, subject, home)
        details = []
        kind = self.names.kind_property(subject)
        for predicate, values in self.by_property(subject):
            if predicate in self.lexicon.nested or predicate == kind or values == [home]:
                continue
            details.append(self.property(predicate, values, apart=(home,)))
        others = self.others(subject)
        if others:
            details.append(self.with_value(self.lexicon.label(OTHERS, self.language), others))
        return Said(self.what(subject, details))

    def _with_rest(self, filled: Filled, subject: Term, home: Term) -> Said:
        """A sentence of the ontology, and after it what it does not say."""
        rest = []
        names = self.names
        if "type" not in filled.words and (words := names.classes(subject)):
            rest.append(self.with_value(phrase("class").in_language(self.language), words))
        if "name" not in filled.words and (label := names.label(subject)):
            rest.append(names.quoted(label))
        if "date" not in filled.words and (date := names.date(subject)):
            rest.append(self.with_value(phrase("date").in_language(self.language), date))
        for predicate, values in self.by_property(subject):
            told = predicate in filled.said or predicate in self.lexicon.nested
            if not told and predicate != self._key(subject):
                rest.append(self.property(predicate, values, apart=filled.opening))
        if "others" not in filled.words and (others := unnamed(names, subject)):
            rest.append(self.with_value(self.lexicon.label(OTHERS, self.language), others))
        return Said(self.joined([filled.text, *rest]), alone=filled.opening == (home,))

    def what(self, subject: Term, details: Sequence[str]) -> str:
        """The class, the kind, the name and the date of a record, and more about it."""
        words = self.names.classes(subject)
        kind = self.names.kind(subject)
        if kind and kind != words:
            words = phrase("{name} ({kind})", name=words, kind=kind).in_language(self.language)
        label = self.names.label(subject)
        name = self.names.quoted(label) if label else ""
        head = [words, *filter(None, [name, self.names.date(subject)])]
        if not details:
            return self.names.joined(head)
        return self.said(self.names.joined(head), self.joined(details))

    def part(self, subject: Term, home: Term) -> Said:
        """A part of a record: whose it is, of which record, and what it says."""
        filled = fill(self.names, subject)
        if filled is not None:
            return self._with_rest(filled, subject, home)
        words = [self.part_name(subject, home)]
        for predicate, values in self.by_property(subject):
            if predicate != self._key(subject):
                words.append(self.property(predicate, values, apart=(home, *self._key_things(subject))))
        others = self.others(subject)
        if others:
            words.append(self.with_value(self.lexicon.label(OTHERS, self.language), others))
        return Said(self.joined(words))

    def part_name(self, subject: Term, home: Term) -> str:
        """Whose part it is, unless that is said already, and of which record."""
        owner = self.names.sorter.owner(subject)
        things = self._key_things(subject)
        if owner is None or not things:
            return self.names.of(subject)
        record = self.names.of(owner, apart=(*things, home))
        verb = self._verb(things[0], owner)
        label = verb or self.names.classes(subject)
        words = phrase("{said} {record}", said=label, record=record).in_language(self.language)
        if things[0] == home:
            return words
        return phrase("{thing} {said}", thing=self.names.of(things[0]), said=words).in_language(self.language)

    def changed(self, unit: Unit, home: Term, change: str, predicate: Term | None) -> Said:
        """A change within a record or a part, and what it is about."""
        filled = fill(self.names, unit.subject, about=predicate, title=True)
        if filled is not None:
            words = phrase("{sentence}: {change}", sentence=filled.text, change=change)
            return Said(words.in_language(self.language), alone=filled.opening == (home,))
        if unit.kind is Kind.PART:
            return Said(self.said(self.part_name(unit.subject, home), change))
        return Said(self.said(self.names.of(unit.subject, apart=(home,), whole=True), change))

    def minted(self, subject: Term) -> str:
        """A node that a code makes together with an entity, such as a post of a body."""
        codes = [self.lexicon.label(one, self.language) for one in self.quads.values(subject, CODE)]
        return self.with_value(self.names.classes(subject), self.names.listed(codes))

    def property(self, predicate: Term, values: Sequence[Term], *, apart: Collection[Term] = ()) -> str:
        """A property with its values; of one text in several languages the reader's alone."""
        return self.with_value(self.lexicon.label(predicate, self.language), self.values(values, apart=apart))

    def values(self, values: Sequence[Term], *, apart: Collection[Term] = ()) -> str:
        """Values in words."""
        texts = [one for one in values if not is_iri(one) and literal_parts(one).language]
        if len(texts) == len(values) > 1 and len({literal_parts(one).language for one in texts}) > 1:
            return self.names.quoted(choose_text(texts, self.language))
        return self.names.listed([self.names.of(one, apart=apart) for one in values])

    def with_value(self, label: str, value: str) -> str:
        """The words of a property and of its value."""
        if _GAP in label:
            return label.replace(_GAP, value, 1)
        return phrase("{property} {value}", property=label, value=value).in_language(self.language)

    def others(self, subject: Term) -> str:
        """Participants without a name."""
        return unnamed(self.names, subject)

    def by_property(self, subject: Term) -> list[tuple[Term, list[Term]]]:
        """The values of the project's own properties, in reading order."""
        found: dict[Term, list[Term]] = {}
        for one in self.names.properties(subject):
            found.setdefault(one.predicate, []).append(one.object)
        return list(found.items())

    def joined(self, words: Sequence[str]) -> str:
        """Clauses of one sentence."""
        return ("；" if self.language == "zh" else "; ").join(one for one in words if one)

    def date_label(self) -> str:
        """The word for the date of a record."""
        return self.lexicon.label(EDTF, self.language)

    def _key(self, part: Term) -> Term | None:
        found = self.names.sorter.part_of(part)
        return self.lexicon.nested[found[1]] if found else None

    def _key_things(self, part: Term) -> list[Term]:
        key = self._key(part)
        return self.quads.values(part, key) if key is not None else []

    def _verb(self, thing: Term, record: Term) -> str:
        """The label of what a rule derives between the two; empty where no rule does."""
        found = sorted(
            {
                one.predicate
                for one in self.quads.of(thing)
                if one.object == record
                and one.graph == self.quads.inferred
                and self.lexicon.is_own(one.predicate)
            },
            key=self.lexicon.place,
        )
        return self.lexicon.label(found[0], self.language) if found else ""

    def _homes_of_part(self, part: Term) -> list[Term]:
        behind = [
            owner
            for one in self.names.properties(part)
            if self.names.sorter.is_record(one.object)
            for owner in self._minting(one.object)
        ]
        return [*self._key_things(part), *behind]

    def _homes_of_record(self, record: Term) -> list[Term]:
        for predicate, values in self.by_property(record):
            entities = [one for one in values if self.names.is_entity(one)]
            if entities and predicate not in self.lexicon.nested:
                return [*entities, *self._minting(record)]
        return self._minting(record)

    def _minting(self, record: Term) -> list[Term]:
        """The entities of the nodes that the codes of a record mint: the body of a post."""
        found = []
        for one in self.names.properties(record):
            if is_iri(one.object) and self.quads.values(one.object, CODE):
                owner = self.names.sorter.owner(one.object)
                found += [owner] if owner else []
        return found

    def said(self, title: str, text: str) -> str:
        """A change, and what it is about."""
        return phrase("{what}: {details}", what=title, details=text).in_language(self.language)

    def head(self, article: Term, sign: str) -> str:
        """An article as a whole: its title, publisher and day."""
        stated = {one.predicate for one in self.quads.stated(article)} - {TYPE}
        shown = sorted((one for one in stated if not one.startswith(f"<{CUR}")), key=self.lexicon.place)
        details = [self.property(one, self.quads.values(article, one)) for one in shown]
        local = self.quads.local(article) or ""
        if sign == GAINED:
            words = phrase("new article {id}: {details}", id=local, details=self.joined(details))
        else:
            words = phrase("gone: article {id}: {details}", id=local, details=self.joined(details))
        return words.in_language(self.language)

    def named_in_article(self, *, changed: bool = False) -> str:
        """That an article names an entity."""
        if changed:
            return phrase("named in the article with another quote").in_language(self.language)
        return phrase("named in the article").in_language(self.language)

    def grounds_changed(
        self,
        statement: str,
        before: tuple[Sequence[Passage], Sequence[str]],
        after: tuple[Sequence[Passage], Sequence[str]],
    ) -> str:
        """A statement that stays and rests on something else."""
        told = []
        for some in (before, after):
            quotes = [self.names.quoted(one.quote) for one in some[0]]
            told.append(
                self.joined([*quotes, *some[1]])
                or phrase("no passage and no reason").in_language(self.language)
            )
        return phrase(
            "{statement}: rests on {old} → {new}", statement=statement, old=told[0], new=told[1]
        ).in_language(self.language)

    def file_of(self, unit: Unit, change: Change | None) -> tuple[str, ...]:
        """The files that say a unit."""
        quads = [*change.gained, *change.lost] if change else self.quads.stated(unit.subject)
        return tuple(sorted({self.quads.file(one.graph) for one in quads}))
