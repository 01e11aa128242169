"""How large a query is, counted on its tokens."""

import pytest

from kg.endpoint.query_size import measure
from kg.model.sparql_tokens import tokenize


@pytest.mark.parametrize(
    ("query", "patterns"),
    [
        ("SELECT * {}", 0),
        ("SELECT * { ?s ?p ?o }", 1),
        ("SELECT * { ?s ?p ?o . }", 1),
        ("SELECT * { ?s ?p ?o ; a ex:x, ex:y . ?t ?p 1 FILTER(?o > 1) OPTIONAL { ?s ex:a/ex:b* ?x } }", 5),
        ("ASK { ?s ?p (1 2 3) }", 7),
        ("ASK { [] ?p [ ex:a 1 ; ex:b 2 ] }", 3),
        ("ASK { [ ex:a 1 ] . ?s (ex:a|^ex:b)+ ?o }", 2),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY DESC(?n)", 1),
        ("SELECT * { VALUES ?x { 1 2 } VALUES (?y ?z) { (1 2) (UNDEF 3) } ?s ?p ?x }", 1),
        ("SELECT * { ?s ?p ?o } VALUES ?s { ex:a }", 1),
        ("CONSTRUCT { ?s a ex:b } WHERE { ?s ?p ?o . FILTER EXISTS { ?s ?q ?r } BIND(1 AS ?z) }", 3),
        ("SELECT * { { SELECT ?s (1 AS ?y) { ?s ?p ?o } ORDER BY ?s } UNION { ?s ?p ?o } }", 2),
        ("ASK { ?s ?p ?o {| ex:a 1 |} . <<( ex:a ex:b 1 )>> ?p ?o }", 3),
        ("ASK { FILTER regex(?a, 'b') FILTER ex:f(1) ?s !(ex:a|ex:b)/ex:c? ?o }", 1),
        ("ASK { ?a a ?b . FILTER(?a IN (1, 2, 3)) . FILTER NOT EXISTS { ?a ?b ?c } ?x a ?y }", 3),
    ],
)
def test_triple_patterns_are_counted(query: str, patterns: int) -> None:
    assert measure(tokenize(query)).patterns == patterns


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ("ASK { ?s ex:a/ex:b ?o FILTER(1 / 2 > ?o * 3) }", 1),
        ("ASK { ?s (ex:a|^ex:b)+/!ex:c ?o }", 5),
        ("SELECT * { ?s ?p ?o }", 0),
        ("SELECT (COUNT(*) AS ?n) { ?s ex:a? ?o }", 1),
    ],
)
def test_steps_in_paths_are_told_from_operators(query: str, steps: int) -> None:
    assert measure(tokenize(query)).path_steps == steps


def test_the_other_measures() -> None:
    query = (
        "SELECT ?g (COUNT(?s) + 1 AS ?n) { ?s ?p ?o BIND(?o + 1 AS ?x) { } UNION { } "
        "OPTIONAL { FILTER NOT EXISTS { VALUES (?a ?b) { (1 2) (3 4) } } } } GROUP BY ?g ORDER BY (?n) ?g"
    )
    size = measure(tokenize(query))
    assert (size.nesting, size.groups, size.steps, size.operators, size.rows) == (5, 6, 7, 2, 2)


def test_brackets_that_do_not_match_are_survived() -> None:
    assert measure(tokenize(") } ] ) }} { ( ] } )")).groups == 1
