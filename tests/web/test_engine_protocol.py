"""The protocol over HTTP and every page, with each engine elsewhere in the place of the workers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from web.on_an_engine import *  # noqa: F403
from web.test_every_page import *  # noqa: F403
from web.test_protocol_over_http import *  # noqa: F403

from kg.endpoint.service import Endpoint

pytestmark = pytest.mark.slow


def test_headers_say_what_answered_and_how(client: FlaskClient, endpoint: Endpoint) -> None:
    """As in the module above, with the seconds that are another number here."""
    headers = client.get("/sparql", query_string={"query": "SELECT ?x { VALUES ?x { 1 2 } }"}).headers
    assert headers["Kg-Version"] == endpoint.version
    assert (headers["Kg-Solutions"], headers["Kg-Capped"]) == ("2", "false")
    assert headers["Kg-Limit-Seconds"] != "5"
    assert int(headers["Kg-Elapsed-Ms"]) >= 0
