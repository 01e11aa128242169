"""The way to a store elsewhere: where its endpoints are, and requests that end in an answer or an error.

Credentials go to the host that the call names and to no other, redirects are not followed, TLS is
verified.  What the store says in an error is bounded, cleaned, and never repeats a secret.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType

import httpx

from kg.engine.credentials import Credentials, Signing, origin_of
from kg.engine.dialects import DefaultGraph, Dialect
from kg.model.errors import EngineRefused, EngineUnauthorized, EngineUnreachable
from kg.model.wording import NOTHING, Message, phrase

Parameters = Mapping[str, str | Sequence[str]]

_LONGEST_ANSWER = 64_000_000
_LONGEST_SAID = 300
_READ_OF_ERRORS = 20_000
_MARKUP = re.compile(r"<(style|script)\b.{0,20000}?</\1>|<[^<>]{0,1000}>", re.DOTALL | re.IGNORECASE)
_AGENT = "kg-curation"


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a store answers queries and keeps graphs, and what it does differently.

    `graphs` is empty where the graph store is not known, which only writing needs.
    `timeout_parameter` is empty where queries cannot tell the store a time limit; its value counts
    units of which a second has `timeout_units`.
    """

    query: str
    graphs: str
    dialect: Dialect
    default_graph: DefaultGraph
    timeout_parameter: str = ""
    timeout_units: int = 1

    @property
    def host(self) -> str:
        """The host that was named."""
        return httpx.URL(self.query).host

    def time_limit(self, seconds: float) -> str:
        """The value of `timeout_parameter` for so many seconds, or a little more."""
        return f"{max(1, math.ceil(seconds * self.timeout_units))}{self.dialect.timeout_suffix}"


class Connection:
    """Connections to one host, kept open between requests; may be used by several threads.

    `url` names the host that credentials go to.  `seconds` bounds the wait for a connection and for
    each piece of an answer.
    """

    def __init__(
        self, url: str, credentials: Credentials, *, seconds: float = 60.0, connections: int = 8
    ) -> None:
        self._credentials = credentials
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.Client(
            auth=Signing(credentials, origin_of(httpx.URL(url))),
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            limits=limits,
            follow_redirects=False,
            trust_env=False,  # neither a proxy nor a .netrc of the environment takes part
            verify=httpx.create_ssl_context(),  # which reads SSL_CERT_FILE and SSL_CERT_DIR
            headers={"User-Agent": _AGENT},
        )

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        parameters: Parameters | None = None,
        form: Parameters | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Iterator[httpx.Response]:
        """One request, and its answer while it arrives, whatever its status.

        Raises EngineUnreachable, also when the answer breaks off while the block reads it; EngineRefused.
        """
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds, connect=10.0)
        try:
            with self._client.stream(
                method,
                url,
                params=parameters,
                data=None if form is None else dict(form),
                content=content,
                headers=headers,
                timeout=timeout,
            ) as response:
                yield response
        except httpx.HTTPError as problem:
            raise self._unreachable(url, problem) from None

    def send(
        self,
        method: str,
        url: str,
        *,
        parameters: Parameters | None = None,
        form: Parameters | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
        accepted: Sequence[int] = (),
    ) -> httpx.Response:
        """One request and its whole answer; a status of 300 or more is an error unless `accepted`.

        Raises EngineUnreachable, EngineUnauthorized, EngineRefused.
        """
        with self.stream(
            method,
            url,
            parameters=parameters,
            form=form,
            content=content,
            headers=headers,
            seconds=seconds,
        ) as response:
            if response.status_code >= httpx.codes.MULTIPLE_CHOICES and response.status_code not in accepted:
                raise self.refusal(response)
            return _whole(response)

    def refusal(self, response: httpx.Response) -> EngineRefused:
        """The error that an answer with a status of 300 or more means; reads its text, not to the end."""
        said = self._said(response)
        code, host = response.status_code, response.request.url.host
        if response.is_redirect:
            place = response.headers.get("location", "")
            return EngineRefused(
                phrase("the store at {host} sends elsewhere, to {place}", host=host, place=cleaned(place)),
                help=phrase("name that address in the call if it is the right one"),
                code=code,
                said=said,
            )
        if code == httpx.codes.UNAUTHORIZED:
            words, help = self._not_let_in(host)
            return EngineUnauthorized(words, help=help, code=code, said=said)
        words = (
            phrase("the store at {host} answered {code}: {said}", host=host, code=code, said=said)
            if said
            else phrase("the store at {host} answered {code} without a word", host=host, code=code)
        )
        return EngineRefused(words, help=_advice(code), code=code, said=said)

    def _said(self, response: httpx.Response) -> str:
        read = b""
        for piece in response.iter_bytes():
            read += piece
            if len(read) >= _READ_OF_ERRORS:
                break
        text = read[:_READ_OF_ERRORS].decode(response.encoding or "utf-8", errors="replace")
        return cleaned(self._credentials.hide_in(text))

    def _not_let_in(self, host: str) -> tuple[Message, Message]:
        if not self._credentials:
            return (
                phrase("the store at {host} asks who is there", host=host),
                phrase("set KG_ENGINE_USER and KG_ENGINE_PASSWORD, or KG_ENGINE_TOKEN, in the environment"),
            )
        if self._credentials.token:
            return phrase("the store at {host} does not accept the token", host=host), NOTHING
        return (
            phrase(
                "the store at {host} does not accept the name {user} with this password",
                host=host,
                user=self._credentials.user,
            ),
            NOTHING,
        )

    def _unreachable(self, url: str, problem: httpx.HTTPError) -> EngineUnreachable:
        host = httpx.URL(url).host
        if isinstance(problem, httpx.TimeoutException):
            words = phrase("the store at {host} does not answer in time", host=host)
        elif isinstance(problem, httpx.ConnectError):
            reason = cleaned(str(problem))
            words = phrase("the store at {host} cannot be reached: {reason}", host=host, reason=reason)
        else:
            words = phrase("the connection to the store at {host} broke", host=host)
        return EngineUnreachable(words, help=phrase("is the address right, and does the store run?"))


def cleaned(text: str) -> str:
    """What a store says, on one bounded line: without markup, control and direction characters."""
    words = _MARKUP.sub(" ", text)
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return kept if len(kept) <= _LONGEST_SAID else f"{kept[:_LONGEST_SAID]}…"


def _whole(response: httpx.Response) -> httpx.Response:
    """The response with its text read, which has a bound.  Raises EngineRefused."""
    pieces, size = [], 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > _LONGEST_ANSWER:
            raise EngineRefused(
                phrase("the store at {host} answers without end", host=response.request.url.host),
                code=response.status_code,
            )
    headers = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
    return httpx.Response(
        response.status_code, headers=headers, content=b"".join(pieces), request=response.request
    )


def _advice(code: int) -> Message:
    if code == httpx.codes.FORBIDDEN:
        return phrase("may this name write there?")
    if code in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED):
        return phrase("is this the right endpoint? `[engine]` in kg.toml can name it")
    return NOTHING
