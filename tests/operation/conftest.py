from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli.shell import run_kg
from flask.testing import FlaskClient
from operation.served import Served, serving

from kg.endpoint.service import Endpoint
from kg.model.project import read_project
from kg.web import create_app
from kg.web.http.request_log import Exchange
from kg.web.http.server import Bounds, Server

LARGE = bytes(6_000_000)


class Application:
    """A site in miniature whose requests can be held up."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.told_gone = threading.Event()
        self.file: Path | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/file" and self.file:
            start_response("200 OK", [("Content-Length", str(self.file.stat().st_size))])
            wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](self.file.open("rb"))
            return wrapped
        if environ["PATH_INFO"] in ("/204", "/304"):
            start_response(f"{environ['PATH_INFO'][1:]} Nothing", [("ETag", '"a"')])
            return []
        body = {"/large": LARGE}.get(environ["PATH_INFO"], b"small")
        if environ["PATH_INFO"] == "/held":
            self.entered.release()
            self.go_on.wait(20)
        elif environ["PATH_INFO"] == "/until-gone":
            self.entered.release()
            end = time.monotonic() + 20
            while time.monotonic() < end and not environ["waitress.client_disconnected"]():
                time.sleep(0.02)
            self.told_gone.set()
        elif environ["REQUEST_METHOD"] == "POST":
            body = str(len(environ["wsgi.input"].read())).encode()
        elif environ["PATH_INFO"] == "/host":
            body = environ["HTTP_HOST"].encode()
        elif environ["PATH_INFO"] == "/fails":
            raise RuntimeError("a secret of the inside")
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


class Running:
    """A server in a thread of this process."""

    def __init__(self, bounds: Bounds, *, threads: int) -> None:
        self.application = Application()
        self.noted: list[Exchange] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.server = Server(
            self.application, self._listener, threads=threads, note=self.noted.append, bounds=bounds
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.application.go_on.set()
        self.server.stop()
        self.thread.join(15)
        self.server.close()


@pytest.fixture
def run_server() -> Iterator[Callable[..., Running]]:
    """Start a server with these bounds; all are ended with the test."""
    running: list[Running] = []

    def run(*, threads: int = 4, **bounds: Any) -> Running:
        running.append(Running(Bounds(**bounds), threads=threads))
        return running[-1]

    yield run
    for each in running:
        each.end()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A museum project with a current version and short limits; copies of it are served."""
    folder = tmp_path_factory.mktemp("operation") / "museum"
    source = Path(__file__).parents[1] / "project"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
    with (folder / "kg.toml").open("a") as settings:
        settings.write("\n[limits]\nseconds = 3\nworkers = 2\nqueue = 4\nmemory_mb = 600\n")
    found = run_kg("build", cwd=folder)
    assert found.returncode == 0, found.stderr.decode()
    return folder


@pytest.fixture
def museum(built: Path, tmp_path: Path) -> Path:
    """A copy of the built project that the test may change."""
    return Path(shutil.copytree(built, tmp_path / "museum"))


@pytest.fixture(scope="module")
def served(built: Path) -> Iterator[Served]:
    """A running server, shared by the tests of a module."""
    with serving(built) as served:
        yield served


@pytest.fixture(scope="session")
def endpoint(built: Path) -> Iterator[Endpoint]:
    """The endpoint of the built project, in this process."""
    with Endpoint(read_project(built)) as endpoint:
        yield endpoint


@pytest.fixture
def site(built: Path, endpoint: Endpoint) -> FlaskClient:
    """The site without a server."""
    return create_app(read_project(built), endpoint).test_client()
