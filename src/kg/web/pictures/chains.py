"""Chains of statements from one thing to another: a column for each step, all chains in one picture.

Things stand in plates and lines run between columns only, so no line crosses a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kg.web.pictures import shapes
from kg.web.pictures.finishing import finish
from kg.web.pictures.parts import Edge, Node, Picture, merge_edges, told
from kg.web.pictures.plates import HEIGHT, Plate, draw_curve, draw_plate, plate_of
from kg.web.pictures.words import LINE, break_lines
from kg.web.texts import Texts

MOST_PLATES = 80
_GUTTER = 150.0
_BETWEEN = 16.0
_MARGIN = 12.0
_SWEEPS = 4
_SAID = 154.0  # smaller letters than those the widths are estimated for


def draw_chains(
    columns: Sequence[Sequence[Node]], edges: Sequence[Edge], *, title: str, texts: Texts
) -> Picture | None:
    """Things in columns, at most MOST_PLATES, with edges between neighbouring columns; None where empty.

    A thing stands in one column only.
    """
    shown = _bounded(columns)
    nodes = [node for column in shown for node in column]
    if not nodes:
        return None
    column_of = {node.iri: number for number, column in enumerate(shown) for node in column}
    kept = [
        edge
        for edge in merge_edges(edges, column_of)
        if abs(column_of[edge.source] - column_of[edge.target]) == 1
    ]
    ordered = _ordered(shown, kept)
    plates = [[plate_of(node) for node in column] for column in ordered]
    height = max(len(column) for column in plates) * (HEIGHT + _BETWEEN) - _BETWEEN + 2 * _MARGIN
    spots, width = _spots(plates, height)
    places = {node.iri: place for place, node in enumerate(one for column in ordered for one in column)}
    known = {node.iri: node for node in nodes}
    lines, said = _edges(kept, column_of, spots, known, places)
    ends = {ordered[0][0].iri, ordered[-1][0].iri}
    drawn = [
        draw_plate(
            plate,
            spots[plate.node.iri][0],
            spots[plate.node.iri][1],
            place=places[plate.node.iri],
            focus=plate.node.iri in ends,
            width=spots[plate.node.iri][2] - spots[plate.node.iri][0],
        )
        for column in plates
        for plate in column
    ]
    return finish(
        nodes,
        drawn,
        [*lines, *said],
        edges=len(kept),
        left_out=sum(len(column) for column in columns) - len(nodes),
        kind="c",
        key=f"{sorted(places)}",
        title=title,
        size=(width, height),
        texts=texts,
    )


def _bounded(columns: Sequence[Sequence[Node]]) -> list[list[Node]]:
    """The columns with no more than MOST_PLATES things in all, each shortened alike, none emptied."""
    most = max(1, MOST_PLATES // max(1, len(columns)))
    return [list(column)[:most] for column in columns if column][:MOST_PLATES]


def _ordered(columns: Sequence[Sequence[Node]], edges: Sequence[Edge]) -> list[list[Node]]:
    """Each column in the order of what its things are joined with, which keeps crossings of lines few."""
    found = [list(column) for column in columns]
    for sweep in range(_SWEEPS):
        numbers = range(1, len(found)) if sweep % 2 == 0 else range(len(found) - 2, -1, -1)
        for number in numbers:
            beside = found[number - 1 if sweep % 2 == 0 else number + 1]
            height = {node.iri: place for place, node in enumerate(beside)}
            joined: dict[str, list[int]] = {}
            for edge in edges:
                for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
                    if other in height:
                        joined.setdefault(one, []).append(height[other])
            before = {node.iri: place for place, node in enumerate(found[number])}
            found[number].sort(key=lambda node: (_mean(joined.get(node.iri)), before[node.iri]))
    return found


def _mean(values: Sequence[int] | None) -> float:
    return sum(values) / len(values) if values else 0.0


def _spots(
    columns: Sequence[Sequence[Plate]], height: float
) -> tuple[dict[str, tuple[float, float, float]], float]:
    """Left edge, middle and right edge of each plate, and the width of all."""
    spots = {}
    x = _MARGIN
    for column in columns:
        widest = max(plate.width for plate in column)
        used = len(column) * (HEIGHT + _BETWEEN) - _BETWEEN
        top = (height - used) / 2
        for place, plate in enumerate(column):
            middle = top + place * (HEIGHT + _BETWEEN) + HEIGHT / 2
            spots[plate.node.iri] = (x, middle, x + widest)
        x += widest + _GUTTER
    return spots, x - _GUTTER + _MARGIN


def _edges(
    edges: Sequence[Edge],
    column_of: Mapping[str, int],
    spots: Mapping[str, tuple[float, float, float]],
    known: Mapping[str, Node],
    places: Mapping[str, int],
) -> tuple[list[Markup], list[Markup]]:
    """The lines, and their words where there is room beside the words of the other lines."""
    lines, said = [], []
    taken: dict[int, list[float]] = {}
    for edge in edges:
        forward = column_of[edge.source] < column_of[edge.target]
        left, right = (edge.source, edge.target) if forward else (edge.target, edge.source)
        start, end = (spots[left][2] + 1, spots[left][1]), (spots[right][0] - 1, spots[right][1])
        title = told(edge, known[edge.source], known[edge.target])
        between = (places[edge.source], places[edge.target])
        lines.append(draw_curve(start, end, edge, title=title, between=between, forward=forward))
        height = (start[1] + end[1]) / 2
        others = taken.setdefault(column_of[left], [])
        if edge.label and all(abs(height - one) >= LINE + 2 for one in others):
            others.append(height)
            words = break_lines(edge.label, widest=_SAID, most=1)
            x, y = (start[0] + end[0]) / 2, height + 4
            said.append(
                shapes.element(
                    "text",
                    words.lines[0],
                    class_="said",
                    x=shapes.number(x),
                    y=shapes.number(y),
                    text_anchor="middle",
                )
            )
    return lines, said
