"""Names on the page around an article: who it is from, behind “Source”; and the way to it, which is none."""

from __future__ import annotations

from collections.abc import Iterator

from kg.bench.article.signs import longest_first, signs
from kg.bench.article.spans import Sign, Span
from kg.bench.article.tokens import Tokens

_MOST_WORDS = 5
_MOST_CHARACTERS = 14
_BEFORE = 24


def source_spans(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    """What stands behind a word for the source of a page, to the end of the line or a wide space."""
    sources = tuple(word for language in ("en", "ru", "zh") for word in longest_first("source", language))
    for number in range(1, len(tokens)):
        between = tokens.between(number - 1).strip()
        if between not in (":", "|") or tokens.breaks_line(number - 1):
            continue
        start = tokens.ends[number - 1]
        before = tokens.normal.text[max(0, start - _BEFORE) : start].casefold()
        if not before.endswith(sources):
            continue
        last = _end(tokens, number)
        if last >= number and not all(covered[number : last + 1]):
            yield Span(number, last, Sign.BODY)


def _end(tokens: Tokens, first: int) -> int:
    """The last word of the name that begins here, or the one before it where none does."""
    han = tokens.script(first) == "Han"
    most = _MOST_CHARACTERS if han else _MOST_WORDS
    last = first
    while True:
        if last - first >= most or tokens.script(last) is None or last + 1 >= len(tokens):
            return last if last - first < most and tokens.script(last) is not None else first - 1
        between = tokens.between(last)
        if tokens.is_wide(last) or tokens.breaks_line(last) or between.strip() or (han and between):
            return last if last > first or not han else first - 1
        if tokens.script(last + 1) != tokens.script(first):
            return last
        last += 1


def breadcrumbs(tokens: Tokens) -> Iterator[Span]:
    """The lines that are the way to a page: Home > News > City."""
    first = 0
    for number in range(len(tokens)):
        if number + 1 < len(tokens) and not tokens.breaks_line(number):
            continue
        head = tokens.words[first]
        for one in range(first + 1, min(first + 6, number + 1)):
            if tokens.script(first) == "Han" and not tokens.between(one - 1):
                head += tokens.words[one]
            else:
                break
        joined = "".join(tokens.between(one) for one in range(first, number))
        if head in signs("breadcrumb") and set(joined) & set(">/|»›:"):
            yield Span(first, number, Sign.WORD)
        first = number + 1
