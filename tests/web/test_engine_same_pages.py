"""Every kind of page of the shipped project: the same bytes, whichever engine stands behind the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.addresses import ELSEWHERE, EXAMPLES, QUESTIONS, Example
from endpoint.engines import ENGINES, answered_by, shipped_project
from flask.testing import FlaskClient
from virtuoso import virtuoso
from web.conftest import BROWSER, Client

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app

pytestmark = pytest.mark.slow
__all__ = ["virtuoso"]

# What docs/engines.md lists: the order of texts and of equals, and which of several names is found first.
DIFFERENT = {
    "oxigraph": (),
    "virtuoso": (
        *("form-answer", "form-counts", "form-days", "thing-Group", "ontology", "curation"),
        *("ask-mentions-inside-articles", "ask-several-names-and-slips", "ask-taken-over"),
    ),
}
PAGES = [*(one for some in EXAMPLES.values() for one in some), *QUESTIONS, *ELSEWHERE]
_OF_THE_REQUEST = re.compile(r'\b\d[\d,.]* (ms|s)\b|data-style-nonce="[^"]*"')
_OF_THE_ENGINE = "<li>Your queries are answered by another program, "  # on /about


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return shipped_project(tmp_path_factory.mktemp("pages") / "project")


def client_of(project: Project, endpoint: Endpoint) -> FlaskClient:
    app = create_app(project, endpoint)
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture(scope="module")
def here(shipped: Project) -> Iterator[FlaskClient]:
    with Endpoint(shipped) as found:
        yield client_of(shipped, found)


@pytest.fixture(scope="module", params=ENGINES)
def there(
    request: pytest.FixtureRequest, shipped: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, FlaskClient]]:
    folder: Path = tmp_path_factory.mktemp("engine")
    with answered_by(request, shipped, folder) as elsewhere, Endpoint(shipped, elsewhere=elsewhere) as found:
        yield request.param, client_of(shipped, found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_the_same(here: FlaskClient, there: tuple[str, FlaskClient], page: Example) -> None:
    engine, other = there
    ours, theirs = (one.get(page.address, headers={"Accept": BROWSER}) for one in (here, other))
    assert ours.status_code == theirs.status_code
    assert ours.mimetype == theirs.mimetype
    lines, others = (
        [_OF_THE_REQUEST.sub("", one) for one in each.text.splitlines()] for each in (ours, theirs)
    )
    others = [one for one in others if not one.startswith(_OF_THE_ENGINE)]
    if page.name in DIFFERENT[engine]:
        assert others != lines, "this is the same now: take it off the list"
        assert len(others) == len(lines)
        return
    assert [one for one in others if one not in lines] == []
    assert others == lines
