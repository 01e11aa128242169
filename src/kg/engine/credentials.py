"""Who asks a store elsewhere: a name and a password, or a token, from the environment alone.

Secrets never stand in an argument, a settings file, a URL, a log or the text of an error; they go
only to the host that the call names, and never in clear over a network.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpx

from kg.model.errors import EngineRefused, UsageError
from kg.model.wording import phrase

USER, PASSWORD, TOKEN = "KG_ENGINE_USER", "KG_ENGINE_PASSWORD", "KG_ENGINE_TOKEN"
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name with its password, or a token; all empty where the environment has none."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything to show to a store."""
        return bool(self.user or self.token)

    def hide_in(self, text: str) -> str:
        """A text of the store without the secrets that it may repeat."""
        for secret in (self.password, self.token):
            if secret:
                text = text.replace(secret, _HIDDEN)
        return text


def credentials_from(environment: Mapping[str, str] = os.environ) -> Credentials:
    """The credentials that the environment holds, if any.

    Raises UsageError when they are incomplete or contradict each other.
    """
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and (user or password):
        raise UsageError(
            phrase("both {first} and {second} are set", first=TOKEN, second=USER if user else PASSWORD),
            help=phrase("keep the one that the store asks for"),
        )
    if bool(user) != bool(password):
        given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise UsageError(phrase("{given} is set, but {missing} is not", given=given, missing=missing))
    for name, value in ((USER, user), (PASSWORD, password), (TOKEN, token)):
        if not value.isprintable() or (name == USER and ":" in value):
            raise UsageError(phrase("{name} has a character that cannot be sent", name=name))
    return Credentials(user, password, token)


class Signing(httpx.Auth):
    """Signs requests to one origin the way the store asks for: digest, basic or a token.

    A name and its password are shown only when asked for; where the store knows both ways, by digest,
    which sends no password.  May be used by several threads.
    """

    def __init__(self, credentials: Credentials, origin: tuple[str, str, int | None]) -> None:
        self._credentials = credentials
        self._origin = origin
        self._digest = httpx.DigestAuth(credentials.user, credentials.password)
        self._basic = False
        self._turn = threading.Lock()  # the digest counts the uses of a nonce

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request as it is to be sent; see httpx.Auth.  Raises EngineRefused."""
        if not self._credentials or origin_of(request.url) != self._origin:
            yield request
        elif self._credentials.token:
            self._stay_private(request.url)
            request.headers["Authorization"] = f"Bearer {self._credentials.token}"
            yield request
        elif self._basic:
            yield from self._show_password(request)
        else:
            yield from self._as_asked(request)

    def _as_asked(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        flow = self._digest.auth_flow(request)
        with self._turn:
            signed = next(flow)
        while True:
            response = yield signed
            ways = response.headers.get_list("www-authenticate")
            if response.status_code == httpx.codes.UNAUTHORIZED and _only_basic(ways):
                self._basic = True
                yield from self._show_password(request)
                return
            try:
                with self._turn:
                    signed = flow.send(response)
            except StopIteration:
                return

    def _show_password(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._stay_private(request.url)
        yield from httpx.BasicAuth(self._credentials.user, self._credentials.password).auth_flow(request)

    def _stay_private(self, url: httpx.URL) -> None:
        if url.scheme != "https" and not is_loopback(url.host):
            raise EngineRefused(
                phrase("{host} asks for the password in clear over http", host=url.host),
                help=phrase("reach the store by https, or through a tunnel to this machine"),
            )


def origin_of(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port of a URL."""
    return url.scheme, url.host, url.port


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine, so that nothing crosses a network."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _only_basic(ways: list[str]) -> bool:
    known = [way.split(" ", 1)[0].lower() for way in ways]
    return "basic" in known and "digest" not in known
