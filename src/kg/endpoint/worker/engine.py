"""How a query text is handed to the engine: always with the base IRI and prefixes of the setup."""

from __future__ import annotations

from typing import Any

from pyoxigraph import Store

from kg.endpoint.jobs import Job, Setup


def query(store: Store, setup: Setup, text: str, **options: Any) -> Any:
    """The results of a query; `options` are those of `Store.query` for the dataset.

    Raises SyntaxError, and what evaluation raises: some queries run before the first result is
    asked for.
    """
    prefixes = predeclared(setup, text)
    return store.query(text, base_iri=setup.base_iri, prefixes=prefixes, **options)


def predeclared(setup: Setup, text: str) -> dict[str, str]:
    """Of the prefixes that hold without a declaration those that a text can use.

    The engine reads all that it is given before each query, which takes it a sixth of a small one.  A name
    has its prefix as it is, unless letters are written as escapes.
    """
    escaped = "\\" in text
    return {label: iri for label, iri in setup.prefixes if escaped or f"{label}:" in text}


def in_order_of_appearance(setup: Setup, job: Job) -> str:
    """The query with the `*` of `SELECT *` spelt out, where the engine's order of columns is another.

    The engine orders them by name.  Asked over nothing, it also says which variables are in scope.
    """
    if job.star is None or list(job.variables) == sorted(job.variables):
        return job.text
    in_scope = {variable.value for variable in query(Store(), setup, job.text).variables}
    columns = " ".join(f"?{name}" for name in job.variables if name in in_scope)
    return f"{job.text[: job.star]} {columns} {job.text[job.star + 1 :]}" if columns else job.text
