"""Which views an answer can fill, decided by what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from kg.web.views.cells import Row
from kg.web.views.ordering import column_kind

_MOST_LABELS = 3  # columns beside the number of a bar


class View(Enum):
    """A way to show an answer; the values stand in addresses."""

    TABLE = "table"
    GRAPH = "graph"
    TIMELINE = "timeline"
    BARS = "bars"


def kinds_of(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, str]:
    """What each column holds: `thing`, `number`, `date`, `text`, or the empty string for nothing."""
    return {column: column_kind(column, rows) for column in columns}


def fillable(kinds: Mapping[str, str], *, triples: bool) -> tuple[View, ...]:
    """The views that an answer with such columns can fill, the table first."""
    found = [View.TABLE]
    held = [kind for kind in kinds.values() if kind]
    if not held:
        return tuple(found)
    if triples or held.count("thing") >= 2:
        found.append(View.GRAPH)
    if "date" in held and len(held) > 1:
        found.append(View.TIMELINE)
    if held.count("number") == 1 and 1 < len(held) <= 1 + _MOST_LABELS:
        found.append(View.BARS)
    return tuple(found)


def choose(asked: str, wished: str, views: Sequence[View]) -> View:
    """The view of the address, else that of the query, as far as they can be filled; else the table."""
    known = {view.value: view for view in views}
    return known.get(asked) or known.get(wished) or View.TABLE
