"""Exports written the plain way: all statements in memory, sorted as a person would say it.

The writers of `kg.graph.export` read blocks of lines and remember what they wrote; whatever they do,
their bytes are to be these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from kg.graph.export.rdfxml import _may_declare, _split
from kg.model.project import WELL_KNOWN_PREFIXES
from kg.model.terms import RDF, XSD, Term, iri_value, is_iri, literal_parts

TYPE = Term(f"<{RDF}type>")
Statement = tuple[Term, Term]
Nodes = dict[Term, list[Statement]]


def slow_export(lines: Iterable[str], format: str, namespaces: Mapping[str, str]) -> bytes:
    """The bytes of an export of sorted N-Quads lines, each ending in LF."""
    quads = [_terms(line) for line in lines]
    if format == "nquads":
        written = "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads)
    elif format == "ntriples":
        written = "".join(dict.fromkeys(f"{s} {p} {o} .\n" for s, p, o, _ in quads))
    elif format == "rdfxml":
        written = _rdfxml(_nodes((s, p, o) for s, p, o, _ in quads), namespaces)
    else:
        short = _Short(namespaces)
        names = sorted({g for _, _, _, g in quads}, key=_by_iri)
        graphs = {name: _nodes((s, p, o) for s, p, o, g in quads if g == name) for name in names}
        if format == "turtle":
            nodes = _nodes((s, p, o) for s, p, o, _ in quads)
            body = "".join(f"\n{_block(one, nodes[one], short, '')}" for one in nodes)
            written = short.prefixes() + body
        elif format == "trig":
            body = "".join(
                f"\n{short(name)} {{\n"
                + "\n".join(_block(one, graphs[name][one], short, "    ") for one in graphs[name])
                + "}\n"
                for name in names
            )
            written = short.prefixes() + body
        else:
            written = _jsonld(graphs, short)
    return written.encode()


def _terms(line: str) -> tuple[Term, Term, Term, Term]:
    found = re.fullmatch(r"(\S+) (\S+) (.+) (<\S+>) \.\n", line)
    assert found
    subject, predicate, value, graph = map(Term, found.groups())
    return subject, predicate, value, graph


def _by_iri(term: str) -> str:
    return term[:-1] if term.startswith("<") else term


def _nodes(triples: Iterable[tuple[Term, Term, Term]]) -> Nodes:
    said: dict[Term, set[Statement]] = {}
    for subject, predicate, value in triples:
        said.setdefault(subject, set()).add((predicate, value))
    return {
        subject: sorted(said[subject], key=lambda one: (one[0] != TYPE, _by_iri(one[0]), _by_iri(one[1])))
        for subject in sorted(said, key=_by_iri)
    }


class _Short:
    """CURIEs by trying one namespace after another."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        own_first = sorted(namespaces, key=lambda one: (WELL_KNOWN_PREFIXES.get(one) == namespaces[one], one))
        self.namespaces = {prefix: namespaces[prefix] for prefix in own_first}
        self.used: set[str] = set()

    def __call__(self, term: str) -> str:
        for prefix, namespace in sorted(self.namespaces.items(), key=lambda item: -len(item[1])):
            local = term[1 + len(namespace) : -1]
            if term.startswith(f"<{namespace}") and re.fullmatch("[A-Za-z0-9_][A-Za-z0-9_-]*", local):
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return term

    def prefixes(self) -> str:
        return "".join(
            f"@prefix {one}: <{namespace}> .\n"
            for one, namespace in self.namespaces.items()
            if one in self.used
        )


def _block(subject: Term, statements: list[Statement], short: _Short, indent: str) -> str:
    written = f"{indent}{short(subject)}"
    before = None
    for predicate, value in statements:
        if predicate == before:
            written += f" ,\n{indent}        {_object(value, short)}"
        else:
            verb = "a" if predicate == TYPE else short(predicate)
            written += "" if before is None else f" ;\n{indent}   "
            written += f" {verb} {_object(value, short)}"
        before = predicate
    return f"{written} ;\n{indent}.\n"


