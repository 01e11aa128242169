"""The servers that answer SPARQL over HTTP, each started for as long as it is measured.

All of them hold the same statements: the merged default graph of one version.
"""

from __future__ import annotations

import contextlib
import http.client
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph

from benchmarks.commands import ROOT, child, environment, kg, serving
from benchmarks.load import JSON, Load, load, targets
from benchmarks.workspace import Workspace
from kg.graph.version import current_version
from kg.model.project import read_project

CONNECTIONS = 16
_PART = 20_000  # statements in one request to Virtuoso


@dataclass(frozen=True, slots=True)
class Asked:
    """A server that runs: its port, the path of its endpoint, and its process."""

    port: int
    path: str
    pid: int

    def load(self, queries: Sequence[str], seconds: float) -> Load:
        """What it gives to so many connections that ask in turn.  Raises AssertionError for a refusal."""
        addresses = targets(self.path, queries) if queries else [self.path]
        found = load("127.0.0.1", self.port, addresses, connections=CONNECTIONS, seconds=seconds)
        assert not found.refused and not found.broken and found.answers, found
        return found

    def ask(self, query: str) -> bytes:
        """The body of one answer."""
        return self._asked(query)[1]

    def response(self, query: str) -> bytes:
        """One answer as it was sent, with its status and headers."""
        headers, body = self._asked(query)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1") + body

    def _asked(self, query: str) -> tuple[list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", f"{self.path}?query={quote(query)}", headers={"Accept": JSON})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status == 200, (response.status, body[:500])
        return response.getheaders(), body


@contextlib.contextmanager
def with_kg(
    space: Workspace, project: Path, *words: str, env: Mapping[str, str] | None = None
) -> Iterator[Asked]:
    """`kg serve` on a project that is built, with further words on its command line."""
    command = kg("serve", str(project), "--port", "0", *words)
    env = env or environment(space.cache)
    with serving(command, r"on http://\S*:", folder=space.folder, env=env) as (process, port):
        yield Asked(port, "/sparql", process.pid)


@contextlib.contextmanager
def with_constant(space: Workspace, response: bytes, *, shortest: bool = False) -> Iterator[Asked]:
    """The HTTP server of kg, which sends the bytes of this answer and knows nothing else.

    A WSGI application sends them; with `shortest` the thread that reads sockets.
    """
    path = space.folder / "constant-answer"
    path.write_bytes(response)
    command = child("constant", str(path), *(["--shortest"] if shortest else []))
    with serving(command, "port ", folder=space.folder, env=environment()) as (process, port):
        yield Asked(port, "/constant", process.pid)


@contextlib.contextmanager
def with_rdflib_endpoint(space: Workspace, data: Path) -> Iterator[Asked]:
    """rdflib-endpoint on uvicorn, one process, with the Oxigraph store in memory."""
    command = child("with_rdflib", "serve", str(data))
    with serving(command, "port ", folder=space.folder, env=environment()) as (process, port):
        yield Asked(port, "/", process.pid)


@contextlib.contextmanager
def with_virtuoso(space: Workspace, data: Path) -> Iterator[Asked]:
    """Debian's Virtuoso with these statements."""
    folder = space.folder / f"virtuoso-{data.parent.name}"
    full = folder / "full"
    if not full.exists():
        shutil.rmtree(folder, ignore_errors=True)
    with virtuoso_of_its_own(folder) as (asked, credentials):
        if not full.exists():
            _fill(asked.port, data, *credentials.values())
            full.touch()
        yield asked


@contextlib.contextmanager
def virtuoso_of_its_own(folder: Path) -> Iterator[tuple[Asked, dict[str, str]]]:
    """Debian's Virtuoso on loopback, with the database of a folder, ended by its process id.

    Beside it what `kg` needs in its environment to write there: a name and a password.
    """
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from virtuoso import running_virtuoso  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    folder.mkdir(exist_ok=True)
    with running_virtuoso(folder, rows=100_000) as running:
        port = int(running.url.rpartition(":")[2])
        yield Asked(port, "/sparql", running.process.pid), dict(running.environment)


def without_virtuoso() -> str:
    """Why Virtuoso cannot be measured; empty when it can."""
    if shutil.which("virtuoso-t") is None:
        return "Debian's package virtuoso-opensource is not installed"
    return ""


def _fill(port: int, data: Path, user: str, password: str) -> None:
    """Put the statements into one graph, by the Graph Store Protocol, a part at a time."""
    address = f"http://127.0.0.1:{port}/sparql-graph-crud-auth"
    lines = data.read_bytes().splitlines(keepends=True)
    with httpx.Client(auth=httpx.DigestAuth(user, password), timeout=600, trust_env=False) as client:
        for start in range(0, len(lines), _PART):
            client.post(
                address,
                params={"graph-uri": "urn:kg:benchmark"},
                content=b"".join(lines[start : start + _PART]),
                headers={"Content-Type": "text/turtle"},
            ).raise_for_status()


def merged_statements(space: Workspace, project: Path) -> Path:
    """The merged default graph of a project's version as N-Triples."""
    path = space.folder / f"{project.name}-merged" / "data.nt"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        quads = next((project / "build" / "versions").glob("*/graph.nq"))
        parsed = pyoxigraph.parse(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
        triples = {one.triple for one in parsed}
        pyoxigraph.serialize(triples, str(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return path


def merged_store(project: Path) -> Path:
    """The store that queries without named graphs are answered from."""
    return Path(current_version(read_project(project)).merged_store)
