"""Slips in the parts of a query: UNION and VALUES, BIND, parts in another order, a mark at the end."""

from __future__ import annotations

from collections.abc import Sequence

from kg.endpoint.slips.marking import error_of, shortened
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_TAIL = ("group", "having", "order", "limit", "offset")
_FORMS = ("select", "construct", "ask", "describe")


def bad_clause(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """The slip at token `number` in how the parts of the query are put together."""
    return (
        _bracket_left_out(query, tokens, number)
        or _misplaced(query, tokens, number)
        or _stray(query, tokens, number)
    )


def _bracket_left_out(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    token = tokens[number]
    if token.folded == "union" and tokens[number - 1].text != "}":
        return error_of(query, token, "both sides of UNION stand in braces", help="write `{ … } UNION { … }`")
    opening = _values_around(tokens, number)
    if opening is None:
        return None
    names = _values_names(tokens, opening)
    if token.text == ",":
        return error_of(
            query, token, "values stand without commas", help="leave the comma out", suggestion=""
        )
    if token.kind is Kind.VARIABLE:
        return error_of(query, token, "VALUES takes constants, not variables")
    if len(names) > 1 and tokens[number - 1].text in ("{", ")") and token.text not in ("(", "}"):
        return error_of(
            query,
            token,
            "a row of several values stands in brackets",
            help="write `VALUES (?x ?y) { (1 2) }`",
        )
    row = number - 1
    while row > opening and tokens[row].text != "(":
        row -= 1
    if row > opening and len(names) != _values_in(tokens, row + 1):
        given = _values_in(tokens, row + 1)
        message = f"this row has {given} {'value' if given == 1 else 'values'} for {len(names)} variables"
        return error_of(query, tokens[row], message)
    return None


def _misplaced(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    token, before = tokens[number], tokens[number - 1]
    if token.folded in _TAIL:
        behind = _TAIL[_TAIL.index(token.folded) + 1 :]
        later = next((each for each in _since_group(tokens, number) if each.folded in behind), None)
        if later is not None:
            word = f"{token.text.upper()}{' BY' if token.folded in ('group', 'order') else ''}"
            return error_of(query, token, f"{word} stands before {later.text.upper()}")
    if token.folded == "from":
        return error_of(query, token, "FROM stands before WHERE")
    if token.text == "(" and before.folded == "exists":
        return error_of(
            query, token, "EXISTS takes a group in braces", help="write `EXISTS { … }`", suggestion="{"
        )
    if tokens[0].folded == "construct" and "where" in (tokens[1].folded if len(tokens) > 1 else ""):
        return error_of(
            query,
            token,
            "CONSTRUCT WHERE takes triples alone",
            help="write the template out: `CONSTRUCT { … } WHERE { … }`",
        )
    bound = _bound_by_bind(tokens, number)
    if bound is not None:
        return error_of(query, bound, f"`{bound.text}` has a value already; BIND takes a new variable")
    if token.text == ")" and _is_bind_without_as(tokens, number):
        return error_of(query, token, "BIND names a variable", help="write `BIND (… AS ?name)`")
    if token.text.startswith("_:"):
        return error_of(
            query,
            token,
            f"`{shortened(token.text)}` stands in two groups, and a blank node belongs to one",
            help="use a variable instead",
        )
    return None


def _stray(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    token = tokens[number]
    if token.text in ("?", "$") and tokens[number - 1].folded in (*_FORMS, "distinct"):
        return error_of(query, token, f"a variable has a name after {token.text}")
    if token.text in (";", ".") and tokens[number - 1].text == "}" and _depth(tokens, number) == 0:
        return error_of(
            query, token, f"a query has no `{token.text}` at its end", help="leave it out", suggestion=""
        )
    if token.text == "." and tokens[number - 1].text == ".":
        return error_of(query, token, "one dot ends a triple", help="leave one out", suggestion="")
    if token.folded == "where" and any(each.text == "{" for each in tokens[:number]):
        return error_of(query, token, "the query has its WHERE already", help="join the two groups")
    return None


def _since_group(tokens: Sequence[Token], number: int) -> Sequence[Token]:
    """The tokens since the last group ended."""
    start = number
    while start and tokens[start - 1].text != "}":
        start -= 1
    return tokens[start:number]


def _values_around(tokens: Sequence[Token], number: int) -> int | None:
    """The number of the brace of the VALUES in whose rows a token stands."""
    for place in range(number - 1, 1, -1):
        if tokens[place].text == "}":
            return None
        if tokens[place].text == "{":
            names = place - 1
            while names and (tokens[names].kind is Kind.VARIABLE or tokens[names].text in "()"):
                names -= 1
            return place if tokens[names].folded == "values" else None
    return None


def _values_names(tokens: Sequence[Token], opening: int) -> list[str]:
    names: list[str] = []
    for place in range(opening - 1, -1, -1):
        if tokens[place].folded == "values":
            break
        if tokens[place].kind is Kind.VARIABLE:
            names.append(tokens[place].text)
    return names


def _values_in(tokens: Sequence[Token], start: int) -> int:
    """How many constants stand up to the next bracket."""
    count = 0
    place = start
    while place < len(tokens) and tokens[place].text not in (")", "}"):
        kind = tokens[place].kind
        if kind is Kind.MARK and tokens[place].text == "^^":
            count -= 1
        elif kind not in (Kind.MARK, Kind.LANGUAGE):
            count += 1
        place += 1
    return count


def _bound_by_bind(tokens: Sequence[Token], number: int) -> Token | None:
    """The variable of the BIND that ends right before a token, where it has a value already."""
    if number < 3 or tokens[number - 1].text != ")" or tokens[number - 3].folded != "as":
        return None
    variable = tokens[number - 2]
    earlier = any(
        each.text[1:] == variable.text[1:] for each in tokens[: number - 2] if each.kind is Kind.VARIABLE
    )
    return variable if earlier else None


def _is_bind_without_as(tokens: Sequence[Token], number: int) -> bool:
    depth = 0
    for place in range(number - 1, -1, -1):
        depth += (tokens[place].text == ")") - (tokens[place].text == "(")
        if depth == 0 and tokens[place].folded == "as":
            return False
        if depth < 0:
            return tokens[place - 1].folded == "bind"
    return False


def _depth(tokens: Sequence[Token], number: int) -> int:
    return sum((each.text == "{") - (each.text == "}") for each in tokens[:number])
