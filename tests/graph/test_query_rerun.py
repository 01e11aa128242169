"""Asking a query again for what a change can have altered gives what asking it anew for everything gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph.dataset import Dataset
from kg.graph.ontology import parse_turtle
from kg.graph.store import Rows, memory_store, select
from kg.graph.validation.query_reads import read_query
from kg.graph.validation.query_rerun import Ask, Change, run_changed
from kg.graph.validation.query_spots import Query
from kg.model.terms import Term, Triple, iri

E = "https://example.test/"
PREFIXES = f"PREFIX : <{E}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
GRAPH = iri("urn:x-test:graph")


def asked(triples: Sequence[Triple]) -> Ask:
    dataset = Dataset()
    dataset.update(GRAPH, triples)
    store = memory_store(dataset)
    return lambda query: select(store, query, {})


def by_focus(found: Rows, focus: str) -> dict[Term | None, Counter[tuple[tuple[str, Term], ...]]]:
    """The solutions of each focus, with how often each is there."""
    solutions: dict[Term | None, Counter[tuple[tuple[str, Term], ...]]] = {}
    for row in found.rows:
        bound = {name: value for name, value in zip(found.variables, row, strict=True) if value is not None}
        solutions.setdefault(bound.get(focus), Counter())[tuple(sorted(bound.items()))] += 1
    return solutions


def agree(query: Query, before: Sequence[Triple], after: Sequence[Triple]) -> int | None:
    """The number of foci that were asked for again, None for all, after all solutions were compared."""
    return agree_between(query, change_of(before, after), asked(before), asked(after))


def change_of(before: Sequence[Triple], after: Sequence[Triple]) -> Change:
    return Change(frozenset(after) - frozenset(before), frozenset(before) - frozenset(after))


def agree_between(query: Query, change: Change, old: Ask, new: Ask) -> int | None:
    """The same for graphs that can be asked already."""
    found = run_changed(query, old, new, change)
    earlier = by_focus(old(query.text), query.focus)
    now = by_focus(new(query.text), query.focus)
    if found.foci is None:
        assert by_focus(found.solutions, query.focus) == now
        return None
    assert by_focus(found.solutions, query.focus) == {one: now[one] for one in now if one in found.foci}
    for focus in {*earlier, *now} - found.foci:
        assert earlier.get(focus) == now.get(focus), (query.text, focus)
    return len(found.foci)


NODES = [f":n{number}" for number in range(5)]
ENDS = [*NODES, ":A", ":B", "1", '"x"@en']
PREDICATES = [":p", ":q", ":r", "a"]
TRIPLES = st.builds(
    "{} {} {} .".format, st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(ENDS)
)
DATA = st.lists(TRIPLES, max_size=12)

QUERIES = [
    "{ ?focus :p ?x . ?x :q ?y }",
    "{ ?x :p ?focus . FILTER NOT EXISTS { ?focus :q ?y . ?y :r ?x } }",
    "{ ?focus :p ?x . FILTER EXISTS { ?x :q ?y FILTER NOT EXISTS { ?y :r ?focus } } }",
    "{ ?focus :p ?x MINUS { ?x :q ?y MINUS { ?y :r ?x } } }",
    "{ ?focus :p ?x MINUS { ?x :q ?z } ?x :r ?z }",
    "{ ?focus :p ?x OPTIONAL { ?x :q ?z } ?focus :r ?z }",
    "{ ?focus :p ?x OPTIONAL { ?x :q ?z FILTER NOT EXISTS { ?z :r ?w } } OPTIONAL { ?z :p ?v } }",
    "{ ?focus :p ?x OPTIONAL { ?x :q ?z } MINUS { ?z :r ?y } }",
    "{ ?x :p ?y MINUS { ?x :q ?focus } ?x :r ?focus }",
    "{ OPTIONAL { ?x :q ?focus } ?x :p ?focus }",
    "{ ?focus :p+ ?x }",
    "{ ?focus :p* ?x }",
    "{ ?x :p? ?focus . ?x :q ?y }",
    "{ ?focus (:p/:q)* ?x . ?x a :A }",
    "{ ?focus (:p|^:q)+ ?focus }",
    "{ ?focus ^(:p/:q*) ?x }",
    "{ ?focus !(:p|:q) ?x }",
    "{ ?focus (!(:p|^:q))+ ?x . ?focus :p ?x }",
    "{ ?focus :p ?x FILTER NOT EXISTS { ?x (:q/:r?)+ ?focus } }",
    "{ ?focus :p ?x MINUS { ?focus :p/(:q|^:q)*/:r ?x } }",
    "{ { ?focus :p ?x } UNION { ?x :q ?focus FILTER NOT EXISTS { ?x :r ?z } } }",
    "{ { ?focus :p ?x } UNION { ?focus :q ?y } ?x :r ?y }",
    "{ { SELECT ?x (COUNT(?y) AS ?n) { ?x :p ?y } GROUP BY ?x } ?focus :q ?x }",
    "{ { SELECT DISTINCT ?x { ?x :p ?y } } ?focus :q ?x . ?focus :r ?y }",
    "{ { SELECT ?focus ?y { ?focus :p ?y OPTIONAL { ?y :q ?z } } } MINUS { ?y :r ?z } }",
    "{ { SELECT DISTINCT ?k { ?y a ?class BIND (STR(?class) AS ?k) } } ?focus a ?x FILTER (STR(?x) = ?k) }",
    "{ ?focus ?p ?x FILTER NOT EXISTS { ?x a ?c } }",
    "{ VALUES (?x ?y) { (:n0 UNDEF) (UNDEF :n1) } ?focus :p ?x ; :q ?y }",
    "{ ?z :p ?x BIND (?z AS ?focus) MINUS { ?focus :q ?x } }",
    "{ ?focus :p ?x BIND (EXISTS { ?x :q ?y } AS ?has) }",
    "{ ?focus :p [ :q ?x ] }",
    "{ ?focus :p ?x FILTER (?x IN (:n1, :n2) || NOT EXISTS { ?x :q [] }) }",
    "{ ?focus :p ?x FILTER EXISTS { SELECT ?x { ?x :q ?y } LIMIT 1 } }",
    "{ ?focus :p ?focus }",
    "{ :n0 :p ?focus . ?focus :q 1 }",
    "{ ?focus :p ?x . ?a :q ?b }",
    "{ ?focus :p ?x FILTER NOT EXISTS { ?a :q ?b } }",
    "{ { ?focus :p ?x MINUS { ?focus :q ?x } } UNION { ?focus :r ?x } OPTIONAL { ?focus :q ?y } }",
    "{ ?focus :p ?x } ORDER BY ?x LIMIT 2",
    "{ GRAPH ?g { ?focus :p ?x } }",
]  # fmt: skip


def graph(lines: list[str]) -> list[Triple]:
    found, faults = parse_turtle(PREFIXES.replace("PREFIX", "\nPREFIX") + "\n".join(lines), "data.ttl")
    assert not faults
    return sorted(set(found))


def of(where: str) -> Query:
    return read_query(f"{PREFIXES}SELECT * {where}", {}, "focus")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(QUERIES), DATA, DATA, st.integers(0, 4))
def test_unaffected_foci_keep_their_solutions(where: str, data: list[str], more: list[str], cut: int) -> None:
    agree(of(where), graph(data), graph([*data[cut:], *more[:3]]))


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(QUERIES), DATA, DATA, st.integers(0, 4))
def test_unaffected_foci_keep_their_solutions_at_length(
    where: str, data: list[str], more: list[str], cut: int
) -> None:
    agree(of(where), graph(data), graph([*data[cut:], *more[:3]]))


VARIABLES = st.sampled_from(["?focus", "?x", "?y", "?z"])
PATHS = st.sampled_from([*PREDICATES, "?p", ":p/:q", ":p*", "(:q|^:r)+", "^:p", ":q?", "(:p/:q?)+", "!:p"])
PATTERN = st.builds("{} {} {} .".format, VARIABLES, PATHS, st.one_of(VARIABLES, st.sampled_from(ENDS)))
PATTERNS = st.lists(PATTERN, min_size=1, max_size=2).map(" ".join)


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Groups made of other groups."""
    part = st.one_of(
        PATTERNS,
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("FILTER NOT EXISTS {{ {} }}".format, inner),
        st.builds("FILTER EXISTS {{ {} }}".format, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{{ SELECT DISTINCT ?focus ?x {{ {} }} }}".format, inner),
        st.builds("{{ SELECT ?y (COUNT(*) AS ?n) {{ {} }} GROUP BY ?y }}".format, inner),
        st.just("VALUES ?x { :n0 :n1 UNDEF }"),
        st.just("FILTER (BOUND(?y) || ?x != :n0)"),
    )
    return st.lists(part, min_size=1, max_size=3).map(" ".join)


GROUPS = st.builds("{{ ?focus {} ?x . {} }}".format, PATHS, st.recursive(PATTERNS, deeper, max_leaves=5)) | (
    st.builds("{{ {} ?focus {} ?x }}".format, st.recursive(PATTERNS, deeper, max_leaves=5), PATHS)
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(GROUPS, DATA, DATA, st.integers(0, 4))
def test_any_query_keeps_the_solutions_of_unaffected_foci(
    where: str, data: list[str], more: list[str], cut: int
) -> None:
    agree(of(where), graph(data), graph([*data[cut:], *more[:3]]))


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(GROUPS, DATA, DATA, st.integers(0, 4))
def test_any_query_keeps_the_solutions_of_unaffected_foci_at_length(
    where: str, data: list[str], more: list[str], cut: int
) -> None:
    agree(of(where), graph(data), graph([*data[cut:], *more[:3]]))
