"""The service description with VoID: what is served, and nothing that is not.

Built as triples without blank nodes, so that two descriptions of one version are equal; a node is
named after what it describes, so that it keeps its name from version to version.  Follows SPARQL 1.1
Service Description, the Vocabulary of Interlinked Datasets (W3C, 2011) and, for the size and the
checksum of a download, DCAT 3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from kg.endpoint.counting import NOTHING_COUNTED, Counted
from kg.endpoint.formats import GRAPH_FORMATS, SOLUTION_FORMATS, Format
from kg.model.project import Limits
from kg.model.terms import DCTERMS, OWL, RDF, RDFS, XSD, Term, Triple, iri, literal

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
PREFIXES: Mapping[str, str] = {
    "sd": SD,
    "void": VOID,
    "dcat": DCAT,
    "spdx": SPDX,
    "formats": "http://www.w3.org/ns/formats/",
    "ent": "http://www.w3.org/ns/entailment/",
    "dcterms": DCTERMS,
    "owl": OWL,
    "rdfs": RDFS,
    "xsd": XSD,
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


@dataclass(frozen=True, slots=True)
class Dump:
    """A download of the whole dataset, by its URL; size in bytes and SHA-256 where they are known."""

    url: str
    format: Format
    size: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """What the description says about the version that is served.

    `graphs` counts the triples of each named graph, `triples` those of the default graph, which
    `counted` tells more of; `union` says that the default graph is the union of the named ones.
    `uri_space` is what the IRIs of entities begin with, empty where nothing is known of them;
    `namespaces` are the project's prefixes.
    """

    endpoint: str
    title: str
    license: str
    uri_space: str
    version: str
    limits: Limits
    triples: int
    graphs: Mapping[str, int]
    counted: Counted = NOTHING_COUNTED
    union: bool = True
    namespaces: Mapping[str, str] = field(default_factory=dict)
    graph_space: str = ""
    dumps: Sequence[Dump] = ()
    engine: str = ""


def describe(served: Served) -> list[Triple]:
    """The triples of the description, sorted."""
    found = [
        *_service(served),
        *_dataset(served),
        *_named_graphs(served),
        *_partitions(served),
        *_dumps(served),
    ]
    return sorted(set(found))


def prefixes_of(served: Served) -> dict[str, str]:
    """The prefixes that a description is written with."""
    return {**PREFIXES, "service": f"{served.endpoint}#"}


def _service(served: Served) -> list[Triple]:
    service = iri(served.endpoint)
    limits = served.limits
    about = (
        f"Answers SPARQL 1.1 queries, read only, without federated query. A query may take "
        f"{limits.seconds} seconds, its wait included, and return {limits.solutions:,} solutions, ten "
        f"times as many triples, or {limits.megabytes} MB; what is larger is an error, unless "
        f"cap=partial asks for the first part. "
        f"{limits.workers} queries run at a time, and {limits.queue} may wait."
    )
    if served.engine:
        about += f" They are answered by {served.engine}."
    found = [
        _triple(service, RDF + "type", iri(SD + "Service")),
        _triple(service, SD + "endpoint", service),
        _triple(service, SD + "supportedLanguage", iri(SD + "SPARQL11Query")),
        _triple(service, SD + "defaultEntailmentRegime", iri(PREFIXES["ent"] + "Simple")),
        _triple(service, SD + "defaultDataset", _node(served, "dataset")),
        _triple(service, RDFS + "comment", literal(about, language="en")),
    ]
    found += [
        _triple(service, SD + "resultFormat", iri(format.standard))
        for format in (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    ]
    if served.union:
        found.append(_triple(service, SD + "feature", iri(SD + "UnionDefaultGraph")))
    return found


def _dataset(served: Served) -> list[Triple]:
    dataset, default, counted = _node(served, "dataset"), _node(served, "default-graph"), served.counted
    found = [
        *[_triple(dataset, RDF + "type", iri(kind)) for kind in (SD + "Dataset", VOID + "Dataset")],
        _triple(dataset, DCTERMS + "title", literal(served.title)),
        _triple(dataset, OWL + "versionInfo", literal(served.version)),
        _triple(dataset, VOID + "sparqlEndpoint", iri(served.endpoint)),
        _triple(dataset, VOID + "triples", _count(served.triples)),
        _triple(dataset, SD + "defaultGraph", default),
        *[_triple(default, RDF + "type", iri(kind)) for kind in (SD + "Graph", VOID + "Dataset")],
        _triple(default, VOID + "triples", _count(served.triples)),
    ]
    for name, number in (
        ("entities", counted.entities),
        ("classes", counted.class_count),
        ("properties", len(counted.properties) or None),
        ("distinctSubjects", counted.subjects),
        ("distinctObjects", counted.objects),
    ):
        if number is not None:
            found.append(_triple(dataset, VOID + name, _count(number)))
    if served.license:
        found.append(_triple(dataset, DCTERMS + "license", iri(served.license)))
    if served.uri_space and counted.entities:
        found.append(_triple(dataset, VOID + "uriSpace", literal(served.uri_space)))
    found += [_triple(dataset, VOID + "exampleResource", iri(one)) for one in counted.examples]
    used = (*counted.classes, *counted.properties)
    for namespace in set(served.namespaces.values()):
        if any(name.startswith(namespace) for name in used):
            found.append(_triple(dataset, VOID + "vocabulary", iri(namespace)))
    return found


def _named_graphs(served: Served) -> list[Triple]:
    dataset = _node(served, "dataset")
    found: list[Triple] = []
    for name, triples in served.graphs.items():
        own = served.graph_space and name.startswith(served.graph_space)
        local = name.removeprefix(served.graph_space) if own else quote(name, safe="")
        named, graph = _node(served, f"named-graph-{local}"), _node(served, f"graph-{local}")
        found += [
            _triple(dataset, SD + "namedGraph", named),
            _triple(named, RDF + "type", iri(SD + "NamedGraph")),
            _triple(named, SD + "name", iri(name)),
            _triple(named, SD + "graph", graph),
            *[_triple(graph, RDF + "type", iri(kind)) for kind in (SD + "Graph", VOID + "Dataset")],
            _triple(graph, VOID + "triples", _count(triples)),
        ]
    return found


def _partitions(served: Served) -> list[Triple]:
    dataset = _node(served, "dataset")
    found: list[Triple] = []
    for name, entities in served.counted.classes.items():
        partition = _node(served, f"class-{_short(name, served.namespaces)}")
        found += [
            _triple(dataset, VOID + "classPartition", partition),
            _triple(partition, VOID + "class", iri(name)),
            _triple(partition, VOID + "entities", _count(entities)),
        ]
    for name, counts in served.counted.properties.items():
        partition = _node(served, f"property-{_short(name, served.namespaces)}")
        found += [
            _triple(dataset, VOID + "propertyPartition", partition),
            _triple(partition, VOID + "property", iri(name)),
            _triple(partition, VOID + "triples", _count(counts.triples)),
            _triple(partition, VOID + "distinctSubjects", _count(counts.subjects)),
            _triple(partition, VOID + "distinctObjects", _count(counts.objects)),
        ]
    return found


def _dumps(served: Served) -> list[Triple]:
    dataset = _node(served, "dataset")
    found: list[Triple] = []
    if served.dumps:
        found.append(_triple(dataset, RDF + "type", iri(DCAT + "Dataset")))
    for dump in served.dumps:
        file = _node(served, f"dump-{dump.format.name}")
        found += [
            _triple(dataset, VOID + "dataDump", iri(dump.url)),
            _triple(dataset, DCAT + "distribution", file),
            _triple(file, RDF + "type", iri(DCAT + "Distribution")),
            _triple(file, DCAT + "downloadURL", iri(dump.url)),
            _triple(file, DCAT + "mediaType", iri(_MEDIA_TYPES + dump.format.media_type)),
            _triple(file, DCTERMS + "format", iri(dump.format.standard)),
        ]
        if dump.size is not None:
            size = literal(str(dump.size), datatype=XSD + "nonNegativeInteger")
            found.append(_triple(file, DCAT + "byteSize", size))
        if dump.sha256:
            checksum = _node(served, f"dump-{dump.format.name}-sha256")
            found += [
                _triple(file, SPDX + "checksum", checksum),
                _triple(checksum, RDF + "type", iri(SPDX + "Checksum")),
                _triple(checksum, SPDX + "algorithm", iri(SPDX + "checksumAlgorithm_sha256")),
                _triple(checksum, SPDX + "checksumValue", literal(dump.sha256, datatype=XSD + "hexBinary")),
            ]
    return found


def _short(name: str, namespaces: Mapping[str, str]) -> str:
    """A prefixed name, or the whole IRI percent-encoded where no prefix fits."""
    fitting = sorted(
        (-len(namespace), prefix) for prefix, namespace in namespaces.items() if name.startswith(namespace)
    )
    for length, prefix in fitting:
        local = name[-length:]
        if _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return quote(name, safe="")


def _node(served: Served, name: str) -> Term:
    return iri(f"{served.endpoint}#{name}")


def _count(number: int) -> Term:
    return literal(str(number), datatype=XSD + "integer")


def _triple(subject: Term, predicate: str, value: Term) -> Triple:
    return Triple(subject, iri(predicate), value)
