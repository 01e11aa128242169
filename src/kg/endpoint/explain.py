"""Errors of a query in plain words, with their place in what the client wrote.

The engine's own words name the rules of its parser and often a later place; only its semantic
findings and the token it could not read are used.  What we can see ourselves comes first: strings
and brackets that do not end, prefixes that nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.model.diagnostics import nearest
from kg.model.disarm import Disarmed
from kg.model.errors import QueryFailed, QuerySyntax
from kg.model.sparql_tokens import Kind, Token, brackets, code, line_and_column, tokenize

_KEYWORDS = (
    "SELECT DISTINCT REDUCED WHERE FROM NAMED GRAPH OPTIONAL FILTER UNION MINUS BIND VALUES EXISTS NOT "
    "GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET CONSTRUCT DESCRIBE ASK PREFIX BASE AS IN UNDEF SEPARATOR"
)
_FUNCTIONS = (
    "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE "
    "ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS "
    "TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI "
    "ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT"
)
_SEMANTIC = {
    "Duplicated variable name in SELECT": "SELECT names a column twice",
    "The SELECT contains a variable that is unbound": (
        "with GROUP BY or an aggregate, SELECT can only name what is grouped or aggregated"
    ),
    "IRI parsing failed": "an IRI here is not valid",
}
_LIKE_IRI = re.compile(r"<[A-Za-z/.#][^<>\n\x00-\x20\"{}|^`\\]*([\x00-\x20\"{}|^`\\])[^<>\n]*>")
_UNKNOWN_FUNCTION = re.compile(r"The custom function <?(?P<iri>[^>]*)>? is not supported")


def explain_syntax(
    query: str, disarmed: Disarmed, message: str, offset: int | None, *, namespaces: Mapping[str, str]
) -> QuerySyntax:
    """The error for a text that the engine cannot parse.

    `message` is the engine's, `offset` the place that the worker found in the disarmed text.
    """
    tokens = code(tokenize(query))
    found = (
        _open_string(query, tokens)
        or _bad_iri(query, tokens)
        or _undeclared(query, tokens, namespaces)
        or _bracket(query, tokens)
    )
    if found:
        return found
    token = _token_at(tokens, disarmed, offset)
    for words, plain in _SEMANTIC.items():
        if words in message:
            return _error(query, plain, token)
    if offset is None or (token is None and not tokens):
        return QuerySyntax("the text is not a SPARQL query")
    if token is None:
        return _error(query, "the query ends too early", tokens[-1])
    return _unexpected(query, tokens, token)


def explain_failure(message: str) -> QueryFailed:
    """The error for a query that parses and cannot be evaluated; `message` is the engine's."""
    unknown = _UNKNOWN_FUNCTION.search(message)
    if unknown:
        return QueryFailed(
            f"there is no function <{unknown['iri']}> here",
            help="the functions of SPARQL 1.1 and the casts to XSD datatypes are",
        )
    return QueryFailed(message or "the query cannot be evaluated")


def _open_string(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    for token in tokens:
        if token.kind is Kind.MARK and token.text in "\"'":
            return _error(query, "the string that begins here has no end in its line", token)
    return None


def _undeclared(query: str, tokens: Sequence[Token], namespaces: Mapping[str, str]) -> QuerySyntax | None:
    declared = set(namespaces)
    in_prologue: set[int] = set()
    for keyword, name in pairwise(tokens):
        if keyword.folded == "prefix" and name.text.endswith(":"):
            declared.add(name.text[:-1])
            in_prologue.add(name.start)
    for token in tokens:
        label, colon, _ = token.text.partition(":")
        known = label == "_" or label in declared or token.start in in_prologue
        if token.kind is Kind.WORD and colon and not known:
            near = nearest(label, declared)
            return _error(
                query,
                f"the prefix `{label}:` is not declared",
                Token(Kind.WORD, f"{label}:", token.start),
                help=f"declare it at the beginning: PREFIX {label}: <…>",
                suggestion=f"{near}:" if near is not None else None,
            )
    return None


def _bracket(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    _, opening, stray = brackets(tokens)
    if stray:
        return _error(query, f"`{stray.text}` closes nothing that is open here", stray)
    if opening:
        return _error(query, f"`{opening.text}` is never closed", opening)
    return None


def _bad_iri(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """The error for what looks like an IRI and holds a character that no IRI may."""
    for token in tokens:
        found = _LIKE_IRI.match(query, token.start) if token.text == "<" else None
        if found:
            whole = Token(Kind.IRI, found.group(), token.start)
            return _error(query, f"an IRI cannot contain {found[1]!r}", whole)
    return None


def _token_at(tokens: Sequence[Token], disarmed: Disarmed, offset: int | None) -> Token | None:
    if offset is None or offset >= len(disarmed.text):
        return None
    place = disarmed.original(offset)
    return next((token for token in tokens if token.start <= place < token.end), None)


def _unexpected(query: str, tokens: Sequence[Token], token: Token) -> QuerySyntax:
    plain = f"`{_shortened(token.text)}` cannot stand here"
    if token.kind is not Kind.WORD or ":" in token.text:
        return _error(query, plain, token)
    keywords, functions = _KEYWORDS.split(), _FUNCTIONS.split()
    word = token.text.upper()
    follower = next((other for other in tokens if other.start >= token.end), None)
    if follower and follower.text == "(" and word not in (*functions, *keywords):
        message = f"there is no function `{_shortened(token.text)}`"
        return _error(query, message, token, suggestion=nearest(word, [*functions, *keywords]))
    near = nearest(word, keywords)
    return _error(query, plain, token, suggestion=near if near != word else None)


def _error(
    query: str, message: str, token: Token | None, *, help: str = "", suggestion: str | None = None
) -> QuerySyntax:
    if token is None:
        return QuerySyntax(message, help=help, suggestion=suggestion)
    line, column = line_and_column(query, token.start)
    return QuerySyntax(
        message, help=help, line=line, column=column, length=len(token.text), suggestion=suggestion
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
