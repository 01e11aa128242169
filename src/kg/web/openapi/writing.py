"""The words of JSON Schema and OpenAPI 3.1 that every part of the document is written with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
COUNT: Json = {"type": "integer", "minimum": 0}
VERSION: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NOT_MODIFIED: Json = {"304": {"description": "Not modified"}}


def reference(kind: str, name: str) -> Json:
    """A reference to a part of the document; `kind` is one of the maps below `components`."""
    return {"$ref": f"#/components/{kind}/{name}"}


def closed(properties: Json, required: Iterable[str] | None = None) -> Json:
    """An object with these properties and no other; without `required` it has all of them."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def in_query(name: str, description: str, schema: Json, *, required: bool = False) -> Json:
    """A parameter in the query string."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
    }
