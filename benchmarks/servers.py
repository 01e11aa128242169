"""WSGI servers under good and bad clients: a table, with ratios against the first server.

    python3 -m venv build/benchmark && build/benchmark/bin/pip install . granian gunicorn
    build/benchmark/bin/python benchmarks/servers.py

Servers that are not installed are left out.  Each runs as one process with the same number of threads
and the same application.  The numbers of one run are good for comparing these servers on that machine,
and for nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
THREADS = 36
LARGE = bytes(20_000_000)
SMALL_REQUEST = b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n"
_heard: list[float] = []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answers small and large, waits, and notes when it hears that its client has gone."""
    path = environ["PATH_INFO"]
    body = LARGE if path == "/large" else b'{"head": {}, "boolean": true, "padding": "' + b"-" * 150 + b'"}'
    if environ["REQUEST_METHOD"] == "POST":
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if path == "/wait":
        time.sleep(1.5)
    if path == "/heard":
        body = str(len(_heard)).encode()
    if path == "/until-gone":
        gone = environ.get("waitress.client_disconnected") or _peek(environ.get("gunicorn.socket"))
        end = time.monotonic() + 4
        while time.monotonic() < end:
            if gone is not None and gone():
                _heard.append(time.monotonic())
                break
            time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _peek(connection: socket.socket | None) -> Callable[[], bool] | None:
    """For servers that give the application the socket: whether it has ended."""
    if connection is None:
        return None

    def gone() -> bool:
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return gone


@dataclass(frozen=True, slots=True)
class Candidate:
    """A server: the module that must be installed, and the command line that starts it on a port."""

    name: str
    module: str
    command: Callable[[int], list[str]]


def _own(name: str) -> Callable[[int], list[str]]:
    return lambda port: [sys.executable, str(HERE), "--serve", name, "--port", str(port)]


def _gunicorn(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", str(THREADS), "--log-level", "critical"),
        "servers:application",
    ]


def _granian(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(THREADS), "--no-log", "servers:application"),
    ]


CANDIDATES = (
    Candidate("waitress as `kg serve` sets it", "kg.web.http.server", _own("kg")),
    Candidate("waitress as it comes", "waitress", _own("waitress")),
    Candidate("gunicorn, threads", "gunicorn", _gunicorn),
    Candidate("granian, WSGI", "granian", _granian),
)


def serve(name: str, port: int) -> None:
    """Run one of the servers that live in this process, until SIGTERM."""
    if name == "waitress":
        import waitress

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        waitress.serve(application, host="127.0.0.1", port=port, threads=THREADS, _quiet=True)
        return
    from kg.web.http.server import Server

    server = Server(application, socket.create_server(("127.0.0.1", port)), threads=THREADS)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    server.run()
    server.close()


@contextlib.contextmanager
def running(candidate: Candidate) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The server as a process of its own, once it answers, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        candidate.command(port),
        cwd=HERE.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError):
                ask(port, SMALL_REQUEST, seconds=1)
                break
            time.sleep(0.1)
        yield process, port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # some have processes below them, which would stay
        process.wait()


def connect(port: int, *, seconds: float = 5.0, buffer: int | None = None) -> socket.socket:
    """A connection to the server; a small `buffer` makes a slow reader."""
    client = socket.socket()
    if buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(seconds)
    try:
        client.connect(("127.0.0.1", port))
    except OSError:
        client.close()
        raise
    return client


def ask(port: int, request: bytes, *, seconds: float = 5.0) -> tuple[int, bytes]:
    """Status and body of the answer.  Raises OSError, ValueError when there is none."""
    with connect(port, seconds=seconds) as client:
        client.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = client.recv(65_536)
            if not chunk:
                raise ValueError("no answer")
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += client.recv(65_536)
        return int(head.split()[1]), body


def small_answers(port: int, seconds: float, connections: int = 16) -> float:
    """Answers a second on connections that are kept, each asking again when it was answered."""
    selector = selectors.DefaultSelector()
    clients = [connect(port) for _ in range(connections)]
    for client in clients:
        selector.register(client, selectors.EVENT_READ)
        client.sendall(SMALL_REQUEST)
    answered, started = 0, time.monotonic()
    while time.monotonic() - started < seconds:
        for key, _ in selector.select(1):
            assert isinstance(key.fileobj, socket.socket)
            client = key.fileobj
            received = client.recv(65_536)
            if not received:
                raise ConnectionError("the server ended a connection")
            if received.endswith(b'-"}'):
                answered += 1
                client.sendall(SMALL_REQUEST)
    elapsed = time.monotonic() - started
    selector.close()
    for client in clients:
        client.close()
    return answered / elapsed


def neighbours(port: int) -> str:
    """How many of ten newcomers are answered within a second, and how long the slowest waited."""
    waits = []
    for _ in range(10):
        started = time.monotonic()
        with contextlib.suppress(OSError, ValueError):
            ask(port, SMALL_REQUEST, seconds=1)
            waits.append(time.monotonic() - started)
    if not waits:
        return "none answered"
    return f"{len(waits)} of 10, {max(waits) * 1_000:.0f} ms"


