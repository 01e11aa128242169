"""Clients that speak HTTP byte by byte, as slow, greedy or careless ones do."""

from __future__ import annotations

import http.client
import io
import socket
import time
from dataclasses import dataclass
from email.message import Message

SMALL = b"GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Response:
    """A response as it came over the socket."""

    status: int
    headers: Message
    body: bytes
    seconds: float


def connect(port: int, *, timeout: float = 20.0, receive_buffer: int | None = None) -> socket.socket:
    """An open connection; a small buffer makes a slow reader."""
    client = socket.socket()
    if receive_buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(timeout)
    try:
        client.connect(("127.0.0.1", port))
    except OSError:
        client.close()
        raise
    return client


def read_response(client: socket.socket) -> Response:
    """The next response on a connection, and not a byte of what follows it."""
    started = time.monotonic()
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += _read(client, 1)
    first, _, lines = head.partition(b"\r\n")
    headers = http.client.parse_headers(io.BytesIO(lines))
    body = _read(client, int(headers["Content-Length"] or 0))
    return Response(int(first.split()[1]), headers, body, time.monotonic() - started)


def send(port: int, request: bytes, *, timeout: float = 20.0) -> Response:
    """The response to a request on a connection of its own."""
    with connect(port, timeout=timeout) as client:
        client.sendall(request)
        return read_response(client)


def get(port: int, path: str, **headers: str) -> Response:
    """The response to GET, with these headers beside Host; `_` in their names stands for `-`."""
    lines = [
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in {"Host": "localhost", **headers}.items()
    ]
    return send(port, f"GET {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode())


def seconds_until_closed(client: socket.socket, *, patience: float) -> float:
    """How long until the server ends a connection; what it still sends is read."""
    started = time.monotonic()
    client.settimeout(patience)
    try:
        while client.recv(65_536):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - started


def _read(client: socket.socket, size: int) -> bytes:
    read = bytearray()
    while len(read) < size:
        chunk = client.recv(size - len(read))
        if not chunk:
            raise ConnectionError(f"the connection ended after {bytes(read[:200])!r}")
        read += chunk
    return bytes(read)
