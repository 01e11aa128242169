"""Stores and projects for the tests of pushing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from engine.oxigraph_server import running_oxigraph
from engine.shelves import shelves
from virtuoso import Virtuoso, virtuoso

from kg.model.project import Project

__all__ = ["virtuoso"]

_numbers = count()


@dataclass(frozen=True, slots=True)
class Store:
    """A running store: base URL, path of its query endpoint, and what kg needs in its environment."""

    url: str
    query: str
    environment: dict[str, str]


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Store]:
    """An empty Oxigraph."""
    with running_oxigraph(tmp_path / "oxigraph") as url:
        yield Store(url, "/query", {})


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each of the two stores."""
    if request.param == "oxigraph":
        found: Store = request.getfixturevalue("oxigraph")
        return found
    running: Virtuoso = request.getfixturevalue("virtuoso")
    return Store(running.url, "/sparql", running.environment)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Project]:
    """Makes a project whose base IRI no other test uses."""

    def made(*, settings: str = "") -> Project:
        number = next(_numbers)
        return shelves(tmp_path / f"p{number}", f"https://shelves{number}.example/", settings=settings)

    return made
