"""What stands around a stretch of Han characters, which have neither capitals nor spaces to go by."""

from __future__ import annotations

from functools import cache

from kg.bench.article.signs import longest_first
from kg.bench.article.tokens import Tokens

_AROUND = 4
_BEFORE = 6
_LONGEST_ENDING = 6


def after(tokens: Tokens, last: int) -> str:
    """The Han characters right behind a word; empty at a sign or a space."""
    if last + 1 >= len(tokens) or tokens.between(last) or tokens.script(last + 1) != "Han":
        return ""
    end = last + 1
    while end < min(last + _AROUND + 1, len(tokens)) and tokens.script(end) == "Han":
        end += 1
        if tokens.between(end - 1):
            break
    return "".join(tokens.words[last + 1 : end])


def before(tokens: Tokens, first: int) -> str:
    """The Han characters before a word, also over one space or colon: 记者 周敏."""
    if not first or tokens.between(first - 1).strip() not in ("", ":"):
        return ""
    begin = first - 1
    while begin > max(0, first - _BEFORE) and not tokens.between(begin - 1):
        begin -= 1
    return "".join(tokens.words[begin:first])


def ending(tokens: Tokens, last: int, endings: tuple[str, ...]) -> str:
    """The first of the endings that the words up to this one have; empty where none."""
    text = tokens.words[last]
    if text not in _last_characters(endings):
        return ""
    for one in range(last - 1, max(-1, last - _LONGEST_ENDING), -1):
        if tokens.between(one) or tokens.script(one) != "Han":
            break
        text = tokens.words[one] + text
    return next((found for found in endings if text.endswith(found)), "")


@cache
def _last_characters(endings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one[-1] for one in endings)


def begin(tokens: Tokens, covered: bytearray, end: int, least: int) -> int:
    """Where the name that ends before `end` begins: behind a sign, or behind a word that names have not."""
    edges = longest_first("edge", "zh")
    first = end
    while first > least:
        earlier = first - 1
        between = tokens.between(earlier)
        if covered[earlier] or between.strip("()") or tokens.script(earlier) is None:
            break
        text = "".join(tokens.words[max(0, earlier - 3) : earlier + 1])
        if text.endswith(edges):
            break
        first = earlier
    return first


def starting(text: str, words: tuple[str, ...]) -> str:
    """The first of the words that a text begins with; empty where none."""
    return next((word for word in words if text.startswith(word)), "")
