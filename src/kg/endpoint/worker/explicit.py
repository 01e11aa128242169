"""What a query leaves unsaid, said for an engine elsewhere: a base, and what separates joined texts.

Names in a query are made absolute when it is written again; what is left are the strings that IRI and URI
make names of.  Where they stand in the query they are resolved here, since Virtuoso knows no base; and it
refuses a GROUP_CONCAT that does not say its SEPARATOR, which is a space.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Store

from kg.endpoint.jobs import Job, Setup
from kg.endpoint.worker.engine import query
from kg.model.sparql_tokens import Kind, Token

_MAKERS = ("iri", "uri")


def resolving(setup: Setup, job: Job, tokens: Sequence[Token]) -> tuple[list[Token], str]:
    """The tokens with each `IRI("name")` resolved, and the base where other strings are made names of."""
    found = list(tokens)
    makers = [place for place, token in enumerate(found) if _makes_names(token)]
    strings = {place + 2: found[place + 2].text for place in makers if _has_one_string(found, place)}
    for place, absolute in zip(strings, _resolved(setup, job, list(strings.values())), strict=True):
        if absolute:
            found[place] = found[place]._replace(text=f'"{absolute}"')
    if len(makers) == len(strings):
        return found, ""
    [base] = _resolved(setup, job, ["''"])
    return found, base


def separating(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with a SEPARATOR in each GROUP_CONCAT."""
    found: list[Token] = []
    opened: list[bool] = []  # of each bracket that is open, whether it is one of a GROUP_CONCAT without
    for place, token in enumerate(tokens):
        if token.text == "(":
            opened.append(place > 0 and tokens[place - 1].folded == "group_concat")
        elif token.folded == "separator" and token.kind is Kind.WORD and opened:
            opened[-1] = False
        elif token.text == ")" and opened and opened.pop():
            words = (";", Kind.MARK), ("SEPARATOR", Kind.WORD), ("=", Kind.MARK), ('" "', Kind.STRING)
            found += [Token(kind, text, token.start - len(text)) for text, kind in words]
        found.append(token)
    return found


def filtering(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with a FILTER that is always true in each branch of a UNION that has VALUES alone.

    Virtuoso gives nothing for such a union.
    """
    found: list[Token] = []
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and opened:
            opening = opened.pop()
            if _is_branch(tokens, opening, place) and _is_one_table(tokens, opening, place):
                words = ("FILTER", Kind.WORD), ("(", Kind.MARK), ("true", Kind.WORD), (")", Kind.MARK)
                found += [Token(kind, text, token.start - len(text)) for text, kind in words]
        found.append(token)
    return found


def _is_branch(tokens: Sequence[Token], opening: int, closing: int) -> bool:
    beside = (*tokens[max(opening - 1, 0) : opening], *tokens[closing + 1 : closing + 2])
    return any(token.kind is Kind.WORD and token.folded == "union" for token in beside)


def _is_one_table(tokens: Sequence[Token], opening: int, closing: int) -> bool:
    """Whether a group begins with VALUES and ends with its table."""
    if tokens[opening + 1].folded != "values" or tokens[closing - 1].text != "}":
        return False
    table = opening + 2
    while tokens[table].text != "{":
        table += 1
    return all(token.text != "}" for token in tokens[table : closing - 1])


def _makes_names(token: Token) -> bool:
    return token.kind is Kind.WORD and token.folded in _MAKERS


def _has_one_string(tokens: Sequence[Token], place: int) -> bool:
    inside = tokens[place + 1 : place + 4]
    return (
        len(inside) == 3 and inside[1].kind is Kind.STRING and (inside[0].text, inside[2].text) == ("(", ")")
    )


def _resolved(setup: Setup, job: Job, strings: Sequence[str]) -> list[str]:
    """The IRI that each string as it is written becomes; empty where it becomes none."""
    if not strings:
        return []
    projection = " ".join(f"(IRI({text}) AS ?i{place})" for place, text in enumerate(strings))
    row = next(query(Store(), setup, f"{job.text[: job.prologue]}SELECT {projection} {{}}"))
    return [getattr(row[f"i{place}"], "value", "") for place in range(len(strings))]
