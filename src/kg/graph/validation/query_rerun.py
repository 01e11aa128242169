"""Checks and rules run again for those foci alone whose solutions a change of the graph can alter.

For every other focus the solutions over the graph after the change are those over the graph before it.
Where that cannot be told, all solutions are asked for.  The graphs are asked through a function that
answers SELECT queries, so that they may be in memory, on a disk or in another process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kg.graph.store import Rows
from kg.graph.validation.query_spots import Pattern, Query, SelectSpot, Spot, restricted
from kg.model.terms import Term, Triple

Ask = Callable[[str], Rows]
"""The solutions of a SELECT query, which needs no prefixes of the project."""

_ROWS_AT_ONCE = 1_000
_BEGIN, _ALONG, _END = "?begin_of_kg", "?along_of_kg", "?end_of_kg"


@dataclass(frozen=True, slots=True)
class Change:
    """The triples that only the graph after a change has, and those that only the one before it had."""

    added: frozenset[Triple]
    removed: frozenset[Triple]


@dataclass(frozen=True, slots=True)
class Rerun:
    """The foci whose solutions may have changed, and their solutions now; None stands for all foci."""

    foci: frozenset[Term] | None
    solutions: Rows


def run_changed(query: Query, before: Ask, after: Ask, change: Change) -> Rerun:
    """Ask a query anew for what a change can have altered.  Raises what asking raises."""
    foci = changed_foci(query, before, after, change)
    return Rerun(foci, _solutions(query, after, foci))


def changed_foci(query: Query, before: Ask, after: Ask, change: Change) -> frozenset[Term] | None:
    """The foci for which a query may have other solutions before and after; None where it may be any."""
    if query.spots is None:
        return None
    found: set[Term] = set()
    for spot in query.spots:
        for ask, start in _all_starts(spot, before, after, change):
            chain = (
                None
                if isinstance(spot, Spot) and spot.opaque
                else _connected(start, spot.chain, query.called)
            )
            if chain is None or not _collect(ask, query.called, start, chain, found):
                return None
    return frozenset(found)


def _solutions(query: Query, ask: Ask, foci: frozenset[Term] | None) -> Rows:
    """The solutions of a query that have one of the foci; all for None."""
    if foci is None:
        return ask(query.text)
    if not foci:
        return Rows((), ())
    variables, rows = ask(restricted(query.text, query.insertions, query.focus, sorted(foci)))
    at = variables.index(query.focus)
    return Rows(variables, tuple(row for row in rows if row[at] in foci))


def _all_starts(
    spot: Spot | SelectSpot, before: Ask, after: Ask, change: Change
) -> Iterator[tuple[Ask, _Start]]:
    """What a spot matches in one graph and not in the other, and the graph that has it."""
    if isinstance(spot, Spot):
        for ask, triples in ((before, change.removed), (after, change.added)):
            for start in _starts(spot, triples):
                yield ask, start
        return
    foci = changed_foci(spot.query, before, after, change)
    old, new = (_counted(_solutions(spot.query, ask, foci)) for ask in (before, after))
    # A solution that only comes up more often is in both graphs, though what makes it is not.
    changed = [dict(one) for one in old.keys() | new.keys() if old[one] != new[one]]
    if changed:
        rows = sorted({tuple(one[name] for name, _ in spot.columns) for one in changed})
        for start in _start([called for _, called in spot.columns], rows, ()):
            yield from ((before, start), (after, start))


def _counted(found: Rows) -> Counter[frozenset[tuple[str, Term]]]:
    """The solutions, with how often each is there."""
    return Counter(
        frozenset(
            (name, value) for name, value in zip(found.variables, row, strict=True) if value is not None
        )
        for row in found.rows
    )


@dataclass(frozen=True, slots=True)
class _Start:
    """The values of a spot's variables at changed triples, and the walks that lead to the triples."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    steps: tuple[Pattern, ...] = ()


def _starts(spot: Spot, triples: Iterable[Triple]) -> Iterator[_Start]:
    """What a spot can match of the triples."""
    if spot.predicate:
        yield from _start((spot.subject, spot.predicate, spot.value), triples, ())
    for place in spot.places:
        met = [one for one in triples if place.predicate is None or one.predicate == f"<{place.predicate}>"]
        walked = [(one.object, one.predicate, one.subject) for one in met] if place.inverse else met
        first, last = spot.subject, spot.value
        steps = []
        if place.left:
            steps.append(_step(first, place.left, _BEGIN))
            first = _BEGIN
        if place.right:
            steps.append(_step(_END, place.right, last))
            last = _END
        yield from _start((first, _ALONG, last), walked, tuple(steps))
    if spot.may_be_empty and not _bound_to_a_node(spot):
        nodes = {node for one in triples for node in (one.subject, one.object)}
        yield from _start((spot.subject, _ALONG, spot.value), [(one, one, one) for one in nodes], ())


def _step(subject: str, path: str, value: str) -> Pattern:
    return Pattern(
        f"{subject} {path} {value} .", frozenset(one for one in (subject, value) if one.startswith("?"))
    )


def _bound_to_a_node(spot: Spot) -> bool:
    """Whether an end of an empty walk is sure to be in the graph, or needs not be."""
    ends = (spot.subject, spot.value)
    return any(not end.startswith("?") or any(end in one.nodes for one in spot.chain) for end in ends)


def _start(
    ends: Sequence[str], matches: Iterable[Sequence[Term]], steps: tuple[Pattern, ...]
) -> Iterator[_Start]:
    """The values of the variables among the ends, for those matches that the other ends allow."""
    columns = tuple(dict.fromkeys(end for end in ends if end.startswith("?")))
    rows: dict[tuple[Term, ...], None] = {}
    for match in matches:
        bound: dict[str, Term] = {}
        if all(_fits(end, term, bound) for end, term in zip(ends, match, strict=True)):
            rows[tuple(bound[column] for column in columns)] = None
    if rows:
        yield _Start(columns, tuple(rows), steps)


def _fits(end: str, term: Term, bound: dict[str, Term]) -> bool:
    """Whether a term can stand where a pattern has a variable or a term; two writings may be one literal."""
    if end.startswith("?"):
        known = bound.setdefault(end, term)
        return known == term or not term.startswith("<")
    return end == term or (end.startswith('"') and term.startswith('"'))


def _connected(start: _Start, chain: Sequence[Pattern], focus: str) -> list[Pattern] | None:
    """The patterns that hang together with a start; None where the focus is not among their variables."""
    reached = set(start.columns)
    ahead = [*start.steps, *chain]
    found: list[Pattern] = []
    while near := [one for one in ahead if not reached.isdisjoint(one.variables)]:
        found.extend(near)
        reached.update(*(one.variables for one in near))
        ahead = [one for one in ahead if one not in near]
    return found if focus in reached else None


def _collect(ask: Ask, focus: str, start: _Start, chain: Sequence[Pattern], found: set[Term]) -> bool:
    """Add the values of the focus in the solutions of a chain; False where one leaves it unbound."""
    if not chain and all(term.startswith("<") for row in start.rows for term in row):
        at = start.columns.index(focus)
        found.update(row[at] for row in start.rows)
        return True
    rows = iter(start.rows)
    patterns = " ".join(one.text for one in chain)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        cells = " ".join(f"({' '.join(row)})" for row in some)
        values = f"VALUES ({' '.join(start.columns)}) {{ {cells} }}"
        for (value,) in ask(f"SELECT DISTINCT {focus} WHERE {{ {values} {patterns} }}").rows:
            if value is None:
                return False
            found.add(value)
    return True
