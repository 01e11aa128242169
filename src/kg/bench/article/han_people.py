"""Chinese names of people that no file knows: a surname beside an office or a verb, or parts with a dot."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from kg.bench.article.han_context import after, before, begin, starting
from kg.bench.article.signs import longest_first, signs, surnames
from kg.bench.article.spans import Sign, Span
from kg.bench.article.tokens import Tokens

_LONGEST_PART = 6  # characters of one part of a foreign name
_DOTS = frozenset("·•・‧")
# Characters that given names do not have.
_NEVER_GIVEN = frozenset("的了在是和与及或等这那其我你他她们个第被把从对很都也就不没年月日昨今人省市区县")
# Characters that end no given name where nothing behind the name says that it ends there.
_NEVER_LAST = frozenset("会时出到来上下中大以之所于向将还要能可无说表称主参任书记者长部委局处")
_LISTED = frozenset(("、", " ", "和", "与"))


def people(tokens: Tokens, covered: bytearray, known: Iterable[tuple[int, int]] = ()) -> Iterator[Span]:
    """The stretches that may be people; a name that is sure at one place is sure at all.

    `known` are the stretches of known people, whose lists go on with unknown ones.
    """
    ends = array("q", [-1]) * (len(tokens) + 1)
    for first, last in known:
        ends[first] = last
    surest: dict[str, Sign] = {}
    spans: list[tuple[Span, str]] = []
    number = 0
    person = -1  # the last word of the person before
    while number < len(tokens) - 1:
        span = None
        if ends[number] >= 0:
            person, number = ends[number], ends[number] + 1
            continue
        if not covered[number] and tokens.script(number) == "Han":
            span = _person(tokens, covered, number, listed=_goes_on_list(tokens, person, number))
        if span is not None:
            person = span.last
            text = "".join(tokens.words[span.first : span.last + 1])
            surest[text] = max(span.sign, surest.get(text, span.sign))
            spans.append((span, text))
        number = span.last + 1 if span is not None else number + 1
    for span, text in spans:
        yield Span(span.first, span.last, surest[text])


def _person(tokens: Tokens, covered: bytearray, first: int, *, listed: bool) -> Span | None:
    """A person's name that begins here: surname and one or two characters, with a sign beside it.

    `listed` says that a person stands before it in one list.
    """
    surname = _surname(tokens, first)
    if not surname:
        return None
    earlier = before(tokens, first)
    opens = listed or not earlier or earlier.endswith(longest_first("before", "zh"))
    office_before = earlier.endswith(longest_first("office", "zh"))
    if not opens and not office_before:
        return None
    best: tuple[float, Span] | None = None
    for given in (2, 1):
        last = first + surname + given - 1
        if not _is_given(tokens, covered, first + surname, last):
            continue
        later = after(tokens, last)
        office = later.startswith(longest_first("office", "zh"))
        act = starting(later, longest_first("act", "zh"))
        told = office_before or listed
        if (told or office or act) and (office or act or not later):
            sure = 2.0 * office + len(act) + (not later) + given / 4
            if best is None or sure > best[0]:
                best = (sure, Span(first, last, Sign.PERSON))
        elif office_before and given == 2 and best is None and tokens.words[last] not in _NEVER_LAST:
            best = (0.0, Span(first, last, Sign.PERSON))
        elif not earlier and not later and given == 2 and best is None:
            best = (0.0, Span(first, last, Sign.WORD))
    return best[1] if best is not None else None


def _goes_on_list(tokens: Tokens, last: int, number: int) -> bool:
    """Whether only the sign of a list stands between a person's last word and a word."""
    if last < 0 or number <= last or number - last > 2:
        return False
    between = "".join(
        tokens.between(one) + (tokens.words[one + 1] if one + 1 < number else "")
        for one in range(last, number)
    )
    return between in _LISTED


def _surname(tokens: Tokens, first: int) -> int:
    """How many characters of a surname stand here; 0 where none does, or a common word begins."""
    if first + 1 >= len(tokens) or tokens.between(first):
        return 0
    two = tokens.words[first] + tokens.words[first + 1]
    if two in signs("common", "zh"):
        return 0
    return 2 if two in surnames() else 1 if tokens.words[first] in surnames() else 0


def _is_given(tokens: Tokens, covered: bytearray, first: int, last: int) -> bool:
    """Whether a stretch can be a given name, and goes on from the surname without a sign."""
    if last >= len(tokens):
        return False
    return all(
        not covered[one]
        and tokens.script(one) == "Han"
        and not tokens.between(one - 1)
        and tokens.words[one] not in _NEVER_GIVEN
        for one in range(first, last + 1)
    )


def foreign(tokens: Tokens, covered: bytearray) -> Iterator[Span]:
    """Names with a dot in them, as foreign ones are written: 安娜·彼得罗娃."""
    stops = tuple(word for kind in ("act", "edge", "office") for word in longest_first(kind, "zh"))
    number = 0
    while number + 1 < len(tokens):
        if covered[number] or tokens.script(number) != "Han" or not _is_dot(tokens, number):
            number += 1
            continue
        first = _behind_office(tokens, begin(tokens, covered, number, max(0, number - _LONGEST_PART)), number)
        part = last = number
        while last + 1 < len(tokens) and tokens.script(last + 1) == "Han" and not covered[last + 1]:
            if _is_dot(tokens, last):
                part = last
            elif tokens.between(last) or last - part > _LONGEST_PART or after(tokens, last).startswith(stops):
                break
            last += 1
        if last > number:
            yield Span(first, last, Sign.PERSON)
        number = last + 1


def _is_dot(tokens: Tokens, number: int) -> bool:
    return tokens.between(number) in _DOTS


def _behind_office(tokens: Tokens, first: int, last: int) -> int:
    """The beginning of a name behind the office that stands before it without a sign: 院长安娜."""
    offices = longest_first("office", "zh")
    earlier = first
    while earlier > max(0, first - 4) and not tokens.between(earlier - 1):
        earlier -= 1  # the office may begin before: 所 is cut off as a small word, and 所长 is an office
    for place in range(last, first, -1):
        if "".join(tokens.words[earlier:place]).endswith(offices):
            return place
    return first
