"""Small questions of our own to a store: a SELECT whose whole answer fits in memory.

Terms come back as N-Triples text, as everywhere in kg.
"""

from __future__ import annotations

import json
from typing import Any

from kg.engine.connection import Connection, EngineAddress
from kg.model.errors import EngineRefused
from kg.model.terms import Term, iri, literal
from kg.model.wording import phrase

_JSON = "application/sparql-results+json"


def select(
    connection: Connection, address: EngineAddress, query: str, *, seconds: float = 600.0
) -> list[dict[str, Term]]:
    """The solutions of a SELECT, each a map from variable to term; unbound ones are left out.

    Raises EngineError, also when the answer is not what the SPARQL Protocol says.
    """
    answer = connection.send(
        "POST", address.query, form={"query": query}, headers={"Accept": _JSON}, seconds=seconds
    )
    try:
        rows = json.loads(answer.content)["results"]["bindings"]
        return [{name: _term(value) for name, value in row.items()} for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise EngineRefused(
            phrase("the store at {host} does not answer queries as SPARQL says", host=address.host),
            help=phrase("is this the right endpoint? `[engine]` in kg.toml can name it"),
            code=answer.status_code,
        ) from problem


def _term(value: dict[str, Any]) -> Term:
    text = str(value["value"])
    if value["type"] == "uri":
        return iri(text)
    if value["type"] == "bnode":
        return Term(f"_:{text}")
    return literal(text, language=value.get("xml:lang", ""), datatype=value.get("datatype", ""))
