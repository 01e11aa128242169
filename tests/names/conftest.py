"""The scores of the hand-made pairs, shown at the end of a run."""

from __future__ import annotations

import pytest

SCORES = pytest.StashKey[list[str]]()


@pytest.fixture
def record_scores(request: pytest.FixtureRequest) -> list[str]:
    """A list whose texts are shown in the summary."""
    return request.config.stash.setdefault(SCORES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for text in filter(None, config.stash.get(SCORES, [])):
        terminalreporter.section("pairs of names") if "|" in text else None
        terminalreporter.write_line(text)
