"""Answers that are kept, cancelled queries and demanded versions."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from endpoint.library import NUMBERS, another, library, publish
from hypothesis import given
from hypothesis import strategies as st
from patience import within

from kg.endpoint.admission import Caller
from kg.endpoint.cache import Cache
from kg.endpoint.formats import CSV, JSON
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint
from kg.model.errors import QueryCancelled, QueryError, VersionMoved
from kg.model.project import Project

SMALL = "SELECT (COUNT(*) AS ?n) { ?s lib:value ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{i} lib:value ?o{i} ." for i in range(6)) + " }"
MINE = "a-token-of-the-page"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3_000)), max_size=60))
def test_a_cache_never_takes_more_than_its_bound(asked: list[tuple[int, int]]) -> None:
    cache: Cache[int] = Cache(size=20_000)
    for key, size in asked:
        kept = cache.get(key)
        if kept is None:
            cache.put(key, key, size=size)
        else:
            assert kept == key
        assert 0 <= cache.bytes <= 20_000
    assert cache.hits + cache.misses == len(asked)


def test_the_answer_asked_for_longest_ago_goes_first() -> None:
    cache: Cache[str] = Cache(size=16_000)  # room for eight entries of a thousand bytes and themselves
    for key in "abcdefgh":
        cache.put(key, key, size=1_000)
    assert cache.get("a") == "a"
    cache.put("i", "i", size=1_000)
    assert (cache.get("b"), cache.get("a"), cache.get("i")) == (None, "a", "i")


def test_an_answer_larger_than_an_eighth_of_the_cache_is_not_kept() -> None:
    cache: Cache[str] = Cache(size=16_000)
    cache.put("large", "large", size=2_000)
    assert cache.get("large") is None


def test_the_same_question_is_evaluated_once(project: Project) -> None:
    with Endpoint(project) as endpoint:
        first, second = (endpoint.answer(Query(SMALL), CSV) for _ in range(2))
        other = endpoint.answer(Query(SMALL), JSON)
        assert [first.from_cache, second.from_cache, other.from_cache] == [False, True, False]
        assert (second.body, second.solutions, second.version) == (first.body, first.solutions, first.version)
        assert endpoint.state().cache_hits == 1
        assert endpoint.state().cache_bytes > len(first.body) + len(other.body)


def test_what_may_differ_is_not_kept(project: Project) -> None:
    with Endpoint(project) as endpoint:
        answers = [endpoint.answer(Query("SELECT (RAND() AS ?r) {}"), CSV) for _ in range(2)]
        assert answers[0].body != answers[1].body
        assert endpoint.state().cache_bytes == 0


def test_a_partial_answer_is_not_given_for_a_whole_one(project: Project) -> None:
    every = Query("SELECT ?a ?b { ?a lib:value ?x . ?b lib:value ?y } LIMIT 5000", partial=True)
    with Endpoint(project) as endpoint:
        assert endpoint.answer(every, CSV).capped
        with pytest.raises(QueryError, match="more than 1,000 solutions"):
            endpoint.answer(Query(every.text), CSV)


@pytest.mark.slow
def test_a_new_version_answers_for_itself(tmp_path: Path) -> None:
    project = library(tmp_path)
    old = publish(project)
    with Endpoint(project, check_seconds=0.05) as endpoint:
        assert endpoint.answer(Query(SMALL, version=old), CSV).version == old
        new = publish(project, another(1))
        end = time.monotonic() + 10
        while endpoint.version != new and time.monotonic() < end:
            time.sleep(0.02)
        answer = endpoint.answer(Query(SMALL), CSV)
        assert (answer.version, answer.from_cache) == (new, False)
        with pytest.raises(VersionMoved) as moved:
            endpoint.answer(Query(SMALL, version=old), CSV)
        assert (moved.value.status, moved.value.current) == (409, new)


def test_the_first_digits_of_a_version_are_enough(endpoint: Endpoint) -> None:
    assert endpoint.answer(Query(SMALL, version=endpoint.version[:12]), CSV).version == endpoint.version


def test_a_cancelled_query_ends_and_its_worker_works_again(endpoint: Endpoint) -> None:
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(endpoint.answer, Query(ENDLESS, token=MINE), CSV)
        while endpoint.state().busy == 0:
            time.sleep(0.01)
        assert not endpoint.cancel("another-token-of-a-page")
        assert endpoint.cancel(MINE)
        with pytest.raises(QueryCancelled):
            running.result(within(1))
    assert not endpoint.cancel(MINE)
    assert endpoint.state().busy == 0
    assert int(endpoint.answer(Query(f"{SMALL} # again"), CSV).body.splitlines()[1]) == NUMBERS


def test_nobody_computes_for_a_client_that_is_gone(endpoint: Endpoint) -> None:
    gone = threading.Event()
    threading.Timer(0.3, gone.set).start()
    started = time.monotonic()
    with pytest.raises(QueryCancelled):
        endpoint.answer(Query(ENDLESS), CSV, caller=Caller("a", gone.is_set))
    assert time.monotonic() - started < within(0.3 + 1)
    assert endpoint.state().busy == 0


def test_a_token_names_one_running_query(endpoint: Endpoint) -> None:
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(endpoint.answer, Query(ENDLESS, token=MINE), CSV)
        while endpoint.state().busy == 0:
            time.sleep(0.01)
        with pytest.raises(QueryError, match="runs already"):
            endpoint.answer(Query("ASK {} # with the same token", token=MINE), CSV)
        endpoint.cancel(MINE)
        with pytest.raises(QueryCancelled):
            running.result(within(1))
