"""Unknown names in Latin and Cyrillic letters: runs of capitals, cut to what is a name.

The first word of a sentence has a capital anyway, a Russian body has one at its first word alone, and
`and` stands inside of names as well as between them; each of these is decided by what is around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from kg.bench.article.signs import signs
from kg.bench.article.spans import KnownSpan, Sign, Span
from kg.bench.article.tokens import Tokens
from kg.curation.naming import pinyin
from kg.curation.naming.inflection import nominatives
from kg.curation.naming.scripts import scripts_of

_MOST_WORDS = 14
_APART = frozenset("·•|/")  # what stands between the words of a menu
_AHEAD = 4  # words behind `and` in which the word for a body must come
_MOST_IN_HEADLINE = 20
_LONGEST_ACRONYM = 5
_EXTENSION = 3  # small words between a Russian adjective and the noun of the body that it names
_ADJECTIVE = re.compile("(?:[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|ое)|н(?:ые|ых|ый|ого|ая|ой|ую))$")
_OF_ADJECTIVE = re.compile("(?:[сц]кого|[сц]кой|[сц]ких|ного|ной|ных)$")
_GENITIVE_ADJECTIVE = re.compile("(?:[ыи]х|[ео]го|[ое]й)$")
_GENITIVE_NOUN = re.compile("(?:и|ы|а|я|ей|ов|ев|ий)$")


def capital_spans(tokens: Tokens, covered: bytearray) -> Iterable[Span]:
    """Runs of Latin or Cyrillic words with capitals that are names rather than beginnings of sentences."""
    small, inside = _seen(tokens)
    headlines = _headlines(tokens)
    number = 0
    while number < len(tokens):
        if covered[number] or not _is_capital(tokens, number):
            number += 1
            continue
        last = _run(tokens, covered, number)
        span = None if _is_label(tokens, number, last) else _trimmed(tokens, number, last, small, inside)
        number = max(last, span.last if span else last) + 1
        if span is None:
            continue
        if headlines[span.first] and not _stands_elsewhere(tokens, span, inside):
            continue
        yield from _without_acronym(tokens, span)


def body_spans(tokens: Tokens, known: Sequence[KnownSpan]) -> Iterator[Span]:
    """Names of bodies that hold a known name: the city in the name of an institute."""
    covered, people = bytearray(len(tokens)), bytearray(len(tokens))
    for one in known:
        size = one.last - one.first + 1
        covered[one.first : one.last + 1] = b"\1" * size
        if one.sort == "person":
            people[one.first : one.last + 1] = b"\1" * size
    ends = frozenset(one.last for one in known)
    small, inside = _seen(tokens)
    headlines = _headlines(tokens)
    number = 0
    while number < len(tokens):
        if people[number] or headlines[number] or not _is_capital(tokens, number):
            number += 1
            continue
        first, last = number, _run(tokens, people, number, ends)
        number = last + 1
        if _names_body(tokens, covered, first, last):
            span = _trimmed(tokens, first, last, small, inside)
            if span is not None and span.sign is Sign.BODY:
                yield span
                number = max(number, span.last + 1)


def _names_body(tokens: Tokens, covered: bytearray, first: int, last: int) -> bool:
    """Whether a run has a word for a body that no known name takes, and known names beside it."""
    return any(covered[one] for one in range(first, last + 1)) and any(
        not covered[one] and tokens.capital(one) and (_is_body(tokens.words[one]) or is_form(tokens, one))
        for one in range(first, last + 2)
        if one < len(tokens)
    )


def _headlines(tokens: Tokens) -> bytearray:
    """1 for the words of lines in which every long word has a capital: a headline in title case."""
    found = bytearray(len(tokens))
    first = 0
    for number in range(len(tokens)):
        if number + 1 < len(tokens) and not tokens.breaks_line(number):
            continue
        words = [one for one in range(first, number + 1) if len(tokens.words[one]) > 3]
        if len(words) >= 4 and all(_is_capital(tokens, one) for one in words):
            signs_between = "".join(tokens.between(one) for one in range(first, number))
            if not set(signs_between) & set("|:·,.;/") and number - first < _MOST_IN_HEADLINE:
                found[first : number + 1] = b"\1" * (number + 1 - first)
        first = number + 1
    return found


def _stands_elsewhere(tokens: Tokens, span: Span, inside: set[str]) -> bool:
    """Whether the words of a headline have their capitals inside of sentences too."""
    return all(
        tokens.words[one] in inside for one in range(span.first, span.last + 1) if _is_capital(tokens, one)
    )


def _is_label(tokens: Tokens, first: int, last: int) -> bool:
    """Whether a run is a word of the page before a colon: Views: 123, Корреспондент: …"""
    if last + 1 >= len(tokens) or not tokens.between(last).startswith(":"):
        return False
    begins = first == 0 or tokens.is_wide(first - 1) or tokens.breaks_line(first - 1)
    return (begins and first == last) or tokens.words[last] in signs("furniture")


def _without_acronym(tokens: Tokens, span: Span) -> Iterator[Span]:
    """The span, with an acronym that only stands before a person as its own: посол КНР Чжан Ханьхуэй."""
    first = tokens.printed(span.first)
    if (
        span.sign is Sign.PERSON
        and span.last - span.first >= 2
        and tokens.script(span.first) == "Cyrillic"
        and 2 <= len(first) <= _LONGEST_ACRONYM
        and first.isupper()
        and not tokens.printed(span.first + 1).isupper()
    ):
        yield Span(span.first, span.first, Sign.ACRONYM)
        yield Span(span.first + 1, span.last, span.sign)
    else:
        yield span


def _seen(tokens: Tokens) -> tuple[set[str], set[str]]:
    """The words that the text has in small letters, and those with a capital inside a sentence."""
    small, inside = set(), set()
    headlines = _headlines(tokens)
    for number, word in enumerate(tokens.words):
        if tokens.script(number) not in ("Latin", "Cyrillic"):
            continue
        if not tokens.capital(number):
            small.add(word)
        elif not (_starts(tokens, number) or headlines[number]):
            inside.add(word)
    return small, inside


def _starts(tokens: Tokens, number: int) -> bool:
    """Whether a word is the first of a sentence, of a line or of what is quoted."""
    if number == 0 or tokens.ends_sentence(number - 1):
        return True
    return any(sign in tokens.between(number - 1) for sign in ':"【(')


def _is_capital(tokens: Tokens, number: int) -> bool:
    return tokens.script(number) in ("Latin", "Cyrillic") and tokens.capital(number)


def _run(tokens: Tokens, covered: bytearray | None, first: int, ends: frozenset[int] = frozenset()) -> int:
    """The last word of the run of capitals that begins here, with small joining words inside.

    With `covered` the run ends at a known name; behind the `ends` of known names `and` joins nothing.
    """
    last = first
    breaks = _breaks()
    is_body = tokens.words[first] in signs("body", "en")
    number = first + 1
    while number < len(tokens) and number - first < _MOST_WORDS:
        gap, between = tokens.gap(number - 1), tokens.between(number - 1)
        if is_form(tokens, number) and gap in ("", ",", ".", ".,") and not (covered and covered[number]):
            last = number  # Ltd. in: Co., Ltd.
            number += 1
            continue
        if gap not in ("", "&") or tokens.ends_sentence(number - 1) or (covered and covered[number]):
            break
        word = tokens.words[number]
        if '" ' in between or ' "' in between or " - " in between or word in breaks:
            break
        if set(between) & _APART or tokens.is_wide(number - 1):
            break
        if _is_capital(tokens, number) or (tokens.script(number) is None and not between.strip("-")):
            last = number
            is_body = is_body or word in signs("body", "en")
        elif word == "and":
            if number - 1 in ends or not _joins(tokens, first, number, is_body=is_body):
                break
        elif not (word in signs("particle") or (is_body and word in signs("joiner"))) and not (
            word == "s" and between == '"'
        ):
            break
        number += 1
    return last


@cache
def _breaks() -> frozenset[str]:
    """Words that stand in no name but at its beginning, where they are cut off."""
    return (signs("calendar") | signs("starter") | signs("title")) - signs("joiner") - signs("body") - {"and"}


def _joins(tokens: Tokens, first: int, number: int, *, is_body: bool) -> bool:
    """Whether `and` stands inside the name of one body: Department of Science and Technology."""
    after = number + 1
    if after >= len(tokens) or not _is_capital(tokens, after) or tokens.words[after] in signs("title"):
        return False
    if is_body:
        return True
    if all(pinyin.readings(word) for word in tokens.words[first:number]):
        return False  # two people, or two places
    for one in range(after, min(after + _AHEAD, len(tokens))):
        if not _is_capital(tokens, one) or tokens.gap(one - 1) != "":
            return False
        if tokens.words[one] in signs("body", "en"):
            return True
    return False


def _trimmed(tokens: Tokens, first: int, last: int, small: set[str], inside: set[str]) -> Span | None:
    """The run without what is no part of the name; None where nothing tells that it is one."""
    at_start = _starts(tokens, first)
    starters = signs("starter") | signs("calendar")
    while first <= last and (
        tokens.words[first] in starters
        or tokens.words[first] in signs("title")
        or tokens.words[first] in signs("legal")
        or (at_start and last > first and _is_common(tokens, first, small, inside))
        or (at_start and last > first and _leads_genitive(tokens, first))
    ):
        first += 1
        at_start = False
        while first <= last and not _is_capital(tokens, first):
            first += 1
    while last >= first and (tokens.words[last] in signs("calendar") or not _ends_well(tokens, last)):
        last -= 1
    if last < first:
        return None
    if tokens.script(first) == "Cyrillic":
        last = _extended(tokens, last)
    words = tokens.words[first : last + 1]
    if first == last:
        return _single(tokens, first, at_start, small, inside)
    if all(word in signs("starter") | signs("title") | signs("furniture") for word in words):
        return None
    is_body = any(_is_body(word) for word in words) or (
        any(is_form(tokens, one) for one in range(first, last + 1))
    )
    sounds = any(nominatives(word) for word in words)
    sign = Sign.BODY if is_body else Sign.PERSON if sounds or len(words) <= 3 else Sign.CAPITALS
    return Span(first, last, sign)


def is_form(tokens: Tokens, number: int) -> bool:
    """Whether a word is the form of a company that stands behind its name."""
    return tokens.words[number] in signs("form", "en") and _is_capital(tokens, number)


def _ends_well(tokens: Tokens, number: int) -> bool:
    if tokens.words[number] in signs("starter"):
        return False
    return _is_capital(tokens, number) or tokens.script(number) is None


def _is_common(tokens: Tokens, number: int, small: set[str], inside: set[str]) -> bool:
    """Whether the first word of a sentence is one that the text also has in small letters."""
    word = tokens.words[number]
    return word in small and word not in inside and tokens.between(number) == " "


def _leads_genitive(tokens: Tokens, number: int) -> bool:
    """Whether a word is only said of a body in the genitive: Делегация Речного института."""
    return (
        tokens.script(number) == "Cyrillic"
        and tokens.between(number) == " "
        and not _is_adjective(tokens.words[number])
        and not _is_body(tokens.words[number])
        and _OF_ADJECTIVE.search(tokens.words[number + 1]) is not None
    )


def _single(tokens: Tokens, number: int, at_start: bool, small: set[str], inside: set[str]) -> Span | None:
    """A single word with a capital: a name if it stands so inside a sentence, or is all capitals."""
    word, printed = tokens.words[number], tokens.printed(number)
    if len(word) < 2 or word in signs("starter") | signs("furniture") | signs("title") | signs("generic"):
        return None
    if _is_body(word) and word in small | signs("body", "en"):
        return None
    titles = signs("title")
    if (
        0 < number < len(tokens) - 1
        and tokens.words[number - 1] in titles
        and tokens.words[number + 1] in titles
        and not tokens.between(number - 1).strip() + tokens.between(number).strip()
    ):
        return None  # Chief Technology Officer
    shouted = printed.isupper() and len(printed) >= 2
    mixed = not printed[1:].islower() and not printed.isupper()
    if shouted or mixed:
        return Span(number, number, Sign.ACRONYM)
    if at_start and word not in inside:
        return None
    return None if word in small else Span(number, number, Sign.WORD)


def _is_body(word: str) -> bool:
    if scripts_of(word) == {"Cyrillic"}:
        return any(word.startswith(stem) for stem in signs("body", "ru"))
    return word in signs("body", "en")


def _extended(tokens: Tokens, last: int) -> int:
    """The last word of a Russian name of a body, which has its capital at the first word alone."""
    if _is_body(tokens.words[last]):
        return _with_genitive(tokens, last)
    if not _is_adjective(tokens.words[last]):
        return last
    for number in range(last + 1, min(last + 1 + _EXTENSION, len(tokens))):
        if tokens.gap(number - 1) != "" or tokens.ends_sentence(number - 1) or _is_capital(tokens, number):
            return last
        if _is_body(tokens.words[number]):
            return number
        if not _is_adjective(tokens.words[number]) and tokens.between(number) != "-":
            return last
    return last


def _with_genitive(tokens: Tokens, last: int) -> int:
    """The last word of what a body is for: Министерство промышленности и торговли."""
    end = number = last
    while number + 1 < len(tokens) and number - last < _EXTENSION:
        number += 1
        word = tokens.words[number]
        if tokens.between(number - 1) != " " or tokens.capital(number) or tokens.script(number) != "Cyrillic":
            break
        if word.endswith("ей") and tokens.between(number).strip():
            return number  # автопроизводителей: a noun, which looks like an adjective
        if _GENITIVE_ADJECTIVE.search(word) or (word == "и" and end > last):
            continue
        if word in signs("starter") or not _GENITIVE_NOUN.search(word):
            break
        end = number
        if number + 1 < len(tokens) and tokens.words[number + 1] != "и":
            break
    return end


def _is_adjective(word: str) -> bool:
    return _ADJECTIVE.search(word) is not None
