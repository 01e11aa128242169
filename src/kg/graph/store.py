"""The project's own queries, over a dataset in memory.

Checks and rules ask SELECT queries here while a graph is being made; what is served is asked in
`kg.endpoint`.  Results come back as the terms that went in: the store lower-cases language tags,
which is undone here, and rewrites numbers that are not in canonical form, which curated ones are.
No query reaches the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg.graph.dataset import Dataset
from kg.model.diagnostics import nearest
from kg.model.errors import KgError, QueryError, QueryFailed, QuerySyntax
from kg.model.marks import Mark, locate
from kg.model.terms import Term, Triple
from kg.model.wording import Message, phrase

if TYPE_CHECKING:
    from kg.model.disarm import Disarmed

_AT_ONCE = 20_000  # triples whose text is made at a time
_PLACE = re.compile(r"error at (\d+):(\d+)")
_REASON = re.compile(r"(The SELECT contains a variable[^,]*|Duplicated variable[^,]*)")
_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*)\s*:", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w?$@:.-])([A-Za-z][\w-]*(?:\.[\w-]+)*):")


class MemoryStore:
    """A store in memory of a default graph, and how the language tags of its data are written."""

    def __init__(self) -> None:
        self.store = Store()
        self.tags: dict[str, str] = {}

    def add(self, triples: Iterable[Triple], *, known: bool = False) -> None:
        """Put triples into the default graph.

        With `known` all their terms are in the store already, and nobody looks at them again.  Raises
        KgError when a term is not RDF, such as an IRI that breaks RFC 3987; then the triples that came
        with it are not in the store.
        """
        waiting = iter(triples)
        while some := list(islice(waiting, _AT_ONCE)):
            tags = {one.object.rpartition("@")[2] for one in some if one.object[-1] not in '>"'}
            for tag in tags:
                self.tags[tag.lower()] = max(tag, self.tags.get(tag.lower(), ""))
            text = "".join([f"{subject} {predicate} {value} .\n" for subject, predicate, value in some])
            try:
                self.store.load(text.encode(), RdfFormat.N_TRIPLES, lenient=known)
            except SyntaxError as problem:
                raise not_rdf(problem) from problem


class Rows(NamedTuple):
    """The solutions of a SELECT: names of the variables, and a term or None for each in every row.

    The order of rows is that of the engine, unless the query has an ORDER BY.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


def memory_store(dataset: Dataset, *, named: bool = False) -> MemoryStore:
    """A store of the merged default graph and, if `named`, of the named graphs.

    Raises KgError when a term is not RDF.
    """
    store = MemoryStore()
    store.add(dataset.merged())
    if named:
        try:
            store.store.load("".join(dataset.quad_lines()), RdfFormat.N_QUADS)
        except SyntaxError as problem:
            raise not_rdf(problem) from problem
    return store


def select(store: MemoryStore, query: str, namespaces: Mapping[str, str]) -> Rows:
    """The solutions of a SELECT query; `namespaces` are the prefixes that need not be declared.

    Raises QuerySyntax with line and column, QueryFailed when the engine cannot evaluate the query or
    it is not a SELECT, QueryRefused for SERVICE.
    """
    return select_from(store.store, store.tags, query, namespaces)


def select_from(
    store: Store,
    tags: Mapping[str, str],
    query: str,
    namespaces: Mapping[str, str],
    graphs: Sequence[NamedNode | DefaultGraph] | None = None,
) -> Rows:
    """The solutions of a SELECT query over any store whose language tags are written as in `tags`.

    With `graphs` the query sees those together as its default graph, and no named graph; no two of them
    may have a triple in common.  Raises what `select` raises.
    """
    # The engine would call any host that SERVICE names; checks and rules come in with pull requests.
    safe = _disarmed(query, namespaces)
    try:
        found = (
            store.query(safe.text, prefixes=dict(namespaces))
            if graphs is None
            else store.query(
                safe.text, prefixes=dict(namespaces), default_graph=list(graphs), named_graphs=[]
            )
        )
        if not isinstance(found, QuerySolutions):
            raise QueryFailed(phrase("this is not a SELECT query"))
        variables = tuple(variable.value for variable in found.variables)
        return Rows(variables, tuple(tuple(term_of(value, tags) for value in row) for row in found))
    except SyntaxError as problem:
        raise syntax_error(query, problem, namespaces) from problem
    except RuntimeError as problem:
        raise QueryFailed(phrase("the query cannot be evaluated: {problem}", problem=problem)) from problem


