"""Names in a text that no file knows, for the curator to take or to leave.

Capitals, endings and the words beside a name are signs and no proof, so what is found here is only ever
a comment; it is ranked and bounded, because a long list is read by nobody.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.bench.article.capitals import capital_spans, is_form
from kg.bench.article.han_candidates import han_spans
from kg.bench.article.occurrences import Occurrences
from kg.bench.article.page_names import breadcrumbs, source_spans
from kg.bench.article.quoted_candidates import quoted_spans
from kg.bench.article.spans import Sign, Span
from kg.bench.article.tokens import Tokens
from kg.curation.naming.inflection import forms, nominatives
from kg.curation.naming.scripts import scripts_of

MOST_CANDIDATES = 60
_LEAST_FIRST = 5  # letters of a first word that tells its name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may be new: its plainest form and all its places, as stretches of words, and the sign."""

    shown: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    sign: Sign

    @property
    def times(self) -> int:
        """How often it stands in the text."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The likeliest candidates, in the order of the text, and how many were left out."""

    listed: tuple[Candidate, ...]
    left_out: int


def find_candidates(tokens: Tokens, occurrences: Occurrences) -> Candidates:
    """The unknown names of a text, beside what it names that is known."""
    taken = bytearray(occurrences.covered)
    spans = list(occurrences.longer)
    _take(taken, spans)
    for find in (source_spans, quoted_spans):
        more = list(find(tokens, taken))
        _take(taken, more)
        spans += more
    _take(taken, breadcrumbs(tokens))
    spans += [*capital_spans(tokens, taken), *han_spans(tokens, taken, occurrences.known)]
    spans = [one for one in spans if not all(occurrences.asked[one.first : one.last + 1])]
    groups: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    bases = _bases(tokens, spans)
    for span in _split(tokens, spans, bases):
        groups[_key(tokens, span, bases)].append(span)
    _join_surnames(groups)
    _join_first_words(groups)
    found = []
    for same in groups.values():
        sign = max(one.sign for one in same)
        places = sorted((one.first, one.last) for one in same)
        printed = {place: tokens.text(*place) for place in places}
        times = Counter(printed.values())
        shown = min(places, key=lambda one: (one[0] - one[1], _plainness(printed[one], times[printed[one]])))
        found.append(Candidate(shown, tuple(places), sign))
    ranked = sorted(found, key=lambda one: (-_worth(one), one.places[0]))
    listed = sorted(ranked[:MOST_CANDIDATES], key=lambda one: one.places[0])
    return Candidates(tuple(listed), max(0, len(ranked) - MOST_CANDIDATES))


def _take(taken: bytearray, spans: Iterable[Span]) -> None:
    for span in spans:
        taken[span.first : span.last + 1] = b"\1" * (span.last - span.first + 1)


def _split(tokens: Tokens, spans: Iterable[Span], bases: dict[str, str]) -> list[Span]:
    """The spans with a name in front of another one taken off: мэра Лазурного Игорь Соколов.

    Russian puts a place right before the name of a person; the text has the place alone as well.
    """
    spans = list(spans)
    alone = {_key(tokens, one, bases) for one in spans if one.first == one.last}
    found = []
    for span in spans:
        head = Span(span.first, span.first, Sign.WORD)
        cut = (
            span.sign is Sign.PERSON
            and span.last - span.first >= 2
            and tokens.script(span.first) == "Cyrillic"
            and _key(tokens, head, bases) in alone
        )
        found += [head, Span(span.first + 1, span.last, span.sign)] if cut else [span]
    return found


def _join_surnames(groups: dict[tuple[str, ...], list[Span]]) -> None:
    """Put a surname that stands alone to the one person of the text who has it."""
    owners: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, spans in groups.items():
        if 2 <= len(key) <= 3 and any(one.sign is Sign.PERSON for one in spans):
            for word in {key[0], key[-1]}:
                owners[word].append(key)
    for key in [one for one in groups if len(one) == 1]:
        owned = owners.get(key[0], [])
        if len(owned) == 1 and groups[key][0].first > groups[owned[0]][0].first:
            groups[owned[0]] += groups.pop(key)


def _join_first_words(groups: dict[tuple[str, ...], list[Span]]) -> None:
    """Put a first word that stands alone to the one longer name, no person's, that begins with it."""
    owners: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, spans in groups.items():
        if len(key) > 1 and any(one.sign in (Sign.BODY, Sign.QUOTED) for one in spans):
            owners[key[0]].append(key)
    for key in [one for one in groups if len(one) == 1]:
        owned = owners.get(key[0], [])
        if len(owned) == 1 and len(key[0]) >= _LEAST_FIRST and all(s.sign is Sign.WORD for s in groups[key]):
            groups[owned[0]] += groups.pop(key)


def _worth(candidate: Candidate) -> float:
    first, last = candidate.places[0]
    long_enough = min(3, last - first + 1) / 2
    return int(candidate.sign) + min(candidate.times, 5) / 2 + long_enough


def _plainness(text: str, times: int) -> tuple[object, ...]:
    """Which of several forms of a name is shown: not in capitals throughout, short, frequent."""
    return (text.isupper() and " " in text, len(text), -times)


def _bases(tokens: Tokens, spans: Iterable[Span]) -> dict[str, str]:
    """For each case form the word of a candidate that it belongs to, where the text has that one too."""
    found: dict[str, str] = {}
    words = {word for span in spans for word in tokens.words[span.first : span.last + 1]}
    for word in sorted(words, key=lambda one: (len(one), one)):
        if scripts_of(word) == {"Cyrillic"}:
            for form in forms(word):
                found.setdefault(form, word)
    return found


def _key(tokens: Tokens, span: Span, bases: dict[str, str]) -> tuple[str, ...]:
    """What two forms of one name have in common: each word cut to the stem that its cases share."""
    last = span.last
    while last > span.first and is_form(tokens, last):
        last -= 1
    words = tokens.words[span.first : last + 1]
    return tuple(_stem(bases.get(word, word)) for word in words)


def _stem(word: str) -> str:
    if scripts_of(word) != {"Cyrillic"}:
        return word
    base = min(nominatives(word), key=lambda one: (len(one), one), default="")
    if base:
        return base
    cut = _ENDING.sub("", word)
    return cut if len(cut) >= 3 else word


# Case endings of nouns and adjectives, the longer ones first.
_ENDING = re.compile(
    "(?:[иы]ми|[ео]го|[ео]му|[ая]ми|ией|ия[мх]|[оые]й|ий|[ая]я|[оые]е|[ыи]х|[ыиоеая]м|[уюое]ю"
    "|[ое]в|[ая]х|и[яию]|[аяоеуюыийь])$"
)
