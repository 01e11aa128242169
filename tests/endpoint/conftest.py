import dataclasses
from collections.abc import Callable, Iterator

import pytest
from endpoint.library import library, publish
from endpoint.listening import Listener

from kg.endpoint.formats import CSV, Format
from kg.endpoint.protocol import Query
from kg.endpoint.service import Answer, Endpoint
from kg.model.project import Project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = library(tmp_path_factory.mktemp("library"))
    publish(project)
    return project


@pytest.fixture(scope="session")
def endpoint(project: Project) -> Iterator[Endpoint]:
    with Endpoint(project) as endpoint:
        yield endpoint


@pytest.fixture
def ask(endpoint: Endpoint) -> Callable[..., Answer]:
    def ask(text: str, format: Format = CSV, **options: object) -> Answer:
        return endpoint.answer(dataclasses.replace(Query(text), **options), format)  # type: ignore[arg-type]

    return ask


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()
