"""nginx with the site of `deploy/nginx.conf`, rendered for a test: its own ports, paths and process."""

from __future__ import annotations

import getpass
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operation.sockets import connect
from tools import tool

SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
MAIN = """
user {user};
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused1;
    uwsgi_temp_path {folder}/unused2;
    scgi_temp_path {folder}/unused3;
    include {folder}/site.conf;
}}
"""


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def render(folder: Path, *, server_port: int, port: int, plain_port: int, tls: bool = False) -> Path:
    """Write the configuration, and return the path of the main file; the site is otherwise as shipped."""
    site = SITE.read_text("utf-8")
    site = _replaced(site, r"127\.0\.0\.1:8000", f"127.0.0.1:{server_port}")
    site = _replaced(site, r"listen 80;", f"listen 127.0.0.1:{plain_port};")
    site = _replaced(site, r"listen 443 ssl;", f"listen 127.0.0.1:{port}{' ssl' if tls else ''};")
    site, addresses = re.subn(r"\n *listen \[::\]:\d+.*;", "", site)
    assert addresses == 2
    if tls:
        site = _replaced(site, r"/etc/ssl/graph\.example", str(folder))
    else:
        site, lines = re.subn(r"\n *ssl_[a-z_]+ .*;", "", site)
        assert lines == 4
    (folder / "site.conf").write_text(site, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=getpass.getuser(), folder=folder), encoding="utf-8")
    return main


@contextmanager
def proxying(folder: Path, *, server_port: int) -> Iterator[int]:
    """nginx in front of a server; gives the port it listens on."""
    nginx, port, plain_port = tool("nginx"), free_port(), free_port()
    main = render(folder, server_port=server_port, port=port, plain_port=plain_port)
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [nginx, "-p", str(folder), "-c", str(main)], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + 10
        while True:
            try:
                connect(port).close()
                break
            except OSError:
                assert time.monotonic() < end, (folder / "output").read_text()
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _replaced(text: str, pattern: str, value: str) -> str:
    found, count = re.subn(pattern, value, text)
    assert count >= 1, f"{SITE.name} has no {pattern}"
    return found
