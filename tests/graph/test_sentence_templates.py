"""`cur:sentence`: what a template says, what it leaves out, and what is wrong with one at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import make_project, replaced

from kg.graph.ontology import read_vocabulary
from kg.graph.sentence_templates import TemplateError, read_template
from kg.model.diagnostics import Diagnostic
from kg.model.project import read_project
from kg.model.wording import LANGUAGES

TENURE = '"{holder} is {post}[, as reported on {reportedOn}]"@en'
VALUES = {"who": "Ann", "place": "Ely", "role": "guest"}


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{who} comes[ to {place}][ as {role}]", "Ann comes to Ely as guest"),
        ("{who} comes[ at {time}][ as {role}]", "Ann comes as guest"),
        ("{who} comes[ to {place} at {time}]", "Ann comes"),
        ("[In {place}: ]{who}", "In Ely: Ann"),
        ("[At {time}: ]{who}", "Ann"),
        ("nobody comes", "nobody comes"),
    ],
)
def test_an_optional_part_vanishes_with_its_value(template: str, said: str) -> None:
    filled = read_template(template).filled(lambda place: VALUES.get(place, ""))
    assert filled is not None
    assert filled[0] == said


def test_only_what_is_shown_counts_as_said() -> None:
    filled = read_template("{who} comes[ to {place} at {time}][ as {role}]").filled(
        lambda place: VALUES.get(place, "")
    )
    assert filled is not None
    assert filled[1] == {"who", "role"}


def test_a_sentence_without_a_value_it_needs_is_none() -> None:
    assert read_template("{who} comes at {time}").filled(lambda place: VALUES.get(place, "")) is None


@pytest.mark.parametrize(
    "text",
    [
        *("{who", "who}", "{who} [in {place}", "{who} in {place}]", "{who}[ in [ {place}]]", "{}"),
        *("{who {place}}", "{who}[ comes]", "{a b}", "[{who]}", "x" * 2_000),
    ],
)
def test_what_is_no_template_is_refused(text: str) -> None:
    with pytest.raises(TemplateError) as problem:
        read_template(text)
    assert all(problem.value.message.in_language(language) for language in LANGUAGES)


def test_every_text_is_read_or_refused_and_a_read_one_says_all_its_words() -> None:
    from hypothesis import given
    from hypothesis import strategies as st

    @given(st.text("[]{}ab .", max_size=40))
    def holds(text: str) -> None:
        try:
            template = read_template(text)
        except TemplateError:
            return
        filled = template.filled(lambda place: "{" + place + "}")
        assert filled is not None
        assert filled[0] == text.replace("[", "").replace("]", "").strip()

    holds()


def found(folder: Path, written: str, by: str) -> list[Diagnostic]:
    project = make_project(folder / "project")
    path = project / "ontology" / "kg.ttl"
    path.write_text(replaced(path.read_text("utf-8"), written, by), encoding="utf-8")
    return list(read_vocabulary(read_project(project))[1])


def line_of(folder: Path, words: str) -> int:
    text = (folder / "project" / "ontology" / "kg.ttl").read_text("utf-8")
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("by", "message", "help"),
    [
        ('"{holdr} is {post}"@en', "`holdr` is nothing that a `Tenure` can say", "did you mean `holder`?"),
        ('"{holder} is {gist}"@en', "`gist` is nothing that a `Tenure` can say", "here: `"),
        ('"{holder} is {post"@en', "`{post` is not closed", ""),
        ('"{holder} is {post}]"@en', "`]` closes nothing", ""),
        ('"{holder} ist {post}"@de', "a class has one sentence in each of: en, ru, zh", ""),
    ],
)
def test_a_wrong_sentence_is_found_at_its_line(tmp_path: Path, by: str, message: str, help: str) -> None:
    first = found(tmp_path, TENURE, by)[0]
    assert first.code == "sentence-template"
    assert first.message.en == message
    assert (first.help.en if first.help else "").startswith(help)
    assert first.mark.path == "ontology/kg.ttl"
    assert first.mark.line == line_of(tmp_path, by)
    assert first.message.ru
    assert first.message.zh


def test_a_missing_language_is_a_warning(tmp_path: Path) -> None:
    (warning,) = found(tmp_path, f"{TENURE} ,\n        ", "")
    assert warning.severity.value == "warning"
    assert warning.message.en == "`Tenure` has no sentence in: en"
    assert warning.mark.line == line_of(tmp_path, 'cur:sentence\n        "{holder} —')


def test_a_part_may_speak_of_its_record_and_a_record_of_itself_alone(tmp_path: Path) -> None:
    meeting = '"a meeting['
    (wrong,) = found(tmp_path, meeting, '"a meeting with {participant}[')
    assert wrong.message.en == "`participant` is nothing that a `Meeting` can say"
