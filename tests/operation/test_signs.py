"""`/healthz`, `/readyz` and `/metrics` tell how the server is, whatever goes on."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from operation.served import Served, query_running, serving
from prometheus_client.parser import text_string_to_metric_families

from kg.endpoint.service import Endpoint, State
from kg.graph.pipeline import check
from kg.graph.version import write_version
from kg.model.project import read_project
from kg.model.terms import SKOS, Triple, iri, literal
from kg.web import create_app
from kg.web.signs import readiness

slow = pytest.mark.slow
STATE = State(
    version="a" * 64,
    workers=2,
    alive=2,
    busy=1,
    waiting=0,
    replaced=0,
    layers=("memory limit",),
    missing=("own network namespace",),
    problem="",
)


def samples(text: str) -> dict[str, float]:
    """The samples of an answer of /metrics, by name and labels as they are written."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def metrics(site: FlaskClient) -> dict[str, float]:
    """What /metrics says of a site without a server."""
    response = site.get("/metrics", headers={"Accept": "text/plain;version=0.0.4"})
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    return samples(response.get_data(as_text=True))


def test_readiness_is_lost_with_the_last_worker() -> None:
    assert readiness(STATE)["ready"] is True
    assert readiness(dataclasses.replace(STATE, alive=1))["ready"] is True
    assert readiness(dataclasses.replace(STATE, alive=0))["ready"] is False


def test_readyz_is_json_or_text_by_accept(site: FlaskClient, endpoint: Endpoint) -> None:
    response = site.get("/readyz")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    found = json.loads(response.data)
    assert found["ready"] is True
    assert found["version"] == endpoint.version
    assert (found["workers"], found["alive"], found["problem"]) == (2, 2, None)
    assert set(found["layers"]) | set(found["missing"]) >= {"memory limit", "processor time limit"}
    text = site.get("/readyz", headers={"Accept": "text/plain"})
    assert text.mimetype == "text/plain"
    assert f"version {endpoint.version}\n" in text.get_data(as_text=True)
    assert "ready true\n" in text.get_data(as_text=True)


def test_queries_are_counted_by_outcome_and_requests_by_route(site: FlaskClient) -> None:
    before = metrics(site)
    assert before["kg_queries_total{outcome=ok}"] == 0
    query = {"query": "SELECT ?s { ?s a ?class } LIMIT 1"}
    for _ in range(3):
        assert site.get("/sparql", query_string=query).status_code == 200
    assert site.get("/sparql", query_string={"query": "SELECT"}).status_code == 400
    assert site.get("/sparql", query_string={"query": "ASK { SERVICE <http://x/> {} }"}).status_code == 403
    assert site.get("/sparql", query_string="query=ASK{}&query=ASK{}").status_code == 400
    for path in ("/no/such/1", "/no/such/2"):
        assert site.get(path).status_code == 404
    after = metrics(site)
    assert after["kg_queries_total{outcome=ok}"] == 3
    assert after["kg_queries_total{outcome=syntax}"] == 1
    assert after["kg_queries_total{outcome=refused}"] == 1
    assert after["kg_queries_total{outcome=bad-request}"] == 1
    assert after["kg_query_seconds_count"] == 6
    assert after["kg_query_seconds_bucket{le=+Inf}"] == 6
    assert after["kg_query_seconds_sum"] > 0
    assert after["kg_requests_total{route=/sparql,status=200}"] == 3
    assert after["kg_requests_total{route=-,status=404}"] == 2
    assert after["kg_cache_hits_total"] - before["kg_cache_hits_total"] == 2
    assert after["kg_cache_misses_total"] - before["kg_cache_misses_total"] >= 1
    assert after["kg_cache_bytes"] > 0


def test_the_endpoint_is_measured_when_it_is_asked(site: FlaskClient, endpoint: Endpoint) -> None:
    found = metrics(site)
    expected = {"kg_workers": 2, "kg_workers_alive": 2, "kg_workers_busy": 0, "kg_queue_length": 0}
    assert expected.items() <= found.items()
    assert found["kg_newer_version_refused"] == 0
    assert [name for name in found if name.startswith("kg_version_info{data=" + endpoint.version[:12])]


def test_each_site_counts_for_itself(site: FlaskClient, built: Path, endpoint: Endpoint) -> None:
    other = create_app(read_project(built), endpoint).test_client()
    site.get("/healthz")
    assert "kg_requests_total{route=/healthz,status=200}" in metrics(site)
    assert "kg_requests_total{route=/healthz,status=200}" not in metrics(other)


def test_a_client_cannot_make_new_series(site: FlaskClient) -> None:
    site.get("/healthz")
    metrics(site)
    before = len(metrics(site))
    for number in range(20):
        site.get(f"/id/nothing{number}")
        site.get(f"/nothing{number}")
        site.open(f"/sparql?format={number}", method=f"M{number}")
    assert len(metrics(site)) - before <= 5


@slow
def test_a_running_query_and_a_lost_worker_are_seen(served: Served) -> None:
    def measured() -> dict[str, float]:
        return samples(served.get("/metrics").body.decode())

    with query_running(served):
        assert served.state()["busy"] == 1
        assert measured()["kg_workers_busy"] == 1
        before = {pid: _processor_time(pid) for pid in served.descendants()}
        time.sleep(0.5)
        victim = max(before, key=lambda pid: _processor_time(pid) - before[pid])
        os.kill(victim, signal.SIGKILL)
        end = time.monotonic() + 10
        while served.state()["busy"] and time.monotonic() < end:
            time.sleep(0.05)
    assert measured()["kg_workers_replaced_total"] == 1
    assert measured()["kg_queries_total{outcome=engine-stopped}"] == 1
    assert served.state()["replaced"] == 1
    assert served.ask("ASK {}").status == 200


def _processor_time(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@slow
def test_a_damaged_newer_version_is_refused_and_readyz_says_so(museum: Path) -> None:
    newer = build_another_version(museum)
    copy = shutil.move(museum / "build" / "versions" / newer, museum / newer)
    with serving(museum) as served:
        old = served.state()["version"]
        assert not newer.startswith(old)
        damaged = shutil.copytree(copy, museum / "build" / "versions" / newer)
        text = (damaged / "graph.nq").read_bytes()
        (damaged / "graph.nq").write_bytes(text.replace(b"one more", b"one less"))
        (museum / "build" / "current").write_text(f"{newer}\n", encoding="ascii")
        assert eventually(lambda: served.state()["problem"])
        found = served.state()
        assert (found["ready"], found["version"]) == (True, old)
        assert samples(served.get("/metrics").body.decode())["kg_newer_version_refused"] == 1
        assert served.ask("ASK {}").headers["Kg-Version"] == old
        assert str(museum) not in found["problem"]
        shutil.rmtree(damaged)
        shutil.copytree(copy, damaged)
        (damaged / "manifest.json").touch()
        assert eventually(lambda: newer.startswith(served.state()["version"]))
        assert served.state()["problem"] is None


def eventually(condition: Callable[[], object]) -> bool:
    """Whether it comes true within some seconds."""
    end = time.monotonic() + 15
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return bool(condition())


def build_another_version(folder: Path) -> str:
    """Build a version with one triple more, and return the name of its folder."""
    project = read_project(folder)
    checked = check(project)
    thing = project.minter.thing("autumn-ferry")
    extra = Triple(thing, iri(SKOS + "note"), literal("one more", language="en"))
    checked.dataset.add(project.minter.graph("m001"), extra)
    return write_version(project, checked.dataset, checked.facts).path.name
