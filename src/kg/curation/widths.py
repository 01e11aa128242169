"""Full-width signs and odd spaces where YAML needs its own: `：`, `，`, `｛`, `“`, the no-break space.

To YAML they are letters of a text, so its complaint comes later and is about something else.  Where a
finding stands on a line that holds one of them as structure, its help names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.model.diagnostics import Diagnostic
from kg.model.marks import Mark
from kg.model.wording import NOTHING, Message, phrase

ODD_SPACES = "\u00a0\u3000"

_CODES = frozenset({"yaml-syntax", "comma-in-flow", "not-a-map"})
_KEY = "[A-Za-z0-9_.-]+"
_BEFORE_KEY = r"(?:^[\s-]*|[{｛,，]\s*)"
_BEFORE_VALUE = rf"(?:^\s*(?:-\s+)?|{_BEFORE_KEY}{_KEY}\s*[:：]\s*|[{{｛\[［]\s*)"


class _Sign(NamedTuple):
    """A sign where it is structure (group 1 of the pattern), and what to say of it.

    `words` get the sign as it is shown, and the sign that YAML needs in its place.
    """

    pattern: re.Pattern[str]
    words: Callable[[str | Message, str], Message]


# The space comes first: what else is odd on such a line may be right once the space is.
_SIGNS = (
    _Sign(
        re.compile(rf"^ *([{ODD_SPACES}])"),
        lambda sign, _: phrase(
            "the indentation here is {sign}; put plain spaces in its place, here and on other lines",
            sign=sign,
        ),
    ),
    _Sign(
        re.compile(rf"{_BEFORE_KEY}{_KEY}:([{ODD_SPACES}])"),
        lambda sign, _: phrase(
            "after the colon here stands {sign}; YAML needs `:` and a plain space", sign=sign
        ),
    ),
    _Sign(
        re.compile(rf"{_BEFORE_KEY}{_KEY}\s*(：)"),
        lambda sign, _: phrase(
            "the colon here is the full-width {sign}; YAML needs `:` and a space", sign=sign
        ),
    ),
    _Sign(
        re.compile(rf"{_BEFORE_VALUE}([｛［])"),
        lambda sign, own: _bracket(sign, own),
    ),
    _Sign(
        re.compile(rf"[{{｛\[［].*(，)\s*{_KEY}\s*[:：]"),
        lambda sign, _: phrase(
            "the comma here is the full-width {sign}; YAML needs `,` and a space", sign=sign
        ),
    ),
    _Sign(
        re.compile(r"[{\[][^｛［]*([｝］])\s*(?:$|[,，}\]｝］])"),
        lambda sign, own: _bracket(sign, own),
    ),
    _Sign(
        re.compile(rf"{_BEFORE_VALUE}([“”])"),
        lambda sign, _: phrase(
            "{sign} is no quotation mark to YAML; a text is put in quotes with `\"` or `'`", sign=sign
        ),
    ),
)
_OWN = {"｛": "`{`", "｝": "`}`", "［": "`[`", "］": "`]`"}


def named(found: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    """The finding with the full-width sign of its lines in its help, where there is one.

    `lines` are those of the file.
    """
    if found.code not in _CODES:
        return found
    for number in _lines_of(found):
        words = _first_sign(lines[number - 1]) if number <= len(lines) else NOTHING
        if words and number != found.mark.line:
            words = phrase("line {number}: {words}", number=number, words=words)
        if words:
            return replace(found, help=words)
    return found


def space_name(space: str) -> Message:
    """What a space of `ODD_SPACES` is called."""
    if space == "\u3000":
        return phrase("the full-width space U+3000")
    return phrase("the no-break space U+00A0")


def _lines_of(found: Diagnostic) -> Iterable[int]:
    """The lines of a finding and of the places that belong to it."""
    marks: list[Mark] = [found.mark, *(one.mark for one in found.related)]
    return (number for mark in marks for number in range(mark.line, mark.end_line + 1))


def _first_sign(line: str) -> Message:
    for sign in _SIGNS:
        place = sign.pattern.search(line)
        if place:
            character = place[1]
            shown = space_name(character) if character in ODD_SPACES else f"`{character}`"
            return sign.words(shown, _OWN.get(character, ""))
    return NOTHING


def _bracket(sign: str | Message, own: str) -> Message:
    return phrase("the bracket here is the full-width {sign}; YAML needs {own}", sign=sign, own=own)
