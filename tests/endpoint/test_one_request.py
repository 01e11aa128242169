"""What one request asks comes from one version, and its entity tag covers all that makes the bytes."""

import dataclasses
import time
from pathlib import Path

import pytest
from endpoint.library import another, library, publish

from kg.endpoint.admission import Caller
from kg.endpoint.formats import CSV, TURTLE
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.model.errors import QueryCancelled
from kg.model.project import Project

EXTRA = "ASK { ?s lib:value 'extra' }"


@pytest.mark.slow
def test_a_new_version_waits_for_the_end_of_the_request(tmp_path: Path) -> None:
    project = library(tmp_path)
    old = publish(project)
    with Endpoint(project, check_seconds=0.05) as endpoint:
        with endpoint.one_request():
            assert not endpoint.ask(EXTRA)
            new = publish(project, another(1))
            end = time.monotonic() + 10
            while endpoint.state().version != new and time.monotonic() < end:
                time.sleep(0.02)
            assert endpoint.state().version == new
            assert (endpoint.version, endpoint.ask(EXTRA)) == (old, False)
            assert endpoint.answer(Query(EXTRA), CSV).version == old
            with endpoint.one_request():
                assert endpoint.version == old
        assert (endpoint.version, endpoint.ask(EXTRA)) == (new, True)


def test_the_look_ups_of_a_page_end_with_their_client(endpoint: Endpoint) -> None:
    long = "ASK { " + " ".join(f"?s{i} lib:value ?o{i} ." for i in range(5)) + " FILTER(?o0 + ?o4 < 0) }"
    with endpoint.one_request(Caller("a", lambda: True)), pytest.raises(QueryCancelled):
        endpoint.ask(long)


@pytest.mark.slow
def test_equal_data_under_other_settings_have_other_tags(project: Project) -> None:
    query = Query("CONSTRUCT { <x> ?p ?o } WHERE { ?s lib:title ?o ; ?p ?o }")
    with Endpoint(project) as endpoint:
        tag, version = endpoint.entity_tag(query, TURTLE), endpoint.version
        assert tag == endpoint.entity_tag(dataclasses.replace(query, token="a" * 16), TURTLE)
        assert tag != endpoint.entity_tag(query, CSV)
    for change in (
        {"public_url": "https://two.example/"},
        {"prefixes": {**project.prefixes, "more": "https://more.example/"}},
        {"languages": ("en",)},
        {"limits": dataclasses.replace(project.limits, solutions=5)},
    ):
        with Endpoint(dataclasses.replace(project, **change)) as endpoint:  # type: ignore[arg-type]
            assert endpoint.version == version
            assert endpoint.entity_tag(query, TURTLE) != tag, change
