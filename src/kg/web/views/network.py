"""An answer as a network: its triples, or two of its columns, as things and lines between them.

Statements are taken in their order until the picture is full; the page says how many there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import local_name, to_curie
from kg.web.names import name_term, name_things
from kg.web.neighbourhood import values
from kg.web.pictures import MOST_NODES, Edge, Node, Picture, draw_network
from kg.web.site import Page
from kg.web.views.cells import TRIPLE_COLUMNS, Row

_MOST_LINES = 240
_Statement = tuple[Cell, Cell | None, Cell]


@dataclass(frozen=True, slots=True)
class Network:
    """A picture, and how many of the statements of the answer are in it."""

    picture: Picture
    drawn: int
    total: int


def draw_answer(page: Page, kinds: Mapping[str, str], rows: Sequence[Row], *, title: str) -> Network | None:
    """The network of an answer; None where nothing in it leads from one thing to another."""
    source, between, target = _ends(page, kinds, rows)
    statements: list[_Statement] = [
        (row[source], row.get(between), row[target])
        for row in rows
        if source in row and target in row and row[source].kind == row[target].kind == "iri"
    ]
    # The mark of a thing says what kind it is.
    told = (one for one in statements if not (one[1] and one[1].value == TYPE))
    statements = list(dict.fromkeys(one for one in told if one[0] != one[2]))
    known: dict[str, None] = {}
    drawn: list[_Statement] = []
    for one in statements:
        new = {one[0].value, one[2].value} - known.keys()
        if len(known) + len(new) > MOST_NODES or len(drawn) >= _MOST_LINES:
            continue
        known.update(dict.fromkeys((one[0].value, one[2].value)))
        drawn.append(one)
    if not drawn:
        return None
    picture = draw_network(_nodes(page, known), _edges(page, drawn), title=title, texts=page.texts)
    return Network(picture, len(drawn), len(statements)) if picture else None


def _ends(page: Page, kinds: Mapping[str, str], rows: Sequence[Row]) -> tuple[str, str, str]:
    """The columns that a line leads from, is named by (or the empty string) and leads to."""
    if tuple(kinds) == TRIPLE_COLUMNS:
        return TRIPLE_COLUMNS
    things = [column for column, kind in kinds.items() if kind == "thing"]
    properties = set(page.lexicon.properties) | set(page.lexicon.engine_properties)
    naming = next((one for one in things if _all_in(one, rows, properties)), "") if len(things) > 2 else ""
    ends = [one for one in things if one != naming]
    return ends[0], naming, ends[1]


def _all_in(column: str, rows: Sequence[Row], known: set[str]) -> bool:
    return all(row[column].value in known for row in rows if column in row)


def _nodes(page: Page, iris: Mapping[str, None]) -> list[Node]:
    names, types = name_things(page, iris), _types(page, list(iris))
    found = []
    for one in iris:
        ref = names[one]
        label = ref.parts[0] if len(ref.parts) == 1 and not ref.date else Label(ref.text)
        if not ref.named:
            label = Label(to_curie(one, page.project))
        kinds = page.lexicon.most_specific(types.get(one, ()))
        kind = name_term(page, kinds[0]).text if kinds else ""
        found.append(Node(one, label, ref.href, ref.mark, kind))
    return found


def _types(page: Page, iris: Sequence[str]) -> dict[str, list[str]]:
    """The classes of the things of the project among these, at most as many as a picture has nodes."""
    ours = [one for one in iris if local_name(one, page.project)]
    found: dict[str, list[str]] = {}
    if ours:
        for row in page.rows(f"SELECT ?s ?t WHERE {{ {values('s', ours)} ?s <{TYPE}> ?t }}"):
            found.setdefault(row["s"].value, []).append(row["t"].value)
    return found


def _edges(page: Page, statements: Sequence[_Statement]) -> list[Edge]:
    between = {cell.value for _, cell, _ in statements if cell is not None}
    names = {one: name_term(page, one).text for one in between}
    return [
        Edge(source.value, target.value, names[cell.value] if cell else "")
        for source, cell, target in statements
    ]
