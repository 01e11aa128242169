"""Characters that look right and are not: typographic quotes, Chinese punctuation, hidden spaces, escapes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from kg.endpoint.slips.marking import error_at, error_of
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_DOUBLE, _SINGLE = "“”„‟«»〝〞＂", "‘’‚‛‹›`´＇"
_QUOTES = dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'")
# The marks that close what such a mark opens.
_CLOSES = {"“": "”“", "„": "“”", "«": "»", "»": "«", "〝": "〞", "＂": "＂", "‘": "’‘", "‚": "‘’", "‹": "›"}
_CLOSES |= {"”": "”", "’": "’", "`": "`", "´": "´"}
# What is typed with a Chinese keyboard, and what SPARQL writes.
_PUNCTUATION = {
    "，": ",",
    "、": ",",
    "。": ".",
    "．": ".",
    "；": ";",
    "：": ":",
    "（": "(",
    "）": ")",
    "｛": "{",
    "｝": "}",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "？": "?",
    "！": "!",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "《": "<",
    "》": ">",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "＆": "&",
    "｜": "|",
    "＠": "@",
    "＃": "#",
    "＄": "$",
    "＾": "^",
}
_DASHES = "‐‑‒–—―−"
_BAD_ESCAPE = re.compile(r"\\(?:\\|[tbnrf\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|(?P<wrong>.))", re.DOTALL)
_PLAIN_SPACE = " \t\r\n"


def foreign_character(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """A quotation mark, a punctuation mark or a dash of another keyboard, outside of strings."""
    for token in tokens:
        if token.kind not in (Kind.MARK, Kind.WORD, Kind.VARIABLE):
            continue
        for offset, character in enumerate(token.text, token.start):
            found = _foreign(query, offset, character)
            if found is not None:
                return found
    return None


def closing_quote(query: str, offset: int) -> int | None:
    """The offset of the mark that closes the text behind a foreign quotation mark, in its line."""
    meant = _CLOSES.get(query[offset : offset + 1], "")
    for place in range(offset + 1, len(query)):
        if query[place] in "\r\n":
            return None
        if query[place] in meant:
            return place
    return None


def hidden_space(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """A space that is none for SPARQL, such as the no-break space of a web page."""
    gaps = [(0, tokens[0].start if tokens else len(query))]
    gaps += [(before.end, after.start) for before, after in pairwise(tokens)]
    gaps += [(token.start, token.end) for token in tokens if token.kind is Kind.MARK]
    gaps += [(tokens[-1].end, len(query))] if tokens else []
    for start, end in sorted(gaps):
        for offset in range(start, end):
            character = query[offset]
            if character in _PLAIN_SPACE:
                continue
            is_space = character.isspace()
            if is_space or unicodedata.category(character) in ("Cf", "Cc"):
                return error_at(
                    query,
                    offset,
                    offset + 1,
                    f"here stands {_name(character)}, which SPARQL does not know",
                    help="it often comes with text that is copied from a page; write a plain space",
                    suggestion=" " if is_space else "",
                )
    return None


def open_string(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """A string without an end; or one that ends too early, because of a quotation mark in it."""
    for number, token in enumerate(tokens):
        if token.kind is not Kind.MARK or token.text not in "\"'":
            continue
        before = tokens[number - 1] if number else None
        if before and before.text == token.text * 2 and before.end == token.start:
            return error_at(
                query,
                before.start,
                token.end,
                f"the string that begins here with {before.text + token.text} has no end",
            )
        inner = _inner_quote(query, tokens[:number], token.text)
        return inner or error_of(query, token, "the string that begins here has no end in its line")
    return None


def broken_string(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """A string with an escape that does not exist."""
    for token in tokens:
        if token.kind is not Kind.STRING:
            continue
        for found in _BAD_ESCAPE.finditer(token.text):
            if found["wrong"] is not None:
                return error_at(
                    query,
                    token.start + found.start(),
                    token.start + found.end(),
                    f"`{found.group()}` means nothing in a string",
                    help="a backslash in a string is written twice",
                    suggestion=f"\\\\{found['wrong']}",
                )
    return None


def quote_in_string(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """A word that begins right behind a string: the quotation mark was meant to stand in it."""
    before = tokens[number - 1] if number else None
    if before is None or before.kind is not Kind.STRING or before.end != tokens[number].start:
        return None
    if tokens[number].kind is not Kind.WORD:
        return None
    return _escape(query, before.end - 1)


def _inner_quote(query: str, before: Sequence[Token], quote: str) -> QuerySyntax | None:
    """The mark inside `'it's'`: a string, and a word right behind it, before the open quote."""
    for string, word in pairwise(before):
        glued = string.kind is Kind.STRING and word.kind is Kind.WORD and string.end == word.start
        if glued and string.text.endswith(quote):
            return _escape(query, string.end - 1)
    return None


def _escape(query: str, offset: int) -> QuerySyntax:
    return error_at(
        query,
        offset,
        offset + 1,
        f"this `{query[offset]}` ends the string, and text follows it",
        help="a quotation mark in a string has a backslash before it",
        suggestion=f"\\{query[offset]}",
    )


def _foreign(query: str, offset: int, character: str) -> QuerySyntax | None:
    plain = _QUOTES.get(character)
    if plain:
        message = f"`{character}` is no quotation mark of SPARQL"
        return error_at(
            query, offset, offset + 1, message, help="a string stands between \" or '", suggestion=plain
        )
    plain = _PUNCTUATION.get(character, "-" if character in _DASHES else None)
    if plain:
        message = f"`{character}` (U+{ord(character):04X}) has no meaning here; SPARQL writes `{plain}`"
        return error_at(query, offset, offset + 1, message, suggestion=plain)
    return None


def _name(character: str) -> str:
    """What Unicode calls a character, with its number."""
    name = unicodedata.name(character, "a control character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{name if name.startswith('a ') else f'{article} {name}'} (U+{ord(character):04X})"
