"""What things are called in the sentences of a comparison, in the reader's language.

An entity has labels; a record has none, so its name is made of its kind, the first things that it
names, and its date.  Which properties are read, and in which order, comes from the ontology.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kg.bench.diff.dates import date_in_words
from kg.bench.diff.lexicon import PREF_LABEL, Lexicon, choose_text, quoted
from kg.bench.diff.quads import ARTICLE, TYPE, Quad, Quads
from kg.bench.diff.units import AS, CODE, EDTF, Sorter
from kg.graph.sentences_of_classes import CODE_PLACE
from kg.model.terms import DCTERMS, RDFS, Term, iri, is_iri, literal_parts
from kg.model.wording import phrase

_TITLE = iri(DCTERMS + "title")
_LABELS = (PREF_LABEL, iri(RDFS + "label"), _TITLE)
_MOST_MEMBERS = 2
_MOST_LISTED = 30
_DEPTH = 3


class Names:
    """The names of the things of one side in one language."""

    def __init__(self, sorter: Sorter, language: str) -> None:
        self.quads: Quads = sorter.quads
        self.lexicon: Lexicon = sorter.lexicon
        self.sorter = sorter
        self.language = language

    def of(
        self, term: Term, *, apart: Collection[Term] = (), depth: int = _DEPTH, whole: bool = False
    ) -> str:
        """The name of a thing or the text of a literal.

        `apart` are things left out of the names of records; a `whole` name says their class, too.
        """
        if not is_iri(term):
            return self.text(term)
        local = self.quads.local(term)
        if local is None:
            return self.lexicon.label(term, self.language) if term in self.lexicon else term[1:-1]
        if unnamed := self.quads.values(term, AS):
            return self.quoted(literal_parts(unnamed[0]).text)
        if self.quads.values(term, CODE) and (minted := self._minted(term, depth)):
            return minted
        return self.label(term) or self._composed(term, local, apart, depth, whole=whole)

    def text(self, term: Term) -> str:
        """A literal as a reader sees it: texts in quotation marks, everything else as written."""
        text, language, datatype = literal_parts(term)
        is_prose = language or (not datatype and " " in text)
        return self.quoted(text) if is_prose else text

    def quoted(self, text: str) -> str:
        """A text in the quotation marks of the reader's language."""
        return quoted(text, self.language)

    def label(self, term: Term) -> str:
        """The label of a thing in the reader's language, or empty."""
        for predicate in _LABELS:
            found = [one.object for one in self.quads.of(term) if one.predicate == predicate]
            if found:
                return choose_text(found, self.language)
        return ""

    def labels(self, term: Term, predicate: Term) -> list[Term]:
        """The names of a thing that sources state with one property."""
        return self.quads.values(term, predicate)

    def classes(self, term: Term) -> str:
        """The classes of a thing in words, superclasses left out."""
        types = [one for one in self.quads.values(term, TYPE) if one in self.lexicon]
        above = {parent for one in types for parent in self.lexicon.above(one) if parent != one}
        kept = sorted(set(types) - above, key=self.lexicon.place)
        return self.listed([self.lexicon.label(one, self.language) for one in kept])

    def kind(self, record: Term) -> str:
        """The code that says what kind of record this is, in words; empty where it has none."""
        codes = (one.object for one in self.properties(record) if self.lexicon.is_code(one.object))
        first = next(codes, None)
        return self.lexicon.label(first, self.language) if first is not None else ""

    def date(self, record: Term) -> str:
        """The date of a record in words, or empty."""
        dates = self.quads.values(record, EDTF)
        return date_in_words(literal_parts(dates[0]).text, self.language) if dates else ""

    def short(self, record: Term) -> str:
        """A record in a word or two: its name, else its kind, else its class."""
        label = self.label(record)
        return self.quoted(label) if label else self.kind(record) or self.classes(record)

    def properties(self, subject: Term) -> list[Quad]:
        """What sources state of a thing with properties of the project's ontology, in reading order."""
        found: dict[tuple[Term, Term], Quad] = {}
        for one in self.quads.stated(subject):
            if self.lexicon.is_own(one.predicate):
                found.setdefault((one.predicate, one.object), one)
        return sorted(found.values(), key=lambda one: (self.lexicon.place(one.predicate), one.object))

    def kind_property(self, subject: Term) -> Term | None:
        """The property whose code says what kind of thing it is."""
        found = (one.predicate for one in self.properties(subject) if self.lexicon.is_code(one.object))
        return next(found, None)

    def listed(self, words: Sequence[str]) -> str:
        """Words as a list: `a, b, c`; those that have commas themselves are parted by strokes."""
        kept = list(words[:_MOST_LISTED])
        between = "、" if self.language == "zh" else ", "
        if len(kept) > 1 and any("," in one or "，" in one or "、" in one for one in kept):
            between = " / "
        if len(words) > len(kept):
            more = phrase("{n} more", n=len(words) - len(kept)).in_language(self.language)
            kept.append(more)
        return between.join(kept)

    def in_series(self, values: Sequence[Term], *, apart: Collection[Term] = ()) -> str:
        """Values in a sentence: `a, b and c`; of one text in several languages the reader's alone."""
        texts = [one for one in values if not is_iri(one) and literal_parts(one).language]
        if len(texts) == len(values) > 1 and len({literal_parts(one).language for one in texts}) > 1:
            return choose_text(texts, self.language)
        words = [self.of(one, apart=apart) if is_iri(one) else literal_parts(one).text for one in values]
        if not 1 < len(words) <= _MOST_LISTED or any(mark in one for one in words for mark in ",，、"):
            return self.listed(words)
        first = self.listed(words[:-1])
        return phrase("{first} and {last}", first=first, last=words[-1]).in_language(self.language)

    def _minted(self, term: Term, depth: int) -> str:
        """A node that a code mints, by the sentence of its class; empty where that has none."""
        found = self.lexicon.sentence(self.quads.values(term, TYPE), self.language)
        if found is None or not depth:
            return ""

        def value(place: str) -> str:
            predicate = CODE if place == CODE_PLACE else self.lexicon.property(place)
            values = self.quads.values(term, predicate) if predicate is not None else []
            return self.listed([self.of(one, depth=depth - 1) for one in values])

        filled = found[1].filled(value)
        return filled[0] if filled else ""

    def _composed(self, term: Term, local: str, apart: Collection[Term], depth: int, *, whole: bool) -> str:
        part = self.sorter.part_of(term)
        if part is not None:
            keys = self.quads.values(term, self.lexicon.nested[part[1]])
            return self.of(keys[0], depth=depth - 1) if keys and depth else local
        code = self.quads.values(term, CODE)
        if code:
            owner = self.sorter.owner(term)
            known = [self.lexicon.label(code[0], self.language)]
            return self.joined([*known, self.of(owner, depth=depth - 1)] if owner and depth else known)
        if not self.sorter.is_record(term) or not depth:
            return local
        members = [self.of(one, depth=depth - 1) for one in self._members(term) if one not in apart]
        head, more = self._head(term, depth, whole=whole), members[:_MOST_MEMBERS]
        date = self.date(term)
        if head and not whole:
            details = self.joined([*more, *([date] if date else [])])
            words = self.joined(head)
            return self._in_brackets(words, details) if details else words
        words = self.joined([*head, *more]) or self.classes(term)
        return self._in_brackets(words, date) if date else words

    def _in_brackets(self, words: str, details: str) -> str:
        return phrase("{name} ({details})", name=words, details=details).in_language(self.language)

    def joined(self, words: Sequence[str]) -> str:
        """Words in a row: `a, b`."""
        return ("，" if self.language == "zh" else ", ").join(words)

    def _head(self, record: Term, depth: int, *, whole: bool) -> list[str]:
        """What a record is: its kind, or the node that its codes mint, or both; its class where `whole`."""
        kind = self.kind(record)
        minted = [one.object for one in self.properties(record) if self.quads.values(one.object, CODE)]
        words = [self.of(one, depth=depth - 1) for one in minted]
        if not whole:
            return [kind, *words] if kind else words
        cls = self.classes(record)
        if kind and kind != cls:
            cls = phrase("{name} ({kind})", name=cls, kind=kind).in_language(self.language)
        return [cls, *words]

    def _members(self, record: Term) -> list[Term]:
        """The entities that a record names: directly, else by its parts."""
        direct, inner = [], []
        for one in self.properties(record):
            if one.predicate in self.lexicon.nested:
                inner += self.quads.values(one.object, self.lexicon.nested[one.predicate])
            elif self.is_entity(one.object):
                direct.append(one.object)
        return list(dict.fromkeys(direct or inner))

    def is_entity(self, term: Term) -> bool:
        """Whether a term is an entity: neither record nor part, article, code or literal."""
        local = self.quads.local(term)
        return local is not None and "--" not in local and ARTICLE not in self.quads.values(term, TYPE)
