"""The description says what is true: each number is asked for again, by a query of its own."""

import dataclasses
from collections.abc import Iterator, Sequence

import pytest
from endpoint.library import LIB, NUMBERS
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.endpoint.counting import count_graph
from kg.endpoint.description import DCAT, SD, SPDX, VOID, Dump, Served, describe
from kg.endpoint.formats import CSV, GRAPH_FORMATS, N_QUADS, SOLUTION_FORMATS, TURTLE
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.graph.version import Version
from kg.model.project import Limits, Project
from kg.model.terms import DCTERMS, RDFS, XSD

SERVICE = "http://127.0.0.1:8000/sparql"
PREFIXES = (
    f"PREFIX sd: <{SD}> PREFIX void: <{VOID}> PREFIX dcat: <{DCAT}> PREFIX spdx: <{SPDX}> "
    f"PREFIX lib: <{LIB}> PREFIX dcterms: <{DCTERMS}> PREFIX rdfs: <{RDFS}> PREFIX xsd: <{XSD}> "
    f"PREFIX service: <{SERVICE}#> "
)
SHA256 = "ab" * 32


def dumps(version: Version) -> Sequence[Dump]:
    known = Dump("http://127.0.0.1:8000/export/graph.ttl", TURTLE, 123, SHA256)
    return [known, Dump("http://127.0.0.1:8000/export/graph.nq", N_QUADS)]


@pytest.fixture(scope="module")
def described(endpoint: Endpoint) -> Iterator[Store]:
    store = Store()
    store.load(endpoint.description(TURTLE, dumps=dumps).body, format=RdfFormat.TURTLE)
    yield store


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


def number(endpoint: Endpoint, query: str) -> int:
    """The single number that a query answers."""
    return int(endpoint.answer(Query(query), CSV).body.split()[1])


def numbers(store: Store, subject: str) -> dict[str, int]:
    """What the description counts of a node, by the local name of the property."""
    rows = store.query(
        f"{PREFIXES} SELECT ?p ?n {{ {subject} ?p ?n "
        "FILTER(STRSTARTS(STR(?p), STR(void:)) && isNumeric(?n)) }"
    )
    return {row["p"].value.removeprefix(VOID): int(row["n"].value) for row in rows}


def test_the_endpoint_is_the_public_one_and_has_no_blank_nodes(described: Store) -> None:
    assert ask(described, f"<{SERVICE}> a sd:Service ; sd:endpoint <{SERVICE}>")
    assert not ask(described, "?s ?p ?o FILTER(isBlank(?s) || isBlank(?o))")


def test_features_are_those_that_hold(described: Store) -> None:
    assert ask(described, "?s sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph")
    assert ask(described, "?s sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/Simple>")
    features = {
        str(row["f"].value) for row in described.query(f"{PREFIXES} SELECT ?f {{ ?s sd:feature ?f }}")
    }
    assert features == {SD + "UnionDefaultGraph"}, "no federated query, no dereferencing, no empty graphs"
    assert not ask(described, "?s sd:supportedLanguage ?l FILTER(?l != sd:SPARQL11Query)")
    assert not ask(described, "?s ?p sd:SPARQL11Update")
    assert not ask(described, "?s sd:inputFormat ?f")


def test_a_default_graph_with_triples_of_its_own_is_not_called_a_union(described: Store) -> None:
    served = Served(SERVICE, "Files", "", "", SHA256, Limits(), 3, {"https://g.example/a": 2}, union=False)
    found = {str(triple.object) for triple in describe(served)}
    assert f"<{SD}UnionDefaultGraph>" not in found
    assert not any("uriSpace" in triple.predicate for triple in describe(served))
    assert any("named-graph-https%3A%2F%2Fg.example%2Fa" in name for name in found)


