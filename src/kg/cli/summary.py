"""The numbers of a check as a report shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.cli.render.report import Summary

if TYPE_CHECKING:
    from kg.graph.pipeline import Checked


def summary_of(checked: Checked) -> Summary:
    """How much a check has looked at."""
    counts = checked.counts
    return Summary(
        articles=counts.articles,
        statements=counts.statements,
        quotes_from_text=counts.quotes_from_text,
        quotes_from_lock=counts.quotes_from_lock,
    )
