"""Who asks: what tells clients apart, and whether the one who asked still listens."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from flask import Request

from kg.endpoint.admission import Caller

_GONE = "waitress.client_disconnected"


def caller_of(request: Request, *, trusted_header: str) -> Caller:
    """The caller of a request; `trusted_header` is the one in which a proxy of ours names the client."""
    gone = request.environ.get(_GONE)
    client = client_address(request, trusted_header=trusted_header)
    return Caller(client, gone) if gone else Caller(client)


def client_address(request: Request, *, trusted_header: str) -> str:
    """The address that shares are counted by.

    Of a trusted header only the last entry counts: that is the one our proxy wrote, and what stands
    before it is what the client claims.  Addresses of IPv6 count by their first 64 bits, because
    whoever has one has all of them (RFC 6177).
    """
    named = request.headers.get(trusted_header, "") if trusted_header else ""
    return address_of_client(named, request.remote_addr or "")


@lru_cache(maxsize=1_024)
def address_of_client(named: str, remote: str) -> str:
    """The address of `client_address` from the text of the trusted header and that of the connection."""
    address = named.rpartition(",")[2].strip() or remote or "unknown"
    try:
        found = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    if found.version == 6:
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