def _object(term: Term, short: _Short) -> str:
    if is_iri(term):
        return short(term)
    quoted, _, datatype = term.rpartition("^^")
    if not term.endswith(">"):
        return term
    number = datatype == f"<{XSD}integer>" and re.fullmatch('"-?(0|[1-9][0-9]*)"', quoted)
    if number or (datatype == f"<{XSD}boolean>" and quoted in ('"true"', '"false"')):
        return quoted.strip('"')
    return f"{quoted}^^{short(datatype)}"


def _jsonld(graphs: Mapping[Term, Nodes], short: _Short) -> str:
    body = ",\n".join(
        f'{{"@id": {_text(_name(name, short))}, "@graph": [\n'
        + ",\n".join(_text(_node(one, statements, short)) for one, statements in nodes.items())
        + "\n]}"
        for name, nodes in graphs.items()
    )
    context = {
        prefix: namespace if namespace[-1] in ":/?#[]@" else {"@id": namespace, "@prefix": True}
        for prefix, namespace in sorted(short.namespaces.items())
        if prefix in short.used
    }
    opened = f'{{\n"@context": {_text(context)},\n"@graph": ['
    return f"{opened}\n{body}\n]\n}}\n" if graphs else f"{opened}\n]\n}}\n"


def _node(subject: Term, statements: list[Statement], short: _Short) -> dict[str, object]:
    types = [_name(value, short) for predicate, value in statements if predicate == TYPE and is_iri(value)]
    values: dict[str, list[object]] = {}
    for predicate, value in statements:
        if predicate != TYPE or not is_iri(value):
            values.setdefault(_name(predicate, short), []).append(_value(value, short))
    return {
        "@id": _name(subject, short),
        **({"@type": types} if types else {}),
        **dict(sorted(values.items())),
    }


def _value(term: Term, short: _Short) -> dict[str, str]:
    if is_iri(term):
        return {"@id": _name(term, short)}
    text, language, datatype = literal_parts(term)
    if language:
        return {"@language": language, "@value": text}
    return {"@type": _name(f"<{datatype}>", short), "@value": text} if datatype else {"@value": text}


def _name(term: str, short: _Short) -> str:
    return short(term).removeprefix("<").removesuffix(">")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rdfxml(nodes: Nodes, namespaces: Mapping[str, str]) -> str:
    declared = {one: namespace for one, namespace in namespaces.items() if _may_declare(one)} | {"rdf": RDF}
    prefixes = sorted(declared, key=lambda one: (-len(declared[one]), one))
    used = {"rdf"}
    body = ""
    for subject, statements in nodes.items():
        body += f'  <rdf:Description rdf:about="{_attribute(iri_value(subject))}">\n'
        for predicate, value in statements:
            iri = iri_value(predicate)
            prefix, local = _split(iri, declared, prefixes)
            used |= {prefix} - {""}
            foreign = "" if prefix else f' xmlns:ns="{_attribute(iri.removesuffix(local))}"'
            body += _element(f"{prefix or 'ns'}:{local}", foreign, value)
        body += "  </rdf:Description>\n"
    head = "".join(f'\n    xmlns:{prefix}="{_attribute(declared[prefix])}"' for prefix in sorted(used))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{head}>\n{body}</rdf:RDF>\n'


def _element(name: str, declaration: str, value: Term) -> str:
    if is_iri(value):
        return f'    <{name}{declaration} rdf:resource="{_attribute(iri_value(value))}"/>\n'
    text, language, datatype = literal_parts(value)
    said = f' xml:lang="{language}"' if language else ""
    said += f' rdf:datatype="{_attribute(datatype)}"' if datatype else ""
    return f"    <{name}{declaration}{said}>{escape(text, {chr(13): '&#13;'})}</{name}>\n"


def _attribute(text: str) -> str:
    return escape(text, {'"': "&quot;"})
