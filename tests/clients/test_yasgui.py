"""YASGUI on a page of another origin, in a real browser; and its requests, byte for byte, without one.

What it sends was read in the sources of YASQE 4.2: a form or a query string, an Accept header for each
kind of query, and a preflight where its page adds a header.
"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from clients.npm import YASGUI, unpacked
from clients.running import send
from tools import tool

pytestmark = pytest.mark.slow

ORIGIN = "http://yasgui.example"
MUSEUMS = "SELECT * WHERE { ?museum a <https://museum.example/ontology#Museum> }"
BUILT = "CONSTRUCT WHERE { ?museum a <https://museum.example/ontology#Museum> }"
SOLUTIONS = "application/sparql-results+json,*/*;q=0.9"
TRIPLES = "application/n-triples,*/*;q=0.9"
BROWSER = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/yasgui.min.css">
<div id="here"></div><script src="/yasgui.min.js"></script><script>
const { endpoint, jobs } = JSON.parse(decodeURIComponent(location.search.slice(1)));
const yasgui = new Yasgui(document.getElementById("here"), {
  persistenceId: null, requestConfig: { endpoint, headers: { "X-Requested-With": "YASGUI" } },
});
const tell = (what) => fetch("/told", { method: "POST", body: JSON.stringify(what) });
async function ask({ method, query }) {
  const tab = yasgui.getTab(), yasqe = tab.getYasqe();
  tab.setRequestConfig({ method });
  tab.setQuery(query);
  const came = new Promise((resolve) => {
    yasqe.on("queryResponse", function once(_, response) {
      yasqe.off("queryResponse", once);
      resolve(response.response ?? response);
    });
  });
  tab.query().catch(() => {});
  const { status, headers, text } = await came;
  await tell({ status, text, type: headers["content-type"], version: headers["kg-version"] });
}
(async () => { for (const job of jobs) await ask(job); })()
  .then(() => tell({ shown: document.querySelector(".yasr").innerText }))
  .catch((error) => tell({ error: String(error) }));
</script>"""


class Elsewhere(ThreadingHTTPServer):
    """A site of another origin that serves YASGUI and hears what it got."""

    daemon_threads = False  # closing it waits until every connection is closed

    def __init__(self, files: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.told: queue.Queue[dict[str, Any]] = queue.Queue()


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        known = name in ("yasgui.min.js", "yasgui.min.css")
        body = (self.server.files / name).read_bytes() if known else b"" if name else PAGE.encode()
        self.send_response(200)
        self.send_header(
            "Content-Type",
            {"js": "text/javascript", "css": "text/css"}.get(name[-3:].strip("."), "text/html"),
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.server.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere(unpacked(YASGUI) / "build") as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_it_works_on_a_page_of_another_origin(sparql: str, elsewhere: Elsewhere, tmp_path: Path) -> None:
    queries = [("POST", MUSEUMS), ("GET", MUSEUMS), ("POST", BUILT), ("GET", "ASK {}"), ("POST", "SELEKT")]
    job = {"endpoint": sparql, "jobs": [{"method": method, "query": query} for method, query in queries]}
    page = f"http://127.0.0.1:{elsewhere.server_port}/?{quote(json.dumps(job), safe='')}"
    browser = subprocess.Popen(
        [tool("chromium"), *BROWSER, f"--user-data-dir={tmp_path}", page],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        post, get, built, truth, wrong, end = (elsewhere.told.get(timeout=60) for _ in range(6))
    finally:
        browser.kill()
        browser.wait()
    for came in (post, get):
        assert (came["status"], came["type"]) == (200, "application/sparql-results+json")
        assert len(json.loads(came["text"])["results"]["bindings"]) == 2
    assert (built["status"], built["type"], built["text"].count(" .\n")) == (200, "application/n-triples", 2)
    assert json.loads(truth["text"])["boolean"] is True
    assert (wrong["status"], wrong["type"]) == (400, "application/problem+json")
    assert all(len(came["version"]) == 64 for came in (post, get, built, truth, wrong)), (
        "the header is exposed"
    )
    assert "a query cannot begin with" in end["shown"], "its page shows what is wrong"


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (MUSEUMS, SOLUTIONS, "application/sparql-results+json"),
        ("ASK {}", SOLUTIONS, "application/sparql-results+json"),
        (BUILT, TRIPLES, "application/n-triples"),
        ("DESCRIBE <https://museum.example/id/northgate>", TRIPLES, "application/n-triples"),
    ],
)
def test_what_it_sends_is_understood(site: str, query: str, accept: str, media_type: str) -> None:
    encoded = quote(query, safe="")
    common = {
        "Accept": accept,
        "Origin": ORIGIN,
        "Referer": f"{ORIGIN}/",
        "Accept-Encoding": "gzip, deflate, br",
    }
    form = {**common, "Content-Type": "application/x-www-form-urlencoded"}
    for got in (
        send(site, "GET", f"/sparql?query={encoded}", common),
        send(site, "POST", "/sparql", form, f"query={encoded}".encode()),
    ):
        assert (got.status, got.media_type) == (200, media_type)
        assert got.headers["Access-Control-Allow-Origin"] == "*"


def test_its_preflight_lets_every_header_pass(site: str) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-requested-with",
    }
    got = send(site, "OPTIONS", "/sparql", asked)
    assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert got.headers["Access-Control-Allow-Headers"] == "x-requested-with"
    assert "POST" in got.headers["Access-Control-Allow-Methods"]
