"""What is done about memory by hand, where a check makes values by the million.

Python's collector of circles would look at each of them again and again, and find nothing: making the graph
takes twice as long with it.  What the collector does for others in the process is only put off.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """A block in which no circles are looked for; those that it left are found by a later search."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def give_back() -> None:
    """Give the system the memory that nothing of this process uses any more.

    The C library keeps what a store in memory has freed for later, a quarter of what a check takes; a store
    on disk, which comes next, takes its own.
    """
    if sys.platform == "linux":
        import ctypes  # for nothing else

        with contextlib.suppress(AttributeError):  # another C library than GNU's
            ctypes.CDLL(None).malloc_trim(0)
