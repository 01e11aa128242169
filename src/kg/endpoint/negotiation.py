"""Which format an answer is written in, from the Accept header or `?format=`.

The choice is made when the query form is known, because each form has formats of its own; a format
that cannot be written is never promised.  Follows RFC 9110 section 12.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.endpoint.formats import (
    EXCEL,
    GRAPH_FORMATS,
    HTML,
    SOLUTION_FORMATS,
    Format,
    formats_for,
    named_formats_for,
)
from kg.model.diagnostics import nearest
from kg.model.errors import NotAcceptable, QueryError

# What a comma or a semicolon parts; inside quotation marks they part nothing.
_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_NAME = r"[!#$%&'+.^_`|~0-9a-z-]+"
_RANGE = re.compile(rf"\*(?:/\*)?|{_NAME}/(?:\*|{_NAME})")
_WEIGHT = re.compile(r"q\s*=\s*([0-9.]+)")


def negotiate(accept: str | None, form: str, *, parameter: str | None = None, html: bool = False) -> Format:
    """The format of the answer to a query of this form.

    `accept` is the Accept header (None or empty counts as `*/*`), `parameter` the value of
    `?format=` (a short name or a media type), which wins over the header.  With `html` the page
    with the answer is on offer too (`formats.HTML`), for clients that ask for text/html by name.
    Where a client asks for a format under an alias (`application/json`), the result carries that
    media type.

    Raises NotAcceptable, with the list of what exists.
    """
    offered = formats_for(form)
    if parameter:
        named = named_formats_for(form)
        return _named_format(parameter, form, (*named, HTML) if html else named)
    ranges = media_ranges(accept)
    choices = [(format, format.media_type) for format in offered]
    choices += [(format, alias) for format in offered for alias in format.aliases]
    best = max(choices, key=lambda choice: weight_of(choice[1], ranges))
    weight = weight_of(best[1], ranges)
    if html and weight_by_name((HTML.media_type, *HTML.aliases), ranges) >= max(weight, 0.001):
        return HTML
    if weight == 0:
        raise _not_acceptable(
            form, offered, f"nothing that `{shortened(accept or '')}` accepts can be written"
        )
    return replace(best[0], media_type=best[1])


def single_format(values: Sequence[str]) -> str | None:
    """The one format that the values of `?format=` name, as it was given; None for none.

    Some clients give several names of one format, or several separated by commas.  Raises QueryError
    where they name different ones.
    """
    names = [name for value in values for name in value.split(",") if name.strip()]
    known = [name for name in names if _formats_named(name)]
    if known and not set.intersection(*(_formats_named(name) for name in known)):
        raise QueryError("the parameter `format` names different formats", help="send one `format`")
    return next(iter(known or names), None)


def _formats_named(name: str) -> set[str]:
    offered = (*SOLUTION_FORMATS, EXCEL, *GRAPH_FORMATS, HTML)
    return {format.name for format in offered if _normal(name) in _names_of(format)}


def _names_of(format: Format) -> tuple[str, ...]:
    return (format.name, format.media_type, *format.names, *format.aliases)


def _normal(name: str) -> str:
    """A name of a format as it is compared; a `+` that was not percent-encoded arrives as a space."""
    return name.strip().lower().replace(" ", "+").split(";")[0]


def _named_format(name: str, form: str, offered: Sequence[Format]) -> Format:
    wanted = _normal(name)
    for format in offered:
        if wanted in _names_of(format):
            return format
    known = nearest(wanted, [format.name for format in offered])
    raise _not_acceptable(form, offered, f"there is no format `{shortened(name)}`", suggestion=known)


def _not_acceptable(
    form: str, offered: Sequence[Format], message: str, *, suggestion: str | None = None
) -> NotAcceptable:
    known = ", ".join(f"{format.media_type} (format={format.name})" for format in offered)
    return NotAcceptable(f"{message} for {form}", help=f"formats of {form}: {known}", suggestion=suggestion)


def media_ranges(accept: str | None) -> list[tuple[str, str, float]]:
    """Type, subtype and weight of each media range of an Accept header.

    Other parameters are dropped, and so is what is no media range; where nothing is left, anything is
    acceptable.
    """
    ranges = []
    for item in _ELEMENT.findall((accept or "").lower()):
        media_range, *parameters = _PART.findall(item) or [""]
        if not _RANGE.fullmatch(media_range.strip()):
            continue
        main, _, sub = media_range.strip().partition("/")
        weights = (_WEIGHT.fullmatch(parameter.strip()) for parameter in parameters)
        weight = next((_weight(found[1]) for found in weights if found), 1.0)
        ranges.append((main, sub or "*", weight))
    return ranges or [("*", "*", 1.0)]


def _weight(text: str) -> float:
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 1.0


def weight_of(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The weight of the most specific range that matches; 0 where none does."""
    main, _, sub = media_type.partition("/")
    for wanted in ((main, sub), (main, "*"), ("*", "*")):
        weights = [weight for *range, weight in ranges if tuple(range) == wanted]
        if weights:
            return max(weights)
    return 0.0


def weight_by_name(media_types: Sequence[str], ranges: Sequence[tuple[str, str, float]]) -> float:
    """The highest weight of these media types where they are named, not matched by a wildcard."""
    return max((weight for main, sub, weight in ranges if f"{main}/{sub}" in media_types), default=0.0)


def shortened(text: str) -> str:
    """A text of the client, short enough to stand in an error."""
    return text if len(text) <= 60 else f"{text[:57]}…"
