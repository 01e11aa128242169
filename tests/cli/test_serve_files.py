"""`kg serve FILE…` as a process: what it serves, under which names, what it refuses, and its pages."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest
from cli.shell import run_kg
from conformance.served import Client, Response, served

pytestmark = pytest.mark.slow

EX = "http://ex.example/"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
FILES = {
    "people.ttl": f"@prefix ex: <{EX}> . ex:ann ex:knows _:b . _:b ex:name '鄧'@zh-Hant . <#me> ex:age 042 .",
    "graphs.trig": f"@prefix ex: <{EX}> . ex:g1 {{ ex:ann ex:knows _:b }} ex:g2 {{ _:b ex:name 'Bo' }}",
    "lines.nt": f'<{EX}ann> <{EX}age> "42"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "quads.nq": f"<{EX}ann> <{EX}in> <{EX}g1> <{EX}g1> .\n<{EX}ann> <{EX}in> <{EX}g1> <{EX}g3> .\n",
    "book.rdf": f'<rdf:RDF {RDF}><rdf:Description rdf:about="{EX}book"><title xmlns="{EX}">B</title>'
    "</rdf:Description></rdf:RDF>",
    "linked.jsonld": f'{{"@context": {{"ex": "{EX}"}}, "@id": "ex:page", "ex:title": "P"}}',
}
VOCABULARIES = {
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    arguments = [f"{EX}lines={name}" if name == "lines.nt" else name for name in FILES]
    with served(*arguments, cwd=folder) as client:
        yield client


def csv(client: Client, query: str, **options: object) -> list[str]:
    response = client.ask(query, accept="text/csv", **options)  # type: ignore[arg-type]
    assert response.status == 200, response.body.decode()
    return response.body.decode().split("\r\n")[1:-1]


def table(response: Response) -> list[dict[str, dict[str, str]]]:
    assert response.status == 200, response.body.decode()
    found: list[dict[str, dict[str, str]]] = json.loads(response.body)["results"]["bindings"]
    return found


def test_the_default_graph_is_all_that_was_read_each_triple_once(client: Client) -> None:
    # 3 of Turtle, 2 of TriG, 1 of each other file: what N-Quads says of two graphs is one triple.
    assert csv(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == ["9"]
    titles = csv(client, f"SELECT ?t {{ ?s <{EX}title> ?t }} ORDER BY ?t")
    assert titles == ["B", "P"]


def test_named_graphs_are_kept_and_a_file_can_be_given_one(client: Client) -> None:
    found = csv(client, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert found == [f"{EX}g1,2", f"{EX}g2,1", f"{EX}g3,1", f"{EX}lines,1"]


def test_blank_nodes_are_those_of_one_file_across_its_graphs(client: Client) -> None:
    shared = f"SELECT ?n {{ GRAPH ?g {{ <{EX}ann> <{EX}knows> ?b }} ?b <{EX}name> ?n }}"
    assert csv(client, shared) == ["Bo"], "not the node of the other file with the same label"


def test_relative_iris_are_those_of_the_site_and_the_file(client: Client) -> None:
    assert csv(client, f"SELECT ?s {{ ?s <{EX}age> 42 }} ORDER BY ?s") == [
        f"{client.address}people.ttl#me",
        f"{EX}ann",
    ]
    assert csv(client, f"SELECT ?age {{ <people.ttl#me> <{EX}age> ?age }}") == ["42"]


def test_language_tags_are_written_as_in_the_file(client: Client) -> None:
    [row] = table(client.ask("SELECT ?n { ?s ?p ?n FILTER(LANGMATCHES(LANG(?n), 'zh')) }"))
    assert row["n"] == {"type": "literal", "value": "鄧", "xml:lang": "zh-Hant"}


def test_no_prefix_holds_undeclared_and_answers_use_those_of_the_files(client: Client) -> None:
    for prefix in ("ex:ann", "rdf:type", "id:x"):
        response = client.ask(f"SELECT * {{ {prefix} ?p ?o }}")
        assert response.status == 400
        words = f"the prefix `{prefix.partition(':')[0]}:` is not declared"
        assert words in json.loads(response.body)["detail"]
    turtle = client.ask(f"CONSTRUCT WHERE {{ <{EX}ann> <{EX}in> ?g }}", accept="text/turtle").body.decode()
    assert turtle == f"@prefix ex: <{EX}> .\nex:ann ex:in ex:g1 .\n"


def test_guard_and_limits_are_those_of_any_project(client: Client) -> None:
    assert client.ask("SELECT * { SERVICE <http://127.0.0.1:1/> {} }").status == 403
    assert client.ask("DROP ALL").status == 403
    response = client.ask("SELECT * { VALUES ?a { " + "1 " * 200 + "} VALUES ?b { " + "1 " * 200 + "} }")
    assert response.status == 422
    assert response.headers["Kg-Limit-Seconds"] == "10"


def test_an_unknown_graph_is_empty_and_named_with_its_neighbour(client: Client) -> None:
    response = client.ask("SELECT * { ?s ?p ?o }", dataset=[("default-graph-uri", f"{EX}liens")])
    assert table(response) == []
    assert response.headers["Kg-Notice"].startswith(f"there is no graph <{EX}liens>")
    assert f"did you mean <{EX}lines>?" in response.headers["Kg-Notice"]


def test_the_description_says_what_is_served(client: Client) -> None:
    for path in ("/sparql", "/.well-known/void"):
        response = client.send("GET", path, headers={"Accept": "text/turtle"})
        graph = pyoxigraph.Store()
        graph.load(response.body, pyoxigraph.RdfFormat.TURTLE)

        def holds(pattern: str, graph: pyoxigraph.Store = graph) -> bool:
            return bool(graph.query(f"ASK {{ {pattern} }}", prefixes=VOCABULARIES))

        assert holds(f"?s sd:endpoint <{client.address}sparql>")
        assert holds(f"?g sd:name <{EX}g1> ; sd:graph/void:triples 2")
        assert holds("?s sd:defaultDataset/void:triples 9")
        assert not holds("?s sd:feature sd:UnionDefaultGraph"), "some triples stand in no named graph"
        assert not holds("?s void:uriSpace ?space")


class Page(HTMLParser):
    """The addresses that a page of the site links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name in ("href", "src") and value]


