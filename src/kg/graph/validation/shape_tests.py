"""Tests of nodes put together from tests of values.

Every part is tried, also after one has failed: it may be one that a validator breaks off at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from kg.graph.validation.graph_index import GraphReader
from kg.graph.validation.set_tests import SetTest
from kg.graph.validation.value_tests import ValueTest
from kg.model.terms import Term


def of_node(of_each: Sequence[ValueTest], of_all: Sequence[SetTest]) -> ValueTest:
    """The test of a node shape, of which the node itself is the one value."""
    if len(of_each) == 1 and not of_all:
        return of_each[0]

    def test(node: Term) -> bool:
        fine = True
        for one in of_each:
            if not one(node):
                fine = False
        for two in of_all:
            if not two(node, (node,)):
                fine = False
        return fine

    return test


def of_property(
    predicate: Term, of_each: Sequence[ValueTest], of_all: Sequence[SetTest], data: GraphReader
) -> ValueTest:
    """The test of a property shape whose path is a predicate."""
    properties = data.properties
    return of_path(lambda node: properties(node).get(predicate, ()), of_each, of_all)


def of_path(
    values_of: Callable[[Term], Collection[Term]], of_each: Sequence[ValueTest], of_all: Sequence[SetTest]
) -> ValueTest:
    """The test of a property shape."""

    def test(node: Term) -> bool:
        values = values_of(node)
        fine = True
        if values:
            for one in of_each:
                for value in values:
                    if not one(value):
                        fine = False
        for two in of_all:
            if not two(node, values):
                fine = False
        return fine

    return test


def negation(test: ValueTest) -> ValueTest:
    """`sh:not`."""
    return lambda node: not test(node)


def counted(tests: Sequence[ValueTest], enough: Callable[[int, int], bool]) -> ValueTest:
    """The test whether enough of the tests hold; each of them is tried."""
    count = len(tests)
    return lambda node: enough(sum([one(node) for one in tests]), count)
