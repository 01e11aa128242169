"""The page of one thing: its names, its statements, and the records that name it.

Works for every IRI of the project, entities and records alike; what stands where follows from the
ontology, so nothing here knows the subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell
from kg.model.terms import CUR, DCTERMS, SKOS, iri_value
from kg.web.days import day_in_words
from kg.web.grounds import general_passages, grounds_of
from kg.web.language import Label
from kg.web.lexicon import PREF_LABEL, TYPE
from kg.web.links import local_name
from kg.web.mentions import (
    MOST_FETCHED,
    MOST_SHOWN,
    Mention,
    Mentioning,
    describe_mentioning,
    find_mentions,
    group_records,
)
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import EVIDENCE, IN_ARTICLE, describe
from kg.web.records import CURRENT, ISSUED, STATUS, Teller
from kg.web.site import Page
from kg.web.statements import Card, Passage, Reason, Row, Value

ARTICLE = CUR + "Article"
MENTION = CUR + "mention"
_NAME_KINDS = {PREF_LABEL: "name", SKOS + "altLabel": "alias", SKOS + "hiddenLabel": "misspelling"}


@dataclass(frozen=True, slots=True)
class Name:
    """One name, what kind of name it is (`name`, `alias`, `misspelling`), and where it comes from."""

    label: Label
    kind: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one section that name the thing; `query` asks for all of them."""

    heading: Ref
    cards: tuple[Card, ...]
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement of another entity in which this one is the value."""

    subject: Ref
    property: Ref
    object: Ref
    value: Value


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article that lists the thing: its own words for it and the passages it quotes for it."""

    article: Ref
    publisher: Ref | None
    issued: str
    day: str
    status: Ref | None
    mentions: tuple[Label, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """Everything that the page of a thing shows."""

    iri: str
    card: Card
    derived: tuple[Row, ...]
    names: dict[str, list[Name]]
    groups: tuple[Group, ...]
    sentences: tuple[Sentence, ...]
    derived_sentences: tuple[Sentence, ...]
    appearances: tuple[Appearance, ...]
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
    mentions, _ = find_mentions(page, subject)
    found = describe_mentioning(page, (one.record for one in mentions))
    records, others = group_records(page, found)
    shown = {section: some[:MOST_SHOWN] for section, some in records.items()}
    sources = [one.iri for some in (*shown.values(), others[:MOST_SHOWN]) for one in some]
    around = describe(page.rows, sources, page.lexicon)
    around.quads.update(hood.quads)
    teller = Teller(page, around, name_things(page, {subject, *around.shown_iris()}))
    types = hood.iris(subject, TYPE)
    is_record = "--" in local
    card = teller.card(subject)
    sentences = _sentences(teller, subject, mentions, others[:MOST_SHOWN])
    return Thing(
        iri=subject,
        card=replace(card, rows=_rows(card.rows, derived=False)),
        derived=_rows(card.rows, derived=True),
        names={} if is_record else _names(teller, subject),
        groups=tuple(
            Group(
                name_term(page, section),
                tuple(_apart_from(teller.card(one.iri, brief=True), subject) for one in some),
                len(records[section]),
                _group_query(section, subject),
            )
            for section, some in shown.items()
        ),
        sentences=tuple(one for one in sentences if not one.value.derived),
        derived_sentences=tuple(one for one in sentences if one.value.derived),
        appearances=tuple(_appearances(teller, subject)),
        is_record=is_record,
        noindex=page.lexicon.is_person(types) and not page.project.index_people,
        cut=len(mentions) >= MOST_FETCHED,
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


def _sentences(
    teller: Teller, subject: str, mentions: Sequence[Mention], subjects: Sequence[Mentioning]
) -> list[Sentence]:
    """Statements of other entities, in reading order of their properties.

    What a rule derives in both directions (one met the other) is left to the thing's own statements.
    """
    known = {one.iri for one in subjects}
    found: dict[tuple[str, str, str], Sentence] = {}
    for one in mentions:
        if one.record != one.subject or one.subject not in known:
            continue
        cell = Cell("iri", one.object)
        value = teller.value(one.subject, one.predicate, cell)
        mirrored = Cell("iri", one.subject) in teller.hood.cells(subject, one.predicate)
        if value.derived and (mirrored or not value.reasons):
            continue
        found[one.predicate, one.subject, one.object] = Sentence(
            teller.names[one.subject],
            name_term(teller.page, one.predicate),
            teller.names.get(one.object) or name_term(teller.page, one.object),
            value,
        )
    lexicon = teller.page.lexicon
    return [found[key] for key in sorted(found, key=lambda key: (lexicon.place(key[0]), key))]


def _appearances(teller: Teller, subject: str) -> list[Appearance]:
    """The articles that list a thing, newest first."""
    hood, page = teller.hood, teller.page
    quoted = general_passages(hood, subject)
    found = []
    for article in hood.iris(subject, IN_ARTICLE):
        name = local_name(article, page.project) or ""
        graph = iri_value(page.project.minter.graph(name))
        mentions = sorted(
            quad.object for quad in hood.of(subject) if quad.predicate == MENTION and quad.graph == graph
        )
        publisher = hood.iris(article, DCTERMS + "publisher")
        status = [one for one in hood.iris(article, STATUS) if one != CURRENT]
        day = hood.text(article, ISSUED)
        found.append(
            Appearance(
                teller.names[article],
                teller.names.get(publisher[0]) if publisher else None,
                day_in_words(day, page.texts) if day else "",
                day,
                name_term(page, status[0]) if status else None,
                tuple(Label(cell.value, cell.language) for cell in mentions),
                tuple(one for one in teller.passages(quoted) if one.article.iri == article),
            )
        )
    return sorted(found, key=lambda one: (one.day, one.article.iri), reverse=True)
