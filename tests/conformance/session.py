"""One server with the data of all suites, and the outcome of every test, each run once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conformance.checks import Outcome
from conformance.pack import unpack
from conformance.running import EMPTY, arguments, run
from conformance.served import Client, served
from conformance.suite import Suites, Test, read_suites


class Session:
    """Runs tests of the suites and remembers how they went."""

    def __init__(self, suites: Suites, client: Client) -> None:
        self.client = client
        self._suites = suites
        self._tests: dict[str, Test] = {test.iri: test for test in suites.tests}
        self._outcomes: dict[str, Outcome] = {}

    def outcome(self, iri: str) -> Outcome:
        """How one test goes."""
        if iri not in self._outcomes:
            self._outcomes[iri] = run(self._tests[iri], self.client)
        return self._outcomes[iri]

    def outcomes(self) -> list[Outcome]:
        """How all tests go, in the order of the manifests."""
        return [self.outcome(test.iri) for test in self._suites.tests]


@contextmanager
def session(folder: Path) -> Iterator[Session]:
    """A server over the unpacked suites, for as long as the block runs."""
    unpack(folder)
    suites = read_suites(folder)
    empty = folder / "empty.nt"
    empty.touch()
    with served(*arguments({**suites.files, EMPTY: empty}), cwd=folder) as client:
        yield Session(suites, client)