def test_the_union_that_is_promised_holds(endpoint: Endpoint) -> None:
    apart = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } } }"
    assert number(endpoint, apart) == number(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert (
        number(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }")
        == 0
    )


def test_every_format_that_can_be_asked_for_is_listed(described: Store) -> None:
    listed = {
        str(quad.object.value)
        for quad in described.quads_for_pattern(None, NamedNode(SD + "resultFormat"), None)
    }
    assert listed == {format.standard for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}


def test_each_named_graph_is_there_with_its_count_and_no_other(described: Store, endpoint: Endpoint) -> None:
    named = (
        "?d sd:namedGraph ?n . ?n a sd:NamedGraph ; sd:name ?name ; sd:graph ?g . "
        "?g a sd:Graph ; void:triples ?t"
    )
    found = {
        row["name"].value: int(row["t"].value)
        for row in described.query(f"{PREFIXES} SELECT ?name ?t {{ {named} }}")
    }
    answer = endpoint.answer(Query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"), CSV)
    counted = dict(line.split(",") for line in answer.body.decode().splitlines()[1:])
    assert found == {name: int(count) for name, count in counted.items()}
    assert found["https://lib.example/graph/numbers"] == NUMBERS
    assert ask(described, "service:named-graph-a000 sd:name <https://lib.example/graph/a000>")


def test_the_whole_is_counted_as_void_counts(described: Store, endpoint: Endpoint) -> None:
    everything = "{ ?s ?p ?o }"
    assert numbers(described, "service:dataset") == {
        "triples": number(endpoint, f"SELECT (COUNT(*) AS ?n) {everything}"),
        "entities": number(
            endpoint,
            "SELECT (COUNT(DISTINCT ?s) AS ?n) "
            "{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://lib.example/id/')) }",
        ),
        "classes": number(endpoint, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        "properties": number(endpoint, f"SELECT (COUNT(DISTINCT ?p) AS ?n) {everything}"),
        "distinctSubjects": number(endpoint, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {everything}"),
        "distinctObjects": number(endpoint, f"SELECT (COUNT(DISTINCT ?o) AS ?n) {everything}"),
    }
    assert ask(described, f"?d sd:defaultGraph [ a sd:Graph ; void:triples {NUMBERS + 6} ]")


def test_each_class_and_property_has_its_partition(described: Store, endpoint: Endpoint) -> None:
    assert numbers(described, "service:class-lib:Reader") == {"entities": 1}
    for name in (LIB + "value", "http://www.w3.org/2004/02/skos/core#prefLabel"):
        short = f"service:property-{'lib:value' if name.startswith(LIB) else 'skos:prefLabel'}"
        assert ask(described, f"?d void:propertyPartition {short} . {short} void:property <{name}>")
        for word, counted in (
            ("triples", "*"),
            ("distinctSubjects", "DISTINCT ?s"),
            ("distinctObjects", "DISTINCT ?o"),
        ):
            query = f"SELECT (COUNT({counted}) AS ?n) {{ ?s <{name}> ?o }}"
            assert numbers(described, short)[word] == number(endpoint, query)
    partitions = "SELECT (COUNT(*) AS ?n) { ?d void:propertyPartition ?p }"
    (row,) = described.query(f"{PREFIXES} {partitions}")
    assert int(row["n"].value) == number(endpoint, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")


def test_vocabularies_are_those_whose_terms_are_used(described: Store) -> None:
    found = {row["v"].value for row in described.query(f"{PREFIXES} SELECT ?v {{ ?d void:vocabulary ?v }}")}
    assert found == {
        LIB,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/2004/02/skos/core#",
    }


def test_examples_and_the_space_of_names_are_those_of_the_project(
    described: Store, endpoint: Endpoint
) -> None:
    assert ask(
        described,
        "?d void:uriSpace 'https://lib.example/id/' ; dcterms:license <https://licence.example/by/4.0/>",
    )
    examples = [
        row["x"].value for row in described.query(f"{PREFIXES} SELECT ?x {{ ?d void:exampleResource ?x }}")
    ]
    assert examples == ["https://lib.example/id/reader"]
    assert endpoint.ask(f"ASK {{ <{examples[0]}> ?p ?o }}")


def test_downloads_have_type_size_and_checksum_where_they_are_known(described: Store) -> None:
    assert ask(
        described,
        "service:dataset void:dataDump <http://127.0.0.1:8000/export/graph.ttl> ; dcat:distribution ?d . "
        "?d dcat:downloadURL <http://127.0.0.1:8000/export/graph.ttl> ; "
        "dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ; "
        "dcterms:format <http://www.w3.org/ns/formats/Turtle> ; "
        "dcat:byteSize '123'^^xsd:nonNegativeInteger ; "
        "spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        f"spdx:checksumValue '{SHA256}'^^xsd:hexBinary ]",
    )
    unmeasured = "?d dcat:downloadURL <http://127.0.0.1:8000/export/graph.nq>"
    assert ask(described, unmeasured)
    assert not ask(described, f"{unmeasured} . ?d dcat:byteSize|spdx:checksum ?x")


def test_limits_stand_in_words(described: Store, project: Project) -> None:
    (row,) = described.query(f"{PREFIXES} SELECT ?words {{ ?s a sd:Service ; rdfs:comment ?words }}")
    for words in (
        f"{project.limits.seconds} seconds",
        "1,000 solutions",
        "2 MB",
        "2 queries run at a time",
        "without federated query",
    ):
        assert words in row["words"].value


def test_what_cannot_be_counted_in_time_is_left_out(project: Project, endpoint: Endpoint) -> None:
    pool = endpoint._succession.current.public
    counted = count_graph(pool, space="https://lib.example/id/", seconds=0.0)
    assert (counted.classes, counted.properties, counted.class_count, counted.entities) == (
        {},
        {},
        None,
        None,
    )
    served = Served(SERVICE, "T", "", "https://lib.example/id/", SHA256, project.limits, 3, {}, counted)
    said = " ".join(triple.predicate for triple in describe(served))
    assert "void#triples" in said
    for word in ("entities", "classes", "properties", "distinct", "Partition", "uriSpace", "vocabulary"):
        assert f"void#{word}" not in said


def test_two_descriptions_are_the_same_bytes_in_each_format(endpoint: Endpoint) -> None:
    for format in GRAPH_FORMATS:
        first, second = (endpoint.description(format) for _ in range(2))
        assert first.body == second.body
        assert first.media_type == format.media_type


def test_a_description_is_kept_under_the_public_address_alone(project: Project) -> None:
    asked = "https://asked.example/sparql"
    with Endpoint(project) as endpoint:
        first, second = (endpoint.description(TURTLE, url=asked) for _ in range(2))
        assert (first.from_cache, second.from_cache) == (False, True)
        assert first.body == second.body
        assert asked.encode() not in first.body
    with Endpoint(dataclasses.replace(project, public_url="")) as endpoint:
        for number in range(3):  # whoever names us a thousand ways pushes nothing out of the cache
            url = f"https://asked-{number}.example/sparql"
            assert f"<{url}>".encode() in endpoint.description(TURTLE, url=url).body
        assert endpoint.state().cache_bytes == 0
