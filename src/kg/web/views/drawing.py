"""One page of one view of an answer, from its rows and what the address says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.table import Table
from kg.web.pager import Pager, make_pager
from kg.web.site import Page
from kg.web.views.bars import Bars, draw_bars
from kg.web.views.cells import Shown, show_rows
from kg.web.views.choosing import View, choose, fillable, kinds_of
from kg.web.views.network import Network, draw_answer
from kg.web.views.ordering import MOST_NAMED, Ordering
from kg.web.views.state import State, Wish
from kg.web.views.timeline import Timeline, date_column, draw_timeline, gather, in_order

PER_PAGE = 100
MOST_COLUMNS = 100
_MOST_IN_HEADS = 1_000_000  # characters: each head has the whole query in its address
FEW = 8  # rows that nobody needs to filter
Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: `href` sorts by it, `direction` is `ascending`, `descending` or empty."""

    name: str
    kind: str
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page of a view.

    `total` rows are in the answer, of which `count` pass the filter; `first` and `last` are those of
    this page.  `by_local_names` says that there were too many things to name for sorting, `as_written`
    that there was too much text to filter it by more than its letters.  `hidden` columns are left out.
    """

    view: View
    default: View
    views: tuple[View, ...]
    columns: tuple[Column, ...]
    rows: list[list[Shown | None]]
    network: Network | None
    timeline: Timeline | None
    bars: Bars | None
    total: int
    count: int
    first: int
    last: int
    pager: Pager
    filtered: bool
    by_local_names: bool
    as_written: bool
    hidden: int
    sorted_newest_first: str

    @property
    def can_filter(self) -> bool:
        """Whether a field to filter the rows has a use."""
        return self.filtered or self.total > FEW

    @property
    def paged(self) -> bool:
        """Whether the view has more pages than this one."""
        return self.pager.last > 1

    @property
    def most_named(self) -> int:
        """How many things are named for sorting."""
        return MOST_NAMED


def draw(page: Page, table: Table, state: State, wish: Wish, *, triples: bool, address: Address) -> Drawn:
    """The view of a table that the address asks for, else the one that the query wishes.

    `address` makes the address of the same answer with other parameters.
    """
    names = table.columns[:MOST_COLUMNS]
    kinds = kinds_of(names, table.rows)
    views = fillable(kinds, triples=triples)
    default = choose("", wish.view, views)
    view = choose(state.view, wish.view, views)
    column, descending = _sorting(state.sort, names)
    ordering = Ordering(page, table.rows)
    rows = ordering.containing(state.filter)
    if column:
        rows = ordering.sorted_by(column, rows, descending=descending)
    network = timeline = bars = None
    count = len(rows)
    events = gather(kinds, rows) if view is View.TIMELINE else []
    date = date_column(kinds, table.rows) if events else ""
    if events:
        events = in_order(events, descending=descending and column == date)
    pager = make_pager(
        state.page,
        total=len(events) or count,
        size=PER_PAGE,
        address=lambda number: address(page=number if number > 1 else "") + "#answer",
    )
    first = PER_PAGE * (pager.number - 1)
    some = rows[first : first + PER_PAGE]
    if view is View.GRAPH:
        network = draw_answer(page, kinds, rows, ends=wish.ends, title=page.texts.say("view-graph-title"))
    elif view is View.TIMELINE:
        timeline = draw_timeline(page, events, first, PER_PAGE)
    elif view is View.BARS:
        bars = draw_bars(page, kinds, rows, first, PER_PAGE)
    shown = show_rows(page, names, some) if view in (View.TABLE, View.GRAPH) else []
    return Drawn(
        view=view,
        default=default,
        views=views,
        columns=_heads(kinds, column, address, descending=descending),
        rows=shown,
        network=network,
        timeline=timeline,
        bars=bars,
        total=len(table.rows),
        count=count,
        first=first + 1,
        last=min(first + PER_PAGE, len(events) or count),
        pager=pager,
        filtered=bool(state.filter),
        by_local_names=ordering.unnamed,
        as_written=ordering.as_written,
        hidden=len(table.columns) - len(names),
        sorted_newest_first=_turned(date, column, address, descending=descending) if timeline else "",
    )


def _sorting(asked: str, columns: Sequence[str]) -> tuple[str, bool]:
    """The column to sort by (empty for none) and whether downwards."""
    name = asked.removeprefix("-")
    return (name, asked.startswith("-")) if name in columns else ("", False)


def _heads(
    kinds: Mapping[str, str], sorted_by: str, address: Address, *, descending: bool
) -> tuple[Column, ...]:
    """The heads; one that sorts already leads to the other direction.

    Of a query that is too long for so many addresses none leads anywhere.
    """
    room = len(kinds) * len(address(page="")) <= _MOST_IN_HEADS
    found = []
    for name, kind in kinds.items():
        current = name == sorted_by
        direction = ("descending" if descending else "ascending") if current else ""
        wanted = f"-{name}" if direction == "ascending" else name
        href = address(sort=wanted, page="") + "#answer" if room else ""
        found.append(Column(name, kind, href, direction))
    return tuple(found)


def _turned(date: str, column: str, address: Address, *, descending: bool) -> str:
    """The address of the timeline the other way round; `date` is its column, `column` the sorted one."""
    newest_first = descending and column == date
    return address(sort="" if newest_first else f"-{date}", page="") + "#answer"
