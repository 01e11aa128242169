"""RDF files are read as they are, faults are told at their line, and what is loaded is what is served."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from kg.graph.export import EXPORT_FORMATS, export
from kg.graph.rdf_files import Checked, Source, check, read_quads
from kg.graph.version import Version, current_version, verify_files
from kg.graph.version.disk_store import open_store
from kg.graph.version.loading import load_version
from kg.model.errors import FileProblem, UsageError
from kg.model.project import Project

SITE = "https://site.example/"
EX = "http://ex.example/"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'

XML = f"""<rdf:RDF {RDF}><rdf:Description rdf:about="{{about}}">
<p xmlns="{EX}" xml:lang="en">o</p></rdf:Description></rdf:RDF>"""


def silent(stage: str, done: int, total: int) -> None:
    """Progress for nobody."""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def checked(*sources: Source) -> Checked:
    return check(sources, site=SITE, progress=silent)


def quads(*sources: Source) -> list[Quad]:
    assert not checked(*sources).diagnostics
    return list(read_quads(sources, site=SITE))


def load(folder: Path, *sources: Source) -> Version:
    """A version of files, as `kg serve` makes it."""
    found = checked(*sources)
    assert not found.diagnostics
    project = Project(folder, "files", SITE, prefixes=found.prefixes, plain=True)
    graphs = [source.graph for source in sources if source.graph]
    version = load_version(project, read_quads(sources, site=SITE), graphs=graphs, progress=silent)
    assert current_version(project) == version
    verify_files(version)
    return version


def ex(name: str) -> NamedNode:
    return NamedNode(f"{EX}{name}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f"@prefix ex: <{EX}> . ex:s ex:p 'o'@en ."),
        ("a.TTL", f"\ufeff@prefix ex: <{EX}> . ex:s ex:p 'o'@en ."),
        ("a.trig", f"@prefix ex: <{EX}> . ex:s ex:p 'o'@en ."),
        ("a.nt", f'<{EX}s> <{EX}p> "o"@en .\n'),
        ("a.nq", f'<{EX}s> <{EX}p> "o"@en .\n'),
        *[
            (
                f"a.{suffix}",
                XML.format(about=f"{EX}s"),
            )
            for suffix in ("rdf", "xml", "owl")
        ],
        ("a.jsonld", f'{{"@id": "{EX}s", "{EX}p": {{"@value": "o", "@language": "en"}}}}'),
    ],
)
def test_every_format_is_read_by_its_suffix(name: str, content: str, write: Callable[..., Path]) -> None:
    triple = (ex("s"), ex("p"), Literal("o", language="en"))
    assert quads(Source(write(name, content))) == [Quad(*triple, DefaultGraph())]
    assert quads(Source(write(name, content), f"{EX}g")) == [Quad(*triple, ex("g"))]


def test_a_graph_for_the_file_takes_only_what_stands_in_none(write: Callable[..., Path]) -> None:
    text = "<s> <p> 1 . <own> { <s> <p> 2 } _:g { <s> <p> 3 }"
    found = quads(Source(write("a.trig", text), f"{EX}g"))
    assert [quad.graph_name for quad in found[:2]] == [ex("g"), ex("own")]
    assert isinstance(found[2].graph_name, BlankNode)


def test_relative_iris_resolve_against_the_graph_or_the_place_on_the_site(write: Callable[..., Path]) -> None:
    path = write("my file.ttl", "<> <p> <#x> .")
    assert str(quads(Source(path))[0].triple) == (f"<{SITE}my%20file.ttl> <{SITE}p> <{SITE}my%20file.ttl#x>")
    assert str(quads(Source(path, f"{EX}g/h"))[0].triple) == f"<{EX}g/h> <{EX}g/p> <{EX}g/h#x>"


def test_blank_nodes_belong_to_their_file_and_cross_its_graphs(write: Callable[..., Path]) -> None:
    text = "_:x <p> [] . <g> { _:x <p> <<( <s> <p> _:x )>> }"
    one, other = Source(write("a.trig", text)), Source(write("b.trig", text))
    found = quads(one, other)
    assert found == quads(one, other), "the names do not change from run to run"
    first, second = found[:2]
    assert first.subject == second.subject
    assert isinstance(second.object, Triple)
    assert second.object.object == first.subject
    names = {node for quad in found for node in quad if isinstance(node, BlankNode)}
    assert len(names) == 4


def test_rdf_1_2_comes_through(write: Callable[..., Path]) -> None:
    text = 'VERSION "1.2" <s> <p> "x"@ar--rtl ; <q> "y" {| <r> 1 |} .'
    found = {quad.object for quad in quads(Source(write("a.ttl", text)))}
    assert '"x"@ar--rtl' in map(str, found)
    assert Triple(NamedNode(f"{SITE}s"), NamedNode(f"{SITE}q"), Literal("y")) in found


def test_the_quads_of_a_version_are_those_of_the_files(tmp_path: Path, write: Callable[..., Path]) -> None:
    text = """<s> <p> 01, 1.10, "\\t\\"\\\\ \\n é 中\U0001f600", "x"@ar--rtl, <<( _:a <p> "<g> ." )>> .
    <g> { _:a <p> _:b, "1"^^<http://www.w3.org/2001/XMLSchema#int> } _:h { _:h <p> "" }"""
    source = Source(write("a.trig", text))
    version = load(tmp_path / "build", source)
    assert list(pyoxigraph.parse(path=version.quads, format=RdfFormat.N_QUADS)) == quads(source)


@pytest.mark.parametrize(
    ("name", "content", "place", "code", "words"),
    [
        ("a.ttl", "<s> <p>\n  <o> , .", "2:9", "rdf-syntax", "this is not Turtle"),
        ("a.trig", "<g> {\n<s> <p> ex:o }", "2:9", "rdf-syntax", "prefix ex: has not been declared"),
        ("a.nt", "<s> <p> <o> .", "1:1", "rdf-syntax", "No scheme found"),
        ("a.nq", f'<{EX}s> <{EX}p> "é" .\n<{EX}s> <{EX}p> <a b> .', "2:45", "rdf-syntax", "IRI"),
        ("a.ttl", b'<s> <p> "caf\xe9" .', "1:", "rdf-syntax", "UTF-8"),
        ("a.jsonld", '{"@id": "x",\n', "2:1", "rdf-syntax", "this is not JSON-LD"),
        ("a.jsonld", '{"@id": "x",\n "@context": ["https://schema.org/"]}', "2:2", "rdf-context", "fetched"),
        ("a.jsonld", '{"a": 1, "@context": "context.json"}', "1:10", "rdf-context", "fetched"),
        ("a.rdf", f"<rdf:RDF {RDF}>\n<rdf:Description>", "2:", "rdf-syntax", "no element found"),
        ("a.rdf", f"<rdf:RDF {RDF}>\n <foo:x/></rdf:RDF>", "2:", "rdf-syntax", "unbound prefix"),
        ("a.owl", f'<rdf:RDF {RDF}>\n<rdf:Description rdf:ID="a b"/>\n</rdf:RDF>', "2:1", "rdf-syntax", "ID"),
        ("a.xml", f"<?xml version='1.0'?>\n<!DOCTYPE x>\n<rdf:RDF {RDF}/>", "2:1", "rdf-doctype", "entities"),
        ("a.xml", "", "1:1", "rdf-syntax", "this is not XML"),
    ],
)
def test_a_fault_is_told_at_its_line(
    name: str, content: str | bytes, place: str, code: str, words: str, write: Callable[..., Path]
) -> None:
    path = write(name, content)
    sound = write("sound.nt", "")
    [found] = checked(Source(sound), Source(path), Source(sound)).diagnostics
    assert str(found.mark).startswith(f"{path.as_posix()}:{place}")
    assert found.code == code
    assert words in found.message.en


def test_all_faulty_files_are_told_at_once(write: Callable[..., Path]) -> None:
    sources = [Source(write(name, "<")) for name in ("a.ttl", "b.nt")]
    assert len(checked(*sources).diagnostics) == 2


@pytest.mark.parametrize(
    ("name", "graph", "words"),
    [
        ("a.csv", "", "`.csv` is not a suffix of RDF"),
        ("a", "", "the name has no suffix"),
        ("a.ttl", "relative", "not an absolute IRI"),
        ("a.ttl", f"{EX}a b", "not an absolute IRI"),
    ],
)
def test_what_cannot_be_a_source_is_refused(name: str, graph: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Source(Path(name), graph)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"a\.ttl"):
        checked(Source(tmp_path / "a.ttl"))


def test_tags_are_kept_as_they_are_written_where_that_is_clear(write: Callable[..., Path]) -> None:
    turtle = "<s> <p> 'a'@zh-Hant, \"b\"@en-GB, 'c'@en-gb, 'd'@ru ."
    rdfxml = (
        f'<rdf:RDF {RDF}><rdf:Description><p xmlns="{EX}" xml:lang="de-AT">x</p></rdf:Description></rdf:RDF>'
    )
    jsonld = f'{{"{EX}p": {{"@value": "x", "@language": "pt-BR"}}}}'
    paths = [write("a.ttl", turtle), write("a.rdf", rdfxml), write("a.jsonld", jsonld), write("a.nt", "")]
    assert checked(*map(Source, paths)).tags == ("de-AT", "pt-BR", "zh-Hant")


def test_prefixes_are_those_of_the_first_file_that_declares_them(write: Callable[..., Path]) -> None:
    first = write(
        "a.ttl", f"@prefix a: <{EX}> . @prefix : <{EX}d#> . @prefix xmlx: <{EX}x> . @prefix é: <{EX}e> ."
    )
    second = write("b.trig", f"PREFIX a: <{EX}other#> PREFIX rdf: <{EX}rdf#> PREFIX b: <{EX}b#>")
    assert checked(Source(first), Source(second)).prefixes == {"a": EX, "": f"{EX}d#", "b": f"{EX}b#"}


def test_the_merged_store_holds_each_triple_once(tmp_path: Path, write: Callable[..., Path]) -> None:
    text = "<s> <p> 1, 01, _:x . <g> { <s> <p> 1, _:x } _:h { <s> <p> 1 }"
    sources = [Source(write("a.trig", text)), Source(write("b.ttl", "<s> <p> 1 ."), f"{SITE}g")]
    empty = Source(write("c.nt", ""), f"{EX}empty")
    version = load(tmp_path / "build", *sources, empty)
    counts = version.manifest.counts
    assert counts.graphs == {f"{SITE}g": 2, f"{EX}empty": 0}
    assert (counts.triples, counts.quads, counts.unnamed) == (2, 3, 3)
    assert len(open_store(version.merged_store)) == 2
    full = open_store(version.full_store)
    assert len(full) == 5
    assert full.contains_named_graph(ex("empty"))
    across = "ASK { ?s ?p ?x FILTER(isBlank(?x)) GRAPH ?g { ?s ?p ?x } }"
    assert full.query(across), "a blank node is the same in the default graph and in a named one"


def test_the_same_files_make_the_same_version(tmp_path: Path, write: Callable[..., Path]) -> None:
    source = Source(write("a.ttl", "[] <p> [ <q> 'x' ] ."))
    first, second = (load(tmp_path / name, source) for name in ("one", "two"))
    assert first.sha256 == second.sha256
    for format in EXPORT_FORMATS:
        blocks = [b"".join(export(one, format, namespaces={})) for one in (first, second)]
        assert blocks[0] == blocks[1], format


NAMESPACES = {"ex": EX, "": f"{EX}d#"}
FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("format", EXPORT_FORMATS)
def test_an_export_holds_what_was_read(format: str, tmp_path: Path, write: Callable[..., Path]) -> None:
    text = f"@prefix ex: <{EX}> . ex:s ex:p 01, 'x'@zh-Hant, [ ex:q '<a>\\n' ] . ex:g {{ ex:s ex:p 'y' }}"
    version = load(tmp_path / "build", Source(write("a.trig", text)))
    written = b"".join(export(version, format, namespaces=NAMESPACES))
    found = pyoxigraph.Dataset(pyoxigraph.parse(written, format=FORMATS[format]))
    wanted = pyoxigraph.Dataset(pyoxigraph.parse(text, format=RdfFormat.TRIG))
    if not EXPORT_FORMATS[format].quads:
        wanted = pyoxigraph.Dataset(Quad(quad.subject, quad.predicate, quad.object) for quad in wanted)
    for dataset in (found, wanted):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    assert found == wanted
    assert (b"@prefix ex: " in written) == (format in ("turtle", "trig"))


def test_an_export_of_one_graph_holds_that_graph(tmp_path: Path, write: Callable[..., Path]) -> None:
    version = load(tmp_path / "build", Source(write("a.trig", "<s> <p> 1 . <g> { <s> <p> 2 }")))
    from kg.model.terms import iri

    found = b"".join(export(version, "nquads", namespaces={}, graph=iri(f"{SITE}g")))
    assert re.findall(rb'"(\d)"', found) == [b"2"]


@pytest.mark.parametrize(
    ("format", "text"),
    [("jsonld", "<s> <p> <<( <s> <p> 1 )>> ."), ("rdfxml", f"<s> <{EX}1> 1 .")],
)
def test_a_format_that_cannot_say_it_is_refused(
    format: str, text: str, tmp_path: Path, write: Callable[..., Path]
) -> None:
    version = load(tmp_path / "build", Source(write("a.ttl", text)))
    with pytest.raises(UsageError):
        b"".join(export(version, format, namespaces={}))
    others = (name for name in EXPORT_FORMATS if name != format)
    assert all(b"".join(_blocks(version, name)) for name in others)


def _blocks(version: Version, format: str) -> Iterator[bytes]:
    return export(version, format, namespaces={})
