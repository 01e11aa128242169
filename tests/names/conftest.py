"""The scores of the hand-made pairs, shown at the end of a run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SCORES = "scores of name pairs"


@pytest.fixture
def record_scores(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a text that is shown in the summary; it travels with the report of the test, from any process."""
    return lambda text: request.node.user_properties.append((SCORES, text))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.stats.get("passed", []):
        for name, text in report.user_properties:
            if name == SCORES and text:
                terminalreporter.section("pairs of names") if "|" in text else None
                terminalreporter.write_line(text)
