"""Where the things of a connected network stand: distances on paper like distances in the graph.

Stress is lowered by stochastic gradient descent over pairs (Zheng, Pawar, Goodman: Graph Drawing by
Stochastic Gradient Descent, 2018) in a fixed order and a fixed number of rounds, so the same network
always gets the same picture and the work depends on the number of things alone.
"""

from __future__ import annotations

import math
from collections import deque

from kg.web.pictures.geometry import Pairs, Point

_ROUNDS = 24
_LAST_STEP = 0.05
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def components(count: int, links: Pairs) -> list[list[int]]:
    """The connected parts of a network, the largest first."""
    neighbours = _neighbours(count, links)
    seen = [False] * count
    found = []
    for start in range(count):
        if seen[start]:
            continue
        seen[start] = True
        part = [start]
        for one in part:
            for other in neighbours[one]:
                if not seen[other]:
                    seen[other] = True
                    part.append(other)
        found.append(sorted(part))
    return sorted(found, key=lambda part: (-len(part), part[0]))


def lay_out(count: int, links: Pairs, *, length: float) -> list[Point]:
    """Points for the nodes 0 to count-1 of a connected network, `length` apart where they are linked.

    The longer axis of what comes out is the horizontal one.
    """
    if count == 1:
        return [(0.0, 0.0)]
    distances = _distances(count, links)
    xs, ys = _spiral(count, length)
    pairs = [(one, other, distances[one][other]) for one in range(count) for other in range(one)]
    # Neighbouring pairs one after the other would pull the picture to one side: a fixed shuffle.
    pairs.sort(key=lambda pair: ((pair[0] * 7919 + pair[1] * 104_729) % 10_007, pair))
    longest = max(distance for _, _, distance in pairs)
    fading = math.log(longest * longest / _LAST_STEP) / (_ROUNDS - 1)
    for step in range(_ROUNDS):
        rate = longest * longest * math.exp(-fading * step)
        for one, other, distance in pairs:
            dx, dy = xs[one] - xs[other], ys[one] - ys[other]
            apart = math.sqrt(dx * dx + dy * dy) or 1e-6
            share = rate / (distance * distance)
            move = (share if share < 1 else 1.0) * (apart - distance * length) / 2 / apart
            xs[one] -= move * dx
            ys[one] -= move * dy
            xs[other] += move * dx
            ys[other] += move * dy
    return _lying(xs, ys)


def _neighbours(count: int, links: Pairs) -> list[list[int]]:
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for one, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    return neighbours


def _distances(count: int, links: Pairs) -> list[list[int]]:
    """How many links lie between any two nodes."""
    neighbours = _neighbours(count, links)
    found = []
    for start in range(count):
        row = [0] * count
        ahead = deque([start])
        while ahead:
            one = ahead.popleft()
            for other in neighbours[one]:
                if not row[other] and other != start:
                    row[other] = row[one] + 1
                    ahead.append(other)
        found.append(row)
    return found


def _spiral(count: int, length: float) -> tuple[list[float], list[float]]:
    """Points that no symmetry holds fast."""
    radii = [length * math.sqrt(number + 0.5) / 2 for number in range(count)]
    xs = [radius * math.cos(number * _GOLDEN_ANGLE) for number, radius in enumerate(radii)]
    ys = [radius * math.sin(number * _GOLDEN_ANGLE) for number, radius in enumerate(radii)]
    return xs, ys


def _lying(xs: list[float], ys: list[float]) -> list[Point]:
    """The points turned so that they spread most from left to right, around their centre."""
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = [x - middle_x for x in xs]
    down = [y - middle_y for y in ys]
    xx, yy = sum(x * x for x in across), sum(y * y for y in down)
    xy = sum(x * y for x, y in zip(across, down, strict=True))
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    cosine, sine = math.cos(angle), math.sin(angle)
    return [(x * cosine + y * sine, y * cosine - x * sine) for x, y in zip(across, down, strict=True)]
