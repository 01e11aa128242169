"""`/search.json` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable

from kg.graph.name_index import LONGEST_TEXT, Match
from kg.web.openapi.writing import COUNT, NOT_MODIFIED, TEXT, TEXTS, VERSION, Json, closed, in_query
from kg.web.search.examples import example_names
from kg.web.search_page import MOST_AT_ONCE
from kg.web.site import Page

_WORDS = closed({"text": TEXT, "language": TEXT})


def describe_search(page: Page, responses: Callable[..., Json]) -> Json:
    """The operation; `responses` adds the problems that every route may answer with."""
    document = closed(
        {
            "query": {**TEXT, "description": f"What was searched: at most {LONGEST_TEXT} characters"},
            "version": VERSION,
            "summary": {**TEXT, "description": "How many candidates there are, in words"},
            "candidates": {"type": "array", "maxItems": MOST_AT_ONCE, "items": _candidate()},
        }
    )
    answer = {
        "description": "The candidates, best first; none is an answer, too",
        "content": {"application/json": {"schema": document}},
    }
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": 10}
    text = {**TEXT, "examples": [name.text for name in example_names(page)]}
    return {
        "operationId": "search",
        "summary": "Things by a name in any script, an id or an IRI, each with the reason",
        "parameters": [
            in_query("q", "A name or a part of one, an id, an IRI or a prefixed name", text),
            in_query("kind", "Only members of one of these classes: IRIs or prefixed names", TEXTS),
            in_query("limit", "How many at most", limit),
            in_query("lang", "The language of labels and reasons", TEXT),
        ],
        "responses": responses(answer, more=NOT_MODIFIED),
    }


def _candidate() -> Json:
    codes = [one.name.lower().replace("_", "-") for one in Match]
    return closed(
        {
            "id": {**TEXT, "description": "Its local name"},
            "iri": {**TEXT, "format": "iri"},
            "label": TEXT,
            "language": {**TEXT, "description": "The language tag of the label"},
            "kind": {**TEXTS, "description": "Its most specific classes"},
            "kinds": {"type": "array", "items": _WORDS, "description": "Their labels"},
            "why": {**TEXT, "description": "The reason in words"},
            "match": {"enum": codes, "description": "The reason as a code, the best first"},
            "matched": {**_WORDS, "description": "The name that matched"},
            "articles": {**COUNT, "description": "How many articles speak of it"},
        }
    )
