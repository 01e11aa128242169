"""Who has room where: boxes of marks and labels that never overlap, and edges that keep off them.

A label may stand on any of eight sides of its mark.  Overlaps are ruled out; edges across labels and
marks are made few by the choice of sides and by small moves, within a fixed number of tries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.web.pictures.geometry import Pairs, Point, Rect, crosses, overlapping
from kg.web.pictures.shapes import RADIUS

GAP = 6.0
_NEAR = 3.0
_ROUNDS = 40
_GROWTH = 1.08
_MOST_GROWTHS = 40
_TRIES = 120
_SMALL = 36  # nodes; a small network is tried again on more paper, so many times
_LOOSER = 4
_STEPS = [
    (dx * reach, dy * reach)
    for reach in (26.0, 60.0, 110.0)
    for dx, dy in (
        (1, 0),
        (-1, 0),
        (0, 1),
        (0, -1),
        (0.7, 0.7),
        (-0.7, 0.7),
        (0.7, -0.7),
        (-0.7, -0.7),
    )
]
_SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a label."""

    width: float
    height: float


@dataclass(slots=True)
class Room:
    """Points of the nodes, sizes of their labels, the side on which each label stands, and the edges."""

    points: list[Point]
    sizes: Sequence[Size]
    edges: Pairs
    sides: list[int]

    def disc(self, node: int, point: Point | None = None) -> Rect:
        """The box of a mark."""
        x, y = point or self.points[node]
        reach = RADIUS + 1
        return (x - reach, y - reach, x + reach, y + reach)

    def anchor(self, node: int) -> str:
        """Which end of its lines a label has next to its mark."""
        return ("middle", "start", "end")[_SIDES[self.sides[node]][0]]

    def label(self, node: int, *, side: int | None = None, point: Point | None = None) -> Rect:
        """The box of a label."""
        x, y = point or self.points[node]
        across, down = _SIDES[self.sides[node] if side is None else side]
        size = self.sizes[node]
        reach = RADIUS + _NEAR + 1
        if across and down:
            reach = RADIUS * 0.8 + _NEAR
        left = x - size.width / 2 if not across else x + reach if across > 0 else x - reach - size.width
        top = y - size.height / 2 if not down else y + reach if down > 0 else y - reach - size.height
        return (left, top, left + size.width, top + size.height)


def make_room(points: Sequence[Point], sizes: Sequence[Size], edges: Pairs) -> Room:
    """The nodes moved apart until nothing overlaps, with labels where the fewest edges cross them."""
    room = Room(list(points), sizes, edges, [0] * len(points))
    for _ in range(_LOOSER if len(points) <= _SMALL else 1):
        room.sides = [0] * len(points)
        _move_apart(room)
        _choose_sides(room)
        _make_way(room, tries=_TRIES)
        if not count_crossings(room):
            break
        tight = list(room.points), room.sides
        room.points = [(x * _GROWTH, y * _GROWTH) for x, y in room.points]
    else:
        room.points, room.sides = tight
    return room


def count_crossings(room: Room) -> int:
    """How many labels, and marks of other nodes, edges pass through."""
    return sum(_crossings(room, node) for node in range(len(room.points)))


def _move_apart(room: Room) -> None:
    """Push overlapping boxes apart; where pushing does not end it, the whole picture grows."""
    boxes = [
        (max(size.width, 2 * RADIUS) / 2 + GAP, RADIUS + GAP, RADIUS + _NEAR + 1 + size.height + GAP)
        for size in room.sizes
    ]
    for _ in range(_MOST_GROWTHS):
        for _ in range(_ROUNDS):
            if not _push(room.points, boxes):
                return
        room.points = [(x * _GROWTH, y * _GROWTH) for x, y in room.points]


