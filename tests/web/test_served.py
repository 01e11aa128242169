"""The site on a real socket, served as `kg serve` does."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator

import pytest

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app
from kg.web.http.server import Server


@pytest.fixture
def port(project: Project, endpoint: Endpoint) -> Iterator[int]:
    server = Server(create_app(project, endpoint), socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.stop()
    thread.join(timeout=5)
    server.close()


def test_pages_and_answers_come_over_a_socket(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/id/autumn-ferry", headers={"Accept": "text/html", "Accept-Language": "zh"})
    page = connection.getresponse()
    assert page.status == 200
    assert "秋渡" in page.read().decode()
    connection.request(
        "POST",
        "/sparql",
        body="query=ASK%7B%7D",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    assert json.loads(answer.read()) == {"head": {}, "boolean": True}
    connection.request("HEAD", "/sparql?query=ASK%7B%7D")
    head = connection.getresponse()
    assert (head.status, head.read()) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0
    connection.close()
