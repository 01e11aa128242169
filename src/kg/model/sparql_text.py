"""Looking at SPARQL text without evaluating it.

`mask` blanks everything that cannot hold a keyword: strings, IRIs and comments.  Lengths and line
breaks are kept, so a position in the masked text is a position in the query.  Tokens follow the
grammar of SPARQL 1.1 (sections 19.4 and 19.8); where a text is not well formed, less is blanked
rather than more, so that a guard built on this errs towards refusing.
"""

from __future__ import annotations

import re

_OPAQUE = re.compile(
    r'''"""(?:(?:""|")?(?:[^"\\]|\\.))*"""'''
    r"""|'''(?:(?:''|')?(?:[^'\\]|\\.))*'''"""
    r'''|"(?:[^"\\\r\n]|\\[^\r\n])*"'''
    r"""|'(?:[^'\\\r\n]|\\[^\r\n])*'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>"""
    r"""|\#[^\r\n]*""",
    re.DOTALL,
)


def mask(query: str) -> str:
    """The query with strings, IRIs and comments replaced by spaces of equal length.

    Line breaks inside long strings stay where they are.
    """
    return _OPAQUE.sub(lambda found: re.sub(r"[^\r\n]", " ", found.group()), query)


def matching_brace(masked: str, opening: int) -> int | None:
    """The offset of the brace that closes the one at `opening`, or None when it stays open."""
    depth = 0
    for offset in range(opening, len(masked)):
        if masked[offset] == "{":
            depth += 1
        elif masked[offset] == "}":
            depth -= 1
            if depth == 0:
                return offset
    return None
