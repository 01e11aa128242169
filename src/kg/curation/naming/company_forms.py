"""Forms of companies in their names (Co., Ltd., 有限公司, ООО, корпорация): a list, and a name without them.

The list is `company_forms.tsv`; `place` says where in a name a form is one: at its `start`, its `end`,
at `both`, or only behind a `comma`.  What a form stands for in law is not told apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from kg.curation.naming import syllables
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import scripts_of

_LONGEST_FORM = 80
_MOST_FORMS = 6  # of one name: X (Group) Holdings Co., Ltd.
_AROUND = " \t\u00a0\u3000,，、.．·&＆-–—_()（）[]［］«»“”„\"'‘’《》"
# A branch is not the company: 华为北京分公司.
_BRANCHES = ("分公司", "子公司")


@lru_cache(maxsize=100_000)
def without_company_form(name: str) -> str:
    """The name without its company forms and the signs around them; unchanged when nothing would be left.

    A branch (分公司) keeps its form, because it is not the company.
    """
    left = name
    for _ in range(_MOST_FORMS):
        shorter = _one_less(left)
        if shorter is None:
            break
        left = shorter
    return left


@cache
def single_words() -> frozenset[str]:
    """The forms that are one word before a name: компания, корпорация."""
    pairs = syllables.read_pairs("company_forms.tsv")
    return frozenset(form for form, place in pairs if place in ("start", "both") and " " not in form)


class _Patterns(NamedTuple):
    start: re.Pattern[str]
    end: re.Pattern[str]


def _one_less(name: str) -> str | None:
    """The name with one form less, None when it has none or is nothing else."""
    trimmed = name.rstrip(_AROUND)
    if simplified(trimmed[-3:]) not in _BRANCHES:
        tail = trimmed[-_LONGEST_FORM:]
        found = _patterns().end.search(simplified(tail) if "Han" in scripts_of(tail) else tail)
        if found is not None:
            kept = _stripped(trimmed[: len(trimmed) - len(tail) + found.start()])
            if _is_name(kept):
                return kept
    head = name.lstrip(_AROUND)
    found = _patterns().start.match(head[:_LONGEST_FORM])
    if found is not None:
        kept = _stripped(head[found.end() :])
        if _is_name(kept):
            return kept
    return None


def _stripped(text: str) -> str:
    """The text without the signs around it, but with the bracket that closes one of its own."""
    kept = text.strip(_AROUND)
    for opening, closing in ("()", "（）"):
        if kept.count(opening) > kept.count(closing) and closing in text:
            kept += closing
    return kept


def _is_name(text: str) -> bool:
    """Whether a text can be a name: two letters or digits, which are not a form themselves."""
    patterns = _patterns()
    form = patterns.start.fullmatch(text) or patterns.end.fullmatch(text)
    return sum(map(str.isalnum, text)) > 1 and form is None


@cache
def _patterns() -> _Patterns:
    places: dict[str, list[str]] = {"start": [], "end": [], "comma": []}
    for form, place in syllables.read_pairs("company_forms.tsv"):
        for one in ("start", "end") if place == "both" else (place,):
            places[one].append(_spelled(form))
    for found in places.values():
        found.sort(key=len, reverse=True)
    start = rf"(?:{'|'.join(places['start'])})(?:(?!\w)|(?<=[一-鿿가-힣]))"
    at_end, behind_comma = "|".join(places["end"]), "|".join(places["comma"])
    end = rf"(?:(?<![\w’'-])|(?=[一-鿿가-힣]))(?:{at_end})$|,\s*(?:{behind_comma})$"
    return _Patterns(re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))


def _spelled(form: str) -> str:
    """A pattern of one form: points between the letters of a short one (S.A., s.p.a.), free spaces."""
    words = form.split()
    if len(words) == 1 and len(form) <= 4 and form.isascii():
        return r"\.?\s?".join(form) if len(form) <= 3 and form not in _WORDS else r"\.?".join(form)
    return r"[\s-]+".join(words)


_WORDS = frozenset({"co", "as", "ad", "se", "pt"})
