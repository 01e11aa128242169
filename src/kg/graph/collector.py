"""Python's collector of circles, put aside while values without circles are made by the million.

It would look at each of them again and again, and find nothing: making the graph takes twice as long
with it.  What the collector does for others in the process is only put off.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """A block in which no circles are looked for; what it made is not looked at until the check ends."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
