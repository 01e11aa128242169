"""The W3C's tests of SPARQL 1.1, its protocol and its service description, with an engine elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from conformance.differing import different, table
from conformance.elsewhere import session_elsewhere
from conformance.report import DOCUMENT
from conformance.session import Session
from conformance.suite import BASES
from conformance.test_conformance import every_test, short_name
from engine.oxigraph_server import running_oxigraph
from virtuoso import Virtuoso, virtuoso

pytestmark = pytest.mark.slow
__all__ = ["virtuoso"]

TESTS = [iri for iri in every_test() if iri.startswith(BASES["sparql11"])]
ENGINES = ("oxigraph", "virtuoso")


@pytest.fixture(scope="module", params=ENGINES)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Session]]:
    folder = tmp_path_factory.mktemp("w3c")
    with ExitStack() as opened:
        if request.param == "virtuoso":
            there: Virtuoso = request.getfixturevalue("virtuoso")
            url, credentials = there.sparql, there.environment
        else:
            url, credentials = f"{opened.enter_context(running_oxigraph(folder / 'data'))}/query", {}
        yield request.param, opened.enter_context(session_elsewhere(folder, url, credentials))


@pytest.mark.parametrize("iri", TESTS, ids=short_name)
def test_the_engine_does_what_the_test_wants_unless_it_is_listed(
    iri: str, running: tuple[str, Session]
) -> None:
    engine, session = running
    outcome = session.outcome(iri)
    assert outcome.checks
    if iri in different(engine):
        assert outcome.problems, "this passes now: take it off the list of differences"
    else:
        assert not outcome.problems


def test_what_differs_is_a_test_and_stands_in_the_document() -> None:
    for engine in ENGINES:
        assert set(different(engine)) <= set(TESTS)
    written = DOCUMENT.with_name("engines.md").read_text("utf-8")
    assert table() in written
    for engine in ENGINES:
        passed = len(TESTS) - len(different(engine))
        assert f"{passed} of the {len(TESTS)} tests" in written, engine