def test_no_page_breaks_and_every_link_leads_somewhere(client: Client) -> None:
    query = f"SELECT * {{ ?s ?p ?o OPTIONAL {{ ?o <{EX}name> ?n }} }}"
    waiting = ["/", "/sparql", f"/sparql?query={quote(query)}", "/problems", "/robots.txt", "/favicon.ico"]
    waiting += [f"/sparql?query={quote(text)}" for text in ("ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }")]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if not path or path in seen:
            continue
        seen.add(path)
        response = client.send("GET", path, headers=BROWSER)
        if response.status in (301, 302, 303, 307, 308):
            waiting.append(response.headers["Location"])
            continue
        assert response.status == 200, path
        if response.media_type == "text/html":
            addresses = (urlsplit(link) for link in Page(response.body.decode()).links)
            here = (one for one in addresses if not one.netloc and one.scheme != "data")
            waiting += [one._replace(fragment="").geturl() for one in here]
    for needed in ("/sparql", "/downloads", "/export/graph.trig", "/export/graph.ttl", "/problems/syntax"):
        assert needed in seen
    assert not seen & {"/articles", "/ontology", "/about", "/shapes", "/curation"}


_OF_A_SUBJECT = ("/search?q=ann", "/search.json?q=ann", "/connections", "/evidence/ann", "/feed")


def test_pages_of_a_subject_are_not_there(client: Client) -> None:
    for path in (
        "/articles",
        "/ontology",
        "/shapes",
        "/curation",
        "/about",
        "/id/ann",
        "/graph/g1",
        *_OF_A_SUBJECT,
    ):
        response = client.send("GET", path, headers=BROWSER)
        assert response.status == 404, path
        assert response.media_type == "text/html"


def test_downloads_hold_the_files(client: Client) -> None:
    trig = client.send("GET", "/export/graph.trig").body
    turtle = client.send("GET", "/export/graph.ttl").body
    assert len(list(pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG))) == 10
    assert len(set(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))) == 9
    assert b" 042 " in turtle, "as it is written in the file"


def test_it_is_alive_and_ready(client: Client) -> None:
    assert client.send("GET", "/healthz").status == 200
    assert client.send("GET", "/readyz").status == 200


def test_a_public_address_is_what_everything_is_named_by(folder: Path, built: Path) -> None:
    base = "https://data.example/kg/"
    with served("people.ttl", "--public-url", base.rstrip("/"), cwd=folder) as client:
        host = {"Host": "data.example"}
        response = client.send("GET", f"/sparql?query={quote('SELECT ?s { ?s ?p 42 }')}", headers=host)
        assert table(response)[0]["s"]["value"] == f"{base}people.ttl#me"
        described = client.send("GET", "/sparql", headers={**host, "Accept": "text/turtle"}).body.decode()
        assert f"<{base}sparql>" in described
    with served(".", "--public-url", base, cwd=built) as client:
        response = client.send("GET", f"/sparql?query={quote('SELECT (<x> AS ?x) {}')}", headers=host)
        assert table(response)[0]["x"]["value"] == f"{base}x"


