"""A diagnosis over the endpoint: the query itself is asked first, then the small questions about it.

All run as the client's own queries do: guarded, in the same pool, for the same client, over the same
dataset and version, and together within the time limit of the query.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from kg.endpoint.answer import Answer
from kg.endpoint.diagnosis.diagnose import diagnose, is_empty
from kg.endpoint.diagnosis.findings import Diagnosis
from kg.endpoint.formats import GRAPH_FORMS, JSON, N_TRIPLES, Format
from kg.endpoint.protocol import Query
from kg.endpoint.query_text import query_form
from kg.endpoint.table import Table, read_table
from kg.model.errors import QueryTimeout


def diagnose_answer(
    query: Query,
    *,
    answer: Callable[[Query, Format], Answer],
    seconds: float,
    namespaces: Mapping[str, str],
    redirects: Mapping[str, str],
    removed: Mapping[str, str],
) -> Diagnosis:
    """Why the answer of a query is empty, or that it is not.

    `answer` is the endpoint's, `seconds` the time for all of it; the rest as in `diagnose`.  Raises
    what `answer` raises for the query itself.
    """
    end = time.monotonic() + seconds
    whole = replace(query, partial=True)
    is_graph = query_form(query.text) in GRAPH_FORMS
    answered = answer(whole, N_TRIPLES if is_graph else JSON)
    empty = not answered.solutions if is_graph else is_empty(query.text, read_table(answered.body))
    if not empty:
        return Diagnosis(
            empty=False,
            version=answered.version,
            solutions=answered.solutions,
            capped=answered.capped,
        )

    def ask(text: str, *, everywhere: bool = False) -> Table | bool:
        remaining = end - time.monotonic()
        if remaining <= 0:
            raise QueryTimeout("the time limit of the query passed before its diagnosis was done")
        asked = replace(whole, text=text, timeout=remaining, version=answered.version)
        if everywhere:
            asked = replace(asked, default_graphs=None, named_graphs=None)
        return read_table(answer(asked, JSON).body)

    found = diagnose(query, ask=ask, namespaces=namespaces, redirects=redirects, removed=removed)
    return replace(found, version=answered.version, solutions=answered.solutions)
