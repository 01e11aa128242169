"""The server of `kg serve` with nothing behind it: `python -m benchmarks.constant FILE [--shortest]`.

The file is a whole answer with its headers, as `kg serve` sent it, and every request is answered with it:
by a WSGI application, as any is; or, with `--shortest`, in the thread that reads sockets, nothing read,
nothing looked up, nothing noted.  The first is the anchor, the second what HTTP alone allows here.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from kg.web.http.quick import QuickAnswers
from kg.web.http.server import Server


def main() -> None:
    """Serve until SIGTERM."""
    answer = Path(sys.argv[1]).read_bytes()
    listener = socket.create_server(("127.0.0.1", 0))
    if sys.argv[2:] == ["--shortest"]:
        server = Server(None, listener, quick=cast("QuickAnswers", _Shortest(answer)))
    else:
        server = Server(_application(answer), listener)
    print(f"port {listener.getsockname()[1]}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    server.run()
    server.close()


def _application(answer: bytes) -> Callable[..., list[bytes]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in head.decode("latin-1").split("\r\n")[1:])
    headers = [(name, value) for name, _, value in lines if name.lower() not in ("date", "connection")]

    def constant(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", headers)
        return [body]

    return constant


class _Shortest:
    """Stands where a server has its short way: takes every request, and sends the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._taken: deque[Any] = deque()
        self._server: Any = None
        self._reader = 0

    def serve(self, server: Any) -> None:
        """Work for this server, in the thread that calls."""
        self._server, self._reader = server, threading.get_ident()

    def take(self, connection: Any, _request: Any) -> bool:
        """Take over a request; any thread may call."""
        self._taken.append(connection)
        if threading.get_ident() != self._reader:
            self._server.pull_trigger()
        return True

    def work(self) -> float | None:
        """Answer what was taken before this turn of the server."""
        for _ in range(len(self._taken)):
            self._taken.popleft().answer(self._answer, closes=False)
        return 0.0 if self._taken else None


if __name__ == "__main__":
    main()
