"""The list of articles, filtered by language, publisher, date and what an article names."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from web.conftest import Html

pytestmark = pytest.mark.slow


def listed(page: Html) -> list[str]:
    """The ids of the articles in the table."""
    table = page.source[page.source.index("<main") :]
    parts = table.split('href="/articles/')[1:]
    return [part.split('"')[0].split("?")[0] for part in parts]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, ["m002", "m001"]),
        ({"language": "en"}, ["m001"]),
        ({"language": "ru"}, ["m002"]),
        ({"language": "fr"}, []),
        ({"from": "2019-07-04"}, ["m002"]),
        ({"from": "2019-07-03"}, ["m002", "m001"]),
        ({"to": "2019-07-03"}, ["m001"]),
        ({"to": "2019-07-02"}, []),
        ({"from": "2019-07-04", "to": "2019-07"}, ["m002"]),
        ({"entity": "port-ellery"}, ["m001"]),
        ({"entity": "https://museum.example/id/clara-voss"}, ["m002", "m001"]),
        ({"entity": "Port Ellery"}, ["m001"]),
        ({"entity": "port-ellery", "language": "ru"}, []),
        ({"publisher": "https://museum.example/id/nobody"}, []),
        ({"publisher": '" . ?x ?y ?z'}, []),
        ({"language": '" } DELETE'}, []),
    ],
)
def test_the_query_string_chooses_the_articles(
    browse: Callable, asked: dict[str, str], ids: list[str]
) -> None:
    page = browse(f"/articles?{urlencode(asked)}")
    assert listed(page) == ids
    if asked:
        assert f"{len(ids)} of 2" in page.text
        assert page.all("a", href="/articles", **{"class": "button"})
    else:
        assert "of 2" not in page.text


def test_the_form_keeps_what_was_asked(browse: Callable) -> None:
    page = browse("/articles?language=ru&from=2019-01-01&entity=Clara+Voss")
    assert page.all("option", value="ru", selected="")
    assert page.all("input", name="from", value="2019-01-01")
    assert page.all("input", name="entity", value="Clara Voss")
    form = page.all("form", action="/articles")[0]
    assert form["method"] == "get"


def test_the_choices_count_the_articles(browse: Callable) -> None:
    assert "Russian (1)" in browse("/articles").text


def test_what_is_no_date_filters_nothing_and_is_said(browse: Callable) -> None:
    page = browse("/articles?from=yesterday")
    assert listed(page) == ["m002", "m001"]
    assert "“yesterday” is not a date" in page.text


def test_a_name_that_nothing_has_finds_no_article_and_is_said(browse: Callable) -> None:
    page = browse("/articles?entity=qqqq")
    assert listed(page) == []
    assert "Nothing here is called “qqqq”" in page.text


def test_a_choice_among_candidates_counts_more_than_the_name(browse: Callable) -> None:
    page = browse("/articles?entity=Voss&entity=https%3A%2F%2Fmuseum.example%2Fid%2Fport-ellery")
    assert listed(page) == ["m001"]


def test_the_language_of_the_interface_is_carried_through_the_form(browse: Callable) -> None:
    page = browse("/articles?lang=ru&language=en")
    assert page.all("input", type="hidden", name="lang", value="ru")
    assert "1 из 2" in page.text


def test_hostile_values_stay_text(browse: Callable) -> None:
    page = browse("/articles?entity=%3Cscript%3Ealert(1)%3C/script%3E&from=%22%3E%3Cb%3E")
    assert "<script>alert" not in page.source
    assert "<b>" not in page.source
