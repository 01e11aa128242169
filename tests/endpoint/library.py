"""A small graph about libraries, for the tests of this folder."""

from pathlib import Path

from kg.graph.dataset import Dataset
from kg.graph.version import Facts, write_version
from kg.model.project import Limits, Project
from kg.model.terms import RDF, SKOS, XSD, Triple, iri, literal

LIB = "https://lib.example/ontology#"
NUMBERS = 400


def library(root: Path, *, title: str = "Libraries") -> Project:
    return Project(
        root,
        title=title,
        base="https://lib.example/",
        languages=("en", "ru", "zh", "zh-Hant"),
        license="https://licence.example/by/4.0/",
        public_url="http://127.0.0.1:8000/",
        prefixes={"lib": LIB},
        limits=Limits(seconds=2, solutions=1_000, megabytes=2, memory_mb=400, workers=2),
    )


def dataset(project: Project, *extra: Triple) -> Dataset:
    """Two articles that share a triple, and some numbers to make work of."""
    found = Dataset()
    thing = project.minter.thing
    first, second = project.minter.graph("a000"), project.minter.graph("a001")
    reader, book = thing("reader"), thing("book")
    shared = Triple(reader, iri(RDF + "type"), iri(LIB + "Reader"))
    for graph in (first, second):
        found.add(graph, shared)
    for language, name in (("en", "Reader"), ("ru", "Читатель"), ("zh-Hant", "讀者「一」")):
        found.add(first, Triple(reader, iri(SKOS + "prefLabel"), literal(name, language=language)))
    found.add(first, Triple(reader, iri(LIB + "borrowed"), book))
    found.add(second, Triple(book, iri(LIB + "title"), literal('service "@zh-hant {},\n\t\\')))
    for number in range(NUMBERS):
        value = literal(str(number), datatype=XSD + "integer")
        found.add(project.minter.graph("numbers"), Triple(thing(f"n{number}"), iri(LIB + "value"), value))
    for triple in extra:
        found.add(second, triple)
    return found


def publish(project: Project, *extra: Triple) -> str:
    """Build a version and return its hash."""
    return write_version(project, dataset(project, *extra), Facts()).sha256


def another(number: int) -> Triple:
    """A triple that makes another version."""
    return Triple(iri(f"https://lib.example/id/extra{number}"), iri(LIB + "value"), literal("extra"))
