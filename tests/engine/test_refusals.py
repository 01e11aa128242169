"""Stores that refuse, lie or are not there, and credentials that must not get about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli.shell import call_kg
from engine.between import Request, between
from engine.conftest import Store
from engine.oxigraph_server import running_oxigraph
from engine.shelves import publish
from virtuoso import Virtuoso, free_port

from kg.engine.connection import Connection, cleaned
from kg.engine.credentials import Credentials, credentials_from
from kg.engine.finding import checked_url, find_engine
from kg.graph.dataset import Dataset
from kg.graph.version import Facts, write_version
from kg.model.engine_settings import EngineSettings
from kg.model.errors import EngineRefused, UsageError
from kg.model.project import Project
from kg.model.terms import Term, Triple, iri

pytestmark = pytest.mark.slow

Make = Callable[..., Project]
SECRET = "hunter2-hunter2"  # noqa: S105 - nobody's


def refused(project: Project, url: str, *, code: int = 2, **variables: str) -> str:
    """What `kg push` says when it does not succeed."""
    found = call_kg("push", url, cwd=project.root, **variables)
    assert found.returncode == code, found.stdout.decode()
    return found.stderr.decode()


@pytest.fixture
def project(make: Make) -> Project:
    """A small project with a version."""
    made = make()
    publish(made, 3)
    return made


def test_a_wrong_password_is_said_without_the_password(project: Project, virtuoso: Virtuoso) -> None:
    text = refused(project, virtuoso.sparql, KG_ENGINE_USER="dba", KG_ENGINE_PASSWORD=SECRET)
    assert "does not accept the name dba with this password" in text
    assert SECRET not in text


def test_a_store_that_asks_who_is_there_is_answered_with_what_to_set(
    project: Project, virtuoso: Virtuoso
) -> None:
    settings = '[engine]\ngraphs = "/sparql-graph-crud-auth"\n'
    (project.root / "kg.toml").write_text(f'title = "S"\nbase = "{project.base}"\n{settings}')
    text = refused(project, virtuoso.sparql)
    assert "asks who is there" in text
    assert "KG_ENGINE_USER" in text


def test_a_user_without_the_right_to_write_is_refused_in_the_words_of_the_store(
    project: Project, virtuoso: Virtuoso
) -> None:
    text = refused(project, virtuoso.sparql)
    assert "answered 403: " in text
    assert "SQ110:SECURITY" in text
    assert "<h1>" not in text


def test_no_such_host_and_no_such_port(project: Project) -> None:
    assert "cannot be reached" in refused(project, "http://store.invalid/sparql")
    assert "cannot be reached" in refused(project, f"http://127.0.0.1:{free_port()}/sparql")


def test_a_store_that_does_not_take_graphs(project: Project, oxigraph: Store) -> None:
    def no_put(request: Request) -> tuple[int, dict[str, str], bytes] | None:
        return (405, {}, b"<h1>Not\x07 here</h1>\xe2\x80\xae") if request.method == "PUT" else None

    with between(oxigraph.url) as proxy:
        proxy.answer = no_put
        text = refused(project, proxy.url + "/query")
    assert "answered 405: Not here" in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "is this the right endpoint?" in text


def test_a_store_that_drops_statements_in_silence_is_found_out(project: Project, oxigraph: Store) -> None:
    def drop(request: Request, body: bytes) -> bytes:
        if not request.graph.endswith("a00001"):
            return body
        return b"".join(line for line in body.splitlines(keepends=True) if b"#note" not in line)

    with between(oxigraph.url) as proxy:
        proxy.body = drop
        text = refused(project, proxy.url + "/query", code=1)
        assert f"the graph {project.base}graph/a00001 has 2 statements in the store, not 3" in text
        assert f"missing: <{project.base}id/shelf1> <https://shelves.example/words#note>" in text
        proxy.body = None
        proxy.requests.clear()
        again = call_kg("push", proxy.url + "/query", cwd=project.root)
        assert again.returncode == 0, again.stderr.decode()
        assert [one.graph for one in proxy.written()] == [f"{project.base}graph/a00001"]


def test_a_store_that_changes_a_statement_is_found_out_by_the_sample(
    project: Project, oxigraph: Store
) -> None:
    def change(request: Request, body: bytes) -> bytes:
        return body.replace(b"#Shelf>", b"#Shell>") if "/a0" in request.graph else body

    with between(oxigraph.url) as proxy:
        proxy.body = change
        text = refused(project, proxy.url + "/query", code=1)
    assert "the store lacks a statement of the graph" in text
    assert "#Shelf>" in text


def test_a_redirect_is_not_followed_and_gets_no_credentials(project: Project, oxigraph: Store) -> None:
    with between(oxigraph.url) as elsewhere, between(oxigraph.url) as proxy:

        def redirect(request: Request) -> tuple[int, dict[str, str], bytes] | None:
            return 307, {"Location": f"{elsewhere.url}/store"}, b""

        proxy.answer = redirect
        settings = '[engine]\ndialect = "oxigraph"\n'
        (project.root / "kg.toml").write_text(f'title = "S"\nbase = "{project.base}"\n{settings}')
        text = refused(project, proxy.url + "/query", KG_ENGINE_TOKEN=SECRET)
        assert "sends elsewhere" in text
        assert elsewhere.requests == []
    assert SECRET not in text


def test_a_token_goes_with_every_request_and_is_hidden_when_it_comes_back(
    project: Project, oxigraph: Store
) -> None:
    with between(oxigraph.url) as proxy:
        assert call_kg("push", proxy.url + "/query", cwd=project.root, KG_ENGINE_TOKEN=SECRET).returncode == 0
        assert all(one["authorization"] == f"Bearer {SECRET}" for one in proxy.headers)
        proxy.answer = lambda _: (500, {}, f"you said Bearer {SECRET}".encode())
        settings = '[engine]\ndialect = "oxigraph"\n'
        (project.root / "kg.toml").write_text(f'title = "S"\nbase = "{project.base}"\n{settings}')
        text = refused(project, proxy.url + "/query", KG_ENGINE_TOKEN=SECRET)
    assert "you said Bearer ***" in text


def test_basic_authentication_is_used_where_the_store_asks_for_it(project: Project, oxigraph: Store) -> None:
    def guard(request: Request) -> tuple[int, dict[str, str], bytes] | None:
        wanted = "Basic dTpwYXNz"  # u:pass
        if proxy.headers[-1].get("authorization") == wanted:
            return None
        return 401, {"WWW-Authenticate": 'Basic realm="store"'}, b""

    with between(oxigraph.url) as proxy:
        proxy.answer = guard
        known = {"KG_ENGINE_USER": "u", "KG_ENGINE_PASSWORD": "pass"}
        found = call_kg("push", proxy.url + "/query", cwd=project.root, **known)
        assert found.returncode == 0, found.stderr.decode()
        challenged = [one for one in proxy.headers if "authorization" not in one]
        assert len(challenged) == 1  # asked once, remembered then


def test_a_password_never_crosses_a_network_in_clear() -> None:
    signing = Connection("http://store.example/sparql", Credentials(token=SECRET))
    with signing, pytest.raises(EngineRefused, match="in clear over http"):
        signing.send("GET", "http://store.example/sparql")


def test_settings_cannot_lead_credentials_to_another_host(oxigraph: Store) -> None:
    with Connection(oxigraph.url, Credentials()) as connection:
        for setting in ("http://elsewhere.example/store", "//elsewhere.example/store"):
            with pytest.raises(EngineRefused, match="another host"):
                find_engine(
                    f"{oxigraph.url}/query", EngineSettings(graphs=setting), connection, Credentials()
                )


@pytest.mark.parametrize(
    "url",
    ["http://u:secret@h/", "https://u@h/", "ftp://h/", "h/sparql", "http://", "http://h/?a=b", "http://[/"],
)
def test_addresses_that_are_refused_without_being_asked(url: str) -> None:
    with pytest.raises(UsageError) as found:
        checked_url(url)
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    "environment",
    [
        {"KG_ENGINE_USER": "u"},
        {"KG_ENGINE_PASSWORD": SECRET},
        {"KG_ENGINE_USER": "u", "KG_ENGINE_PASSWORD": SECRET, "KG_ENGINE_TOKEN": SECRET},
        {"KG_ENGINE_TOKEN": f"{SECRET}\nX: y"},
        {"KG_ENGINE_USER": "u:v", "KG_ENGINE_PASSWORD": SECRET},
    ],
)
def test_credentials_that_cannot_be_meant(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as found:
        credentials_from(environment)
    assert SECRET not in str(found.value)
    assert SECRET not in repr(Credentials("u", SECRET))


def test_what_a_store_says_is_bounded_and_on_one_line() -> None:
    said = cleaned("<style>b{}</style><p>no\x1b[31m</p>\n\n" + "x" * 5000 + "<" * 5000)
    assert said.startswith("no")
    assert len(said) <= 301
    assert said.isprintable()


def test_a_version_with_blank_nodes_is_refused(make: Make, oxigraph: Store) -> None:
    project = make()
    found = Dataset()
    found.add(project.minter.graph("a"), Triple(Term("_:b0"), iri("urn:x:p"), iri("urn:x:o")))
    write_version(project, found, Facts())
    assert "blank nodes" in refused(project, f"{oxigraph.url}/query")


def test_two_endpoints_of_different_stores_are_noticed(
    project: Project, oxigraph: Store, tmp_path: Path
) -> None:
    with running_oxigraph(tmp_path / "other") as other:
        settings = f'[engine]\ngraphs = "{other}/store"\n'
        (project.root / "kg.toml").write_text(f'title = "S"\nbase = "{project.base}"\n{settings}')
        text = refused(project, f"{oxigraph.url}/query")
    assert "cannot be read at" in text
