"""Texts as they are compared: compatible characters as one (NFKC), in time that grows with the length.

Normalisation sorts every run of combining marks, and a run costs the square of its length; a stranger may
send one of a hundred thousand marks.  So a text is taken in pieces (UAX #15 section 13 bounds runs, too).
"""

from __future__ import annotations

import re
import unicodedata

_SHORT = 96
# What stands in ASCII begins anew; marks and letters that join the one before them stay with it.
_PIECE = re.compile(
    "[\0-\x7f]*[^\0-\x7f]{0,64}[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]{0,32}", re.DOTALL
)


def compatible(text: str) -> str:
    """The text in NFKC; of a run of more than 64 letters and marks beyond ASCII, piece by piece."""
    if text.isascii():
        return text
    if len(text) <= _SHORT:
        return unicodedata.normalize("NFKC", text)
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))