def parse_query(query: str, namespaces: Mapping[str, str]) -> None:
    """Read a query of any form without asking anything; `namespaces` need not be declared.

    Raises QuerySyntax with line and column, QueryRefused for SERVICE.
    """
    safe = _disarmed(query, namespaces)
    try:
        Store().query(safe.text, prefixes=dict(namespaces))
    except SyntaxError as problem:
        raise syntax_error(query, problem, namespaces) from problem


def term_of(value: object, tags: Mapping[str, str]) -> Term | None:
    """The canonical text of a term of the store; None for None."""
    if value is None:
        return None
    text = str(value)
    if isinstance(value, Literal) and value.language is not None:
        tag = value.language
        return Term(f"{text.removesuffix(tag)}{tags.get(tag.lower(), tag)}")
    return Term(text)


def _disarmed(query: str, namespaces: Mapping[str, str]) -> Disarmed:
    from kg.model.disarm import disarm  # what reads queries is slow to import, and most commands ask none
    from kg.model.sparql_tokens import tokenize

    return disarm(query, tokenize(query), namespaces)


def syntax_error(query: str, problem: SyntaxError, namespaces: Mapping[str, str]) -> QuerySyntax:
    """The engine's syntax error in plain words, with its place in the query.

    The engine names a prefix that is not declared only as something unexpected, so that is looked for
    first; `namespaces` are the prefixes that need no declaration.
    """
    from kg.model.sparql_tokens import mask

    masked = mask(query)
    known = {*namespaces, *(found[1] for found in _DECLARED.finditer(masked))}
    for found in _PREFIXED.finditer(masked):
        if found[1] not in known:
            mark = locate("", query, found.start())
            near = nearest(found[1], known)
            return QuerySyntax(
                phrase("the prefix `{prefix}:` is not declared", prefix=found[1]),
                help=phrase("did you mean `{near}`?", near=near)
                if near
                else phrase("add PREFIX {prefix}: <…>", prefix=found[1]),
                line=mark.line,
                column=mark.column,
                length=len(found.group()),
                suggestion=near,
            )
    line, column = _place(query, problem)
    lines = query.split("\n")
    rest = lines[line - 1][column - 1 :].split() if line <= len(lines) else []
    words = phrase("not understood at `{word}`", word=rest[0]) if rest else phrase("the query ends too early")
    reason = _REASON.search(str(problem))
    if reason:
        words = Message(f"{reason[1][0].lower()}{reason[1][1:]}")  # the words of the parser
    return QuerySyntax(words, line=line, column=column, length=len(rest[0]) if rest else None)


def _place(query: str, problem: SyntaxError) -> tuple[int, int]:
    """Line and column of a syntax error.

    The engine's own place lies some tokens behind the cause, so rdflib's parser is asked first; it reads
    the text and nothing else.
    """
    # Imported here: it takes longer than all the rest, and most queries have no error.
    from pyparsing import ParseException  # what rdflib's parser raises
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(query.replace("\t", " "))  # it would count a tab as up to eight columns
    except ParseException as found:
        return found.lineno, found.column
    except RecursionError:
        pass
    found_by_engine = _PLACE.search(str(problem))
    return (int(found_by_engine[1]), int(found_by_engine[2])) if found_by_engine else (1, 1)


def mark_of(problem: QueryError, path: str) -> Mark:
    """Where a query of the project, whose text is the file at `path`, is wrong."""
    line, column = problem.line or 1, problem.column or 1
    return Mark(path, line, column, line, column)


def not_rdf(problem: SyntaxError) -> KgError:
    """The error for a graph that holds a term which is not RDF."""
    return KgError(
        phrase("the graph holds something that is not RDF: {problem}", problem=problem),
        help=phrase("most often an IRI or a language tag that is not well formed"),
    )
