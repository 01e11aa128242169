"""A stretch of words that may be a name, and what told of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kg.curation.naming.name_keys import Sort


class Sign(IntEnum):
    """What told of a candidate; the stronger signs are the higher ones."""

    WORD = 2
    CAPITALS = 3
    QUOTED = 4
    ACRONYM = 5
    PLACE = 6
    PERSON = 7
    BODY = 8


@dataclass(frozen=True, slots=True)
class Span:
    """The words from the first to the last of a candidate."""

    first: int
    last: int
    sign: Sign


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """The words from the first to the last of a known name, and the sort of thing that it names."""

    first: int
    last: int
    sort: Sort
