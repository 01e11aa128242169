"""How large a query is, in the measures in which the engine can be overrun.

Counted on tokens, not on a parse tree: what is plainly written is counted right, and a text that
hides from the count meets the deadline and the memory limit of its worker instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from kg.model.sparql_tokens import OPERANDS, Kind, Token, brackets, code, is_keyword

_STEPS = ("bind", "minus", "optional", "union", "filter", "lateral", "exists")
_IN_PATHS = frozenset(["/", "|", "^", "*", "+", "?", "!"])
_IN_EXPRESSIONS = _IN_PATHS | frozenset(["-", "=", "!=", "<", ">", "<=", ">=", "&&", "||"])
_WHOLE = {".": 3, ";": 2, ",": 1}  # how many terms make the next triple pattern


@dataclass(slots=True)
class Size:
    """What a query text holds of each.

    `nesting` counts brackets of any kind, `groups` what stands in braces; `steps` are BIND, FILTER,
    OPTIONAL and the like, and what is computed, grouped or ordered by; `rows` those of VALUES.
    """

    nesting: int = 0
    groups: int = 0
    patterns: int = 0
    path_steps: int = 0
    steps: int = 0
    operators: int = 0
    rows: int = 0


class _Room(Enum):
    """What stands between two brackets."""

    HEAD = "projection, grouping and order"
    PATTERNS = "triple patterns"
    LIST = "a collection, or a path in parentheses"
    EXPRESSION = "an expression, or one row of VALUES"
    DATA = "the rows of VALUES"


@dataclass(slots=True)
class _Place:
    """An open bracket; `terms` stood in it since the last separator, and `whole` of them make a pattern."""

    room: _Room
    whole: int = 3
    terms: int = 0
    operators: int = 0
    keyword: str = ""


def measure(tokens: Sequence[Token]) -> Size:
    """The size of a query."""
    count = _Count()
    in_code = code(tokens)
    count.size.nesting = brackets(in_code)[0]
    for token in in_code:
        if token.kind is Kind.MARK:
            count.mark(token.text)
        elif is_keyword(token):
            count.keyword(token.folded)
        elif token.kind in OPERANDS:
            count.term()
            if ":" not in token.text and token.kind is Kind.WORD:
                count.size.operators += token.text.count("-")  # `1-2` is one token
    return count.size


class _Count:
    """Counts while it follows the brackets."""

    def __init__(self) -> None:
        self.size = Size()
        self._open = [_Place(_Room.HEAD)]

    def keyword(self, word: str) -> None:
        """A word of the grammar; it ends the triple pattern before it."""
        self.size.steps += sum(step in word for step in _STEPS)
        self._end_pattern(whole=3)
        place = self._open[-1]
        place.keyword = word
        if word.startswith("select"):
            place.room = _Room.HEAD

    def term(self) -> None:
        """A variable, an IRI, a literal, a part of one."""
        place = self._open[-1]
        place.terms += 1
        self.size.rows += place.room is _Room.DATA
        self.size.steps += place.room is _Room.HEAD and place.keyword == "describe"

    def mark(self, mark: str) -> None:
        """A bracket, a separator, an operator."""
        place = self._open[-1]
        if mark in ("{", "{|", "[") or mark.endswith("("):
            self._open_bracket(place, mark)
        elif mark in ("}", "|}", "]") or mark.startswith(")"):
            self._close_bracket(mark)
        elif mark in _IN_PATHS and place.room in (_Room.PATTERNS, _Room.LIST):
            self.size.path_steps += 1
            place.operators += 1
        elif mark in _IN_EXPRESSIONS:
            self.size.operators += 1
        elif mark in _WHOLE:
            self._end_pattern(whole=_WHOLE[mark])

    def _open_bracket(self, place: _Place, mark: str) -> None:
        whole = 3
        if mark == "{":
            self.size.groups += 1
            self._end_pattern(whole=3)
            room = _Room.DATA if place.keyword == "values" else _Room.PATTERNS
        elif mark in ("[", "{|"):
            room, whole = _Room.PATTERNS, 2
        elif mark == "<<(":
            room = _Room.EXPRESSION
        elif place.room is _Room.DATA:
            self.size.rows += 1
            room = _Room.EXPRESSION
        elif place.room in (_Room.HEAD, _Room.EXPRESSION) or place.keyword:
            self.size.steps += place.room is _Room.HEAD and place.keyword != "values"
            room = _Room.EXPRESSION
        else:
            room = _Room.LIST
        self._open.append(_Place(room, whole))

    def _close_bracket(self, mark: str) -> None:
        if len(self._open) == 1:
            return
        self._end_pattern(whole=3)
        closed = self._open.pop()
        place = self._open[-1]
        if closed.room is _Room.LIST and not closed.operators:
            self.size.patterns += 2 * closed.terms  # rdf:first and rdf:rest
        if mark == "}" or (mark == ")" and closed.room is _Room.EXPRESSION and place.room is _Room.PATTERNS):
            place.terms = 0
        else:
            place.terms += 1
        if mark == "}" or (place.room is _Room.PATTERNS and place.keyword != "values"):
            place.keyword = ""

    def _end_pattern(self, *, whole: int) -> None:
        """A separator, after which `whole` terms make a triple pattern."""
        place = self._open[-1]
        if place.room is _Room.PATTERNS:
            self.size.patterns += place.terms >= place.whole
            place.terms, place.whole = 0, whole
