"""Query text as tokens, read the way the engine reads it.

Everything that looks into a query without evaluating it stands on this one reading: the guard, the
query form, the dataset clauses, the places of errors.  It follows the terminals of SPARQL 1.1
section 19.8, escapes in IRIs (`\\u0041`) and in local names (`ex:a\\#b`) included, and it tells the
operator `<` from the start of an IRI.  Nothing that must be safe may rest on it alone (see `disarm`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
OPERANDS = frozenset({Kind.STRING, Kind.IRI, Kind.VARIABLE, Kind.LANGUAGE, Kind.WORD})


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


LETTERS = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"[{LETTERS}0-9\u00b7\u0300-\u036f\u203f\u2040]"
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
_HEADS = ("select", "distinct", "reduced", "by", "having", "asc", "desc")
_OTHER_WORDS = ("a", "true", "false", "undef")
_OPENING = {"(": ")", "[": "]", "{": "}"}


def tokenize(query: str) -> list[Token]:
    """The tokens of a query, in order; white space is left out, no character is lost otherwise."""
    return list(scan(query))


def scan(query: str) -> Iterator[Token]:
    """The tokens of a query, each read when it is asked for."""
    context = _Context()
    offset = _SPACE.match(query).end()  # type: ignore[union-attr]  # matches the empty string too
    while offset < len(query):
        found = _TOKEN.match(query, offset)
        if found is None:  # cannot happen: `mark` takes any character; a loop must not hang on it
            break
        kind, text = Kind(found.lastgroup), found.group()
        if text.startswith("<") and context.compares(text):
            kind, text = Kind.MARK, "<"
        token = Token(kind, text, offset)
        yield token
        context.follow(token)
        offset = _SPACE.match(query, offset + len(text)).end()  # type: ignore[union-attr]


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


def line_start(query: str, line: int) -> int:
    """The offset at which a line begins, from 1; the end of the text where it has fewer lines."""
    text = query.replace("\r\n", " \n").replace("\r", "\n")
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return len(text)
    return start


def is_keyword(token: Token) -> bool:
    """Whether a token is a word of the grammar or the name of a function."""
    return (
        token.kind is Kind.WORD
        and ":" not in token.text
        and token.text[0].isalpha()
        and token.folded not in _OTHER_WORDS
    )


@dataclass(slots=True)
class _Frame:
    """An open bracket, whether it holds an expression, and the last keyword directly in it."""

    opening: str
    expression: bool
    keyword: str = ""


class _Context:
    """What has been read, as far as the reading of `<` depends on it."""

    def __init__(self) -> None:
        self._frames = [_Frame("", expression=False)]
        self._last: Token | None = None
        self._before: Token | None = None

    def compares(self, text: str) -> bool:
        """Whether a `<` is the operator: only in an expression, after an operand, not before an IRI.

        What follows the operator cannot begin like an absolute IRI with an authority, because
        `name://` is no expression.
        """
        last = self._last
        if last is None or not self._frames[-1].expression or text == "<=":
            return False
        after_operand = last.text == ")" or (last.kind in OPERANDS and not is_keyword(last))
        return after_operand and not _ABSOLUTE.fullmatch(text)

    def follow(self, token: Token) -> None:
        """Take note of a token."""
        if token.kind is Kind.COMMENT:
            return
        if token.kind is Kind.MARK:
            self._follow_bracket(token.text)
        elif is_keyword(token):
            self._frames[-1].keyword = token.folded
        self._before, self._last = self._last, token

    def _follow_bracket(self, mark: str) -> None:
        for opening, closing in _OPENING.items():
            if opening in mark:
                frame = self._frames[-1]
                kept = "values" if opening == "{" and frame.keyword == "values" else ""
                expression = mark == "(" and self._opens_expression(frame)
                self._frames.append(_Frame(opening, expression, kept))
            elif closing in mark and len(self._frames) > 1:
                self._frames.pop()

    def _opens_expression(self, frame: _Frame) -> bool:
        """Whether a parenthesis opens an expression, not a collection, a path or a row of VALUES."""
        if frame.opening == "(":
            return frame.expression
        if frame.keyword == "values":
            return False
        if not frame.opening or frame.keyword.startswith(_HEADS):
            return True
        return any(token is not None and is_keyword(token) for token in (self._last, self._before))
