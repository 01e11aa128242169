"""What a text puts in quotation marks and writes like a name: «Ромашка», 《三体》, “Made in Jiaojiang”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kg.bench.article.signs import signs
from kg.bench.article.spans import Sign, Span
from kg.bench.article.tokens import Tokens

_QUOTED = re.compile("[«“„「『《]([^«»“”„「」『』《》\r\n]{2,60})[»”」』》]")
_MOST_WORDS = 6
_SAID = frozenset("的了是在我你他她它们这那吗呢吧啊怎么很都也不没")  # of speech, not of names
_MOST_CHARACTERS = 14


def quoted_spans(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    """The stretches in quotation marks that may be names and are not known."""
    normal = tokens.normal
    starts = [normal.starts[one] for one in tokens.starts]
    for found in _QUOTED.finditer(normal.raw):
        first = bisect_left(starts, found.start(1))
        last = bisect_left(starts, found.end(1)) - 1
        if first > last or all(covered[one] for one in range(first, last + 1)):
            continue
        if _is_name(tokens, first, last, is_title=found[0][0] == "《"):
            yield Span(first, last, Sign.QUOTED if found[0][0] != "《" else Sign.PERSON)


def _is_name(tokens: Tokens, first: int, last: int, *, is_title: bool) -> bool:
    length = last - first + 1
    if any(tokens.ends_sentence(one) for one in range(first, last)):
        return False
    if tokens.script(first) == "Han":
        if any(tokens.words[one] in _SAID for one in range(first, last + 1)) and not is_title:
            return False
        together = not any(tokens.between(one).strip() for one in range(first, last))
        return is_title or (2 <= length <= _MOST_CHARACTERS and together)
    if length > _MOST_WORDS:
        return False
    capitals = [one for one in range(first, last + 1) if tokens.capital(one)]
    return any(tokens.words[one] not in signs("starter") for one in capitals)
