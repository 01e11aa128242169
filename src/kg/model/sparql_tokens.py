"""Query text as tokens, read the way the engine reads it.

Everything that looks into a query without evaluating it stands on this one reading: the guard, the
query form, the dataset clauses, the places of errors.  It follows the terminals of SPARQL 1.1
section 19.8, escapes in IRIs (`\\u0041`) and in local names (`ex:a\\#b`) included, and it tells the
operator `<` from the start of an IRI.  Nothing that must be safe may rest on it alone (see `disarm`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is; strings, IRIs and comments are opaque: no keyword can stand in them."""

    STRING = "string"
    IRI = "iri"
    COMMENT = "comment"
    VARIABLE = "variable"
    LANGUAGE = "language"
    WORD = "word"
    MARK = "mark"


OPAQUE = frozenset({Kind.STRING, Kind.IRI, Kind.COMMENT})
_OPERANDS = frozenset({Kind.STRING, Kind.IRI, Kind.VARIABLE, Kind.LANGUAGE, Kind.WORD})


class Token(NamedTuple):
    """`text` is the stretch of the query from `start` up to, not including, `end`."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)

    @property
    def folded(self) -> str:
        """The text in lower case, as keywords are compared."""
        return self.text.lower()


_NAME = r"[\w\u00B7\u0300-\u036F\u203F\u2040]"
_LOCAL = rf"(?:{_NAME}|[:%-]|\\[^\s])"
_TOKEN = re.compile(
    rf'''(?P<string>"""(?:(?:""|")?(?:[^"\\]|\\.))*"""|\'\'\'(?:(?:\'\'|\')?(?:[^'\\]|\\.))*\'\'\''''
    r"""|"(?:[^"\\\r\n]|\\[^\r\n])*"|'(?:[^'\\\r\n]|\\[^\r\n])*')"""
    r"""|(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)"""
    r"""|(?P<comment>\#[^\r\n]*)"""
    rf"""|(?P<variable>[?$]{_NAME}+)"""
    r"""|(?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)"""
    rf"""|(?P<word>{_LOCAL}+(?:(?<!:)\.+{_LOCAL}+)*)"""
    r"""|(?P<mark><<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[^\s])""",
    re.DOTALL,
)
_SPACE = re.compile(r"\s*")
_ABSOLUTE = re.compile(r"<[A-Za-z][\w+.-]*:(?://[^)']*|[^)'?$&|=#]*)>")
_OPENING = {"(": ")", "[": "]", "{": "}"}


def tokenize(query: str) -> list[Token]:
    """The tokens of a query, in order; white space is left out, no character is lost otherwise."""
    tokens: list[Token] = []
    open_brackets: list[str] = []
    offset = _SPACE.match(query).end()  # type: ignore[union-attr]  # matches the empty string too
    while offset < len(query):
        found = _TOKEN.match(query, offset)
        if found is None:  # cannot happen: `mark` takes any character; a loop must not hang on it
            break
        kind, text = Kind(found.lastgroup), found.group()
        if text.startswith("<") and _is_operator(text, tokens, open_brackets):
            kind, text = Kind.MARK, "<"
        if kind is Kind.MARK:
            _follow_brackets(text, open_brackets)
        tokens.append(Token(kind, text, offset))
        offset = _SPACE.match(query, offset + len(text)).end()  # type: ignore[union-attr]
    return tokens


def code(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without comments."""
    return [token for token in tokens if token.kind is not Kind.COMMENT]


def brackets(tokens: Sequence[Token]) -> tuple[int, Token | None, Token | None]:
    """How deep brackets nest, the innermost one that stays open, and the first that closes nothing."""
    stack: list[Token] = []
    deepest = 0
    stray = None
    for token in tokens:
        if token.kind is not Kind.MARK:
            continue
        for opening, closing in _OPENING.items():
            if opening in token.text:
                stack.append(token)
                deepest = max(deepest, len(stack))
            elif closing in token.text:
                if stack and opening in stack[-1].text:
                    stack.pop()
                else:
                    stray = stray or token
    return deepest, stack[-1] if stack else None, stray


def mask(query: str) -> str:
    """The query with strings, IRIs and comments as spaces of equal length; line breaks stay."""
    pieces: list[str] = []
    done = 0
    for token in tokenize(query):
        if token.kind in OPAQUE:
            pieces += [query[done : token.start], re.sub(r"[^\r\n]", " ", token.text)]
            done = token.end
    return "".join([*pieces, query[done:]])


def matching_brace(masked: str, opening: int) -> int | None:
    """The offset of the brace that closes the one at `opening`, or None when it stays open."""
    depth = 0
    for offset in range(opening, len(masked)):
        if masked[offset] == "{":
            depth += 1
        elif masked[offset] == "}":
            depth -= 1
            if depth == 0:
                return offset
    return None


def line_and_column(query: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, both from 1, in characters; lines end in LF, CR LF or CR."""
    before = query[:offset].replace("\r\n", " \n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _is_operator(text: str, before: Sequence[Token], open_brackets: Sequence[str]) -> bool:
    """Whether a `<` compares: only inside parentheses, after an operand, and not before an IRI.

    What follows the operator cannot begin like an absolute IRI with an authority, because
    `name://` is no expression.
    """
    last = next((token for token in reversed(before) if token.kind is not Kind.COMMENT), None)
    if last is None or not open_brackets or open_brackets[-1] != "(":
        return False
    after_operand = last.kind in _OPERANDS or last.text == ")"
    return after_operand and text != "<=" and not _ABSOLUTE.fullmatch(text)


def _follow_brackets(text: str, open_brackets: list[str]) -> None:
    for opening, closing in _OPENING.items():
        if opening in text:
            open_brackets.append(opening)
        elif closing in text and open_brackets:
            open_brackets.pop()
