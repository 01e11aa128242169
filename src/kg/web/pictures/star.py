"""One thing in the middle and what it is connected with in two columns, grouped by the statement.

Names stand on the outer side of their marks and lines run on the inner one, so no line crosses a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kg.web.pictures import shapes
from kg.web.pictures.finishing import finish
from kg.web.pictures.geometry import Point
from kg.web.pictures.parts import Edge, Node, Picture, told
from kg.web.pictures.plates import HEIGHT, draw_curve, draw_plate, plate_of
from kg.web.pictures.shapes import RADIUS
from kg.web.pictures.words import LINE, Lines, break_lines
from kg.web.texts import Texts

MOST_SPOKES = 40
_WIDEST = 190.0
_GUTTER = 96.0
_MARGIN = 12.0
_ROW = 10.0
_GROUP = 16.0
_HEADING = 20.0
_PARTED = 120.0
_REACH = RADIUS + 7


@dataclass(frozen=True, slots=True)
class Spoke:
    """A thing beside the one in the middle: the statement in words, and whether it is its subject.

    `both` where it holds either way.
    """

    node: Node
    words: str
    inward: bool
    both: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    words: str
    spokes: Sequence[Spoke]
    lines: Sequence[Lines]

    @property
    def height(self) -> float:
        return _HEADING + sum(_height(one) for one in self.lines) + _GROUP


def draw_star(focus: Node, spokes: Sequence[Spoke], *, title: str, texts: Texts) -> Picture | None:
    """The thing with at most MOST_SPOKES others; None where there are none."""
    shown = list(spokes[:MOST_SPOKES])
    if not shown:
        return None
    left, right = _two_sides(shown)
    heights = [sum(group.height for group in side) - (_GROUP if side else 0) for side in (left, right)]
    height = max(*heights, HEIGHT) + 2 * _MARGIN
    plate = plate_of(focus)
    widths = [_width(side) for side in (left, right)]
    start = _MARGIN + (widths[0] + _REACH + RADIUS + _GUTTER if left else 0)
    end = start + plate.width
    width = end + _MARGIN + (widths[1] + _REACH + RADIUS + _GUTTER if right else 0)
    places = {id(spoke): place for place, spoke in enumerate(shown, start=1)}
    lines: list[Markup] = []
    drawn: list[tuple[int, Markup]] = [
        (0, draw_plate(plate, start, height / 2, place=0, focus=True)),
    ]
    for side, used, outwards in ((left, heights[0], -1), (right, heights[1], 1)):
        x = start - _GUTTER - RADIUS if outwards < 0 else end + _GUTTER + RADIUS
        y = (height - used) / 2
        for group in side:
            lines.append(_heading(group.words, x, y, outwards))
            y += _HEADING
            for spoke, words in zip(group.spokes, group.lines, strict=True):
                middle = y + _height(words) / 2
                place = places[id(spoke)]
                drawn.append((place, _spoke(spoke, words, (x, middle), outwards, place)))
                hub = (start - 1 if outwards < 0 else end + 1, height / 2)
                lines.append(_line(focus, spoke, (x, middle), hub, outwards, place))
                y += _height(words)
            y += _GROUP
    nodes = [focus, *(spoke.node for spoke in shown)]
    return finish(
        nodes,
        (markup for _, markup in sorted(drawn, key=lambda one: one[0])),
        lines,
        edges=len(shown),
        left_out=len(spokes) - len(shown),
        kind="s",
        key=focus.iri,
        title=title,
        size=(width, height),
        texts=texts,
    )


def _groups(spokes: Sequence[Spoke]) -> list[_Group]:
    """The spokes by their words, in the order in which the words come first."""
    found: dict[str, list[Spoke]] = {}
    for spoke in spokes:
        found.setdefault(spoke.words, []).append(spoke)
    return [
        _Group(words, some, [break_lines(one.node.label.text, widest=_WIDEST) for one in some])
        for words, some in found.items()
    ]


def _two_sides(spokes: Sequence[Spoke]) -> tuple[list[_Group], list[_Group]]:
    """The groups left and right, about as high on either side, in their order; one alone stands right.

    A group is parted only where that makes the sides much more alike.
    """
    grouped = [spoke for group in _groups(spokes) for spoke in group.spokes]

    def unevenness(cut: int) -> float:
        left, right = (sum(one.height for one in _groups(some)) for some in (grouped[:cut], grouped[cut:]))
        parted = cut > 0 and grouped[cut - 1].words == grouped[cut].words
        return abs(left - right) + (_PARTED if parted else 0)

    best = min(range(len(grouped)), key=lambda cut: (unevenness(cut), cut))
    return _groups(grouped[:best]), _groups(grouped[best:])


def _heading(words: str, x: float, y: float, outwards: int) -> Markup:
    shown = break_lines(words, widest=_WIDEST + 20, most=1).lines[0]
    return shapes.element(
        "text",
        shown,
        class_="said",
        x=shapes.number(x + outwards * RADIUS * -1),
        y=shapes.number(y + 13),
        text_anchor="" if outwards > 0 else "end",
    )


def _spoke(spoke: Spoke, words: Lines, at: Point, outwards: int, place: int) -> Markup:
    x, middle = at
    edge = x + outwards * _REACH
    near = x - outwards * (RADIUS + 1)
    far = edge + outwards * words.width
    height = max(words.height, 24.0)
    content = [
        shapes.box(min(near, far), middle - height / 2, abs(far - near), height),
        shapes.mark(spoke.node.mark, x, middle),
        shapes.words(
            words,
            edge,
            middle - words.height / 2,
            anchor="start" if outwards > 0 else "end",
            language=spoke.node.label.language,
        ),
    ]
    return shapes.link(spoke.node, content, place=place)


def _line(focus: Node, spoke: Spoke, at: Point, hub: Point, outwards: int, place: int) -> Markup:
    rim = (at[0] - outwards * (RADIUS + 3), at[1])
    source, target = (spoke.node, focus) if spoke.inward else (focus, spoke.node)
    edge = Edge(source.iri, target.iri, spoke.words, both=spoke.both)
    left, right = (rim, hub) if outwards < 0 else (hub, rim)
    return draw_curve(
        left,
        right,
        edge,
        title=told(edge, source, target),
        between=(0, place),
        forward=spoke.inward == (outwards < 0),
    )


def _height(lines: Lines) -> float:
    return max(lines.height, LINE) + _ROW


def _width(side: Sequence[_Group]) -> float:
    return max((max(lines.width for lines in group.lines) for group in side), default=0.0)
