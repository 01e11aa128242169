"""What the address says about the view of an answer: which, sorted by what, filtered, which page.

What cannot be followed is passed over, never an error, because an address may be older than the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.model.sparql_tokens import Kind, tokenize

MOST_LETTERS = 200
_WISH = re.compile(r"#\s*(view|graph)\s*:\s*(\w+(?:\s+\w+)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class State:
    """`sort` is a column, with `-` before it for the other direction; `run` says that Run was pressed."""

    view: str = ""
    sort: str = ""
    filter: str = ""
    page: str = ""
    run: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of an address that shows the same, from its first page."""
        found = {
            "view": self.view,
            "sort": self.sort,
            "filter": self.filter,
            "run": "1" if self.run else "",
        }
        return {name: value for name, value in found.items() if value}


def read_state(values: Mapping[str, str]) -> State:
    """The state that the parameters of a request say."""
    return State(
        view=values.get("view", ""),
        sort=values.get("sort", ""),
        filter=" ".join(values.get("filter", "").split())[:MOST_LETTERS],
        page=values.get("page", ""),
        run=values.get("run") == "1",
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What the comments of a query ask for: a view, and the two columns that lines of a graph join."""

    view: str = ""
    ends: tuple[str, ...] = ()


def read_wish(text: str) -> Wish:
    """The wish in a query such as `# view: timeline` or `# graph: host guest`; the first of each counts."""
    if "#" not in text:
        return Wish()
    comments = (token.text for token in tokenize(text) if token.kind is Kind.COMMENT)
    found: dict[str, str] = {}
    for comment in comments:
        said = _WISH.fullmatch(comment.strip())
        if said:
            found.setdefault(said[1].lower(), said[2])
    return Wish(found.get("view", "").lower(), tuple(found.get("graph", "").split()))
