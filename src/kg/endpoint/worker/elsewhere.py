"""A query for an engine elsewhere, and what came back from there.

The engine in this process reads the query, as it would before evaluating it, and says what its names
mean; nothing is evaluated here.  An answer is read term by term and written by the same writers as our
own, so that formats, caps and counts cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

import pyoxigraph
from pyoxigraph import NamedNode, Store

from kg.endpoint.asking import Asking, Habits, Shape
from kg.endpoint.jobs import Answered, Job, Setup
from kg.endpoint.worker.any_graph import refuse_what_it_does_wrong
from kg.endpoint.worker.as_select import constructing_as_select, describing_as_select
from kg.endpoint.worker.bounded import CapReached
from kg.endpoint.worker.dataset import Graphs, named_dataset, unknown_graphs
from kg.endpoint.worker.engine import in_order_of_appearance, query
from kg.endpoint.worker.explicit import filtering, resolving, separating
from kg.endpoint.worker.made_triples import DESCRIBED, DESCRIPTION, make_triples
from kg.endpoint.worker.plain_text import NOWHERE, NotPlain, Written, is_name, write_plainly
from kg.endpoint.worker.solutions import read_boolean, read_solutions
from kg.endpoint.worker.writing import write_boolean, write_solutions, write_triples
from kg.model.sparql_tokens import Kind, Token, code, tokenize

MOST_NAMED = 100  # graphs that a condition names one by one
_AGGREGATES = frozenset(("count", "sum", "avg", "sample", "group_concat", "limit", "offset"))


def ask_elsewhere(full: Store, setup: Setup, job: Job, habits: Habits) -> Asking:
    """What the engine elsewhere is asked for a job; Shape.NOTHING where it would answer another question.

    Raises SyntaxError, RuntimeError and ValueError as an evaluation does, and NotPlain.
    """
    graphs = named_dataset(setup, job)
    if job.star is not None:
        job = replace(job, text=in_order_of_appearance(setup, job), star=None)
    read = query(Store(), setup, job.text)  # an unknown function is refused here as well
    tokens = [token for token in code(tokenize(job.text)) if token.start >= job.prologue]
    if graphs is not None and _counts_twice(full, setup, graphs, tokens):
        return Asking(Shape.NOTHING, "")
    iris = _absolute(setup, job, tokens)
    shape = _shape(read, tokens[0])
    head, variables, named_things = "", list[str](), list[Token]()
    if shape is Shape.DESCRIPTION:
        tokens, named_things = describing_as_select(tokens)
    elif shape is Shape.TRIPLES:
        tokens, head, variables = constructing_as_select(job.text, tokens)
    named_by_request = graphs is not None and not _takes_all(full, setup, graphs)
    refuse_what_it_does_wrong(tokens, habits, graphs_are_named=named_by_request)
    tokens, base = resolving(setup, job, filtering(separating(tokens)))
    written = write_plainly(
        tokens,
        base=base,
        iris=iris,
        graph=lambda iri: _is_seen(full, graphs, iri),
        any_graph=lambda variable: (
            # A condition is wrong there around a subquery.
            "" if named_by_request and not habits.correlates else _condition(full, graphs, habits, variable)
        ),
        constant=graphs is not None or not habits.default_graph or not _asks_any_graph(tokens),
        lists_graphs=habits.lists_graphs,
    )
    default, named = _dataset(full, setup, graphs, habits)
    if default is not None and named is None and job.graph_terms and not _asks_any_graph(tokens):
        read_names = {iris[term] for term in job.graph_terms if term in iris}
        named = tuple(sorted(iri for iri in read_names if _is_seen(full, graphs, iri))) or None
    columns: tuple[tuple[str, str], ...] = ()
    text, template = written.text, ""
    described: tuple[str, ...] = ()
    if shape is Shape.SOLUTIONS:
        columns = _columns(written, [each.value for each in read.variables])
        text = _bounded(written, job.caps.solutions + 1, habits)
    elif shape is Shape.TRIPLES:
        columns, template = _columns(written, variables), head
        text = _bounded(written, job.caps.triples + 1, habits)
    elif shape is Shape.DESCRIPTION:
        described = tuple(dict.fromkeys(iris[token.text] for token in named_things if is_name(token)))
        finds = any(not is_name(token) for token in named_things)
        columns, template = _columns(written, list(written.names.values())), DESCRIPTION
        text = _bounded(written, job.caps.solutions + 1, habits) if finds else ""
    unknown = unknown_graphs(full, setup, job, graphs)
    return Asking(shape, text, columns, default, named, template, described, unknown)


def answer_from_elsewhere(
    setup: Setup, job: Job, asking: Asking, bodies: Sequence[bytes], *, whole: bool
) -> Answered:
    """The answer to a job from what the engine sent; `whole` says that all of it is here.

    Raises CapReached, NotWritable, and ValueError for a body that is no answer.
    """
    if asking.shape is Shape.BOOLEAN:
        answered = write_boolean(read_boolean(bodies[0]), job)
    elif asking.shape is Shape.SOLUTIONS:
        solutions = read_solutions(bodies[0], asking.columns, whole=whole)
        answered = write_solutions(solutions, setup, job)
    else:
        columns = DESCRIBED if asking.shape is Shape.DESCRIPTION else asking.columns
        made = make_triples(setup, job, asking.template, columns, bodies, whole=whole)
        if made.cut and not job.partial:
            raise CapReached(f"{job.caps.triples:,} triples")
        answered = replace(write_triples(cast("pyoxigraph.QueryTriples", made), setup, job))
        whole = whole and not made.cut
    if not whole:
        answered = replace(answered, capped=True)
    return replace(answered, unknown_graphs=asking.unknown_graphs) if asking.unknown_graphs else answered


def _bounded(written: Written, most: int, habits: Habits) -> str:
    """The text with a LIMIT of at most so many, where the engine can order under such a limit."""
    if written.orders and habits.sorts and most > habits.sorts and (written.limit or most) >= most:
        return written.unbounded  # which may give more than may be, and that is seen
    return written.bounded(most)


def things_found(asking: Asking, body: bytes) -> tuple[str, ...]:
    """The IRIs among the solutions of the first query of a DESCRIBE.  Raises ValueError."""
    solutions = read_solutions(body, asking.columns, whole=True)
    found = (solution[name] for solution in solutions for _, name in asking.columns)
    return tuple(dict.fromkeys(term.value for term in found if isinstance(term, NamedNode)))


def _shape(read: Any, form: Token) -> Shape:
    if isinstance(read, pyoxigraph.QueryBoolean):
        return Shape.BOOLEAN
    if isinstance(read, pyoxigraph.QuerySolutions):
        return Shape.SOLUTIONS
    return Shape.DESCRIPTION if form.folded.startswith("describe") else Shape.TRIPLES


def _absolute(setup: Setup, job: Job, tokens: Sequence[Token]) -> dict[str, str]:
    """The IRI of each name in the query, by how it is written, as the engine here reads it."""
    terms = list(dict.fromkeys(token.text for token in tokens if is_name(token)))
    if not terms:
        return {}
    projection = " ".join(f"({term} AS ?g{place})" for place, term in enumerate(terms))
    try:
        row = next(query(Store(), setup, f"{job.text[: job.prologue]}SELECT {projection} {{}}"))
    except SyntaxError as problem:  # a keyword and a name without a space, as in `FROMex:g`
        raise NotPlain("a word and a name stand together without a space") from problem
    return {term: row[f"g{place}"].value for place, term in enumerate(terms)}


def _asks_any_graph(tokens: Sequence[Token]) -> bool:
    """Whether a variable stands behind GRAPH."""
    return any(
        token.folded == "graph" and token.kind is Kind.WORD and follower.kind is Kind.VARIABLE
        for token, follower in pairwise(tokens)
    )


def _is_seen(full: Store, graphs: Graphs | None, iri: str) -> bool:
    graph = NamedNode(iri)
    return full.contains_named_graph(graph) and (graphs is None or graph in graphs[1])


def _condition(full: Store, graphs: Graphs | None, habits: Habits, variable: str) -> str:
    """The condition that a variable behind GRAPH is a graph of this version, and of the dataset."""
    if graphs is not None:
        seen = [graph.value for graph in graphs[1] if full.contains_named_graph(graph)]
    else:
        known, common = _named(full)
        if len(known) > MOST_NAMED and common:
            hidden = [iri for iri in habits.hidden if iri.startswith(common)]
            but = "".join(f" && {variable} != <{iri}>" for iri in hidden)
            return f'STRSTARTS(STR({variable}), "{common}"){but}'
        seen = list(known)
    names = ", ".join(f"<{iri}>" for iri in seen or [NOWHERE])
    return f"{variable} IN ({names})"


@lru_cache(maxsize=1)
def _named(full: Store) -> tuple[tuple[str, ...], str]:
    """The graphs of the version, and what all their IRIs begin with; empty where that is no space."""
    known = tuple(sorted(graph.value for graph in full.named_graphs() if isinstance(graph, NamedNode)))
    length = 0  # what the first and the last in order share, all share
    while known and length < min(len(known[0]), len(known[-1])) and known[0][length] == known[-1][length]:
        length += 1
    common = known[0][:length] if known else ""
    common = common[: max(common.rfind("/"), common.rfind("#")) + 1]
    return known, common if common.count("/") > 2 and '"' not in common else ""


def _counts_twice(full: Store, setup: Setup, graphs: Graphs, tokens: Sequence[Token]) -> bool:
    """Whether it makes a difference that engines count a triple once for each default graph that has it."""
    if len(graphs[0]) < 2 or _takes_all(full, setup, graphs):
        return False
    words = [token.folded for token in tokens if token.kind is Kind.WORD]
    counts = any(word in _AGGREGATES for word in words)
    return counts or (words[0] == "select" and words[1:2] != ["distinct"])


def _dataset(
    full: Store, setup: Setup, graphs: Graphs | None, habits: Habits
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The default and named graphs that the request must name; None where it need not."""
    if graphs is None:
        return ((habits.default_graph,) if habits.default_graph else None), None
    if _takes_all(full, setup, graphs):
        # All of them together are what the engine keeps merged; the query itself says what GRAPH sees.
        return ((habits.default_graph,) if habits.default_graph else None), None
    default = tuple(graph.value for graph in graphs[0] if full.contains_named_graph(graph))
    named = tuple(graph.value for graph in graphs[1] if full.contains_named_graph(graph))
    return default or (NOWHERE,), named or (NOWHERE,)


def _takes_all(full: Store, setup: Setup, graphs: Graphs) -> bool:
    """Whether the default graph is all graphs of the version together."""
    default = [graph for graph in graphs[0] if full.contains_named_graph(graph)]
    return setup.union and 1 < len(default) == len(_named(full)[0])


def _columns(written: Written, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The names that the engine will use, each with that of the client, in this order."""
    plain = {name: as_written for as_written, name in written.names.items()}
    return tuple((plain.get(name, name), name) for name in names)
