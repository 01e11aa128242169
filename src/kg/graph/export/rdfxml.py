"""Writing RDF/XML: a `rdf:Description` for each subject, an element for each statement.

Every element name is a prefix of the project or one that the element itself declares, so one added
statement changes no other line.  What XML 1.0 cannot hold is refused before the first byte is given
out.  RDF 1.1 XML Syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from kg.graph.export.spool import header_first
from kg.graph.nquads import Node
from kg.model.errors import UsageError
from kg.model.terms import RDF, Term, iri_value, is_iri, literal_parts
from kg.model.wording import phrase

# Letters that both the fourth and the fifth edition of XML 1.0 allow in names; parsers follow either.
_LETTER = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0410-\u044f\u4e00-\u9fa5"
_NAME = re.compile(f"[{_LETTER}][{_LETTER}0-9.-]*")
_LAST_NAME = re.compile(f"[{_LETTER}][{_LETTER}0-9.-]*$")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTED = {'"': "&quot;"}
_KEPT = {"\r": "&#13;"}
# RDF 1.1 XML Syntax, section 5.1: names that no property element can have.
_RESERVED = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
)


def write_rdfxml(nodes: Iterable[Node], *, namespaces: Mapping[str, str]) -> Iterator[str]:
    """The nodes of one graph as RDF/XML, in pieces.

    Raises UsageError when a predicate or a character cannot be written in XML.
    """
    declared = {
        **{prefix: namespace for prefix, namespace in namespaces.items() if _may_declare(prefix)},
        "rdf": RDF,
    }
    used = {"rdf"}
    names: dict[Term, tuple[str, str]] = {}
    prefixes = sorted(declared, key=lambda prefix: (-len(declared[prefix]), prefix))

    def name_of(predicate: Term) -> tuple[str, str]:
        if predicate not in names:
            prefix, local = _split(iri_value(predicate), declared, prefixes)
            if prefix:
                used.add(prefix)
                names[predicate] = f"{prefix}:{local}", ""
            else:
                namespace = iri_value(predicate).removesuffix(local)
                names[predicate] = f"ns:{local}", f' xmlns:ns="{escape(namespace, _QUOTED)}"'
        return names[predicate]

    def header() -> str:
        lines = [f'\n    xmlns:{prefix}="{escape(declared[prefix], _QUOTED)}"' for prefix in sorted(used)]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{"".join(lines)}>\n'

    def body() -> Iterator[str]:
        for node in nodes:
            yield f'  <rdf:Description rdf:about="{_attribute(node.subject)}">\n'
            for predicate, value in node.statements:
                yield _element(*name_of(predicate), value)
            yield "  </rdf:Description>\n"
        yield "</rdf:RDF>\n"

    return header_first(header, body())


def _may_declare(prefix: str) -> bool:
    """Names that begin with xml belong to XML itself; only plain names are sure to be NCNames."""
    return _NAME.fullmatch(prefix) is not None and not prefix.lower().startswith("xml")


def _split(iri: str, declared: Mapping[str, str], prefixes: list[str]) -> tuple[str, str]:
    """The prefix (empty when none fits) and the local name of a predicate."""
    if iri in _RESERVED:
        words = phrase("RDF/XML cannot say <{iri}> as a property", iri=iri)
        raise UsageError(words, help=phrase("choose another format"))
    for prefix in prefixes:
        if iri.startswith(declared[prefix]) and _NAME.fullmatch(iri, len(declared[prefix])):
            return prefix, iri[len(declared[prefix]) :]
    found = _LAST_NAME.search(iri)
    if not found:
        raise UsageError(
            phrase("RDF/XML cannot write the property <{iri}>: its end is not an XML name", iri=iri),
            help=phrase("choose another format"),
        )
    return "", found.group()


def _element(name: str, declaration: str, value: Term) -> str:
    start = f"    <{name}{declaration}"
    if is_iri(value):
        return f'{start} rdf:resource="{_attribute(value)}"/>\n'
    parts = literal_parts(value)
    unwritable = _NOT_XML.search(parts.text)
    if unwritable:
        raise UsageError(
            phrase(
                "RDF/XML cannot hold the character U+{code:04X}, which is in {value}",
                code=ord(unwritable.group()),
                value=value,
            ),
            help=phrase("choose another format"),
        )
    if parts.language:
        start += f' xml:lang="{parts.language}"'
    elif parts.datatype:
        start += f' rdf:datatype="{escape(parts.datatype, _QUOTED)}"'
    return f"{start}>{escape(parts.text, _KEPT)}</{name}>\n"


def _attribute(term: Term) -> str:
    return escape(iri_value(term), _QUOTED)
