"""The numbers of a check as a report shows them."""

from __future__ import annotations

from typing import Protocol

from kg.cli.render.report import Summary


class Counted(Protocol):
    """Whatever has these numbers."""

    @property
    def articles(self) -> int:
        """Curation files of articles."""

    @property
    def statements(self) -> int:
        """Distinct statements of the whole graph."""

    @property
    def quotes_from_text(self) -> int:
        """Quotes that were found in the texts."""

    @property
    def quotes_from_lock(self) -> int:
        """Quotes for which the lock vouches."""


def summary_of(counts: Counted) -> Summary:
    """How much a check has looked at."""
    return Summary(
        articles=counts.articles,
        statements=counts.statements,
        quotes_from_text=counts.quotes_from_text,
        quotes_from_lock=counts.quotes_from_lock,
    )
