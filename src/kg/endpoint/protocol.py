"""The SPARQL 1.1 Protocol: what a request asks (and, imported here, in which format it is answered).

Pure functions over bytes and text: no I/O and no web framework, so that each rule of the protocol
can be tested as a value.  A parameter is percent-decoded exactly once.

Follows SPARQL 1.1 Protocol sections 2.1 and 2.2 and the URL standard's parser of
application/x-www-form-urlencoded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from kg.endpoint.negotiation import negotiate as negotiate
from kg.endpoint.negotiation import shortened, single_format
from kg.endpoint.query_text import READ_ONLY
from kg.endpoint.query_text import query_form as query_form
from kg.model.diagnostics import nearest
from kg.model.errors import MediaTypeUnsupported, QueryError, QueryRefused, QueryTooLarge

MAX_PARAMETERS = 100
FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
_ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')

_VERSION = re.compile("[0-9A-Fa-f]{12,64}")
_TOKEN = re.compile("[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a client asked it.

    `default_graphs` and `named_graphs` are None where the request names no dataset; where it
    names one of the two, the other is an empty tuple.  `format` is the raw `?format=`; `timeout`
    (seconds) can only lower the endpoint's limit; `partial` asks for the first part of an answer
    that exceeds a cap; `version` (hexadecimal digits of its sha256) demands that version of the
    graph; `token` names the query for whoever may cancel it; `explain` is `empty` where the client
    wants to know why there is no answer.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    timeout: float | None = None
    partial: bool = False
    version: str | None = None
    token: str | None = None
    explain: str | None = None

    @property
    def names_dataset(self) -> bool:
        """Whether the request itself names the dataset, which then overrides FROM and FROM NAMED."""
        return self.default_graphs is not None or self.named_graphs is not None


def read_request(
    method: str, *, query_string: bytes, content_type: str | None = None, body: bytes = b""
) -> Query | None:
    """The query that a request asks.

    Takes the HTTP method (GET, HEAD or POST), the raw query string of the URL, the Content-Type
    header and the raw body.  Returns None for a GET or HEAD without a `query` parameter, which asks
    for the form or the service description.

    Raises QueryError (400: no query, two queries, bad UTF-8, a parameter out of range),
    QueryRefused (403: an update), QueryTooLarge (413: too many parameters) and
    MediaTypeUnsupported (415).
    """
    parameters = _parameters(query_string)
    if method != "POST":
        return _query(parameters)
    media_type, charset = _content_type(content_type)
    if media_type == UPDATE_TYPE:
        raise QueryRefused(READ_ONLY)
    if media_type not in (FORM_TYPE, QUERY_TYPE):
        raise MediaTypeUnsupported(
            f"a query cannot be posted as {media_type}" if media_type else "the request has no Content-Type",
            help=f"post it as {QUERY_TYPE}, or as the parameter `query` of a form ({FORM_TYPE})",
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise MediaTypeUnsupported(f"a query is written in UTF-8, not in {charset}")
    if media_type == FORM_TYPE:
        query = _query([*parameters, *_parameters(body)])
    else:
        query = _query([*parameters, ("query", _decode(body, "the query"))])
    if query is None:
        raise QueryError("the request has no query", help="send it as the parameter `query`")
    return query


def _query(parameters: Sequence[tuple[str, str]]) -> Query | None:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise QueryRefused(READ_ONLY)
    texts = values.get("query", [])
    if len(texts) > 1:
        raise QueryError(f"the request has {len(texts)} queries", help="send one `query` parameter")
    default, named = _iris(values, "default-graph-uri"), _iris(values, "named-graph-uri")
    given = bool(default or named)
    query = Query(
        texts[0].removeprefix("\ufeff") if texts else "",
        default_graphs=default if given else None,
        named_graphs=named if given else None,
        format=single_format(values.get("format", [])),
        timeout=_seconds(_single(values, "timeout")),
        partial=_one_of(values, "cap", ("error", "partial")) == "partial",
        version=_version(_single(values, "version")),
        token=_token(_single(values, "token")),
        explain=_one_of(values, "explain", ("empty",)),
    )
    return query if texts else None


def _iris(values: dict[str, list[str]], name: str) -> tuple[str, ...]:
    """The IRIs of a parameter, each once; forms send the parameter empty where no graph is named."""
    iris = tuple(dict.fromkeys(filter(None, values.get(name, []))))
    for iri in iris:
        if not _ABSOLUTE_IRI.fullmatch(iri):
            raise QueryError(f"`{name}` is not an absolute IRI: `{shortened(iri)}`")
    return iris


def _single(values: dict[str, list[str]], name: str) -> str | None:
    given = values.get(name, [])
    if len(set(given)) > 1:
        raise QueryError(f"the parameter `{name}` is given {len(given)} times with different values")
    return given[0] or None if given else None


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise QueryError("`timeout` is a number of seconds above 0", help="for example timeout=5")
    return seconds


def _one_of(values: dict[str, list[str]], name: str, known: Sequence[str]) -> str | None:
    text = _single(values, name)
    if text is not None and text not in known:
        words = " or ".join(f"`{one}`" for one in known)
        raise QueryError(f"`{name}` is {words}, not `{shortened(text)}`", suggestion=nearest(text, known))
    return text


def _version(text: str | None) -> str | None:
    if text is not None and not _VERSION.fullmatch(text):
        raise QueryError(
            "`version` is the sha256 of a version, or its first 12 or more digits",
            help="the header Kg-Version of each answer has it",
        )
    return text and text.lower()


def _token(text: str | None) -> str | None:
    if text is not None and not _TOKEN.fullmatch(text):
        raise QueryError("`token` has 16 to 128 letters, digits, - or _", help="take a random one")
    return text


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    """Name and value of each field; percent-decoded once, as UTF-8."""
    if encoded.count(b"&") >= MAX_PARAMETERS:
        raise QueryTooLarge(f"the request has more than {MAX_PARAMETERS} parameters")
    pairs = []
    for field in filter(None, encoded.split(b"&")):
        name, _, value = field.partition(b"=")
        decoded = _decode(unquote_to_bytes(name.replace(b"+", b" ")), "a parameter's name")
        words = f"the parameter `{shortened(decoded)}`"
        pairs.append((decoded, _decode(unquote_to_bytes(value.replace(b"+", b" ")), words)))
    return pairs


def _decode(encoded: bytes, what: str) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise QueryError(f"{what} is not UTF-8 (byte {problem.start})") from problem


def _content_type(header: str | None) -> tuple[str, str]:
    """Media type and charset of a Content-Type header, both in lower case."""
    media_type, *parameters = (header or "").lower().split(";")
    charsets = [
        value.strip(' "')
        for name, _, value in (p.partition("=") for p in parameters)
        if name.strip() == "charset"
    ]
    return media_type.strip(), charsets[0] if charsets else ""
