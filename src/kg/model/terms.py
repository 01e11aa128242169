"""RDF terms as canonical N-Triples text.

Between the curation files and the store a term is the text that N-Triples writes for it
(`<https://…>`, `"Чанчунь"@ru`, `"2021-04-30"^^<…#date>`).  Such texts are hashable, sort the same
on every machine and need no library; sorting lines of them *is* canonical N-Quads.

Escapes follow RDF 1.2 N-Triples, section "Canonical N-Triples".
"""

from __future__ import annotations

import re
from typing import NamedTuple, NewType

Term = NewType("Term", str)

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
CUR = "https://kg.example/curation#"

_ESCAPES = {
    "\t": "\\t",
    "\b": "\\b",
    "\n": "\\n",
    "\r": "\\r",
    "\f": "\\f",
    '"': '\\"',
    "\\": "\\\\",
    "\x7f": "\\u007F",
}
_ESCAPES |= {chr(code): f"\\u{code:04X}" for code in range(0x20) if chr(code) not in _ESCAPES}
_ESCAPE_TABLE = str.maketrans(_ESCAPES)
_UNESCAPES = {text[1]: char for char, text in _ESCAPES.items() if len(text) == 2}
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_FORBIDDEN_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_LITERAL = re.compile(r'"(?P<text>.*)"(?:@(?P<lang>[A-Za-z0-9-]+)|\^\^<(?P<type>[^>]*)>)?', re.DOTALL)


class Triple(NamedTuple):
    """A subject, a predicate and an object."""

    subject: Term
    predicate: Term
    object: Term


class Literal(NamedTuple):
    """The parts of a literal; `language` and `datatype` are empty for a plain string."""

    text: str
    language: str
    datatype: str


def iri(value: str) -> Term:
    """The term of an absolute IRI.

    Raises ValueError for characters that no IRI may hold (RFC 3987; N-Triples `IRIREF`).
    """
    found = _FORBIDDEN_IN_IRI.search(value)
    if found:
        raise ValueError(f"an IRI cannot contain {found.group()!r}: {value!r}")
    return Term(f"<{value}>")


def literal(text: str, *, language: str = "", datatype: str = "") -> Term:
    """The term of a literal; `xsd:string` is left unsaid, as canonical N-Triples does."""
    quoted = f'"{text.translate(_ESCAPE_TABLE)}"'
    if language:
        return Term(f"{quoted}@{language}")
    if datatype and datatype != XSD + "string":
        return Term(f"{quoted}^^<{datatype}>")
    return Term(quoted)


def is_iri(term: Term) -> bool:
    """Whether the term is an IRI."""
    return term.startswith("<")


def iri_value(term: Term) -> str:
    """The IRI of an IRI term, without its angle brackets.

    Raises ValueError when the term is something else.
    """
    if not is_iri(term):
        raise ValueError(f"not an IRI: {term}")
    return term[1:-1]


def literal_parts(term: Term) -> Literal:
    """The text, language tag and datatype IRI of a literal term.

    Raises ValueError when the term is something else.
    """
    found = _LITERAL.fullmatch(term)
    if not found:
        raise ValueError(f"not a literal: {term}")
    text = _ESCAPED.sub(_unescape, found["text"])
    return Literal(text, found["lang"] or "", found["type"] or "")


def is_text(term: Term) -> bool:
    """Whether a term is a text in a language, which is for readers."""
    return not is_iri(term) and literal_parts(term).language != ""


def _unescape(found: re.Match[str]) -> str:
    body = found.group(1)
    if body[0] in "uU":
        return chr(int(body[1:], 16))
    return _UNESCAPES[body]
