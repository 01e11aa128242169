"""The tests of answers, once more with each engine elsewhere in the place of the workers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from endpoint.engines import ENGINES, answered_by
from endpoint.test_answers import *  # noqa: F403
from endpoint.test_description import *  # noqa: F403
from endpoint.test_one_request import *  # noqa: F403
from endpoint.test_store_choice import *  # noqa: F403
from patience import within
from virtuoso import virtuoso

from kg.endpoint.service import Endpoint
from kg.model.project import Project

if not TYPE_CHECKING:
    # What differs, each pinned in test_engine_differences.py: of two caps the other one is named; a query
    # that seems too long is refused at once.
    del test_an_answer_over_a_cap_is_refused_and_names_the_cap  # noqa: F821
    del test_the_look_ups_of_a_page_end_with_their_client  # noqa: F821

pytestmark = pytest.mark.slow
__all__ = ["virtuoso"]


@pytest.fixture(scope="module")
def project(project: Project) -> Project:
    """The same library with more seconds: an answer passes a worker twice and the engine beside."""
    return replace(project, limits=replace(project.limits, seconds=round(within(5))))


@pytest.fixture(scope="module", params=ENGINES)
def endpoint(
    request: pytest.FixtureRequest, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("engine")
    with answered_by(request, project, folder) as elsewhere, Endpoint(project, elsewhere=elsewhere) as found:
        yield found
