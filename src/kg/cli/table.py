"""Solutions of a query as aligned columns for a terminal.

Han characters take two columns there and combining marks none (Unicode Standard Annex 11), so
widths are counted in columns and not in characters.  No cell is ever cut.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kg.cli.render.report import counted, plain
from kg.endpoint.table import Cell, Table
from kg.graph.export.curies import Curies
from kg.model.terms import iri

_GAP = "  "


def write_table(table: Table, namespaces: Mapping[str, str]) -> str:
    """Head, rule, one line a solution, and their number; IRIs compressed with `namespaces`."""
    curies = Curies(namespaces)
    body = [[_words(row.get(column), curies) for column in table.columns] for row in table.rows]
    widths = [
        max(columns_of(cells[position]) for cells in [list(table.columns), *body])
        for position in range(len(table.columns))
    ]
    lines = [table.columns, ["─" * width for width in widths], *body]
    written = [
        _GAP.join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)) for line in lines
    ]
    return "".join(f"{line.rstrip()}\n" for line in [*written, "", counted(len(body), "solution")])


def columns_of(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _words(cell: Cell | None, curies: Curies) -> str:
    if cell is None:
        return ""
    if cell.kind == "iri":
        return plain(curies.shorten(iri(cell.value)))
    return plain(f"_:{cell.value}" if cell.kind == "bnode" else cell.value)
