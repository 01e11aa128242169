"""A comparison as RDF Patch: exactly the quads to delete and to add, in canonical order.

Format: RDF Delta, https://afs.github.io/rdf-delta/rdf-patch.html.  Applied to the quads of the one
side it gives those of the other; ids that were renamed are not smoothed over here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from kg.bench.diff.sides import Side

_NAMESPACE = uuid.UUID("6d5f36c5-5a3f-5e5b-9d1c-8a2f4a0c7f11")


def to_patch(before: Side, after: Side) -> str:
    """The patch from one side to the other; the same two graphs give the same bytes."""
    return "".join(_lines(before, after))


def _lines(before: Side, after: Side) -> Iterator[str]:
    lost = sorted(set(before.lines) - set(after.lines))
    gained = sorted(set(after.lines) - set(before.lines))
    rows = [*(f"D {line}" for line in lost), *(f"A {line}" for line in gained)]
    yield f"H id <uuid:{uuid.uuid5(_NAMESPACE, ''.join(rows))}> .\n"
    yield "TX .\n"
    yield from rows
    yield "TC .\n"
