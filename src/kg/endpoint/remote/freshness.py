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
from kg.engine.line import timed_out
from kg.model.errors import EngineUnavailable, QueryError

LOOK_SECONDS = 5.0
SHARED_SECONDS = 0.02  # a look waits so long after the one before for answers that will profit from it


def _never() -> bool:
    return False


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

    def confirm(
        self,
        *,
        since: float,
        deadline: float,
        gone: Callable[[], bool] = NOBODY.gone,
        shared: Callable[[], bool] = _never,
    ) -> None:
        """Make sure that at some time after `since` the engine still held this version.

        `shared` says that others are about to ask the same.  Raises EngineUnavailable, QueryTimeout,
        QueryCancelled.
        """
        # Whoever waits here profits from the look of another.
        if not self._lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise timed_out()
        try:
            if self._begun < since:
                pause = min(self._begun + SHARED_SECONDS, deadline) - time.monotonic()
                if pause > 0 and shared():
                    time.sleep(pause)
                self._look_again(deadline, gone)
        finally:
            self._lock.release()
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
