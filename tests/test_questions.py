"""The ready questions are the ontology's competency questions: each has its whole answer in `questions/`.

An expected answer is a table: the variables, then the rows in their order, cells set apart by tabs and
terms written as in Turtle (`-` is unbound).  Each was compared with the texts of the articles.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from projects import ROOT
from shipped import answer, column, prefixes

from kg.graph.questions.parameters import Kind
from kg.graph.questions.reading import Question, read_question
from kg.model.sparql_tokens import mask

EXPECTED = Path(__file__).parent / "questions"
QUESTIONS = sorted(ROOT.glob("queries/*.rq"))
LANGUAGES = ("en", "ru", "zh")
VIEWS = ("bars", "graph", "timeline")
HAN = re.compile(r"[\u4e00-\u9fff]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")

# What no question uses, and why.
UNASKED = {
    "kg:onBehalfOf",  # no article says for whom somebody acted
}
UNASKED_OF_THE_ENGINE = {
    "cur:archived",  # no copy of a page is known
    "cur:occurrence",  # how a quote was found, not what it says
    "cur:rule",  # the name of a file of the ontology
    "cur:sha256",  # proof for machines
    "cur:statusDate",  # no article was corrected or retracted
}

each_question = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


def head(path: Path) -> list[tuple[str, str]]:
    """Keys and values of the comment lines before the query, those of its parameters left out."""
    lines = text(path).splitlines()
    end = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    found = [re.fullmatch(r"# (parameter )?([A-Za-z-]+): (\S|\S.*\S)", line) for line in lines[:end]]
    assert all(found), f"{path.name}: a line of the head is not `# key: text`"
    names = {one[2] for one in found if one and one[1]}
    return [(one[2], one[3]) for one in found if one and not one[1] and one[2].partition("-")[0] not in names]


@cache
def read(path: Path) -> Question:
    """The question as the site reads it."""
    return read_question(path.stem, text(path), prefixes())


def expected(path: Path) -> list[tuple[str, ...]]:
    table = (EXPECTED / f"{path.stem}.tsv").read_text("utf-8")
    return [tuple(line.split("\t")) for line in table.splitlines()]


def used_terms() -> set[str]:
    """Every prefixed name that stands in a question outside strings, IRIs and comments."""
    return {name for path in QUESTIONS for name in re.findall(r"\b[a-z]+:[A-Za-z][\w-]*", mask(text(path)))}


@each_question
def test_each_question_has_its_expected_answer(path: Path) -> None:
    assert answer(text(path)) == expected(path)


@each_question
def test_no_head_of_a_question_has_a_fault(path: Path) -> None:
    assert [one.message for one in read(path).faults] == []


@each_question
def test_each_parameter_has_a_label_in_three_languages(path: Path) -> None:
    heads = read(path).heads
    for parameter in read(path).parameters:
        labels = [heads[f"{parameter.name}-{language}"] for language in LANGUAGES]
        assert CYRILLIC.search(labels[1])
        assert HAN.search(labels[2])
        helped = [f"{parameter.name}-help-{language}" in heads for language in LANGUAGES]
        assert len(set(helped)) == 1


def test_many_questions_can_be_asked_about_what_the_reader_chooses() -> None:
    asked = [read(path) for path in QUESTIONS if read(path).parameters]
    assert len(asked) >= 20
    assert {one.kind for question in asked for one in question.parameters} == set(Kind)


def test_there_are_questions_enough_and_each_answer_belongs_to_one() -> None:
    assert len(QUESTIONS) >= 24
    assert {path.stem for path in EXPECTED.iterdir()} == {path.stem for path in QUESTIONS}


@each_question
def test_each_question_is_asked_in_three_languages(path: Path) -> None:
    keys = [f"title-{language}" for language in LANGUAGES] + list(LANGUAGES)
    found = dict(head(path))
    assert [key for key, _ in head(path) if key not in ("place", "view", "graph", "home")] == keys
    assert CYRILLIC.search(found["title-ru"])
    assert CYRILLIC.search(found["ru"])
    assert HAN.search(found["title-zh"])
    assert HAN.search(found["zh"])
    assert not HAN.search(found["title-en"])
    assert all(found[language].endswith(("?", "？")) for language in LANGUAGES)


@pytest.mark.parametrize("key", ["title-en", "title-ru", "title-zh", *LANGUAGES])
def test_no_two_questions_have_the_same_words(key: str) -> None:
    words = [dict(head(path))[key] for path in QUESTIONS]
    assert len(set(words)) == len(words)


@each_question
def test_the_view_of_a_question_fits_its_answer(path: Path) -> None:
    view = dict(head(path)).get("view")
    first = expected(path)[1]
    if view is None:
        assert "CONSTRUCT" not in mask(text(path))
    elif view == "graph":
        assert expected(path)[0] == ("subject", "predicate", "object")
    elif view == "timeline":
        assert any(cell.endswith("^^xsd:date") for cell in first)
    else:
        assert view in VIEWS
        assert any(cell.isdecimal() for cell in first)


@each_question
def test_each_question_declares_the_prefixes_that_it_uses_and_no_others(path: Path) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(\S+)>$", text(path), re.MULTILINE))
    query = re.sub(r"^PREFIX .*$", "", text(path), flags=re.MULTILINE)
    used = {name for name in re.findall(r"\b([a-z]+):", mask(query)) if name in prefixes()}
    assert set(declared) == used
    assert declared == {name: prefixes()[name] for name in used}


@each_question
def test_rows_come_in_an_order_of_their_own(path: Path) -> None:
    masked = mask(text(path))
    assert "SELECT" not in masked or re.search(r"^ORDER BY ", masked, re.MULTILINE)


@each_question
def test_questions_are_laid_out_alike(path: Path) -> None:
    lines = text(path).split("\n")
    assert lines[-1] == ""
    assert all(len(line) <= 110 for line in lines if not line.startswith("# "))
    assert not any("\t" in line or line != line.rstrip() for line in lines)


def test_every_class_and_property_of_the_ontology_is_asked_for() -> None:
    terms = set(
        column(
            """SELECT DISTINCT ?term WHERE {
                 ?term a ?type ; rdfs:isDefinedBy <https://kg.example/ontology> .
                 FILTER (?type IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty)) }"""
        )
    )
    assert len(terms) > 40
    assert terms - used_terms() == UNASKED


def test_every_term_of_the_engine_that_stands_in_data_is_asked_for() -> None:
    terms = set(
        column(
            """SELECT DISTINCT ?term WHERE {
                 ?term a ?type ; rdfs:isDefinedBy <https://kg.example/curation> .
                 FILTER (?type IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty))
                 FILTER NOT EXISTS { ?term a owl:AnnotationProperty } }"""
        )
    )
    assert len(terms) > 20
    assert terms - used_terms() == UNASKED_OF_THE_ENGINE


def test_no_question_uses_a_term_that_does_not_exist() -> None:
    known = set(column("SELECT DISTINCT ?term WHERE { ?term rdfs:isDefinedBy ?ontology }"))
    own = {name for name in used_terms() if name.startswith(("kg:", "cur:"))}
    assert own - known == set()
