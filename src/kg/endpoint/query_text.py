"""What the text of a query says before anybody evaluates it.

Form, projection, dataset clauses, and the words that decide which store is asked and whether two
runs may differ.  Where a text is not clear, the answer is the one that costs time, never the one
that costs correctness.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from kg.endpoint.slips.beginnings import bad_beginning
from kg.model.errors import QueryRefused, QuerySyntax, QueryTooLarge
from kg.model.sparql_tokens import OPAQUE, Kind, Token, code, line_and_column, scan

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
MAX_CHARACTERS = 131_072
MAX_TOKENS = 50_000
READ_ONLY = "this endpoint answers queries; it changes nothing"
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_CHANCE = ("now", "rand", "uuid", "bnode")


@dataclass(frozen=True, slots=True)
class GraphClause:
    """A FROM or FROM NAMED clause; `term` is the IRI or prefixed name as it is written."""

    term: str
    named: bool


def query_form(text: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; the prologue is skipped.

    Raises QueryRefused for an update operation, QuerySyntax where no form can be found and
    QueryTooLarge for a text that nobody should read.
    """
    refuse_long(text)
    return find_form(text, scan(text))[0]


def read_tokens(text: str) -> list[Token]:
    """The tokens of a query.  Raises QueryTooLarge, before much has been read, where it has too many."""
    refuse_long(text)
    tokens = list(islice(scan(text), MAX_TOKENS + 1))
    if len(tokens) > MAX_TOKENS:
        raise too_large("words and signs", "too many", MAX_TOKENS)
    return tokens


def refuse_long(text: str) -> None:
    """Raise QueryTooLarge where a text is too long to be read at all."""
    if len(text) > MAX_CHARACTERS:
        raise too_large("characters", len(text), MAX_CHARACTERS)


def too_large(what: str, found: int | str, limit: int) -> QueryTooLarge:
    """The error for a query that has more of something than it may."""
    number = f"{found:,}" if isinstance(found, int) else found
    return QueryTooLarge(
        f"the query has {number} {what}, and the limit is {limit:,}",
        help="ask for less at a time: split long lists, and take apart what is deeply nested",
    )


def find_form(text: str, tokens: Iterable[Token]) -> tuple[str, Token]:
    """The form of a query and the token that says it.  Raises as `query_form`.

    The engine needs no space after a keyword (`ASK{`, `SELECTDISTINCT*`), so words are compared by
    their beginnings.
    """
    word = _after_prologue(tokens)
    if word is None:
        raise QuerySyntax("there is no query in the text", help="a query begins with SELECT, ASK, …")
    line, column = line_and_column(text, word.start)
    for form in FORMS:
        if word.folded.startswith(form.lower()):
            return form, word
    for update in _UPDATES:
        if word.folded.startswith(update.lower()):
            raise QueryRefused(
                f"{update} is an update, and {READ_ONLY}", line=line, column=column, length=len(word.text)
            )
    raise bad_beginning(text, code(list(islice(scan(text), MAX_TOKENS))), word)


def find_star(tokens: Sequence[Token], form: Token) -> Token | None:
    """The `*` of `SELECT *`, or None where the query names its columns."""
    words = ""
    for token in islice((token for token in code(tokens) if token.start >= form.start), 3):
        if token.text == "*":
            return token if words in ("select", "selectdistinct", "selectreduced") else None
        words += token.folded
    return None


def variables(tokens: Sequence[Token]) -> list[str]:
    """The names of all variables, each once, in order of first appearance."""
    return list(dict.fromkeys(token.text[1:] for token in tokens if token.kind is Kind.VARIABLE))


def graph_clauses(
    tokens: Sequence[Token], form: Token, *, prefixes: Container[str] = ()
) -> list[GraphClause]:
    """The dataset clauses of a query, in order.

    The engine reads `FROMex:g`, but `from:g` is a name where a prefix `from` is among `prefixes`.
    """
    clauses: list[GraphClause] = []
    depth = 0
    rest = iter([token for token in code(tokens) if token.start >= form.start])
    for token in rest:
        if token.kind is Kind.MARK and token.text in "({[":
            depth += 1
        elif token.kind is Kind.MARK and token.text in ")}]":
            depth -= 1
        elif depth == 0 and _begins(token, "from", prefixes):
            term, named = token.text[4:], False
            if not term:
                term = next(rest, token).text
            if term.lower().startswith("named"):
                term, named = term[5:] or next(rest, token).text, True
            clauses.append(GraphClause(term, named))
    return clauses


def graph_terms(tokens: Sequence[Token], *, prefixes: Container[str] = ()) -> list[str]:
    """The IRIs and prefixed names behind GRAPH, each once; `prefixes` as for `graph_clauses`."""
    terms: list[str] = []
    for token, follower in pairwise(code(tokens)):
        if _begins(token, "graph", prefixes):
            glued = token.text[len("graph") :]
            if ":" in glued:
                terms.append(glued)
            elif not glued and (follower.kind is Kind.IRI or ":" in follower.text):
                terms.append(follower.text)
    return list(dict.fromkeys(terms))


def _begins(token: Token, keyword: str, prefixes: Container[str]) -> bool:
    """Whether a word is the keyword, or the keyword and a name without a space between."""
    return (
        token.kind is Kind.WORD
        and token.folded.startswith(keyword)
        and (":" not in token.text or token.text.partition(":")[0] not in prefixes)
    )


def needs_full_store(tokens: Sequence[Token]) -> bool:
    """Whether the query may look at named graphs.

    One-sided: any word or prefixed name that contains `graph` or `from` says yes, because the
    engine reads `GRAPHex:g{` and `FROMex:g`.
    """
    words = (token.folded for token in tokens if token.kind not in OPAQUE and token.kind is not Kind.VARIABLE)
    return any("graph" in word or "from" in word for word in words)


def may_differ(tokens: Sequence[Token], form: str) -> bool:
    """Whether two runs over one version may give different answers (NOW, RAND, blank nodes, …)."""
    for token in code(tokens):
        if token.kind is Kind.WORD and any(word in token.folded for word in _CHANCE):
            return True
        if form == "CONSTRUCT" and (token.text.startswith("_:") or "[" in token.text):
            return True
    return False


def _after_prologue(tokens: Iterable[Token]) -> Token | None:
    """The first token after BASE, PREFIX and VERSION declarations; what follows it is not read."""
    rest = (token for token in tokens if token.kind is not Kind.COMMENT)
    for word in rest:
        if word.kind is Kind.WORD and word.folded == "prefix":
            length = 2
        elif word.kind is Kind.WORD and (
            word.folded in ("base", "version")
            or (word.folded.startswith("prefix") and word.text.endswith(":"))
        ):
            length = 1
        else:
            return word
        for _ in islice(rest, length):
            pass
    return None
