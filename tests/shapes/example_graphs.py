"""Examples of a shapes file or of the checks, read from one TriG file.

Each example is a named graph, `pass:<code>` or `fail:<code>`, and stands beside its own copy of
the graph `:background`.  IRIs of the examples are moved to a folder of their own, so that all
examples of a file go through one validation and a finding still tells whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

ROOT = Path(__file__).parents[2]
(CURATION,) = (ROOT / "src/kg").rglob("curation.ttl")
(CURATION_SHAPES,) = (ROOT / "src/kg").rglob("curation-shapes.ttl")
ONTOLOGIES = (ROOT / "ontology/kg.ttl", CURATION)

_EXAMPLES = Path(__file__).parent / "examples"
_FOLDER = "https://example.test/"
_HOME = f"{_FOLDER}id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE = NamedNode(f"{_RDF}type")

Node = NamedNode | BlankNode | Literal | Triple
Example = tuple[str, str]
"""Verdict (`pass` or `fail`) and code."""


def listed(name: str) -> list[Example]:
    """Every example of `examples/<name>` in order, those with an empty graph too."""
    words = (line.split(" ", 1)[0] for line in (_EXAMPLES / name).read_text("utf-8").splitlines())
    pairs = (word.partition(":") for word in words if word.startswith(("pass:", "fail:")))
    return [(verdict, code) for verdict, _, code in pairs]


def read_examples(name: str) -> list[Triple]:
    """The triples of all examples of a file, each with its background in a folder of its own."""
    return list(chain.from_iterable(read_apart(name).values()))


def read_apart(name: str) -> dict[Example, list[Triple]]:
    """The triples of each example of a file, with its background."""
    graphs: dict[str, list[Quad]] = {}
    for quad in pyoxigraph.parse(path=_EXAMPLES / name, format=RdfFormat.TRIG):
        graphs.setdefault(quad.graph_name.value, []).append(quad)
    background = graphs[f"{_HOME}background"]
    return {
        (verdict, code): [
            _moved(quad, f"{_FOLDER}{verdict}/{code}/id/")
            for quad in (*background, *graphs.get(f"{_FOLDER}{verdict}/{code}", ()))
        ]
        for verdict, code in listed(name)
    }


def whose(iri: str) -> Example | None:
    """The example that a node belongs to, or None for a node of no example."""
    if not iri.startswith(_FOLDER):
        return None
    verdict, code, *_ = iri.removeprefix(_FOLDER).split("/")
    return verdict, code


def read_turtle(paths: Iterable[Path]) -> list[Triple]:
    """All triples of Turtle files."""
    return [quad.triple for path in paths for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE)]


def with_types(triples: list[Triple], ontology: list[Triple]) -> list[Triple]:
    """The triples, the ontology, and the types that follow along its own classes.

    Classes of other vocabularies are left out, as they are when the engine validates.
    """
    own = {one.subject for one in ontology}
    parents: dict[Node, list[Node]] = {}
    for one in ontology:
        if one.predicate.value == f"{_RDFS}subClassOf" and one.object in own:
            parents.setdefault(one.subject, []).append(one.object)
    found = []
    for one in triples:
        ahead = list(parents.get(one.object, ())) if one.predicate == _TYPE else []
        while ahead:
            cls = ahead.pop()
            found.append(Triple(one.subject, _TYPE, cls))
            ahead += parents.get(cls, ())
    return [*triples, *ontology, *found]


def _moved(quad: Quad, home: str) -> Triple:
    subject, object = quad.subject, quad.object
    if isinstance(subject, NamedNode):
        subject = _renamed(subject, home)
    if isinstance(object, NamedNode):
        object = _renamed(object, home)
    return Triple(subject, quad.predicate, object)


def _renamed(node: NamedNode, home: str) -> NamedNode:
    inside = node.value.startswith(_HOME)
    return NamedNode(home + node.value.removeprefix(_HOME)) if inside else node
