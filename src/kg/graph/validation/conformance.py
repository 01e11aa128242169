"""Which nodes surely conform to a shape, told without a validator.

A shape is compiled into a test of nodes.  The test answers as pyshacl does or raises NotDecided, and
a shape that holds anything which is not written down here, or which a validator might refuse, is not
compiled.  No part of a shape is left out because another has already failed, so that a failure of the
validator is never hidden.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from rdflib import SH, Graph, Literal, URIRef
from rdflib.term import Node

from kg.graph.validation import set_tests, value_tests
from kg.graph.validation.graph_index import SUBCLASS, GraphReader, descendants
from kg.graph.validation.paths import NotUnderstood, ends, items_of, read_path
from kg.graph.validation.set_tests import SetTest
from kg.graph.validation.shape_terms import (
    Said,
    at_most_one,
    count_of,
    iri_of,
    is_true,
    length_of,
    named,
    text_of,
)
from kg.graph.validation.shape_tests import counted, negation, of_node, of_path, of_property
from kg.graph.validation.value_tests import NotDecided, ValueTest, term_of
from kg.graph.vocabulary import TYPE
from kg.model.terms import Term

_DEEPEST = 10  # pyshacl gives up shapes that lie fifteen deep in each other
_BOUNDS: Mapping[URIRef, Callable[[int], bool]] = {
    SH.minInclusive: lambda sign: sign >= 0,
    SH.minExclusive: lambda sign: sign > 0,
    SH.maxInclusive: lambda sign: sign <= 0,
    SH.maxExclusive: lambda sign: sign < 0,
}
_KNOWN = frozenset(
    {
        *_BOUNDS,
        *(SH["class"], SH.datatype, SH.nodeKind, SH.minCount, SH.maxCount, SH.minLength, SH.maxLength),
        *(SH.pattern, SH.languageIn, SH.uniqueLang, SH["in"], SH.hasValue, SH.closed, SH.ignoredProperties),
        *(SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals),
        *(SH.node, SH.property, SH["not"], SH["and"], SH["or"], SH.xone),
        *(SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount),
    }
)

# What pyshacl knows besides (`pyshacl.constraints.ALL_CONSTRAINT_PARAMETERS`, which is long to import).
_UNKNOWN = frozenset({SH.qualifiedValueShapesDisjoint, SH.sparql})
_FOR_PROPERTIES = frozenset(
    {SH.minCount, SH.maxCount, SH.uniqueLang, SH.lessThan, SH.lessThanOrEquals}
    | {SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount}
)
_LISTS: Mapping[URIRef, Callable[[int, int], bool]] = {
    SH["and"]: operator.eq,
    SH["or"]: lambda count, _: count > 0,
    SH.xone: lambda count, _: count == 1,
}


class Conformance:
    """The shapes of a shapes graph as tests of the nodes of a data graph."""

    def __init__(self, shapes: Graph, data: GraphReader) -> None:
        self._compiler = _Compiler(shapes, data)
        self._tests: dict[Term, ValueTest | None] = {}

    def is_sure(self, shape: Term, node: Term) -> bool:
        """Whether a validator surely finds nothing at a node for a shape that has an IRI."""
        if shape not in self._tests:
            self._tests[shape] = self._compiled(shape)
        test = self._tests[shape]
        try:
            return test is not None and test(node)
        except (NotDecided, NotUnderstood):
            return False

    def _compiled(self, shape: Term) -> ValueTest | None:
        try:
            return self._compiler.shape(URIRef(shape[1:-1]))
        except NotUnderstood:
            return None


class _Compiler:
    """Makes tests of shapes; notes which it is in, so that a circle is seen."""

    def __init__(self, shapes: Graph, data: GraphReader) -> None:
        self.shapes = shapes
        self.data = data
        self.inside: list[Node] = []

    def shape(self, shape: Node) -> ValueTest:
        """The test of a shape.  Raises NotUnderstood."""
        if shape in self.inside or isinstance(shape, Literal) or len(self.inside) >= _DEEPEST:
            raise NotUnderstood
        self.inside.append(shape)
        try:
            return self.compiled(shape)
        finally:
            self.inside.pop()

    def compiled(self, shape: Node) -> ValueTest:
        """The test of a shape that the compiler is in."""
        said: dict[Node, list[Node]] = {}
        for predicate, value in self.shapes.predicate_objects(shape):
            said.setdefault(predicate, []).append(value)
        if not _UNKNOWN.isdisjoint(said):
            raise NotUnderstood
        paths = said.get(SH.path, [])
        of_each, of_all = self.of_each(said), self.of_all(said, has_path=bool(paths))
        if is_true(said, SH.deactivated):
            return lambda _: True
        if not paths:
            return of_node(of_each, of_all)
        if len(paths) > 1:
            raise NotUnderstood
        path = read_path(self.shapes, paths[0])
        if path.kind == "predicate" and path.predicate is not None:
            return of_property(path.predicate, of_each, of_all, self.data)
        return of_path(lambda node: ends(path, node, self.data), of_each, of_all)

    def of_each(self, said: Said) -> list[ValueTest]:
        """The tests of single values that the terms of a shape ask for."""
        tests: list[ValueTest] = []
        tests += [self.of_class(iri_of(cls)) for cls in said.get(SH["class"], ())]
        tests += [value_tests.of_datatype(named(datatype)) for datatype in at_most_one(said, SH.datatype)]
        tests += [value_tests.of_kind(named(kind)) for kind in at_most_one(said, SH.nodeKind)]
        tests += [value_tests.of_length(length_of(least), None) for least in at_most_one(said, SH.minLength)]
        tests += [value_tests.of_length(None, length_of(most)) for most in at_most_one(said, SH.maxLength)]
        flags = "".join(text_of(one) for one in at_most_one(said, SH.flags))
        tests += [value_tests.of_pattern(text_of(pattern), flags) for pattern in said.get(SH.pattern, ())]
        for languages in at_most_one(said, SH.languageIn):
            allowed = frozenset(text_of(one).lower() for one in items_of(self.shapes, languages))
            tests.append(value_tests.of_languages(allowed))
        for members in at_most_one(said, SH["in"]):
            listed = frozenset(term_of(one) for one in items_of(self.shapes, members))
            tests.append(value_tests.of_list(listed))
        for term, holds in _BOUNDS.items():
            for bound in said.get(term, ()):
                if not isinstance(bound, Literal):
                    raise NotUnderstood
                tests.append(value_tests.of_order(bound, holds))
        return tests + self.of_shapes(said) + self.of_closed(said)

    def of_shapes(self, said: Said) -> list[ValueTest]:
        """The tests that apply other shapes to each value."""
        tests: list[ValueTest] = []
        tests += [self.nested(shape, with_path=True) for shape in said.get(SH.property, ())]
        tests += [self.nested(shape, with_path=False) for shape in said.get(SH.node, ())]
        tests += [negation(self.shape(shape)) for shape in said.get(SH["not"], ())]
        for term, enough in _LISTS.items():
            tests += [
                counted([self.shape(one) for one in items_of(self.shapes, head)], enough)
                for head in said.get(term, ())
            ]
        return tests

    def of_closed(self, said: Said) -> list[ValueTest]:
        """The test of `sh:closed`, where it is true."""
        ignored = said.get(SH.ignoredProperties, ())
        if SH.closed not in said:
            if ignored:
                raise NotUnderstood
            return []
        if not is_true(said, SH.closed):
            return []
        allowed = {term_of(one) for head in ignored for one in items_of(self.shapes, head)}
        for shape in said.get(SH.property, ()):
            allowed.update(
                iri_of(one) for one in self.shapes.objects(shape, SH.path) if isinstance(one, URIRef)
            )
        return [set_tests.closed(allowed, self.data)]

    def of_all(self, said: Said, *, has_path: bool) -> list[SetTest]:
        """The tests of all values together."""
        tests: list[SetTest] = [set_tests.with_value(term_of(one)) for one in said.get(SH.hasValue, ())]
        tests += [set_tests.equal_to(iri_of(one), self.data) for one in said.get(SH.equals, ())]
        tests += [set_tests.disjoint_from(iri_of(one), self.data) for one in said.get(SH.disjoint, ())]
        if not has_path:
            if not said.keys().isdisjoint(_FOR_PROPERTIES):
                raise NotUnderstood  # refused or passed over by validators
            return tests
        tests += [set_tests.at_least(count_of(one)) for one in at_most_one(said, SH.minCount)]
        tests += [set_tests.at_most(count_of(one)) for one in at_most_one(said, SH.maxCount)]
        for one in at_most_one(said, SH.uniqueLang):
            if not isinstance(one, Literal) or not isinstance(one.value, bool):
                raise NotUnderstood
            if one.value:
                tests.append(set_tests.one_of_each_language)
        for term in (SH.lessThan, SH.lessThanOrEquals):
            or_equal = term == SH.lessThanOrEquals
            tests += [
                set_tests.less_than(iri_of(one), self.data, or_equal=or_equal) for one in said.get(term, ())
            ]
        return tests + self.of_qualified(said)

    def of_qualified(self, said: Said) -> list[SetTest]:
        """The tests of `sh:qualifiedValueShape`."""
        least = [count_of(one) for one in at_most_one(said, SH.qualifiedMinCount)]
        most = [count_of(one) for one in at_most_one(said, SH.qualifiedMaxCount)]
        shapes = said.get(SH.qualifiedValueShape, ())
        if bool(least or most) != bool(shapes):
            raise NotUnderstood
        limits = (least[0] if least else None, most[0] if most else None)
        return [set_tests.qualified(self.shape(one), *limits) for one in shapes]

    def of_class(self, cls: Term) -> ValueTest:
        """`sh:class`, with the subclasses that the data graph states (SHACL, section 4.1.1)."""
        classes = descendants(self.data, cls, SUBCLASS)
        properties = self.data.properties
        return lambda term: not classes.isdisjoint(properties(term).get(TYPE, ()))

    def nested(self, shape: Node, *, with_path: bool) -> ValueTest:
        """The test of a shape that must have a path, or none."""
        if ((shape, SH.path, None) in self.shapes) != with_path:
            raise NotUnderstood
        return self.shape(shape)
