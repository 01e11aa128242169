"""Chinese names of bodies, known by their endings, and where such a name begins.

A known name at the beginning belongs to the longer one (吉林大学 is no mention of 吉林), and is the surest
sign of where that begins; a person is never a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.bench.article.han_context import after, ending
from kg.bench.article.signs import longest_first, signs
from kg.bench.article.spans import KnownSpan, Sign, Span
from kg.bench.article.tokens import Tokens

_LONGEST = 22
_JOINING = frozenset("和与及暨")
# What makes another word of a short ending: 院长, 城市, 报道.
_OTHER_WORD = tuple("长道告名区市商房员士校有在以口澳会了络点级里子企")


def bodies(tokens: Tokens, covered: bytearray, known: Iterable[KnownSpan] = ()) -> Iterator[Span]:
    """The names of bodies that end outside of `covered` words; `known` names may begin them."""
    at_end = {one.last: one for one in known}
    begun = 0
    before: Span | None = None
    for last in range(len(tokens)):
        if covered[last] or tokens.script(last) != "Han":
            continue
        found = _ending_here(tokens, covered, at_end, last, begun)
        if found is not None:
            begun = last + 1
            if before is not None and found.first == before.last + 1 and not tokens.between(before.last):
                # 苏州大学物理学院 is one name; behind a company, that is named as well.
                found = Span(before.first, last, found.sign)
                if tokens.words[before.last] == "司":
                    yield before
            elif before is not None:
                yield before
            before = found
    if before is not None:
        yield before


def _ending_here(
    tokens: Tokens, covered: bytearray, at_end: Mapping[int, KnownSpan], last: int, begun: int
) -> Span | None:
    least = max(begun, last - _LONGEST)
    tail = ending(tokens, last, longest_first("body", "zh"))
    bureau = ending(tokens, last, longest_first("bureau", "zh"))
    if bureau and (after(tokens, last).startswith(_OTHER_WORD) or ending(tokens, last, _no_bureaus())):
        bureau = ""
    for one in (tail, bureau):
        if one and not _goes_on(tokens, last, one):
            first, _ = _begin(tokens, covered, at_end, last - len(one) + 1, least, joined=bool(bureau))
            own = "".join(tokens.words[first : last - len(one) + 1])
            if len(own) >= 2 and own not in signs("plain", "zh"):
                return Span(first, last, Sign.BODY)
    led = ending(tokens, last, longest_first("led", "zh")) if at_end else ""
    if led and not after(tokens, last).startswith(_OTHER_WORD) and not _goes_on(tokens, last, led):
        first, place = _begin(tokens, covered, at_end, last - len(led) + 1, least, joined=bool(bureau))
        if place and not ending(tokens, last, _no_bureaus()):
            return Span(first, last, Sign.BODY)
    return None


def _begin(
    tokens: Tokens,
    covered: bytearray,
    at_end: Mapping[int, KnownSpan],
    end: int,
    least: int,
    *,
    joined: bool,
) -> tuple[int, bool]:
    """Where the name that ends before `end` begins, and whether the name of a known place begins it.

    It begins at a known name, behind a sign, or behind a word that names have not; in the name of an
    office `joined` parts go on over 和.
    """
    edges = longest_first("edge", "zh")
    first, met = end, ""
    while first > least:
        earlier = first - 1
        if tokens.between(earlier).strip("()") or tokens.script(earlier) is None:
            break
        known = at_end.get(earlier)
        if known is not None and known.first >= least and known.sort != "person":
            first, met = known.first, known.sort or "topic"
            continue
        if met or covered[earlier]:
            break
        text = "".join(tokens.words[max(0, earlier - 3) : earlier + 1])
        if text.endswith(edges) and not (joined and _joins(tokens, earlier)):
            break
        first = earlier
    return first, met == "place"


def _joins(tokens: Tokens, number: int) -> bool:
    """Whether a word joins two parts of the name of one office: 工业和信息化, 科技及工业."""
    if tokens.words[number] not in _JOINING:
        return False
    left = "".join(tokens.words[max(0, number - 4) : number])
    right = "".join(tokens.words[number + 1 : number + 5])
    topics = longest_first("topic", "zh")
    return left.endswith(topics) and right.startswith(topics)


def _goes_on(tokens: Tokens, last: int, tail: str) -> bool:
    """Whether a longer ending follows: 集团 in 集团公司, 大学 in 大学医院."""
    later = after(tokens, last)
    if tail.endswith("公司"):
        return False
    if tail.endswith("报") and later.startswith("社"):
        return True
    return later.startswith(tuple(one for one in longest_first("body", "zh") if one != tail)) or (
        tail in ("集团", "控股") and later.startswith(("有限", "股份"))
    )


def _no_bureaus() -> tuple[str, ...]:
    return tuple(signs("bureau-not", "zh"))
