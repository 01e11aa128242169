"""`kg serve` as a process: the line it says, what it serves, how it stops, what stops it."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.shell import environment, kg_command, run_kg

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to stop a process with")
PATIENCE = 120


@contextmanager
def serving(command: list[str], cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and the line that it says; it is ended when the block is left."""
    server = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    impatience = threading.Timer(PATIENCE, server.kill)
    impatience.start()
    try:
        assert server.stdout is not None
        yield server, server.stdout.readline()
    finally:
        server.kill()
        server.communicate()
        impatience.cancel()


def get(line: str, path: str) -> tuple[int, str]:
    """The status and the body of a page of the server that said `line`."""
    place = re.search(r"on http://127\.0\.0\.1:(\d+)", line)
    assert place, line
    connection = http.client.HTTPConnection("127.0.0.1", int(place[1]), timeout=60)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_and_how_it_serves_and_stops_in_good_order(number: signal.Signals, built: Path) -> None:
    with serving(kg_command("serve", "--port", "0", "--fresh"), built) as (server, line):
        assert line.startswith("Serving Museum loans: which work went where")
        assert server.stdout is not None
        assert re.fullmatch(r"Workers are isolated by: .+\n", server.stdout.readline())
        assert get(line, "/")[0] == 200
        server.send_signal(number)
        said, complaint = server.communicate(timeout=30)
        assert (server.returncode, said) == (0, "")
        (request,) = map(json.loads, complaint.splitlines())
        assert (request["method"], request["path"], request["status"]) == ("GET", "/", 200)


def test_server_py_serves_the_folder_it_lies_in(museum: Path, tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "server.py", museum)
    with serving([sys.executable, str(museum / "server.py"), "--port", "0"], tmp_path) as (_, line):
        assert get(line, "/id/autumn-ferry")[0] == 200


def test_a_taken_port_is_said_at_once(museum: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        found = run_kg("serve", "--port", str(port), cwd=museum)
    assert found.returncode == 2
    assert found.stderr.decode().startswith(
        f"error: port {port} of 127.0.0.1 is taken by another program\nhelp: "
    )
    assert not (museum / "build").exists()


def test_an_address_of_another_machine_is_refused(museum: Path) -> None:
    found = run_kg("serve", "--host", "192.0.2.1", cwd=museum)
    assert found.returncode == 2
    assert found.stderr.startswith(b"error: 192.0.2.1:8000: ")


def test_without_a_good_version_the_findings_are_shown_and_nothing_is_served(museum: Path) -> None:
    (museum / "seeds" / "m003.yaml").write_text("article: {id: m003\n")
    found = run_kg("serve", "--port", "0", cwd=museum)
    assert found.returncode == 1
    assert found.stdout == b""
    assert found.stderr.startswith(b"seeds/m003.yaml:")


def test_when_the_check_fails_the_last_good_version_is_served_and_named(museum: Path) -> None:
    assert run_kg("build", cwd=museum).returncode == 0
    (museum / "seeds" / "m003.yaml").write_text("article: {id: m003\n")
    with serving(kg_command("serve", "--port", "0", "--fresh"), museum) as (server, line):
        assert get(line, "/id/autumn-ferry")[0] == 200
        server.kill()
        complaint = server.communicate()[1]
    version = (museum / "build" / "current").read_text()[:12]
    assert complaint.startswith("seeds/m003.yaml:")
    assert "warning: the project has " in complaint
    assert f"the last good version is served, {version} of " in complaint
