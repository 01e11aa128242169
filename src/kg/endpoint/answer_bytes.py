"""Counting, cutting and correcting answers as bytes, without reading them again.

The engine writes answers far faster than Python could go through them term by term.  Each function
rests on what the engine's writers escape: a quotation mark inside a JSON or N-Triples string, and
`<` inside XML text, never stand bare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_XML_TAIL = b"</results></sparql>"
_XML_ROW = b"</result>"
_CSV_STRING = re.compile(rb'"(?:[^"]|"")*"')
_TAG_PLACES: Mapping[str, Sequence[tuple[bytes, bytes]]] = {
    "json": [(b'"xml:lang":"', b'"')],
    "jsonld": [(b'"@language":"', b'"')],
    "xml": [(b' xml:lang="', b'"')],
    "rdfxml": [(b' xml:lang="', b'"')],
    "tsv": [(b'"@', b"\t"), (b'"@', b"\n")],
    "ntriples": [(b'"@', b" .\n")],
    "nquads": [(b'"@', b" .\n")],
}
_TURTLE_LIKE = ("turtle", "trig", "tsv", "ntriples", "nquads")
_TURTLE_STRING = re.compile(rb'("(?:[^"\\]|\\.)*")(?:@([a-z0-9]+(?:-[a-z0-9]+)*))?')
_ROOT = re.compile(rb"<rdf:RDF((?: xmlns(?::[^=]*)?=\"[^\"]*\")*)>")
_PREFIX_LINE = re.compile(rb"@prefix ([^:]*): [^\n]*\n")


def count_solutions(body: bytes, format: str) -> int:
    """The number of solutions in a whole document of SPARQL results (JSON, XML, CSV or TSV)."""
    if format == "xml":
        return body.count(_XML_ROW)
    if format == "tsv":
        return body.count(b"\n") - 1
    if format == "csv":
        plain = _CSV_STRING.sub(b"", body) if b'"' in body else body
        return plain.count(b"\r\n") - 1
    if b"{}" in body:  # a solution without bindings, or such letters in a string
        return len(json.loads(body)["results"]["bindings"])
    if body.endswith(b'"bindings":[]}}'):
        return 0
    between = b'}},{"'  # and the first letter of a name; behind a string that ends so stands no letter
    return body.count(between) - body.count(between + b"}") - body.count(between + b",") + 1


def first_solutions(xml: bytes, count: int) -> tuple[bytes, int]:
    """The first `count` solutions of XML results that may be cut anywhere, and how many there are."""
    end = xml.find(b"<results>") + len(b"<results>")
    found = 0
    while found < count:
        row = xml.find(_XML_ROW, end)
        if row < 0:
            break
        end = row + len(_XML_ROW)
        found += 1
    return xml[:end] + _XML_TAIL, found


def restore_tags(body: bytes, format: str, languages: Sequence[str]) -> bytes:
    """Language tags in the case of `languages`; the engine writes all of them in lower case."""
    tags = _tags_to_restore(tuple(languages))
    for lower, tag in tags.items():
        for before, after in _TAG_PLACES.get(format, ()):
            body = body.replace(before + lower + after, before + tag + after)
    if format not in _TURTLE_LIKE or not any(b'"@' + lower in body for lower in tags):
        return body
    # Of Turtle all tags; elsewhere those in triple terms (`"x"@en )>>`) and those with a direction
    # (`"x"@en--ltr`).  Every string from left to right, because the quotation mark that opens one may
    # stand before an `@` too.
    return _TURTLE_STRING.sub(
        lambda found: found[1] + b"@" + tags.get(found[2], found[2]) if found[2] else found[0], body
    )


@lru_cache(maxsize=4)
def _tags_to_restore(languages: tuple[str, ...]) -> Mapping[bytes, bytes]:
    """The tags that are not in lower case, by what the engine writes for them."""
    return {tag.lower(): tag for tag in (language.encode() for language in languages) if tag != tag.lower()}


def used_prefixes(triples: bytes, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes whose namespace begins an IRI in N-Triples."""
    return {name: iri for name, iri in prefixes.items() if b"<" + iri.encode() in triples}


def sort_namespaces(xml: bytes) -> bytes:
    """RDF/XML with the namespaces of its root in alphabetical order; the engine's order is random."""
    return _ROOT.sub(lambda found: b"<rdf:RDF " + b" ".join(sorted(found[1].split())) + b">", xml, count=1)


def sort_prefixes(turtle: bytes) -> bytes:
    """Turtle or TriG with its prefix lines in alphabetical order; the engine's order is random."""
    lines: list[bytes] = []
    end = 0
    while found := _PREFIX_LINE.match(turtle, end):
        lines.append(found.group())
        end = found.end()
    return b"".join(sorted(lines)) + turtle[end:]
