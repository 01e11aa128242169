"""The shortest chains between two things: a search from both ends, bounded in every direction.

Whole levels are followed, from the narrower end first, so the first meeting is a shortest one.  A thing
with very many links (a hub) connects everything with everything and therefore says nothing: a chain
may end at one, but not pass through it.  Whatever bound was reached is part of the answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise

from kg.model.errors import QueryTimeout
from kg.web.connections.around import Around, Link

MOST_STEPS = 6
MOST_THINGS = 2_000  # followed from one end in one step
HUB = 200  # links that make a thing a hub
MOST_CHAINS = 20
_MOST_PATHS = 200  # looked at for the best chains

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search.

    `chains` are lists of things from the start to the end, all of the same length; `links` the links
    of each pair of neighbours, by the pair in alphabetical order.  `cut` names the bounds that were
    reached (`time`, `breadth`, `chains`), `hubs` the things that were not passed through,
    `exhausted` says that nothing more can be reached at all, `searched` counts the things looked at.
    """

    chains: tuple[tuple[str, ...], ...]
    links: Mapping[Pair, frozenset[Link]]
    cut: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    exhausted: bool = False
    searched: int = 0

    @property
    def complete(self) -> bool:
        """Whether no bound was reached: what is not here does not exist within the steps."""
        return not self.cut


@dataclass(slots=True)
class _Side:
    """How far the search has come from one end: levels of things, and what led to each."""

    frontier: set[str]
    level: dict[str, int]
    before: dict[str, set[str]] = field(default_factory=dict)
    depth: int = 0


@dataclass(slots=True)
class _Search:
    around: Around
    start: str
    end: str
    deadline: float
    sides: tuple[_Side, _Side]
    links: dict[Pair, set[Link]] = field(default_factory=dict)
    degrees: dict[str, int] = field(default_factory=dict)
    hubs: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)


def pair(one: str, other: str) -> Pair:
    """Two things in alphabetical order."""
    return (one, other) if one <= other else (other, one)


def find_chains(around: Around, start: str, end: str, *, steps: int, limit: int, deadline: float) -> Found:
    """The shortest chains from `start` to `end` of at most `steps` links, the best `limit` of them.

    `deadline` is a time of `time.monotonic`; when it passes, what was found so far is the answer, and
    says so.  Raises QueryError for what else may happen to a query.
    """
    sides = (_Side({start}, {start: 0}), _Side({end}, {end: 0}))
    search = _Search(around, start, end, deadline, sides)
    meeting: list[str] = []
    try:
        while not meeting and sides[0].depth + sides[1].depth < min(steps, MOST_STEPS):
            if time.monotonic() > deadline:
                search.cut.add("time")
                break
            if not sides[0].frontier or not sides[1].frontier:
                break
            side, other = sides if len(sides[0].frontier) <= len(sides[1].frontier) else sides[::-1]
            _follow(search, side)
            meeting = sorted(side.frontier & other.level.keys())
    except QueryTimeout:
        search.cut.add("time")
    if around.cut:
        search.cut.add("breadth")
    chains, more = _best(search, meeting, limit=limit)
    if more:
        search.cut.add("chains")
    reached = {one for chain in chains for one in pairwise(chain)}
    return Found(
        chains,
        {pair(*one): frozenset(search.links[pair(*one)]) for one in reached},
        tuple(one for one in ("time", "breadth", "chains") if one in search.cut),
        tuple(sorted(search.hubs)),
        exhausted=not chains and not search.cut and not (sides[0].frontier and sides[1].frontier),
        searched=len(sides[0].level.keys() | sides[1].level.keys()),
    )


def _follow(search: _Search, side: _Side) -> None:
    """One step further from one end, hubs left behind."""
    depth = side.depth + 1
    found: set[str] = set()
    for thing, link in search.around.links(side.frontier):
        other = link.other(thing)
        if side.level.setdefault(other, depth) != depth:
            continue
        found.add(other)
        side.before.setdefault(other, set()).add(thing)
        search.links.setdefault(pair(thing, other), set()).add(link)
    if len(found) > MOST_THINGS:
        search.cut.add("breadth")
        ends = found & {search.start, search.end}
        found = ends | set(sorted(found - ends)[:MOST_THINGS])
    side.depth = depth
    new = [one for one in found if one not in search.degrees]
    search.degrees |= search.around.degrees(new)
    hubs = {one for one in found if search.degrees.get(one, 0) > HUB} - {search.start, search.end}
    search.hubs |= hubs
    side.frontier = found - hubs


def _best(search: _Search, meeting: list[str], *, limit: int) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The chains through the things where the ends met: those through the least connected things first."""
    found = (
        (*reversed(head), *tail[1:])
        for thing in sorted(meeting, key=lambda one: (search.degrees.get(one, 0), one))
        for head in _back(search, search.sides[0], thing)
        for tail in _back(search, search.sides[1], thing)
    )
    paths = list(islice(found, _MOST_PATHS + 1))
    paths.sort(key=lambda path: (sum(search.degrees.get(one, 0) for one in path[1:-1]), path))
    return tuple(paths[:limit]), len(paths) > limit


def _back(search: _Search, side: _Side, thing: str) -> Iterator[tuple[str, ...]]:
    """The ways from a thing back to the end of its side."""
    if not side.level[thing]:
        yield (thing,)
        return
    for one in sorted(side.before[thing], key=lambda one: (search.degrees.get(one, 0), one)):
        for way in _back(search, side, one):
            yield (thing, *way)
