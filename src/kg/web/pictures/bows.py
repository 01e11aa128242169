"""Lines that bend aside where a straight one would run through a label or a mark."""

from __future__ import annotations

from kg.web.pictures.geometry import control, crosses, on_curve, overlapping
from kg.web.pictures.room import Room


def bow(room: Room, edge: tuple[int, int]) -> float:
    """How far an edge bends aside (a share of its length) to keep off labels and marks; mostly 0."""
    best, fewest = 0.0, _bowed_crossings(room, edge, 0.0)
    for share in (0.14, -0.14, 0.26, -0.26):
        if not fewest:
            break
        found = _bowed_crossings(room, edge, share)
        if found < fewest:
            best, fewest = share, found
    return best


def _bowed_crossings(room: Room, edge: tuple[int, int], share: float) -> int:
    start, end = room.points[edge[0]], room.points[edge[1]]
    middle = control(start, end, share)
    pieces = 8 if share else 1
    points = [on_curve(start, middle, end, place / pieces) for place in range(pieces + 1)]
    low_x, high_x = min(x for x, _ in points), max(x for x, _ in points)
    low_y, high_y = min(y for _, y in points), max(y for _, y in points)
    around = (low_x, low_y, high_x, high_y)
    found = 0
    for node in range(len(room.points)):
        rects = [room.label(node)] if node in edge else [room.label(node), room.disc(node)]
        for rect in rects:
            if overlapping(around, rect) and any(
                crosses(points[place], points[place + 1], rect) for place in range(pieces)
            ):
                found += 1
    return found
