"""Signs of life, for load balancers, monitors and operators: `/healthz`, `/readyz`, `/metrics`.

None of them asks a worker, so they answer at once whatever is going on.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from kg.endpoint.service import State
from kg.web.respond import current_page


def healthz() -> Response:
    """`/healthz`: the process answers; under any host name, because load balancers use their own."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def readyz() -> Response:
    """`/readyz`: whether queries can be answered, from which version, and how the workers are.

    503 while no worker can take a query.
    """
    state = current_page().site.endpoint.state()
    facts = readiness(state)
    status = 200 if facts["ready"] else 503
    best = request.accept_mimetypes.best_match(["application/json", "text/plain"], "application/json")
    if best == "text/plain":
        text = "".join(f"{name} {_words(value)}\n" for name, value in facts.items())
        response = Response(text, status=status, content_type="text/plain; charset=utf-8")
    else:
        body = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def metrics() -> Response:
    """`/metrics`: counts in the text format of Prometheus."""
    body, media_type = current_page().site.metrics.expose(request.headers.get("Accept", ""))
    response = Response(body, content_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def readiness(state: State) -> dict[str, Any]:
    """What `/readyz` says; `problem` tells why a newer version was refused, and is null else."""
    return {
        "ready": state.alive > 0,
        "version": state.version,
        "workers": state.workers,
        "alive": state.alive,
        "busy": state.busy,
        "waiting": state.waiting,
        "replaced": state.replaced,
        "layers": list(state.layers),
        "missing": list(state.missing),
        "engine": state.engine or None,
        "problem": state.problem or None,
    }


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
