"""How far long work has come, told to whoever shows it: the name of the stage, units done, units in all.

A stage begins with nothing done, never falls back, and ends with all done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[str, int, int], None]
_T = TypeVar("_T")


def silent(stage: str, done: int, total: int) -> None:
    """Progress for nobody."""


def counted(
    stage: str, units: Iterable[_T], total: int, progress: Progress, *, every: int = 1
) -> Iterator[_T]:
    """The units one after the other, of which there are `total`; the stage tells of each so manieth."""
    for done, one in enumerate(units):
        if done % every == 0:
            progress(stage, done, total)
        yield one
    progress(stage, total, total)
