"""Writing JSON-LD: one named graph after another, flattened, a line for each node.

The context declares prefixes and nothing else, so a document can be read without any network.  Keys
are sorted, `@id` and `@type` first; values are always lists of objects.  JSON-LD 1.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from kg.graph.export.curies import Curies
from kg.graph.export.spool import header_first
from kg.graph.nquads import Node
from kg.model.errors import UsageError
from kg.model.terms import RDF, Term, is_iri, literal_parts
from kg.model.wording import phrase

_TYPE = Term(f"<{RDF}type>")
_MAY_END_A_PREFIX = tuple(":/?#[]@")


def write_jsonld(
    graphs: Iterable[tuple[Term, Iterable[Node]]], *, namespaces: Mapping[str, str]
) -> Iterator[str]:
    """Named graphs as one JSON-LD document, in pieces.

    Raises UsageError when an IRI would be taken for a CURIE because its scheme is a prefix.
    """
    curies = Curies(namespaces)
    schemes = tuple(f"<{prefix}:" for prefix in namespaces)
    return header_first(lambda: _header(curies), _graphs(graphs, curies, schemes))


def _header(curies: Curies) -> str:
    context = {prefix: _definition(namespace) for prefix, namespace in sorted(curies.used().items())}
    return f'{{\n"@context": {_text(context)},\n"@graph": ['


def _definition(namespace: str) -> object:
    if namespace.endswith(_MAY_END_A_PREFIX):
        return namespace
    return {"@id": namespace, "@prefix": True}


def _graphs(
    graphs: Iterable[tuple[Term, Iterable[Node]]], curies: Curies, schemes: tuple[str, ...]
) -> Iterator[str]:
    between = "\n"
    for name, nodes in graphs:
        yield f'{between}{{"@id": {_text(_iri(name, curies, schemes))}, "@graph": ['
        inner = "\n"
        for node in nodes:
            yield f"{inner}{_text(_node(node, curies, schemes))}"
            inner = ",\n"
        yield "\n]}"
        between = ",\n"
    yield "\n]\n}\n"


def _node(node: Node, curies: Curies, schemes: tuple[str, ...]) -> dict[str, object]:
    types: list[str] = []
    values: dict[str, list[dict[str, str]]] = {}
    for predicate, value in node.statements:
        if predicate == _TYPE and is_iri(value):
            types.append(_iri(value, curies, schemes))
        else:
            key = _iri(predicate, curies, schemes)
            values.setdefault(key, []).append(_value(value, curies, schemes))
    head: dict[str, object] = {"@id": _iri(node.subject, curies, schemes)}
    if types:
        head["@type"] = types
    return {**head, **dict(sorted(values.items()))}


def _value(term: Term, curies: Curies, schemes: tuple[str, ...]) -> dict[str, str]:
    if is_iri(term):
        return {"@id": _iri(term, curies, schemes)}
    parts = literal_parts(term)
    if parts.language:
        return {"@language": parts.language, "@value": parts.text}
    if parts.datatype:
        return {"@type": _iri(Term(f"<{parts.datatype}>"), curies, schemes), "@value": parts.text}
    return {"@value": parts.text}


def _iri(term: Term, curies: Curies, schemes: tuple[str, ...]) -> str:
    short = curies.shorten(term)
    if not short.startswith("<"):
        return short
    if short.startswith(schemes) and not short.partition(":")[2].startswith("//"):
        raise UsageError(
            phrase(
                "JSON-LD would read {term} as a shortened IRI, "
                "because its scheme is a prefix of this project",
                term=term,
            ),
            help=phrase("choose another prefix in kg.toml, or another format"),
        )
    return short[1:-1]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
