"""Twenty versions published while clients ask: no request is dropped, no answer mixes two of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hostile.site import Site
from patience import within

from kg.graph.pipeline import check
from kg.graph.version import write_version
from kg.model.project import read_project
from kg.model.terms import Triple, iri, literal

VERSIONS = 20
MARK = "https://museum.example/ontology#mark"
# Three ways to count what grows with each version: by both stores, and joined with itself.
COUNTS = (
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{MARK}> ?o }}",
    f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s <{MARK}> ?o }} }}",
    f"SELECT (COUNT(*) AS ?n) {{ ?s <{MARK}> ?o . GRAPH ?g {{ ?s <{MARK}> ?o }} }}",
)


def test_twenty_versions_are_published_and_nobody_notices(own_site: Callable[[], tuple[Site, Path]]) -> None:
    site, folder = own_site()
    project = read_project(folder)
    checked = check(project, update_lock=False)
    graph = project.minter.graph("m001")
    marks = {site.state()["version"]: 0}
    stop = threading.Event()
    slowest = 0.0

    def ask(client: str) -> list[tuple[str, int]]:
        nonlocal slowest
        found = []
        while not stop.is_set():
            for number, query in enumerate(COUNTS):
                text = f"{query} # {client} {len(found)}" if number else query  # the first may be cached
                reply = site.ask(text, client=client, accept="text/csv")
                assert reply.status == 200, (reply.status, reply.body)
                found.append((reply.headers["Kg-Version"], int(reply.body.split()[1])))
                slowest = max(slowest, reply.seconds)
        return found

    with ThreadPoolExecutor(3) as crowd:
        asking = [crowd.submit(ask, f"127.0.0.{number}") for number in (4, 5, 6)]
        try:
            for number in range(1, VERSIONS + 1):
                thing = project.minter.thing(f"mark-{number}")
                checked.dataset.add(graph, Triple(thing, iri(MARK), literal(str(number))))
                version = write_version(project, checked.dataset, checked.facts).sha256
                marks[version] = number
                time.sleep(0.4)
            assert site.wait_until(within=within(10), version=version)["version"] == version
            time.sleep(0.5)
        finally:
            stop.set()
        answers = [answer for each in asking for answer in each.result()]
    assert all(marks[version] == count for version, count in answers)
    served = {version for version, _ in answers}
    assert len(served) >= 4, "versions must have been taken up while clients asked"
    assert version in served
    assert slowest < within(2)
    state = site.state()
    assert (state["problem"], state["replaced"]) == (None, 0)
    site.assert_well()
