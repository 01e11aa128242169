"""Slips around keywords and operators: words of SQL, a BY left out, a variable without its mark."""

from __future__ import annotations

from collections.abc import Sequence

from kg.endpoint.slips.marking import error_at, error_of, shortened
from kg.model.errors import QuerySyntax
from kg.model.sparql_tokens import Kind, Token

_KEYWORD_LIST = (
    "SELECT DISTINCT REDUCED WHERE FROM NAMED GRAPH OPTIONAL FILTER UNION MINUS BIND VALUES EXISTS NOT "
    "GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET CONSTRUCT DESCRIBE ASK PREFIX BASE AS IN UNDEF SEPARATOR"
)
KEYWORDS = tuple(_KEYWORD_LIST.split())
_OTHER_OPERATORS = (("=", "=", "="), ("<", ">", "!="), ("/", "/", "#"))
_OTHER_WORDS = {"and": "&&", "or": "||", "sort": "ORDER", "except": "MINUS", "top": "LIMIT"}
_TAKES_GROUP = ("optional", "minus", "where", "union", "exists")


def bad_operator(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """An operator or a comment of another language; it may begin at the token or end with it."""
    if tokens[number].text.startswith("--"):
        return error_of(query, tokens[number], "a comment begins with #", suggestion="#")
    for first, second in ((number - 1, number), (number, number + 1)):
        if first < 0 or second >= len(tokens) or tokens[first].end != tokens[second].start:
            continue
        pair = (tokens[first].text, tokens[second].text)
        for one, other, plain in _OTHER_OPERATORS:
            if pair == (one, other):
                means = "a comment begins with #" if plain == "#" else f"SPARQL writes {plain}"
                start, end = tokens[first].start, tokens[second].end
                return error_at(query, start, end, f"there is no `{one}{other}`; {means}", suggestion=plain)
    return None


def bad_keyword(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """A keyword that is misplaced, or what it takes is not there."""
    before = tokens[number - 1].folded if number else ""
    token = tokens[number]
    return _of_another_language(query, tokens, number) or _behind(query, before, token)


def bare_text(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """A word in an expression: a variable without its mark, or a text without quotation marks."""
    token = tokens[number]
    if token.text == "/" and tokens[number - 1].text == ",":
        return error_of(query, token, "a pattern stands in quotation marks, not between slashes")
    is_call = number + 1 < len(tokens) and tokens[number + 1].text == "("
    if token.kind is not Kind.WORD or is_call or not token.text.isidentifier():
        return None
    before = tokens[number - 1]
    if f"?{token.text}" in {each.text for each in tokens} or before.folded == "as":
        message = f"a variable begins with ?: `?{shortened(token.text)}`"
        return error_of(query, token, message, suggestion=f"?{token.text}")
    if before.text in ("=", "!=", "<", ">", "<=", ">=", ",", "(") and _is_expression(tokens, number):
        message = f"`{shortened(token.text)}` is no value; a text stands in quotation marks"
        return error_of(query, token, message, suggestion=f'"{token.text}"')
    return None


def _of_another_language(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    token = tokens[number]
    meant = _OTHER_WORDS.get(token.folded)
    if meant:
        return error_of(query, token, f"there is no `{token.text}`; SPARQL writes {meant}", suggestion=meant)
    if token.folded == "like":
        return error_of(
            query,
            token,
            f"there is no `{token.text}`",
            help='search with CONTAINS, STRSTARTS or REGEX: `FILTER (CONTAINS(?name, "part"))`',
        )
    if token.folded in ("null", "nil", "none"):
        message = f"there is no `{token.text}`"
        return error_of(query, token, message, help="`BOUND(?name)` says whether a variable has a value")
    before = tokens[number - 1] if number else None
    if before is not None and before.folded == "not" and token.folded not in ("in", "exists"):
        return error_of(
            query,
            before,
            "NOT stands only before IN and EXISTS; any other condition is negated with !",
            suggestion="!",
        )
    return None


def _behind(query: str, before: str, token: Token) -> QuerySyntax | None:
    """What a keyword takes is not what stands behind it."""
    written = shortened(token.text)
    if before in ("order", "group") and token.folded != "by":
        message = f"BY is missing after {before.upper()}"
        return error_of(query, token, message, suggestion=f"BY {token.text}")
    if before in ("limit", "offset") and token.text.isdigit():
        return error_of(query, token, f"the number after {before.upper()} is too large")
    if before in ("limit", "offset"):
        return error_of(query, token, f"{before.upper()} takes a whole number, not `{written}`")
    if before in _TAKES_GROUP and token.text != "{":
        help = f"write `{before.upper()} {{ … }}`"
        return error_of(query, token, f"{before.upper()} takes a group in braces", help=help)
    if before in ("filter", "having") and token.kind is not Kind.WORD and token.text != "(":
        help = f"write `{before.upper()} (…)`"
        return error_of(query, token, f"the condition of {before.upper()} stands in brackets", help=help)
    if before in ("asc", "desc"):
        message = f"what {before.upper()} sorts by stands in brackets"
        return error_of(query, token, message, suggestion=f"({token.text})")
    if before in ("from", "named"):
        return error_of(query, token, f"{before.upper()} takes the IRI of a graph")
    if before == "prefix" and not token.text.endswith(":"):
        message = "the name of a prefix ends with a colon"
        return error_of(query, token, message, suggestion=f"{token.text}:")
    if before == "graph" and token.text == "{":
        message = "GRAPH takes the name of a graph, or a variable"
        return error_of(query, token, message, suggestion="?g {")
    if before == "construct" and token.kind is Kind.VARIABLE:
        return error_of(
            query, token, "CONSTRUCT takes a template in braces", help="write `CONSTRUCT { … } WHERE { … }`"
        )
    if before == "ask" and token.kind is Kind.VARIABLE:
        return error_of(query, token, "ASK has no columns", help="write `ASK { … }`, or SELECT")
    if before in ("select", "distinct", "reduced", "describe") and token.folded in ("{", "where"):
        is_describe = before == "describe"
        message = "DESCRIBE does not say what to describe" if is_describe else "SELECT names no columns"
        return error_of(query, token, message, suggestion=f"* {token.text}")
    return None


def _is_expression(tokens: Sequence[Token], number: int) -> bool:
    """Whether the innermost open bracket before a token is a round one."""
    depth = 0
    for place in range(number - 1, -1, -1):
        depth += (tokens[place].text in (")", "}", "]")) - (tokens[place].text in ("(", "{", "["))
        if depth < 0:
            return tokens[place].text == "("
    return False
