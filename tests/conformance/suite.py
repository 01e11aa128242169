"""The W3C's manifests as values: which test asks what of which data, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from conformance.pack import HERE
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, Node, URIRef
from rdflib.collection import Collection

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
# Where the folders of the tests stand; relative IRIs in data, queries and results resolve against it.
BASES = {
    "sparql11": "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/",
    "sparql12": "https://w3c.github.io/rdf-tests/sparql/sparql12/",
}
EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")
POSITIVE = ("PositiveSyntaxTest", "PositiveSyntaxTest11")
NEGATIVE = ("NegativeSyntaxTest", "NegativeSyntaxTest11")
UPDATES = ("PositiveUpdateSyntaxTest", "NegativeUpdateSyntaxTest", "UpdateEvaluationTest")


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a manifest.

    `folder` is that of its manifest (`sparql11/bind`); `query` is the text, `default` and `named`
    are the IRIs of its graphs; `result` is the file of what must come, None for tests of syntax.
    """

    __test__ = False  # for pytest

    iri: str
    name: str
    folder: str
    kind: str
    query: str = ""
    base: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: Path | None = None

    def __str__(self) -> str:
        return f"{self.folder}#{self.iri.rpartition('#')[2]}"


class Request(NamedTuple):
    """A request of a protocol test, and the classes of status that it may get."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: tuple[str, ...]
    boolean: bool | None
    format: str


@dataclass(frozen=True, slots=True)
class ProtocolTest(Test):
    """A test of the SPARQL Protocol: requests, one after another."""

    requests: tuple[Request, ...] = ()


@dataclass(slots=True)
class Suites:
    """All tests, in the order of their manifests, and the files that hold their data by graph IRI."""

    root: Path
    tests: list[Test] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)


def iri_of(root: Path, path: Path) -> str:
    """The IRI that a file of the suites is known by."""
    suite, _, rest = path.relative_to(root / "sparql").as_posix().partition("/")
    return BASES[suite] + rest


def known_failures() -> frozenset[str]:
    """IRIs of the tests that the engine itself fails."""
    files = HERE.glob("known-engine-failures-*.txt")
    return frozenset(line for path in files for line in path.read_text("utf-8").split())


def read_suites(root: Path) -> Suites:
    """The tests below an unpacked archive."""
    suites = Suites(root)
    for path in sorted(root.glob("sparql/*/*/manifest.ttl")):
        _read_manifest(suites, path)
    return suites


def _read_manifest(suites: Suites, path: Path) -> None:
    graph = Graph().parse(path, publicID=iri_of(suites.root, path))
    manifest = graph.value(predicate=RDF.type, object=MF.Manifest)
    entries = graph.value(manifest, MF.entries)
    assert entries is not None, path
    for node in Collection(graph, entries):
        suites.tests.append(_read_test(suites, graph, node, path))


def _read_test(suites: Suites, graph: Graph, node: Node, manifest: Path) -> Test:
    kind = next(str(one).rpartition("#")[2] for one in graph.objects(node, RDF.type))
    folder = manifest.parent.relative_to(suites.root / "sparql").as_posix()
    name = str(graph.value(node, MF.name))
    action = graph.value(node, MF.action)
    if kind == "ProtocolTest":
        for data in graph.objects(node, UT.graphData):
            place = graph.value(data, UT.graph)
            suites.files[str(graph.value(data, RDFS.label))] = _path(manifest, place)
        requests = graph.value(action, HT.requests)
        assert requests is not None
        read = tuple(_read_request(graph, one) for one in Collection(graph, requests))
        return ProtocolTest(str(node), name, folder, kind, requests=read)
    if action is None:
        return Test(str(node), name, folder, kind)
    asked = graph.value(action, QT.query) if isinstance(action, BNode) else action
    asked = asked or graph.value(action, UT.request)
    query = _path(manifest, asked)
    default, named = [], []
    if kind in EVALUATION:
        for place in graph.objects(action, QT.data):
            suites.files[str(place)] = _path(manifest, place)
            default.append(str(place))
            named += _graphs_in(suites.files[str(place)])
        for place in graph.objects(action, QT.graphData):
            suites.files[str(place)] = _path(manifest, place)
            named.append(str(place))
    result = graph.value(node, MF.result)
    return Test(
        str(node),
        name,
        folder,
        kind,
        query=query.read_bytes().decode("utf-8"),
        base=str(asked),
        default=tuple(sorted(default)),
        named=tuple(sorted(named)),
        result=_path(manifest, result) if isinstance(result, URIRef) else None,
    )


def _path(manifest: Path, place: Node | None) -> Path:
    path = manifest.parent / str(place).rpartition("/")[2]
    assert path.is_file(), path
    return path


def _graphs_in(path: Path) -> list[str]:
    """The IRIs of the named graphs in a TriG file."""
    if path.suffix != ".trig":
        return []
    quads = pyoxigraph.parse(path=path, base_iri="http://base.example/")
    return sorted(
        {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}
    )


HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


def _read_request(graph: Graph, node: Node) -> Request:
    headers = {}
    listed = graph.value(node, HT.headers)
    for header in Collection(graph, listed) if listed else ():
        headers[str(graph.value(header, HT.fieldName))] = str(graph.value(header, HT.fieldValue))
    content = graph.value(node, HT.body)
    body = b""
    if content is not None:
        encoding = str(graph.value(content, CNT.characterEncoding))
        body = str(graph.value(content, CNT.chars)).encode(encoding)
    response = graph.value(node, HT.resp)
    boolean = graph.value(response, MF.expectedBoolean)
    return Request(
        method=str(graph.value(node, HT.methodName)),
        path=str(graph.value(node, HT.absolutePath)),
        headers=headers,
        body=body,
        statuses=tuple(sorted(str(one)[-3:] for one in graph.objects(response, MF.expectedStatus))),
        boolean=bool(boolean.toPython()) if isinstance(boolean, Literal) else None,
        format=str(graph.value(response, MF.expectedFormat) or ""),
    )
