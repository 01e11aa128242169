"""Which version the engine holds, looked at again before and after what depends on it.

A push marks the store before it changes anything and gives each push a token of its own.  So when the
record is the same after an answer as when the version was taken up, nothing changed in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kg.endpoint.admission import NOBODY
from kg.model.errors import EngineUnavailable, QueryError

LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Held:
    """What the store says of itself: the sha256 of the version, empty where none is whole, and its push."""

    version: str
    push: str


Look = Callable[[float, Callable[[], bool]], Held]
"""Looks at the record, until a deadline or until nobody waits.  Raises as `Asker.ask`."""


class Freshness:
    """Whether the engine still holds what it held when a version was taken up."""

    def __init__(self, look: Look, taken_up: Held) -> None:
        self._look = look
        self._taken_up = taken_up
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self._seen: Held | None = taken_up

    @property
    def usable(self) -> bool:
        """Whether the engine answered when it was last looked at, and held this version."""
        return self._seen == self._taken_up

    @property
    def moved(self) -> bool:
        """Whether the engine was seen to hold something else than when the version was taken up."""
        return self._seen is not None and self._seen != self._taken_up

    def demand(self) -> None:
        """Raise EngineUnavailable at once where another version, or a half one, was seen last."""
        if self.moved:
            raise under_way()

    def confirm(self, *, since: float, deadline: float, gone: Callable[[], bool] = NOBODY.gone) -> None:
        """Make sure that at some time after `since` the engine still held this version.

        Raises EngineUnavailable, QueryTimeout, QueryCancelled.
        """
        with self._lock:  # whoever waits here profits from the look of another
            if self._begun < since:
                self._look_again(deadline, gone)
        self.demand()

    def look(self) -> Held | None:
        """What the engine holds now; None where it does not answer."""
        with self._lock:
            try:
                self._look_again(time.monotonic() + LOOK_SECONDS, NOBODY.gone)
            except QueryError:
                return None
            return self._seen

    def _look_again(self, deadline: float, gone: Callable[[], bool]) -> None:
        begun = time.monotonic()
        try:
            self._seen = self._look(deadline, gone)
        except EngineUnavailable:
            self._seen = None
            raise
        self._begun = begun


def under_way() -> EngineUnavailable:
    """The error while the engine holds no whole version, or another than the one that is served."""
    return EngineUnavailable(
        "the engine behind this site is being given another version of the graph",
        help="try again in a few seconds",
    )
