"""Each reason for an empty answer, found by the real endpoint in a small graph about books."""

import time
from collections.abc import Iterator

import pytest
from endpoint.empty_answers import MENDED, UNMENDED
from endpoint.library import LIB, dataset, library

from kg.endpoint.diagnosis import KINDS, Diagnosis, Finding
from kg.endpoint.formats import JSON
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.graph.version import Facts, write_version
from kg.model.errors import QueryTimeout
from kg.model.terms import OWL, RDF, RDFS, SKOS, XSD, Term, Triple, iri, literal

ID = "https://lib.example/id/"
GRAPH = "https://lib.example/graph/"
FACTS = Facts(redirects={"lev-tolstoi": "tolstoy"}, removed={"diary": "its owner asked for it"})


def books() -> list[Triple]:
    def triple(subject: str, predicate: str, value: Term) -> Triple:
        return Triple(iri(subject), iri(predicate), value)

    novel, writer = f"{ID}war-and-peace", f"{ID}tolstoy"
    return [
        triple(novel, RDF + "type", iri(LIB + "Novel")),
        triple(novel, LIB + "title", literal("War and Peace", language="en")),
        triple(novel, LIB + "title", literal("Война и мир", language="ru")),
        triple(novel, LIB + "title", literal("战争与和平", language="zh")),
        triple(novel, LIB + "published", literal("1869-01-01", datatype=XSD + "date")),
        triple(novel, LIB + "pages", literal("1225", datatype=XSD + "integer")),
        triple(novel, LIB + "shelf", literal("CB-12")),
        triple(novel, LIB + "author", iri(writer)),
        triple(writer, RDF + "type", iri(LIB + "Writer")),
        triple(writer, SKOS + "prefLabel", literal("Leo Tolstoy", language="en")),
        triple(LIB + "Novel", RDFS + "subClassOf", iri(LIB + "Book")),
        triple(LIB + "Book", RDF + "type", iri(OWL + "Class")),
        triple(LIB + "Poem", RDF + "type", iri(OWL + "Class")),
        triple(LIB + "Poem", RDFS + "label", literal("poem", language="en")),
        triple(LIB + "translated", RDF + "type", iri(OWL + "ObjectProperty")),
        triple(LIB + "author", RDFS + "label", literal("автор", language="ru")),
    ]


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    project = library(tmp_path_factory.mktemp("shelves"))
    write_version(project, dataset(project, *books()), FACTS)
    with Endpoint(project) as endpoint:
        yield endpoint


def place_of(finding: Finding) -> tuple[int | None, int | None, int | None] | None:
    return (finding.line, finding.column, finding.length) if finding.line else None


def only(diagnosis: Diagnosis) -> Finding:
    assert diagnosis.empty
    assert len(diagnosis.findings) == 1, diagnosis.findings
    return diagnosis.findings[0]


@pytest.mark.parametrize("slip", MENDED)
def test_a_slip_is_named_at_its_place_with_a_change_that_helps(shelves: Endpoint, slip: str) -> None:
    text, key, written, replacement = MENDED[slip]
    diagnosis = shelves.diagnose(Query(text))
    repeated = {finding.key for finding in diagnosis.findings}
    assert repeated == {key}
    finding = diagnosis.findings[0]
    assert finding.key in KINDS[finding.kind]
    suggestion = finding.suggestion
    assert suggestion is not None
    assert (suggestion.written, suggestion.replacement) == (written, replacement)
    assert (suggestion.line, suggestion.column) == (1, text.rindex(written) + 1 if written != "a" else 15)
    assert diagnosis.answers
    assert diagnosis.complete
    assert diagnosis.questions <= 16
    assert not shelves.diagnose(Query(diagnosis.mended)).empty


@pytest.mark.parametrize(("text", "kind", "key", "place"), UNMENDED)
def test_a_cause_without_a_change_is_named_at_its_place(
    shelves: Endpoint, text: str, kind: str, key: str, place: tuple[int, int, int] | None
) -> None:
    diagnosis = shelves.diagnose(Query(text))
    finding = only(diagnosis)
    assert (finding.kind, finding.key, place_of(finding)) == (kind, key, place)
    assert not diagnosis.answers
    assert diagnosis.complete


def test_several_slips_are_found_at_once_and_all_are_mended(shelves: Endpoint) -> None:
    text = 'SELECT ?t {\n  ?b a lib:Noval ;\n     lib:titel ?t .\n  FILTER(?t = "War and Peace")\n}'
    diagnosis = shelves.diagnose(Query(text))
    assert [(found.key, found.line, found.column) for found in diagnosis.findings] == [
        ("unknown-class-near", 2, 8),
        ("unknown-property-near", 3, 6),
        ("language-tag", 4, 15),
    ]
    assert diagnosis.answers
    assert diagnosis.mended == text.replace("Noval", "Novel").replace("titel", "title").replace(
        '"War and Peace"', '"War and Peace"@en'
    )


