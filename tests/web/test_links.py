"""Where links lead, and what never becomes one."""

from pathlib import Path

import pytest

from kg.model.project import Project
from kg.web.language import ENGLISH, Language
from kg.web.links import Links, is_safe, term_name, to_curie
from kg.web.mend import mend_statement

PROJECT = Project(
    Path("unused"), "Title: more", "https://kg.example/", prefixes={"kg": "https://kg.example/ontology#"}
)
LINKS = Links(PROJECT, ENGLISH, ["https://kg.example/ontology#Person"])


@pytest.mark.parametrize("address", ["http://a.example/", "HTTPS://a.example/", "mailto:a@b.example"])
def test_three_schemes_are_links(address: str) -> None:
    assert is_safe(address)
    assert LINKS.of(address) == address


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "urn:a:b", "http://[", ""]
)
def test_every_other_scheme_is_none(address: str) -> None:
    assert not is_safe(address)
    assert LINKS.of(address) == ""


def test_iris_of_the_project_lead_to_this_host() -> None:
    assert LINKS.of("https://kg.example/id/a000--meeting") == "/id/a000--meeting"
    assert LINKS.of("https://kg.example/graph/a000") == "/graph/a000"
    assert LINKS.of("https://kg.example/ontology#Person") == "/ontology#Person"


def test_a_chosen_language_is_carried_on() -> None:
    links = Links(PROJECT, Language("zh", "zh", explicit=True))
    assert links.of("https://kg.example/id/faw") == "/id/faw?lang=zh"
    assert links.page("/articles", page=2) == "/articles?page=2&lang=zh"


def test_the_longest_namespace_gives_the_prefix() -> None:
    assert to_curie("https://kg.example/ontology#Person", PROJECT) == "kg:Person"
    assert to_curie("https://elsewhere.example/x", PROJECT) == "https://elsewhere.example/x"
    assert term_name("https://kg.example/ontology#Person") == "Person"


def test_mending_leads_to_the_line_of_the_record(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a000.yaml").write_text(
        "article:\n  id: a000\nevents:\n  meeting:\n    kind: talks\n"
    )
    project = Project(
        tmp_path,
        "Title",
        "https://kg.example/",
        contact="mailto:e@kg.example",
        edit_url="https://git.example/{path}#L{line}",
    )
    mend = mend_statement(project, subject="https://kg.example/id/a000--meeting", file="a000", key="meeting")
    assert mend.edit == "https://git.example/seeds/a000.yaml#L4"
    assert mend.report.startswith(
        "mailto:e@kg.example?subject=Title&body=https%3A%2F%2Fkg.example%2Fid%2Fa000--meeting"
    )


def test_without_a_curation_file_there_is_only_the_letter(tmp_path: Path) -> None:
    project = Project(
        tmp_path, "Title", "https://kg.example/", contact="mailto:e@kg.example", edit_url="x{path}"
    )
    mend = mend_statement(project, subject="https://kg.example/id/x", file="a000", key="x")
    assert mend.edit == ""
    assert mend.report
