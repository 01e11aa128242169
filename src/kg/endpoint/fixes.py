"""Edits that take back a slip in a query: what an error suggests, as a change of the text.

An error marks a stretch and suggests what to write there.  Some slips are mended elsewhere: a
declaration goes before the query, a bracket where it is missing, the second quotation mark with the
first.  Every edit takes the error away at which it is offered; it may uncover another behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.endpoint.slips.brackets import missing_bracket
from kg.endpoint.slips.characters import closing_quote
from kg.endpoint.slips.columns import grouping
from kg.model.errors import QueryError
from kg.model.sparql_tokens import Kind, Token, code, line_start, tokenize

_OPENING = ("(", "[", "{")


@dataclass(frozen=True, slots=True)
class Fix:
    """Write `insert` for the stretch from `start` up to, not including, `end` (in characters)."""

    start: int
    end: int
    insert: str

    def applied(self, query: str) -> str:
        """The query with the stretch written anew."""
        return f"{query[: self.start]}{self.insert}{query[self.end :]}"


def stretch(query: str, error: QueryError) -> tuple[int, int] | None:
    """The start and the end, as offsets, of what an error points at; None where it has no place."""
    if error.line is None or error.column is None:
        return None
    start = min(line_start(query, error.line) + error.column - 1, len(query))
    return start, min(start + (error.length or 0), len(query))


def fixes_of(query: str, error: QueryError) -> tuple[Fix, ...]:
    """The edits that an error offers, the likeliest first; often one, often none."""
    place = stretch(query, error)
    if place is None:
        return ()
    start, end = place
    tokens = code(tokenize(query))
    marked = next((token for token in tokens if token.start == start), None)
    if error.suggestion is None:
        return _elsewhere(query, tokens, marked)
    if error.suggestion.startswith(f"PREFIX {query[start:end]} <"):
        head = tokens[0].start
        return (Fix(head, head, f"{error.suggestion}\n"),)
    quoted = _quoted(query, start, end, error.suggestion)
    return (quoted or _spaced(query, start, end, error.suggestion),)


def _spaced(query: str, start: int, end: int, insert: str) -> Fix:
    """The edit in place, with one space between words and none where nothing is left."""
    before, after = query[start - 1 : start], query[end : end + 1]
    if not insert and end > start and query[start].isprintable() and before == after == " ":
        return Fix(start - 1, end, insert)
    glued = insert[:1].isalpha() and before == ")"
    return Fix(start, end, f" {insert}" if glued else insert)


def _elsewhere(query: str, tokens: Sequence[Token], marked: Token | None) -> tuple[Fix, ...]:
    """What is to be written at another place than the one that is marked."""
    if marked is None:
        return ()
    if marked.kind is Kind.VARIABLE:
        group = grouping(tokens, marked)
        return (Fix(group[0], group[0], group[1]),) if group else ()
    if marked.kind is not Kind.MARK or marked.text not in _OPENING:
        return ()
    missing = missing_bracket(query, tokens, marked)
    if missing is not None:
        return (Fix(missing[0], missing[0], missing[1]),)
    before = tokens[tokens.index(marked) - 1]
    braces = _as_braces(query, tokens, marked) if before.folded == "exists" else None
    return (braces,) if braces else ()


def _as_braces(query: str, tokens: Sequence[Token], opening: Token) -> Fix | None:
    """Braces for a round bracket and the one that closes it."""
    depth = 0
    for token in tokens:
        if token.start >= opening.start and token.kind is Kind.MARK:
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                inner = query[opening.end : token.start].strip()
                return Fix(opening.start, token.end, f" {{ {inner} }}")
    return None


def _quoted(query: str, start: int, end: int, mark: str) -> Fix | None:
    """Both foreign quotation marks of a text at once."""
    last = closing_quote(query, start) if mark in ('"', "'") else None
    if last is None:
        return None
    text = query[end:last].replace("\\", "\\\\").replace(mark, f"\\{mark}")
    return Fix(start, last + 1, f"{mark}{text}{mark}")
