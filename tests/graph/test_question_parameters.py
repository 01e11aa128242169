"""Typed parameters of ready questions: what a head declares, and what may be written into its places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from projects import checked, make_project

from kg.graph.questions.parameters import Kind
from kg.graph.questions.places import code_of, fill, find_places, read_terms, skeleton
from kg.graph.questions.reading import Question, read_question
from kg.model.terms import XSD, Term, iri, literal, literal_parts

NAMESPACES = {
    "kg": "https://kg.example/ontology#",
    "id": "https://kg.example/id/",
    "xsd": XSD,
}
TEXT = """# title-en: Who
# parameter person: entity kg:Person kg:Official, optional
# person-en: Person
# parameter from: date first
# from-en: From
# parameter kind: code kg:event-kinds, several
# kind-en: Kind
# parameter least: number -3..7
# least-en: Least
# parameter name: text zh
# name-en: Name
# name-help-en: In Chinese
PREFIX id: <https://kg.example/id/>
SELECT * {
  # VALUES ?person { id:not-this } in a comment
  VALUES ?person { UNDEF }
  VALUES ?from { "2021-01-01"^^xsd:date }
  VALUES ?kind { kg:event-kind-talks <https://kg.example/ontology#event-kind-visit> }
  VALUES ?least { 2 }   VALUES ?name { '长春'@zh }
  VALUES ?other { 1 2 }
  FILTER (?x != "VALUES ?person { 'no' }")
}
"""
INJECTIONS = (
    '"} SERVICE <http://x.example/> { ?s ?p ?o } #',
    "x> } DELETE { ?s ?p ?o } #",
    "\\",
    '\\"',
    "\\u0022 } #",
    "\n}\n# ",
    "\r\n'''\"\"\"",
    "\x00",
    "} UNION { ?s ?p ?o",
    "UNDEF",
    "\u2028\u202e\ufeff",
    "<script>",
    "?person",
    "@zh . }",
)


def question(text: str = TEXT) -> Question:
    return read_question("who", text, NAMESPACES)


def faults(declaration: str, *, body: str = "VALUES ?x { UNDEF }", label: str = "# x-en: X\n") -> list[str]:
    text = f"# title-en: X\n# parameter {declaration}\n{label}ASK {{ {body} }}\n"
    return [one.message.en for one in read_question("x", text, NAMESPACES).faults]


def literals_of(query: str, variable: str) -> list[str]:
    """What the engine itself reads in a place of a query."""
    store = pyoxigraph.Store()
    found = store.query(f"SELECT DISTINCT ?{variable} {{ {query} }}")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [str(row[variable]) for row in found]


def test_declarations_become_parameters_in_their_order_with_their_defaults() -> None:
    found = question()
    assert found.faults == ()
    person, day, kind, least, name = found.parameters
    assert (person.kind, person.optional, len(person.classes)) == (Kind.ENTITY, True, 2)
    assert (day.kind, day.end, day.optional) == (Kind.DATE, "first", False)
    assert (kind.scheme, kind.several) == ("https://kg.example/ontology#event-kinds", True)
    assert (least.least, least.most) == (-3, 7)
    assert (name.kind, name.language) == (Kind.TEXT, "zh")
    assert found.defaults["person"] == (None,)
    assert found.defaults["from"] == (literal("2021-01-01", datatype=XSD + "date"),)
    assert len(found.defaults["kind"]) == 2
    assert found.defaults["name"] == (literal("长春", language="zh"),)


def test_only_the_places_change_and_what_is_the_default_stays_as_it_is_written() -> None:
    found = question()
    assert found.completed(found.defaults) == found.text
    filled = found.completed({**found.defaults, "person": (iri("https://kg.example/id/li"),)})
    assert filled == found.text.replace(
        "VALUES ?person { UNDEF }\n", "VALUES ?person { <https://kg.example/id/li> }\n"
    )
    several = found.completed({"kind": (iri("x:a"), iri("x:b")), "least": (None,)})
    assert "VALUES ?kind { <x:a> <x:b> }" in several
    assert "VALUES ?least { UNDEF }" in several


def test_a_query_is_recognised_whatever_values_spaces_and_comments_it_has() -> None:
    found = question()
    values = {**found.defaults, "least": (literal("7", datatype=XSD + "integer"),)}
    text = "# mine\n" + found.completed(values).replace("\n", "\n   ") + "# end"
    assert found.values_in(code_of(text)) == values
    assert found.values_in(code_of(found.text.replace("SELECT *", "SELECT ?x"))) is None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("VALUES ?least { 2 }", "VALUES ?least { 8 }"),
        ("VALUES ?least { 2 }", "VALUES ?least { 2 3 }"),
        ("VALUES ?least { 2 }", "VALUES ?least { UNDEF }"),
        ("VALUES ?person { UNDEF }\n", "VALUES ?person { 'Li' }\n"),
        ("'长春'@zh", "'长春'@ja"),
        ('"2021-01-01"', '"2021-02-30"'),
    ],
)
def test_a_query_whose_values_do_not_fit_is_another_query(written: str, instead: str) -> None:
    text = question().text
    assert text.count(written) == 1
    assert question().values_in(code_of(text.replace(written, instead))) is None


@settings(max_examples=300, deadline=None)
@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=60), language=st.sampled_from(["", "zh"])
)
def test_any_text_stands_in_its_place_and_changes_nothing_else(value: str, language: str) -> None:
    assert_kept(literal(value, language=language))


@pytest.mark.parametrize("value", INJECTIONS)
def test_no_text_breaks_out_of_its_place(value: str) -> None:
    assert_kept(literal(value))
    assert_kept(literal(value, language="zh"))


@settings(max_examples=300, deadline=None)
@given(value=st.text(max_size=40))
@example("x> } #")
@example("\\u003e }")
def test_an_iri_is_refused_or_stands_in_its_place(value: str) -> None:
    try:
        term = iri("x:" + value)
    except ValueError:
        return
    found = question()
    text = found.completed({"person": (term,)})
    assert skeleton(code_of(text), find_places(code_of(text), found.defaults)) == found.shape


def assert_kept(term: Term) -> None:
    """The filled query differs inside the braces alone, and the engine reads the term back."""
    found = question()
    text = found.completed({"name": (term,)})
    tokens = code_of(text)
    places = {one.name: one for one in find_places(tokens, found.defaults)}
    assert skeleton(tokens, places.values()) == found.shape
    assert read_terms(places["name"].tokens, {}) == (term,)
    outside = text[: places["name"].start], text[places["name"].end :]
    mine = next(one for one in found.places if one.name == "name")
    assert outside == (found.text[: mine.start], found.text[mine.end :])
    (read,) = literals_of(f"VALUES ?name {{{text[places['name'].start : places['name'].end]}}}", "name")
    assert literal_parts(Term(read)) == literal_parts(term)


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        ("x: entty", "there is no type `entty`"),
        ("x", "this is no declaration of a parameter"),
        ("x:", "this is no declaration of a parameter"),
        ("X: text", "cannot be the name of a parameter"),
        ("format: text", "a parameter of every address"),
        ("x: text, option", "there is no option `option`"),
        ("x: text, several", "only codes can be several"),
        ("x: entity Person", "is not a name with a known prefix"),
        ("x: entity foo:Person", "is not a name with a known prefix"),
        ("x: date", "a date says which day it is"),
        ("x: code", "a code names its list"),
        ("x: number", "a number has bounds"),
        ("x: number 9..1", "a number has bounds"),
        ("x: text zh ru", "a text has at most a language tag"),
        ("x: text", "it may not be UNDEF"),
        ("y: text, optional", "stands 0 times in the query"),
    ],
)
def test_a_malformed_declaration_is_said_in_words_and_the_query_stays(declaration: str, words: str) -> None:
    found = faults(declaration)
    assert any(words in one for one in found), found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("VALUES ?x { 'a' 'b' }", "more than one value"),
        ("VALUES ?x { }", "has no value"),
        ("VALUES ?x { 1 }", "no text of this language"),
        ("VALUES ?x { 'a' } VALUES ?x { 'b' }", "stands 2 times"),
        ("VALUES ?x { nope:a }", "no list of terms"),
        ("VALUES (?x) { ('a') }", "stands 0 times"),
    ],
)
def test_a_default_fits_its_declaration(body: str, words: str) -> None:
    assert any(words in one for one in faults("x: text, optional", body=body))


def test_words_belong_to_a_parameter_and_a_parameter_has_words() -> None:
    assert faults("x: text, optional", label="") == ["the parameter `x` has no label: a line `# x-en: …`"]
    assert faults("x: text, optional", label="# x-en: X\n# person-en: P\n") == [
        "there is no parameter `person`"
    ]
    assert faults("x: text, optional", label="# x-en: X\n# see-also: other\n") == []


def test_without_its_fields_a_faulty_question_is_still_a_query() -> None:
    text = TEXT.replace("number -3..7", "number")
    found = question(text)
    assert found.parameters == ()
    assert found.text == question().text


@pytest.mark.slow
def test_the_check_of_a_project_names_the_line_of_a_faulty_head(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "queries").mkdir()
    lines = [
        "# title-en: X",
        "# parameter x: entity kg:Persn",
        "# x-en: X",
        "# parameter y: code kg:event-kinds",
        "# y-en: Y",
        "# parameter z: code kg:evnt-kinds, optional",
        "# z-en: Z",
        "ASK { VALUES ?x { kg:a } VALUES ?y { kg:b } VALUES ?z { UNDEF } }",
    ]
    path = project / "queries" / "x.rq"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert _found(project) == [
        "queries/x.rq:2:3 the ontology has no class <https://kg.example/ontology#Persn>",
        (
            "queries/x.rq:4:3 the default <https://kg.example/ontology#b> is no code of "
            "<https://kg.example/ontology#event-kinds>"
        ),
        "queries/x.rq:6:3 the ontology has no list of codes <https://kg.example/ontology#evnt-kinds>",
    ]
    path.write_text("\n".join(lines).replace("entity kg:Persn", "number") + "\n", encoding="utf-8")
    assert _found(project) == ["queries/x.rq:2:1 a number has bounds"]


def _found(project: Path) -> Sequence[str]:
    return [
        f"{one.mark} {one.message.en}"
        for one in checked(project).diagnostics
        if one.code == "broken-question"
    ]


def test_filling_leaves_other_places_alone() -> None:
    text = "ASK { VALUES ?a { 1 } VALUES ?b { 2 } }"
    places = list(find_places(code_of(text), {"a", "b"}))
    assert fill(text, places, {"b": (literal("}"),)}) == 'ASK { VALUES ?a { 1 } VALUES ?b { "}" } }'
