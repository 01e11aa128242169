"""Names and IRIs that are not written as such: undeclared prefixes, IRIs without angle brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.curation.naming.lookalikes import latinized, strange_letter
from kg.endpoint.slips.marking import error_at, error_of
from kg.endpoint.slips.well_known import WELL_KNOWN
from kg.model.diagnostics import nearest
from kg.model.errors import QuerySyntax
from kg.model.prologue import declarations
from kg.model.sparql_tokens import Kind, Token

_BARE_IRI = re.compile(r"(?:https?|ftp|urn|mailto):[^\s<>\"{}|^`\\;,()]+")
_LIKE_IRI = re.compile(r"<[A-Za-z/.#][^<>\n\x00-\x20\"{}|^`\\]*([\x00-\x20\"{}|^`\\])[^<>\n]*>")
_SCHEMES = ("http", "https", "ftp", "urn", "mailto")


def bad_iri(query: str, tokens: Sequence[Token]) -> QuerySyntax | None:
    """What looks like an IRI and holds a character that no IRI may, or has no angle brackets."""
    for before, token in pairwise([None, *tokens]):
        if token is None:
            continue
        found = _LIKE_IRI.match(query, token.start) if token.text == "<" else None
        if found:
            what = "a space" if found[1].isspace() else f"`{found[1]}`"
            message = f"an IRI cannot contain {what}"
            return error_at(query, found.start(), found.end(), message)
        label, colon, _ = token.text.partition(":")
        bare = _BARE_IRI.match(query, token.start) if colon and label in _SCHEMES else None
        if token.kind is Kind.WORD and bare and not _declares(tokens, label):
            iri = bare.group().rstrip(".")
            if before is not None and before.text == "<":
                message = "the IRI that begins here has no closing >"
                start = before.start
            else:
                message, start = "an IRI stands between < and >", token.start
            return error_at(query, start, token.start + len(iri), message, suggestion=f"<{iri}>")
    return None


def undeclared(query: str, tokens: Sequence[Token], namespaces: Mapping[str, str]) -> QuerySyntax | None:
    """A prefix that nobody declared: its declaration where it is well known, else the near prefix."""
    declared = {*namespaces, *(one.label for one in declarations(tokens))}
    in_prologue = {after.start for before, after in pairwise(tokens) if before.folded == "prefix"}
    for token in tokens:
        label, colon, _ = token.text.partition(":")
        known = label == "_" or label in declared or token.start in in_prologue
        if token.kind is Kind.WORD and colon and not known:
            return _undeclared(query, Token(Kind.WORD, f"{label}:", token.start), declared)
    return None


def _undeclared(query: str, token: Token, declared: set[str]) -> QuerySyntax:
    label = token.text[:-1]
    message = f"the prefix `{token.text}` is not declared"
    if label in WELL_KNOWN:
        declaration = f"PREFIX {label}: <{WELL_KNOWN[label]}>"
        return error_of(
            query, token, message, help=f"write `{declaration}` before the query", suggestion=declaration
        )
    plain = latinized(label)
    alike = next((one for one in sorted(declared) if latinized(one) == plain), None)
    near = alike or nearest(label, declared)
    if alike is not None:
        letter, script = strange_letter(label, alike)
        message += f"; “{letter}” in it is a letter of another script ({script})"
    help = f"declare it before the query: `PREFIX {label}: <…>`"
    return error_of(query, token, message, help=help, suggestion=f"{near}:" if near is not None else None)


def _declares(tokens: Sequence[Token], label: str) -> bool:
    return any(one.label == label for one in declarations(tokens))
