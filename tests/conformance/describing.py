"""The tests of the service description, in every RDF format."""

from __future__ import annotations

from collections.abc import Iterator

import rdflib
from conformance.checks import GRAPH_FORMATS, TYPES, Check, told
from conformance.graphs import parse_rdf
from conformance.served import Client
from conformance.suite import Test

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
# SPARQL 1.1 Service Description, sections 3.2 to 3.4: what stands on which side of each property.
_SCHEMA = {
    "endpoint": (SD.Service, None),
    "feature": (SD.Service, SD.Feature),
    "defaultEntailmentRegime": (SD.Service, SD.EntailmentRegime),
    "entailmentRegime": (SD.NamedGraph, SD.EntailmentRegime),
    "defaultSupportedEntailmentProfile": (SD.Service, SD.EntailmentProfile),
    "supportedEntailmentProfile": (SD.NamedGraph, SD.EntailmentProfile),
    "extensionFunction": (SD.Service, SD.Function),
    "extensionAggregate": (SD.Service, SD.Aggregate),
    "languageExtension": (SD.Service, SD.Feature),
    "supportedLanguage": (SD.Service, SD.Language),
    "propertyFeature": (SD.Service, SD.Feature),
    "defaultDataset": (SD.Service, SD.Dataset),
    "availableGraphs": (SD.Service, SD.GraphCollection),
    "resultFormat": (SD.Service, None),
    "inputFormat": (SD.Service, None),
    "defaultGraph": (SD.Dataset, SD.Graph),
    "namedGraph": (None, SD.NamedGraph),
    "name": (SD.NamedGraph, None),
    "graph": (SD.NamedGraph, SD.Graph),
}
_NAMED_BY_THE_STANDARD = (SD.Feature, SD.Language, SD.EntailmentRegime, SD.EntailmentProfile)


def describe(test: Test, client: Client) -> Iterator[Check]:
    for name in GRAPH_FORMATS:
        response = client.send("GET", "/sparql", headers={"Accept": TYPES[name]})
        if response.status != 200 or response.media_type != TYPES[name]:
            yield Check("GET", name, told(response))
            continue
        graph = parse_rdf(response.body, name, base=client.address)
        problem = ""
        if test.iri.endswith("#has-endpoint-triple"):
            endpoint = rdflib.URIRef(f"{client.address}sparql")
            problem = "" if (None, SD.endpoint, endpoint) in graph else "no sd:endpoint with this address"
        elif test.iri.endswith("#conforms-to-schema"):
            problem = _against_schema(graph)
        elif not len(graph):
            problem = "no triples"
        yield Check("GET", name, problem)


def _against_schema(graph: rdflib.Graph) -> str:
    """What in a description is not as the vocabulary says, in which everything has its class."""
    if (None, rdflib.RDF.type, SD.Service) not in graph:
        return "there is no sd:Service"
    for subject, predicate, value in graph.triples((None, None, None)):
        if not str(predicate).startswith(str(SD)):
            continue
        name = str(predicate).removeprefix(str(SD))
        if name not in _SCHEMA:
            return f"the vocabulary has no sd:{name}"
        domain, range = _SCHEMA[name]
        if domain and (subject, rdflib.RDF.type, domain) not in graph:
            return f"{subject} of sd:{name} is no {domain}"
        if range and range not in _NAMED_BY_THE_STANDARD and (value, rdflib.RDF.type, range) not in graph:
            return f"{value} of sd:{name} is no {range}"
        if isinstance(value, rdflib.Literal):
            return f"sd:{name} has the literal {value}"
    return ""
