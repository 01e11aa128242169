"""The questions of the shipped project, answered by each engine elsewhere as by the workers here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoint.engines import ENGINES, answered_by, shipped_project
from projects import ROOT
from virtuoso import virtuoso

from kg.endpoint.formats import CSV, named_formats_for
from kg.endpoint.protocol import Query, query_form
from kg.endpoint.service import Endpoint
from kg.model.project import Project

pytestmark = pytest.mark.slow
__all__ = ["virtuoso"]

QUESTIONS = sorted(ROOT.glob("queries/*.rq"))
# What docs/engines.md lists: Virtuoso orders texts in a way of its own.
IN_ANOTHER_ORDER = {("virtuoso", "mentions-inside-articles"), ("virtuoso", "several-names-and-slips")}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return shipped_project(tmp_path_factory.mktemp("shipped") / "project")


@pytest.fixture(scope="module")
def here(shipped: Project) -> Iterator[Endpoint]:
    with Endpoint(shipped) as found:
        yield found


@pytest.fixture(scope="module", params=ENGINES)
def there(
    request: pytest.FixtureRequest, shipped: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Endpoint]]:
    folder = tmp_path_factory.mktemp("engine")
    with answered_by(request, shipped, folder) as elsewhere, Endpoint(shipped, elsewhere=elsewhere) as found:
        yield request.param, found


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_each_question_has_the_answer_of_the_workers(
    here: Endpoint, there: tuple[str, Endpoint], path: Path
) -> None:
    engine, endpoint = there
    text = path.read_text("utf-8")
    graph = query_form(text) == "CONSTRUCT"
    format = next(one for one in named_formats_for("CONSTRUCT") if one.suffix == "nt") if graph else CSV
    ours, theirs = here.answer(Query(text), format), endpoint.answer(Query(text), format)
    assert ours.solutions == theirs.solutions
    rows, others = ours.body.splitlines(), theirs.body.splitlines()
    assert rows
    if graph:
        assert sorted(others) == sorted(rows)
    elif (engine, path.stem) in IN_ANOTHER_ORDER:
        assert others != rows  # else it can leave the list
        assert others[0] == rows[0]
        assert sorted(others) == sorted(rows)
    else:
        assert others == rows
