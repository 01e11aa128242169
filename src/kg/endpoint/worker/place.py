"""Where a syntax error is.

The engine's parser reports how far any of its attempts looked, and an attempt at a keyword looks as
far as the keyword is long: the place it names is often some words too late.  Behind each token of
the text this module puts a gap that is longer than any keyword, parses again, and so finds the
token in whose gap the report falls.
"""

from __future__ import annotations

import re

from pyoxigraph import Store

from kg.endpoint.jobs import Setup
from kg.endpoint.worker.engine import query
from kg.model.sparql_tokens import code, tokenize

_GAP = " " * 24
_REPORTED = re.compile(r"error at (\d+):(\d+)")


def find_place(setup: Setup, text: str) -> int | None:
    """The offset of the first token that cannot stand where it does.

    The length of the text means that it ends too early; None that the parser does not say.
    """
    tokens = code(tokenize(text))
    spread = "".join(f"{token.text}{_GAP}" for token in tokens)
    try:
        query(Store(), setup, spread)
    except SyntaxError as problem:
        found = _REPORTED.match(str(problem))
    else:
        return None
    if not found:
        return None
    lines = spread.split("\n")[: int(found[1]) - 1]
    reported = sum(len(line) + 1 for line in lines) + int(found[2]) - 1
    end = 0
    for token in tokens:
        end += len(token.text) + len(_GAP)
        if reported < end:
            return token.start
    return len(text)
