"""The cells of an answer as a page shows them: things by their names, texts with their language.

IRIs get the names of this graph; a number gets the room that sets its decimals under those of the
others.  The triples of CONSTRUCT and DESCRIBE are rows of three columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from kg.endpoint.table import Cell, Table
from kg.model.terms import Term, iri_value, is_iri, literal_parts
from kg.web.language import Label
from kg.web.links import local_name, to_curie
from kg.web.names import Ref, name_things
from kg.web.site import Page
from kg.web.views.values import is_number

TRIPLE_COLUMNS = ("subject", "predicate", "object")
Row = Mapping[str, Cell]
_TRIPLE = re.compile(r"(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.")
_DECIMALS = re.compile(r"[+-]?\d+(?:\.(\d*))?", re.ASCII)
_MOST_DECIMALS = 12
_DIGIT, _POINT = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: a thing with its link, or a text; numbers are set to the right.

    `evidence` is the address of the passages behind a thing of the project; `datatype` is the type of
    a literal where it is no usual one; `room` stands behind a number.
    """

    ref: Ref | None = None
    text: Label | None = None
    number: bool = False
    evidence: str = ""
    datatype: str = ""
    room: str = ""

    @property
    def words(self) -> str:
        """The cell as one text."""
        return self.ref.text if self.ref else self.text.text if self.text else ""


def show_rows(page: Page, columns: Sequence[str], rows: Sequence[Row]) -> list[list[Shown | None]]:
    """The cells of some rows; None where a variable is unbound."""
    names = name_things(page, iris_of(rows))
    decimals = {column: _decimals(row[column] for row in rows if column in row) for column in columns}
    return [
        [show(page, row.get(column), names, decimals=decimals[column]) for column in columns] for row in rows
    ]


def iris_of(rows: Iterable[Row]) -> set[str]:
    """Every IRI in some rows."""
    return {cell.value for row in rows for cell in row.values() if cell.kind == "iri"}


def show(page: Page, cell: Cell | None, names: Mapping[str, Ref], *, decimals: int = 0) -> Shown | None:
    """One cell; `names` has the name of its IRI, `decimals` is how many the numbers of its column have."""
    if cell is None:
        return None
    if cell.kind != "iri":
        number = is_number(cell)
        room = _room(cell.value, decimals) if number else ""
        return Shown(text=Label(cell.value, cell.language), number=number, room=room)
    ref = names[cell.value]
    evidence = evidence_address(page, cell.value)
    if ref.named:
        return Shown(ref=ref, evidence=evidence)
    short = to_curie(cell.value, page.project)
    return Shown(ref=replace(ref, parts=(Label(short),)), evidence=evidence)


def evidence_address(page: Page, iri: str) -> str:
    """Where the passages behind a thing of the project are; empty for everything else."""
    local = local_name(iri, page.project)
    return page.links.page(f"/evidence/{quote(local, safe='-')}") if local else ""


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


def _decimals(cells: Iterable[Cell]) -> int:
    """The most decimals that a plain number among some cells has, within reason."""
    found = (_DECIMALS.fullmatch(cell.value) for cell in cells if is_number(cell))
    return min(max((len(one[1] or "") for one in found if one), default=0), _MOST_DECIMALS)


def _room(text: str, decimals: int) -> str:
    """Spaces as wide as the decimals that a number lacks."""
    found = _DECIMALS.fullmatch(text)
    if not found or not decimals:
        return ""
    return ("" if found[1] else _POINT) + _DIGIT * (decimals - len(found[1] or ""))
