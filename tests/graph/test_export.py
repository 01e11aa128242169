"""Every export says exactly what the dataset says, in the same bytes everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from graph.reading import as_rdflib, expected, read_with_oxigraph, read_with_rdflib
from graph.samples import GRAPHS, Quad, kg, make_dataset, make_project, meetings, quad_lists, thing
from hypothesis import HealthCheck, given, settings, strategies

from kg.graph.dataset import Dataset
from kg.graph.export import EXPORT_FORMATS, export
from kg.graph.version import Facts, Version, write_version
from kg.model.errors import UsageError
from kg.model.terms import RDF, Term, Triple, iri, literal

NAMESPACES = make_project(Path()).namespaces
FORMATS = list(EXPORT_FORMATS)

# rdflib warns about its own use of its own old names.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib"),
]


def whole(source: Dataset | Version, format: str, *, graph: Term | None = None) -> bytes:
    return b"".join(export(source, format, namespaces=NAMESPACES, graph=graph))


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=60, deadline=None)
@given(quads=quad_lists())
def test_oxigraph_reads_back_exactly_what_was_exported(format: str, quads: list[Quad]) -> None:
    dataset = make_dataset(quads)
    assert read_with_oxigraph(whole(dataset, format), format) == expected(dataset, format)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quads=quad_lists(largest=8))
def test_rdflib_reads_back_exactly_what_was_exported(
    format: str, quads: list[Quad], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else it rewrites 007 as it reads
    dataset = make_dataset(quads)
    assert read_with_rdflib(whole(dataset, format), format) == as_rdflib(dataset, format)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=20, deadline=None)
@given(
    quads=quad_lists().flatmap(lambda quads: strategies.tuples(*[strategies.permutations(quads)] * 2)),
)
def test_the_order_in_which_statements_were_made_changes_no_byte(
    format: str, quads: tuple[list[Quad], list[Quad]]
) -> None:
    one, other = map(make_dataset, quads)
    assert whole(one, format) == whole(other, format)


_SCRIPT = """
import hashlib
from pathlib import Path
from graph.samples import make_dataset, make_project, meetings
from kg.graph.export import EXPORT_FORMATS, export
quads = list(set(meetings(30)))
for format in EXPORT_FORMATS:
    data = b"".join(export(make_dataset(quads), format, namespaces=make_project(Path()).namespaces))
    print(format, hashlib.sha256(data).hexdigest())
