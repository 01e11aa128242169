"""The ontology and the shapes keep the rules of the house, and speak of nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
(CURATION,) = (ROOT / "src/kg").rglob("curation.ttl")
(CURATION_SHAPES,) = (ROOT / "src/kg").rglob("curation-shapes.ttl")
ONTOLOGY = ROOT / "ontology/kg.ttl"
HOUSE = ROOT / "shapes/house.ttl"
SHAPES = (ROOT / "shapes/kg-shapes.ttl", CURATION_SHAPES)
FILES = (ONTOLOGY, CURATION, *SHAPES, HOUSE)
QUERIES = sorted(
    (
        *ROOT.glob("ontology/rules/*.rq"),
        *ROOT.glob("shapes/checks/*.rq"),
        *(ROOT / "src/kg").rglob("checks/*.rq"),
    )
)

CUR = Namespace("https://kg.example/curation#")
KG = Namespace("https://kg.example/ontology#")
SCHEMA = Namespace("https://schema.org/")
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
HAN = re.compile("[㐀-鿿]")
CYRILLIC_OR_HAN = re.compile("[Ѐ-ӿ㐀-鿿]")
CYRILLIC_OR_LATIN_MARKS = re.compile("[Ѐ-ӿ,;?!]")
CODE = re.compile("`[^`]*`")
OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#[^\n]*')


def read(*paths: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def without_strings(text: str) -> str:
    """The text without strings, IRIs and comments."""
    return OPAQUE.sub(" ", text)


def defined(graph: Graph) -> set[URIRef]:
    return {one for one in graph.subjects(RDFS.isDefinedBy) if isinstance(one, URIRef)}


def test_ontology_and_shapes_conform_to_the_house_shapes() -> None:
    conforms, _, text = pyshacl.validate(read(*FILES), shacl_graph=read(HOUSE), inference="none")
    assert conforms, text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_second_parser_reads_the_file_alike(path: Path) -> None:
    assert sum(1 for _ in pyoxigraph.parse(path=path)) == len(read(path))


def test_every_class_has_a_node_shape() -> None:
    shapes = read(*SHAPES)
    targets = {
        target
        for node in shapes.subjects(RDF.type, SH.NodeShape)
        for target in shapes.objects(node, SH.targetClass)
    }
    ontology = read(ONTOLOGY, CURATION)
    assert set(ontology.subjects(RDF.type, OWL.Class)) == targets


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_term_of_shacl_exists(path: Path) -> None:
    graph = read(path)
    used = {
        term for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(str(SH))
    }
    assert {term for term in used if term.removeprefix(str(SH)) not in SH} == set()


def test_every_own_term_that_is_used_is_defined() -> None:
    graph = read(*FILES)
    known = defined(graph)
    used = {term for triple in graph for term in triple if isinstance(term, URIRef)}
    assert {term for term in used if term in CUR or term in KG} <= known


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_rules_and_checks_use_defined_terms(path: Path) -> None:
    known = defined(read(ONTOLOGY, CURATION))
    words = re.findall(r"\b(kg|cur):([A-Za-z][A-Za-z0-9-]*)", without_strings(path.read_text("utf-8")))
    assert {
        (prefix, name) for prefix, name in words if {"kg": KG, "cur": CUR}[prefix][name] not in known
    } == set()


@pytest.mark.parametrize("path", (ONTOLOGY, CURATION), ids=lambda path: path.name)
def test_the_ontology_has_no_blank_nodes(path: Path) -> None:
    assert not [term for triple in read(path) for term in triple if isinstance(term, BNode)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_prefix_is_used(path: Path) -> None:
    text = path.read_text("utf-8")
    declared = re.findall(r"^@prefix ([a-z]+): ", text, re.MULTILINE)
    body = without_strings(re.sub(r"^@prefix .*$", "", text, flags=re.MULTILINE))
    datatypes = " ".join(re.findall(r'"\^\^([a-z]+):', text))
    assert [one for one in declared if not re.search(rf"\b{one}:", body) and one not in datatypes] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sentence_is_in_the_script_of_its_language(path: Path) -> None:
    foreign = {"en": CYRILLIC_OR_HAN, "ru": HAN, "zh": CYRILLIC_OR_LATIN_MARKS}
    texts = {one for one in read(path).objects() if isinstance(one, Literal) and one.language in foreign}
    assert {str(one) for one in texts if foreign[str(one.language)].search(CODE.sub("", one))} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_labels_are_in_three_languages(path: Path) -> None:
    graph = read(path)
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.scopeNote, RDFS.comment, SH.message):
        for subject in set(graph.subjects(predicate)):
            texts = graph.objects(subject, predicate)
            languages = sorted(str(one.language) for one in texts if isinstance(one, Literal))
            assert languages == ["en", "ru", "zh"], f"{predicate} of {subject}"


def test_properties_of_the_subject_say_on_what_they_stand() -> None:
    graph = read(ONTOLOGY)
    without = {
        prop
        for kind in PROPERTY_TYPES
        for prop in graph.subjects(RDF.type, kind)
        if not list(graph.objects(prop, RDFS.domain)) and not list(graph.objects(prop, SCHEMA.domainIncludes))
    }
    assert without == set()


def test_codes_are_named_after_their_list_and_notation() -> None:
    graph = read(ONTOLOGY, CURATION)
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        notations = [
            str(notation)
            for concept in graph.subjects(SKOS.inScheme, scheme)
            for notation in graph.objects(concept, SKOS.notation)
        ]
        assert notations
        assert len(notations) == len(set(notations)), scheme
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert str(concept).endswith(f"-{graph.value(concept, SKOS.notation)}")


def test_a_label_names_one_code_of_a_list_in_each_language() -> None:
    graph = read(ONTOLOGY, CURATION)
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        labels = [
            one
            for code in graph.subjects(SKOS.inScheme, scheme)
            for one in graph.objects(code, SKOS.prefLabel)
        ]
        assert len(labels) == len(set(labels)), scheme
