"""Errors of a query in plain words, with their place in what the client wrote.

The engine's own words name the rules of its parser and often a later place; only its semantic
findings and the token it could not read are used.  What can be seen in the text comes first:
characters of another keyboard, strings and brackets that do not end, prefixes that nobody declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kg.endpoint.slips import columns
from kg.endpoint.slips.brackets import unbalanced
from kg.endpoint.slips.characters import (
    broken_string,
    foreign_character,
    hidden_space,
    open_string,
    quote_in_string,
)
from kg.endpoint.slips.clauses import bad_clause
from kg.endpoint.slips.functions import ARGUMENTS, unknown_function, unknown_iri_function, wrong_arguments
from kg.endpoint.slips.keywords import KEYWORDS, bad_keyword, bad_operator, bare_text
from kg.endpoint.slips.marking import error_of, shortened
from kg.endpoint.slips.prefixes import bad_iri, undeclared
from kg.endpoint.slips.triples import bad_triple
from kg.model.diagnostics import nearest
from kg.model.disarm import Disarmed
from kg.model.errors import QueryFailed, QuerySyntax
from kg.model.sparql_tokens import Kind, Token, code, tokenize

_ANYWHERE: Sequence[Callable[[str, Sequence[Token]], QuerySyntax | None]] = (
    foreign_character,
    open_string,
    broken_string,
    bad_iri,
)
_HERE: Sequence[Callable[[str, Sequence[Token], int], QuerySyntax | None]] = (
    quote_in_string,
    bad_operator,
    columns.bad_column,
    wrong_arguments,
    bad_keyword,
    bad_clause,
    bad_triple,
    bare_text,
)
_SEMANTIC: Mapping[str, Callable[[str, Sequence[Token]], QuerySyntax | None]] = {
    "Duplicated variable name in SELECT": columns.repeated_column,
    "The SELECT contains a variable that is unbound": columns.not_grouped,
    "The SELECT overrides an existing variable": columns.overridden_variable,
    "SELECT * is not authorized with GROUP BY": columns.star_with_groups,
}
# Failures of evaluation that are worth their own words; the rest is said without the engine's.
_OWN_FAILURES = ("merging these default graphs would copy more than",)


def explain_syntax(
    query: str, disarmed: Disarmed, message: str, offset: int | None, *, namespaces: Mapping[str, str]
) -> QuerySyntax:
    """The error for a text that the engine cannot parse.

    `message` is the engine's, `offset` the place that the worker found in the disarmed text.
    """
    tokens = code(tokenize(query))
    found = (
        next((error for look in _ANYWHERE if (error := look(query, tokens))), None)
        or undeclared(query, tokens, namespaces)
        or unbalanced(query, tokens)
        or hidden_space(query, tokenize(query))
    )
    if found:
        return found
    for words, look in _SEMANTIC.items():
        if words in message:
            return look(query, tokens) or QuerySyntax("SELECT names what it cannot name")
    number = _number_at(tokens, disarmed, offset)
    if "IRI parsing failed" in message:
        token = tokens[number] if number is not None else None
        return (
            error_of(query, token, "this IRI is not valid") if token else QuerySyntax("an IRI is not valid")
        )
    if offset is None or not tokens:
        return QuerySyntax("the text is not a SPARQL query")
    if number is None:
        last = tokens[-1]
        help = f"something is missing after `{shortened(last.text)}`"
        return error_of(query, last, "the query ends too early", help=help)
    return next((error for look in _HERE if (error := look(query, tokens, number))), None) or _unexpected(
        query, tokens, number
    )


def explain_failure(
    message: str, *, query: str = "", namespaces: Mapping[str, str] | None = None
) -> QueryFailed:
    """The error for a query that parses and cannot be evaluated.

    `message` is the engine's; nothing of it is shown that is not known to be plain.
    """
    unknown = unknown_iri_function(message, query, namespaces or {})
    if unknown is not None:
        return unknown
    if message.startswith(_OWN_FAILURES):
        return QueryFailed(message)
    return QueryFailed(
        "the engine cannot evaluate this query", help="take parts out to find the one that it cannot"
    )


def _number_at(tokens: Sequence[Token], disarmed: Disarmed, offset: int | None) -> int | None:
    if offset is None or offset >= len(disarmed.text):
        return None
    place = disarmed.original(offset)
    return next((number for number, token in enumerate(tokens) if token.start <= place < token.end), None)


def _unexpected(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax:
    token = tokens[number]
    plain = f"`{shortened(token.text)}` cannot stand here"
    if token.kind is not Kind.WORD or ":" in token.text:
        return error_of(query, token, plain)
    if number + 1 < len(tokens) and tokens[number + 1].text == "(":
        unknown = unknown_function(query, token, KEYWORDS)
        if unknown is not None:
            return unknown
    near = nearest(token.text.upper(), [*KEYWORDS, *(() if len(token.text) < 4 else ARGUMENTS)])
    return error_of(query, token, plain, suggestion=near if near != token.text.upper() else None)
