"""`/connections.json` in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable

from kg.web.connections.asking import STEPS
from kg.web.connections.chains import MOST_CHAINS, MOST_STEPS
from kg.web.openapi.writing import COUNT, NOT_MODIFIED, TEXT, TEXTS, Json, in_query, reference
from kg.web.site import Page

_TEXT_OR_NULL: Json = {"type": ["string", "null"]}


def describe_connections(page: Page, responses: Callable[..., Json]) -> Json:
    """The operation; `responses` adds the problems that every route may answer with."""
    examples = [one.removeprefix(f"{page.project.base}id/") for one in page.site.endpoint.counted.examples]
    answer = {
        "description": "The shortest chains of statements; none is an answer, too",
        "content": {"application/json": {"schema": _document()}},
    }
    more = {
        **NOT_MODIFIED,
        "404": reference("responses", "Problem404"),
        "410": reference("responses", "Problem410"),
    }
    steps = {"type": "integer", "minimum": 1, "maximum": MOST_STEPS, "default": STEPS}
    return {
        "operationId": "connect",
        "summary": "The shortest chains of statements between two things, with the evidence of each step",
        "parameters": [
            in_query(
                "from", "An id, an IRI, or a name that one thing has", _end(examples[:1]), required=True
            ),
            in_query("to", "The same for the other thing", _end(examples[1:2]), required=True),
            in_query("steps", "The longest chain to look for", steps),
            in_query("lang", "The language of labels", TEXT),
        ],
        "responses": responses(answer, more=more),
    }


def _end(examples: list[str]) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": 200, "examples": examples}


def _document() -> Json:
    thing = _object(iri=TEXT, label=TEXT)
    evidence = _object(iri=TEXT, quote=TEXT, language=TEXT, article=TEXT, title=TEXT)
    statement: Json = {
        "subject": TEXT,
        "property": TEXT,
        "object": TEXT,
        "part": {**_TEXT_OR_NULL, "description": "The part of a record through which the step is made"},
        "labels": _object(subject=TEXT, property=TEXT, object=TEXT),
        "codes": TEXTS,
        "derived": {"type": "boolean"},
        "evidence": {"type": "array", "items": evidence},
        "reasons": {"type": "array", "items": _object(basis=TEXT, because=TEXT, via=TEXT)},
    }
    step = _object(
        **statement,
        direction={"enum": ["forward", "backward"], "description": "Whether the chain goes to the object"},
        also={"type": "array", "items": _object(**statement)},
        more=COUNT,
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
        hubs={**TEXTS, "description": "Things that chains did not pass through"},
        exhausted={"type": "boolean", "description": "Whether nothing more can be reached at any length"},
        searched=COUNT,
        chains={"type": "array", "items": chain, "maxItems": MOST_CHAINS},
        language=TEXT,
        version=TEXT,
    )


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}
