"""Which articles a reader wants to see: by language, publisher, date and what they name.

The filter is the query string alone, so a filtered list can be shared.  What cannot be understood is
said beside the form and filters nothing; every value reaches the query as a term, never as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from kg.model.terms import DCTERMS, iri, literal
from kg.web.names import Ref, name_things
from kg.web.neighbourhood import ARTICLE, IN_ARTICLE
from kg.web.search import Candidate, resolve
from kg.web.site import Page
from kg.web.telling.records import ISSUED

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_MOST_LETTERS = 200
_MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from, and how many articles it has."""

    value: str
    ref: Ref | None
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for.

    `text` is what the reader typed for an entity and `entity` the IRI it means, empty while
    `candidates` are to choose from or nothing has that name.  `bad_dates` are those that were no dates.
    """

    language: str = ""
    publisher: str = ""
    first: str = ""
    last: str = ""
    text: str = ""
    entity: Ref | None = None
    candidates: tuple[Candidate, ...] = ()
    bad_dates: tuple[str, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.language or self.publisher or self.first or self.last or self.text or self.bad_dates)

    @property
    def asks_nothing(self) -> bool:
        """Whether all articles are meant."""
        return not (self.language or self.publisher or self.first or self.last or self.text)

    @property
    def parameters(self) -> dict[str, str]:
        """The query string of this filter, without what is empty."""
        asked = {
            "language": self.language,
            "publisher": self.publisher,
            "from": self.first,
            "to": self.last,
            "entity": self.text,
        }
        return {key: value for key, value in asked.items() if value}


def read_filter(page: Page, given: MultiDict[str, str]) -> Filter:
    """The filter in a query string.

    Of several entities the last one counts: it is the choice among what the first may mean.
    """
    asked = {
        key: next(reversed(given.getlist(key)), "").strip()[:_MOST_LETTERS]
        for key in ("language", "publisher", "from", "to", "entity")
    }
    first, last = (asked[key] if _DATE.fullmatch(asked[key]) else "" for key in ("from", "to"))
    bad = tuple(asked[key] for key in ("from", "to") if asked[key] and not _DATE.fullmatch(asked[key]))
    entity: Ref | None = None
    candidates: tuple[Candidate, ...] = ()
    if asked["entity"]:
        found = resolve(page, asked["entity"])
        candidates = () if found.iri else found.candidates
        entity = name_things(page, [found.iri])[found.iri] if found.iri else None
    return Filter(
        asked["language"], asked["publisher"], first, last, asked["entity"], entity, candidates, bad
    )


def patterns(filter: Filter) -> str:
    """Graph patterns that hold for the articles `?a` of the filter.

    A date that is only a month or a year fits when any day of it does.
    """
    found = [f"?a a <{ARTICLE}> ."]
    if filter.language:
        found.append(f"?a <{DCTERMS}language> {literal(filter.language)} .")
    if filter.publisher:
        found.append(f"?a <{DCTERMS}publisher> ?named . FILTER(STR(?named) = {literal(filter.publisher)})")
    if filter.first or filter.last:
        found.append(f"?a <{ISSUED}> ?day . BIND(STR(?day) AS ?on)")
    if filter.first:
        first = literal(filter.first)
        found.append(f"FILTER(?on >= {first} || STRSTARTS({first}, ?on))")
    if filter.last:
        found.append(f"FILTER(SUBSTR(?on, 1, {len(filter.last)}) <= {literal(filter.last)})")
    if filter.text:
        found.append(f"{iri(filter.entity.iri)} <{IN_ARTICLE}> ?a ." if filter.entity else "FILTER(false)")
    return " ".join(found)


def language_choices(page: Page) -> list[Choice]:
    """The languages of the articles."""
    return [Choice(value, None, count) for value, count in _counts(page, DCTERMS + "language")]


def publisher_choices(page: Page) -> list[Choice]:
    """The publishers of the articles, by name."""
    counts = _counts(page, DCTERMS + "publisher")
    names = name_things(page, [value for value, _ in counts])
    found = [Choice(value, names[value], count) for value, count in counts]
    return sorted(found, key=lambda one: (one.ref.text if one.ref else "", one.value))


def _counts(page: Page, predicate: str) -> list[tuple[str, int]]:
    """The values of a property of articles with the number of articles, the most frequent first."""

    def count() -> list[tuple[str, int]]:
        rows = page.rows(
            f"SELECT ?v (COUNT(DISTINCT ?a) AS ?n) WHERE {{ ?a a <{ARTICLE}> ; <{predicate}> ?v }} "
            f"GROUP BY ?v ORDER BY DESC(?n) ?v LIMIT {_MOST_CHOICES}"
        )
        return [(row["v"].value, int(row["n"].value)) for row in rows if "v" in row]

    return page.site.once(f"article-choices-{predicate}", count)
