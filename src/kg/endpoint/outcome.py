"""From what a worker sent back to an answer, or to an error that its reader understands."""

from __future__ import annotations

from collections.abc import Mapping

from kg.endpoint.explain import explain_failure, explain_syntax
from kg.endpoint.guard import Guarded
from kg.endpoint.jobs import Answered, Failed, Trouble
from kg.endpoint.one_process import out_of_memory
from kg.model.errors import (
    EngineStopped,
    EngineUnavailable,
    KgError,
    NotAcceptable,
    QueryFailed,
    ResultTooLarge,
    VersionDamaged,
)


def answer_or_error(
    query: str, guarded: Guarded, outcome: Answered | Failed, *, namespaces: Mapping[str, str]
) -> Answered:
    """The answer to a query.

    Raises QuerySyntax with its place in `query`, and otherwise as `error_of`.
    """
    if isinstance(outcome, Answered):
        return outcome
    if outcome.trouble is Trouble.SYNTAX:
        raise explain_syntax(query, guarded.disarmed, outcome.message, outcome.offset, namespaces=namespaces)
    if outcome.trouble is Trouble.EVALUATION:
        raise explain_failure(outcome.message, query=query, namespaces=namespaces)
    raise error_of(outcome)


def error_of(failed: Failed) -> KgError:
    """The error for a job without an answer."""
    match failed.trouble:
        case Trouble.TOO_LARGE:
            return ResultTooLarge(
                f"the answer has more than {failed.message}",
                help="page through it with ORDER BY, LIMIT and OFFSET, or take the first part (cap=partial)",
            )
        case Trouble.FORMAT:
            return NotAcceptable(failed.message, help="ask for the answer in another format")
        case Trouble.MEMORY:
            return out_of_memory()
        case Trouble.STORE:
            return VersionDamaged("a store of this version cannot be opened", help="run `kg build` again")
        case Trouble.EVALUATION | Trouble.SYNTAX:
            return explain_failure(failed.message)
        case Trouble.NOT_PLAIN:  # for an engine elsewhere; the words are ours
            return QueryFailed(
                failed.message, help="docs/engines.md says what is asked of the engine of this site"
            )
        case Trouble.ANSWER:
            return EngineUnavailable("the engine behind this site answered with what is no answer")
        case Trouble.ENGINE:
            return EngineStopped("the engine gave up on this query", help="simplify it")


def notices_of(answered: Answered) -> tuple[str, ...]:
    """Sentences about an answer for its reader: graphs that do not exist."""
    return tuple(_unknown_graph(iri, near) for iri, near in answered.unknown_graphs)


def _unknown_graph(iri: str, near: str | None) -> str:
    hint = f"; did you mean <{_shortened(near)}>?" if near else ""
    return f"there is no graph <{_shortened(iri)}>, so it counts as empty{hint}"


def _shortened(iri: str) -> str:
    return iri if len(iri) <= 200 else f"{iri[:150]}…{iri[-40:]}"
