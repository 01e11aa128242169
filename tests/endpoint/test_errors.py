"""The words and the places of errors, from the engine's parser to the reader."""

from collections.abc import Callable

import pytest

from kg.endpoint.service import Answer
from kg.model.errors import QueryFailed, QuerySyntax

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    ("query", "place", "words", "suggestion"),
    [
        ("SELECT * {\n  ?s libb:x ?o }", (2, 6, 5), "the prefix `libb:` is not declared", "lib:"),
        ("SELECT * { ?s ?p ?o", (1, 10, 1), "`{` is never closed", None),
        ("SELECT * { ?s ?p ?o } }", (1, 23, 1), "`}` closes nothing", None),
        ("SELECT * { ?s ?p 'open }", (1, 18, 1), "has no end", None),
        ("SELECT * { ?s ?p ?o } LIMTI 5", (1, 23, 5), "`LIMTI` cannot stand here", "LIMIT"),
        ("SELECT * { ?s ?p ?o } LIMIT x", (1, 29, 1), "`x` cannot stand here", None),
        ("SELECT * { ?s ?p }", (1, 18, 1), "`}` cannot stand here", None),
        ("SELECT * { ?s ?p ?o FILTER(strlenn(?o) > 1) }", (1, 28, 7), "no function `strlenn`", "STRLEN"),
        ("SELECT * { ?s ?p ?o . OPTINAL { ?s ?q ?r } }", (1, 23, 7), "cannot stand here", "OPTIONAL"),
        ("SELECT * { ?s a <http://a b/> }", (1, 17, 13), "an IRI cannot contain ' '", None),
        ("SELECT ?x", (1, 8, 2), "the query ends too early", None),
        ("SELECT ?x ?x { ?x ?p ?o }", None, "names a column twice", None),
        ("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o }", None, "GROUP BY", None),
        ("SELECT * { ?s lib:service ?o , 'service' ; ; lib:x }", (1, 52, 1), "`}` cannot stand here", None),
        ("SELEKT * {}", (1, 1, 6), "cannot begin with `SELEKT`", "SELECT"),
    ],
)
def test_a_syntax_error_is_named_at_its_place(
    ask: Ask, query: str, place: tuple[int, int, int] | None, words: str, suggestion: str | None
) -> None:
    with pytest.raises(QuerySyntax) as caught:
        ask(query)
    error = caught.value
    assert words in error.message
    assert error.suggestion == suggestion
    if place:
        assert (error.line, error.column, error.length) == place


def test_an_unknown_function_is_named(ask: Ask) -> None:
    with pytest.raises(QueryFailed, match="no function <http://no/f>"):
        ask("SELECT (<http://no/f>(1) AS ?x) {}")


def test_well_known_prefixes_need_no_declaration(ask: Ask) -> None:
    names = (
        "cur:x dcterms:x foaf:x oa:x org:x owl:x prov:x rdf:x rdfs:x schema:x sh:x skos:x xsd:x id:x lib:x"
    )
    assert ask(f"ASK {{ VALUES ?x {{ {names} }} }}").body == b"true"
