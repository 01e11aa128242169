"""Links that open a web page at a quoted phrase: text fragments.

The syntax is that of the WICG draft "URL Fragment Text Directives": `#:~:text=` and the phrase, in
which `-`, `,` and `&` have a meaning of their own and are percent-encoded like everything reserved.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from kg.web.links import is_safe

_MOST_LETTERS = 300


def text_fragment(address: str, phrase: str) -> str:
    """The address of a page at a phrase of it; empty where the address must not be a link.

    A fragment that the address has already stays before the directive.  White space is that of a
    page: one space.
    """
    if not is_safe(address) or urlsplit(address).scheme.lower() not in ("http", "https"):
        return ""
    words = " ".join(phrase.split())[:_MOST_LETTERS]
    if not words or ":~:" in address:
        return address
    encoded = quote(words, safe="").replace("-", "%2D")
    return f"{address}{'' if '#' in address else '#'}:~:text={encoded}"
