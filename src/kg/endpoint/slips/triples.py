"""Slips between the terms of triples: a dot or a semicolon that is missing, a term too few, a wrong term."""

from __future__ import annotations

from collections.abc import Sequence

from kg.endpoint.slips.keywords import KEYWORDS
from kg.endpoint.slips.marking import error_of, shortened
from kg.model.diagnostics import nearest
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import OPERANDS, Kind, Token

_WHOLE = {".": 3, "{": 3, "}": 3, ";": 2, ",": 1}  # how many terms make the triple that begins here
_THREE = "a triple has three terms: subject, property, object"
_JOINS = frozenset(["/", "|"])
_UNARY = frozenset(["^", "*", "+", "?", "!"])
_KEYWORD_LIST = "optional minus graph filter bind values union service where exists select undef from named"
_KEYWORDS = frozenset(_KEYWORD_LIST.split())


def bad_triple(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """The slip at token `number`, where it stands in a group of triples."""
    if not _in_group(tokens, number):
        return None
    token = tokens[number]
    terms, whole = _terms_before(tokens, number)
    if _is_bare_word(token):
        return _bare_word(query, tokens, number)
    if token.kind is Kind.LANGUAGE:
        return error_of(query, token, "only a string has a language tag")
    if token.text == "^" and tokens[number - 1].kind is Kind.STRING:
        return error_of(query, token, "a datatype stands after ^^", suggestion="^^")
    is_term = token.kind in OPERANDS or token.text in ("[", "(")
    if is_term and terms == whole:
        return _missing_mark(query, tokens, number)
    if token.kind is Kind.STRING or (token.kind is Kind.WORD and token.text[:1].isdigit()):
        if terms == whole - 2:
            return error_of(
                query, token, f"{shortened(token.text)} cannot be a property; a property is an IRI"
            )
        return None
    if token.text == "{" and 0 < terms < whole:
        return error_of(query, token, "the triple before this group is not finished", help=_THREE)
    if token.text in (".", ";", ",", "}") and 0 <= terms < whole:
        missing = {1: "an object is", 2: "a property and an object are"}.get(whole - terms)
        if missing and (terms or whole < 3):
            return error_of(query, token, f"{missing} missing before `{token.text}`")
    return None


def _missing_mark(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax:
    """A term too many: it begins another triple, or another property of the same subject."""
    following = 0
    for place in range(number, len(tokens)):
        if tokens[place].text in _WHOLE or tokens[place].folded in _KEYWORDS:
            break
        following += tokens[place].kind in OPERANDS and tokens[place].kind is not Kind.LANGUAGE
    token = tokens[number]
    if following == 1:
        message = f"`{shortened(token.text)}` is one term too many"
        return error_of(query, token, message, help=_THREE)
    mark = ";" if following == 2 else "."
    name = "semicolon" if mark == ";" else "dot"
    return error_of(
        query,
        token,
        f"a {name} is missing before `{shortened(token.text)}`",
        help=_THREE,
        suggestion=f"{mark} {token.text}",
    )


def _bare_word(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """A word without a colon, where a term should be."""
    token = tokens[number]
    after = tokens[number + 1].text if number + 1 < len(tokens) else ""
    if f"?{token.text}" in {each.text for each in tokens}:
        message = f"`{token.text}` is no term; a variable begins with ?"
        return error_of(query, token, message, suggestion=f"?{token.text}")
    if token.text == "A" or token.folded == "is":
        return error_of(query, token, "the class of a thing is said with a small `a`", suggestion="a")
    if after in ("(", "{") or nearest(token.text.upper(), KEYWORDS):
        return None
    return error_of(
        query,
        token,
        f"`{shortened(token.text)}` is no term",
        help="a name has a prefix, as `ex:name`; a text stands in quotation marks; a variable begins with ?",
    )


def _terms_before(tokens: Sequence[Token], number: int) -> tuple[int, int]:
    """How many terms stand since the last mark, and how many the triple needs; joined paths are one."""
    terms = 0
    place = number - 1
    while place >= 0:
        token = tokens[place]
        if token.text in _WHOLE and token.kind is Kind.MARK:
            return terms, _WHOLE[token.text]
        if token.folded in _KEYWORDS:
            return terms, 3
        if token.text in ("]", ")"):
            place = _opening(tokens, place)
            terms += 1
        elif token.text in ("[", "("):
            return terms, 2 if token.text == "[" else 1_000
        elif token.text in _JOINS or token.text == "^^":
            terms -= 1
        elif token.kind in OPERANDS and token.kind is not Kind.LANGUAGE:
            terms += 1
        elif token.text not in _UNARY:
            return -1, 1_000
        place -= 1
    return -1, 1_000


def _opening(tokens: Sequence[Token], closing: int) -> int:
    depth = 0
    for place in range(closing, -1, -1):
        depth += (tokens[place].text in (")", "]")) - (tokens[place].text in ("(", "["))
        if depth == 0:
            return place
    return 0


def _in_group(tokens: Sequence[Token], number: int) -> bool:
    """Whether the innermost open bracket before a token is a brace of patterns, or a blank node in one."""
    depth = 0
    for place in range(number - 1, -1, -1):
        token = tokens[place]
        if token.kind is not Kind.MARK:
            continue
        if token.text in (")", "]", "}"):
            depth += 1
        elif token.text in ("(", "[", "{"):
            if depth == 0:
                return token.text != "(" and not _opens_data(tokens, place)
            depth -= 1
    return False


def _opens_data(tokens: Sequence[Token], brace: int) -> bool:
    """Whether a brace opens the rows of VALUES."""
    if tokens[brace - 1].text == ")":
        return tokens[_opening(tokens, brace - 1) - 1].folded == "values"
    return brace > 1 and tokens[brace - 2].folded == "values"


def _is_bare_word(token: Token) -> bool:
    return token.kind is Kind.WORD and ":" not in token.text and token.text[:1].isalpha()
