"""Mending the hash in the head of an article: where it goes, and what is to stand there.

Each fix here is for a case in which nothing is left to judge; whether it is one, `kg.curation.evidence`
decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.curation.lock import is_text_hash
from kg.curation.mending.rewriting import rewritten
from kg.curation.nodes import is_left_out
from kg.curation.tree import Entry, Scalar
from kg.model.diagnostics import Edit, Fix
from kg.model.marks import LineIndex
from kg.model.wording import phrase

DIGITS = 16
_TO_LINE_END = re.compile(r"[^\r\n]*")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def place_of_hash(head: Mapping[str, Entry], text: str) -> Edit | None:
    """Where the digits of a missing hash go, and what is to stand before them.

    That is below `text`, or after an empty `sha256:`.  `head` are the entries of the head by key, `text`
    what marks count in.  None where a hash is there, or where `text` is not one line.
    """
    if "sha256" in head:
        value = head["sha256"].value
        return Edit(value.mark, " ") if is_left_out(value) else None
    name = head.get("text")
    if name is None or not isinstance(name.value, Scalar) or name.mark.line != name.mark.end_line:
        return None
    index = LineIndex(name.mark.path, text)
    _, end = index.span(name.mark)
    if name.value.flow:
        return Edit(index.mark(end, end), ", sha256: ")
    line = _TO_LINE_END.match(text, end)
    end = line.end() if line else end
    found = _LINE_BREAK.search(text)
    line_break = found[0] if found else "\n"
    indent = " " * (name.key.mark.column - 1)
    return Edit(index.mark(end, end), f"{line_break}{indent}sha256: ")


def hash_added(place: Edit, sha256: str) -> Fix:
    """The fix that writes the hash of the text where there is none."""
    title = phrase("`sha256: {digits}` added, the hash of the text", digits=sha256[:DIGITS])
    return Fix(title, (Edit(place.mark, place.text + sha256[:DIGITS]),))


def hash_renewed(scalar: Scalar, sha256: str) -> Fix | None:
    """The fix that writes the hash of the text at hand, with as many digits as stood there."""
    edit = rewritten(scalar, sha256[: len(scalar.text)])
    title = phrase("`sha256` is now the hash of the text at hand, in which every quote stands")
    return Fix(title, (edit,)) if edit else None


def hash_in_small_letters(scalar: Scalar) -> Fix | None:
    """The fix of a hash that was copied in capital letters; None where it is no hash in small ones either."""
    small = scalar.text.lower()
    edit = rewritten(scalar, small) if is_text_hash(small) else None
    return Fix(phrase("the hash written in small letters"), (edit,)) if edit else None
