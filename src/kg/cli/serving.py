"""What `kg serve` does once there is a version: say how it serves, serve, and stop in good order.

Standard output has the address and the layers of isolation, standard error one line of JSON for each
request.  The first SIGTERM or Ctrl+C lets queries that run be answered; the second does not wait.
"""

from __future__ import annotations

import ipaddress
import signal
import socket
import sys
from contextlib import ExitStack
from types import FrameType

import click

from kg.endpoint.remote.elsewhere import Elsewhere
from kg.endpoint.service import Endpoint, State
from kg.model.errors import UsageError
from kg.model.project import Project
from kg.model.wording import Message, listed, phrase
from kg.web import create_app
from kg.web.assets import scripts_missing
from kg.web.http.quick import QuickAnswers
from kg.web.http.request_log import log_to
from kg.web.http.server import SPARE_THREADS, Server

# SIGHUP is what a terminal sends that is closed; Windows has none.
STOPPING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name))
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
    log_to(sys.stderr)
    with ExitStack() as opened:
        elsewhere = opened.enter_context(Elsewhere(engine, project)) if engine else None
        endpoint = opened.enter_context(Endpoint(project, elsewhere=elsewhere))
        state = endpoint.state()
        if not open_network:
            refuse_open_network(state, str(listener.getsockname()[0]), platform=sys.platform)
        application = create_app(project, endpoint, bound=host)
        threads = project.limits.workers + project.limits.queue + SPARE_THREADS
        note = application.extensions["kg"].note
        quick = QuickAnswers(project, endpoint, note, bound=host)
        server = Server(application, listener, threads=threads, note=note, quick=quick)
        try:
            _stop_on_signals(server)
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
            server.run(drain_seconds=project.limits.seconds + _AFTER_THE_LIMIT)
        finally:
            server.close()


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


def _stop_on_signals(server: Server) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.default_int_handler)  # the next one does not wait
        server.stop()

    for number in STOPPING:
        signal.signal(number, stop)


def address_of(listener: socket.socket) -> str:
    """The address that a socket has on this machine, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
