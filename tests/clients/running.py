"""A `kg serve` of its own for clients that were written elsewhere."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import kg

SOURCE = Path(kg.__file__).parents[1]
PATIENCE = 120


@contextmanager
def serving(folder: Path, log: Path, *options: str, source: Path | None = SOURCE) -> Iterator[str]:
    """Serve the project in `folder`; the address that the server says, ending in a slash.

    `source` is where the package is taken from; None serves what is installed, scripts included.
    """
    environment = {
        name: value for name, value in os.environ.items() if name not in ("KG_ARTICLES", "PYTHONPATH")
    }
    if source is not None:
        environment["PYTHONPATH"] = str(source)
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", *options]
    with log.open("w", encoding="utf-8") as said:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
    try:
        yield _address(server, log)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=30)
        finally:
            server.kill()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        found = re.search(r"^Serving .* on (http:\S+)$", log.read_text("utf-8"), re.MULTILINE)
        if found:
            return f"{found[1]}/"
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Got:
    """A response as it came over the wire."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type of Content-Type, without parameters."""
        return self.headers.get("Content-Type", "").split(";")[0]


def send(
    address: str,
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Got:
    """Send one request as it is written: no header is added but Host and Content-Length."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        return Got(response.status, response.headers, response.read())
    finally:
        connection.close()