"""


def test_the_hash_seed_of_python_changes_no_byte() -> None:
    roots = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

    def run(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(roots)}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, check=True
        )
        return done.stdout

    first, second = run("0"), run("4711")
    assert first == second
    assert first.count(b"\n") == len(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
def test_a_version_is_exported_like_the_dataset_it_was_made_of(format: str, tmp_path: Path) -> None:
    dataset = make_dataset(meetings(400))
    version = write_version(make_project(tmp_path), dataset, Facts())
    blocks = list(export(version, format, namespaces=NAMESPACES))
    assert b"".join(blocks) == whole(dataset, format)
    assert whole(version, format, graph=GRAPHS[2]) == whole(dataset, format, graph=GRAPHS[2])


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_dataset_is_an_empty_document_that_parses(format: str, tmp_path: Path) -> None:
    version = write_version(make_project(tmp_path), Dataset(), Facts())
    assert whole(version, format) == whole(Dataset(), format)
    assert read_with_oxigraph(whole(Dataset(), format), format) == set()


@pytest.mark.parametrize("format", FORMATS)
def test_one_named_graph_can_be_exported_alone(format: str) -> None:
    dataset = make_dataset(meetings(3))
    alone = make_dataset((GRAPHS[2], triple) for triple in dataset.graph(GRAPHS[2]))
    assert read_with_oxigraph(whole(dataset, format, graph=GRAPHS[2]), format) == expected(alone, format)


def test_a_statement_of_two_graphs_stands_once_in_the_default_graph() -> None:
    triple = Triple(thing("a"), kg("met"), thing("b"))
    dataset = make_dataset((graph, triple) for graph in GRAPHS)
    assert whole(dataset, "ntriples").count(b"\n") == 1
    assert whole(dataset, "turtle").count(b"kg:met") == 1
    assert whole(dataset, "nquads").count(b"\n") == 3


def test_language_tags_and_numbers_keep_the_form_in_which_they_were_written() -> None:
    values = [
        literal("長春", language="zh-Hant"),
        literal("01", datatype="http://www.w3.org/2001/XMLSchema#integer"),
        literal("1.10", datatype="http://www.w3.org/2001/XMLSchema#decimal"),
    ]
    dataset = make_dataset((GRAPHS[0], Triple(thing("a"), kg("p"), value)) for value in values)
    written = whole(dataset, "turtle").decode()
    assert '"長春"@zh-Hant' in written
    assert '"01"^^xsd:integer' in written
    assert '"1.10"^^xsd:decimal' in written


def test_unknown_formats_and_graphs_are_named_with_their_neighbours() -> None:
    dataset = make_dataset(meetings(1))
    with pytest.raises(UsageError, match="unknown export format `turtel`") as refused:
        export(dataset, "turtel", namespaces=NAMESPACES)
    assert refused.value.help == "did you mean `turtle`?"
    with pytest.raises(UsageError, match="there is no named graph") as refused:
        export(dataset, "turtle", namespaces=NAMESPACES, graph=iri("https://kg.example/graph/a00"))
    assert refused.value.help == "did you mean `https://kg.example/graph/a000`?"


def test_rdfxml_is_well_formed_and_declares_each_foreign_namespace_at_its_element() -> None:
    subject = thing("a")
    said = [
        Triple(subject, iri(f"{RDF}type"), kg("Meeting")),
        Triple(subject, iri("http://undeclared.example/x#met"), literal('5 < 6 & "7" ]]>\r\n')),
    ]
    written = whole(make_dataset((GRAPHS[0], triple) for triple in said), "rdfxml").decode()
    root = ElementTree.fromstring(written)  # noqa: S314  # our own bytes
    assert root[0][1].tag == "{http://undeclared.example/x#}met"
    assert root[0][1].text == '5 < 6 & "7" ]]>\r\n'
    assert '<ns:met xmlns:ns="http://undeclared.example/x#">' in written


@pytest.mark.parametrize(
    ("predicate", "value", "words"),
    [
        ("http://e.example/2021", literal("x"), "its end is not an XML name"),
        ("http://e.example/", literal("x"), "its end is not an XML name"),
        (f"{RDF}li", literal("x"), "cannot say"),
        ("http://e.example/p", literal("a\x01b"), r"U\+0001"),
        ("http://e.example/p", literal("a\uffffb"), r"U\+FFFF"),
    ],
)
def test_what_xml_cannot_hold_is_refused_before_the_first_byte(
    predicate: str, value: Term, words: str
) -> None:
    dataset = make_dataset([(GRAPHS[0], Triple(thing("a"), iri(predicate), value))])
    with pytest.raises(UsageError, match=words):
        next(export(dataset, "rdfxml", namespaces=NAMESPACES))


def test_jsonld_needs_no_remote_context_and_has_a_line_for_each_node() -> None:
    written = whole(make_dataset(meetings(3)), "jsonld").decode()
    assert written.startswith('{\n"@context": {"id": "https://kg.example/id/", "kg": ')
    nodes = [line for line in written.splitlines() if line.startswith('{"@id": "id:')]
    assert len(nodes) == 3 + 1 + 1


def test_jsonld_keeps_namespaces_that_do_not_end_like_one() -> None:
    dataset = make_dataset([(GRAPHS[0], Triple(thing("a"), iri("http://e.example/x-p"), thing("b")))])
    namespaces = {"x": "http://e.example/x-"}
    written = b"".join(export(dataset, "jsonld", namespaces=namespaces))
    assert b'"x:p"' in written
    assert read_with_oxigraph(written, "jsonld") == expected(dataset, "jsonld")


def test_jsonld_refuses_an_iri_whose_scheme_is_a_prefix() -> None:
    dataset = make_dataset([(GRAPHS[0], Triple(thing("a"), kg("p"), iri("kg:p")))])
    with pytest.raises(UsageError, match="would read <kg:p> as a shortened IRI"):
        next(export(dataset, "jsonld", namespaces=NAMESPACES))
