"""The service description with VoID: what is served, and nothing that is not.

Built as triples without blank nodes, so that two descriptions of one version are equal.  Follows
SPARQL 1.1 Service Description and the Vocabulary of Interlinked Datasets (W3C, 2011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.model.project import Limits
from kg.model.terms import DCTERMS, OWL, RDF, RDFS, XSD, Term, Triple, iri, literal

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
PREFIXES: Mapping[str, str] = {"sd": SD, "void": VOID, "formats": "http://www.w3.org/ns/formats/"}


@dataclass(frozen=True, slots=True)
class Dump:
    """A download of the whole dataset, by its URL."""

    url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Served:
    """What the description says about the version that is served.

    `graphs` counts the triples of each named graph, `triples` those of the default graph;
    `classes` counts instances and `properties` triples in the default graph, both by IRI.
    """

    endpoint: str
    title: str
    license: str
    uri_space: str
    version: str
    limits: Limits
    triples: int
    graphs: Mapping[str, int]
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    dumps: Sequence[Dump] = ()


def describe(served: Served) -> list[Triple]:
    """The triples of the description, sorted."""
    found = [*_service(served), *_dataset(served), *_named_graphs(served), *_partitions(served)]
    return sorted(set(found))


def _service(served: Served) -> list[Triple]:
    service = iri(served.endpoint)
    limits = served.limits
    about = (
        f"Answers SPARQL 1.1 queries, read only, without federated query. A query may take "
        f"{limits.seconds} seconds, its wait included, and return {limits.solutions:,} solutions or "
        f"{limits.megabytes} MB; what is larger is an error, unless cap=partial asks for the first part."
    )
    formats = [format.standard for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS)]
    return [
        _triple(service, RDF + "type", iri(SD + "Service")),
        _triple(service, SD + "endpoint", service),
        _triple(service, SD + "supportedLanguage", iri(SD + "SPARQL11Query")),
        _triple(service, SD + "feature", iri(SD + "UnionDefaultGraph")),
        _triple(service, SD + "defaultDataset", _node(served, "dataset")),
        _triple(service, RDFS + "comment", literal(about, language="en")),
        *[_triple(service, SD + "resultFormat", iri(format)) for format in formats],
    ]


def _dataset(served: Served) -> list[Triple]:
    dataset, default = _node(served, "dataset"), _node(served, "default-graph")
    found = [
        _triple(dataset, RDF + "type", iri(SD + "Dataset")),
        _triple(dataset, RDF + "type", iri(VOID + "Dataset")),
        _triple(dataset, DCTERMS + "title", literal(served.title)),
        _triple(dataset, OWL + "versionInfo", literal(served.version)),
        _triple(dataset, VOID + "sparqlEndpoint", iri(served.endpoint)),
        _triple(dataset, VOID + "uriSpace", literal(served.uri_space)),
        _triple(dataset, VOID + "triples", _count(served.triples)),
        _triple(dataset, SD + "defaultGraph", default),
        _triple(default, RDF + "type", iri(SD + "Graph")),
        _triple(default, VOID + "triples", _count(served.triples)),
    ]
    if served.license:
        found.append(_triple(dataset, DCTERMS + "license", iri(served.license)))
    for dump in served.dumps:
        found.append(_triple(dataset, VOID + "dataDump", iri(dump.url)))
        found.append(_triple(iri(dump.url), DCTERMS + "format", literal(dump.media_type)))
    return found


def _named_graphs(served: Served) -> list[Triple]:
    dataset = _node(served, "dataset")
    found: list[Triple] = []
    for place, (name, triples) in enumerate(sorted(served.graphs.items()), start=1):
        named, graph = _node(served, f"named-graph-{place}"), _node(served, f"graph-{place}")
        found += [
            _triple(dataset, SD + "namedGraph", named),
            _triple(named, RDF + "type", iri(SD + "NamedGraph")),
            _triple(named, SD + "name", iri(name)),
            _triple(named, SD + "graph", graph),
            _triple(graph, RDF + "type", iri(SD + "Graph")),
            _triple(graph, VOID + "triples", _count(triples)),
        ]
    return found


def _partitions(served: Served) -> list[Triple]:
    dataset = _node(served, "dataset")
    found: list[Triple] = []
    for kind, link, counted, counts in (
        ("class", "classPartition", "entities", served.classes),
        ("property", "propertyPartition", "triples", served.properties),
    ):
        for place, (name, count) in enumerate(sorted(counts.items()), start=1):
            partition = _node(served, f"{kind}-{place}")
            found += [
                _triple(dataset, VOID + link, partition),
                _triple(partition, VOID + kind, iri(name)),
                _triple(partition, VOID + counted, _count(count)),
            ]
    return found


def _node(served: Served, name: str) -> Term:
    return iri(f"{served.endpoint}#{name}")


def _count(number: int) -> Term:
    return literal(str(number), datatype=XSD + "integer")


def _triple(subject: Term, predicate: str, value: Term) -> Triple:
    return Triple(subject, iri(predicate), value)
