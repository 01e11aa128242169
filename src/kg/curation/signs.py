"""What a reader takes for the same although a sign is another: dashes, quotation marks, spaces, dots.

`fold_signs` goes further than `kg.curation.text`: what it makes equal is not the same phrase yet, but it
has the same letters and digits in the same order.  It serves to find the one passage that a quote with a
typing slip means, never to verify a quote.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from typing import NamedTuple

from kg.curation.text import UNSPACED_LETTERS

# In the normalised text, where the common dashes are `-` already and the quotation marks `"`.  The
# accent `´` typed as an apostrophe has become a space and a combining accent.
_SIGNS = re.compile(
    '(?P<quote>(?:["`ʼʻʹʽ′‵❛❜❝❞《》〈〉]| \u0301|<<|>>|,,)+)'
    "|(?P<dash>[-⸺⸻⁃─━➖]+)"
    "|(?P<ellipsis>(?:\\.{2,}|。{2,}|⋯+)+)"
    "|(?P<dot>[·•‧∙⋅・●])"
    "|(?P<space> )"
)
_FOLDED = {"quote": '"', "dash": "-", "ellipsis": "…", "dot": "·"}
_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}]")
_SEPARATORS = frozenset(".,:;·\"'")  # between two digits they are a part of the number


class FoldedSigns(NamedTuple):
    """A text with its signs folded; `text[i]` comes from `normal[starts[i]:ends[i]]`."""

    text: str
    starts: array[int]
    ends: array[int]


def fold_signs(normal: str) -> FoldedSigns:
    """The normalised text `normal` with one form for each kind of sign, and a way back.

    Runs of dashes, of quotation marks and of full stops are one sign each.  Spaces are left out but
    between two words of a writing that has spaces, and beside a separator of a number (`1, 2`).
    """
    parts: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    for found in _SIGNS.finditer(normal):
        start, end = found.span()
        parts.append(normal[done:start])
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        done = end
        if found.lastgroup == "space" and not _divides(normal, start):
            continue
        parts.append(_FOLDED.get(found.lastgroup or "", " "))
        starts.append(start)
        ends.append(end)
    parts.append(normal[done:])
    starts.extend(range(done, len(normal)))
    ends.extend(range(done + 1, len(normal) + 1))
    return FoldedSigns("".join(parts), starts, ends)


def _divides(normal: str, place: int) -> bool:
    """Whether the space at `place` tells two things apart that would run together without it."""
    before, after = normal[max(place - 2, 0) : place], normal[place + 1 : place + 3]
    if not before or not after:
        return False
    if _is_spaced(before[-1]) and _is_spaced(after[0]):
        return True
    numbers = before[-1] in _SEPARATORS and before[0].isdigit() and after[0].isdigit()
    return numbers or (before[-1].isdigit() and after[0] in _SEPARATORS and after[-1].isdigit())


def _is_spaced(character: str) -> bool:
    """Whether this is a letter, a digit or an accent of a writing that has spaces between its words."""
    return unicodedata.category(character)[0] in "LMN" and not _UNSPACED.match(character)
