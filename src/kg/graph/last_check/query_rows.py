"""What is known of a query as rows of texts and back, because reading one takes longer than asking it."""

from __future__ import annotations

from kg.graph.validation.query_paths import Place
from kg.graph.validation.query_spots import Pattern, Query, SelectSpot, Spot


def row_of_query(one: Query) -> tuple[object, ...]:
    """A query that has been read, as it is kept."""
    spots = None if one.spots is None else tuple(map(_row_of_spot, one.spots))
    return (one.text, one.focus, one.called, spots, one.insertions)


def query_of_row(row: object) -> Query:
    """The query that a row was made of.  Raises ValueError or TypeError for anything else."""
    text, focus, called, spots, insertions = _tuple(row)
    read = None if spots is None else tuple(map(_spot_of_row, _tuple(spots)))
    return Query(str(text), str(focus), str(called), read, _tuple(insertions))  # type: ignore[arg-type]


def _row_of_spot(one: Spot | SelectSpot) -> tuple[object, ...]:
    chain = tuple(map(_row_of_pattern, one.chain))
    if isinstance(one, SelectSpot):
        return ("select", row_of_query(one.query), one.columns, chain)
    places = tuple((place.predicate, place.inverse, place.left, place.right) for place in one.places)
    return ("spot", one.subject, one.predicate, one.value, chain, places, one.may_be_empty, one.opaque)


def _spot_of_row(row: object) -> Spot | SelectSpot:
    kind, *rest = _tuple(row)
    if kind == "select":
        query, columns, chain = rest
        named = tuple((str(name), str(called)) for name, called in map(_tuple, _tuple(columns)))
        return SelectSpot(query_of_row(query), named, _chain(chain))
    subject, predicate, value, chain, places, may_be_empty, opaque = rest
    return Spot(
        str(subject),
        str(predicate),
        str(value),
        _chain(chain),
        tuple(Place(*_tuple(one)) for one in _tuple(places)),  # type: ignore[arg-type]
        bool(may_be_empty),
        bool(opaque),
    )


def _row_of_pattern(one: Pattern) -> tuple[object, ...]:
    return (one.text, tuple(sorted(one.variables)), tuple(sorted(one.nodes)))


def _chain(row: object) -> tuple[Pattern, ...]:
    patterns = []
    for text, variables, nodes in map(_tuple, _tuple(row)):
        names = (frozenset(map(str, _tuple(some))) for some in (variables, nodes))
        patterns.append(Pattern(str(text), *names))
    return tuple(patterns)


def _tuple(row: object) -> tuple[object, ...]:
    if not isinstance(row, tuple):
        raise TypeError(type(row))
    return row
