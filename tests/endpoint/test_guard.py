import pytest

from kg.endpoint.guard import MAX_CHARACTERS, MAX_GROUPS, MAX_MARKS, MAX_NESTING, MAX_STEPS, guard
from kg.model.errors import QueryError, QueryRefused, QueryTooLarge

NAMESPACES = {"ex": "http://ex/", "": "http://empty/", "host": "http://host:"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "SELECT * { service silent ex:a { } }",
        "SELECT * { SERVICE#c\n ?x { } }",
        "SELECT * { SERVICEex:x{} }",
        "SELECT * { SERVICE:x{} }",
        "SELECT * { servicesilentex:x{} }",
        "SELECT * { ?s ?p trueSERVICE<http://x/>{} }",
        "SELECT * { ?s ?p 1SERVICE<http://x/>{} }",
        "SELECT * { ?s ?p ex:.SERVICE<http://x/>{} }",
        "SELECT * { FILTER EXISTS { SERVICE <http://x/> {} } }",
        "SELECT * { ?s ?p host:SERVICE ex:x {} }",
        "SELECT * { <http://x/\\u0041#> ?p ?o SERVICE <http://x/> {} }",
        "SELECT * { <http://x/\\u0041'> ?p ?o SERVICE <http://x/> { ?s ?p '' } }",
        "SELECT * { ?s ex:a\\#b ?o SERVICE <http://x/> {} }",
        "SELECT * { ?s ?p ?o FILTER(?o<'>') SERVICE ex: { ?s ?p 'x' } }",
        "SELECT * { ?s ?p ?o FILTER(?o<?b)SERVICE ex:#>\n{} }",
        "PREFIX service: <http://x/> SELECT * { service:x { } }",
        "SELECT * { ?s ?p 'a'@service }",
    ],
)
def test_service_is_refused_in_any_disguise(query: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        guard(query, namespaces=NAMESPACES)
    line, column = caught.value.line, caught.value.column
    assert line is not None
    assert column is not None
    assert query.split("\n")[line - 1][column - 1 :].casefold().startswith("service")


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p \'service\' , """a\nSERVICE <http://x/> {}"""@en }',
        "SELECT * { <http://x/service> <service> ?o } # SERVICE <http://x/> {}",
        "SELECT ?service $serviceName { ?service ?p $serviceName }",
        "SELECT * { ?s ex:service/ex:serviceType ?o . GRAPH ex:service { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * { ?s service:name ?o }",
        "BASE <http://service/> SELECT * { ?s ?p ?o }",
        "SELECT * { ?s a ex:Service { ?s ?p ?o } UNION { ?o ?p ?s } }",
        "SELECT * { ?s ex:a\\,service ?o }",
    ],
)
def test_the_word_in_a_string_iri_comment_or_name_is_allowed_and_never_reaches_the_engine(query: str) -> None:
    text = guard(query, namespaces=NAMESPACES).disarmed.text
    assert "service" not in text.casefold().replace("?service", "").replace("$service", "")


def test_a_place_in_the_disarmed_text_leads_back_to_the_query() -> None:
    query = "PREFIX service: <http://x/>\nSELECT * { ?s service:name 'service' ; ex:a ?o }"
    disarmed = guard(query, namespaces=NAMESPACES).disarmed
    for word in ("SELECT", "?s", "ex:a", "?o", "}"):
        assert disarmed.original(disarmed.text.index(word)) == query.index(word)
    assert disarmed.original(disarmed.text.index("name")) == query.index("service:name")


def test_a_query_without_the_word_is_left_as_it_is() -> None:
    guarded = guard("SELECT * { ?b ?a 1 }", namespaces=NAMESPACES)
    assert guarded.disarmed.text == "SELECT * { ?b ?a 1 }"
    assert (guarded.form, guarded.star, guarded.variables) == ("SELECT", 7, ("b", "a"))


@pytest.mark.parametrize(
    ("query", "cap"),
    [
        ("ASK {" + " " * MAX_CHARACTERS + "}", MAX_CHARACTERS),
        ("ASK " + "{" * (MAX_NESTING + 1) + "}" * (MAX_NESTING + 1), MAX_NESTING),
        ("ASK { FILTER" + "(" * MAX_NESTING + "1" + ")" * MAX_NESTING + "}", MAX_NESTING),
        ("ASK {" + "{}" * MAX_GROUPS + "}", MAX_GROUPS),
        ("ASK {" + "FILTER(1)" * (MAX_STEPS + 1) + "}", MAX_STEPS),
        ("SELECT (" + "!" * (MAX_MARKS + 1) + "1 AS ?x) {}", MAX_MARKS),
    ],
)
def test_each_cap_is_named_with_its_size(query: str, cap: int) -> None:
    with pytest.raises(QueryTooLarge, match=f"the limit is {cap:,}"):
        guard(query, namespaces=NAMESPACES)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(QueryError):
        guard("ASK { ?s ?p '\ud800' }", namespaces=NAMESPACES)


def test_brackets_in_strings_do_not_count() -> None:
    guard("ASK { ?s ?p '" + "(" * 1_000 + "' }", namespaces=NAMESPACES)