def _push(points: list[Point], boxes: Sequence[tuple[float, float, float]]) -> bool:
    """One round of pushes along the shorter way out; whether there was anything to push."""
    pushed = False
    for one in range(len(points)):
        x, y = points[one]
        half, above, below = boxes[one]
        for other in range(one):
            ox, oy = points[other]
            across = half + boxes[other][0] - abs(x - ox)
            if across <= 0:
                continue
            down = (below + boxes[other][1] if y <= oy else boxes[other][2] + above) - abs(y - oy)
            if down <= 0:
                continue
            pushed = True
            if down <= across:
                move = (down + 0.5) / 2 * (-1 if y <= oy else 1)
                y, oy = y + move, oy - move
            else:
                move = (across + 0.5) / 2 * (-1 if x <= ox else 1)
                x, ox = x + move, ox - move
            points[other] = (ox, oy)
            points[one] = (x, y)
    return pushed


def _choose_sides(room: Room) -> None:
    """Each label on the free side where the fewest edges cross it; what is fixed first leaves room."""
    for node in range(len(room.points)):
        cost = _through(room, room.label(node))
        for side in range(len(_SIDES)):
            if not cost:
                break
            there = room.label(node, side=side)
            if side == room.sides[node] or not _is_free(room, node, there):
                continue
            found = _through(room, there)
            if found < cost:
                cost, room.sides[node] = found, side


def _make_way(room: Room, *, tries: int) -> None:
    """Move nodes a little where that lets fewer edges cross labels and marks."""
    for _ in range(2):
        troubled = [node for node in range(len(room.points)) if _crossings(room, node)]
        if not troubled:
            return
        for node in troubled:
            before = _cost_of(room, node)
            for step in _STEPS:
                if not before or tries <= 0:
                    break
                point = (room.points[node][0] + step[0], room.points[node][1] + step[1])
                side = _free_side(room, node, point)
                if side is None:
                    continue
                tries -= 1
                kept = room.points[node], room.sides[node]
                room.points[node], room.sides[node] = point, side
                after = _cost_of(room, node)
                if after < before:
                    before = after
                else:
                    room.points[node], room.sides[node] = kept
        _choose_sides(room)


def _free_side(room: Room, node: int, point: Point) -> int | None:
    """The side on which the label of a moved node has room, the best of them; None where it has none."""
    if not _is_free(room, node, room.disc(node, point)):
        return None
    free = (
        side for side in range(len(_SIDES)) if _is_free(room, node, room.label(node, side=side, point=point))
    )
    kept, room.points[node] = room.points[node], point
    found = min(free, key=lambda side: (_through(room, room.label(node, side=side)), side), default=None)
    room.points[node] = kept
    return found


def _is_free(room: Room, node: int, rect: Rect) -> bool:
    """Whether a box of a node overlaps nothing of the others."""
    for other in range(len(room.points)):
        if other != node and (
            overlapping(rect, room.disc(other), gap=2.0) or overlapping(rect, room.label(other), gap=GAP)
        ):
            return False
    return True


def _crossings(room: Room, node: int) -> int:
    """How many edges pass through the label or the mark of a node."""
    disc = room.disc(node)
    points = room.points
    through = sum(
        1
        for one, other in room.edges
        if node not in (one, other) and crosses(points[one], points[other], disc)
    )
    return through + _through(room, room.label(node))


def _through(room: Room, label: Rect) -> int:
    """How many edges pass through a label, those of its own node included."""
    points = room.points
    return sum(1 for one, other in room.edges if crosses(points[one], points[other], label))


def _cost_of(room: Room, node: int) -> int:
    """What changes when a node moves: edges through it, and its edges through others."""
    cost = _crossings(room, node)
    here = room.points[node]
    for one, other in room.edges:
        if node not in (one, other):
            continue
        far = other if node == one else one
        there = room.points[far]
        for third in range(len(room.points)):
            if third == node:
                continue
            cost += crosses(here, there, room.label(third))
            if third != far:
                cost += crosses(here, there, room.disc(third))
    return cost


def bounds(room: Room) -> Rect:
    """The box around everything."""
    rects = [box for node in range(len(room.points)) for box in (room.disc(node), room.label(node))]
    return (
        min(rect[0] for rect in rects),
        min(rect[1] for rect in rects),
        max(rect[2] for rect in rects),
        max(rect[3] for rect in rects),
    )
