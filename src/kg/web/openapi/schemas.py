"""The JSON documents that programs get, as JSON Schemas for the OpenAPI document.

Follows SPARQL 1.1 Query Results JSON Format, with the triple terms of SPARQL 1.2, and RFC 9457.
"""

from __future__ import annotations

from typing import Any

from kg.endpoint.diagnosis import KINDS

Json = dict[str, Any]


def reference(kind: str, name: str) -> Json:
    """A reference to a part of the document."""
    return {"$ref": f"#/components/{kind}/{name}"}


_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_VERSION: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def _closed(properties: Json, required: list[str]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_TRIPLE = _closed({part: reference("schemas", "Term") for part in ("subject", "predicate", "object")}, [])
_TERM: Json = {
    "oneOf": [
        _closed({"type": {"const": "uri"}, "value": _TEXT}, ["type", "value"]),
        _closed({"type": {"const": "bnode"}, "value": _TEXT}, ["type", "value"]),
        _closed(
            {
                "type": {"const": "literal"},
                "value": _TEXT,
                "datatype": _TEXT,
                "xml:lang": _TEXT,
                "its:dir": {"enum": ["ltr", "rtl"]},
            },
            ["type", "value"],
        ),
        _closed({"type": {"const": "triple"}, "value": reference("schemas", "Triple")}, ["type", "value"]),
    ]
}
_RESULTS: Json = {
    "oneOf": [
        _closed(
            {
                "head": _closed({"vars": {"type": "array", "items": _TEXT}}, ["vars"]),
                "results": _closed(
                    {
                        "bindings": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "additionalProperties": reference("schemas", "Term"),
                            },
                        }
                    },
                    ["bindings"],
                ),
            },
            ["head", "results"],
        ),
        _closed({"head": {"type": "object"}, "boolean": {"type": "boolean"}}, ["head", "boolean"]),
    ]
}
_PROBLEM: Json = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "help": {"type": "string", "description": "What to do about it"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1, "description": "In characters"},
        "length": {"type": "integer", "minimum": 1, "description": "In characters"},
        "suggestion": {"type": "string", "description": "What was probably meant"},
        "current": {**_VERSION, "description": "The version that is served, where another was demanded"},
    },
    "required": ["type", "title", "status", "detail"],
}
_READINESS = _closed(
    {
        "ready": {"type": "boolean"},
        "version": _VERSION,
        "workers": _COUNT,
        "alive": _COUNT,
        "busy": _COUNT,
        "waiting": _COUNT,
        "replaced": _COUNT,
        "layers": {"type": "array", "items": _TEXT},
        "missing": {"type": "array", "items": _TEXT},
        "problem": {"type": ["string", "null"]},
    },
    ["ready", "version", "workers", "alive", "busy", "waiting", "replaced", "layers", "missing", "problem"],
)
_PLACE: Json = {
    "line": {"type": "integer", "minimum": 1},
    "column": {"type": "integer", "minimum": 1},
    "length": {"type": "integer", "minimum": 0},
}
_SUGGESTION = _closed(
    {
        "written": _TEXT,
        "replacement": _TEXT,
        **_PLACE,
        "query": {"type": "string", "description": "The whole query with only that changed"},
    },
    ["written", "replacement", "line", "column", "length", "query"],
)
_FINDING = _closed(
    {
        "kind": {"enum": list(KINDS)},
        "key": _TEXT,
        "sentence": {"type": "string", "description": "In the language of Accept-Language or `lang`"},
        "values": {"type": "object", "additionalProperties": _TEXT},
        "pattern": _TEXT,
        **_PLACE,
        "suggestion": _SUGGESTION,
    },
    ["kind", "key", "sentence", "values"],
)
_DIAGNOSIS = _closed(
    {
        "version": _VERSION,
        "empty": {"type": "boolean"},
        "complete": {"type": "boolean", "description": "False where time or questions ran out"},
        "findings": {"type": "array", "items": reference("schemas", "Finding")},
        "mended": _closed({"query": _TEXT, "answers": {"type": "boolean"}}, ["query", "answers"]),
        "questions": _COUNT,
    },
    ["version", "empty", "complete", "findings", "questions"],
)
_JSON_LD: Json = {
    "anyOf": [
        {"type": "array", "items": {"type": "object"}},
        {"type": "object", "required": ["@context"]},
        {"type": "object", "required": ["@graph"]},
        {"type": "object", "required": ["@id"]},
    ]
}

SCHEMAS: Json = {
    "Results": _RESULTS,
    "Term": _TERM,
    "Triple": _TRIPLE,
    "Problem": _PROBLEM,
    "Readiness": _READINESS,
    "JsonLd": _JSON_LD,
    "Diagnosis": _DIAGNOSIS,
    "Finding": _FINDING,
}
