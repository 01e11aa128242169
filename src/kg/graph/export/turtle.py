"""Writing Turtle and TriG so that one added statement changes few lines and no others.

Subjects are sorted by IRI; a statement has a line of its own, the first of a subject beside it,
`a` before the other predicates, which are sorted by IRI, objects sorted; the closing full stop has a
line of its own too, so that no line changes because another one follows.  Literals keep their lexical
form: `true`, `false` and integers without leading zeros or a plus stand bare, all else is quoted.
Syntax: RDF 1.1 Turtle and TriG.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.export.curies import Curies
from kg.graph.export.spool import header_first
from kg.graph.nquads import Node
from kg.model.terms import RDF, XSD, Term

_TYPE = Term(f"<{RDF}type>")
_BARE = re.compile(rf'"(?:(-?(?:0|[1-9][0-9]*))"\^\^<{XSD}integer>|(true|false)"\^\^<{XSD}boolean>)')


def write_turtle(nodes: Iterable[Node], *, namespaces: Mapping[str, str]) -> Iterator[str]:
    """The nodes of one graph as Turtle, in pieces; `namespaces` leads from prefixes to IRIs.

    The nodes come sorted, as `kg.graph.nquads` gives them.
    """
    curies = Curies(namespaces)
    return header_first(lambda: _prefixes(curies), (f"\n{_block(node, curies, '')}" for node in nodes))


def write_trig(
    graphs: Iterable[tuple[Term, Iterable[Node]]], *, namespaces: Mapping[str, str]
) -> Iterator[str]:
    """Named graphs as TriG, in pieces; the default graph of the file is empty."""
    curies = Curies(namespaces)
    return header_first(lambda: _prefixes(curies), _named_graphs(graphs, curies))


def _named_graphs(graphs: Iterable[tuple[Term, Iterable[Node]]], curies: Curies) -> Iterator[str]:
    for name, nodes in graphs:
        yield f"\n{curies.shorten(name)} {{\n"
        between = ""
        for node in nodes:
            yield f"{between}{_block(node, curies, '    ')}"
            between = "\n"
        yield "}\n"


def _prefixes(curies: Curies) -> str:
    return "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in curies.used().items())


def _block(node: Node, curies: Curies, indent: str) -> str:
    """The lines of one subject."""
    parts = [indent, curies.shorten(node.subject)]
    before = None
    for predicate, value in node.statements:
        written = _value(value, curies)
        if predicate == before:
            parts.append(f" ,\n{indent}        {written}")
            continue
        verb = "a" if predicate == _TYPE else curies.shorten(predicate)
        parts.append(f" {verb} {written}" if before is None else f" ;\n{indent}    {verb} {written}")
        before = predicate
    parts.append(f" ;\n{indent}.\n")
    return "".join(parts)


def _value(term: Term, curies: Curies) -> str:
    """An object; N-Triples escapes are Turtle escapes, so a literal's quoted part stays as it is."""
    if not term.startswith('"'):
        return curies.shorten(term)
    if not term.endswith(">"):
        return term
    bare = _BARE.fullmatch(term)
    if bare:
        return bare[1] or bare[2]
    quoted, _, datatype = term.rpartition("^^")
    return f"{quoted}^^{curies.shorten(Term(datatype))}"
