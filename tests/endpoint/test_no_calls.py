"""Nothing calls another host: the guard against the bare engine, and the worker without the guard."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from endpoint import without_namespaces
from endpoint.disguises import NAMESPACES, disguises
from endpoint.listening import Listener
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Store

from kg.endpoint.guard import guard
from kg.endpoint.jobs import Answered, Caps, Failed, Job, Setup
from kg.endpoint.pool import Pool
from kg.endpoint.worker import isolation
from kg.graph.version import current_version
from kg.model.errors import QueryError, QueryRefused
from kg.model.project import Project

pytestmark = pytest.mark.slow

SEED = 20
ROUNDS = 4_000

Evaluate = Callable[[str], bool]


@pytest.fixture
def namespaces(listener: Listener) -> dict[str, str]:
    return {prefix: iri.replace("URL", listener.url) for prefix, iri in NAMESPACES.items()}


@pytest.fixture
def evaluate(listener: Listener, namespaces: dict[str, str]) -> Evaluate:
    """Evaluate a text with the bare engine; whether that was a query that could be evaluated."""
    store = Store()
    for value in (Literal(3), NamedNode(listener.url), Literal("")):
        store.add(Quad(NamedNode("http://e/s"), NamedNode("http://e/p"), value))

    def evaluate(text: str) -> bool:
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            results = store.query(text, base_iri="http://127.0.0.1/", prefixes=namespaces)
            if isinstance(results, QuerySolutions | QueryTriples):
                for _ in results:
                    pass
            return True
        return False

    return evaluate


def test_no_disguise_of_service_calls_a_host_behind_the_guard(
    listener: Listener, namespaces: dict[str, str], evaluate: Evaluate
) -> None:
    passed = 0
    for text in disguises(listener.url, seed=SEED, rounds=ROUNDS):
        with suppress(QueryError):
            passed += evaluate(guard(text, namespaces=namespaces).disarmed.text)
        assert listener.calls == 0, text
    assert listener.heard() == 0
    assert passed > ROUNDS / 300, "some of the texts must be innocent queries"


def test_every_text_that_calls_where_nobody_guards_is_refused_as_such(
    listener: Listener, namespaces: dict[str, str], evaluate: Evaluate
) -> None:
    calling = 0
    for text in disguises(listener.url, seed=SEED + 1, rounds=ROUNDS):
        before = listener.calls
        evaluate(text)
        if listener.calls > before:
            calling += 1
            with pytest.raises(QueryRefused):
                guard(text, namespaces=namespaces)
    assert calling > ROUNDS / 200, "the texts must hold queries that call where nobody guards"


@pytest.fixture
def unguarded(project: Project) -> Iterator[tuple[Pool, Setup]]:
    setup = worker_setup(project)
    pool = Pool(setup, workers=1, queue=1)
    pool.wait_until_open()
    yield pool, setup
    pool.close()


def worker_setup(project: Project) -> Setup:
    version = current_version(project)
    return Setup(str(version.merged_store), str(version.full_store), "http://127.0.0.1/", memory_mb=400)


REACHING_OUT = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }",
    "DESCRIBE <URL>",
    "LOAD <URL>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <URL>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", REACHING_OUT)
def test_a_worker_reaches_nothing_even_without_the_guard(
    unguarded: tuple[Pool, Setup], listener: Listener, text: str
) -> None:
    pool, _ = unguarded
    job = Job(text.replace("URL", listener.url), job_format(text), Caps(10, 10, 1), full_store=True)
    outcome = pool.evaluate(job, deadline=time.monotonic() + 5)
    assert isinstance(outcome, Failed) or outcome.solutions in (0, 1)
    assert b"root:" not in (outcome.body if isinstance(outcome, Answered) else outcome.message.encode())
    assert listener.heard() == 0
    assert {isolation.NETWORK_NAMESPACE, isolation.NO_DESCRIPTORS} & set(pool.layers.active)


FALLBACK = """
import sys, time
from kg.endpoint.jobs import Answered, Caps, Job, Setup
from kg.endpoint.pool import Pool

if __name__ == "__main__":
    merged, full, *texts = sys.argv[1:]
    pool = Pool(Setup(merged, full, "http://127.0.0.1/", memory_mb=400), workers=1, queue=1)
    pool.wait_until_open()
    print(", ".join(pool.layers.active))
    for text in texts:
        format, text = text.split(" ", 1)
        job = Job(text, format, Caps(1_000, 1_000, 1), full_store=True)
        outcome = pool.evaluate(job, deadline=time.monotonic() + 10)
        print(outcome.solutions if isinstance(outcome, Answered) else outcome.trouble.value)
    pool.close()
"""


@pytest.mark.skipif(not without_namespaces.possible(), reason="knows no way to forbid namespaces here")
def test_without_a_namespace_of_its_own_a_worker_opens_no_socket_and_no_file(
    project: Project, listener: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    program = tmp_path / "fallback.py"  # a file, because worker processes import the main module
    program.write_text(FALLBACK)
    setup = worker_setup(project)
    texts = [f"{job_format(text)} {text.replace('URL', listener.url)}" for text in REACHING_OUT]
    call = [
        sys.executable,
        without_namespaces.__file__,
        sys.executable,
        str(program),
        setup.merged,
        setup.full,
    ]
    done = subprocess.run(
        [*call, *texts, "csv SELECT * { ?s ?p ?o }"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    layers, *outcomes, last = done.stdout.splitlines()
    assert isolation.NO_DESCRIPTORS in layers
    assert isolation.NETWORK_NAMESPACE not in layers
    assert set(outcomes) <= {"0", "1", "evaluation", "syntax"}
    assert len(outcomes) == len(REACHING_OUT)
    assert int(last) > 100, "the store must be readable nevertheless"
    assert listener.heard() == 0


def job_format(text: str) -> str:
    return "ntriples" if text.startswith("DESCRIBE") else "csv"
