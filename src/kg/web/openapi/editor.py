"""`/sparql/check` and `/sparql/vocabulary` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable

from kg.web.openapi.writing import COUNT, NOT_MODIFIED, TEXT, TEXTS, VERSION, Json, closed, reference


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
        "responses": responses({"description": "The terms", "content": content}, more=NOT_MODIFIED),
    }


def _terms(properties: Json) -> Json:
    return {"type": "array", "items": closed({**_NAMED, **properties}, [*_REQUIRED, *properties])}


_EDIT = {
    "from": {**COUNT, "description": "Offset in UTF-16 units"},
    "to": {**COUNT, "description": "Offset in UTF-16 units"},
}
_FIX = closed({"label": TEXT, "insert": TEXT, **_EDIT}, ["label", "from", "to", "insert"])
_SLIP = closed(
    {
        "severity": {"enum": ["error", "warning"]},
        "kind": TEXT,
        "title": TEXT,
        "detail": TEXT,
        "help": TEXT,
        **{part: {"type": ["integer", "null"], "minimum": 0} for part in ("line", "column", "length")},
        **_EDIT,
        "fixes": {"type": "array", "items": _FIX, "description": "Each takes the problem away"},
    },
    ["severity", "kind", "title", "detail", "help", "line", "column", "length", "fixes"],
)
CHECK = closed(
    {
        "version": VERSION,
        "ok": {"type": "boolean", "description": "Whether the query could be asked"},
        "form": {"enum": ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", None]},
        "problems": {"type": "array", "items": _SLIP},
        "notices": TEXTS,
    },
    ["version", "ok", "form", "problems", "notices"],
)
_NAMED = {"iri": TEXT, "label": TEXT, "language": TEXT, "definition": TEXT, "count": COUNT}
_REQUIRED = ["iri", "label", "language"]
_PREFIXES: Json = {"type": "object", "additionalProperties": TEXT}


VOCABULARY = closed(
    {
        "version": VERSION,
        "language": TEXT,
        "prefixes": {**_PREFIXES, "description": "They hold without a declaration"},
        "declarable": {**_PREFIXES, "description": "Well known, and to be declared"},
        "classes": _terms({"above": TEXTS}),
        "properties": _terms({"classes": TEXTS}),
        "lists": _terms({"properties": TEXTS, "classes": TEXTS, "codes": _terms({})}),
    },
    ["version", "language", "prefixes", "declarable", "classes", "properties", "lists"],
)
