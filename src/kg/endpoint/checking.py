"""Whether a query could be asked, found out without asking it.

A text is guarded as every query is and then read by the engine over an empty store, in a worker of
the public pool and with a short deadline: for whoever types a query, while they type.  What is wrong
is told by the error that the query itself would get.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from kg.endpoint.admission import NOBODY, Caller
from kg.endpoint.answering import Answering
from kg.endpoint.diagnosis import column_notices
from kg.endpoint.guard import guard
from kg.endpoint.outcome import answer_or_error
from kg.endpoint.query_text import query_form
from kg.model.errors import QueryError, QueryFailed, QueryRefused, QuerySyntax, QueryTooLarge

CHECK_SECONDS = 1.0  # its wait included; whoever types on does not wait longer
_OF_THE_TEXT = (QuerySyntax, QueryFailed, QueryRefused, QueryTooLarge)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the form of the query (empty where it has none), and its first error."""

    form: str
    error: QueryError | None = None
    notices: tuple[str, ...] = ()


def check_query(
    text: str, pool: Answering, *, namespaces: Mapping[str, str], caller: Caller = NOBODY
) -> Checked:
    """Check the text of a query; `namespaces` are the prefixes that hold without a declaration.

    Raises EndpointBusy, QueryTimeout, QueryCancelled, EngineStopped and QueryOutOfMemory where nothing
    was found out.
    """
    form = ""
    try:
        form = query_form(text)
        guarded = guard(text, namespaces=namespaces)
        outcome = pool.check(guarded.disarmed.text, deadline=time.monotonic() + CHECK_SECONDS, caller=caller)
        answer_or_error(text, guarded, outcome, namespaces=namespaces)
    except QueryError as error:
        if isinstance(error, _OF_THE_TEXT) or type(error) is QueryError:
            return Checked(form, error)
        raise
    return Checked(form, notices=column_notices(text))
