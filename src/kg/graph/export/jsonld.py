"""Writing JSON-LD: one named graph after another, flattened, a line for each node.

The context declares prefixes and nothing else, so a document can be read without any network.  Keys
are sorted, `@id` and `@type` first; values are always lists of objects.  JSON-LD 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.graph.export.curies import Curies
from kg.graph.export.nodes import TYPE, Layout, Statement, each_remembered, write_nodes
from kg.graph.export.spool import header_first
from kg.graph.nquads import Subject, by_iri
from kg.model.errors import UsageError
from kg.model.terms import Term, is_iri, literal_parts
from kg.model.wording import phrase

_MAY_END_A_PREFIX = tuple(":/?#[]@")


def write_jsonld(
    graphs: Iterable[tuple[Term, Iterable[list[Subject]]]], *, namespaces: Mapping[str, str]
) -> Iterator[bytes]:
    """Named graphs as one JSON-LD document, in pieces.

    Raises UsageError when an IRI would be taken for a CURIE because its scheme is a prefix.
    """
    curies = Curies(namespaces)
    schemes = tuple(f"<{prefix}:" for prefix in namespaces)
    return header_first(lambda: _header(curies), _graphs(graphs, _Terms(curies, schemes)))


def _header(curies: Curies) -> str:
    context = {prefix: _definition(namespace) for prefix, namespace in sorted(curies.used().items())}
    return f'{{\n"@context": {_text(context)},\n"@graph": ['


def _definition(namespace: str) -> object:
    if namespace.endswith(_MAY_END_A_PREFIX):
        return namespace
    return {"@id": namespace, "@prefix": True}


def _graphs(graphs: Iterable[tuple[Term, Iterable[list[Subject]]]], terms: _Terms) -> Iterator[bytes]:
    layout = Layout(
        begin=b',\n{"@id": ',
        name=terms.json_name,
        named=b"",
        statements=each_remembered(terms.statement),
        joint=len(b"]"),
        between=b", ",
        end=b"]}",
    )
    between = ""
    for name, subjects in graphs:
        yield f'{between}\n{{"@id": {_text(terms.name(name.encode()))}, "@graph": ['.encode()
        comma = len(b",")  # before a node, which the first has not
        for piece in write_nodes(subjects, layout):
            yield piece[comma:]
            comma = 0
        yield b"\n]}"
        between = ","
    yield b"\n]\n}\n"


@dataclass(frozen=True, slots=True)
class _Terms:
    """How terms are written; `schemes` begin IRIs that would be taken for CURIEs."""

    curies: Curies
    schemes: tuple[str, ...]

    def json_name(self, term: bytes) -> bytes:
        """An IRI or its CURIE as a string of JSON."""
        return _text(self.name(term)).encode()

    def statement(self, pair: bytes) -> Statement:
        """A key, before which the list of another one ends, and a value."""
        predicate, _, value = pair.partition(b" ")
        if predicate == TYPE and value.startswith(b"<"):
            key, written, place = '"@type"', _text(self.name(value)), b""
        else:
            key, written = _text(self.name(predicate)), _text(self._value(value))
            place = key.encode()
        return place, by_iri(value), f"], {key}: [".encode(), written.encode()

    def name(self, term: bytes) -> str:
        """An IRI or its CURIE.  Raises UsageError for an IRI that would be read as a CURIE."""
        short = self.curies.shorten(term).decode()
        if not short.startswith("<"):
            return short
        if short.startswith(self.schemes) and not short.partition(":")[2].startswith("//"):
            raise UsageError(
                phrase(
                    "JSON-LD would read {term} as a shortened IRI, "
                    "because its scheme is a prefix of this project",
                    term=short,
                ),
                help=phrase("choose another prefix in kg.toml, or another format"),
            )
        return short[1:-1]

    def _value(self, value: bytes) -> dict[str, str]:
        term = Term(value.decode())
        if is_iri(term):
            return {"@id": self.name(value)}
        parts = literal_parts(term)
        if parts.language:
            return {"@language": parts.language, "@value": parts.text}
        if parts.datatype:
            return {"@type": self.name(f"<{parts.datatype}>".encode()), "@value": parts.text}
        return {"@value": parts.text}


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
