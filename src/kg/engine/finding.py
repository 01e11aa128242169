"""From one URL to the two endpoints of a store: its query endpoint and its graph store.

The kind of store is what `kg.toml` says, else what the path or the `Server` header tells; nothing is
guessed beyond the table of dialects.  Settings cannot lead credentials to another host.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from kg.engine.connection import Connection, EngineAddress
from kg.engine.credentials import Credentials
from kg.engine.dialects import DIALECTS, GENERIC, DefaultGraph, Dialect, dialect_of_path, dialect_of_server
from kg.model.diagnostics import did_you_mean
from kg.model.engine_settings import EngineSettings
from kg.model.errors import EngineRefused, UsageError
from kg.model.wording import listed, phrase


def find_engine(
    url: str, settings: EngineSettings, connection: Connection, credentials: Credentials
) -> EngineAddress:
    """The endpoints of the store at `url`, which is its query endpoint or the base of both.

    Asks the store for nothing but an empty answer.  Raises UsageError, EngineError.
    """
    given = checked_url(url)
    server = _server(connection, str(given)) if not settings.dialect else ""
    dialect = _dialect(settings, given, server)
    query, graphs = _endpoints(given, dialect, signed=bool(credentials))
    if settings.query:
        query = _beside(given, settings.query, "query")
    if settings.graphs:
        graphs = _beside(given, settings.graphs, "graphs")
    if settings.default_graph not in ("", *(one.value for one in DefaultGraph)):
        raise _not_one_of("default_graph", settings.default_graph, [one.value for one in DefaultGraph])
    own = settings.timeout_parameter or dialect.timeout_parameter
    return EngineAddress(
        query=query,
        graphs=graphs,
        dialect=dialect,
        default_graph=(
            DefaultGraph(settings.default_graph) if settings.default_graph else dialect.default_graph
        ),
        timeout_parameter=own,
        timeout_units=dialect.timeout_units,
    )


def needing_graphs(address: EngineAddress) -> EngineAddress:
    """The same address, if graphs can be written there.  Raises UsageError."""
    if not address.graphs:
        raise UsageError(
            phrase("the address of the graph store beside {url} is not known", url=address.query),
            help=phrase(
                'set `graphs = "/…"` in `[engine]` of kg.toml, or `dialect` to one of: {known}',
                known=listed(sorted(set(DIALECTS) - {GENERIC.name})),
            ),
        )
    return address


def checked_url(url: str) -> httpx.URL:
    """A URL that requests can go to.

    Raises UsageError for another scheme, for no host, and for a name or a password in it.
    """
    try:
        parts = urlsplit(url)
        parsed = httpx.URL(url)
        secret = parts.username is not None or parts.password is not None or bool(parsed.userinfo)
    except (ValueError, httpx.InvalidURL) as problem:
        raise UsageError(phrase("this is not the address of a store")) from problem
    if secret:
        raise UsageError(
            phrase("an address with a name or a password in it is refused: others can read it"),
            help=phrase("set KG_ENGINE_USER and KG_ENGINE_PASSWORD, or KG_ENGINE_TOKEN, in the environment"),
        )
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UsageError(
            phrase("`{url}` is not the address of a store", url=url),
            help=phrase("for example {example}", example="https://store.example/sparql"),
        )
    if parsed.query or parsed.fragment:
        raise UsageError(phrase("the address of a store has no `?` and no `#`"))
    return parsed


def _server(connection: Connection, url: str) -> str:
    """What the store calls itself.  Raises EngineUnreachable, and EngineUnauthorized where it says so."""
    with connection.stream("GET", url, parameters={"query": "ASK {}"}) as response:
        if response.status_code == httpx.codes.UNAUTHORIZED:
            raise connection.refusal(response)
        return str(response.headers.get("server", ""))


def _dialect(settings: EngineSettings, given: httpx.URL, server: str) -> Dialect:
    if settings.dialect:
        found = DIALECTS.get(settings.dialect)
        if found is None:
            raise _not_one_of("dialect", settings.dialect, list(DIALECTS))
        return found
    return dialect_of_server(server) or dialect_of_path(given.path) or GENERIC


def _endpoints(given: httpx.URL, dialect: Dialect, *, signed: bool) -> tuple[str, str]:
    """Query endpoint and graph store by the table; no graph store where the table has none."""
    path = given.path.rstrip("/")
    for paths in dialect.paths:
        if path.endswith(paths.query):
            stem = path.removesuffix(paths.query)
            return str(given), str(given.copy_with(path=stem + _graphs(paths.graphs, paths.signed, signed)))
    if dialect.paths:
        paths = dialect.paths[0]
        graphs = path + _graphs(paths.graphs, paths.signed, signed)
        return str(given.copy_with(path=path + paths.query)), str(given.copy_with(path=graphs))
    return str(given), ""


def _graphs(graphs: str, with_credentials: str, signed: bool) -> str:
    return with_credentials if signed and with_credentials else graphs


def _beside(given: httpx.URL, setting: str, name: str) -> str:
    """An endpoint that the settings name, on the same host.  Raises EngineRefused, UsageError."""
    try:
        found = given.join(setting)
    except httpx.InvalidURL as problem:
        raise UsageError(phrase("`{key}` of [engine] is no address", key=name)) from problem
    if (found.scheme, found.host) != (given.scheme, given.host):
        raise EngineRefused(
            phrase(
                "`{key}` of [engine] in kg.toml leads to another host than {host}", key=name, host=given.host
            ),
            help=phrase("credentials go to the host that the call names, and nowhere else"),
        )
    return str(checked_url(str(found)))


def _not_one_of(key: str, value: str, known: list[str]) -> UsageError:
    return UsageError(
        phrase("`{key}` of [engine] is `{value}`, which is unknown", key=key, value=value),
        help=did_you_mean(value, known, otherwise=phrase("known ones: {known}", known=listed(known))),
    )
