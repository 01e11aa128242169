"""Solutions of a query as aligned columns for a terminal.

Widths are counted in columns and not in characters (`kg.cli.columns`).  No cell is ever cut.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.cli.columns import columns_of as columns_of
from kg.cli.render.report import plain
from kg.endpoint.table import Cell, Table
from kg.graph.export.curies import Curies
from kg.model.terms import iri
from kg.model.wording import phrase

_GAP = "  "


def write_table(table: Table, namespaces: Mapping[str, str], language: str = "en") -> str:
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
    number = phrase("{n} solutions", one="{n} solution", n=len(body)).in_language(language)
    return "".join(f"{line.rstrip()}\n" for line in [*written, "", number])


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _words(cell: Cell | None, curies: Curies) -> str:
    if cell is None:
        return ""
    if cell.kind == "iri":
        return plain(curies.shorten(iri(cell.value).encode()).decode())
    return plain(f"_:{cell.value}" if cell.kind == "bnode" else cell.value)
