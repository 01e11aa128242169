"""The constants of a query as values, and values as the query would write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.endpoint.table import Cell
from kg.model.prologue import declarations
from kg.model.sparql_tokens import Kind, code, tokenize
from kg.model.terms import RDF, XSD, literal

_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_UNESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_LOCAL = re.compile(r"[^\W_][\w-]*(?:\.[\w-]+)*")
_ABSOLUTE = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_BARE = {
    XSD + "integer": re.compile(r"[0-9]+"),
    XSD + "decimal": re.compile(r"[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile("true|false"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """The prefixes of a query; those that it declares come before those that hold anyway."""

    declared: Mapping[str, str]
    namespaces: Mapping[str, str]

    def expand(self, text: str) -> str | None:
        """The IRI of `<…>`, of a prefixed name or of `a`; None where it is relative or no IRI."""
        if text == "a":
            return RDF + "type"
        if text.startswith("<"):
            value = _unescaped(text[1:-1])
            return value if _ABSOLUTE.fullmatch(value) else None
        prefix, colon, local = text.partition(":")
        namespace = self.declared.get(prefix, self.namespaces.get(prefix))
        if not colon or prefix == "_" or namespace is None:
            return None
        return namespace + re.sub(r"\\(.)", r"\1", local)

    def compact(self, iri: str) -> str:
        """The IRI as a prefixed name where there is a prefix for it, else in angle brackets."""
        for prefixes in (self.declared, self.namespaces):
            for prefix, namespace in sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0])):
                local = iri[len(namespace) :]
                known = self.declared.get(prefix, namespace) == namespace
                if namespace and iri.startswith(namespace) and known and _LOCAL.fullmatch(local):
                    return f"{prefix}:{local}"
        return f"<{iri}>"

    def write(self, cell: Cell) -> str:
        """A term of an answer as the query would write it."""
        if cell.kind == "iri":
            return self.compact(cell.value)
        if cell.kind != "literal":
            return "[]"
        bare = _BARE.get(cell.datatype)
        if bare and bare.fullmatch(cell.value):
            return cell.value
        quoted = str(literal(cell.value))
        if cell.language:
            return f"{quoted}@{cell.language}"
        return f"{quoted}^^{self.compact(cell.datatype)}" if cell.datatype else quoted


def read_names(query: str, namespaces: Mapping[str, str]) -> Names:
    """The prefixes of a query."""
    found = declarations(code(tokenize(query)))
    declared = {one.label: _unescaped(one.iri) for one in found}
    return Names(declared, namespaces)


def read_constant(text: str, names: Names) -> Cell | None:
    """The term that a constant stands for; None where that is not clear."""
    tokens = code(tokenize(text))
    if not tokens:
        return None
    first, rest = tokens[0], tokens[1:]
    if first.kind is Kind.STRING:
        quotes = 3 if first.text[:3] in ('"""', "'''") else 1
        value = _unescaped(first.text[quotes:-quotes])
        if not rest:
            return Cell("literal", value)
        if rest[0].kind is Kind.LANGUAGE:
            return Cell("literal", value, language=rest[0].text[1:].lower())
        datatype = names.expand(rest[-1].text)
        if datatype is None:
            return None
        return Cell("literal", value, datatype="" if datatype == XSD + "string" else datatype)
    word = text.replace(" ", "")
    if word in ("true", "false"):
        return Cell("literal", word, datatype=XSD + "boolean")
    if re.fullmatch(r"[+-]?[0-9]+", word):
        return Cell("literal", word.lstrip("+"), datatype=XSD + "integer")
    if re.fullmatch(r"[+-]?[0-9]*\.[0-9]+", word):
        return Cell("literal", word.lstrip("+"), datatype=XSD + "decimal")
    if re.match(r"[+-]?[.0-9]", word):
        return Cell("literal", word, datatype=XSD + "double")
    iri = names.expand(text)
    return Cell("iri", iri) if iri is not None else None


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_unescape, text) if "\\" in text else text


def _unescape(found: re.Match[str]) -> str:
    body = found.group(1)
    if len(body) > 1:
        return chr(int(body[1:], 16)) if int(body[1:], 16) < 0x110000 else "\ufffd"
    return _UNESCAPES.get(body, body)
