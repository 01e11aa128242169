"""The functions of SPARQL 1.1 (section 17.4) with how many arguments they take, and names from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.endpoint.slips.marking import error_of, shortened
from kg.model.diagnostics import nearest
from kg.model.errors import QueryFailed, QuerySyntax
from kg.model.prologue import declarations
from kg.model.sparql_tokens import Kind, Token, code, line_and_column, tokenize
from kg.model.terms import XSD

_ANY = 1_000
_BY_COUNT: Mapping[tuple[int, int], str] = {
    (0, 0): "RAND NOW UUID STRUUID",
    (0, 1): "BNODE",
    (1, 1): (
        "STR LANG DATATYPE BOUND IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH "
        "DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK ISLITERAL "
        "ISNUMERIC COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT"
    ),
    (2, 2): "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM",
    (2, 3): "REGEX SUBSTR",
    (3, 3): "IF",
    (3, 4): "REPLACE",
    (0, _ANY): "CONCAT COALESCE",
}
ARGUMENTS = {name: counts for counts, names in _BY_COUNT.items() for name in names.split()}
AGGREGATES = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])
# What other languages call them.
_ELSEWHERE = {
    "SUBSTRING": "SUBSTR",
    "LENGTH": "STRLEN",
    "LEN": "STRLEN",
    "SIZE": "STRLEN",
    "LOWER": "LCASE",
    "TOLOWER": "LCASE",
    "LOWERCASE": "LCASE",
    "UPPER": "UCASE",
    "TOUPPER": "UCASE",
    "UPPERCASE": "UCASE",
    "STARTSWITH": "STRSTARTS",
    "STARTS_WITH": "STRSTARTS",
    "ENDSWITH": "STRENDS",
    "ENDS_WITH": "STRENDS",
    "INCLUDES": "CONTAINS",
    "MATCHES": "REGEX",
    "REGEXP": "REGEX",
    "AVERAGE": "AVG",
    "MEAN": "AVG",
    "MAXIMUM": "MAX",
    "MINIMUM": "MIN",
    "CEILING": "CEIL",
    "IFNULL": "COALESCE",
    "NVL": "COALESCE",
    "TODAY": "NOW",
    "CURRENT_TIMESTAMP": "NOW",
    "LANGUAGE": "LANG",
    "TYPE": "DATATYPE",
    "HOUR": "HOURS",
    "MINUTE": "MINUTES",
    "SECOND": "SECONDS",
    "CONCATENATE": "CONCAT",
    "STRING": "STR",
    "EXISTS_IN": "IN",
}
_CAST_NAMES = "boolean date dateTime dayTimeDuration decimal double duration float integer string time"
_CASTS = tuple(XSD + name for name in _CAST_NAMES.split())
_OTHER_INTEGER_NAMES = "int long short byte nonNegativeInteger positiveInteger unsignedInt"
_OTHER_INTEGERS = frozenset(XSD + name for name in _OTHER_INTEGER_NAMES.split())
_UNKNOWN = re.compile(r"The custom function <?(?P<iri>[^>]*)>? is not supported")
_HELP = "the functions of SPARQL 1.1 are there, and the casts to XSD datatypes"


def unknown_function(query: str, token: Token, keywords: Sequence[str]) -> QuerySyntax | None:
    """A call of a function that does not exist; `keywords` may have been meant, too."""
    word = token.text.upper()
    if word in ARGUMENTS or word in keywords:
        return None
    near = _ELSEWHERE.get(word) or nearest(word, [*ARGUMENTS, *keywords])
    written = shortened(token.text)
    message = f"`{written}` cannot stand here" if near in keywords else f"there is no function `{written}`"
    return error_of(query, token, message, help="" if near else _HELP, suggestion=near)


def wrong_arguments(query: str, tokens: Sequence[Token], number: int) -> QuerySyntax | None:
    """A call with too many or too few arguments; the engine stopped at token `number` in it."""
    opening = _opening_of_call(tokens, number)
    if opening is None or tokens[number].text not in (",", ")"):
        return None
    name = tokens[opening - 1]
    least, most = ARGUMENTS.get(name.text.upper(), (0, _ANY))
    given = _count_arguments(tokens, opening, number)
    if name.text.upper() == "GROUP_CONCAT" and tokens[number].text == ",":
        separator = next((one for one in tokens[number:] if one.kind is Kind.STRING), None)
        written = separator.text if separator else '", "'
        return error_of(
            query,
            tokens[number],
            "GROUP_CONCAT takes one value; its separator is named",
            help=f"write `GROUP_CONCAT(… ; SEPARATOR={written})`",
            suggestion="; SEPARATOR=",
        )
    if (tokens[number].text == "," and given >= most) or (tokens[number].text == ")" and given < least):
        return error_of(query, tokens[number], f"{name.text} takes {_counted(least, most)}")
    return None


def unknown_iri_function(message: str, query: str, namespaces: Mapping[str, str]) -> QueryFailed | None:
    """The error for a call of a function by its IRI, where that is what the engine complains of."""
    found = _UNKNOWN.search(message)
    if not found:
        return None
    iri = found["iri"]
    near = (
        XSD + "integer" if iri in _OTHER_INTEGERS else nearest(iri, _CASTS) if iri.startswith(XSD) else None
    )
    token = _call_of(query, iri, namespaces)
    words = f"there is no function <{iri}> here"
    if token is None:
        return QueryFailed(words, help=_HELP)
    label, colon, _ = token.text.partition(":")
    meant = None
    if near is not None:
        meant = f"{label}:{near.removeprefix(XSD)}" if colon and token.kind is Kind.WORD else f"<{near}>"
    line, column = line_and_column(query, token.start)
    return QueryFailed(
        f"there is no function `{shortened(token.text)}` here",
        help=_HELP,
        line=line,
        column=column,
        length=len(token.text),
        suggestion=meant,
    )


def _call_of(query: str, iri: str, namespaces: Mapping[str, str]) -> Token | None:
    tokens = code(tokenize(query))
    declared = {**namespaces, **{one.label: one.iri for one in declarations(tokens)}}
    for token, follower in pairwise(tokens):
        label, colon, local = token.text.partition(":")
        is_name = token.kind is Kind.WORD and colon and declared.get(label, "") + local == iri
        if follower.text == "(" and (is_name or token.text == f"<{iri}>"):
            return token
    return None


def _opening_of_call(tokens: Sequence[Token], number: int) -> int | None:
    """The number of the bracket of the call in which a token stands."""
    depth = 0
    for place in range(number - 1, 0, -1):
        if tokens[place].text == ")":
            depth += 1
        elif tokens[place].text == "(":
            if depth == 0:
                return place if tokens[place - 1].text.upper() in ARGUMENTS else None
            depth -= 1
    return None


def _count_arguments(tokens: Sequence[Token], opening: int, number: int) -> int:
    depth = 0
    commas = 0
    for token in tokens[opening + 1 : number]:
        depth += (token.text in "([{") - (token.text in ")]}") if token.kind is Kind.MARK else 0
        commas += depth == 0 and token.text == ","
    return commas + 1 if number > opening + 1 else 0


def _counted(least: int, most: int) -> str:
    if most == _ANY:
        return f"at least {least} arguments"
    if least == most:
        return "no argument" if least == 0 else "one argument" if least == 1 else f"{least} arguments"
    return f"{least} or {most} arguments" if most == least + 1 else f"{least} to {most} arguments"
