"""Writing Turtle and TriG so that one added statement changes few lines and no others.

Subjects are sorted by IRI; a statement has a line of its own, the first of a subject beside it,
`a` before the other predicates, which are sorted by IRI, objects sorted; the closing full stop has a
line of its own too, so that no line changes because another one follows.  Literals keep their lexical
form: `true`, `false` and integers without leading zeros or a plus stand bare, all else is quoted.
Syntax: RDF 1.1 Turtle and TriG.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.graph.export.curies import Curies
from kg.graph.export.memo import Memo
from kg.graph.export.nodes import TYPE, Layout, Statement, place_of, write_nodes
from kg.graph.export.spool import header_first
from kg.graph.nquads import Subject
from kg.model.terms import XSD, Term

_BARE = re.compile(rf'"(?:(-?(?:0|[1-9][0-9]*))"\^\^<{XSD}integer>|(true|false)"\^\^<{XSD}boolean>)'.encode())


def write_turtle(subjects: Iterable[list[Subject]], *, namespaces: Mapping[str, str]) -> Iterator[bytes]:
    """The subjects of one graph as Turtle, in pieces; `namespaces` leads from prefixes to IRIs.

    The subjects come sorted, as `kg.graph.nquads` gives them.
    """
    curies = Curies(namespaces)
    return header_first(lambda: _prefixes(curies), write_nodes(subjects, _layout(curies, b"")))


def write_trig(
    graphs: Iterable[tuple[Term, Iterable[list[Subject]]]], *, namespaces: Mapping[str, str]
) -> Iterator[bytes]:
    """Named graphs as TriG, in pieces; the default graph of the file is empty."""
    curies = Curies(namespaces)
    return header_first(lambda: _prefixes(curies), _named_graphs(graphs, curies))


def _named_graphs(graphs: Iterable[tuple[Term, Iterable[list[Subject]]]], curies: Curies) -> Iterator[bytes]:
    layout = _layout(curies, b"    ")
    for name, subjects in graphs:
        yield b"\n%b {\n" % curies.shorten(name.encode())
        between = 1  # the empty line before a subject, which the first has not
        for piece in write_nodes(subjects, layout):
            yield piece[between:]
            between = 0
        yield b"}\n"


def _prefixes(curies: Curies) -> str:
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in curies.used().items())


def _layout(curies: Curies, indent: bytes) -> Layout:
    shorten = curies.shorten
    next_predicate = b" ;\n" + indent + b"   "

    def opening(predicate: bytes) -> tuple[bytes, bytes]:
        verb = b"a" if predicate == TYPE else shorten(predicate)
        return place_of(predicate), next_predicate + b" " + verb + b" "

    def typed(literal: bytes) -> bytes:
        return _typed(literal, shorten)

    openings, typed_literals = Memo(opening), Memo(typed)

    def statements(pairs: list[bytes]) -> list[Statement]:
        found = []
        for pair in pairs:
            predicate, _, value = pair.partition(b" ")
            place, before_value = openings[predicate]
            if value.startswith(b"<"):
                found.append((place, value[:-1], before_value, shorten(value)))
            elif value.endswith(b">"):
                found.append((place, value, before_value, typed_literals[value]))
            else:
                found.append((place, value, before_value, value))
        return found

    return Layout(
        begin=b"\n" + indent,
        name=shorten,
        named=b"",
        statements=statements,
        joint=len(next_predicate),
        between=b" ,\n" + indent + b"        ",
        end=b" ;\n" + indent + b".\n",
    )


def _typed(literal: bytes, shorten: Callable[[bytes], bytes]) -> bytes:
    """A literal with a datatype; N-Triples escapes are Turtle escapes, so the quoted part stays as it is."""
    bare = _BARE.fullmatch(literal)
    if bare:
        return bare[1] or bare[2]
    quoted, _, datatype = literal.rpartition(b"^^")
    return quoted + b"^^" + shorten(datatype)
