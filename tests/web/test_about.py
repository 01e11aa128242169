"""The page about the site: true to the settings, and with every way to have something mended."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from web.conftest import BROWSER

from kg.endpoint.service import Endpoint
from kg.model.project import Project
from kg.web import create_app

SECTIONS = ("what", "mend", "people", "license", "privacy", "accessibility", "keyboard")


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_page_has_its_sections_in_each_language(browse: Callable, language: str) -> None:
    page = browse("/about", language=language)
    for one in SECTIONS:
        assert page.all("h2", id=one), one
        assert page.all("a", href=f"#{one}"), one
    assert page.all("a", href="mailto:registrar@museum.example")
    assert "CC0 1.0" in page.text


def words(project: Project, endpoint: Endpoint, **settings: object) -> str:
    client: FlaskClient = create_app(replace(project, **settings), endpoint).test_client()
    response = client.get("/about", headers={"Accept": BROWSER, "Accept-Language": "en"})
    return response.get_data(as_text=True)


def test_what_it_says_of_the_log_follows_the_setting(project: Project, endpoint: Endpoint) -> None:
    assert "It has no addresses of visitors." in words(project, endpoint, log_addresses=False)
    assert "It has the address of your computer" in words(project, endpoint, log_addresses=True)


def test_what_it_says_of_search_engines_and_texts_follows_the_settings(
    project: Project, endpoint: Endpoint
) -> None:
    assert "ask search engines not to list them" in words(project, endpoint, index_people=False)
    assert "may list pages of persons" in words(project, endpoint, index_people=True)
    assert "Their texts are shown here" in words(project, endpoint, publish_texts=True)
    assert "short phrases" in words(project, endpoint, publish_texts=False)


def test_without_a_contact_it_promises_none(project: Project, endpoint: Endpoint) -> None:
    page = words(project, endpoint, contact="", edit_url="")
    assert "has entered no contact" in page
    assert "opens a letter" not in page
