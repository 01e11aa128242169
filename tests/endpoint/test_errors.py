"""The words and the places of errors, from the engine's parser to the reader."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from endpoint.query_mistakes import MISTAKES

from kg.endpoint.explain import explain_failure
from kg.endpoint.formats import formats_for
from kg.endpoint.protocol import Query, query_form
from kg.endpoint.service import Answer, Endpoint
from kg.endpoint.slips.well_known import WELL_KNOWN
from kg.model.errors import QueryError, QueryFailed, QuerySyntax
from kg.model.project import WELL_KNOWN_PREFIXES

Ask = Callable[..., Answer]
GOLDEN = Path(__file__).parent.parent / "golden" / "query-errors.txt"


def error_of(endpoint: Endpoint, text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        endpoint.answer(Query(text), formats_for(query_form(text))[0])
    return caught.value


def told(name: str, text: str, error: QueryError) -> str:
    """What a reader gets to see, with the query above it."""
    lines = [f"# {name}", *(f"    {line}" for line in text.split("\n"))]
    place = f"{error.line}:{error.column}: " if error.line else ""
    lines.append(f"{place}{error.kind}: {error.message}")
    if error.help:
        lines.append(f"  help: {error.help}")
    if error.suggestion is not None:
        lines.append(f"  perhaps: {json.dumps(error.suggestion, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_at_its_place(endpoint: Endpoint, name: str) -> None:
    text, place, suggestion = MISTAKES[name]
    error = error_of(endpoint, text)
    found = None if error.line is None else (error.line, error.column, error.length)
    assert (found, error.suggestion) == (place, suggestion)
    assert isinstance(error, QuerySyntax | QueryFailed)


def test_the_words_of_every_mistake_are_those_of_the_golden_file(endpoint: Endpoint) -> None:
    written = "\n".join(told(name, text, error_of(endpoint, text)) for name, (text, _, _) in MISTAKES.items())
    if os.environ.get("KG_WRITE_GOLDEN"):
        GOLDEN.write_text(written, encoding="utf-8", newline="\n")
    assert written == GOLDEN.read_text("utf-8")


def test_no_error_shows_the_inside_of_the_engine(endpoint: Endpoint) -> None:
    for name, (text, _, _) in MISTAKES.items():
        error = error_of(endpoint, text)
        words = re.sub("<[^>]*>|`[^`]*`", "", f"{error.message} {error.help}")
        for inside in ("expected", "error at", "unreported", "\\u{", "Error(", "panic", ".rs", "/", "pyoxi"):
            assert inside not in words, name
        assert not error.message.endswith(".")


@pytest.mark.parametrize(
    "message",
    [
        "IO error: No such file or directory: /srv/kg/build/versions/1/merged/000012.sst",
        "called `Option::unwrap()` on a `None` value",
        "thread 'main' panicked at lib/spareval/src/eval.rs:1042:13",
        "Corruption: block checksum mismatch: stored = 4229",
        "",
    ],
)
def test_a_failure_of_the_engine_is_told_without_its_words(message: str) -> None:
    error = explain_failure(message, query="ASK {}", namespaces={})
    assert error.message == "the engine cannot evaluate this query"
    assert error.help


def test_a_cap_of_our_own_is_told() -> None:
    message = "merging these default graphs would copy more than 200,000 triples"
    assert explain_failure(message).message == message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * { ?s lib:service ?o , 'service' ; ; lib:x }", (1, 52, 1)),
        ("SELECT * { ?s ?p ?o . # service\n ?s lib:service 'x' ?o }", (2, 21, 2)),
        ("SELECT * { ?s ?p 'a\\\n' }", (1, 18, 1)),
        ("SELECT * {\r\n ?s ?p ?o\r\n ?t ?q ?r }", (3, 2, 2)),
    ],
)
def test_places_are_those_of_the_client_text(
    endpoint: Endpoint, text: str, place: tuple[int, int, int]
) -> None:
    error = error_of(endpoint, text)
    assert (error.line, error.column, error.length) == place


def test_the_declaration_that_is_suggested_mends_the_query(endpoint: Endpoint) -> None:
    text = "SELECT * { ?s dbo:birthPlace ?o }"
    suggestion = error_of(endpoint, text).suggestion
    mended = f"{suggestion}\n{text}"
    assert endpoint.answer(Query(mended), formats_for("SELECT")[0]).solutions == 0


def test_suggestions_in_place_mend_the_query(endpoint: Endpoint) -> None:
    tried = 0
    for name, (text, place, suggestion) in MISTAKES.items():
        if place is None or not suggestion or suggestion.startswith("PREFIX ") or "\n" in text:
            continue
        _, column, length = place
        mended = f"{text[: column - 1]}{suggestion}{text[column - 1 + length :]}"
        try:
            endpoint.answer(Query(mended), formats_for(query_form(mended))[0])
        except QueryError as error:  # a second slip of the same text may be left, behind the first
            assert error.line is None or (error.line, error.column or 0) > (1, column), (name, mended)
        else:
            tried += 1
    assert tried >= 30


def test_well_known_prefixes_need_no_declaration(ask: Ask) -> None:
    names = (
        "cur:x dcterms:x foaf:x oa:x org:x owl:x prov:x rdf:x rdfs:x schema:x sh:x skos:x xsd:x id:x lib:x"
    )
    assert ask(f"ASK {{ VALUES ?x {{ {names} }} }}").body == b"true"


def test_prefixes_mean_the_same_wherever_they_are_known() -> None:
    assert len(WELL_KNOWN) >= 60
    for prefix, namespace in WELL_KNOWN_PREFIXES.items():
        assert WELL_KNOWN.get(prefix, namespace) == namespace
    assert all(namespace[-1] in "/#" or prefix == "xml" for prefix, namespace in WELL_KNOWN.items())
