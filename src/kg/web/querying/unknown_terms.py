"""Names in a query that look like terms of the vocabulary and are none.

Only namespaces whose every term is known are looked at: those of the project's own ontology and of
the engine's.  A name elsewhere may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.endpoint.diagnosis.nearness import nearest_iri
from kg.endpoint.query_text import MAX_CHARACTERS
from kg.model.expansion import expand
from kg.model.project import WELL_KNOWN_PREFIXES
from kg.model.prologue import declarations
from kg.model.sparql_tokens import Kind, Token, code, line_and_column, tokenize
from kg.model.terms import CUR
from kg.web.links import term_name
from kg.web.site import Page

MOST = 5  # each is compared with the whole vocabulary


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A name that stands at `start`; `near` is what was probably meant, as it is to be written."""

    written: str
    start: int
    line: int
    column: int
    near: str


def unknown_terms(page: Page, text: str) -> list[UnknownTerm]:
    """The first few names in the project's own namespaces that the vocabulary does not have."""
    known = page.lexicon.triples
    spaces = page.site.once("vocabulary-spaces", lambda: _spaces(page))
    if not spaces or len(text) > MAX_CHARACTERS:
        return []
    tokens = code(tokenize(text))
    in_prologue = list(declarations(tokens))
    prefixes = {**page.project.predeclared, **{one.label: one.iri for one in in_prologue}}
    declared = {token.start for one in in_prologue for token in one.tokens}
    found: dict[str, UnknownTerm] = {}
    for token in tokens:
        iri = _iri(token, prefixes) if token.start not in declared else ""
        if not iri or iri in known or iri in found or iri in spaces or _space(iri) not in spaces:
            continue
        near = nearest_iri(iri, known, {}) or ""
        line, column = line_and_column(text, token.start)
        found[iri] = UnknownTerm(token.text, token.start, line, column, _written(near, token, prefixes))
        if len(found) == MOST:
            break
    return list(found.values())


def _spaces(page: Page) -> frozenset[str]:
    """The namespaces of the classes and properties of the ontology that is served."""
    lexicon = page.lexicon
    terms = (*lexicon.classes, *lexicon.properties, *lexicon.engine_classes, *lexicon.engine_properties)
    return frozenset(map(_space, terms)) - ({*WELL_KNOWN_PREFIXES.values()} - {CUR})


def _space(iri: str) -> str:
    return iri[: len(iri) - len(term_name(iri))]


def _iri(token: Token, prefixes: dict[str, str]) -> str:
    """The IRI that a token names, or the empty string."""
    if token.kind is Kind.IRI:
        return token.text[1:-1]
    label, colon, local = token.text.partition(":")
    if token.kind is not Kind.WORD or not colon or not local or label not in prefixes:
        return ""
    return expand(prefixes[label], local) or ""


def _written(iri: str, token: Token, prefixes: dict[str, str]) -> str:
    """The near IRI in the way in which the unknown one is written."""
    if not iri or token.kind is Kind.IRI:
        return iri and f"<{iri}>"
    label = token.text.partition(":")[0]
    if iri.startswith(prefixes[label]):
        return f"{label}:{iri.removeprefix(prefixes[label])}"
    return f"<{iri}>"
