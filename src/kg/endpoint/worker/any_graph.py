"""What may stand inside GRAPH with a variable, where an engine elsewhere would do it wrong.

A subquery there sees every graph of some stores, those of others among them, and a table of graphs ends
Virtuoso.  Such a query is refused before it is sent: an error is better than either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.endpoint.asking import Habits
from kg.endpoint.worker.plain_text import NotPlain
from kg.model.sparql_tokens import Kind, Token


def refuse_what_it_does_wrong(tokens: Sequence[Token], habits: Habits, *, graphs_are_named: bool) -> None:
    """Raise NotPlain for a query that an engine with these habits cannot be asked.

    `graphs_are_named` says that the request names the graphs that there are.
    """
    open_groups: list[tuple[str, int]] = []  # the variable of each GRAPH around this token, and its depth
    depth = 0
    for place, token in enumerate(tokens):
        if token.kind is Kind.WORD and token.folded == "graph" and tokens[place + 1].kind is Kind.VARIABLE:
            open_groups.append((tokens[place + 1].text[1:], depth))
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "}" and open_groups and open_groups[-1][1] == depth:
            open_groups.pop()
        if not open_groups or token.kind is not Kind.WORD:
            continue
        variable = f"?{open_groups[-1][0]}"
        if token.folded == "select" and not habits.correlates and not graphs_are_named:
            raise NotPlain(
                f"the engine of this site does not keep a subquery inside GRAPH {variable} to that graph; "
                f"name the graphs (FROM NAMED), or put GRAPH {variable} into the subquery"
            )
        if token.folded == "values" and not habits.tables_of_graphs:
            known = {name for name, _ in open_groups}
            for name in _head(tokens, place + 1):
                if name in known:
                    raise NotPlain(
                        f"the engine of this site takes no VALUES for ?{name} inside GRAPH ?{name}; "
                        "put it before GRAPH"
                    )


def _head(tokens: Sequence[Token], place: int) -> Iterator[str]:
    """The variables of a VALUES."""
    while place < len(tokens) and tokens[place].text != "{":
        if tokens[place].kind is Kind.VARIABLE:
            yield tokens[place].text[1:]
        place += 1
