"""Text whose beginning is known only at its end: prefixes that were used, errors that came up.

The body waits in memory while it is small and in a temporary file when it is not, so a large export
costs no memory, and no byte is given out before the whole body could be written.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator

_IN_MEMORY = 8 << 20
_BLOCK = 1 << 18


def header_first(header: Callable[[], str], body: Iterable[bytes]) -> Iterator[bytes]:
    """Write all of `body` aside, then give `header()` and the body in blocks.  Raises OSError."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as aside:
        aside.writelines(body)
        aside.seek(0)
        yield header().encode()
        yield from iter(lambda: aside.read(_BLOCK), b"")
