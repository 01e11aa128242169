"""Answers of SELECT and ASK as Python values, for pages and for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Cell(NamedTuple):
    """One term of a solution; `language` and `datatype` are empty where there is none.

    `datatype` is also empty for plain strings (xsd:string).  The value of a triple term is its
    text in N-Triples.
    """

    kind: Literal["iri", "literal", "bnode", "triple"]
    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a SELECT: column names in order, and a mapping a row without unbound names."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]


def read_table(body: bytes) -> Table | bool:
    """The solutions in a document of SPARQL 1.1 Query Results JSON; True or False for an ASK."""
    raise NotImplementedError
