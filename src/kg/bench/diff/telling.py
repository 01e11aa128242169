"""From a comparison to sentences: each unit that differs is told, or counted in a named line.

A thing that only one side has is told whole; of one that both have, each value that changed.  What a
person would not read as a change of its own (where a passage stands, how an id was replaced) is folded
into one line with a number, so that nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.bench.diff.asides import Asides
from kg.bench.diff.changes import differences, value_differences
from kg.bench.diff.comparison import Change, Comparison
from kg.bench.diff.derivations import tell_derived
from kg.bench.diff.entities import tell_judgement, tell_names, tell_new, values_of
from kg.bench.diff.grounds import Passage, passages, reasons
from kg.bench.diff.names import Names
from kg.bench.diff.preamble import tell_errors, tell_identities, tell_terms
from kg.bench.diff.quads import ARTICLE, TYPE
from kg.bench.diff.sentences import Said, Writer
from kg.bench.diff.told import CHANGED, GAINED, LOST, Group, Sentence, Told
from kg.bench.diff.units import Kind, Unit
from kg.model.terms import DCTERMS, Term, iri

_ORDER = {kind: place for place, kind in enumerate(Kind)}
_SIGNS = {GAINED: 0, CHANGED: 1, LOST: 2}
ENTITY = "entity"  # the kind of a sentence that an entity or an article came or went
_KINDS = (ENTITY, *(kind.value for kind in Kind))
_WHOLE = (Kind.RECORD, Kind.PART, Kind.ARTICLE)
_TITLE = iri(DCTERMS + "title")


def tell(comparison: Comparison, language: str, *, derived: bool = False) -> Told:
    """Tell a comparison in `en`, `ru` or `zh`; with `derived`, what follows from it as well."""
    teller = _Teller(comparison, language)
    teller.tell_units()
    return Told(
        language,
        comparison.before.name.in_language(language),
        comparison.after.name.in_language(language),
        notes=tuple(tell_errors(comparison, language)),
        identities=tuple(tell_identities(comparison, language)),
        groups=tuple(teller.grouped()),
        terms=tuple(tell_terms(comparison, teller.old, teller.new)),
        files=tuple(comparison.changed_files),
        asides=teller.asides.told(comparison),
        derived=tuple(tell_derived(comparison, teller.old, teller.new)) if derived else (),
        gained=comparison.gained,
        lost=comparison.lost,
        derived_gained=comparison.derived_gained,
        derived_lost=comparison.derived_lost,
        empty=comparison.is_empty,
    )


class _Teller:
    """Collects the sentences of all units by the entity under which they stand."""

    def __init__(self, comparison: Comparison, language: str) -> None:
        self.comparison = comparison
        self.language = language
        self.old = Writer(Names(comparison.old, language))
        self.new = Writer(Names(comparison.new, language))
        self.asides = Asides(language)
        self.groups: dict[Term, list[Sentence]] = {}

    def tell_units(self) -> None:
        units = sorted(self.comparison.units.items(), key=lambda one: (_ORDER[one[0].kind], one[0][1:]))
        gone = {one.id for one in self.comparison.identities.removed}
        lists: list[tuple[Unit, Change]] = []
        for unit, change in units:
            if unit.kind is Kind.PASSAGE:
                self.asides.add("passages", change)
            elif not change.gained and gone and self._is_of(unit, gone):
                # Named once, with the reason; what was to be left out is not spelled out again.
                self.asides.add("removed", change)
            elif unit.kind is Kind.LISTED:
                lists.append((unit, change))
            else:
                self._unit(unit, change)
        for unit, change in lists:
            self._listed(unit, change)

    def grouped(self) -> list[Group]:
        """The groups: articles by id, then entities by their label."""
        found = []
        for subject, sentences in self.groups.items():
            side = self.new if self.new.exists(subject) else self.old
            local = side.quads.local(subject) or subject[1:-1]
            before, after = self.old.exists(subject), self.new.exists(subject)
            state = "changed" if before and after else "new" if after else "gone" if before else "changed"
            ordered = sorted(sentences, key=lambda one: (_SIGNS[one.sign], _KINDS.index(one.kind)))
            is_article = ARTICLE in side.quads.values(subject, TYPE)
            label, about = side.names.of(subject), side.names.classes(subject)
            if is_article:
                label, about = local, side.names.label(subject)
            group = Group(local.replace("--", ":"), label, about, state, tuple(ordered))
            found.append((not is_article, "" if is_article else label.casefold(), local, group))
        return [group for *_, group in sorted(found, key=lambda one: one[:3])]

    def _unit(self, unit: Unit, change: Change) -> None:
        if unit.kind in _WHOLE:
            self._whole(unit, change)
        elif unit.kind is Kind.STATEMENT:
            self._statement(unit, change)
        elif unit.kind is Kind.NAMES:
            self._names(unit, change)
        elif unit.kind is Kind.CLASS:
            self._class(unit, change)
        elif unit.kind is Kind.JUDGEMENT:
            self._judgement(unit, change)
        elif unit.kind is Kind.MINTED:
            self._minted(unit, change)
        elif unit.kind is Kind.MENTION:
            self._mention(unit, change)
        else:
            self.asides.add("other", change)

    def _whole(self, unit: Unit, change: Change) -> None:
        """A record, a part or the head of an article."""
        before, after = self.old.exists(unit.subject), self.new.exists(unit.subject)
        if before and after:
            self._changed(unit, change)
            return
        side, sign = (self.new, GAINED) if after else (self.old, LOST)
        if not before and not after:
            self.asides.add("other", change)
            return
        for number, home in enumerate(side.homes(unit)):
            text, alone = _whole(side, unit, home, sign)
            told = self._sentence(side, unit, sign, text, change if not number else None)
            told = replace(told, alone=alone)
            if unit.kind is Kind.ARTICLE:
                told = replace(told, kind=ENTITY, sources=())
            self._add(home, replace(told, reasons=reasons(side.names, unit.subject)))

    def _changed(self, unit: Unit, change: Change) -> None:
        counted: Change | None = change
        for one in differences(self.old, self.new, unit.subject):
            side = self.old if one.sign == LOST else self.new
            for number, home in enumerate(side.homes(unit)):
                text, alone = one.text, False
                if unit.kind is not Kind.ARTICLE:
                    about = None if one.is_grounds else one.predicate
                    text, alone = side.changed(unit, home, text, about)
                told = self._sentence(side, unit, one.sign, text, None if number else counted, one.predicate)
                told = replace(told, alone=alone)
                if one.is_grounds:
                    told = replace(told, passages=(), sources=side.file_of(unit, change))
                if number == 0:
                    told = replace(told, repeated=False)
                    counted = None
                self._add(home, told)
        if counted is not None:
            self.asides.add("mechanics", counted)

    def _statement(self, unit: Unit, change: Change) -> None:
        if self.old.exists(unit.subject) != self.new.exists(unit.subject):
            side = self.new if self.new.exists(unit.subject) else self.old
            if unit in self._with_class(side, unit.subject):
                return  # told with the thing itself
        lost, gained = (values_of(some, unit) for some in (change.lost, change.gained))
        counted: Change | None = change
        for one in value_differences(self.old, self.new, unit.property, list(lost), list(gained)):
            side = self.old if one.sign == LOST else self.new
            told = self._sentence(side, unit, one.sign, one.text, counted, unit.property)
            told = replace(
                told,
                repeated=False,
                reasons=reasons(side.names, unit.subject, predicate=unit.property, graph=unit.graph),
            )
            counted = None
            self._add(unit.subject, told)
        if counted is not None:
            self._supported_otherwise(unit, change)

    def _supported_otherwise(self, unit: Unit, change: Change) -> None:
        """A statement that stands on other passages or another reason than before."""
        predicate, graph = unit.property, unit.graph
        before, after = (
            (
                passages(side.names, unit.subject, predicate=predicate, graph=graph),
                reasons(side.names, unit.subject, predicate=predicate, graph=graph),
            )
            for side in (self.old, self.new)
        )
        if before == after:
            self.asides.add("mechanics", change)
            return
        values = self.new.quads.values(unit.subject, predicate, graph)
        text = self.new.grounds_changed(self.new.property(predicate, values), before, after)
        self._add(unit.subject, self._sentence(self.new, unit, CHANGED, text, change, predicate))

    def _class(self, unit: Unit, change: Change) -> None:
        before, after = self.old.exists(unit.subject), self.new.exists(unit.subject)
        if before and after:
            for one in value_differences(
                self.old, self.new, TYPE, values_of(change.lost, unit), values_of(change.gained, unit)
            ):
                self._add(unit.subject, self._sentence(self.new, unit, one.sign, one.text, change))
            if not values_of(change.lost, unit) and not values_of(change.gained, unit):
                self.asides.add("mechanics", change)
            return
        side, sign = (self.new, GAINED) if after else (self.old, LOST)
        together = Change(list(change.lost), list(change.gained))
        for other in self._with_class(side, unit.subject):
            more = self.comparison.units.get(other, Change())
            together.lost += more.lost
            together.gained += more.gained
        text = tell_new(side, unit.subject, sign)
        told = self._sentence(side, unit, sign, text, together)
        self._add(unit.subject, replace(told, kind=ENTITY, alone=True))

    def _with_class(self, side: Writer, subject: Term) -> list[Unit]:
        """What is told with the class of a new or gone entity: its names, and of what kind it is."""
        kind = side.names.kind_property(subject)
        graphs = {one.graph for one in side.quads.stated(subject) if one.predicate == kind}
        kinds = [Unit(Kind.STATEMENT, subject, kind, graph) for graph in sorted(graphs)] if kind else []
        return [Unit(Kind.NAMES, subject), *kinds]

    def _names(self, unit: Unit, change: Change) -> None:
        if self.old.exists(unit.subject) != self.new.exists(unit.subject):
            return  # told with the thing itself
        counted: Change | None = change
        for sign, text in tell_names(self.old, self.new, unit.subject):
            side = self.old if sign == LOST else self.new
            told = self._sentence(side, unit, sign, text, counted)
            self._add(unit.subject, replace(told, repeated=False))
            counted = None
        if counted is not None:
            self.asides.add("names", counted)

    def _mention(self, unit: Unit, change: Change) -> None:
        lost, gained = (values_of(some, unit) for some in (change.lost, change.gained))
        predicate = next(one.predicate for one in (*change.lost, *change.gained))
        counted: Change | None = change
        for one in value_differences(self.old, self.new, predicate, lost, gained):
            side = self.old if one.sign == LOST else self.new
            told = self._sentence(side, unit, one.sign, one.text, counted)
            self._add(unit.subject, replace(told, repeated=False, passages=()))
            counted = None
        if counted is not None:
            self.asides.add("mechanics", counted)

    def _judgement(self, unit: Unit, change: Change) -> None:
        sentences = tell_judgement(self.old, self.new, unit, change)
        for number, (sign, text) in enumerate(sentences):
            side = self.old if sign == LOST else self.new
            told = self._sentence(side, unit, sign, text, None if number else change)
            self._add(unit.subject, replace(told, repeated=False, passages=(), sources=("authority",)))
        if not sentences:
            self.asides.add("judgements", change)

    def _minted(self, unit: Unit, change: Change) -> None:
        before, after = self.old.exists(unit.subject), self.new.exists(unit.subject)
        if before == after:  # another article speaks of it, or no longer
            self.asides.add("mechanics", change)
            return
        side, sign = (self.new, GAINED) if after else (self.old, LOST)
        home = side.homes(unit)[0]
        told = self._sentence(side, unit, sign, side.minted(unit.subject), change)
        self._add(home, replace(told, passages=()))

    def _listed(self, unit: Unit, change: Change) -> None:
        """That an article names an entity: told where nothing else from that article is."""
        side, sign = (self.new, GAINED) if change.gained else (self.old, LOST)
        if change.gained and change.lost:
            sign = CHANGED
        article = side.quads.file(unit.graph)
        quoted = passages(side.names, unit.subject, graph=unit.graph)
        told = self.groups.get(unit.subject, [])
        for place, one in enumerate(told):
            speaks = article in {*one.sources, *(passage.article for passage in one.passages)}
            if one.sign == sign and not one.repeated and speaks and sign != CHANGED:
                kept = one.passages or (quoted if one.kind == ENTITY else ())
                told[place] = replace(
                    one,
                    passages=kept,
                    gained=one.gained + len(change.gained),
                    lost=one.lost + len(change.lost),
                )
                return
        text = side.named_in_article(changed=sign == CHANGED)
        sentence = self._sentence(side, unit, sign, text, change)
        self._add(unit.subject, replace(sentence, passages=quoted))

    def _sentence(
        self,
        side: Writer,
        unit: Unit,
        sign: str,
        text: str,
        change: Change | None,
        predicate: Term | None = None,
    ) -> Sentence:
        """A sentence with its grounds; without a `change` it counts no quads."""
        graph = unit.graph if unit.kind in (Kind.STATEMENT, Kind.LISTED, Kind.MENTION) else None
        found: tuple[Passage, ...] = ()
        if unit.kind in (Kind.RECORD, Kind.PART, Kind.STATEMENT, Kind.LISTED):
            found = passages(side.names, unit.subject, predicate=predicate, graph=graph)
        source = side.file_of(unit, change)
        return Sentence(
            sign,
            unit.kind.value,
            side.quads.local(unit.subject) or unit.subject[1:-1],
            text,
            found,
            () if found else source,
            (),
            len(change.gained) if change else 0,
            len(change.lost) if change else 0,
            repeated=change is None,
        )

    def _add(self, home: Term, sentence: Sentence) -> None:
        self.groups.setdefault(home, []).append(sentence)

    def _is_of(self, unit: Unit, ids: set[str]) -> bool:
        """Whether a unit is about one of these ids or a part of it."""
        local = self.old.quads.local(unit.subject) or ""
        parts = local.split("--")
        heads = {"--".join(parts[:count]) for count in range(1, len(parts) + 1)}
        return bool(ids & {*heads, *parts})


def _whole(side: Writer, unit: Unit, home: Term, sign: str) -> Said:
    if unit.kind is Kind.PART:
        return side.part(unit.subject, home)
    if unit.kind is Kind.RECORD:
        return side.record(unit.subject, home)
    return Said(side.head(unit.subject, sign), alone=True)


def quads_told(told: Told) -> tuple[int, int]:
    """How many quads the sentences and the asides account for: gained and lost."""
    parts: Sequence[Sentence] = [one for group in told.groups for one in group.sentences]
    gained = sum(one.gained for one in parts) + sum(one.gained for one in told.asides)
    lost = sum(one.lost for one in parts) + sum(one.lost for one in told.asides)
    return gained, lost
