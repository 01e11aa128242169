"""Where the values of parameters stand in a query: `VALUES ?person { … }`, found by its tokens.

Reading and writing go through terms alone.  What is written between the braces is made by the
N-Triples writer, so a value can neither leave its place nor change what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.model.sparql_tokens import Kind, Token, code, tokenize
from kg.model.terms import RDF, XSD, Term, iri, literal

_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ECHARS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_INTEGER, _DECIMAL = re.compile(r"-?[0-9]+"), re.compile(r"-?[0-9]*\.[0-9]+")
UNDEF = "UNDEF"


@dataclass(frozen=True, slots=True)
class Place:
    """The text between the braces of one VALUES, from `start` to `end`, and its tokens."""

    name: str
    start: int
    end: int
    tokens: tuple[Token, ...]


def find_places(tokens: Sequence[Token], names: Collection[str]) -> Iterator[Place]:
    """Each `VALUES ?name { … }` of one variable among `names`; `tokens` are without comments."""
    for index, token in enumerate(tokens):
        if token.kind is not Kind.WORD or token.folded != "values":
            continue
        head = tokens[index + 1 : index + 3]
        if len(head) < 2 or head[0].kind is not Kind.VARIABLE or head[1].text != "{":
            continue
        name = head[0].text[1:]
        closing = next((n for n in range(index + 3, len(tokens)) if tokens[n].text == "}"), None)
        if name in names and closing is not None:
            yield Place(name, head[1].end, tokens[closing].start, tuple(tokens[index + 3 : closing]))


def skeleton(tokens: Sequence[Token], places: Iterable[Place]) -> tuple[str, ...]:
    """The texts of a query's tokens without what stands in the places."""
    inside = {token.start for place in places for token in place.tokens}
    return tuple(token.text for token in tokens if token.start not in inside)


def fill(text: str, places: Iterable[Place], values: Mapping[str, Sequence[Term | None]]) -> str:
    """The query with `values` written into their places; a place without values keeps its own."""
    for place in sorted(places, key=lambda one: one.start, reverse=True):
        if place.name in values:
            written = " ".join(UNDEF if one is None else one for one in values[place.name])
            text = f"{text[: place.start]} {written} {text[place.end :]}"
    return text


def prefixes_of(tokens: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares."""
    found: dict[str, str] = {}
    for word, name, space in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.folded == "prefix" and name.text.endswith(":") and space.kind is Kind.IRI:
            found[name.text[:-1]] = space.text[1:-1]
    return found


def read_terms(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> tuple[Term | None, ...] | None:
    """The terms that the tokens of a place write (None for UNDEF); None where they are not readable."""
    try:
        return tuple(_terms(tokens, prefixes))
    except ValueError:
        return None


def code_of(text: str) -> list[Token]:
    """The tokens of a query without its comments."""
    return code(tokenize(text))


def _terms(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[Term | None]:
    ahead = list(reversed(tokens))
    while ahead:
        token = ahead.pop()
        if token.kind is Kind.STRING:
            yield _literal(token, ahead, prefixes)
        elif token.kind is Kind.IRI:
            yield _iri(_unescaped(token.text[1:-1]))
        elif token.kind is Kind.WORD:
            yield _word(token.text, prefixes)
        else:
            raise ValueError(token.text)


def _literal(token: Token, ahead: list[Token], prefixes: Mapping[str, str]) -> Term:
    width = 3 if token.text.startswith(('"""', "'''")) and len(token.text) >= 6 else 1
    value = _unescaped(token.text[width:-width])
    if ahead and ahead[-1].kind is Kind.LANGUAGE:
        return literal(value, language=ahead.pop().text[1:])
    if ahead and ahead[-1].text == "^^":
        ahead.pop()
        datatype = next(_terms([ahead.pop()], prefixes)) if ahead else None
        if datatype is None or not datatype.startswith("<") or datatype == f"<{RDF}langString>":
            raise ValueError(token.text)
        return literal(value, datatype=datatype[1:-1])
    return literal(value)


def _word(text: str, prefixes: Mapping[str, str]) -> Term | None:
    if text.upper() == UNDEF:
        return None
    if _INTEGER.fullmatch(text):
        return literal(text, datatype=XSD + "integer")
    if _DECIMAL.fullmatch(text):
        return literal(text, datatype=XSD + "decimal")
    if text in ("true", "false"):
        return literal(text, datatype=XSD + "boolean")
    prefix, colon, local = text.partition(":")
    if not colon or prefix not in prefixes:
        raise ValueError(text)
    return _iri(prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))


def _iri(value: str) -> Term:
    if not _ABSOLUTE.match(value):
        raise ValueError(value)
    return iri(value)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_unescape, text)


def _unescape(found: re.Match[str]) -> str:
    body = found[1]
    if len(body) > 1:
        return chr(int(body[1:], 16))  # ValueError beyond Unicode
    return _ECHARS.get(body, body)
