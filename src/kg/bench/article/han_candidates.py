"""Chinese names that no file knows, by what stands at their ends and beside them.

Chinese has no capitals and no spaces: a body or a place is known by its ending (公司, 大学, 省), a company
also by what it does, a person by a surname that stands beside an office or a verb of speaking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kg.bench.article.han_bodies import bodies
from kg.bench.article.han_context import after, before, begin, ending, starting
from kg.bench.article.han_people import foreign, people
from kg.bench.article.signs import longest_first, signs
from kg.bench.article.spans import KnownSpan, Sign, Span
from kg.bench.article.tokens import Tokens

_LONGEST_PLACE = 4
_LONGEST_SELF_RULED = 9  # 延边朝鲜族自治州
# What makes a common word of the last character of a place: 市场, 区域.
_NO_PLACE = ("场", "域", "值", "别", "分", "级", "民", "委", "政府", "内", "外")
_NO_NAME_START = ("全", "各", "本", "我", "该", "跨", "大", "两")
_NO_NAME_END = ("大", "各", "本", "全", "主城", "老城", "城", "上", "强", "园", "校", "库", "景", "社")
_BRAND = range(2, 5)  # characters of a company's own name before what it does


def han_spans(tokens: Tokens, covered: bytearray, known: Sequence[KnownSpan] = ()) -> Iterator[Span]:
    """The stretches of Han characters that may be names of bodies, places and people."""
    taken = bytearray(covered)
    persons = [(one.first, one.last) for one in known if one.sort == "person"]
    for kind in (bodies, _places, foreign, partial(people, known=persons), _companies):
        found: Iterable[Span] = kind(tokens, taken)
        for span in list(found):
            taken[span.first : span.last + 1] = b"\1" * (span.last - span.first + 1)
            yield span


def _places(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    counted: Counter[str] = Counter()
    spans = []
    tails = longest_first("place", "zh")
    for last in range(len(tokens)):
        tail = ending(tokens, last, tails)
        end = last - len(tail) + 1
        if not tail or any(covered[end : last + 1]) or after(tokens, last).startswith(_NO_PLACE):
            continue
        longest = _LONGEST_SELF_RULED if tail.startswith("自治") else _LONGEST_PLACE
        first = begin(tokens, covered, end, max(0, end - longest))
        for one in range(first, end - 1):
            if tokens.words[one] in tails:
                first = one + 1  # 姑苏区平江街道: two places
        name = "".join(tokens.words[first:end])
        if name.startswith(_NO_NAME_START) or name.endswith(_NO_NAME_END):
            continue
        if 2 <= len(name) <= (3 if longest == _LONGEST_PLACE else longest) and name not in signs(
            "common", "zh"
        ):
            spans.append((Span(first, last, Sign.PLACE), name))
            counted[name] += 1
    for span, name in spans:
        yield span if counted[name] > 1 or len(name) == 2 else Span(span.first, span.last, Sign.WORD)


def _companies(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    """Short names of companies, 2 to 4 characters and what they do, that stand free on both sides."""
    edges = longest_first("edge", "zh")
    free = (*longest_first("act", "zh"), *longest_first("office", "zh"), "等", "将", "、")
    for last in range(len(tokens)):
        tail = ending(tokens, last, longest_first("trade", "zh"))
        if not tail or covered[last]:
            continue
        later = after(tokens, last)
        if later and not starting(later, (*free, *edges)):
            continue
        end = last - len(tail) + 1
        first = begin(tokens, covered, end, max(0, end - _BRAND.stop))
        for one in range(first - 1, max(-1, end - _BRAND.stop), -1):
            if covered[one] or tokens.script(one) != "Han":
                break
            if one == 0 or tokens.between(one - 1).strip() == "、":
                first = one  # whole between the signs of a list: 蔚来 in 、蔚来汽车、
                break
            if tokens.between(one - 1):
                break
        name = "".join(tokens.words[first:end])
        if len(name) not in _BRAND or name in signs("common", "zh"):
            continue
        earlier = before(tokens, first)
        if first and covered[first - 1] and not tokens.between(first - 1):
            continue  # the end of something longer
        if name.endswith(longest_first("plain", "zh")) or name.startswith(longest_first("plain", "zh")):
            continue
        if not earlier or earlier.endswith(edges) or tokens.between(first - 1):
            yield Span(first, last, Sign.WORD)
