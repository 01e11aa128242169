"""The data of the suites of SPARQL 1.1 in a store, and `kg serve --engine` in front of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.shell import environment
from conformance.pack import unpack
from conformance.running import EMPTY, arguments
from conformance.served import Client, client_of
from conformance.session import Session
from conformance.suite import BASES, Suites, read_suites

TESTS = Path(__file__).resolve().parents[1]


@contextmanager
def session_elsewhere(folder: Path, engine: str, credentials: dict[str, str]) -> Iterator[Session]:
    """A server over what SPARQL 1.1's suites ask about, answered by the store at this address."""
    suites = _of_sparql11(folder)
    (folder / "empty.nt").touch()
    files = arguments({**suites.files, EMPTY: folder / "empty.nt"})
    known = environment(**credentials)
    known["PYTHONPATH"] = f"{known['PYTHONPATH']}:{TESTS}"
    command = [sys.executable, "-m", "conformance.serving_elsewhere", engine, *files]
    client: Client
    with client_of(command, cwd=folder, variables=known) as client:
        yield Session(suites, client)


def _of_sparql11(folder: Path) -> Suites:
    """Without SPARQL 1.2, which no engine elsewhere is asked."""
    unpack(folder)
    every, base = read_suites(folder), BASES["sparql11"]
    tests = [test for test in every.tests if test.iri.startswith(base)]
    asked = {graph for test in tests for graph in (*test.default, *test.named)}
    new = BASES["sparql12"]
    files = {
        graph: path for graph, path in every.files.items() if graph in asked or not graph.startswith(new)
    }
    return Suites(folder, tests, files)
