"""A real Virtuoso for the tests: Debian's program, started on loopback with a folder of its own.

One server serves a whole test session, since it needs seconds to start; tests keep out of each
other's way by giving each project a base IRI of its own.  Tests that kill the engine, or need it
empty, start their own with `running_virtuoso`.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tools import tool

USER, PASSWORD = "dba", "dba"  # what a new database of Virtuoso begins with
_PATIENCE = 120.0

_SETTINGS = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 20
ServerThreads = 20
CheckpointInterval = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
MaxClientConnections = 20
ServerThreads = 20
KeepAliveTimeout = 15
MaxKeepAlives = 10
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running Virtuoso: its address, its process, and its folder."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def sparql(self) -> str:
        """The query endpoint."""
        return f"{self.url}/sparql"

    @property
    def environment(self) -> dict[str, str]:
        """What `kg` needs in its environment to write here."""
        return {"KG_ENGINE_USER": USER, "KG_ENGINE_PASSWORD": PASSWORD}


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """The Virtuoso of the session; the test is skipped, or fails, where the program is missing."""
    with running_virtuoso(tmp_path_factory.mktemp("virtuoso")) as running:
        yield running


@contextmanager
def running_virtuoso(folder: Path, *, port: int | None = None, rows: int = 10_000) -> Iterator[Virtuoso]:
    """A Virtuoso whose database is in `folder`; an existing one is opened again.

    `rows` is the cap of its answers, by default the one that Debian's package sets.
    """
    program = tool("virtuoso-t")
    http = port or free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(sql=free_port(), http=http, rows=rows))
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            [program, "-f", "+configfile", "virtuoso.ini"], cwd=folder, stdout=output, stderr=output
        )
    try:
        running = Virtuoso(f"http://127.0.0.1:{http}", process, folder)
        _wait(running)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(running: Virtuoso) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            httpx.get(
                running.sparql, params={"query": "ASK {}"}, timeout=10, trust_env=False
            ).raise_for_status()
        except httpx.HTTPError:
            log = running.folder / "virtuoso.log"
            said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            assert running.process.poll() is None, f"Virtuoso ended: {said}"
            assert time.monotonic() < until, f"Virtuoso did not answer in {_PATIENCE} s: {said}"
            time.sleep(0.2)
        else:
            return
