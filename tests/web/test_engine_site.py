"""Things, articles and search, once more with each engine elsewhere in the place of the workers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.on_an_engine import *  # noqa: F403
from web.test_about import *  # noqa: F403
from web.test_connections import *  # noqa: F403
from web.test_evidence import *  # noqa: F403
from web.test_search import *  # noqa: F403
from web.test_site_pages import *  # noqa: F403
from web.test_things import *  # noqa: F403

from kg.endpoint.service import Endpoint

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_the_page_about_the_site_names_what_answers_and_not_where(
    browse: Callable, endpoint: Endpoint, language: str
) -> None:
    page = browse("/about", language=language)
    assert endpoint.state().engine in page.text
    assert "127.0.0.1" not in page.source
