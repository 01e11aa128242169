"""An answer of the endpoint as a table on a page.

Solutions keep their order and their columns; IRIs get the names of this graph, literals their
language.  The triples of CONSTRUCT and DESCRIBE are shown as a table of three columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell, Table
from kg.model.terms import XSD, Term, iri_value, is_iri, literal_parts
from kg.web.language import Label
from kg.web.links import to_curie
from kg.web.names import Ref, name_things
from kg.web.site import Page

TRIPLE_COLUMNS = ("subject", "predicate", "object")
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
_TRIPLE = re.compile(r"(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: a thing with its link, or a text; numbers are set to the right."""

    ref: Ref | None = None
    text: Label | None = None
    number: bool = False


def show_rows(
    page: Page, columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]
) -> list[list[Shown | None]]:
    """The cells of some rows; None where a variable is unbound."""
    iris = {cell.value for row in rows for cell in row.values() if cell.kind == "iri"}
    names = name_things(page, iris)
    return [[_show(page, row.get(column), names) for column in columns] for row in rows]


def read_triples(body: bytes) -> Table:
    """The triples of an N-Triples document, as rows."""
    return Table(TRIPLE_COLUMNS, tuple(_triples(body.decode())))


def _triples(text: str) -> Iterator[dict[str, Cell]]:
    for line in text.split("\n"):
        found = _TRIPLE.fullmatch(line)
        if found:
            yield {name: _cell(term) for name, term in zip(TRIPLE_COLUMNS, found.groups(), strict=True)}


def _cell(text: str) -> Cell:
    term = Term(text)
    if is_iri(term) and not text.startswith("<<"):
        return Cell("iri", iri_value(term))
    if text.startswith('"'):
        parts = literal_parts(term)
        return Cell("literal", parts.text, parts.language, parts.datatype)
    return Cell("bnode" if text.startswith("_:") else "triple", text)


def _show(page: Page, cell: Cell | None, names: Mapping[str, Ref]) -> Shown | None:
    if cell is None:
        return None
    if cell.kind != "iri":
        return Shown(text=Label(cell.value, cell.language), number=cell.datatype in _NUMBERS)
    ref = names[cell.value]
    if ref.named:
        return Shown(ref=ref)
    short = to_curie(cell.value, page.project)
    return Shown(ref=replace(ref, parts=(Label(short),)))