def with_clients(port: int, count: int, beginning: bytes, *, buffer: int | None = None) -> str:
    """What neighbours see while `count` clients have sent a beginning and then do nothing."""
    with contextlib.ExitStack() as held:
        for _ in range(count):
            with contextlib.suppress(OSError):
                held.enter_context(connect(port, seconds=1, buffer=buffer)).sendall(beginning)
        time.sleep(0.5)
        return neighbours(port)


def trickle_ends(port: int, beginning: bytes, patience: float) -> str:
    """After how many seconds a request that never ends, a byte each half second, is ended."""
    started = time.monotonic()
    with connect(port, seconds=0.5) as client:
        client.sendall(beginning)
        while time.monotonic() - started < patience:
            try:
                client.sendall(b"a")
                client.recv(65_536)
            except TimeoutError:
                continue
            except OSError:
                pass
            return f"{time.monotonic() - started:.0f} s"
    return f"not in {patience:.0f} s"


def status_of(port: int, request: bytes) -> str:
    """The status of an answer, or that there is none."""
    try:
        return str(ask(port, request)[0])
    except (OSError, ValueError):
        return "cut"


def hears_of_departure(port: int) -> str:
    """Whether the application can tell that its client has gone."""
    with connect(port) as client:
        client.sendall(SMALL_REQUEST.replace(b"/small", b"/until-gone"))
        time.sleep(0.3)
    time.sleep(1)
    return "yes" if ask(port, SMALL_REQUEST.replace(b"/small", b"/heard"))[1] == b"1" else "no"


def stops(process: subprocess.Popen[bytes], port: int) -> str:
    """What SIGTERM does while a request runs: whether it is answered, how long the end takes."""
    answered: list[int] = []

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            answered.append(ask(port, SMALL_REQUEST.replace(b"/small", b"/wait"))[0])

    client = threading.Thread(target=wait)
    client.start()
    time.sleep(0.4)
    started = time.monotonic()
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        return "does not end"
    seconds = time.monotonic() - started
    client.join()
    return f"{'answers' if answered else 'drops'} it, {seconds:.1f} s, code {process.returncode}"


class _Column(dict[str, str]):
    """What was found about a server, told as it is found."""

    def __setitem__(self, row: str, value: str) -> None:
        super().__setitem__(row, value)
        print(f"  {row}: {value}", file=sys.stderr)


def throughput(candidates: Sequence[Candidate], *, rounds: int, seconds: float) -> dict[str, float]:
    """The median of small answers a second; servers take turns, so that a busy machine hits all."""
    found: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for number in range(rounds):
        for candidate in candidates:
            print(f"round {number + 1} of {rounds}: {candidate.name}", file=sys.stderr)
            with running(candidate) as (_, port):
                found[candidate.name].append(small_answers(port, seconds))
    return {name: statistics.median(rates) for name, rates in found.items()}


def measure(candidate: Candidate, patience: float) -> dict[str, str]:
    """How one server fares with bad clients."""
    header = b"GET /small HTTP/1.1\r\nHost: localhost\r\nX-Header: a"
    body = b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\na"
    large_header = SMALL_REQUEST[:-2] + b"X: " + b"a" * 60_000 + b"\r\n\r\n"
    found = _Column()
    with running(candidate) as (process, port):
        found["500 idle"] = with_clients(port, 500, b"")
        found["200 half headers"] = with_clients(port, 200, header)
        found["200 half bodies"] = with_clients(port, 200, body)
        found["60 that take no answer"] = with_clients(
            port, 60, SMALL_REQUEST.replace(b"/small", b"/large"), buffer=4_096
        )
        found["trickled header ends"] = trickle_ends(port, header, patience)
        found["trickled body ends"] = trickle_ends(port, body, patience)
        found["60 kB header"] = status_of(port, large_header)
        found["1 MB header"] = status_of(port, large_header.replace(b"a" * 60_000, b"a" * 1_000_000))
        found["hears of departure"] = hears_of_departure(port)
        found["SIGTERM with a request"] = stops(process, port)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is installed and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often throughput is measured")
    parser.add_argument("--seconds", type=float, default=3, help="how long each time")
    parser.add_argument("--patience", type=float, default=45, help="how long a slow request is watched")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.serve, options.port)
        return
    print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    installed = [one for one in CANDIDATES if find_spec(one.module.partition(".")[0]) is not None]
    rates = throughput(installed, rounds=options.rounds, seconds=options.seconds)
    first = rates[installed[0].name]
    rows = [{"small answers": f"{rates[one.name] / first:.1f}"} for one in installed]
    for candidate, row in zip(installed, rows, strict=True):
        print(candidate.name, file=sys.stderr)
        row |= measure(candidate, options.patience)
    print(f"1.0 is {first:.0f} small answers a second.\n")
    print("| | " + " | ".join(rates) + " |\n|---|" + "---|" * len(rows))
    for name in rows[0]:
        print(f"| {name} | " + " | ".join(row[name] for row in rows) + " |")


if __name__ == "__main__":
    main()
