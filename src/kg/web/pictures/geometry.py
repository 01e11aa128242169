"""Boxes, straight lines and curves on paper: what touches what; and how places and links are written."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
Rect = tuple[float, float, float, float]
Pairs = Sequence[tuple[int, int]]  # nodes by their numbers


def overlapping(one: Rect, other: Rect, *, gap: float = 0.0) -> bool:
    """Whether two boxes come nearer than `gap`."""
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def crosses(start: Point, end: Point, rect: Rect) -> bool:
    """Whether a straight line passes through a box."""
    x, y = start
    dx, dy = end[0] - x, end[1] - y
    left, top, right, bottom = rect
    if (x < left and end[0] < left) or (x > right and end[0] > right):
        return False
    if (y < top and end[1] < top) or (y > bottom and end[1] > bottom):
        return False
    first, last = 0.0, 1.0
    for step, low, high in ((dx, left - x, right - x), (dy, top - y, bottom - y)):
        if step == 0:
            if low > 0 or high < 0:
                return False
            continue
        near, far = (low / step, high / step) if step > 0 else (high / step, low / step)
        first, last = max(first, near), min(last, far)
        if first >= last:
            return False
    return True


def control(start: Point, end: Point, share: float) -> Point:
    """The control point of the quadratic curve that bends aside by a share of its length."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return ((start[0] + end[0]) / 2 - dy * share * 2, (start[1] + end[1]) / 2 + dx * share * 2)


def on_curve(start: Point, middle: Point, end: Point, place: float) -> Point:
    """A point of a quadratic curve, from 0 at its start to 1 at its end."""
    rest = 1 - place
    return (
        rest * rest * start[0] + 2 * rest * place * middle[0] + place * place * end[0],
        rest * rest * start[1] + 2 * rest * place * middle[1] + place * place * end[1],
    )
