"""`/connections.json` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.web.connections.chains import MOST_CHAINS, MOST_STEPS
from kg.web.openapi.schemas import reference
from kg.web.site import Page

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_TEXT_OR_NULL: Json = {"type": ["string", "null"]}


def describe_connections(page: Page, responses: Callable[..., Json]) -> Json:
    """The operation; `responses` adds the problems that every route may answer with."""
    examples = [one.removeprefix(f"{page.project.base}id/") for one in page.site.endpoint.counted.examples]
    answer = {
        "description": "The shortest chains of statements; none is an answer, too",
        "content": {"application/json": {"schema": _document()}},
    }
    more = {
        "304": {"description": "Not modified"},
        "404": reference("responses", "Problem404"),
        "410": reference("responses", "Problem410"),
    }
    steps = {"type": "integer", "minimum": 1, "maximum": MOST_STEPS, "default": 4}
    return {
        "operationId": "connect",
        "summary": "The shortest chains of statements between two things, with the evidence of each step",
        "parameters": [
            _parameter("from", "An id, an IRI, or a name that one thing has", _end(examples[:1])),
            _parameter("to", "The same for the other thing", _end(examples[1:2])),
            {**_parameter("steps", "The longest chain to look for", steps), "required": False},
            {**_parameter("lang", "The language of labels", _TEXT), "required": False},
        ],
        "responses": responses(answer, more=more),
    }


def _parameter(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": True, "description": description, "schema": schema}


def _end(examples: list[str]) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": 200, "examples": examples}


def _document() -> Json:
    thing = _object(iri=_TEXT, label=_TEXT)
    evidence = _object(iri=_TEXT, quote=_TEXT, language=_TEXT, article=_TEXT, title=_TEXT)
    statement: Json = {
        "subject": _TEXT,
        "property": _TEXT,
        "object": _TEXT,
        "part": {**_TEXT_OR_NULL, "description": "The part of a record through which the step is made"},
        "labels": _object(subject=_TEXT, property=_TEXT, object=_TEXT),
        "codes": {"type": "array", "items": _TEXT},
        "derived": {"type": "boolean"},
        "evidence": {"type": "array", "items": evidence},
        "reasons": {"type": "array", "items": _object(basis=_TEXT, because=_TEXT, via=_TEXT)},
    }
    step = _object(
        **statement,
        direction={"enum": ["forward", "backward"], "description": "Whether the chain goes to the object"},
        also={"type": "array", "items": _object(**statement)},
        more={"type": "integer", "minimum": 0},
    )
    chain = _object(
        length={"type": "integer", "minimum": 1, "maximum": MOST_STEPS},
        steps={"type": "array", "items": step},
    )
    whole = "Whether no bound was reached, so that what is not here does not exist within the steps"
    return _object(
        **{"from": thing, "to": thing},
        steps={"type": "integer", "minimum": 1, "maximum": MOST_STEPS},
        complete={"type": "boolean", "description": whole},
        reached={"type": "array", "items": {"enum": ["time", "breadth", "chains"]}},
        hubs={"type": "array", "items": _TEXT, "description": "Things that chains did not pass through"},
        exhausted={"type": "boolean", "description": "Whether nothing more can be reached at any length"},
        searched={"type": "integer", "minimum": 0},
        chains={"type": "array", "items": chain, "maxItems": MOST_CHAINS},
        language=_TEXT,
        version=_TEXT,
    )


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}
