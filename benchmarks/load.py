"""A load on an HTTP server: as many connections as asked for, each asking again when it was answered.

    python -m benchmarks.load http://127.0.0.1:8000/sparql --query 'ASK {}' [--connections 16] [--seconds 5]

`wrk` makes the load where it is installed (Debian has it), because a client in Python takes a part of
the processors that belongs to the server; elsewhere a client in a process of its own does.  Both send
the same bytes, count the same things, and count an answer only when it is whole.
"""

from __future__ import annotations

import argparse
import json
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

JSON = "application/sparql-results+json"
_WRK = """
local requests = {}
for line in io.lines(os.getenv("KG_LOAD_TARGETS")) do requests[#requests + 1] = line end
local place, threads = 0, {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  for number, target in ipairs(requests) do requests[number] = wrk.format("GET", target) end
  statuses = ""
  seen = {}
end
function request() place = place % #requests + 1 return requests[place] end
function response(status)
  seen[status] = (seen[status] or 0) + 1
  if seen[status] == 1 then statuses = statuses .. status .. " " end
end
function done(summary, latency, all)
  local words = {}
  for _, thread in ipairs(threads) do
    for status in thread:get("statuses"):gmatch("%d+") do
      words[#words + 1] = '"' .. status .. '": 0'
    end
  end
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "worst": %f, "refused": %d, "broken": %d,' ..
    ' "bytes": %d, "statuses": {%s}}\\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, summary.bytes, table.concat(words, ",")))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: `rate` is whole answers a second with status 200, times are milliseconds.

    `refused` counts answers with another status, which are not in the rate but in the times;
    `broken` connections that failed; `tool` is what made the load.
    """

    rate: float
    p50: float
    p99: float
    worst: float
    answers: int
    refused: int
    broken: int
    tool: str


def targets(path: str, queries: Sequence[str], **parameters: str) -> list[str]:
    """The address of each query below `path`, with further parameters."""
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in parameters.items())
    return [f"{path}?query={quote(query, safe='')}{more}" for query in queries]


def load(
    host: str,
    port: int,
    addresses: Sequence[str],
    *,
    connections: int = 16,
    seconds: float = 5.0,
    headers: Mapping[str, str] | None = None,
    tool: str = "",
) -> Load:
    """Ask a server for the addresses (paths with their query strings) in turn, again and again.

    `tool` is `wrk` or `python`; empty takes the first that is there.  Raises subprocess.CalledProcessError
    when the client fails.
    """
    chosen = tool or ("wrk" if shutil.which("wrk") else "python")
    sent = {"Host": f"{host}:{port}", "Accept": JSON, **(headers or {})}
    with tempfile.TemporaryDirectory(prefix="kg-load-") as folder:
        listed = Path(folder) / "targets"
        listed.write_text("".join(f"{one}\n" for one in addresses), encoding="ascii")
        if chosen == "wrk":
            script = Path(folder) / "load.lua"
            script.write_text(_WRK, encoding="ascii")
            words = [word for name, value in sent.items() for word in ("-H", f"{name}: {value}")]
            command = [
                *("wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s"),
                *("-s", str(script), *words, f"http://{host}:{port}/"),
            ]
        else:
            asked = {"host": host, "port": port, "connections": connections, "seconds": seconds}
            text = json.dumps({**asked, "headers": sent, "targets": str(listed)})
            command = [sys.executable, __file__, "--as-client", text]
        ran = subprocess.run(
            command, env={"KG_LOAD_TARGETS": str(listed)}, capture_output=True, text=True, check=True
        )
    found = json.loads(ran.stdout.strip().splitlines()[-1])
    return Load(
        rate=(found["requests"] - found["refused"]) / found["seconds"],
        p50=found["p50"],
        p99=found["p99"],
        worst=found["worst"],
        answers=found["requests"],
        refused=found["refused"],
        broken=found["broken"],
        tool=chosen,
    )


def _client(asked: Mapping[str, object]) -> dict[str, float]:
    """The load in this process: one selector, blocking nowhere."""
    headers = asked["headers"]
    assert isinstance(headers, dict)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    lines = Path(str(asked["targets"])).read_text(encoding="ascii").splitlines()
    requests = [f"GET {one} HTTP/1.1\r\n{head}\r\n".encode("ascii") for one in lines]
    selector = selectors.DefaultSelector()
    sent: dict[socket.socket, float] = {}
    kept: dict[socket.socket, bytes] = {}
    times: list[float] = []
    statuses: Counter[str] = Counter()
    broken = place = 0

    def ask(client: socket.socket) -> None:
        nonlocal place
        kept[client], sent[client] = b"", time.perf_counter()
        client.sendall(requests[place % len(requests)])
        place += 1

    started = time.perf_counter()
    for _ in range(int(str(asked["connections"]))):
        client = socket.create_connection((str(asked["host"]), int(str(asked["port"]))), timeout=30)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client, selectors.EVENT_READ)
        ask(client)
    end = started + float(str(asked["seconds"]))
    while time.perf_counter() < end and selector.get_map():
        for key, _ in selector.select(0.1):
            assert isinstance(key.fileobj, socket.socket)
            client = key.fileobj
            received = client.recv(1 << 20)
            kept[client] += received
            whole = _whole(kept[client])
            if whole:
                times.append(time.perf_counter() - sent[client])
                statuses[kept[client][9:12].decode()] += 1
                ask(client)
            elif not received:
                broken += 1
                selector.unregister(client)
                client.close()
    seconds = time.perf_counter() - started
    for key in list(selector.get_map().values()):
        assert isinstance(key.fileobj, socket.socket)
        key.fileobj.close()
    times.sort()
    return {
        "requests": len(times),
        "seconds": seconds,
        "p50": 1e3 * times[len(times) // 2] if times else 0.0,
        "p99": 1e3 * times[len(times) * 99 // 100] if times else 0.0,
        "worst": 1e3 * times[-1] if times else 0.0,
        "refused": len(times) - statuses["200"],
        "broken": broken,
    }


def _whole(received: bytes) -> bool:
    """Whether an answer has come to its end; one whose length is not named ends in a last chunk."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return False
    length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0].strip()
    return len(body) >= int(length) if length else body.endswith(b"0\r\n\r\n")


def main() -> None:
    """Load a server as the command line says and print what came of it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8000/sparql")
    parser.add_argument("--query", action="append", default=[])
    parser.add_argument("--file", type=Path, help="queries, one a line")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--tool", default="", choices=["", "wrk", "python"])
    parser.add_argument("--as-client", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.as_client:
        print(json.dumps(_client(json.loads(given.as_client))))
        return
    url = urlsplit(given.url)
    queries = given.query + (given.file.read_text("utf-8").splitlines() if given.file else [])
    found = load(
        url.hostname or "127.0.0.1",
        url.port or 80,
        targets(url.path, queries) if queries else [url.path or "/"],
        connections=given.connections,
        seconds=given.seconds,
        tool=given.tool,
    )
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
