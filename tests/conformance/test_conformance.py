"""Every test of the W3C's suites over HTTP, and the page that says how they went."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

import pyoxigraph
import pytest
from conformance.known import REASONS
from conformance.pack import ARCHIVE
from conformance.report import DOCUMENT, report
from conformance.session import Session, session
from conformance.suite import BASES, known_failures

pytestmark = pytest.mark.slow

KNOWN = known_failures()
TYPE = pyoxigraph.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def every_test() -> list[str]:
    """The IRIs of all tests, read from the archive as it is."""
    found = []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith("/manifest.ttl") else None
            if file is None:
                continue
            base = BASES[member.name.split("/")[1]]
            quads = pyoxigraph.parse(file.read(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=base)
            types = (quad for quad in quads if quad.predicate == TYPE)
            found += [quad.subject.value for quad in types if str(quad.object).endswith(("Test>", "Test11>"))]
    return found


def short_name(iri: str) -> str:
    """`sparql11/bind#bind01`."""
    folder, _, name = iri.partition("/manifest#")
    return f"{'sparql12' if 'sparql12' in folder else 'sparql11'}/{folder.rpartition('/')[2]}#{name}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with session(tmp_path_factory.mktemp("w3c")) as running:
        yield running


@pytest.mark.parametrize("iri", every_test(), ids=short_name)
def test_the_endpoint_does_what_the_test_wants(iri: str, running: Session) -> None:
    outcome = running.outcome(iri)
    assert outcome.checks
    if iri in KNOWN:
        assert outcome.problems, "this passes now: take it off the list of known failures"
    else:
        assert not outcome.problems


def test_every_known_failure_is_explained() -> None:
    assert set(REASONS) == KNOWN


def test_the_page_says_what_the_run_says(running: Session) -> None:
    written = DOCUMENT.read_text("utf-8")
    assert written == report(running.outcomes()), "run PYTHONPATH=src:tests python -m conformance.report"
