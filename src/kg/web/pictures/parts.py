"""What a picture is made of, and what comes out: nodes, edges, the finished SVG with its legend.

Nodes and edges name things by IRI; an edge between things that are not in the picture is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from kg.web.language import Label


@dataclass(frozen=True, slots=True)
class Node:
    """A thing to draw: its name, where its link leads, the mark of its kind and the kind in words."""

    iri: str
    label: Label
    href: str = ""
    mark: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement to draw between two things; `both` says that it holds either way."""

    source: str
    target: str
    label: str = ""
    href: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the legend: a mark and the kinds that have it."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished drawing.

    `width` is its natural width in pixels; `left_out` counts the nodes that were beyond its bound.
    """

    svg: Markup
    width: int
    height: int
    nodes: int
    edges: int
    legend: tuple[Kind, ...] = ()
    left_out: int = 0

    def __html__(self) -> str:
        return str(self.svg)


def merge_edges(edges: Iterable[Edge], known: Iterable[str]) -> list[Edge]:
    """One edge for each pair of things that are both known, its label naming all that stand between them.

    Loops are left out; a pair that is joined in both directions gets one edge without an arrow.
    """
    inside = set(known)
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        if edge.source != edge.target and edge.source in inside and edge.target in inside:
            pair = (min(edge.source, edge.target), max(edge.source, edge.target))
            found.setdefault(pair, []).append(edge)
    return [_merged(some) for some in found.values()]


def told(edge: Edge, source: Node, target: Node) -> str:
    """An edge in words, for its title."""
    arrow = "—" if edge.both else "→"
    middle = f" — {edge.label} {arrow} " if edge.label else f" {arrow} "
    return f"{source.label.text}{middle}{target.label.text}"


def legend_of(nodes: Sequence[Node]) -> tuple[Kind, ...]:
    """The marks of these nodes in order of their first use, each with its kinds."""
    kinds: dict[str, dict[str, None]] = {}
    for node in nodes:
        words = kinds.setdefault(node.mark, {})
        if node.kind:
            words[node.kind] = None
    return tuple(Kind(mark, ", ".join(words)) for mark, words in kinds.items() if words)


def _merged(edges: list[Edge]) -> Edge:
    first = edges[0]
    labels = dict.fromkeys(one.label for one in edges if one.label)
    both = any(one.both or one.source != first.source for one in edges)
    return replace(first, label=", ".join(labels), both=both)
