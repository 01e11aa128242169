"""The shipped graph for the tests that ask it: checked once in a session, then queried in memory.

Terms are written as in Turtle with the project's prefixes, so that an expected answer can be read;
`-` stands for an unbound variable.  The check writes nothing.
"""

from __future__ import annotations

from functools import cache

from projects import ROOT
from pyoxigraph import QueryBoolean, QueryTriples

from kg.graph.pipeline import Checked, check
from kg.graph.store import MemoryStore, Rows, memory_store, select
from kg.model.diagnostics import Severity
from kg.model.project import read_project
from kg.model.terms import XSD

UNBOUND = "-"
_BARE = (XSD + "integer", XSD + "boolean")


@cache
def shipped() -> Checked:
    """The check of this project; a graph with errors is not worth asking."""
    checked = check(read_project(ROOT), update_lock=False)
    errors = [
        str(one.mark) + " " + one.message.en for one in checked.diagnostics if one.severity is Severity.ERROR
    ]
    assert errors == [], "\n".join(errors)
    return checked


@cache
def store() -> MemoryStore:
    """Its default graph and its named graphs, as a version holds them."""
    return memory_store(shipped().dataset, named=True)


@cache
def prefixes() -> dict[str, str]:
    """The prefixes of the project."""
    return shipped().project.namespaces


def answer(query: str) -> list[tuple[str, ...]]:
    """The answer to a query of any form: a head, then the rows.

    SELECT gives its variables and solutions in their order; ASK the head `answer` and one row; CONSTRUCT
    a head of three and the triples sorted.
    """
    found = store().store.query(query, prefixes=prefixes())
    if isinstance(found, QueryBoolean):
        return [("answer",), ("true" if found else "false",)]
    if isinstance(found, QueryTriples):
        triples = [tuple(written(str(term)) for term in triple) for triple in found]
        return [("subject", "predicate", "object"), *sorted(triples)]
    solutions: Rows = select(store(), query, prefixes())
    return [solutions.variables, *(tuple(map(written, row)) for row in solutions.rows)]


def rows(query: str) -> list[tuple[str, ...]]:
    """The answer without its head."""
    return answer(query)[1:]


def column(query: str) -> list[str]:
    """The answer to a query with one variable."""
    assert all(len(row) == 1 for row in rows(query))
    return [row[0] for row in rows(query)]


def holds(pattern: str) -> bool:
    """Whether a graph pattern has a solution."""
    return rows(f"ASK {{ {pattern} }}") == [("true",)]


def written(term: str | None) -> str:
    """A term in the notation of the expected answers."""
    if term is None:
        return UNBOUND
    if term.startswith("<"):
        return _curie(term)
    text, _, datatype = term.rpartition("^^")
    if not text:
        return term
    return text.strip('"') if datatype[1:-1] in _BARE else f"{text}^^{_curie(datatype)}"


def _curie(iri: str) -> str:
    """The IRI with the prefix of the longest namespace that it starts with."""
    value = iri[1:-1]
    fitting = [
        (len(namespace), prefix) for prefix, namespace in prefixes().items() if value.startswith(namespace)
    ]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{value[length:]}"
