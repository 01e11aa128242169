"""The server of `kg serve` with nothing behind it: `python -m benchmarks.constant FILE`.

Every request is answered with the bytes of the file, and with as many headers as an answer of the
endpoint has.  What it gives is what HTTP alone allows here.
"""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.web.http.server import Server

_HEADERS = [
    ("Content-Type", "application/sparql-results+json"),
    ("Cache-Control", "public, no-cache"),
    ("ETag", 'W/"0123456789abcdef0123456789abcdef"'),
    ("Vary", "Accept, Accept-Encoding, Accept-Language"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Kg-Version, Kg-Solutions, Kg-Capped, Kg-Limit-Seconds, Kg-Elapsed-Ms"),
    ("X-Content-Type-Options", "nosniff"),
]


def main() -> None:
    """Serve until SIGTERM."""
    body = Path(sys.argv[1]).read_bytes()
    headers = [*_HEADERS, ("Content-Length", str(len(body)))]

    def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", headers)
        return [body]

    server = Server(application, socket.create_server(("127.0.0.1", 0)))
    print(f"port {server.socket.getsockname()[1]}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    server.run()
    server.close()


if __name__ == "__main__":
    main()
