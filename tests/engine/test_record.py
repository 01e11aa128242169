"""The record of a store, and what counts as the same value, without any store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.engine.contents import open_contents
from kg.engine.dialects import DIALECTS, DefaultGraph, dialect_of_server
from kg.engine.graph_store import bodies
from kg.engine.literals import value_key, virtuoso_key
from kg.engine.names import GONE, SHA256, record_graph
from kg.engine.record import Record, State, Status, lines_of, parse, to_lines

BASE = "https://records.example/"
_digest = st.text("0123456789abcdef", min_size=64, max_size=64)
_graph = st.from_regex(r"https://records\.example/graph/[a-zа-я]{1,8}", fullmatch=True)


@given(st.dictionaries(_graph, _digest), st.sets(_graph), st.sampled_from(State))
def test_a_record_is_read_as_it_was_written(graphs: dict[str, str], unsure: set[str], state: State) -> None:
    times = {"begun": "2026-01-01T00:00:00+00:00", "renewed": "2026-01-01T00:00:05+00:00"}
    status = Status(state, "f" * 64, **times, token="a1b2", default_graph=DefaultGraph.OWN)  # noqa: S106
    known = {graph: digest for graph, digest in graphs.items() if graph not in unsure}
    written = Record(status, known, frozenset(unsure))
    text = b"".join(to_lines(written, BASE)).decode()
    assert parse(text, BASE) == written
    escaped = text.encode("ascii", "backslashreplace").decode()  # as Virtuoso writes it
    assert parse(escaped, BASE) == written


def test_what_was_unsure_becomes_certain_by_additions_alone() -> None:
    begun = to_lines(
        Record(Status(State.BEGUN), {"urn:a": "1"}, frozenset(("urn:b", "urn:c", "urn:d"))), BASE
    )
    later = lines_of([("urn:b", SHA256, "2"), ("urn:c", GONE, "true")])
    found = parse(b"".join((*begun, *later)).decode(), BASE)
    assert found.graphs == {"urn:a": "1", "urn:b": "2"}
    assert found.unsure == {"urn:d"}


def test_two_digests_of_one_graph_make_it_unsure() -> None:
    twice = lines_of([("urn:a", SHA256, "1"), ("urn:a", SHA256, "2")])
    found = parse(b"".join(twice).decode(), BASE)
    assert found.graphs == {}
    assert found.unsure == {"urn:a"}


@pytest.mark.parametrize(
    "text", ["", "nonsense", "<a> <b> .", '<a> <b> "c', "\x00", f"<{record_graph(BASE)}> <x> <y> ."]
)
def test_a_record_of_another_form_is_no_record(text: str) -> None:
    assert parse(text, BASE).status.state is State.NONE


_XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f'"1"^^<{_XSD}integer>', f'"01"^^<{_XSD}nonNegativeInteger>'),
        (f'"1.50"^^<{_XSD}decimal>', f'"1.5"^^<{_XSD}decimal>'),
        (f'"12345678901234567890123"^^<{_XSD}integer>', f'"12345678901234567890123"^^<{_XSD}decimal>'),
        (f'"true"^^<{_XSD}boolean>', f'"1"^^<{_XSD}boolean>'),
        (f'"1.5E0"^^<{_XSD}double>', f'"1.5"^^<{_XSD}double>'),
        ('"a"@zh-Hant', '"a"@zh-hant'),
        (
            f'"2020-01-02T03:04:05.5+03:00"^^<{_XSD}dateTime>',
            f'"2020-01-02T03:04:05.500+03:00"^^<{_XSD}dateTime>',
        ),
        (f'"2020-01-02T03:04:05+00:00"^^<{_XSD}dateTime>', f'"2020-01-02T03:04:05Z"^^<{_XSD}dateTime>'),
    ],
)
def test_values_that_are_written_in_two_ways_are_the_same(one: str, other: str) -> None:
    assert value_key(one) == value_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"a"', '"a"@en'),
        ('"a"', "<a>"),
        ('"1"', f'"1"^^<{_XSD}integer>'),
        (f'"10"^^<{_XSD}integer>', f'"1"^^<{_XSD}integer>'),
        (f'"2020-01-02"^^<{_XSD}date>', f'"2020-01-03"^^<{_XSD}date>'),
        (f'"true"^^<{_XSD}boolean>', f'"1"^^<{_XSD}integer>'),
        ('"a"@en', '"a"@ru'),
    ],
)
def test_values_that_differ_are_not_the_same(one: str, other: str) -> None:
    assert value_key(one) != value_key(other)


def test_virtuoso_takes_true_for_one() -> None:
    assert virtuoso_key(f'"true"^^<{_XSD}boolean>') == virtuoso_key(f'"1"^^<{_XSD}integer>')
    assert virtuoso_key(f'"true"^^<{_XSD}boolean>') != virtuoso_key(f'"0"^^<{_XSD}integer>')


def test_stores_are_known_by_what_they_call_themselves() -> None:
    said = {
        "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu": "virtuoso",
        "Oxigraph/0.5.13": "oxigraph",
        "Apache Jena Fuseki (5.1.0)": "fuseki",
    }
    assert {text: getattr(dialect_of_server(text), "name", "") for text in said} == said
    assert dialect_of_server("nginx") is None
    assert dialect_of_server("") is None


def test_bodies_are_bounded_and_lose_no_line() -> None:
    dialect = DIALECTS["virtuoso"]
    lines = [b"<urn:s> <urn:p> <urn:o%d> .\n" % number for number in range(100_000)]
    parts = list(bodies(lines, dialect))
    assert len(parts) > 1
    assert all(len(body) <= dialect.body + 100 for body, _ in parts)
    assert sum(count for _, count in parts) == len(lines)
    assert b"".join(body.removeprefix(dialect.preamble) for body, _ in parts) == b"".join(lines)


def test_the_contents_of_a_version_are_its_graphs_and_their_union(tmp_path: Path) -> None:
    lines = sorted(
        [
            "<urn:s> <urn:p> <urn:o> <urn:g1> .\n",
            "<urn:s> <urn:p> <urn:o> <urn:g2> .\n",
            '<urn:s> <urn:p> "a <b> . \\n" <urn:g2> .\n',
            f'<urn:s> <urn:p> "true"^^<{_XSD}boolean> <urn:g2> .\n',
            f'<urn:s> <urn:p> "1"^^<{_XSD}integer> <urn:g2> .\n',
        ]
    )
    path = tmp_path / "graph.nq"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with open_contents(path, merged="urn:all", key=virtuoso_key, note=lambda _: None) as contents:
        counted = {name: (one.triples, one.stored) for name, one in contents.graphs.items()}
        assert counted == {"urn:g1": (1, 1), "urn:g2": (4, 3), "urn:all": (4, 3)}
        assert list(contents.triples("urn:g1")) == [b"<urn:s> <urn:p> <urn:o> .\n"]
        merged = list(contents.triples("urn:all"))
    assert merged == sorted({f"{line[: line.rfind(' <')]} .\n".encode() for line in lines})
