"""The suites' data behind a real server, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from cli.shell import environment, kg_command

PATIENCE = 120
WAYS = ("GET", "form POST", "direct POST")


class Response(NamedTuple):
    """What came back."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str]


class Client:
    """Asks one endpoint over one connection."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Response:
        """One request, exactly as given."""
        self._connection.request(method, path, body=body, headers=dict(headers or {}))
        response = self._connection.getresponse()
        read = response.read()
        media_type = (response.getheader("Content-Type") or "").partition(";")[0]
        return Response(response.status, media_type, read, dict(response.getheaders()))

    def ask(
        self, query: str, *, way: str = "GET", accept: str = "", dataset: Sequence[tuple[str, str]] = ()
    ) -> Response:
        """A query in one of the ways of the protocol; `dataset` are its parameters."""
        headers = {"Accept": accept} if accept else {}
        if way == "GET":
            return self.send("GET", f"/sparql?{urlencode([*dataset, ('query', query)])}", headers=headers)
        if way == "form POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            return self.send(
                "POST", "/sparql", headers=headers, body=urlencode([*dataset, ("query", query)]).encode()
            )
        headers["Content-Type"] = "application/sparql-query"
        path = f"/sparql?{urlencode(dataset)}" if dataset else "/sparql"
        return self.send("POST", path, headers=headers, body=query.encode())

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


@contextmanager
def served(*arguments: str, cwd: Path) -> Iterator[Client]:
    """A client of `kg serve` with these arguments, on a free port."""
    command = kg_command("serve", "--port", "0", *arguments)
    with client_of(command, cwd=cwd, variables=environment()) as client:
        yield client


@contextmanager
def client_of(command: Sequence[str], *, cwd: Path, variables: Mapping[str, str]) -> Iterator[Client]:
    """A client of a program that says its address as `kg serve` does."""
    with (cwd / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
        )
        impatience = threading.Timer(PATIENCE, server.kill)
        impatience.start()
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            impatience.cancel()
            place = re.search(r"on http://127\.0\.0\.1:(\d+)", line)
            assert place, (line, (cwd / "server.log").read_text()[-2000:])
            client = Client(int(place[1]))
            yield client
            client.close()
        finally:
            impatience.cancel()
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
            server.stdout.close()
