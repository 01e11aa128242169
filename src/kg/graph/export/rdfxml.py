"""Writing RDF/XML: a `rdf:Description` for each subject, an element for each statement.

Every element name is a prefix of the project or one that the element itself declares, so one added
statement changes no other line.  What XML 1.0 cannot hold is refused before the first byte is given
out.  RDF 1.1 XML Syntax.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from kg.graph.export.nodes import Layout, Statement, each_remembered, place_of, write_nodes
from kg.graph.export.spool import header_first
from kg.graph.nquads import Subject, by_iri
from kg.model.errors import UsageError
from kg.model.terms import RDF, Term, iri_value, is_iri, literal_parts
from kg.model.wording import phrase

# Letters that both the fourth and the fifth edition of XML 1.0 allow in names; parsers follow either.
_LETTER = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0410-\u044f\u4e00-\u9fa5"
_NAME = re.compile(f"[{_LETTER}][{_LETTER}0-9.-]*")
_LAST_NAME = re.compile(f"[{_LETTER}][{_LETTER}0-9.-]*$")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# RDF 1.1 XML Syntax, section 5.1: names that no property element can have.
_RESERVED = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
)


def write_rdfxml(subjects: Iterable[list[Subject]], *, namespaces: Mapping[str, str]) -> Iterator[bytes]:
    """The subjects of one graph as RDF/XML, in pieces.

    Raises UsageError when a predicate or a character cannot be written in XML.
    """
    declared = {
        **{prefix: namespace for prefix, namespace in namespaces.items() if _may_declare(prefix)},
        "rdf": RDF,
    }
    used = {"rdf"}
    names: dict[bytes, tuple[str, str]] = {}
    prefixes = sorted(declared, key=lambda prefix: (-len(declared[prefix]), prefix))

    def name_of(predicate: bytes) -> tuple[str, str]:
        if predicate not in names:
            iri = iri_value(Term(predicate.decode()))
            prefix, local = _split(iri, declared, prefixes)
            if prefix:
                used.add(prefix)
                names[predicate] = f"{prefix}:{local}", ""
            else:
                names[predicate] = f"ns:{local}", f' xmlns:ns="{_attribute(iri.removesuffix(local))}"'
        return names[predicate]

    def header() -> str:
        lines = [f'\n    xmlns:{prefix}="{_attribute(declared[prefix])}"' for prefix in sorted(used)]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{"".join(lines)}>\n'

    def name(subject: bytes) -> bytes:
        return _attribute(iri_value(Term(subject.decode()))).encode()

    def statement(pair: bytes) -> Statement:
        predicate, _, value = pair.partition(b" ")
        element = _element(*name_of(predicate), Term(value.decode())).encode()
        return place_of(predicate), by_iri(value), b"", element

    layout = Layout(
        begin=b'  <rdf:Description rdf:about="',
        name=name,
        named=b'">\n',
        statements=each_remembered(statement),
        joint=0,
        between=b"",
        end=b"  </rdf:Description>\n",
    )
    return header_first(header, chain(write_nodes(subjects, layout), [b"</rdf:RDF>\n"]))


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
        return f'{start} rdf:resource="{_attribute(iri_value(value))}"/>\n'
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
        start += f' rdf:datatype="{_attribute(parts.datatype)}"'
    return f"{start}>{parts.text.translate(_TEXT)}</{name}>\n"


def _attribute(text: str) -> str:
    return text.translate(_ATTRIBUTE)
