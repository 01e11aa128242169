"""A whole answer as a value, and what makes two requests ask for the same one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kg.endpoint.formats import Format
from kg.endpoint.protocol import Query


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: the bytes and what the response headers say about them.

    `solutions` counts solutions, triples, or 1 for an ASK; `capped` tells that a cap cut the
    answer, which only happens when that was asked for; `notices` are sentences for the reader,
    such as the name of an unknown graph; `version` is the sha256 of the version that answered;
    `cacheable` is False where two runs of the query may differ (NOW, RAND, UUID, blank nodes);
    `from_cache` that nothing was evaluated, because somebody had asked the same.
    """

    body: bytes
    media_type: str
    content_type: str
    form: str
    solutions: int
    capped: bool
    elapsed_ms: int
    version: str
    notices: tuple[str, ...] = ()
    cacheable: bool = True
    from_cache: bool = False


def answer_key(query: Query, format: Format) -> str:
    """Equal for two requests that have the same answer from one version: 64 hexadecimal digits.

    What only governs the run (time limit, token, demanded version) does not count.
    """
    parts = (query.text, query.default_graphs, query.named_graphs, query.partial)
    return hashlib.sha256(f"{format.name}\n{format.media_type}\n{parts!r}".encode()).hexdigest()
