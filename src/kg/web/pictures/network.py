"""A network: things as marks with their names, statements as lines between them.

Each connected part is laid out by itself and the parts are set in rows, so that no line crosses from
one to another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kg.web.pictures import shapes
from kg.web.pictures.bows import bow
from kg.web.pictures.finishing import finish
from kg.web.pictures.geometry import Point, control
from kg.web.pictures.parts import Edge, Node, Picture, merge_edges, told
from kg.web.pictures.room import Room, Size, bounds, make_room
from kg.web.pictures.shapes import RADIUS
from kg.web.pictures.stress import components, lay_out
from kg.web.pictures.words import Lines, break_lines
from kg.web.texts import Texts

MOST_NODES = 60
MOST_EDGES = 240
_LENGTH = 86.0
_STRETCH = 1.25
_WIDEST_LABEL = 126.0
_MARGIN = 14.0
_BETWEEN = 34.0
_WIDTH = 900.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected part, laid out: which nodes, where, and its size."""

    nodes: Sequence[int]
    room: Room
    size: tuple[float, float]
    corner: Point


def draw_network(
    nodes: Sequence[Node], edges: Sequence[Edge], *, title: str, focus: str = "", texts: Texts
) -> Picture | None:
    """A network of at most MOST_NODES things; None where there is nothing to draw.

    The first nodes and edges are drawn where there are more; `focus` is the IRI of a thing to stress.
    """
    shown = list({node.iri: node for node in nodes}.values())[:MOST_NODES]
    if not shown:
        return None
    merged = merge_edges(edges, (node.iri for node in shown))[:MOST_EDGES]
    places = {node.iri: place for place, node in enumerate(shown)}
    links = [(places[edge.source], places[edge.target]) for edge in merged]
    lines = [break_lines(node.label.text, widest=_WIDEST_LABEL) for node in shown]
    parts = [_part(part, links, lines) for part in components(len(shown), links)]
    corners, size = _in_rows([part.size for part in parts])
    drawn_edges: list[Markup] = []
    drawn_nodes: dict[int, Markup] = {}
    for part, corner in zip(parts, corners, strict=True):
        shift = (corner[0] - part.corner[0], corner[1] - part.corner[1])
        _shift(part.room, shift)
        inside = {node: place for place, node in enumerate(part.nodes)}
        for edge, (one, other) in zip(merged, links, strict=True):
            if one in inside:
                ends = (inside[one], inside[other])
                drawn_edges.append(_edge(part.room, ends, edge, shown[one], shown[other], (one, other)))
        for node in part.nodes:
            drawn_nodes[node] = _node(part.room, inside[node], shown[node], lines[node], node, focus=focus)
    return finish(
        shown,
        (drawn_nodes[node] for node in range(len(shown))),
        drawn_edges,
        edges=len(merged),
        left_out=len({node.iri for node in nodes}) - len(shown),
        kind="p",
        key=f"{[node.iri for node in shown]}",
        title=title,
        size=size,
        texts=texts,
    )


def _part(nodes: Sequence[int], links: Sequence[tuple[int, int]], lines: Sequence[Lines]) -> _Part:
    inside = {node: place for place, node in enumerate(nodes)}
    own = [(inside[one], inside[other]) for one, other in links if one in inside]
    points = [(x * _STRETCH, y) for x, y in lay_out(len(nodes), own, length=_LENGTH)]
    room = make_room(points, [Size(lines[node].width, lines[node].height) for node in nodes], own)
    left, top, right, bottom = bounds(room)
    return _Part(nodes, room, (right - left, bottom - top), (left, top))


def _in_rows(sizes: Sequence[tuple[float, float]]) -> tuple[list[Point], tuple[float, float]]:
    """Corners for boxes set in rows as wide as the first box or a page, and the size of the whole."""
    widest = max(_WIDTH, sizes[0][0])
    corners: list[Point] = []
    x = y = _MARGIN
    row_height = reach = 0.0
    for width, height in sizes:
        if x > _MARGIN and x + width > widest + _MARGIN:
            x, y, row_height = _MARGIN, y + row_height + _BETWEEN, 0.0
        corners.append((x, y))
        reach = max(reach, x + width)
        x += width + _BETWEEN
        row_height = max(row_height, height)
    return corners, (reach + _MARGIN, y + row_height + _MARGIN)


def _shift(room: Room, by: Point) -> None:
    room.points = [(x + by[0], y + by[1]) for x, y in room.points]


def _node(room: Room, place: int, node: Node, lines: Lines, number: int, *, focus: str) -> Markup:
    left, top, right, bottom = room.label(place)
    disc = room.disc(place)
    around = (min(left, disc[0]), min(top, disc[1]), max(right, disc[2]), max(bottom, disc[3]))
    hit = shapes.box(around[0], around[1], around[2] - around[0], around[3] - around[1])
    anchor = room.anchor(place)
    x = {"start": left, "middle": (left + right) / 2, "end": right}[anchor]
    words = shapes.words(lines, x, top, anchor=anchor, language=node.label.language)
    content = [hit, shapes.mark(node.mark, *room.points[place]), words]
    return shapes.link(node, content, place=number, focus=node.iri == focus)


def _edge(
    room: Room, ends: tuple[int, int], edge: Edge, source: Node, target: Node, between: tuple[int, int]
) -> Markup:
    start, end = room.points[ends[0]], room.points[ends[1]]
    share = bow(room, ends)
    middle = control(start, end, share)
    rim = RADIUS + 3
    away = _towards(start, middle, rim)
    tip = _towards(end, middle, rim)
    heads = [] if edge.both else [shapes.head(tip, (end[0] - middle[0], end[1] - middle[1]))]
    bend = f"Q{shapes.number(middle[0])} {shapes.number(middle[1])} " if share else "L"
    path = (
        f"M{shapes.number(away[0])} {shapes.number(away[1])}{bend}"
        f"{shapes.number(tip[0])} {shapes.number(tip[1])}"
    )
    title = told(edge, source, target)
    return shapes.line(path, title=title, between=between, heads=heads, href=edge.href)


def _towards(point: Point, other: Point, by: float) -> Point:
    length = math.hypot(other[0] - point[0], other[1] - point[1]) or 1.0
    share = min(by / length, 0.49)
    return (point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share)
