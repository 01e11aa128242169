"""Queries that differ only in the things they are about are read and guarded once.

A client asks the same question about one thing after another.  The *shape* of a text is the text itself up
to its first brace, and behind it the text with one and the same IRI in place of each plain one, and one
number in place of the last.  What is known of a query from its shape is what reading it whole gives:
nothing there looks into an IRI or into a number, and no offset lies behind the brace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kg.endpoint.cache import Cache
from kg.endpoint.diagnosis import column_notices
from kg.endpoint.guard import Guarded, guard
from kg.endpoint.query_text import read_tokens
from kg.model.disarm import Disarmed

# An IRI with an authority is a token wherever `<` begins one (`sparql_tokens`), and behind another `<` or
# a backslash it does not.  In a string or a comment the letters of such an IRI end nothing.
_PLAIN_IRI = re.compile(r"(?<![<\\])<https?://[A-Za-z0-9._~/#-]*>")
_LAST_NUMBER = re.compile(r"(?<=[ \t\r\n])[0-9]{1,9}(?=[ \t\r\n]*\Z)")
_ANY_IRI, _ANY_NUMBER = "<http://>", "0"
_WATCHED = re.compile("service", re.IGNORECASE)  # what the engine must not find is looked for in each text
_LONGEST = 4_096  # characters of a text; none of them is too long to be read
_BYTES = 4_000_000  # what shapes may take, until they come again
_SHARE = 20  # of one, times its text


@dataclass(frozen=True, slots=True)
class Known:
    """What the text of a query says: `notices` are sentences about it for its reader."""

    guarded: Guarded
    notices: tuple[str, ...]


class Shapes:
    """What is known of texts that were read, by their shapes."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        """`namespaces` are the prefixes that hold without a declaration."""
        self._namespaces = namespaces
        self._known: Cache[Known] = Cache(size=_BYTES)

    def read(self, text: str) -> Known:
        """What a text says.  Raises as `guard`."""
        shape = shape_of(text)
        known = self._known.get(shape) if shape is not None else None
        if known is not None:
            return Known(replace(known.guarded, disarmed=Disarmed(text)), known.notices)
        tokens = read_tokens(text)
        guarded = guard(text, namespaces=self._namespaces, tokens=tokens)
        known = Known(guarded, column_notices(text, tokens=tokens))
        if shape is not None and _of_all(known.guarded, text):
            self._known.put(shape, known, size=_SHARE * len(text))
        return known


def shape_of(text: str) -> str | None:
    """The shape of a text; None where it has none that is worth to be kept."""
    if len(text) > _LONGEST or _WATCHED.search(text):
        return None
    head, brace, rest = text.partition("{")
    if not brace:
        return None
    return f"{head}{{{_LAST_NUMBER.sub(_ANY_NUMBER, _PLAIN_IRI.sub(_ANY_IRI, rest))}"


def _of_all(guarded: Guarded, text: str) -> bool:
    """Whether nothing that was found stands behind the first brace, where texts of a shape differ."""
    brace = text.index("{")
    return (
        guarded.prologue < brace
        and (guarded.star is None or guarded.star < brace)
        and not (guarded.clauses or guarded.graph_terms or guarded.disarmed.edits)
    )
