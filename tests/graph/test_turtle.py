"""The Turtle of an export is laid out for people who read differences."""

from __future__ import annotations

import difflib
from pathlib import Path

import pyoxigraph
import pytest
from graph.samples import GRAPHS, QUADS, Quad, kg, make_dataset, make_project, quad_lists, thing
from hypothesis import given, settings

from kg.graph.dataset import Dataset
from kg.graph.export import export
from kg.model.terms import RDF, SKOS, XSD, Triple, iri, literal

GOLDEN = Path(__file__).parents[1] / "golden"
NAMESPACES = make_project(Path()).namespaces
TYPE = iri(f"{RDF}type")
LABEL = iri(f"{SKOS}prefLabel")


def turtle(dataset: Dataset, *, format: str = "turtle") -> str:
    return b"".join(export(dataset, format, namespaces=NAMESPACES)).decode()


def one(*triples: Triple) -> str:
    return turtle(make_dataset((GRAPHS[0], triple) for triple in triples))


def sample() -> Dataset:
    person, meeting, start = thing("jing-junhai"), thing("a000--meeting"), kg("start")
    quads = [
        (GRAPHS[0], Triple(thing("a000"), iri("http://purl.org/dc/terms/language"), literal("ru"))),
        (GRAPHS[0], Triple(person, TYPE, kg("Official"))),
        (GRAPHS[2], Triple(person, TYPE, kg("Person"))),
        (GRAPHS[0], Triple(person, LABEL, literal("Цзин Цзюньхай", language="ru"))),
        (GRAPHS[1], Triple(person, LABEL, literal("景俊海", language="zh"))),
        (GRAPHS[1], Triple(person, LABEL, literal("長春\u00a0「市」", language="zh-Hant"))),
        (GRAPHS[0], Triple(person, LABEL, literal("Jing Junhai", language="en"))),
        (GRAPHS[0], Triple(meeting, TYPE, kg("Meeting"))),
        (GRAPHS[0], Triple(meeting, start, literal("120", datatype=f"{XSD}integer"))),
        (GRAPHS[0], Triple(meeting, kg("open"), literal("true", datatype=f"{XSD}boolean"))),
        (GRAPHS[0], Triple(meeting, kg("day"), literal("2021-04-27", datatype=f"{XSD}date"))),
        (GRAPHS[0], Triple(meeting, kg("gist"), literal('He said: "5\\6"\nand left\t🚗'))),
        (GRAPHS[0], Triple(meeting, kg("page"), iri("https://news.example/2021/a.html?x=1&y=2#top"))),
        (GRAPHS[0], Triple(meeting, kg("participant"), person)),
    ]
    return make_dataset(quads)


@pytest.mark.parametrize(("format", "suffix"), [("turtle", "ttl"), ("trig", "trig")])
def test_the_layout_is_that_of_the_golden_file(format: str, suffix: str) -> None:
    golden = (GOLDEN / f"export.{suffix}").read_text(encoding="utf-8")
    assert turtle(sample(), format=format) == golden


@settings(max_examples=150, deadline=None)
@given(quads=quad_lists(), added=QUADS)
def test_one_added_statement_changes_at_most_three_lines(quads: list[Quad], added: Quad) -> None:
    before = turtle(make_dataset(quads)).split("\n")
    after = turtle(make_dataset([*quads, added])).split("\n")
    changed = [
        line
        for line in difflib.unified_diff(before, after, lineterm="", n=0)
        if line[0] in "+-" and line[:3] not in ("+++", "---") and not line.startswith("+@prefix")
    ]
    assert len(changed) <= 3


def test_an_added_property_is_one_added_line() -> None:
    dataset = sample()
    before = turtle(dataset).splitlines()
    dataset.add(GRAPHS[0], Triple(thing("a000--meeting"), kg("venue"), thing("faw")))
    after = turtle(dataset).splitlines()
    assert [line for line in after if line not in before] == ["    kg:venue id:faw ;"]
    assert len(after) == len(before) + 1


def test_subjects_stand_in_the_order_of_their_iris() -> None:
    names = ["a000--meeting", "a000", "a0000", "a000-b", "b"]
    written = one(*(Triple(thing(name), kg("p"), literal("x")) for name in names))
    assert [line.split()[0] for line in written.splitlines() if " kg:p " in line] == [
        f"id:{name}" for name in sorted(names)
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a000--meeting", "id:a000--meeting"),
        ("0", "id:0"),
        ("_x", "id:_x"),
        ("-a", "<https://kg.example/id/-a>"),
        ("a.b", "<https://kg.example/id/a.b>"),
        ("a/b", "<https://kg.example/id/a/b>"),
        ("", "<https://kg.example/id/>"),
        ("景", "<https://kg.example/id/景>"),
        ("a%20b", "<https://kg.example/id/a%20b>"),
    ],
)
def test_only_names_that_need_no_escape_are_shortened(name: str, written: str) -> None:
    assert f"\n{written} kg:p " in one(Triple(thing(name), kg("p"), literal("x")))


def test_only_used_prefixes_are_declared_the_projects_own_first() -> None:
    written = one(
        Triple(thing("a"), LABEL, literal("1", datatype=f"{XSD}decimal")), Triple(thing("a"), TYPE, kg("X"))
    )
    declared = [line.split()[1] for line in written.splitlines() if line.startswith("@prefix")]
    assert declared == ["id:", "kg:", "skos:", "xsd:"]


def test_the_longest_namespace_wins_and_of_two_names_for_one_the_first() -> None:
    namespaces = {"wide": "http://e.example/", "b": "http://e.example/deep/", "a": "http://e.example/deep/"}
    subject = iri("http://e.example/deep/x")
    dataset = make_dataset([(GRAPHS[0], Triple(subject, iri("http://e.example/p"), subject))])
    written = b"".join(export(dataset, "turtle", namespaces=namespaces)).decode()
    assert "\na:x wide:p a:x ;\n" in written


def test_numbers_and_truth_values_stand_bare_only_in_their_canonical_form() -> None:
    cases = {
        ("integer", "-12"): "-12",
        ("integer", "012"): '"012"^^xsd:integer',
        ("integer", "-0"): "-0",
        ("boolean", "false"): "false",
        ("boolean", "1"): '"1"^^xsd:boolean',
        ("decimal", "1.5"): '"1.5"^^xsd:decimal',
    }
    for (datatype, text), written in cases.items():
        value = literal(text, datatype=XSD + datatype)
        document = one(Triple(thing("a"), kg("p"), value))
        assert f"kg:p {written} ;" in document
        (quad,) = pyoxigraph.parse(document, pyoxigraph.RdfFormat.TURTLE)
        assert str(quad.object) == value
