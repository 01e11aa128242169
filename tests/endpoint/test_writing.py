"""Answers are written so that every parser reads what was answered, or not at all."""

from __future__ import annotations

from collections.abc import Callable
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
from kg.endpoint.service import Answer
from kg.model.errors import NotAcceptable

Ask = Callable[..., Answer]


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
