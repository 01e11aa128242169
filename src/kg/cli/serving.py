"""What `kg serve` does once there is a version: say how it serves, serve, and stop in good order.

Standard output has the address and the layers of isolation, standard error one line of JSON for each
request.  The first SIGTERM or Ctrl+C lets queries that run be answered; the second does not wait.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import click

from kg.cli.stopping import stop_on_signals
from kg.endpoint.service import Endpoint, State
from kg.model.errors import UsageError
from kg.model.project import Project
from kg.model.wording import Message, listed, phrase
from kg.web.assets import scripts_missing
from kg.web.http.later import Application, Count, LaterSite
from kg.web.http.quick import QuickAnswers
from kg.web.http.request_log import log_to
from kg.web.http.server import SPARE_THREADS, Server

if TYPE_CHECKING:
    from kg.endpoint.remote.elsewhere import Elsewhere

_AFTER_THE_LIMIT = 1.0  # seconds: a query that ran into its time limit still gets its answer


def serve(
    project: Project,
    listener: socket.socket,
    *,
    host: str,
    open_network: bool,
    language: str = "en",
    engine: str | None = None,
) -> None:
    """Serve the current version of a project on a socket until a signal says to stop.

    `host` is what the operator gave to listen on; with `open_network` workers may have a network.
    `engine` is the address of a store elsewhere that answers.  Raises NoVersion, VersionDamaged,
    UsageError, EngineError, and OSError when the port is taken after all.
    """
    with ExitStack() as opened:
        opened.enter_context(closing(log_to(sys.stderr)))
        elsewhere = opened.enter_context(_elsewhere(engine, project)) if engine else None
        endpoint = opened.enter_context(Endpoint(project, elsewhere=elsewhere))
        state = endpoint.state()
        if not open_network:
            refuse_open_network(state, str(listener.getsockname()[0]), platform=sys.platform)
        threads = project.limits.workers + project.limits.queue + SPARE_THREADS

        def make_site() -> tuple[Application, Count]:
            # Imported while queries are answered already: the pages take longer than all the rest.
            from kg.web import create_app

            application = create_app(project, endpoint, bound=host)
            return application, application.extensions["kg"].metrics.record

        site = LaterSite(make_site, failed=lambda: server.stop())
        quick = QuickAnswers(project, endpoint, site.note, bound=host)
        server = Server(site, listener, threads=threads, note=site.note, quick=quick)
        try:
            stop_on_signals(server.stop)
            told = [
                phrase("Serving {title} on {address}", title=project.title, address=address_of(listener)),
                isolation_line(state),
            ]
            if elsewhere is not None:
                told.insert(
                    1,
                    phrase(
                        "Queries are answered by {engine} at {host}",
                        engine=elsewhere.title,
                        host=elsewhere.host,
                    ),
                )
            if reason := scripts_missing():
                told.append(phrase("The pages work without scripts: {reason}", reason=reason))
            for line in told:
                click.echo(line.in_language(language))
            sys.stdout.flush()
            site.start()
            server.run(drain_seconds=project.limits.seconds + _AFTER_THE_LIMIT)
            if site.problem is not None:
                raise site.problem
        finally:
            server.close()


def _elsewhere(engine: str, project: Project) -> Elsewhere:
    from kg.endpoint.remote.elsewhere import Elsewhere  # an HTTP client, which few servers need

    return Elsewhere(engine, project)


def refuse_open_network(state: State, address: str, *, platform: str) -> None:
    """Raises UsageError when others could reach workers that could reach the network.

    A query that slips past the guard would then make requests from this machine.  Linux has two
    layers against it; other platforms may lack them, and the start says so.
    """
    if platform == "linux" and not state.network_closed and not ipaddress.ip_address(address).is_loopback:
        raise UsageError(
            phrase(
                "the workers have no layer that keeps them from the network, "
                "and {address} can be reached by others",
                address=address,
            ),
            help=phrase(
                "listen on 127.0.0.1, let workers make network namespaces (docs/operations.md), "
                "or take the risk by name: --without-network-isolation"
            ),
        )


def isolation_line(state: State) -> Message:
    """The layers of isolation that are active in the workers, and those that are missing."""
    layers = listed(state.layers) or phrase("nothing")
    if not state.missing:
        return phrase("Workers are isolated by: {layers}", layers=layers)
    return phrase(
        "Workers are isolated by: {layers}; missing: {missing}", layers=layers, missing=listed(state.missing)
    )


def address_of(listener: socket.socket) -> str:
    """The address that a socket has on this machine, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
