"""`kg serve`: the endpoint and the pages of a project on a port of this machine.

The port is taken first and opened last: a port in use is told at once, and nobody can connect
before there is something to serve.
"""

from __future__ import annotations

import dataclasses
import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from kg.cli.folder import open_project
from kg.cli.language import language_option
from kg.cli.sources import folder_of, project_of_files, read_site, sources_argument
from kg.cli.stopping import end_on_signals
from kg.model.errors import UsageError
from kg.model.project import Project
from kg.model.wording import phrase


@click.command("serve")
@sources_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@click.option(
    "--without-network-isolation",
    "open_network",
    is_flag=True,
    help="Listen on a public address though workers could reach the network.",
)
@click.option("--public-url", metavar="URL", help="Address of the site for the world, instead of kg.toml's.")
@click.option(
    "--engine",
    metavar="URL",
    help="Have this SPARQL store answer, which `kg push` has given the version; credentials stand in "
    "KG_ENGINE_USER and KG_ENGINE_PASSWORD, or KG_ENGINE_TOKEN.",
)
@click.option(
    "--fresh",
    is_flag=True,
    help="When files have changed, serve nothing before the new version is built, however long that takes.",
)
@language_option
def command(
    sources: tuple[str, ...],
    host: str,
    port: int,
    open_network: bool,
    public_url: str | None,
    engine: str | None,
    fresh: bool,
    lang: str,
) -> None:
    """Check, build and serve a project: SPARQL endpoint and pages.

    When nothing has changed since the last build, its version is served at once.  Otherwise it is served
    while another is built, if that takes longer than some seconds, and then replaced.  When the check
    fails, the last good version is served; without one the findings are shown and the exit code is 1.

    Ctrl+C or SIGTERM stops the server when queries that run are answered, a second
    one at once.

    With FILEs, their RDF is served without a project, named graphs kept: Turtle (.ttl), TriG (.trig),
    N-Triples (.nt), N-Quads (.nq), RDF/XML (.rdf, .xml, .owl) and JSON-LD (.jsonld).  IRI=FILE puts
    the triples of a file that stand in no graph into the named graph IRI.  The default graph of
    queries is all that was read.
    """
    end_on_signals()
    if engine is not None and folder_of(sources) is None:
        raise UsageError(phrase("--engine serves a project, not files"))
    site = read_site(public_url)
    with _opened(sources, host, port, site, engine, fresh=fresh, language=lang) as (project, listener):
        from kg.cli.serving import serve

        try:
            serve(project, listener, host=host, open_network=open_network, language=lang, engine=engine)
        except KeyboardInterrupt:
            return
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
            raise _refused(host, port, problem) from problem  # taken between our two steps


@contextmanager
def _opened(
    sources: tuple[str, ...],
    host: str,
    port: int,
    site: str,
    engine: str | None,
    *,
    fresh: bool,
    language: str,
) -> Iterator[tuple[Project, socket.socket]]:
    """The project that is to be served, or the files as a project, and the port for it."""
    from kg.endpoint.fork_server import start_fork_server

    folder = folder_of(sources)
    if folder is not None:
        project = open_project(folder)
        with _taken(host, port) as listener:
            if engine is not None:
                _ask(engine, project)
            start_fork_server()
            from kg.cli.rebuilding import prepare  # after what runs beside it has been started

            rebuild = prepare(project, fresh=fresh, language=language)
            try:
                if rebuild is not None:
                    rebuild.watch()
                yield dataclasses.replace(project, public_url=site or project.public_url), listener
            finally:
                if rebuild is not None:
                    rebuild.close()
        return
    from kg.cli.serving import address_of

    with (
        _taken(host, port) as listener,
        project_of_files(sources, public_url=site, address=f"{address_of(listener)}/") as project,
    ):
        yield project, listener


def _taken(host: str, port: int) -> socket.socket:
    """A socket that has the port and does not listen yet.

    Raises UsageError when the port is taken or the address is none of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        words = phrase("`{host}` is no address of this machine", host=host)
        raise UsageError(words, help=phrase("try {option}", option="--host 127.0.0.1")) from problem
    listener = socket.socket(family, kind, protocol)
    try:
        # On Windows the same option would share the port with whoever has it.
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as problem:
        listener.close()
        raise _refused(host, port, problem) from problem
    return listener


def _refused(host: str, port: int, problem: OSError) -> UsageError:
    if problem.errno == errno.EADDRINUSE:
        other = f"--port {port + 1 if port < 65535 else 8000}"
        return UsageError(
            phrase("port {port} of {host} is taken by another program", port=port, host=host),
            help=phrase("stop it, or take another port: {option}", option=other),
        )
    if problem.errno == errno.EACCES:
        return UsageError(
            phrase("port {port} of {host} needs more rights", port=port, host=host),
            help=phrase("take a port above 1023: {option}", option="--port 8000"),
        )
    return UsageError(
        phrase("{place}: {problem}", place=f"{host}:{port}", problem=problem.strerror),
        help=phrase("try {option}", option="--host 127.0.0.1"),
    )


def _ask(engine: str, project: Project) -> None:
    """Ask the store once, before a build that may take minutes.  Raises UsageError, EngineError."""
    from kg.endpoint.remote.elsewhere import Elsewhere

    with Elsewhere(engine, project) as elsewhere:
        elsewhere.asked()
