"""Documents of results as values: SPARQL results in XML, JSON, CSV and TSV, read by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from xml.etree import ElementTree

from conformance.graphs import read_graph
from conformance.results import Result, Solutions, csv_literal
from conformance.terms import XSD, Blank, Iri, Term, Triple, literal

SRX = "{http://www.w3.org/2005/sparql-results#}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ITS = "{http://www.w3.org/2005/11/its}"


def read(body: bytes, format: str, *, base: str) -> Result:
    """The result in a document; `format` is a short name."""
    readers = {"json": _read_json, "xml": _read_xml, "csv": _read_csv, "tsv": _read_tsv}
    if format in readers:
        return readers[format](body)
    return read_graph(body, format, base)


def _read_json(body: bytes) -> Result:
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    columns = tuple(document["head"]["vars"])
    rows = document["results"]["bindings"]
    assert all(set(row) <= set(columns) for row in rows)
    return Solutions(
        columns,
        tuple(tuple(_json_term(row[name]) if name in row else None for name in columns) for row in rows),
    )


def _json_term(term: dict[str, Any]) -> Term:
    value = term["value"]
    match term["type"]:
        case "uri":
            return Iri(value)
        case "bnode":
            return Blank(value)
        case "triple":
            return Triple(*(_json_term(value[part]) for part in ("subject", "predicate", "object")))
        case "literal" | "typed-literal":
            return literal(
                value,
                datatype=term.get("datatype", ""),
                language=term.get("xml:lang", ""),
                direction=term.get("its:dir", ""),
            )
    raise ValueError(term)


def _read_xml(body: bytes) -> Result:
    root = ElementTree.fromstring(body)  # noqa: S314 - our own answers and the W3C's files
    assert root.tag == f"{SRX}sparql"
    boolean = root.find(f"{SRX}boolean")
    if boolean is not None:
        assert boolean.text in ("true", "false")
        return boolean.text == "true"
    columns = tuple(one.attrib["name"] for one in root.findall(f"{SRX}head/{SRX}variable"))
    rows = []
    for result in root.findall(f"{SRX}results/{SRX}result"):
        bound = {one.attrib["name"]: _xml_term(one[0]) for one in result}
        assert set(bound) <= set(columns)
        rows.append(tuple(bound.get(name) for name in columns))
    return Solutions(columns, tuple(rows))


def _xml_term(element: ElementTree.Element) -> Term:
    text = element.text or ""
    match element.tag.removeprefix(SRX):
        case "uri":
            return Iri(text)
        case "bnode":
            return Blank(text)
        case "triple":
            return Triple(*(_xml_term(part[0]) for part in element))
        case "literal":
            return literal(
                text,
                datatype=element.attrib.get("datatype", ""),
                language=element.attrib.get(f"{XML}lang", ""),
                direction=element.attrib.get(f"{ITS}dir", ""),
            )
    raise ValueError(element.tag)


def _read_csv(body: bytes) -> Result:
    if body.strip() in (b"true", b"false"):
        return body.strip() == b"true"
    head, *rows = list(csv.reader(io.StringIO(body.decode("utf-8"), newline=""))) or [[]]
    read = [[_csv_cell(cell) for cell in row] for row in rows]
    if len(head) <= 1:  # an empty line is one empty cell, or no cell at all
        read = [row or [literal("")] * len(head) for row in read]
    assert all(len(row) == len(head) for row in read), body
    return Solutions(tuple(head), tuple(map(tuple, read)))


def _csv_cell(text: str) -> Term:
    return Blank(text[2:]) if text.startswith("_:") else csv_literal(text)


_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_TOKEN = re.compile(
    r"\s*(?:<(?P<iri>[^<>\s]*)>|_:(?P<blank>[^\s<>]+)|(?P<open><<\()|(?P<close>\)>>)"
    r'|"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+?)(?:--(?P<direction>\w+))?(?=[\s)]|$)|\^\^<(?P<type>[^>]*)>)?'
    r"|'(?P<quoted>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s<>()]+))"
)
_BARE = (
    (re.compile(r"[+-]?\d+"), "integer"),
    (re.compile(r"[+-]?\d*\.\d+"), "decimal"),
    (re.compile(r"[+-]?(\d+\.\d*|\.?\d+)[eE][+-]?\d+"), "double"),
    (re.compile(r"true|false"), "boolean"),
)


def _read_tsv(body: bytes) -> Result:
    if body.strip() in (b"true", b"false"):
        return body.strip() == b"true"
    lines = body.decode("utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n")
    head = lines[0].split("\t") if lines[0] else []
    assert all(name[0] in "?$" for name in head), head
    rows = []
    for line in lines[1:]:
        cells = line.split("\t") if head else []
        assert len(cells) == len(head), line
        rows.append(tuple(_tsv_term(cell) if cell.strip() else None for cell in cells))
    return Solutions(tuple(name[1:] for name in head), tuple(rows))


def _tsv_term(text: str) -> Term:
    term, end = _scan(text, 0)
    assert not text[end:].strip(), text
    return term


def _scan(text: str, start: int) -> tuple[Term, int]:
    found = _TOKEN.match(text, start)
    assert found, text[start:]
    end = found.end()
    if found["open"]:
        parts = []
        for _ in range(3):
            part, end = _scan(text, end)
            parts.append(part)
        closing = _TOKEN.match(text, end)
        assert closing and closing["close"], text
        return Triple(*parts), closing.end()
    if found["iri"] is not None:
        return Iri(_unescaped(found["iri"])), end
    if found["blank"]:
        return Blank(found["blank"]), end
    if found["text"] is not None or found["quoted"] is not None:
        value = _unescaped(found["text"] if found["text"] is not None else found["quoted"])
        tag = {"language": found["language"] or "", "direction": found["direction"] or ""}
        return literal(value, datatype=found["type"] or "", **tag), end
    for pattern, datatype in _BARE:
        if pattern.fullmatch(found["bare"]):
            return literal(found["bare"], datatype=XSD + datatype), end
    raise ValueError(text)


def _unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        body = found[1]
        return chr(int(body[1:], 16)) if body[0] in "uU" else _ESCAPES[body]

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", character, text)
