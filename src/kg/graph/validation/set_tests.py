"""What a validator says of all values of a focus node together: how many, which, and beside which others.

The values come each once as terms; a validator counts those that differ in the case of a language tag
as one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from kg.graph.validation.graph_index import GraphReader
from kg.graph.validation.value_tests import ValueTest, is_less, key, keys, language
from kg.model.terms import RDF, RDFS, Term, iri

SetTest = Callable[[Term, Collection[Term]], bool]
"""A test of a focus node with its values."""

_TYPE = iri(RDF + "type")
_RESOURCE = iri(RDFS + "Resource")


def at_least(count: int) -> SetTest:
    """`sh:minCount`."""
    if count <= 1:
        return lambda _, values: len(values) >= count
    return lambda _, values: len(keys(values)) >= count


def at_most(count: int) -> SetTest:
    """`sh:maxCount`."""
    return lambda _, values: len(values) <= count or len(keys(values)) <= count


def one_of_each_language(_: Term, values: Collection[Term]) -> bool:
    """`sh:uniqueLang`."""
    if len(values) < 2:
        return True
    tags = [tag for one in keys(values) if (tag := language(one))]
    return len(tags) == len(set(tags))


def with_value(member: Term) -> SetTest:
    """`sh:hasValue`; the member is a key."""
    return lambda _, values: member in values or member in keys(values)


def equal_to(predicate: Term, graph: GraphReader) -> SetTest:
    """`sh:equals`."""
    return lambda node, values: keys(values) == keys(graph.properties(node).get(predicate, ()))


def disjoint_from(predicate: Term, graph: GraphReader) -> SetTest:
    """`sh:disjoint`."""

    def test(node: Term, values: Collection[Term]) -> bool:
        others = graph.properties(node).get(predicate)
        return not others or keys(values).isdisjoint(keys(others))

    return test


def less_than(predicate: Term, graph: GraphReader, *, or_equal: bool) -> SetTest:
    """`sh:lessThan` and `sh:lessThanOrEquals`."""

    def test(node: Term, values: Collection[Term]) -> bool:
        others = graph.properties(node).get(predicate, ())
        found = [is_less(one, other, or_equal=or_equal) for one in values for other in others]
        return all(found)

    return test


def qualified(shape: ValueTest, least: int | None, most: int | None) -> SetTest:
    """`sh:qualifiedValueShape` with its counts."""

    def test(_: Term, values: Collection[Term]) -> bool:
        count = sum([shape(one) for one in {key(one): one for one in values}.values()])
        return (least is None or count >= least) and (most is None or count <= most)

    return test


def closed(allowed: Collection[Term], graph: GraphReader) -> ValueTest:
    """`sh:closed`: a node has no other properties than these."""

    def test(node: Term) -> bool:
        return all(
            predicate in allowed or (predicate == _TYPE and set(values) == {_RESOURCE})
            for predicate, values in graph.properties(node).items()
        )

    return test
