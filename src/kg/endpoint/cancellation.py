"""Taking back a query that runs, by the token that its client chose.

A token is the only key to a query: whoever does not hold it can neither see nor stop the query.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kg.endpoint.admission import Caller
from kg.model.errors import QueryError


class Cancellations:
    """The queries that can be cancelled now."""

    def __init__(self) -> None:
        self._running: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    @contextmanager
    def cancellable(self, caller: Caller, token: str | None) -> Iterator[Caller]:
        """The caller of a query, who counts as gone when the token is cancelled in the block.

        Raises QueryError when a query with this token runs already.
        """
        if token is None:
            yield caller
            return
        cancelled = threading.Event()
        with self._lock:
            if token in self._running:
                raise QueryError("a query with this `token` runs already", help="take a new random one")
            self._running[token] = cancelled
        try:
            yield replace(caller, gone=lambda: cancelled.is_set() or caller.gone())
        finally:
            with self._lock:
                del self._running[token]

    def cancel(self, token: str) -> bool:
        """Cancel the query with this token; False when none runs."""
        with self._lock:
            cancelled = self._running.get(token)
        if cancelled is None:
            return False
        cancelled.set()
        return True
