"""A condition that leaves nothing, with all that is before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.endpoint.diagnosis.case import Case, Setting
from kg.endpoint.diagnosis.patterns import Condition, Span
from kg.endpoint.diagnosis.terms import read_constant
from kg.endpoint.table import Cell
from kg.model.disarm import Edit
from kg.model.sparql_tokens import Kind, Token, code, tokenize

_VALUE = re.compile(r"-?\d.*|true|false|.*:.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Left:
    """`prior` is what is joined in the group of the condition; `bound` are the variables it binds."""

    case: Case
    condition: Condition
    setting: Setting
    prior: str
    bound: tuple[str, ...]

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the expression, at their places in the query."""
        start, end = self.condition.span
        return [
            Token(token.kind, token.text, token.start + start)
            for token in code(tokenize(self.case.query[start:end]))
        ]

    def before(self, more: str = "") -> str:
        """A group of all that is before the condition, and `more`."""
        return self.setting.joined(f"{self.prior} {more}")

    def helps(self, edit: Edit) -> bool:
        """Whether solutions pass once the condition is edited.  Raises Unanswered, Finished."""
        return self.case.holds(self.before(self.case.render(self.condition, edits=[edit])))

    def variables(self) -> list[str]:
        """The variables of the expression, each once."""
        return list(dict.fromkeys(token.text for token in self.tokens if token.kind is Kind.VARIABLE))

    def calls(self) -> set[str]:
        """The functions that the expression calls, in lower case."""
        tokens = self.tokens
        return {
            token.folded
            for token, follower in pairwise(tokens)
            if follower.text == "(" and token.kind in (Kind.WORD, Kind.IRI) and token.folded != "in"
        }

    def strings(self) -> list[tuple[Span, Cell]]:
        """The strings of the expression with their places."""
        return [(span, cell) for span, cell in self.constants() if self.case.query[span.start] in "\"'"]

    def constants(self) -> list[tuple[Span, Cell]]:
        """The constants of the expression with their places; names of functions are none."""
        return [
            (span, cell)
            for span in _constant_spans(self.tokens)
            if (cell := read_constant(self.case.text(span), self.case.names)) is not None
        ]


def _constant_spans(tokens: Sequence[Token]) -> list[Span]:
    found: list[Span] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        follower = tokens[i + 1] if i + 1 < len(tokens) else None
        after = i + 1
        if token.kind is Kind.STRING:
            if follower and follower.kind is Kind.LANGUAGE:
                after = i + 2
            elif follower and follower.text == "^^" and i + 2 < len(tokens):
                after = i + 3
        elif (follower and follower.text == "(") or not (
            token.kind is Kind.IRI or (token.kind is Kind.WORD and _VALUE.fullmatch(token.text))
        ):
            i = after
            continue
        found.append(Span(token.start, tokens[after - 1].end))
        i = after
    return found
