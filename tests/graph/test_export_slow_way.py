"""Exports are, byte for byte, what the plain way gives; and of a large version little is in memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from graph.samples import GRAPHS, IRIS, LITERALS, PREDICATES, Quad, kg, make_dataset, make_project, thing
from graph.slow_export import slow_export
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import nquads
from kg.graph.export import EXPORT_FORMATS, export
from kg.graph.export.memo import Memo
from kg.graph.nquads import open_quads
from kg.graph.version import Facts, Version, write_version
from kg.model.terms import RDF, XSD, Triple, iri, literal

NAMESPACES = make_project(Path()).namespaces
FORMATS = list(EXPORT_FORMATS)

# Beginnings of one another, of which those that stand behind a hyphen, a dot or a digit come first in lines.
NESTED = [
    *("a", "a-b", "a-b-c", "a--b", "a.b", "ab", "a/b", "a_b", "a0", "a00", "b", "b-"),
    *("m/1", "m/1/2", "m/1/2/3", "m", "", "景", "景-俊", "é"),
]
SUBJECTS = st.one_of(st.sampled_from(NESTED).map(thing), st.just(iri("https://kg.example")), IRIS)
QUADS = st.tuples(
    st.sampled_from(GRAPHS),
    st.builds(Triple, SUBJECTS, PREDICATES, st.one_of(SUBJECTS, LITERALS)),
)


@st.composite
def many_quads(draw: st.DrawFn) -> list[Quad]:
    """Quads of which some are said again in another graph."""
    quads = draw(st.lists(QUADS, max_size=40))
    again = (
        draw(st.lists(st.tuples(st.sampled_from(GRAPHS), st.sampled_from(quads)), max_size=10))
        if quads
        else []
    )
    return quads + [(graph, triple) for graph, (_, triple) in again]


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=150, deadline=None)
@given(quads=many_quads(), block=st.sampled_from([1, 100, 400, 1500, 1 << 16]))
def test_the_bytes_are_those_of_the_plain_way_however_small_the_blocks(
    format: str, quads: list[Quad], block: int
) -> None:
    dataset = make_dataset(quads)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(nquads, "_BLOCK", block)
        patched.setattr(nquads, "_PROBED", max(block // 8, 1))
        written = b"".join(export(dataset, format, namespaces=NAMESPACES))
    assert written == slow_export(dataset.quad_lines(), format, NAMESPACES)


@settings(max_examples=200, deadline=None)
@given(
    said=st.lists(st.tuples(st.sampled_from(GRAPHS), st.sampled_from(NESTED)), max_size=30),
    block=st.sampled_from([1, 60, 120, 300]),
)
def test_subjects_that_others_begin_with_come_before_them_from_wherever_they_stand(
    said: list[tuple[str, str]], block: int
) -> None:
    dataset = make_dataset((graph, Triple(thing(name), kg("p"), kg("q"))) for graph, name in said)
    with pytest.MonkeyPatch.context() as patched, open_quads(dataset.quad_lines()) as read:
        patched.setattr(nquads, "_BLOCK", block)
        for graph in (None, *GRAPHS):
            names = sorted({name for one, name in said if graph in (None, one)})
            found = [term.decode() for some in read.subjects(graph) for term, _ in some]
            assert found == [thing(name) for name in names]


def hand_made() -> list[Quad]:
    """Statements of every kind that a file of quads holds, and some that only look like another kind."""
    a, b = thing("a"), thing("a--b")
    values = [
        literal("12", datatype=f"{XSD}integer"),
        literal("-0", datatype=f"{XSD}integer"),
        literal("012", datatype=f"{XSD}integer"),
        literal("true", datatype=f"{XSD}boolean"),
        literal("1", datatype=f"{XSD}boolean"),
        literal('"12"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        literal(f"<{thing('a')[1:-1]}> <{GRAPHS[0][1:-1]}> ."),
        literal(f"ends with an IRI <{thing('a')[1:-1]}>"),
        literal(" <"),
        literal("長春\n「市」\t\\ \u2028", language="zh-Hant"),
        literal("长春", language="zh"),
        literal("长春"),
        literal("5", datatype="http://undeclared.example/terms/kg"),
        *(a, b, thing("景"), thing("a.b"), iri("https://kg.example/id/")),
    ]
    found = [(GRAPHS[0], Triple(a, kg("p"), value)) for value in values]
    found += [(GRAPHS[1], Triple(a, kg("p-q"), value)) for value in values[::2]]
    found += [(graph, Triple(b, iri(f"{RDF}type"), kg("Meeting"))) for graph in GRAPHS]
    found += [(GRAPHS[2], Triple(b, iri("http://www.w3.org/1999/02/22-rdf-syntax-ns"), literal("")))]
    return found + [(GRAPHS[1], Triple(b, iri(f"{RDF}type"), thing(name))) for name in ("z-a", "z")]


@pytest.mark.parametrize("format", FORMATS)
def test_literals_that_look_like_terms_are_left_as_they_are(format: str) -> None:
    dataset = make_dataset(hand_made())
    written = b"".join(export(dataset, format, namespaces=NAMESPACES))
    assert written == slow_export(dataset.quad_lines(), format, NAMESPACES)


@pytest.mark.parametrize("format", FORMATS)
def test_a_subject_of_many_blocks_stays_one(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nquads, "_BLOCK", 1 << 10)
    long = [Triple(thing("m"), kg("says"), literal(f"{number:05} " + "長" * 20)) for number in range(2000)]
    others = [Triple(thing(name), kg("p"), thing("m")) for name in ("a", "m-1", "m-2", "m0", "z")]
    dataset = make_dataset((GRAPHS[len(triple.object) % 2], triple) for triple in [*long, *others])
    written = b"".join(export(dataset, format, namespaces=NAMESPACES))
    assert written == slow_export(dataset.quad_lines(), format, NAMESPACES)


def test_progress_tells_of_all_statements_and_never_falls_back(tmp_path: Path) -> None:
    dataset = make_dataset(
        (graph, Triple(thing(f"m{number:05}"), kg("p"), literal("長" * 50)))
        for graph in GRAPHS[:2]
        for number in range(4000)
    )
    version = write_version(make_project(tmp_path), dataset, Facts())
    for format in FORMATS:
        told = news_of(version, format)
        assert {(stage, total) for stage, _, total in told} == {("writing the export", 8000)}
        done = [one for _, one, _ in told]
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, 8000)
        assert len(set(done)) > 3


def news_of(version: Version, format: str) -> list[tuple[str, int, int]]:
    told: list[tuple[str, int, int]] = []
    blocks = export(version, format, namespaces=NAMESPACES, progress=lambda *news: told.append(news))
    assert sum(map(len, blocks)) > 0
    return told


def lines_of(subjects: int) -> Iterator[bytes]:
    for number in range(subjects):
        for place in range(8):
            yield (
                f"<https://kg.example/id/n{number:06}> <{kg(f'p{place}')[1:-1]}> "
                f'"{"text " * 12}{number}" <https://kg.example/graph/n{number // 50}> .\n'
            ).encode()


def peak_of(path: Path, subjects: int) -> tuple[int, int]:
    """The size of a file of so many subjects, and the most that was in memory while it was read."""
    with path.open("wb") as file:
        file.writelines(lines_of(subjects))
    tracemalloc.start()
    try:
        with open_quads(path) as quads:
            read = sum(len(some) for some in quads.subjects())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == subjects
    return path.stat().st_size, peak


@pytest.mark.slow
def test_what_is_in_memory_does_not_grow_with_the_version(tmp_path: Path) -> None:
    few_bytes, few = peak_of(tmp_path / "few.nq", 3_000)
    many_bytes, many = peak_of(tmp_path / "many.nq", 15_000)
    assert many_bytes > 15_000_000
    assert many_bytes > 4.9 * few_bytes
    assert many < 1.1 * few
    assert many < 3_000_000


def test_what_is_remembered_has_bounds() -> None:
    made: list[bytes] = []

    def work(key: bytes) -> int:
        made.append(key)
        return len(key)

    memo = Memo(work)
    keys = [b"%d" % number for number in range(100_000)]
    assert [memo[key] for key in keys] == [len(key) for key in keys]
    assert len(memo) < 20_000
    made.clear()
    assert memo[keys[-1]] == 5
    assert made == []
    assert memo[b"x" * 10_000] == memo[b"x" * 10_000] == 10_000
    assert len(made) == 2, "one long text could weigh as much as all that is kept"
