"""The programs that a page offers: each is run as it stands and gives the answer of the endpoint."""

from __future__ import annotations

import ast
import csv
import http.client
import io
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from tools import tool

from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app
from kg.web.http.server import Server
from kg.web.querying.snippets import write_snippets

pytestmark = pytest.mark.slow
PATIENCE = 60
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}

# As SPARQL strings: what each language might take for something of its own.
HOSTILE = (
    "plain",
    'it\'s \\"quoted\\" `here`',
    "$HOME ${HOME} $(id) `id` !history %s %d %25 {0} #{x}",
    "back\\\\slash \\\\n \\\\u0041 \\\\",
    "''' \\\"\\\"\\\" ``` ''",
    "秋渡 Осенний паром 🚗 \u2028 \u00a0 \u200b \ufeff \u3000 é",
    "a\\nb\\r\\nc\\td",
    "%E7%A7%8B & = + ? # ; | < > ^ ~ * @",
    "-- /* */ // <!-- -->",
)
QUERIES = (
    *(f'SELECT ("{text}" AS ?x) {{}}' for text in HOSTILE),
    'SELECT ?x\nWHERE {\n  VALUES ?x { \'one\' "two" }\n} # it\'s `the` "end" \\ ${x}',
    "SELECT ?x {\r\n  BIND('carriage\\'s' AS ?x)\r\n}",
    'SELECT ("""three "quoted"\nlines\\\\""" AS ?x) {}',
    "SELECT ?x { BIND('ends with a quote' AS ?x) } # \"",
    "SELECT ?x { BIND('ends with a backslash' AS ?x) } # \\",
    "SELECT ?x { ?x a <https://museum.example/ontology#Museum> } ORDER BY ?x",
)


@pytest.fixture(scope="module")
def site(project: Project, endpoint: Endpoint) -> Iterator[str]:
    server = Server(create_app(project, endpoint), socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}/sparql"
    server.stop()
    thread.join(timeout=5)
    server.close()


def fetched(site: str, query: str, accept: str) -> bytes:
    parts = urlsplit(site)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    body = urlencode({"query": query})
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", parts.path, body=body, headers=headers)
    answer = connection.getresponse().read()
    connection.close()
    return answer


def rows_of(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8"), newline="")))


def program(name: str, query: Query, form: str, site: str, **more: bool) -> str:
    return next(one.code for one in write_snippets(query, form, url=site, **more) if one.name == name)


def run(command: list[str], folder: Path, code: str, suffix: str) -> bytes:
    """What a program prints that lies in a file, as somebody would save it."""
    file = folder / f"program{suffix}"
    file.write_bytes(code.encode("utf-8"))
    done = subprocess.run(
        [*command, str(file)], capture_output=True, timeout=PATIENCE, check=False, env=ENVIRONMENT
    )
    assert done.returncode == 0, f"{code}\n{done.stderr.decode()}"
    return done.stdout


@pytest.mark.parametrize("query", QUERIES)
def test_curl_asks_just_this(site: str, tmp_path: Path, query: str) -> None:
    tool("curl")
    said = run([tool("sh")], tmp_path, program("curl", Query(query), "SELECT", site), ".sh")
    assert said == fetched(site, query, "text/csv")


@pytest.mark.parametrize("query", QUERIES)
def test_python_asks_just_this(site: str, tmp_path: Path, query: str) -> None:
    code = program("python", Query(query), "SELECT", site)
    said = run([sys.executable, "-I", "-X", "utf8"], tmp_path, code, ".py").decode()
    printed = [ast.literal_eval(line) for line in said.splitlines()]
    assert printed == rows_of(fetched(site, query, "text/csv"))


@pytest.mark.parametrize("query", QUERIES)
def test_javascript_asks_just_this(site: str, tmp_path: Path, query: str) -> None:
    code = program("javascript", Query(query), "SELECT", site)
    said = run([tool("node")], tmp_path, code, ".js")
    assert json.loads(said) == json.loads(fetched(site, query, "application/sparql-results+json"))


@pytest.mark.parametrize("query", QUERIES)
def test_r_asks_just_this(site: str, tmp_path: Path, query: str) -> None:
    code = program("r", Query(query), "SELECT", site)
    assert code.endswith("\nprint(answer)\n")
    # How R sets a table for reading is its own affair; what it holds is compared.
    told = (
        "for (x in as.character(answer[[1]])) "
        "writeLines(enc2utf8(x), stdout(), sep = '\\x01', useBytes = TRUE)\n"
    )
    command = [tool("Rscript"), "--vanilla", "--encoding=UTF-8"]
    said = run(command, tmp_path, code.replace("print(answer)\n", told), ".R").decode()
    read = [text.replace("\r\n", "\n") for text in said.split("\x01")[:-1]]
    expected = [row["x"].replace("\r\n", "\n") for row in rows_of(fetched(site, query, "text/csv"))]
    assert read == expected


def test_verdicts_and_graphs_are_printed(site: str, tmp_path: Path) -> None:
    query = "DESCRIBE <https://museum.example/id/northgate>"
    turtle = fetched(site, query, "text/turtle").decode()
    for name, command, suffix in (
        ("curl", ["sh"], ".sh"),
        ("python", [sys.executable, "-X", "utf8"], ".py"),
        ("javascript", ["node"], ".js"),
    ):
        command[0] = tool(command[0])
        said = run(command, tmp_path, program(name, Query(query), "DESCRIBE", site), suffix).decode()
        assert said.strip() == turtle.strip()
        verdict = run(command, tmp_path, program(name, Query("ASK {}"), "ASK", site), suffix).decode()
        assert "true" in verdict.lower()


def test_dataset_version_and_cap_go_with_the_query(site: str, tmp_path: Path, endpoint: Endpoint) -> None:
    graph = "https://museum.example/graph/m001"
    query = Query("SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3", (graph,), (), version=endpoint.version)
    for name, command, suffix in (
        ("curl", ["sh"], ".sh"),
        ("python", [sys.executable], ".py"),
        ("javascript", ["node"], ".js"),
    ):
        code = program(name, query, "SELECT", site, capped=True)
        assert all(one in code for one in (graph, endpoint.version, "partial"))
        command[0] = tool(command[0])
        assert run(command, tmp_path, code, suffix)


def test_lines_of_a_harmless_query_stay_lines() -> None:
    query = "SELECT ?x {\n  ?x a ml:Museum\n}"
    for one in write_snippets(Query(query), "SELECT", url="https://a.example/sparql"):
        assert query in one.code
