"""Comunica asks: the endpoint named as one, found by its description, and joined with other sources."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from clients.npm import COMUNICA, installed, node
from clients.running import send

pytestmark = pytest.mark.slow

ID = "https://museum.example/id/"


@pytest.fixture(scope="module")
def came(site: str) -> dict[str, Any]:
    """What Comunica got for each question."""
    folder = installed(COMUNICA)
    script = Path(__file__).with_name("comunica.mjs")
    done = subprocess.run(
        [str(node()), str(script), site, str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_gets_what_the_endpoint_answers(site: str, came: dict[str, Any]) -> None:
    query = "SELECT ?museum (STR(?n) AS ?name) (LANG(?n) AS ?tag) { ?museum a ml:Museum ; skos:prefLabel ?n }"
    got = send(
        site, "POST", "/sparql?format=csv", {"Content-Type": "application/sparql-query"}, query.encode()
    )
    _, *rows = csv.reader(got.body.decode().splitlines())
    wanted = sorted((museum, name, tag) for museum, name, tag in rows)
    assert len(wanted) > 2
    for way in ("declared", "found", "file"):
        found = sorted((row["museum"][0], *row["name"]) for row in came[way])
        assert found == wanted, way


def test_it_joins_the_endpoint_with_other_sources(came: dict[str, Any]) -> None:
    assert {(row["store"][0], row["city"][0]) for row in came["federated"]} == {
        (f"{ID}northgate--depot", "Port Ellery"),
        (f"{ID}old-harbour--gallery", "Vesnyansk"),
    }
    assert {row["museum"][0] for row in came["service"]} == {f"{ID}northgate", f"{ID}old-harbour"}


def test_it_sees_named_graphs_truth_and_triples(came: dict[str, Any]) -> None:
    assert {row["g"][0] for row in came["graphs"]} >= {"https://museum.example/graph/m001"}
    assert came["truth"] is True
    assert {triple[0] for triple in came["built"]} == {f"{ID}northgate", f"{ID}old-harbour"}
