"""`/search` and `/search.json`: one box for every script, for readers and for programs.

A search looks into the index of names of the version, in this process; its work is bounded there, by
the length of the text, the steps of SQLite and the names compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request

from kg.graph.name_index import open_index
from kg.model.errors import UsageError
from kg.web.indexing import keep_out
from kg.web.language import Label
from kg.web.links import local_name, to_curie
from kg.web.names import Ref, name_term
from kg.web.neighbourhood import ARTICLE
from kg.web.pager import make_pager
from kg.web.respond import current_page, html, json_document, prefers_json, unless_known
from kg.web.search import Candidate
from kg.web.search import search as search_names
from kg.web.search.iris import to_class
from kg.web.search.terms import find_terms
from kg.web.site import Page

PER_PAGE = 20
MOST_AT_ONCE = 50
_MOST_NAMES = 5


def search() -> Response:
    """`/search`: what a text may mean, best first, each with its names and the reason."""
    if prefers_json():
        return search_json()
    page = current_page()
    kind = to_class(page, request.args.get("kind", ""))
    asked = request.args.get("q", "")
    kinds = [kind] if kind else []
    number = request.args.get("page", "")
    known = number.isascii() and number.isdigit() and len(number) < 5
    start = PER_PAGE * max(int(number) - 1, 0) if known else 0
    found = search_names(page, asked, kinds=kinds, limit=PER_PAGE, start=start)
    pager = make_pager(
        str(found.start // PER_PAGE + 1),
        total=found.total,
        size=PER_PAGE,
        address=lambda other: page.links.page("/search", q=found.text, kind=kind, page=other),
    )
    response = html(
        "search.html",
        noindex=True,
        found=found,
        pager=pager,
        kind=kind,
        kinds=offered_kinds(page, kind),
        terms=find_terms(page, found.text) if found.start == 0 and not kind else [],
        other_names=other_names,
    )
    return keep_out(response)


def search_json() -> Response:
    """`/search.json`: candidates for a text, for programs and for the fields of the site.

    Raises UsageError for a `limit` out of bounds.
    """
    page = current_page()
    number = _limit(request.args.get("limit", "10"))
    kinds = [to_class(page, one) or one for one in request.args.getlist("kind") if one]
    found = search_names(page, request.args.get("q", ""), kinds=kinds, limit=number)
    document = {
        "query": found.text,
        "version": page.site.endpoint.version,
        "summary": say_count(page, len(found.candidates)),
        "candidates": [_to_json(page, one) for one in found.candidates],
    }
    return keep_out(unless_known(json_document(document)))


def offered_kinds(page: Page, chosen: str) -> list[tuple[Ref, int]]:
    """The classes that have named members, in reading order, with how many."""
    counts = page.site.once("search-kinds", lambda: _count_kinds(page))
    terms = [term for term in (*page.lexicon.classes, ARTICLE) if counts.get(term)]
    if chosen and chosen not in terms:
        terms.append(chosen)
    return [(name_term(page, term), counts.get(term, 0)) for term in terms]


def other_names(candidate: Candidate) -> list[Label]:
    """The names of a candidate beside the one that heads it, the matched one first."""
    heads = {part.text for part in candidate.ref.parts}
    names = (candidate.matched, *candidate.names) if candidate.match != "id" else candidate.names
    found = {name.text: name for name in reversed(names) if name.text not in heads}
    return list(reversed(found.values()))[:_MOST_NAMES]


def say_count(page: Page, count: int) -> str:
    """How many suggestions there are, for a reader who hears the page."""
    return page.texts.say("search-options", n=count) if count else page.texts.say("search-no-options")


def _count_kinds(page: Page) -> dict[str, int]:
    with open_index(page.site.endpoint.built.name_index) as index:
        return index.class_counts()


def _limit(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    if not 1 <= number <= MOST_AT_ONCE:
        raise UsageError("`limit` is no number that can be served", help=f"from 1 to {MOST_AT_ONCE}")
    return number


def _to_json(page: Page, one: Candidate) -> dict[str, Any]:
    label = one.ref.parts[0]
    return {
        "id": local_name(one.ref.iri, page.project) or "",
        "iri": one.ref.iri,
        "label": label.text,
        "language": label.language,
        "kind": [to_curie(kind.iri, page.project) for kind in one.kinds],
        "kinds": _kinds_to_json(one.kinds),
        "why": one.why,
        "match": one.match,
        "matched": {"text": one.matched.text, "language": one.matched.language},
        "articles": one.articles,
    }


def _kinds_to_json(kinds: Iterable[Ref]) -> list[dict[str, str]]:
    return [{"text": kind.parts[0].text, "language": kind.parts[0].language} for kind in kinds]
