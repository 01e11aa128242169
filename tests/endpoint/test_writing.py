"""Answers are written so that every parser reads what was answered, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pyoxigraph
import pytest

from kg.endpoint.answer_bytes import restore_tags, sort_namespaces
from kg.endpoint.formats import (
    CSV,
    GRAPH_FORMATS,
    JSON,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TSV,
    TURTLE,
    XML,
    Format,
)
from kg.endpoint.jobs import Answered, Failed, Setup, Trouble
from kg.endpoint.pool import Pool
from kg.endpoint.service import Answer
from kg.graph.version import current_version
from kg.model.errors import NotAcceptable, ResultTooLarge
from kg.model.project import Project

Ask = Callable[..., Answer]
LONG_TEXTS = """CONSTRUCT {{ ?a lib:near ?text }} WHERE {{ ?a lib:value ?x .
  {{ SELECT (GROUP_CONCAT({word}) AS ?long) {{ ?b lib:value ?y . ?c lib:value ?z FILTER(?z < 2) }} }}
  BIND (CONCAT(STR(?x), ?long) AS ?text) }}"""  # 400 triples, together some megabytes
SIZE = 2_000_000
_ENGINE_NAMES = {
    "turtle": "TURTLE",
    "ntriples": "N_TRIPLES",
    "rdfxml": "RDF_XML",
    "trig": "TRIG",
    "nquads": "N_QUADS",
}


@pytest.mark.parametrize("format", GRAPH_FORMATS)
def test_a_constructed_graph_has_each_triple_once_however_often_it_comes(ask: Ask, format: Format) -> None:
    # 160,000 solutions, sixteen times the cap on triples, make one triple.
    query = "CONSTRUCT { <http://a.example/> lib:has 1 } WHERE { ?x lib:value ?v . ?y lib:value ?w }"
    answer = ask(query, format)
    assert answer.solutions == 1
    assert answer.body.count(b"http://a.example/") == 1


@pytest.mark.parametrize(
    ("query", "format", "words"),
    [
        ("CONSTRUCT { <http://a/> <http://a/1> 2 } WHERE {}", RDF_XML, "does not end in an XML name"),
        ('CONSTRUCT { <http://a/> <http://a/b> "\\u0008" } WHERE {}', RDF_XML, "U+0008"),
        ('CONSTRUCT { <http://a/> <http://a/b> "\\uFFFF" } WHERE {}', RDF_XML, "U+FFFF"),
        ('SELECT ("\\u000B" AS ?x) {}', XML, "U+000B"),
        ("CONSTRUCT { <a> <b> <<( <a> <b> <c> )>> } WHERE {}", JSON_LD, "JSON-LD"),
    ],
)
def test_what_a_format_cannot_say_is_not_said_in_it(ask: Ask, query: str, format: Format, words: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        ask(query, format)
    assert words in refused.value.message
    assert refused.value.status == 406
    assert ask(query, JSON if format is XML else N_TRIPLES).solutions == 1


def test_carriage_returns_come_through_xml(ask: Ask) -> None:
    text = "a\\rb\\r\\nc"
    wanted = "a\rb\r\nc"
    found = ElementTree.fromstring(ask(f'SELECT ("{text}" AS ?x) {{}}', XML).body)  # noqa: S314 - our own
    assert [one.text for one in found.iter() if one.tag.endswith("literal")] == [wanted]
    graph = ask(f'CONSTRUCT {{ <http://a/> <http://a/b> "{text}" }} WHERE {{}}', RDF_XML).body
    element = ElementTree.fromstring(graph)  # noqa: S314
    assert [one.text for one in element.iter() if one.tag == "{http://a/}b"] == [wanted]


def test_rdf_xml_declares_its_namespaces_in_order(ask: Ask) -> None:
    names = ("skos:prefLabel", "lib:title", "rdfs:label", "dcterms:title", "foaf:name")
    triples = " . ".join(f'<http://a/> {name} "x"' for name in names)
    body = ask(f"CONSTRUCT {{ {triples} }} WHERE {{}}", RDF_XML).body
    declared = [word for word in body.split(b">")[1].split() if word.startswith(b"xmlns")]
    assert len(declared) > len(names)
    assert declared == sorted(declared)
    assert len(list(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.RDF_XML))) == len(names)
    assert sort_namespaces(b"<x/>") == b"<x/>"


@pytest.mark.parametrize(
    ("format", "body", "wanted"),
    [
        (TSV, '?x\n"a"@zh-hant--rtl\n<<( <a:> <b:> "a"@zh-hant )>>\n', '"a"@zh-Hant--rtl'),
        (TSV, '?x\n<<( <a:> <b:> "a"@zh-hant )>>\n', '"a"@zh-Hant )>>'),
        (TSV, '?x\n"@zh-hant--ltr"\n', '"@zh-hant--ltr"'),
        (N_TRIPLES, '<a:> <b:> <<( <a:> <b:> "a"@zh-hant )>> .\n', '"a"@zh-Hant )>>'),
        (N_TRIPLES, '<a:> <b:> "@zh-hant )>>"@zh-hant .\n', '"@zh-hant )>>"@zh-Hant .'),
        (TURTLE, '<a:> <b:> "a" , "@zh-hant" , "b"@zh-hant .', '"a" , "@zh-hant" , "b"@zh-Hant .'),
        (TURTLE, '<a:> <b:> "a"@zh-hant--ltr , "@zh-hant--ltr" .', '"a"@zh-Hant--ltr , "@zh-hant--ltr" .'),
    ],
)
def test_tags_of_directions_and_triple_terms_have_their_case(format: Format, body: str, wanted: str) -> None:
    assert wanted in restore_tags(body.encode(), format.name, ["zh-Hant"]).decode()


def test_csv_is_exact(ask: Ask) -> None:
    assert ask('SELECT ("=1+1" AS ?x) ("a,\\"b\\"\\n" AS ?y) {}', CSV).body == b'x,y\r\n=1+1,"a,""b""\n"\r\n'


@pytest.mark.parametrize("word", ['"a few words"', '"\\r\\r\\r\\r"'])
@pytest.mark.parametrize("format", GRAPH_FORMATS)
def test_a_part_of_a_graph_has_as_many_triples_as_the_bytes_allow(
    ask: Ask, format: Format, word: str
) -> None:
    query = LONG_TEXTS.format(word=word)
    with pytest.raises(ResultTooLarge, match="more than 2 MB"):
        ask(query, format)
    answer = ask(query, format, partial=True)
    assert answer.capped
    assert SIZE / 4 < len(answer.body) <= SIZE
    if format is not JSON_LD:
        read = pyoxigraph.parse(answer.body, format=getattr(pyoxigraph.RdfFormat, _ENGINE_NAMES[format.name]))
        assert len(list(read)) == answer.solutions
    assert 0 < answer.solutions < 400


def test_a_part_has_no_triple_when_the_first_is_larger_than_the_cap(ask: Ask) -> None:
    words = "a long text of many words " * 500
    query = f"""CONSTRUCT {{ <http://a/> <http://a/b> ?long }} WHERE {{
      SELECT (GROUP_CONCAT("{words}") AS ?long) {{ ?a lib:value ?x }} }}"""
    for format in (TURTLE, N_TRIPLES):
        answer = ask(query, format, partial=True)
        assert (answer.solutions, answer.capped) == (0, True)


@pytest.fixture(scope="module")
def strict(project: Project) -> Iterator[Pool]:
    """One worker with a second of processor time for each task."""
    version = current_version(project)
    setup = Setup(
        str(version.merged_store), str(version.full_store), "http://127.0.0.1/", memory_mb=250, seconds=1
    )
    pool = Pool(setup, workers=1, queue=1)
    pool.wait_until_open()
    yield pool
    pool.close()


@pytest.mark.slow
def test_many_descriptions_have_a_processor_time_of_their_own_each(strict: Pool) -> None:
    triples = b"".join(b'<http://a/%d> <http://a/b> "text" .\n' % number for number in range(100_000))
    end = time.monotonic() + 4  # far more than one may take
    while time.monotonic() < end:
        done = strict.serialize(triples, "turtle", prefixes={}, deadline=time.monotonic() + 30)
        assert isinstance(done, Answered)
    assert strict.replaced == 0


def test_a_description_that_needs_too_much_memory_is_an_answer_too(strict: Pool) -> None:
    text = b'<http://a/> <http://a/b> "' + b"\\r" * 20_000_000 + b'" .\n'
    done = strict.serialize(text, "rdfxml", prefixes={}, deadline=time.monotonic() + 30)
    assert done == Failed(Trouble.MEMORY, "")
    assert strict.replaced == 0
