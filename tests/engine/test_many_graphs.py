"""Ten thousand articles: a bounded number of requests on one connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cli.shell import call_kg
from engine.between import between
from engine.conftest import Store
from engine.shelves import publish

from kg.model.project import Project

pytestmark = pytest.mark.slow

ARTICLES = 10_000


def test_ten_thousand_graphs_take_one_request_each_and_few_beside_on_one_connection(
    oxigraph: Store, make: Callable[..., Project]
) -> None:
    project = make()
    publish(project, ARTICLES)
    with between(oxigraph.url) as proxy:
        first = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert first.returncode == 0, first.stderr.decode()
        graphs = ARTICLES + 3  # authority, inferred, merged
        assert len(proxy.written()) <= graphs + 5  # the large ones go in several bodies
        assert len(proxy.requests) <= graphs + 2 * graphs // 100 + 400
        assert proxy.connections <= 2
        proxy.requests.clear()
        publish(project, ARTICLES, notes={7_777: "новая"})
        again = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert again.returncode == 0, again.stderr.decode()
        assert {one.graph for one in proxy.written()} == {
            f"{project.base}graph/a07777",
            f"{project.base}graph/inferred",
            "default",
        }
