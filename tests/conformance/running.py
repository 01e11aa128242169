"""Running one test of the suites over HTTP: in every way of asking and every format that applies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from conformance.checks import GRAPH_FORMATS, MEDIA_TYPES, SOLUTION_FORMATS, TYPES, Check, Outcome, told
from conformance.describing import describe
from conformance.documents import read
from conformance.results import Result, Solutions, Triples
from conformance.served import WAYS, Client, Response
from conformance.suite import EVALUATION, NEGATIVE, POSITIVE, UPDATES, ProtocolTest, Request, Test
from conformance.terms import Literal, Triple, same

EMPTY = "https://tests.example/empty"
_RELATIVE = re.compile(r"<[^<>\"{}|^`\\\x00-\x20:?]*>")
_IN_BRACES = re.compile(r"\{[^{}]*\}")
UPDATE = "application/sparql-update"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_COMMENT_OR_STRING = re.compile(r"""<[^<>\s]*>|"[^"\n]*"|'[^'\n]*'|#[^\n]*""")


def run(test: Test, client: Client) -> Outcome:
    """Run a test."""
    if test.kind in EVALUATION:
        checks = _evaluate(test, client)
    elif test.kind in POSITIVE:
        checks = _accept(test, client)
    elif test.kind in NEGATIVE:
        checks = _reject(test, client)
    elif test.kind in UPDATES:
        checks = _refuse(test, client)
    elif isinstance(test, ProtocolTest):
        checks = _speak(test, client)
    else:
        checks = describe(test, client)
    return Outcome(test, tuple(checks))


def text_of(test: Test) -> str:
    """The query, with its own address as base where it has relative IRIs.

    The protocol knows no base of a query but the address of the endpoint, while the suites mean the
    address of the file that holds the query.
    """
    return f"BASE <{test.base}>\n{test.query}" if _RELATIVE.search(test.query) else test.query


def dataset_of(test: Test) -> list[tuple[str, str]]:
    """The parameters that select the data of a test; its query may do that itself."""
    if re.search(r"^\s*FROM\b", test.query, re.MULTILINE | re.IGNORECASE):
        return []
    default = test.default or (() if test.named else (EMPTY,))
    return [("default-graph-uri", one) for one in default] + [("named-graph-uri", one) for one in test.named]


def _evaluate(test: Test, client: Client) -> Iterator[Check]:
    assert test.result is not None
    suffix = test.result.suffix.removeprefix(".")
    format = {"srx": "xml", "srj": "json", "ttl": "turtle", "nt": "ntriples"}.get(suffix, suffix)
    base = test.base.rpartition("/")[0] + f"/{test.result.name}"
    wanted = read(test.result.read_bytes(), format, base=base)
    for way in WAYS:
        for name in _formats(test, wanted):
            response = client.ask(text_of(test), way=way, accept=TYPES[name], dataset=dataset_of(test))
            yield Check(way, name, _difference(response, name, wanted, ordered=_is_ordered(test.query)))


def _formats(test: Test, wanted: Result) -> Sequence[str]:
    """The formats in which the answer can be written and compared."""
    if test.kind == "CSVResultFormatTest":
        return ("csv",)
    formats = GRAPH_FORMATS if isinstance(wanted, Triples) else SOLUTION_FORMATS
    if isinstance(wanted, bool):
        return formats
    terms = {term for row in wanted.rows for term in row}
    if any(isinstance(term, Triple) for term in terms):  # JSON-LD knows none, and for CSV nothing is said
        formats = tuple(name for name in formats if name not in ("jsonld", "csv"))
    if any(isinstance(term, Literal) and _NOT_XML.search(term.text) for term in terms):
        formats = tuple(name for name in formats if name not in ("rdfxml", "xml"))
    return formats