def test_each_side_of_a_union_is_looked_at(shelves: Endpoint) -> None:
    diagnosis = shelves.diagnose(Query("ASK { { ?x a lib:Noval } UNION { ?x lib:titel ?t } }"))
    assert [found.key for found in diagnosis.findings] == ["unknown-class-near", "unknown-property-near"]
    assert diagnosis.answers


def test_the_first_part_without_a_match_is_named_beside_an_unknown_name(shelves: Endpoint) -> None:
    diagnosis = shelves.diagnose(Query("SELECT * { ?x a lib:Writer ; lib:pages ?n ; lib:smell ?s }"))
    assert [found.key for found in diagnosis.findings] == ["no-match-has", "unknown-property"]
    assert diagnosis.findings[0].pattern == "?x lib:pages ?n"


def test_counts_of_nothing_are_diagnosed(shelves: Endpoint) -> None:
    diagnosis = shelves.diagnose(
        Query("SELECT (COUNT(*) AS ?n) (MAX(?p) AS ?m) { ?x a lib:Noval ; lib:pages ?p }")
    )
    assert only(diagnosis).key == "unknown-class-near"
    assert not shelves.diagnose(Query("SELECT (COUNT(*) AS ?n) { ?x a lib:Novel }")).empty
    grouped = "SELECT (COUNT(?z) AS ?n) { ?x a lib:Novel OPTIONAL { ?x lib:z ?z } } GROUP BY ?x"
    assert not shelves.diagnose(Query(grouped)).empty


def test_an_answer_that_is_not_empty_has_no_findings(shelves: Endpoint) -> None:
    for text in ("ASK { ?x a lib:Novel }", "SELECT * { ?s ?p ?o }", "DESCRIBE id:tolstoy"):
        diagnosis = shelves.diagnose(Query(text))
        assert (diagnosis.empty, diagnosis.findings, diagnosis.questions) == (False, (), 0)
        assert diagnosis.version == shelves.version
        assert diagnosis.solutions > 0


def test_the_dataset_of_the_request_is_the_one_that_is_asked(shelves: Endpoint) -> None:
    text = "SELECT * { ?x lib:title ?t }"
    there = shelves.diagnose(Query(text, default_graphs=(f"{GRAPH}numbers",)))
    assert only(there).key == "unknown-property"
    unknown = only(shelves.diagnose(Query(text, default_graphs=(f"{GRAPH}number",))))
    assert (unknown.key, unknown.values["near"], unknown.line) == (
        "unknown-graph-near",
        f"<{GRAPH}numbers>",
        None,
    )
    not_named = Query("SELECT * { GRAPH ?g { ?s ?p ?o } }", default_graphs=(f"{GRAPH}a001",), named_graphs=())
    assert only(shelves.diagnose(not_named)).key == "graph-not-named"


def test_a_graph_without_triples_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    from kg.graph.dataset import Dataset  # here: only this test builds an empty version

    project = library(tmp_path_factory.mktemp("empty"))
    write_version(project, Dataset(), Facts())
    with Endpoint(project) as endpoint:
        assert only(endpoint.diagnose(Query("SELECT * { ?s ?p ?o }"))).key == "dataset-empty"


def test_the_time_limit_covers_the_diagnosis(shelves: Endpoint) -> None:
    slow = "SELECT * { ?a lib:value ?x . ?b lib:value ?y . ?c lib:value ?z FILTER(?x + ?y + ?z < 0) }"
    with pytest.raises(QueryTimeout):
        shelves.diagnose(Query(slow, timeout=0.5))


def test_a_slow_question_ends_the_diagnosis_and_not_its_reader(shelves: Endpoint) -> None:
    values = "?a lib:value ?x . ?b lib:value ?y . ?c lib:value ?z"
    query = Query(f"SELECT * {{ {values} FILTER(?x + ?y + ?z < 0 && ?x = 5000) }}", timeout=1)
    started = time.monotonic()
    diagnosis = shelves.diagnose(query)
    assert time.monotonic() - started < 4
    assert not diagnosis.complete
    assert [finding.key for finding in diagnosis.findings] == ["not-finished"]


@pytest.mark.parametrize(
    ("text", "notices"),
    [
        (
            "SELECT ?b ?titel { ?b lib:title ?title }",
            ("nothing gives the column ?titel a value; did you mean ?title?",),
        ),
        ("SELECT ?qqq { ?b lib:title ?t }", ("nothing gives the column ?qqq a value",)),
        ("SELECT ?b (COUNT(*) AS ?n) { ?b lib:title ?t } GROUP BY ?b", ()),
        ("SELECT (1 AS ?one) (?one + 1 AS ?two) { ?b lib:title ?t }", ()),
        ("SELECT ?v { ?b lib:title ?t } VALUES ?v { 1 }", ()),
        ("SELECT ?o { OPTIONAL { ?b lib:none ?o } }", ()),
        ("SELECT * { ?b lib:title ?t }", ()),
        ("ASK { ?b lib:title ?t }", ()),
    ],
)
def test_a_column_that_nothing_fills_is_noticed(
    shelves: Endpoint, text: str, notices: tuple[str, ...]
) -> None:
    assert shelves.answer(Query(text), JSON).notices == notices
