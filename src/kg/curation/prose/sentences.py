"""Where the sentences of a text begin and end, in English, Russian and Chinese alike.

The language is not asked for: a text may hold all three, and `prose.stops` judges each stop by what stands
around it.  Sentences never overlap, and every letter and digit of a text lies in exactly one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.curation.prose.paragraphs import paragraphs
from kg.curation.prose.stops import Stop, ends_sentence

_STOP = re.compile("[.!?…。！？｡．‼⁇⁈⁉]+")
_CLOSERS = re.compile("(?:[\"'”’»“」』】）)\\]〕〉》]|\\[\\d{1,3}\\])*")
_SPACE = re.compile("\\s*")
_WORD = re.compile("[^\\W_]")


class Sentence(NamedTuple):
    """Where a sentence stands: raw code points, 0-based, `end` exclusive; no white space at the ends."""

    start: int
    end: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in their order: headings, items of lists and captions count as sentences.

    `text` is the raw text, line breaks as they are.
    """
    return tuple(one for start, end in paragraphs(text) for one in _in_paragraph(text, start, end))


def _in_paragraph(text: str, start: int, limit: int) -> Iterator[Sentence]:
    begun = start
    quotes, counted = 0, start  # how many straight quotation marks stand before `counted`
    word = _WORD.search(text, begun, limit)
    place = start
    while word is not None:
        mark = _STOP.search(text, max(place, word.end()), limit)
        if mark is None:
            yield _trimmed(text, begun, limit)
            return
        quotes, counted = quotes + text.count('"', counted, mark.end()), mark.end()
        closed = _closed(text, mark.end(), limit, inside=quotes % 2 == 1)
        following = _SPACE.match(text, closed, limit)
        after = following.end() if following else closed
        place = max(closed, mark.end())
        if not ends_sentence(text, Stop(begun, mark.start(), mark.end(), closed, after, limit)):
            continue
        yield _trimmed(text, begun, closed)
        begun = place = after
        word = _WORD.search(text, begun, limit)


def _trimmed(text: str, start: int, end: int) -> Sentence:
    while end > start and text[end - 1].isspace():
        end -= 1
    return Sentence(start, end)


def _closed(text: str, place: int, limit: int, *, inside: bool) -> int:
    """Where the closing marks after a stop end.

    A mark that can also open a quotation opens one where a letter follows; the straight one, unless
    there is a quotation to close.
    """
    found = _CLOSERS.match(text, place, limit)
    end = found.end() if found else place
    for sign, opens in (("“", True), ('"', not inside)):
        first = text.find(sign, place, end)
        if opens and first >= 0 and end < limit and _WORD.match(text, end):
            end = first
    return end
