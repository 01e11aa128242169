"""An answer as a network: its triples, or two of its columns, as things and lines between them.

Statements are taken in their order until the picture is full; the page says how many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.endpoint.table import Cell
from kg.web.language import Label
from kg.web.lexicon import TYPE
from kg.web.links import local_name, to_curie
from kg.web.names import name_kinds, name_term, name_things
from kg.web.pictures import MOST_EDGES, MOST_NODES, Edge, Node, Picture, draw_network
from kg.web.pictures.nodes import node_of
from kg.web.site import Page
from kg.web.views.cells import TRIPLE_COLUMNS, Row

_Statement = tuple[Cell, Cell | None, Cell]


@dataclass(frozen=True, slots=True)
class Network:
    """A picture, and how many of the statements of the answer are in it."""

    picture: Picture
    drawn: int
    total: int


def draw_answer(
    page: Page, kinds: Mapping[str, str], rows: Sequence[Row], *, title: str, ends: Sequence[str] = ()
) -> Network | None:
    """The network of an answer; None where nothing in it leads from one thing to another.

    `ends` are the columns that the query wants joined; else the first two that hold things are.
    """
    source, between, target = _ends(page, kinds, rows, ends)
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
        if len(known) + len(new) > MOST_NODES or len(drawn) >= MOST_EDGES:
            continue
        known.update(dict.fromkeys((one[0].value, one[2].value)))
        drawn.append(one)
    if not drawn:
        return None
    picture = draw_network(_nodes(page, known), _edges(page, drawn), title=title, texts=page.texts)
    return Network(picture, len(drawn), len(statements)) if picture else None


def _ends(
    page: Page, kinds: Mapping[str, str], rows: Sequence[Row], wanted: Sequence[str]
) -> tuple[str, str, str]:
    """The columns that a line leads from, is named by (or the empty string) and leads to."""
    if tuple(kinds) == TRIPLE_COLUMNS:
        return TRIPLE_COLUMNS
    if len(wanted) == 2 and all(kinds.get(one) == "thing" for one in wanted):
        return wanted[0], "", wanted[1]
    things = [column for column, kind in kinds.items() if kind == "thing"]
    properties = set(page.lexicon.properties) | set(page.lexicon.engine_properties)
    naming = next((one for one in things if _all_in(one, rows, properties)), "") if len(things) > 2 else ""
    ends = [one for one in things if one != naming]
    return ends[0], naming, ends[1]


def _all_in(column: str, rows: Sequence[Row], known: set[str]) -> bool:
    return all(row[column].value in known for row in rows if column in row)


def _nodes(page: Page, iris: Collection[str]) -> list[Node]:
    """The nodes of at most as many things as a picture has; what has no name gets a short IRI."""
    names = name_things(page, iris)
    kinds = name_kinds(page, (one for one in iris if local_name(one, page.project)))
    nodes = [node_of(names[one], kinds.get(one, ())) for one in iris]
    return [
        one if names[one.iri].named else replace(one, label=Label(to_curie(one.iri, page.project)))
        for one in nodes
    ]


def _edges(page: Page, statements: Sequence[_Statement]) -> list[Edge]:
    between = {cell.value for _, cell, _ in statements if cell is not None}
    names = {one: name_term(page, one).text for one in between}
    return [
        Edge(source.value, target.value, names[cell.value] if cell else "")
        for source, cell, target in statements
    ]
