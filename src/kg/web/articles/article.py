"""What was read from an article, in the order of its text, and the text where it may be shown."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from kg.model.terms import CUR, DCTERMS, iri_value
from kg.web.articles.coverage import CoverageShown, GapShown, tell_coverage
from kg.web.articles.marked_text import Marked, MarkedText, Silent, Support, fitting, mark_text
from kg.web.articles.text import TextState, find_text
from kg.web.days import day_in_words
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import is_safe, local_name
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import ARTICLE, EVIDENCE, EVIDENCE_KIND, IN_ARTICLE, describe
from kg.web.rendering import anchor
from kg.web.site import Page
from kg.web.telling.appearances import MENTION
from kg.web.telling.records import CURRENT, ISSUED, STATUS, Teller
from kg.web.telling.statements import Card

_ENGINE_NODES = {EVIDENCE_KIND, CUR + "Citation", CUR + "Inference", CUR + "Unnamed"}


@dataclass(frozen=True, slots=True)
class Listing:
    """An entity that an article lists, with the article's own words for it."""

    ref: Ref
    mentions: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """Everything that the page of an article shows."""

    ref: Ref
    titles: tuple[Label, ...]
    issued: str
    publisher: Ref | None
    language: str
    addresses: tuple[str, ...]
    status: Ref | None
    status_date: str
    cards: tuple[Card, ...]
    entities: tuple[Listing, ...]
    by_kind: tuple[tuple[Ref, tuple[Listing, ...]], ...]
    state: TextState
    text: MarkedText | None
    coverage: CoverageShown


def tell_article(page: Page, local: str) -> Article | None:
    """What the page of an article shows, or None when there is no such article."""
    subject = iri_value(page.project.minter.thing(local))
    found = page.rows(
        f"SELECT ?s ?t WHERE {{ {{ ?s <{IN_ARTICLE}> <{subject}> ; a ?t }} "
        f"UNION {{ BIND(<{subject}> AS ?s) ?s a ?t }} }}"
    )
    types: dict[str, set[str]] = {}
    for row in found:
        types.setdefault(row["s"].value, set()).add(row["t"].value)
    if ARTICLE not in types.get(subject, ()):
        return None
    things = [one for one in types if not _ENGINE_NODES & types[one] and one != subject]
    head = f"{subject}--"
    records = [one for one in things if one.startswith(head)]
    hood = describe(page.rows, [subject, *records], page.lexicon)
    entities = [one for one in things if not one.startswith(head)]
    names = name_things(page, {*hood.shown_iris(), *entities})
    teller = Teller(page, hood, names)
    cards = sorted(
        (teller.card(one, brief=True) for one in records), key=lambda card: (card.first_place, card.ref.iri)
    )
    listings = _list_entities(page, subject, entities, names)
    found_text = find_text(page, local, hood.text(subject, CUR + "sha256"))
    coverage = tell_coverage(page, local, found_text.text)
    status = [one for one in hood.iris(subject, STATUS) if one != CURRENT]
    publisher = hood.iris(subject, DCTERMS + "publisher")
    addresses = (hood.text(subject, CUR + "url"), hood.text(subject, CUR + "archived"))
    issued, status_date = hood.text(subject, ISSUED), hood.text(subject, CUR + "statusDate")
    titles = [Label(cell.value, cell.language) for cell in hood.cells(subject, DCTERMS + "title")]
    return Article(
        ref=names[subject],
        titles=tuple(sorted(titles, key=lambda one: one.language)),
        issued=day_in_words(issued, page.texts) if issued else "",
        publisher=names[publisher[0]] if publisher else None,
        language=hood.text(subject, DCTERMS + "language"),
        addresses=tuple(one for one in addresses if one and is_safe(one)),
        status=name_term(page, status[0]) if status else None,
        status_date=day_in_words(status_date, page.texts) if status_date else "",
        cards=tuple(cards),
        entities=tuple(listings.values()),
        by_kind=_by_kind(page, listings, types),
        state=found_text.state,
        text=_marked(page, subject, found_text.text, records, names, coverage.gaps)
        if found_text.text
        else None,
        coverage=coverage,
    )


def _marked(
    page: Page,
    article: str,
    text: str,
    records: Sequence[str],
    names: Mapping[str, Ref],
    gaps: Sequence[GapShown],
) -> MarkedText:
    """The text with the passages that the graph has of it; one that it does not have there is not marked."""
    rows = page.rows(
        f"SELECT DISTINCT ?e ?start ?end ?sha ?s WHERE {{ ?e <{IN_ARTICLE}> <{article}> ; "
        f"<{CUR}start> ?start ; <{CUR}end> ?end ; <{CUR}sha256> ?sha "
        f"OPTIONAL {{ ?s <{EVIDENCE}> ?e }} }} ORDER BY ?e ?s"
    )
    places: dict[str, tuple[int, int, str]] = {}
    supported: dict[str, dict[str, Support]] = {}
    of_records = set(records)
    for row in rows:
        one = row["e"].value
        places[one] = int(row["start"].value), int(row["end"].value), row["sha"].value
        told = _told_at(article, row["s"].value, of_records, page) if "s" in row else ""
        if told in names:
            href = f"#{anchor(told)}" if told in of_records else names[told].href
            supported.setdefault(one, {})[told] = Support(names[told], href)
    fits = fitting(text, places.values())
    passages = [
        Marked(anchor(one), *places[one][:2], tuple(supported.get(one, {}).values()))
        for one, fit in zip(places, fits, strict=True)
        if fit
    ]
    return mark_text(text, passages, [Silent(one.anchor, one.start, one.end) for one in gaps])


def _told_at(article: str, subject: str, records: Container[str], page: Page) -> str:
    """The record or entity that a page tells with a node: itself, or the one that it is a part of."""
    if not subject.startswith(f"{article}--"):
        return subject
    key = subject.removeprefix(f"{article}--").split("--")[0]
    record = f"{article}--{key}"
    return record if record in records else iri_value(page.project.minter.thing(key))


def _list_entities(
    page: Page, article: str, entities: Sequence[str], names: Mapping[str, Ref]
) -> dict[str, Listing]:
    """The entities of an article by IRI, sorted by name."""
    graph = page.project.minter.graph(local_name(article, page.project) or "")
    mentions: dict[str, list[Label]] = {}
    for row in page.rows(f"SELECT ?s ?m WHERE {{ GRAPH {graph} {{ ?s <{MENTION}> ?m }} }}"):
        mentions.setdefault(row["s"].value, []).append(Label(row["m"].value, row["m"].language))
    return {
        one: Listing(names[one], tuple(mentions.get(one, ())))
        for one in sorted(entities, key=lambda one: (names[one].text, one))
    }


def _by_kind(
    page: Page, listings: Mapping[str, Listing], types: Mapping[str, set[str]]
) -> tuple[tuple[Ref, tuple[Listing, ...]], ...]:
    """The entities by their most specific class, in reading order."""
    groups: dict[str, list[Listing]] = {}
    for one, listing in listings.items():
        kind = next(iter(page.lexicon.most_specific(types[one])), TYPE)
        groups.setdefault(kind, []).append(listing)
    return tuple(
        (name_term(page, kind), tuple(groups[kind])) for kind in sorted(groups, key=page.lexicon.place)
    )
