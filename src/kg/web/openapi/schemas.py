"""The JSON documents that programs get, as JSON Schemas for the OpenAPI document.

Follows SPARQL 1.1 Query Results JSON Format, with the triple terms of SPARQL 1.2, and RFC 9457.
"""

from __future__ import annotations

from kg.endpoint.diagnosis import KINDS
from kg.web.openapi.writing import COUNT, TEXT, TEXTS, VERSION, Json, closed, reference

_TRIPLE = closed({part: reference("schemas", "Term") for part in ("subject", "predicate", "object")}, [])
_TERM: Json = {
    "oneOf": [
        closed({"type": {"const": "uri"}, "value": TEXT}, ["type", "value"]),
        closed({"type": {"const": "bnode"}, "value": TEXT}, ["type", "value"]),
        closed(
            {
                "type": {"const": "literal"},
                "value": TEXT,
                "datatype": TEXT,
                "xml:lang": TEXT,
                "its:dir": {"enum": ["ltr", "rtl"]},
            },
            ["type", "value"],
        ),
        closed({"type": {"const": "triple"}, "value": reference("schemas", "Triple")}, ["type", "value"]),
    ]
}
_RESULTS: Json = {
    "oneOf": [
        closed(
            {
                "head": closed({"vars": TEXTS}, ["vars"]),
                "results": closed(
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
        closed({"head": {"type": "object"}, "boolean": {"type": "boolean"}}, ["head", "boolean"]),
    ]
}
_PROBLEM: Json = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": TEXT,
        "help": {"type": "string", "description": "What to do about it"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1, "description": "In characters"},
        "length": {"type": "integer", "minimum": 1, "description": "In characters"},
        "suggestion": {"type": "string", "description": "What was probably meant"},
        "current": {**VERSION, "description": "The version that is served, where another was demanded"},
    },
    "required": ["type", "title", "status", "detail"],
}
_READINESS = closed(
    {
        "ready": {"type": "boolean"},
        "version": VERSION,
        "workers": COUNT,
        "alive": COUNT,
        "busy": COUNT,
        "waiting": COUNT,
        "replaced": COUNT,
        "layers": TEXTS,
        "missing": TEXTS,
        "engine": {"type": ["string", "null"], "description": "What answers in the place of the workers"},
        "problem": {"type": ["string", "null"]},
    },
    [
        *("ready", "version", "workers", "alive", "busy", "waiting", "replaced", "layers", "missing"),
        *("engine", "problem"),
    ],
)
_PLACE: Json = {
    "line": {"type": "integer", "minimum": 1},
    "column": {"type": "integer", "minimum": 1},
    "length": {"type": "integer", "minimum": 0},
}
_SUGGESTION = closed(
    {
        "written": TEXT,
        "replacement": TEXT,
        **_PLACE,
        "query": {"type": "string", "description": "The whole query with only that changed"},
    },
    ["written", "replacement", "line", "column", "length", "query"],
)
_FINDING = closed(
    {
        "kind": {"enum": list(KINDS)},
        "key": TEXT,
        "sentence": {"type": "string", "description": "In the language of Accept-Language or `lang`"},
        "values": {"type": "object", "additionalProperties": TEXT},
        "pattern": TEXT,
        **_PLACE,
        "suggestion": _SUGGESTION,
    },
    ["kind", "key", "sentence", "values"],
)
_DIAGNOSIS = closed(
    {
        "version": VERSION,
        "empty": {"type": "boolean"},
        "complete": {"type": "boolean", "description": "False where time or questions ran out"},
        "findings": {"type": "array", "items": reference("schemas", "Finding")},
        "mended": closed({"query": TEXT, "answers": {"type": "boolean"}}, ["query", "answers"]),
        "questions": COUNT,
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
