"""Plates: a mark and a name in a box of its own, so that no line can cross the words.

Lines run only in the gutters between columns of plates or marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from kg.web.pictures import shapes
from kg.web.pictures.geometry import Point
from kg.web.pictures.parts import Edge, Node
from kg.web.pictures.shapes import RADIUS
from kg.web.pictures.words import Lines, break_lines

HEIGHT = 46.0
_PAD = 10.0
_WIDEST = 132.0
_GAP = 7.0


@dataclass(frozen=True, slots=True)
class Plate:
    """A node in its box, before it has a place."""

    node: Node
    lines: Lines

    @property
    def width(self) -> float:
        """The width of the box."""
        return 2 * _PAD + 2 * RADIUS + _GAP + self.lines.width


def plate_of(node: Node) -> Plate:
    """The plate of a node, its name broken into lines."""
    return Plate(node, break_lines(node.label.text, widest=_WIDEST))


def draw_plate(
    plate: Plate, left: float, middle: float, *, place: int, focus: bool = False, width: float = 0.0
) -> Markup:
    """The plate with its left edge at `left` and its middle at the height `middle`, at least `width` wide."""
    content = [
        shapes.box(left, middle - HEIGHT / 2, max(width, plate.width), HEIGHT, class_="plate", rx="8"),
        shapes.mark(plate.node.mark, left + _PAD + RADIUS, middle),
        shapes.words(
            plate.lines,
            left + _PAD + 2 * RADIUS + _GAP,
            middle - plate.lines.height / 2,
            anchor="start",
            language=plate.node.label.language,
        ),
    ]
    return shapes.link(plate.node, content, place=place, focus=focus)


def draw_curve(
    start: Point,
    end: Point,
    edge: Edge,
    *,
    title: str,
    between: tuple[int, int],
    forward: bool,
) -> Markup:
    """A line through a gutter from left to right; its head is on the right where it reads `forward`."""
    middle = (start[0] + end[0]) / 2
    path = (
        f"M{shapes.number(start[0])} {shapes.number(start[1])}"
        f"C{shapes.number(middle)} {shapes.number(start[1])} {shapes.number(middle)} {shapes.number(end[1])} "
        f"{shapes.number(end[0])} {shapes.number(end[1])}"
    )
    heads = []
    if not edge.both:
        heads = [shapes.head(end, (1.0, 0.0)) if forward else shapes.head(start, (-1.0, 0.0))]
    return shapes.line(path, title=title, between=between, heads=heads, href=edge.href)
