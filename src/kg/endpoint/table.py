"""Answers of SELECT and ASK as Python values, for pages and for the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Kind = Literal["iri", "literal", "bnode", "triple"]
_KINDS: dict[str, Kind] = {
    "uri": "iri",
    "literal": "literal",
    "typed-literal": "literal",
    "bnode": "bnode",
    "triple": "triple",
}


class Cell(NamedTuple):
    """One term of a solution; `language` and `datatype` are empty where there is none.

    `datatype` is also empty for plain strings (xsd:string).  The value of a triple term is its
    three terms as words, for reading only.
    """

    kind: Kind
    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a SELECT: column names in order, and a mapping a row without unbound names."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]


def read_table(body: bytes) -> Table | bool:
    """The solutions in a document of SPARQL 1.1 Query Results JSON; True or False for an ASK.

    Raises ValueError and KeyError for what is no such document.
    """
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = tuple({name: _cell(term) for name, term in row.items()} for row in document["results"]["bindings"])
    return Table(tuple(document["head"]["vars"]), rows)


def _cell(term: dict[str, Any]) -> Cell:
    value = term["value"]
    if isinstance(value, dict):
        value = " ".join(_cell(value[part]).value for part in ("subject", "predicate", "object"))
    return Cell(_KINDS[term["type"]], value, term.get("xml:lang", ""), term.get("datatype", ""))
