"""Answers of SELECT and ASK as an engine elsewhere writes them, read into terms that we know.

Only the columns that were asked for are taken, each under the name that the client gave it.  Labels of
blank nodes are ours: an engine may use names that are none, and they say something of its inside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pyoxigraph
from pyoxigraph import QueryResultsFormat

from kg.endpoint.worker.plain_text import NotPlain
from kg.model.terms import XSD

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BINDINGS = b'"bindings"'


def read_solutions(
    body: bytes, columns: Sequence[tuple[str, str]], *, whole: bool
) -> pyoxigraph.QuerySolutions:
    """Solutions in SPARQL 1.1 Query Results JSON; of a part, as many as are whole.

    `columns` pairs the names that the engine uses with those of the client.  Raises ValueError, NotPlain.
    """
    rows = _rows(json.loads(body)) if whole else _first_rows(body)
    blanks: dict[str, str] = {}
    found = [
        {name: _term(row[written], blanks) for written, name in columns if row.get(written)} for row in rows
    ]
    names = [name for _, name in columns]
    document = json.dumps({"head": {"vars": names}, "results": {"bindings": found}}, ensure_ascii=False)
    read = pyoxigraph.parse_query_results(document.encode("utf-8"), format=QueryResultsFormat.JSON)
    return cast("pyoxigraph.QuerySolutions", read)


def read_boolean(body: bytes) -> pyoxigraph.QueryBoolean:
    """The answer of an ASK; some engines write it as a table of one cell.  Raises ValueError."""
    document = json.loads(body)
    value = document.get("boolean") if isinstance(document, dict) else None
    if value is None:
        cells = [cell for row in _rows(document) for cell in row.values()]
        value = bool(cells) and cells[0].get("value") in ("1", "true")
    text = json.dumps({"head": {}, "boolean": bool(value)}).encode()
    return cast(
        "pyoxigraph.QueryBoolean", pyoxigraph.parse_query_results(text, format=QueryResultsFormat.JSON)
    )


def _rows(document: Any) -> list[Mapping[str, Any]]:
    try:
        rows = document["results"]["bindings"]
    except (TypeError, KeyError) as problem:
        raise ValueError("no SPARQL results") from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no SPARQL results")
    return rows


def _first_rows(body: bytes) -> Iterator[Mapping[str, Any]]:
    """The whole solutions of a document that may end anywhere."""
    text = body.decode("utf-8", errors="ignore")
    place = text.find("[", text.find(_BINDINGS.decode()))
    decode = json.JSONDecoder().raw_decode
    while place >= 0:
        place = text.find("{", place)
        try:
            row, place = decode(text, place)
        except (ValueError, IndexError):
            return
        yield row


def _term(cell: Mapping[str, Any], blanks: dict[str, str]) -> dict[str, Any]:
    kind, value = cell.get("type"), cell.get("value")
    if not isinstance(value, str):
        raise ValueError("a term without a value")  # noqa: TRY004 - any fault of the answer is one
    if kind == "bnode":
        return {"type": "bnode", "value": blanks.setdefault(value, f"b{len(blanks)}")}
    if kind == "uri":
        if not _ABSOLUTE.match(value):
            raise NotPlain(
                f"the engine of this site made the relative IRI <{value[:60]}>, for it knows no base; "
                "put the whole address together before IRI() makes a name of it"
            )
        return {"type": "uri", "value": value}
    language, datatype = cell.get("xml:lang"), cell.get("datatype")
    if language:
        return {"type": "literal", "value": value, "xml:lang": language}
    if datatype and datatype != XSD + "string":
        return {"type": "literal", "value": value, "datatype": datatype}
    return {"type": "literal", "value": value}
