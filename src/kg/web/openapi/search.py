"""`/search.json` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.graph.name_index import LONGEST_TEXT, Match
from kg.web.search.examples import example_names
from kg.web.search_page import MOST_AT_ONCE
from kg.web.site import Page

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_WORDS: Json = {
    "type": "object",
    "properties": {"text": _TEXT, "language": _TEXT},
    "required": ["text", "language"],
    "additionalProperties": False,
}


def describe_search(page: Page, responses: Callable[..., Json]) -> Json:
    """The operation; `responses` adds the problems that every route may answer with."""
    document = _closed(
        {
            "query": {**_TEXT, "description": f"What was searched: at most {LONGEST_TEXT} characters"},
            "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "summary": {**_TEXT, "description": "How many candidates there are, in words"},
            "candidates": {"type": "array", "maxItems": MOST_AT_ONCE, "items": _candidate()},
        }
    )
    answer = {
        "description": "The candidates, best first; none is an answer, too",
        "content": {"application/json": {"schema": document}},
    }
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": 10}
    text = {**_TEXT, "examples": [name.text for name in example_names(page)]}
    return {
        "operationId": "search",
        "summary": "Things by a name in any script, an id or an IRI, each with the reason",
        "parameters": [
            _parameter("q", "A name or a part of one, an id, an IRI or a prefixed name", text),
            _parameter("kind", "Only members of one of these classes: IRIs or prefixed names", _several()),
            _parameter("limit", "How many at most", limit),
            _parameter("lang", "The language of labels and reasons", _TEXT),
        ],
        "responses": responses(answer, more={"304": {"description": "Not modified"}}),
    }


def _candidate() -> Json:
    codes = [one.name.lower().replace("_", "-") for one in Match]
    return _closed(
        {
            "id": {**_TEXT, "description": "Its local name"},
            "iri": {**_TEXT, "format": "iri"},
            "label": _TEXT,
            "language": {**_TEXT, "description": "The language tag of the label"},
            "kind": {"type": "array", "items": _TEXT, "description": "Its most specific classes"},
            "kinds": {"type": "array", "items": _WORDS, "description": "Their labels"},
            "why": {**_TEXT, "description": "The reason in words"},
            "match": {"enum": codes, "description": "The reason as a code, the best first"},
            "matched": {**_WORDS, "description": "The name that matched"},
            "articles": {"type": "integer", "minimum": 0, "description": "How many articles speak of it"},
        }
    )


def _closed(properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _several() -> Json:
    return {"type": "array", "items": _TEXT}


def _parameter(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema}
