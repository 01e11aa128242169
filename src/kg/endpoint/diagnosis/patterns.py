"""A query taken apart: its groups, and in each group what can make the answer empty.

Plain values.  Every part is a stretch of the client's text, so that each finding has its place and
each question about a part is made of the client's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the query, from `start` up to, not including, `end`."""

    start: int
    end: int


Node = Span | str  # a text is a variable that stands for a blank node without a name


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern.

    `span` is where it is shown: all three terms where they stand in a row, else from the path, or
    from the object, that belongs to a subject further up.
    """

    subject: Node
    path: Span
    object: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """A FILTER, or one side of an `&&` in it; `group` is that of EXISTS, `negated` of NOT EXISTS.

    `span` is the expression, `shown` the whole FILTER where it has one side.
    """

    span: Span
    shown: Span
    group: Group | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """VALUES with its variables and rows (None stands for UNDEF), or BIND of one constant."""

    span: Span
    variables: tuple[str, ...]
    rows: tuple[tuple[Span | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """`{…}`, or several of them joined by UNION."""

    span: Span
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """`GRAPH name {…}`."""

    span: Span
    name: Span
    group: Group


@dataclass(frozen=True, slots=True)
class Selected:
    """A SELECT inside the query; `group` is what it selects from."""

    span: Span
    group: Group


@dataclass(frozen=True, slots=True)
class Minus:
    """`MINUS {…}`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Other:
    """What cannot make a group empty (`word` is optional or bind), or could not be read (a collection).

    `group` is that of an OPTIONAL.
    """

    span: Span
    word: str = ""
    group: Group | None = None


Element = Pattern | Condition | Values | Branches | Graph | Selected | Minus | Other


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of a group in the order in which they are joined; conditions come last, as they count."""

    span: Span
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole query.

    `prologue` ends where the form begins, and `head` is what stands before FROM, WHERE or the group.
    `clauses` are the graph names behind FROM and FROM NAMED, each with whether it is named.  `group`
    is the WHERE, None for a DESCRIBE without one.  `described` are the IRIs behind DESCRIBE,
    `template` the variables of CONSTRUCT, `projected` those that expressions of SELECT use;
    `modifiers` are what stands behind the WHERE, by first word in lower case.
    """

    form: str
    prologue: int
    head: Span | None = None
    clauses: tuple[tuple[Span, bool], ...] = ()
    group: Group | None = None
    described: tuple[Span, ...] = ()
    template: tuple[Span, ...] = ()
    projected: tuple[Span, ...] = ()
    aggregates: bool = False
    modifiers: Mapping[str, Span] = field(default_factory=dict)


def patterns_of(group: Group) -> Iterator[tuple[Pattern, tuple[Graph, ...]]]:
    """The patterns that must match if the group is to have a solution, each with the GRAPHs around it."""
    for element in group.elements:
        if isinstance(element, Pattern):
            yield element, ()
        elif isinstance(element, Graph):
            for pattern, around in patterns_of(element.group):
                yield pattern, (element, *around)
        elif isinstance(element, Branches) and len(element.groups) == 1:
            yield from patterns_of(element.groups[0])
