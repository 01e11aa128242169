"""Longer names of which known names are only a part: 吉林大学, Changchun Institute of Optics.

Where a known name stands inside of one it is no sure mention: the university is not the province.  The
name of a company with its form is the company all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.bench.article.capitals import body_spans, is_form
from kg.bench.article.han_bodies import bodies
from kg.bench.article.signs import longest_first, signs
from kg.bench.article.spans import KnownSpan, Span
from kg.bench.article.tokens import Tokens
from kg.curation.naming.company_forms import without_company_form


@dataclass(frozen=True, slots=True)
class LongerName:
    """A longer name with the known ones in it; `whole` says that it names the first of them in full."""

    span: Span
    inside: tuple[KnownSpan, ...]
    whole: bool


def longer_names(tokens: Tokens, known: Sequence[KnownSpan]) -> Iterator[LongerName]:
    """The longer names of a text with known ones in them, in the order of the text of each script."""
    covered = bytearray(len(tokens))
    begun = {one.first: one for one in known}
    for one in known:
        covered[one.first : one.last + 1] = b"\1" * (one.last - one.first + 1)
    for span in (*bodies(tokens, covered, known), *body_spans(tokens, known)):
        inside = [begun[place] for place in range(span.first, span.last + 1) if place in begun]
        inside = [one for one in inside if one.last <= span.last]
        if not inside or (inside[0].first, inside[0].last) == (span.first, span.last):
            continue
        first = inside[0]
        if first.first == span.first and first.last < span.last and tokens.words[first.last + 1] == "s":
            # Huawei's Research Center: the owner is named in its own right.
            span = Span(first.last + 2, span.last, span.sign)
            inside = inside[1:]
            if span.first > span.last or not inside:
                continue
        is_company = _has_form(tokens, span)
        parts = tuple(
            one
            for one in inside
            if one.sort == "place"
            or (one.sort == "body" and not _ends_in_form(tokens, one))
            or (is_company and not one.sort)
        )
        if parts:
            yield LongerName(span, parts, _is_whole(tokens, span, first))


def _has_form(tokens: Tokens, span: Span) -> bool:
    text = tokens.text(span.first, span.last)
    return any(is_form(tokens, one) for one in range(span.first, span.last + 1)) or text.endswith("公司")


def _ends_in_form(tokens: Tokens, known: KnownSpan) -> bool:
    """Whether a known name is whole with the form of a company: in 某某有限公司工会 the company is named."""
    return is_form(tokens, known.last) or tokens.text(known.first, known.last).endswith("公司")


def _is_whole(tokens: Tokens, span: Span, first: KnownSpan) -> bool:
    """Whether the longer name is the known one of a body, with its form and what it does behind it."""
    if first.sort != "body" or first.first != span.first:
        return False
    rest = list(range(first.last + 1, span.last + 1))
    if tokens.script(rest[0]) != "Han":
        return all(is_form(tokens, one) or tokens.words[one] in signs("company-word", "en") for one in rest)
    left = "".join(tokens.words[one] for one in rest)
    if without_company_form("某某" + left) != "某某" + left:
        left = without_company_form("某某" + left)[2:]
    while left:
        word = next((one for one in longest_first("company-word", "zh") if left.startswith(one)), "")
        if not word:
            return False
        left = left[len(word) :]
    return True
