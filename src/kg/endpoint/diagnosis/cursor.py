"""The tokens of a query by their number, with the bracket that closes each one."""

from __future__ import annotations

from collections.abc import Sequence

from kg.endpoint.diagnosis.patterns import Span
from kg.model.sparql_tokens import Kind, Token

STARTERS = frozenset(
    {"optional", "minus", "graph", "filter", "bind", "values", "union", "service", "lateral", "select"}
)
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class NotRead(Exception):
    """A text that is not taken apart."""


class Strange(Exception):
    """Terms that are left as they are written."""


class Cursor:
    """`i` and `end` are numbers of tokens throughout; behind the last one all texts are empty."""

    def __init__(self, query: str, tokens: Sequence[Token]) -> None:
        """Raises NotRead where the brackets do not pair."""
        self.tokens = tokens
        self.closing = _matched(tokens)
        self._stem = "nameless"
        while self._stem in query:
            self._stem += "_"

    def text(self, i: int) -> str:
        """The text of a token."""
        return self.tokens[i].text if i < len(self.tokens) else ""

    def word(self, i: int) -> str:
        """The token in lower case where it is a word, such as a keyword."""
        return self.tokens[i].folded if i < len(self.tokens) and self.tokens[i].kind is Kind.WORD else ""

    def kind(self, i: int) -> Kind | None:
        """What kind of token this is."""
        return self.tokens[i].kind if i < len(self.tokens) else None

    def is_name(self, i: int) -> bool:
        """Whether the token is an IRI or a prefixed name."""
        return self.kind(i) is Kind.IRI or ":" in self.word(i)

    def span(self, i: int, end: int) -> Span:
        """From the beginning of one token up to, not including, another.  Raises NotRead."""
        if not i < end <= len(self.tokens):
            raise NotRead
        return Span(self.tokens[i].start, self.tokens[end - 1].end)

    def closed(self, i: int, opening: str) -> int:
        """The token that closes the bracket at `i`, which must be this one.  Raises NotRead."""
        if self.text(i) != opening:
            raise NotRead
        return self.closing[i]

    def skip(self, i: int) -> int:
        """The token after this one, or after the bracket that opens here."""
        return self.closing.get(i, i) + 1

    def variables(self, i: int, end: int) -> tuple[Span, ...]:
        """Where variables stand from one token up to another."""
        return tuple(self.span(each, each + 1) for each in range(i, end) if self.kind(each) is Kind.VARIABLE)

    def nameless(self, i: int) -> str:
        """A variable for the blank node that opens at `i`; the query has none of this name."""
        return f"?{self._stem}{i}"

    def ends_block(self, i: int) -> bool:
        """Whether the triples of one subject cannot go on here."""
        return self.text(i) in (".", "{", "}", "") or self.word(i) in STARTERS


def _matched(tokens: Sequence[Token]) -> dict[int, int]:
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for number, token in enumerate(tokens):
        if token.kind is not Kind.MARK:
            continue
        if token.text in _PAIRS:
            stack.append(number)
        elif token.text in _PAIRS.values():
            if not stack or _PAIRS[tokens[stack[-1]].text] != token.text:
                raise NotRead
            pairs[stack.pop()] = number
    if stack:
        raise NotRead
    return pairs
