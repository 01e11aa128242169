"""Which names this server answers to.

A page of somebody else's can point a name of its own at this address and then read what a browser
here may read; so a request must name a host that the operator knows, or an address, which no name
server can change.  What a proxy says of the original host is not believed: ours passes it as `Host`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from kg.model.project import Project
from kg.web.problems import Problem, refusal

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{0,5}))?")
_PORTS = 65_535
_YEAR = 31_536_000


def allowed_hosts(project: Project, bound: str = "") -> frozenset[str]:
    """The names this server answers to; `bound` is the name or address it listens on."""
    public = urlsplit(project.public_url).hostname or ""
    return frozenset(name.lower() for name in ("localhost", public, bound, *project.hosts) if name)


def host_problem(header: str | None, *, protocol: str, allowed: Iterable[str]) -> Problem | None:
    """What is wrong with a Host header (RFC 9110 section 7.2), or None.

    `protocol` is that of the request, such as `HTTP/1.1`: HTTP/1.0 knows no such header.
    """
    if header is None:
        if protocol == "HTTP/1.0":
            return None
        return refusal(400, "The request has no Host header.")
    found = _HOST.fullmatch(header)
    if found is None or int(found[3] or 0) > _PORTS:
        return refusal(400, "The Host header is malformed.")
    name = (found[1] or found[2]).lower().removesuffix(".")
    if name in allowed or _is_address(name):
        return None
    return refusal(
        421,
        "This server does not answer to the host name of the request.",
        help="its operator can add the name to `hosts` in kg.toml, or set `public_url` there",
    )


def transport_security(header: str | None, *, public_url: str) -> str | None:
    """The value of Strict-Transport-Security, for requests to a public address with https.

    Requests to other names of this server may be without encryption, and must not carry it (RFC 6797
    section 7.2).
    """
    public = urlsplit(public_url)
    found = _HOST.fullmatch(header or "")
    if public.scheme != "https" or not found or (found[1] or found[2]).lower() != public.hostname:
        return None
    return f"max-age={_YEAR}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
