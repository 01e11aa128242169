"""Counting and correcting answers as bytes, against the engine's own writers."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, Store, serialize

from kg.endpoint.answer_bytes import (
    count_solutions,
    first_solutions,
    restore_tags,
    sort_prefixes,
    used_prefixes,
)

RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS = {
    "ntriples": RdfFormat.N_TRIPLES,
    "turtle": RdfFormat.TURTLE,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
# Letters that quote, end or separate something in one of the formats, and a tag that is none.
HARD = st.lists(
    st.sampled_from([*"\"\\{}[],:;.<>@\t\n\r '&a中", '"@zh-hant', "}},{", "</result>", "{}"])
).map("".join)


def terms(texts: list[str]) -> list[Literal]:
    return [
        Literal(text, language="zh-Hant") if place % 2 else Literal(text) for place, text in enumerate(texts)
    ]


def answer(values: list[Literal | None], format: str) -> bytes:
    rows = " ".join(f"({value if value is not None else 'UNDEF'})" for value in values)
    return Store().query(f"SELECT ?x {{ VALUES (?x) {{ {rows} }} }}").serialize(format=RESULTS[format]) or b""


@pytest.mark.parametrize("format", RESULTS)
@settings(max_examples=40, deadline=None)
@given(texts=st.lists(HARD, max_size=5), unbound=st.booleans())
def test_solutions_are_counted_exactly(format: str, texts: list[str], unbound: bool) -> None:
    values: list[Literal | None] = [*terms(texts), *([None] if unbound else [])]
    assert count_solutions(answer(values, format), format) == len(values)


@pytest.mark.parametrize("value", ["}},{", '}},{"', "}},{}", '}},{",'])
@pytest.mark.parametrize("format", RESULTS)
def test_a_literal_that_looks_like_the_end_of_a_solution_is_none(format: str, value: str) -> None:
    for some in (Literal(value), Literal(value, language="en")):
        assert count_solutions(answer([some, some], format), format) == 2


@pytest.mark.parametrize("format", RESULTS)
def test_a_solution_without_columns_counts(format: str) -> None:
    assert count_solutions(Store().query("SELECT * {}").serialize(format=RESULTS[format]) or b"", format) == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(HARD, min_size=1, max_size=6), st.integers(0, 7), st.integers(0, 400))
def test_a_cut_keeps_whole_solutions(texts: list[str], wanted: int, lost: int) -> None:
    whole = answer(list(terms(texts)), "xml")
    cut = whole[: max(len(whole) - lost, whole.index(b"<results>") + 9)]
    mended, count = first_solutions(cut, wanted)
    assert count <= min(wanted, len(texts))
    assert mended.count(b"</result>") == count
    if lost == 0:
        assert count == min(wanted, len(texts))


@settings(max_examples=60, deadline=None)
@given(st.lists(HARD, min_size=2, max_size=5))
def test_only_tags_change_their_case_in_solutions(texts: list[str]) -> None:
    plain = json.loads(answer(list(terms(texts)), "json"))
    restored = json.loads(restore_tags(answer(list(terms(texts)), "json"), "json", ["en", "zh-Hant"]))
    for before, after in zip(plain["results"]["bindings"], restored["results"]["bindings"], strict=True):
        assert before["x"]["value"] == after["x"]["value"]
        assert after["x"].get("xml:lang") == ("zh-Hant" if "xml:lang" in before["x"] else None)


@pytest.mark.parametrize("format", GRAPHS)
@settings(max_examples=40, deadline=None)
@given(st.lists(HARD.filter(lambda text: "\r" not in text), min_size=1, max_size=5))
def test_only_tags_change_their_case_in_graphs(format: str, texts: list[str]) -> None:
    store = Store()
    for place, text in enumerate([*texts, "last"]):
        store.add(
            Quad(NamedNode(f"http://e/{place}"), NamedNode("http://e/p"), Literal(text, language="zh-Hant"))
        )
        store.add(Quad(NamedNode(f"http://e/{place}"), NamedNode("http://e/q"), Literal(text)))
    triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    body = serialize(triples, format=GRAPHS[format]) or b""
    restored = restore_tags(body, format, ["zh-Hant"])
    assert restored.lower() == body.lower()
    changed = sum(before != after for before, after in zip(body, restored, strict=True))
    assert changed == len(texts) + 1


def test_tsv_keeps_what_only_looks_like_a_tag() -> None:
    body = answer([Literal('a"@zh-hant', language="zh-Hant"), Literal('"@zh-hant')], "tsv")
    assert restore_tags(body, "tsv", ["zh-Hant"]) == b'?x\n"a\\"@zh-hant"@zh-Hant\n"\\"@zh-hant"\n'


def test_only_prefixes_that_occur_are_written_and_sorted() -> None:
    prefixes = {"b": "http://b/", "a": "http://a/", "c": "http://c/"}
    used = used_prefixes(b"<http://b/x> <http://a/p> <http://b/y> .\n", prefixes)
    assert used == {"b": "http://b/", "a": "http://a/"}
    turtle = b"@prefix b: <http://b/> .\n@prefix a: <http://a/> .\nb:x a:p b:y .\n"
    assert sort_prefixes(turtle).startswith(b"@prefix a: <http://a/> .\n@prefix b: ")
    assert sort_prefixes(turtle).endswith(b"\nb:x a:p b:y .\n")
