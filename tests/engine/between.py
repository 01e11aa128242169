"""A proxy between kg and a real store: it counts what passes, and spoils what a test wants spoilt.

Everything that is not spoilt is answered by the store itself.
"""

from __future__ import annotations

import http.client
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WRITES = ("PUT", "POST", "DELETE")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to the graph store, or a query, which has no graph."""

    method: str
    graph: str
    size: int


@dataclass(slots=True)
class Between:
    """What passed, and the knobs.

    `body` may change what is written to a graph; `answer` may answer instead of the store with a status
    and a text; `before` is called before a request is passed on.
    """

    url: str
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)
    body: Callable[[Request, bytes], bytes] | None = None
    answer: Callable[[Request], tuple[int, dict[str, str], bytes] | None] | None = None
    before: Callable[[Request], None] | None = None

    def written(self, *, record: bool = False) -> list[Request]:
        """Writes to graphs; those to the record only when asked for."""
        return [
            one
            for one in self.requests
            if one.method in WRITES and one.graph and (record or not one.graph.endswith("store/pushed"))
        ]

    def methods(self) -> Counter[str]:
        """How many writes there were of each method, the record's left out."""
        return Counter(one.method for one in self.written())


@contextmanager
def between(store: str, tls: ssl.SSLContext | None = None) -> Iterator[Between]:
    """A proxy to the store at a base URL; with `tls` it speaks HTTPS."""
    upstream = urlsplit(store)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            seen.connections += 1
            self.store = http.client.HTTPConnection(upstream.hostname or "", upstream.port)

        def finish(self) -> None:
            super().finish()
            self.store.close()

        def log_message(self, *_: Any) -> None:
            pass

        def relay(self) -> None:
            parts = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            given = parse_qs(parts.query, keep_blank_values=True)
            graph = given.get("graph", ["default" if "default" in given else ""])[0]
            request = Request(self.command, graph, len(content))
            seen.requests.append(request)
            seen.headers.append({name.lower(): value for name, value in self.headers.items()})
            if seen.before:
                seen.before(request)
            instead = seen.answer(request) if seen.answer else None
            if instead is None:
                if seen.body and content and graph:
                    content = seen.body(request, content)
                status, headers, text = self.ask(content)
            else:
                status, headers, text = instead
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def ask(self, content: bytes) -> tuple[int, dict[str, str], bytes]:
            passed = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("connection", "host", "content-length")
            }
            for last in (False, True):
                try:
                    self.store.request(self.command, self.path, content or None, passed)
                    answer = self.store.getresponse()
                    break
                except (http.client.HTTPException, OSError):  # the store closed a connection it kept
                    self.store.close()
                    if last:
                        raise
            kept = ("content-type", "server", "www-authenticate", "location")
            headers = {name: value for name, value in answer.getheaders() if name.lower() in kept}
            return answer.status, headers, answer.read()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = relay  # noqa: N815

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a client that was killed

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        seen = Between(f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()
