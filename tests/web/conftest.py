"""A small project about museum loans, built for real, with an endpoint and a site on it."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.endpoint.service import Endpoint
from kg.graph.pipeline import check
from kg.graph.version import write_version
from kg.graph.version.history import article_histories
from kg.model.project import Limits, Project, read_project
from kg.model.terms import RDF, SKOS, Triple, iri, literal
from kg.web import create_app

SUBJECT = Path(__file__).parent.parent / "project"
ML = "https://museum.example/ontology#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The museum project with a hostile entity, a removed id and an address for edits."""
    root = Path(shutil.copytree(SUBJECT, tmp_path_factory.mktemp("site") / "project"))
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("KG_ARTICLES", raising=False)
        project = replace(
            read_project(root),
            edit_url="https://git.example/museum/{path}#L{line}",
            public_url="https://site.example/",
            index_people=False,
            limits=Limits(seconds=5, solutions=300, megabytes=5, memory_mb=600, workers=1),
        )
        checked = check(project)
    thing, graph = project.minter.thing, project.minter.graph("m001")
    hostile = thing("hostile")
    for predicate, value in (
        (RDF + "type", iri(ML + "Artwork")),
        (SKOS + "prefLabel", literal("<script>alert(1)</script>", language="en")),
        (ML + "creator", iri("javascript:alert(1)")),
    ):
        checked.dataset.add(graph, Triple(hostile, iri(predicate), value))
    facts = replace(
        checked.facts,
        removed={"lost-work": "its owner asked for it"},
        articles=article_histories(project, checked.dataset),
    )
    write_version(project, checked.dataset, facts)
    return project


@pytest.fixture(scope="session")
def endpoint(project: Project) -> Iterator[Endpoint]:
    with Endpoint(project) as endpoint:
        yield endpoint


@pytest.fixture
def client(project: Project, endpoint: Endpoint) -> FlaskClient:
    """A client of the site that asks as a program does: without an Accept header."""
    app = create_app(project, endpoint)
    app.test_client_class = Client
    return app.test_client()


class Client(FlaskClient):
    """Reads every response whole and closes it, files included."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True, **kwargs})


@pytest.fixture
def browse(client: FlaskClient) -> Callable[..., "Html"]:
    """Get a page as a browser does, and parse it."""

    def get(address: str, *, status: int = 200, language: str = "en") -> Html:
        response = client.get(address, headers={"Accept": BROWSER, "Accept-Language": language})
        assert response.status_code == status, address
        assert response.mimetype == "text/html"
        return Html(response)

    return get


class Html(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.response = response
        self.source = response.get_data(as_text=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def text(self) -> str:
        """The words of the page with single spaces."""
        return re.sub(r"\s+", " ", "".join(self._words))

    @property
    def links(self) -> list[str]:
        """The addresses of all links."""
        return [found["href"] for tag, found in self.elements if tag in ("a", "link") and "href" in found]

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of all elements of a name that have these attributes."""
        return [
            found
            for name, found in self.elements
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]