def test_triple_terms_leave_out_the_format_that_cannot_hold_them(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<s> <p> <<( <s> <p> 1 )>> . <s> <123> 1 .")
    with served("a.ttl", cwd=tmp_path) as client:
        page = client.send("GET", "/downloads", headers=BROWSER)
        assert page.status == 200
        links = set(Page(page.body.decode()).links)
        described = client.send("GET", "/sparql", headers={"Accept": "application/n-triples"}).body.decode()
        for name, offered in (("trig", True), ("jsonld", False), ("rdf", False)):
            assert (f"/export/graph.{name}" in links) == offered
            assert (f"/export/graph.{name}>" in described) == offered
            response = client.send("GET", f"/export/graph.{name}")
            assert (response.status == 200) == offered
            assert response.status in (200, 400, 406)


def test_files_that_are_not_rdf_are_told_with_their_lines_and_nothing_is_served(tmp_path: Path) -> None:
    (tmp_path / "good.nt").write_text("")
    (tmp_path / "bad.ttl").write_text("<s> <p>\n  <o> , .\n")
    (tmp_path / "dtd.xml").write_text(f"<!DOCTYPE x>\n<rdf:RDF {RDF}/>")
    (tmp_path / "far.jsonld").write_text('{"@context": "https://schema.org/"}')
    found = run_kg("serve", "--port", "0", "good.nt", "bad.ttl", "dtd.xml", "far.jsonld", cwd=tmp_path)
    assert (found.returncode, found.stdout) == (1, b"")
    lines = found.stderr.decode().splitlines()
    assert lines[0] == "bad.ttl:2:9: error[rdf-syntax] this is not Turtle: . is not a valid RDF object"
    assert lines[1].startswith("dtd.xml:1:1: error[rdf-doctype] ")
    assert lines[3].startswith("far.jsonld:1:2: error[rdf-context] ")
    assert lines[-1] == "error: nothing is served, because not every file is RDF"


@pytest.mark.parametrize(
    ("arguments", "words", "help"),
    [
        (["missing.ttl"], "missing.ttl: No such file or directory", ""),
        (["http://g.example/=missing.ttl"], "missing.ttl: No such file or directory", ""),
        (["notes.txt"], "notes.txt: `.txt` is not a suffix of RDF", "known suffixes: .ttl, .trig, .nt, .nq,"),
        (["g=good.nt"], "`g` is not an absolute IRI", "IRI=FILE"),
        (["http://g.example/a b=good.nt"], "`http://g.example/a b` is not an absolute IRI", "IRI=FILE"),
        (["good.nt", "."], ". is a folder", "one project folder, or RDF files"),
        (["good.nt", "--public-url", "kg.example"], "`kg.example` is not the address of a site", "https://"),
    ],
)
def test_a_call_that_makes_no_sense_says_why(
    arguments: list[str], words: str, help: str, tmp_path: Path
) -> None:
    (tmp_path / "good.nt").write_text("")
    (tmp_path / "notes.txt").write_text("")
    found = run_kg("serve", "--port", "0", *arguments, cwd=tmp_path)
    assert (found.returncode, found.stdout) == (2, b"")
    first, *rest = found.stderr.decode().splitlines()
    assert first.startswith(f"error: {words}")
    assert help in "".join(rest)


def test_an_iri_may_hold_an_equals_sign_and_a_file_name_too(tmp_path: Path) -> None:
    (tmp_path / "a=b.nt").write_text(f"<{EX}s> <{EX}p> <{EX}o> .\n")
    iri = "http://g.example/?x=y"
    with served("a=b.nt", f"{iri}=a=b.nt", cwd=tmp_path) as client:
        assert csv(client, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == [iri]


def test_files_with_one_iri_are_one_graph(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f"<{EX}s> <{EX}p> [] , 1 .")
    with served("http://g.example/=a.ttl", "http://g.example/=b.ttl", cwd=tmp_path) as client:
        assert csv(client, "SELECT (COUNT(*) AS ?n) { GRAPH <http://g.example/> { ?s ?p ?o } }") == ["3"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to stop a process with")
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ttl").write_text("<s> <p> <o> .")
    # Of a short name: a socket in it has a hundred bytes for all of its path.
    with tempfile.TemporaryDirectory(prefix="kg-") as scratch:
        monkeypatch.setenv("TMPDIR", scratch)
        monkeypatch.setattr(tempfile, "tempdir", None)
        with served("a.ttl", cwd=tmp_path) as client:
            assert client.send("GET", "/export/graph.ttl").status == 200
            assert list(Path(scratch).iterdir())
        assert not list(Path(scratch).iterdir())
