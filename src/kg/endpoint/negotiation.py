"""Which format an answer is written in, from the Accept header or `?format=`.

The choice is made when the query form is known, because each form has formats of its own; a format
that cannot be written is never promised.  Follows RFC 9110 section 12.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.endpoint.formats import HTML, Format, formats_for
from kg.model.diagnostics import nearest
from kg.model.errors import NotAcceptable

_WEIGHT = re.compile(r"q\s*=\s*([0-9.]+)", re.IGNORECASE)


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
        return _named_format(parameter, form, (*offered, HTML) if html else offered)
    ranges = _media_ranges(accept or "*/*")
    choices = [(format, format.media_type) for format in offered]
    choices += [(format, alias) for format in offered for alias in format.aliases]
    best = max(choices, key=lambda choice: _quality(choice[1], ranges))
    quality = _quality(best[1], ranges)
    if html and max(_asked_by_name(name, ranges) for name in (HTML.media_type, *HTML.aliases)) >= max(
        quality, 0.001
    ):
        return HTML
    if quality == 0:
        raise _not_acceptable(
            form, offered, f"nothing that `{_shortened(accept or '')}` accepts can be written"
        )
    return replace(best[0], media_type=best[1])


def _named_format(name: str, form: str, offered: Sequence[Format]) -> Format:
    # A `+` that was not percent-encoded arrives as a space.
    wanted = name.strip().lower().replace(" ", "+").split(";")[0]
    for format in offered:
        if wanted in (format.name, format.media_type, *format.names, *format.aliases):
            return format
    known = nearest(wanted, [format.name for format in offered])
    raise _not_acceptable(form, offered, f"there is no format `{_shortened(name)}`", suggestion=known)


def _not_acceptable(
    form: str, offered: Sequence[Format], message: str, *, suggestion: str | None = None
) -> NotAcceptable:
    known = ", ".join(f"{format.media_type} (format={format.name})" for format in offered)
    return NotAcceptable(f"{message} for {form}", help=f"formats of {form}: {known}", suggestion=suggestion)


def _media_ranges(accept: str) -> list[tuple[str, str, float]]:
    """Type, subtype and weight of each media range; parameters other than the weight are dropped."""
    ranges = []
    for item in accept.lower().split(","):
        media_range, *parameters = item.split(";")
        main, _, sub = media_range.strip().partition("/")
        if not main:
            continue
        weight = 1.0
        for parameter in parameters:
            found = _WEIGHT.fullmatch(parameter.strip())
            if found:
                weight = _weight(found.group(1))
                break
        ranges.append((main.strip(), sub.strip() or "*", weight))
    return ranges or [("*", "*", 1.0)]


def _weight(text: str) -> float:
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 1.0


def _quality(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """The weight of the most specific range that matches; 0 where none does."""
    main, _, sub = media_type.partition("/")
    for wanted in ((main, sub), (main, "*"), ("*", "*")):
        weights = [weight for *range, weight in ranges if tuple(range) == wanted]
        if weights:
            return max(weights)
    return 0.0


def _asked_by_name(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    return max((weight for main, sub, weight in ranges if f"{main}/{sub}" == media_type), default=0.0)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
