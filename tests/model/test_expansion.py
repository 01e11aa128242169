"""Prefix declarations, and the IRIs that prefixed names stand for."""

import pytest
from pyoxigraph import QuerySolutions, Store

from kg.model.expansion import expand, namespace_of
from kg.model.prologue import declarations
from kg.model.sparql_tokens import code, tokenize

BASE = "http://b/x/y"


def declared(query: str) -> dict[str, str | None]:
    return {one.label: namespace_of(one) for one in declarations(code(tokenize(query)))}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("PREFIX a: <http://a/> PREFIX : <http://b#> ASK {}", {"a": "http://a/", "": "http://b#"}),
        ("prefixa:<http://a/>ASK{}", {"a": "http://a/"}),
        ("PREFIX prefixes: <http://a/> ASK {}", {"prefixes": "http://a/"}),
        ("PREFIX a: # c <http://no/>\n <http://a/> ASK {}", {"a": "http://a/"}),
        ("PREFIX a: <http://a/> PREFIX a: <http://b/> ASK {}", {"a": "http://b/"}),
        ("PREFIX a.b: <http://a/> ASK {}", {"a.b": "http://a/"}),
        ("PREFIX a:b <http://a/> PREFIX <http://a/> PREFIX a: ASK {}", {}),
        ("ASK { ?s ?p 'PREFIX a: <http://a/>' } # PREFIX b: <http://b/>", {}),
        (
            "PREFIX a: <#> PREFIX b: <ns/> PREFIX c: <> PREFIX d: <//h/> ASK {}",
            {"a": "#", "b": "ns/", "c": None, "d": None},
        ),
        ("PREFIX a: <#> BASE <http://c/> ASK {}", {"a": None}),
        ("PREFIX a: <http://a b/> ASK {}", {}),
        (
            "PREFIX a: <http://a/\\u0020> PREFIX b: <http://\\u0061/> ASK {}",
            {"a": None, "b": "http://\\u0061/"},
        ),
    ],
)
def test_prefixes_are_found_as_the_engine_finds_them(query: str, expected: dict[str, str | None]) -> None:
    assert declared(query) == expected


@pytest.mark.parametrize(
    ("namespace", "local"),
    [
        ("http://a/", "b"),
        ("http://a/", "b:c:d"),
        ("http://a/", "b..c"),
        ("http://a/", "\\~\\.\\-\\!\\$\\&\\'\\(\\)\\*\\+\\,\\;\\=\\/\\?\\@"),
        ("http://a/", "\\#x"),
        ("http://a/", "%41%e4"),
        ("http://a/", "\u4e2d\u6587"),
        ("http://a", "b"),
        ("http://u@h:80/", "b"),
        ("http://[::1]/", "b"),
        ("urn:a:", "b"),
        ("urn:", "b"),
        ("http://a/#", ""),
        ("http://\\u0061/", "b"),
        ("#", "b"),
        ("ns/", "b"),
        ("/ns#", "b"),
    ],
)
def test_the_iri_is_the_one_that_the_engine_makes_of_the_name(namespace: str, local: str) -> None:
    iri = expand(namespace, local)
    assert iri is not None
    query = f"PREFIX p: <{namespace}> SELECT (p:{local} AS ?a) (<{iri}> AS ?b) {{}}"
    solutions = Store().query(query, base_iri=BASE)
    assert isinstance(solutions, QuerySolutions)
    solution = next(solutions)
    assert solution["a"] == solution["b"]


@pytest.mark.parametrize(
    ("namespace", "local"),
    [
        ("http://h:", "b"),
        ("http://h:8", "b"),
        ("http://h\\u003A", "b"),
        ("http://u@h:", "b"),
        ("http:", "\\/\\/h:b"),
        ("http://a/#", "\\#b"),
        ("http://a/", "-b"),
        ("http://a/", "\\xb"),
        ("http://a/", "%4"),
        ("http://a/", "b\ufffd"),
    ],
)
def test_a_name_that_the_engine_does_not_take_whole_is_not_expanded(namespace: str, local: str) -> None:
    assert expand(namespace, local) is None
    query = f"PREFIX p: <{namespace}> SELECT (p:{local} AS ?a) {{}}"
    with pytest.raises(SyntaxError):
        Store().query(query, base_iri=BASE)
