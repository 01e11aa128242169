"""The list of articles, and what was read from each, in the order of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.model.terms import CUR, DCTERMS, iri_value
from kg.web.days import day_in_words
from kg.web.entity import ARTICLE, MENTION
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import is_safe, local_name
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import IN_ARTICLE, describe
from kg.web.records import CURRENT, ISSUED, STATUS, Teller
from kg.web.site import Page
from kg.web.statements import Card

PER_PAGE = 100
_ENGINE_NODES = {CUR + "Evidence", CUR + "Citation", CUR + "Inference", CUR + "Unnamed"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list of articles."""

    ref: Ref
    href: str
    issued: str
    publisher: Ref | None
    language: str
    status: Ref | None
    passages: int


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


def count_articles(page: Page) -> int:
    """How many articles the graph has."""
    rows = page.rows(f"SELECT (COUNT(?a) AS ?n) WHERE {{ ?a a <{ARTICLE}> }}")
    return int(rows[0]["n"].value) if rows else 0


def list_articles(page: Page, number: int) -> list[Listed]:
    """One page of the list, newest first; `number` counts from 1."""
    rows = page.rows(
        f"SELECT ?a ?issued (SAMPLE(?l) AS ?language) (SAMPLE(?pub) AS ?publisher) (SAMPLE(?st) AS ?status) "
        f"WHERE {{ ?a a <{ARTICLE}> OPTIONAL {{ ?a <{ISSUED}> ?issued }} "
        f"OPTIONAL {{ ?a <{DCTERMS}language> ?l }} OPTIONAL {{ ?a <{DCTERMS}publisher> ?pub }} "
        f"OPTIONAL {{ ?a <{STATUS}> ?st }} }} GROUP BY ?a ?issued "
        f"ORDER BY DESC(?issued) ?a LIMIT {PER_PAGE} OFFSET {PER_PAGE * (number - 1)}"
    )
    names = name_things(page, [row[key].value for row in rows for key in ("a", "publisher") if key in row])
    counts = _count_passages(page, [row["a"].value for row in rows])
    return [_listed(page, row, names, counts) for row in rows]


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
    )


def _listed(
    page: Page, row: Mapping[str, Cell], names: Mapping[str, Ref], counts: Mapping[str, int]
) -> Listed:
    article = row["a"].value
    issued = row["issued"].value if "issued" in row else ""
    status = row["status"].value if "status" in row else CURRENT
    local = local_name(article, page.project) or ""
    return Listed(
        names[article],
        page.links.page(f"/articles/{local}"),
        day_in_words(issued, page.texts) if issued else "",
        names[row["publisher"].value] if "publisher" in row else None,
        row["language"].value if "language" in row else "",
        name_term(page, status) if status != CURRENT else None,
        counts.get(article, 0),
    )


def _count_passages(page: Page, articles: Sequence[str]) -> dict[str, int]:
    if not articles:
        return {}
    clause = " ".join(f"<{one}>" for one in articles)
    rows = page.rows(
        f"SELECT ?a (COUNT(DISTINCT ?e) AS ?n) WHERE {{ VALUES ?a {{ {clause} }} "
        f"?e <{IN_ARTICLE}> ?a ; a <{CUR}Evidence> }} GROUP BY ?a"
    )
    return {row["a"].value: int(row["n"].value) for row in rows if "a" in row}


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
