"""A real `kg serve`, the clients that attack it, and how it must be after each attack."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import quote

from operation.served import Served, descendants
from patience import within as patiently

SECONDS = 2  # the limit of one query in the projects of this folder
WORKERS = 3
GRACE = 0.5  # what a query may take beyond its limit
ATTACKER, NEIGHBOUR, WATCH = "127.0.0.1", "127.0.0.2", "127.0.0.3"
_LEAKS = (
    "Traceback",
    'File "',
    "site-packages",
    "src/kg",
    "build/versions",
    "RuntimeError",
    "pyoxigraph",
    "panicked",
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, and after how many seconds."""

    status: int
    headers: Message
    body: bytes
    seconds: float

    @property
    def kind(self) -> str:
        """The kind of problem, or the empty string."""
        if self.headers.get_content_type() != "application/problem+json":
            return ""
        return str(json.loads(self.body)["type"]).rpartition("/")[2]


@dataclass(slots=True)
class Site:
    """A running server whose workers are all at hand."""

    served: Served
    numbers: itertools.count[int] = field(default_factory=itertools.count)
    types: int = 0

    def __post_init__(self) -> None:
        self.types = self.count_types()

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        client: str = ATTACKER,
        timeout: float = 60,
        **headers: str,
    ) -> Reply:
        """The reply to a request from one of the addresses of this machine; `_` stands for `-`."""
        started = time.monotonic()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.served.port, timeout=timeout, source_address=(client, 0)
        )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            read = response.read()
            return Reply(response.status, response.headers, read, time.monotonic() - started)
        finally:
            connection.close()

    def ask(self, query: str, *, client: str = ATTACKER, accept: str = "*/*", **parameters: Any) -> Reply:
        """The answer to a query that is posted as it is, with these parameters in the address."""
        address = "&".join(
            f"{name.replace('_', '-')}={quote(str(one), safe='')}" for name, one in parameters.items()
        )
        return self.send(
            "POST",
            f"/sparql?{address}" if address else "/sparql",
            query.encode("utf-8", "surrogatepass"),
            client=client,
            Content_Type="application/sparql-query",
            Accept=accept,
        )

    def count_types(self) -> int:
        """The answer to a small query of a neighbour, which no cache can know."""
        reply = self.ask(
            f"SELECT (COUNT(*) AS ?n) {{ ?s a ?type }} # {next(self.numbers)}",
            client=NEIGHBOUR,
            accept="text/csv",
        )
        assert reply.status == 200, (reply.status, reply.body)
        return int(reply.body.split()[1])

    def state(self) -> dict[str, Any]:
        """What /readyz says, whether ready or not."""
        found: dict[str, Any] = json.loads(self.send("GET", "/readyz", client=WATCH).body)
        return found

    def wait_until(self, *, within: float, **wanted: Any) -> dict[str, Any]:
        """Wait until /readyz has these values; returns what it said last."""
        end = time.monotonic() + within
        state = self.state()
        while not wanted.items() <= state.items() and time.monotonic() < end:
            time.sleep(0.03)
            state = self.state()
        return state

    def workers(self) -> list[int]:
        """The process ids below the server that evaluate queries (Linux)."""
        return [pid for pid in descendants(self.served.process.pid) if _is_worker(pid)]

    def assert_well(self) -> None:
        """It lives, answers a neighbour in time and rightly, and has all its workers back."""
        assert self.send("GET", "/healthz", client=WATCH).status == 200
        seconds = []
        for _ in range(3):
            started = time.monotonic()
            assert self.count_types() == self.types
            seconds.append(time.monotonic() - started)
            if seconds[-1] < 1:
                break
        assert min(seconds) < 1, seconds
        assert max(seconds) < patiently(1), seconds
        wanted = {"workers": WORKERS, "alive": WORKERS, "busy": 0, "waiting": 0, "ready": True}
        state = self.wait_until(within=patiently(SECONDS + GRACE), **wanted)
        assert wanted.items() <= state.items(), state


def assert_problem(reply: Reply) -> None:
    """A refusal is a whole problem document (RFC 9457) that tells nothing of the inside."""
    assert 400 <= reply.status < 600
    assert reply.headers.get_content_type() == "application/problem+json", reply.body[:300]
    problem = json.loads(reply.body)
    assert problem["status"] == reply.status
    assert problem["type"].rpartition("/problems/")[2]
    assert problem["title"]
    assert problem["detail"]
    assert_tells_nothing(reply)
    if reply.kind == "busy":
        assert int(reply.headers["Retry-After"]) > 0
    for place in ("line", "column", "length"):
        assert problem.get(place, 1) >= 1


def assert_tells_nothing(reply: Reply) -> None:
    """No reply shows what only the operator may know."""
    text = reply.body.decode("utf-8", "replace") + str(reply.headers)
    assert not [leak for leak in _LEAKS if leak in text], text[:2_000]
    assert "root:" not in text
    assert "Server" not in reply.headers


def settings(folder: Path, **limits: int) -> None:
    """Write limits into the project of a folder."""
    values: Mapping[str, int] = {"seconds": SECONDS, "workers": WORKERS, "memory_mb": 400, **limits}
    with (folder / "kg.toml").open("a", encoding="utf-8") as file:
        file.write("\n[limits]\n" + "".join(f"{name} = {value}\n" for name, value in values.items()))


def _is_worker(pid: int) -> bool:
    """Whether a process is a child of the fork server."""
    try:
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        return "forkserver" in Path(f"/proc/{parent}/cmdline").read_text()
    except OSError:
        return False
