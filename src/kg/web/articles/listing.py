"""The list of articles, newest first, as far as a filter lets them through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.model.terms import DCTERMS
from kg.web.articles.filtering import Filter, patterns
from kg.web.days import day_in_words
from kg.web.links import local_name
from kg.web.names import Ref, name_term, name_things
from kg.web.neighbourhood import EVIDENCE_KIND, IN_ARTICLE, values
from kg.web.site import Page
from kg.web.telling.records import CURRENT, ISSUED, STATUS

PER_PAGE = 100


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


def count_articles(page: Page, filter: Filter | None = None) -> int:
    """How many articles the graph has, or the filter lets through."""
    rows = page.rows(f"SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE {{ {patterns(filter or Filter())} }}")
    return int(rows[0]["n"].value) if rows else 0


def list_articles(page: Page, number: int, filter: Filter | None = None) -> list[Listed]:
    """One page of the articles that the filter lets through, newest first; `number` counts from 1."""
    rows = page.rows(
        f"SELECT ?a ?issued (SAMPLE(?l) AS ?language) (SAMPLE(?pub) AS ?publisher) (SAMPLE(?st) AS ?status) "
        f"WHERE {{ {patterns(filter or Filter())} OPTIONAL {{ ?a <{ISSUED}> ?issued }} "
        f"OPTIONAL {{ ?a <{DCTERMS}language> ?l }} OPTIONAL {{ ?a <{DCTERMS}publisher> ?pub }} "
        f"OPTIONAL {{ ?a <{STATUS}> ?st }} }} GROUP BY ?a ?issued "
        f"ORDER BY DESC(?issued) ?a LIMIT {PER_PAGE} OFFSET {PER_PAGE * (number - 1)}"
    )
    names = name_things(page, [row[key].value for row in rows for key in ("a", "publisher") if key in row])
    counts = _count_passages(page, [row["a"].value for row in rows])
    return [_listed(page, row, names, counts) for row in rows]


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
    rows = page.rows(
        f"SELECT ?a (COUNT(DISTINCT ?e) AS ?n) WHERE {{ {values('a', articles)} "
        f"?e <{IN_ARTICLE}> ?a ; a <{EVIDENCE_KIND}> }} GROUP BY ?a"
    )
    return {row["a"].value: int(row["n"].value) for row in rows if "a" in row}
