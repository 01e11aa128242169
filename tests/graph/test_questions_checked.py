"""The check of a project reads its ready questions as the endpoint will."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from projects import ROOT, findings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SELECT ?x { ?x a skos:Concept", "this question is no query: the query ends too early"),
        ("SELECT ?x { ?x garbage ?y }", "this question is no query: "),
        ("SELECT ?x { ?x nope:is ?y }", "this question is no query: the prefix `nope:` is not declared"),
        ("SELECT ?x { SERVICE <http://h.example/> { ?x ?p ?y } }", "this question is no query: "),
        ("DELETE WHERE { ?x ?p ?y }", "this question is no query: "),
    ],
)
def test_a_question_that_is_no_query_is_found_at_its_line(tmp_path: Path, written: str, said: str) -> None:
    project = tmp_path / "museum"
    shutil.copytree(ROOT / "tests" / "project", project)
    question = project / "queries" / "loans.rq"
    question.write_text(
        f"# title: Loans\n# title-ru: Выдачи\n# title-zh: 借展\n{written}\n", encoding="utf-8"
    )
    found = [one for one in findings(project) if "queries/loans.rq" in one and "no query" in one]
    assert len(found) == 1
    place, _, message = found[0].partition(" error[broken-question] ")
    assert place.startswith(("queries/loans.rq:4:", "queries/loans.rq:5:1"))  # the end of the text
    assert message.startswith(said)
