"""Measuring things in turn, and what the numbers say together.

What is compared is measured A B A B …, never all of A before all of B, so that a machine that is busy
for a while is busy for both.  A ratio is taken within each round and then has a spread of its own.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SHORT = 20.0  # seconds: a round that is shorter is done five times, a longer one three times

Side = Callable[[], float]
Told = Callable[[str, int, int, float], None]


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some numbers, and the least and the greatest of them."""

    median: float
    low: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one number."""
    return Spread(statistics.median(values), min(values), max(values))


def untold(name: str, done: int, rounds: int, left: float) -> None:
    """Progress for nobody: what is measured, rounds done, rounds in all, seconds left."""


def in_turn(
    sides: Mapping[str, Side], *, rounds: int = 0, told: Told = untold
) -> dict[str, tuple[float, ...]]:
    """Measure each side once a round; a side returns its own number, so that its preparation is not in it.

    `rounds` of 0 takes five where the first round is short and three where it is long.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    took: dict[str, float] = {}
    done, planned = 0, rounds
    while done < max(planned, 1):
        for name, side in sides.items():
            left = sum(took.values()) * (max(planned, 3) - done) if took else 0.0
            told(name, done, planned, left)
            began = time.perf_counter()
            found[name].append(side())
            took[name] = time.perf_counter() - began
        done += 1
        if not planned:
            planned = 5 if sum(took.values()) < SHORT else 3
    return {name: tuple(values) for name, values in found.items()}


def ratios(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...]:
    """The ratio within each round."""
    return tuple(one / other for one, other in zip(above, below, strict=True))


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The slope of a line through the points on logarithmic axes: 1 is linear growth, 0 is none.

    Least squares; needs two different sizes and values above 0.
    """
    xs, ys = [math.log(one) for one in sizes], [math.log(one) for one in values]
    return statistics.linear_regression(xs, ys).slope
