"""Who published a page, where a known entity is named behind a word such as “Source”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.bench.article.occurrences import Found
from kg.bench.article.signs import longest_first
from kg.bench.article.tokens import Tokens

_BEFORE = 24  # characters in which the word stands


@dataclass(frozen=True, slots=True)
class PublisherPlace:
    """The entity that is named there, and the words."""

    entity: str
    first: int
    last: int


def likely_publisher(tokens: Tokens, found: Sequence[Found]) -> tuple[PublisherPlace, str] | None:
    """The known entity named right behind a word for the source of a page, and that word."""
    places = sorted((one.first, one.last, each.entity.id) for each in found for one in each.occurrences)
    words = [word for language in ("en", "ru", "zh") for word in longest_first("source", language)]
    for first, last, entity in places:
        start = tokens.starts[first]
        before = tokens.normal.text[max(0, start - _BEFORE) : start].casefold().rstrip(' :：|"')
        word = next((one for one in words if before.endswith(one)), "")
        if word:
            return PublisherPlace(entity, first, last), word
    return None
