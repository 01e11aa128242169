"""Chinese names that no file knows, by what stands at their ends and beside them.

Chinese has no capitals and no spaces: a body or a place is known by its ending (公司, 大学, 省), a person
by a surname that stands beside an office or a verb of speaking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.bench.article.han_context import after, begin, ending
from kg.bench.article.han_people import foreign, people
from kg.bench.article.signs import longest_first, signs
from kg.bench.article.spans import Sign, Span
from kg.bench.article.tokens import Tokens

_LONGEST_BODY = 22
_LONGEST_PLACE = 4
# What makes a common word of the last character of a place: 市场, 区域.
_NO_PLACE = ("场", "域", "值", "别", "分", "级", "民", "委", "政府", "内", "外")


def han_spans(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    """The stretches of Han characters that may be names of bodies, places and people."""
    taken = bytearray(covered)
    for kind in (_bodies, _places, foreign, people):
        for span in list(kind(tokens, taken)):
            taken[span.first : span.last + 1] = b"\1" * (span.last - span.first + 1)
            yield span


def _bodies(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    begun = 0
    for last in range(len(tokens)):
        tail = ending(tokens, last, longest_first("body", "zh"))
        if not tail or covered[last] or _goes_on(tokens, last, tail):
            continue
        first = begin(tokens, covered, last - len(tail) + 1, max(begun, last - _LONGEST_BODY))
        if last - first + 1 >= len(tail) + 2:
            begun = last + 1
            yield Span(first, last, Sign.BODY)


def _goes_on(tokens: Tokens, last: int, tail: str) -> bool:
    """Whether a longer ending follows: 集团 in 集团公司, 大学 in 大学医院."""
    later = after(tokens, last)
    return later.startswith(tuple(one for one in longest_first("body", "zh") if one != tail)) or (
        tail == "集团" and later.startswith(("有限", "股份"))
    )


def _places(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    counted: Counter[str] = Counter()
    spans = []
    for last in range(len(tokens)):
        tail = ending(tokens, last, longest_first("place", "zh"))
        end = last - len(tail) + 1
        if not tail or any(covered[end : last + 1]) or after(tokens, last).startswith(_NO_PLACE):
            continue
        first = begin(tokens, covered, end, max(0, end - _LONGEST_PLACE))
        name = "".join(tokens.words[first:end])
        if 2 <= len(name) <= 3 and name not in signs("common", "zh"):
            spans.append((Span(first, last, Sign.PLACE), name))
            counted[name] += 1
    for span, name in spans:
        yield span if counted[name] > 1 or len(name) == 2 else Span(span.first, span.last, Sign.WORD)
