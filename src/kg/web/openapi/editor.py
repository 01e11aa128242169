"""`/sparql/check` and `/sparql/vocabulary` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.web.openapi.schemas import reference

Json = dict[str, Any]


def describe_check(body: Json, responses: Callable[..., Json]) -> Json:
    """The operation that checks a query in `body`; `responses` adds the problems of every route."""
    content = {"application/json": {"schema": CHECK}}
    return {
        "operationId": "check",
        "summary": "What is wrong with a query, without asking it",
        "requestBody": body,
        "responses": responses(
            {"description": "What was found", "content": content},
            more={"403": reference("responses", "Problem403")},
        ),
    }


def describe_vocabulary(responses: Callable[..., Json]) -> Json:
    """The operation that tells what an editor offers for completion."""
    content = {"application/json": {"schema": VOCABULARY}}
    return {
        "operationId": "readVocabulary",
        "summary": "Prefixes, classes, properties and codes, for the completion of queries",
        "responses": responses(
            {"description": "The terms", "content": content}, more={"304": {"description": "Not modified"}}
        ),
    }


def _closed(properties: Json, required: list[str]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _terms(properties: Json) -> Json:
    return {"type": "array", "items": _closed({**_NAMED, **properties}, [*_REQUIRED, *properties])}


_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_VERSION: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_EDIT = {
    "from": {**_COUNT, "description": "Offset in UTF-16 units"},
    "to": {**_COUNT, "description": "Offset in UTF-16 units"},
}
_FIX = _closed({"label": _TEXT, "insert": _TEXT, **_EDIT}, ["label", "from", "to", "insert"])
_SLIP = _closed(
    {
        "severity": {"enum": ["error", "warning"]},
        "kind": _TEXT,
        "title": _TEXT,
        "detail": _TEXT,
        "help": _TEXT,
        **{part: {"type": ["integer", "null"], "minimum": 0} for part in ("line", "column", "length")},
        **_EDIT,
        "fixes": {"type": "array", "items": _FIX, "description": "Each takes the problem away"},
    },
    ["severity", "kind", "title", "detail", "help", "line", "column", "length", "fixes"],
)
CHECK = _closed(
    {
        "version": _VERSION,
        "ok": {"type": "boolean", "description": "Whether the query could be asked"},
        "form": {"enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", None]},
        "problems": {"type": "array", "items": _SLIP},
        "notices": {"type": "array", "items": _TEXT},
    },
    ["version", "ok", "form", "problems", "notices"],
)
_NAMED = {"iri": _TEXT, "label": _TEXT, "language": _TEXT, "definition": _TEXT, "count": _COUNT}
_REQUIRED = ["iri", "label", "language"]
_TEXTS: Json = {"type": "array", "items": _TEXT}
_PREFIXES: Json = {"type": "object", "additionalProperties": _TEXT}


VOCABULARY = _closed(
    {
        "version": _VERSION,
        "language": _TEXT,
        "prefixes": {**_PREFIXES, "description": "They hold without a declaration"},
        "declarable": {**_PREFIXES, "description": "Well known, and to be declared"},
        "classes": _terms({"above": _TEXTS}),
        "properties": _terms({"classes": _TEXTS}),
        "lists": _terms({"properties": _TEXTS, "classes": _TEXTS, "codes": _terms({})}),
    },
    ["version", "language", "prefixes", "declarable", "classes", "properties", "lists"],
)
