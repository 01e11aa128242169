"""The page of one thing: its names, its statements, and the records that name it.

Works for every IRI of the project, entities and records alike; what stands where follows from the
ontology, so nothing here knows the subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.model.terms import CUR, SKOS, iri_value
from kg.web.indexing import is_kept_out
from kg.web.language import Label
from kg.web.lexicon import PREF_LABEL, TYPE
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import ARTICLE, EVIDENCE, EVIDENCE_KIND, describe
from kg.web.site import Page
from kg.web.telling.appearances import Appearance, list_appearances
from kg.web.telling.axis import Axis, draw_axis
from kg.web.telling.grounds import grounds_of
from kg.web.telling.mentions import (
    MOST_SHOWN,
    describe_mentioning,
    find_mentions,
    group_records,
)
from kg.web.telling.records import Teller
from kg.web.telling.sentences import Elsewhere, Sentence, by_kind, list_sentences
from kg.web.telling.statements import Card, Reason, Row, Value
from kg.web.telling.verdict import Verdict, tell_verdict

_TRUE = ("true", "1")  # some engines keep a truth value as a number

_ENGINE_NODES = {EVIDENCE_KIND, CUR + "Citation", CUR + "Inference", CUR + "Unnamed", ARTICLE}
_NAME_KINDS = {PREF_LABEL: "name", SKOS + "altLabel": "alias", SKOS + "hiddenLabel": "misspelling"}


@dataclass(frozen=True, slots=True)
class Name:
    """One name, what kind of name it is (`name`, `alias`, `misspelling`), and where it comes from."""

    label: Label
    kind: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one section that name the thing; `query` asks for all of them.

    `dated` says that the ontology gives such records a date of their own, so that they are events.
    """

    heading: Ref
    cards: tuple[Card, ...]
    total: int
    query: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything that the page of a thing shows."""

    iri: str
    card: Card
    derived: tuple[Row, ...]
    names: dict[str, list[Name]]
    groups: tuple[Group, ...]
    elsewhere: tuple[Elsewhere, ...]
    derived_sentences: tuple[Sentence, ...]
    appearances: tuple[Appearance, ...]
    supports: tuple[Ref, ...]
    axis: Axis | None
    verdict: Verdict | None
    is_record: bool
    noindex: bool
    cut: bool

    @property
    def troubled(self) -> tuple[Appearance, ...]:
        """Articles that have been corrected or retracted."""
        return tuple(one for one in self.appearances if one.status)

    @property
    def rests_on_retracted(self) -> bool:
        """Whether no article without such a notice is left."""
        return bool(self.troubled) and len(self.troubled) == len(self.appearances)


def tell_thing(page: Page, local: str) -> Thing | None:
    """What the page of `<base>id/<local>` shows, or None when the graph does not know the IRI."""
    subject = iri_value(page.project.minter.thing(local))
    hood = describe(page.rows, [subject], page.lexicon)
    if subject not in hood:
        return None
    mentions, _, cut = find_mentions(page, subject)
    found = describe_mentioning(page, (one.record for one in mentions))
    records, others = group_records(page, found)
    shown = {section: some[:MOST_SHOWN] for section, some in records.items()}
    sources = [one.iri for some in (*shown.values(), others[:MOST_SHOWN]) for one in some]
    around = describe(page.rows, sources, page.lexicon)
    around.quads.update(hood.quads)
    teller = Teller(page, around, name_things(page, {subject, *around.shown_iris()}))
    types = hood.iris(subject, TYPE)
    is_record = "--" in local
    groups = tuple(
        Group(
            name_term(page, section),
            tuple(_apart_from(teller.card(one.iri, brief=True), subject) for one in some),
            len(records[section]),
            _group_query(section, subject),
            dated=any(
                page.lexicon.text(one, CUR + "dated") in _TRUE for one in page.lexicon.ancestors(section)
            ),
        )
        for section, some in shown.items()
    )
    card = teller.card(subject)
    sentences = list_sentences(teller, subject, mentions, others[:MOST_SHOWN])
    return Thing(
        iri=subject,
        card=replace(card, rows=_rows(card.rows, derived=False)),
        derived=_rows(card.rows, derived=True),
        names={} if is_record else _names(teller, subject),
        groups=groups,
        elsewhere=by_kind(teller, (one for one in sentences if not one.value.derived)),
        derived_sentences=tuple(one for one in sentences if one.value.derived),
        appearances=tuple(list_appearances(teller, subject)),
        supports=_supported(page, subject) if EVIDENCE_KIND in types else (),
        axis=_axis(page, groups),
        verdict=None if _ENGINE_NODES & set(types) else tell_verdict(page, local),
        is_record=is_record,
        noindex=is_kept_out(page, local),
        cut=cut,
    )


def is_article(page: Page, local: str) -> bool:
    """Whether the thing is an article, which has a page of its own."""
    subject = page.project.minter.thing(local)
    return page.site.endpoint.ask(f"ASK {{ {subject} a <{ARTICLE}> }}")


def rdf_query(page: Page, local: str) -> str:
    """The CONSTRUCT for the RDF of a thing: its statements, their grounds, and what names it."""
    subject = page.project.minter.thing(local)
    links = " ".join(f"<{CUR}{name}>" for name in ("evidence", "citation", "inference", "others"))
    return (
        "CONSTRUCT { ?s ?p ?o } WHERE { { BIND(" + subject + " AS ?s) ?s ?p ?o } UNION "
        "{ VALUES ?l { " + links + " } " + subject + " ?l ?s . ?s ?p ?o } UNION "
        "{ VALUES ?l { " + links + " } " + subject + f" ?l ?n . ?n <{EVIDENCE}> ?s . ?s ?p ?o }} UNION "
        "{ BIND(" + subject + " AS ?o) ?s ?p ?o } }"
    )


def _group_query(section: str, subject: str) -> str:
    """The query for all records of a section that name a thing, themselves or in a part."""
    return (
        f"SELECT DISTINCT ?record ?property WHERE {{\n  ?record a <{section}> .\n"
        f"  {{ ?record ?property <{subject}> }}\n"
        f"  UNION {{ ?record ?with ?part . ?part ?property <{subject}> }}\n}} ORDER BY ?record"
    )


def _axis(page: Page, groups: Sequence[Group]) -> Axis | None:
    """The records of all groups on one axis of time."""
    cards = [card for group in groups for card in group.cards if card.day]
    return draw_axis([(card.day, card.ref.text, card.ref.mark) for card in cards], page.texts)


def _supported(page: Page, evidence: str) -> tuple[Ref, ...]:
    """The records and entities whose statements rest on a passage, by name."""
    subjects = page.rows(
        f"SELECT DISTINCT ?s WHERE {{ ?s <{EVIDENCE}> <{evidence}> "
        f"FILTER NOT EXISTS {{ ?s a <{CUR}Citation> }} FILTER NOT EXISTS {{ ?s a <{CUR}Inference> }} }} "
        f"LIMIT {MOST_SHOWN}"
    )
    names = name_things(page, [row["s"].value for row in subjects])
    return tuple(sorted(names.values(), key=lambda one: (one.text, one.iri)))


def _names(teller: Teller, subject: str) -> dict[str, list[Name]]:
    """Names by language: those of the project first, the preferred one of each language first."""
    found: dict[str, list[tuple[int, str, Name]]] = {}
    for rank, (predicate, kind) in enumerate(_NAME_KINDS.items()):
        for cell in teller.hood.cells(subject, predicate):
            reasons = teller.reasons(grounds_of(teller.hood, subject, predicate, cell))
            name = Name(Label(cell.value, cell.language), kind, reasons)
            found.setdefault(cell.language, []).append((rank, cell.value, name))
    order = {tag.lower(): place for place, tag in enumerate(teller.page.project.languages)}
    tags = sorted(found, key=lambda tag: (order.get(tag.lower(), len(order)), tag))
    return {tag: [name for _, _, name in sorted(found[tag], key=lambda one: one[:2])] for tag in tags}


def _apart_from(card: Card, subject: str) -> Card:
    """The card without what the page says anyway: which thing it is about."""
    rows = [
        row for row in card.rows if row.passages or any(_says_more(value, subject) for value in row.values)
    ]
    return replace(card, ref=card.ref.without(subject), rows=tuple(rows))


def _says_more(value: Value, subject: str) -> bool:
    return bool(not value.ref or value.ref.iri != subject or value.passages or value.reasons or value.rows)


def _rows(rows: Sequence[Row], *, derived: bool) -> tuple[Row, ...]:
    """The rows with only their derived values, or only the others."""
    kept = (replace(row, values=tuple(one for one in row.values if one.derived == derived)) for row in rows)
    return tuple(row for row in kept if row.values)