def _difference(response: Response, format: str, wanted: Result, *, ordered: bool) -> str:
    if response.status != 200:
        return f"status {response.status}: {response.body[:200].decode(errors='replace')}"
    if response.media_type != TYPES[format]:
        return f"media type {response.media_type}"
    try:
        found = read(response.body, format, base="http://base.example/")
    except Exception as problem:  # noqa: BLE001 - whatever a reader cannot read is wrong
        return f"not readable: {problem!r}"
    if isinstance(wanted, bool) or isinstance(found, bool):
        return "" if found is wanted else f"{found!r} instead of {wanted!r}"
    if isinstance(wanted, Triples):
        equal = isinstance(found, Triples) and same(found.rows, wanted.rows)
        return "" if equal else f"other triples: {found.rows!r}"
    if not isinstance(found, Solutions):
        return "a graph instead of solutions"
    if format == "csv":
        wanted = wanted.as_csv()
    if sorted(found.columns) != sorted(wanted.columns):
        return f"columns {found.columns} instead of {wanted.columns}"
    equal = same(found.by_name(), wanted.by_name(), ordered=ordered)
    return "" if equal else f"other solutions: {found.rows!r}"


def _is_ordered(query: str) -> bool:
    """Whether the outermost query has an ORDER BY."""
    text = _COMMENT_OR_STRING.sub(" ", query)
    while (inner := _IN_BRACES.sub(" ", text)) != text:
        text = inner
    return re.search(r"\bORDER\s+BY\b", text, re.IGNORECASE) is not None


def _accept(test: Test, client: Client) -> Iterator[Check]:
    for way in WAYS:
        response = client.ask(text_of(test), way=way, dataset=[("default-graph-uri", EMPTY)])
        # A function that nobody has is no slip of syntax.
        read = response.status == 200 or (response.status == 400 and b"/problems/evaluation" in response.body)
        yield Check(way, "", "" if read else told(response))


def _reject(test: Test, client: Client) -> Iterator[Check]:
    for way in WAYS:
        response = client.ask(text_of(test), way=way)
        refused = response.status == 400 and b"/problems/syntax" in response.body
        yield Check(way, "", "" if refused else told(response))


def _refuse(test: Test, client: Client) -> Iterator[Check]:
    """Whatever an update says, nothing is changed, and nobody is told that it was."""
    update = {"Content-Type": "application/sparql-update"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for way, response in (
        (
            "form POST",
            client.send(
                "POST", "/sparql", headers=form, body=b"update=" + quote(test.query, safe="").encode()
            ),
        ),
        ("direct POST", client.send("POST", "/sparql", headers=update, body=test.query.encode())),
    ):
        yield Check(way, "", "" if response.status == 403 else told(response))
    for way in WAYS:
        response = client.ask(test.query, way=way)
        yield Check(way, "", "" if response.status in (400, 403) else told(response))


def _speak(test: ProtocolTest, client: Client) -> Iterator[Check]:
    for request in test.requests:
        changes = not is_for_readers(test)
        path = request.path.replace("/sparql/", "/sparql", 1)
        response = client.send(request.method, path, headers=request.headers, body=request.body or None)
        if changes:  # the endpoint is read-only: what would be an update is refused, and nothing follows
            yield Check(request.method, "", "" if response.status == 403 else told(response))
            return
        yield Check(request.method, "", _wrong(response, request))


def is_for_readers(test: ProtocolTest) -> bool:
    """Whether a test applies to an endpoint that changes nothing: all but those that want an update done."""
    first = test.requests[0]
    changes = first.headers.get("content-type") == UPDATE or first.body.startswith(b"update=")
    return "4xx" in first.statuses or not changes


def _wrong(response: Response, request: Request) -> str:
    if not any(str(response.status).startswith(status[0]) for status in request.statuses):
        return told(response)
    if not request.format:
        return ""
    format = MEDIA_TYPES.get(response.media_type, "")
    fitting = GRAPH_FORMATS if request.format == "RDF" else SOLUTION_FORMATS
    if format not in fitting:
        return f"media type {response.media_type}"
    found = read(response.body, format, base="http://base.example/")
    kind = {"RDF": Triples, "tabular": Solutions, "boolean": bool}[request.format]
    if not isinstance(found, kind):
        return f"{found!r} is not {request.format}"
    return "" if request.boolean is None or found is request.boolean else f"{found!r}"


def arguments(files: dict[str, Path]) -> list[str]:
    """What `kg serve` is given to serve all data of the suites."""
    return [f"{iri}={path}" for iri, path in sorted(files.items())]
