"""Pages of a long list: which one is asked for, and where the others are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_MOST_DIGITS = 20  # no list is longer, and Python reads no number of thousands of digits


@dataclass(frozen=True, slots=True)
class Pager:
    """Page `number` of `last`; addresses are empty where there is no such page."""

    number: int
    last: int
    previous: str
    next: str


def make_pager(asked: str, *, total: int, size: int, address: Callable[[int], str]) -> Pager:
    """The pager for `?page=asked`; what is no number or out of range becomes the nearest page."""
    last = max(1, -(-total // size))
    known = asked.isascii() and asked.isdigit()
    number = min(max(1, int(asked[:_MOST_DIGITS])), last) if known else 1
    return Pager(
        number,
        last,
        address(number - 1) if number > 1 else "",
        address(number + 1) if number < last else "",
    )
