"""`kg serve` as an operator starts it: a process of its own, its log, and what becomes of its workers."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cli.shell import environment, kg_command
from operation.sockets import Response, connect, get
from patience import within

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"  # longer than any limit

_MARK = "/mark-in-the-log-"


@dataclass(frozen=True, slots=True)
class Served:
    """A running `kg serve`: what it said first on each line of standard output, and where its log is."""

    process: subprocess.Popen[str]
    lines: tuple[str, str]
    port: int
    log: Path

    def records(self, **wanted: Any) -> list[dict[str, Any]]:
        """The lines of the log that have these values, and that there are for what was answered until now."""
        self._wait_for_log()
        found = [json.loads(line) for line in self.log.read_text("ascii").splitlines()]
        return [one for one in found if wanted.items() <= one.items() and _MARK not in one.get("path", "")]

    def _wait_for_log(self) -> None:
        """A thread writes the log, in order: what stands before a mark of ours is all there."""
        mark = f"{_MARK}{time.monotonic_ns()}"
        try:
            self.get(mark)
        except OSError:  # the server has ended, and with it its log
            return
        end = time.monotonic() + within(10)
        while mark not in self.log.read_text("ascii") and time.monotonic() < end:
            time.sleep(0.01)

    def get(self, path: str, **headers: str) -> Response:
        """The response to GET."""
        return get(self.port, path, **headers)

    def ask(self, query: str, **headers: str) -> Response:
        """The answer to a query."""
        return self.get(f"/sparql?query={quote(query)}", **headers)

    def state(self) -> dict[str, Any]:
        """What /readyz says."""
        found: dict[str, Any] = json.loads(self.get("/readyz").body)
        return found

    def descendants(self) -> list[int]:
        """The processes that this one started, and those that they started (Linux)."""
        return descendants(self.process.pid)


@contextmanager
def serving(folder: Path, *options: str, before: Sequence[str] = ()) -> Iterator[Served]:
    """Serve the project in a folder; the server is killed when the block is left.

    `before` is the beginning of the command line, for a program that starts the server.
    """
    log = folder / f"log-{time.monotonic_ns()}"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*before, *kg_command("serve", "--port", "0", "--fresh", *options)],
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
        )
    try:
        assert process.stdout is not None
        lines = process.stdout.readline(), process.stdout.readline()
        place = re.search(r"on http://\S*:(\d+)$", lines[0].strip())
        assert place, (lines, log.read_text())
        yield Served(process, lines, int(place[1]), log)
    finally:
        process.kill()
        process.communicate()


def descendants(root: int) -> list[int]:
    """The processes below one, from /proc."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, new = [], [root]
    while new:
        new = [child for parent in new for child in children.get(parent, ())]
        found += new
    return found


def alive(pids: list[int]) -> list[int]:
    """Those of the processes that still run."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            found.append(pid)
    return found


def gone_within(pids: list[int], seconds: float) -> bool:
    """Whether all of the processes have ended before this time is over."""
    end = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pids)


@contextmanager
def query_running(served: Served, query: str = LONG) -> Iterator[Any]:
    """A query that is being evaluated while the block runs, on the connection that is given."""
    with connect(served.port, timeout=60) as client:
        client.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        end = time.monotonic() + 20
        while served.state()["busy"] == 0 and time.monotonic() < end:
            time.sleep(0.05)
        yield client


def set_settings(folder: Path, *lines: str) -> None:
    """Put settings at the head of a project's kg.toml."""
    path = folder / "kg.toml"
    path.write_text("\n".join([*lines, path.read_text("utf-8")]), encoding="utf-8")
