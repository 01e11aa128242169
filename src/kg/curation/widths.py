"""Full-width signs and odd spaces where YAML needs its own: `：`, `，`, `｛`, `“`, the no-break space.

To YAML they are letters of a text, so its complaint comes later and is about something else.  Where a
finding stands on a line that holds one of them as structure, its help names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.model.diagnostics import Diagnostic, Message
from kg.model.marks import Mark

ODD_SPACES = "\u00a0\u3000"

_CODES = frozenset({"yaml-syntax", "comma-in-flow", "not-a-map"})
_KEY = "[A-Za-z0-9_.-]+"
_BEFORE_KEY = r"(?:^[\s-]*|[{｛,，]\s*)"
_BEFORE_VALUE = rf"(?:^\s*(?:-\s+)?|{_BEFORE_KEY}{_KEY}\s*[:：]\s*|[{{｛\[［]\s*)"
_SPACE_NAMES = {"\u00a0": "the no-break space U+00A0", "\u3000": "the full-width space U+3000"}


class _Sign(NamedTuple):
    """A sign where it is structure (group 1 of the pattern), and what to say of it."""

    pattern: re.Pattern[str]
    words: str


# The space comes first: what else is odd on such a line may be right once the space is.
_SIGNS = (
    _Sign(
        re.compile(rf"^ *([{ODD_SPACES}])"),
        "the indentation here is {sign}; put plain spaces in its place, here and on other lines",
    ),
    _Sign(
        re.compile(rf"{_BEFORE_KEY}{_KEY}:([{ODD_SPACES}])"),
        "after the colon here stands {sign}; YAML needs `:` and a plain space",
    ),
    _Sign(
        re.compile(rf"{_BEFORE_KEY}{_KEY}\s*(：)"),
        "the colon here is the full-width {sign}; YAML needs `:` and a space",
    ),
    _Sign(
        re.compile(rf"{_BEFORE_VALUE}([｛［])"),
        "the bracket here is the full-width {sign}; YAML needs {own}",
    ),
    _Sign(
        re.compile(rf"[{{｛\[［].*(，)\s*{_KEY}\s*[:：]"),
        "the comma here is the full-width {sign}; YAML needs `,` and a space",
    ),
    _Sign(
        re.compile(r"[{\[][^｛［]*([｝］])\s*(?:$|[,，}\]｝］])"),
        "the bracket here is the full-width {sign}; YAML needs {own}",
    ),
    _Sign(
        re.compile(rf"{_BEFORE_VALUE}([“”])"),
        "{sign} is no quotation mark to YAML; a text is put in quotes with `\"` or `'`",
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
        words = _first_sign(lines[number - 1]) if number <= len(lines) else ""
        if words:
            where = f"line {number}: " if number != found.mark.line else ""
            return replace(found, help=Message(where + words))
    return found


def space_name(space: str) -> str:
    """What a space of `ODD_SPACES` is called."""
    return _SPACE_NAMES[space]


def _lines_of(found: Diagnostic) -> Iterable[int]:
    """The lines of a finding and of the places that belong to it."""
    marks: list[Mark] = [found.mark, *(one.mark for one in found.related)]
    return (number for mark in marks for number in range(mark.line, mark.end_line + 1))


def _first_sign(line: str) -> str:
    for sign in _SIGNS:
        place = sign.pattern.search(line)
        if place:
            character = place[1]
            shown = _SPACE_NAMES.get(character, f"`{character}`")
            return sign.words.format(sign=shown, own=_OWN.get(character, ""))
    return ""
