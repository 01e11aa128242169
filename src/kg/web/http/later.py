"""A site that is made while its server already answers queries.

What all the pages consist of takes longer to import than a query takes to be answered.  A request for one
of them waits for that; the counts hear of what happened before.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable
from typing import Any

from kg.web.http.request_log import Exchange, write_exchange

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Count = Callable[[Exchange], None]


class LaterSite:
    """A WSGI application that is made in a thread of its own."""

    def __init__(self, make: Callable[[], tuple[Application, Count]], failed: Callable[[], None]) -> None:
        """`make` returns the application and what counts its requests; `failed` hears when it raises."""
        self.problem: BaseException | None = None
        self._make = make
        self._failed = failed
        self._made = threading.Event()
        self._lock = threading.Lock()
        self._application: Application | None = None
        self._count: Count | None = None
        self._uncounted: list[Exchange] = []

    def start(self) -> None:
        """Begin to make it."""
        threading.Thread(target=self._work, name="kg-site", daemon=True).start()

    def note(self, exchange: Exchange) -> None:
        """Log a request and its response, and count it, now or when there is a count."""
        with self._lock:
            count = self._count
            if count is None:
                self._uncounted.append(exchange)
        if count is not None:
            count(exchange)
        write_exchange(exchange)

    def __call__(self, environment: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request, once the site is made.  Raises RuntimeError when it could not be."""
        self._made.wait()
        if self._application is None:
            raise RuntimeError("the site could not be made")
        return self._application(environment, start_response)

    def _work(self) -> None:
        try:
            application, count = self._make()
            with self._lock:
                waiting, self._uncounted, self._count = self._uncounted, [], count
            for each in waiting:
                count(each)
            self._application = application
            # What a server consists of is there now, and stays.  To go through all of it again and again
            # would hold up every answer meanwhile, each time as long as many answers take.
            gc.collect()
            gc.freeze()
        except BaseException as problem:  # noqa: BLE001 - the thread that serves raises it
            self.problem = problem
            self._failed()
        finally:
            self._made.set()
