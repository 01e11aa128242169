"""Texts that do not begin as a query does: Turtle prefixes, marks after a declaration, a missing form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.endpoint.slips.marking import error_at, error_of, shortened
from kg.model.diagnostics import nearest
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_NO_FORM = "the query does not say what it asks for"
_HELP = "it begins with SELECT, ASK, CONSTRUCT or DESCRIBE, after PREFIX and BASE"
_BARE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\;,()]+")


def bad_beginning(query: str, tokens: Sequence[Token], word: Token) -> QuerySyntax:
    """The error for a text in which `word` stands where the query form should."""
    number = tokens.index(word)
    before = tokens[number - 1] if number else None
    if word.folded == "@prefix":
        return _turtle_prefix(query, tokens[number:])
    if before is not None and before.kind is Kind.IRI and word.text in (";", ".", ","):
        message = f"a declaration has no `{word.text}` after it"
        return error_of(query, word, message, help="leave it out", suggestion="")
    namespace = _bare_namespace(query, tokens[:number])
    if namespace is not None:
        return namespace
    if word.text == "{" or word.folded == "where":
        form = f"SELECT * {'' if word.text == '{' else 'WHERE'}".rstrip()
        meant = f"{form} {{" if word.text == "{" else form
        return error_of(query, word, _NO_FORM, help=_HELP, suggestion=meant)
    if word.kind is Kind.VARIABLE:
        return error_of(query, word, _NO_FORM, help="write `SELECT * WHERE { … }` around it")
    near = nearest(word.text, (*_FORMS, "PREFIX", "BASE"))
    message = f"a query cannot begin with `{shortened(word.text)}`"
    return error_of(query, word, message, help=_HELP, suggestion=near)


def _turtle_prefix(query: str, tokens: Sequence[Token]) -> QuerySyntax:
    """`@prefix name: <…> .` as Turtle writes it."""
    end = tokens[0].end
    meant = "PREFIX"
    if len(tokens) > 2 and tokens[2].kind is Kind.IRI:
        end = tokens[2].end
        meant = f"PREFIX {tokens[1].text} {tokens[2].text}"
        if len(tokens) > 3 and tokens[3].text == ".":
            end = tokens[3].end
    return error_at(
        query,
        tokens[0].start,
        end,
        "this is how Turtle declares a prefix; SPARQL writes PREFIX, and no dot at the end",
        suggestion=meant,
    )


def _bare_namespace(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """`PREFIX name: http://…` without angle brackets."""
    for keyword, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        found = _BARE_IRI.match(query, iri.start)
        if keyword.folded == "prefix" and name.text.endswith(":") and iri.kind is Kind.WORD and found:
            return error_at(
                query,
                iri.start,
                found.end(),
                "the namespace of a prefix stands between < and >",
                suggestion=f"<{found.group()}>",
            )
    return None
