"""A query written again, token by token, so that another parser reads in it what ours did.

IRIs are absolute and stand in angle brackets, strings in one kind of quotation marks with plain
escapes; comments, prologue and dataset clauses are gone.  What is not SPARQL 1.1, word for word, is
refused: an engine elsewhere has words of its own (`define`, `bif:`, `OPTION`), and none gets there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.endpoint.slips.functions import ARGUMENTS
from kg.endpoint.slips.keywords import KEYWORDS
from kg.model.sparql_tokens import Kind, Token

NOWHERE = "urn:kg:no-graph"  # a graph that no store has
_WORDS = frozenset([*(word.lower() for word in (*KEYWORDS, *ARGUMENTS)), "a", "true", "false"])
_FUNCTIONS = frozenset(word.lower() for word in ARGUMENTS)
_NUMBER = re.compile(r"[-+.0-9eE]*[0-9][-+.0-9eE]*")
_ASCII_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BLANK = re.compile(r"_:\S+")
_LATER = ("<<", ">>", "<<(", ")>>", "{|", "|}")  # SPARQL 1.2
_SPACED = frozenset(("<", ">", "<=", ">=", "=", "!=", "&&", "||"))
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_CONTROL = re.compile(r'[\x00-\x1f"\\\x7f]')
_WRITTEN = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_EMPTY_TABLE = 5  # tokens of `VALUES ?x { UNDEF }`
# Names that an engine gives to what is no data: functions of its own and of the system below it.
_RESERVED = re.compile(r"(?:bif|sql|long|short|short_or_long):", re.IGNORECASE)


class NotPlain(Exception):
    """A query that is no SPARQL 1.1; the message says what."""


@dataclass(slots=True)
class Written:
    """The text that was made; `limit` is the number of its LIMIT and `end` where one may be put in.

    `orders` says that its solutions are in an order.

    `names` pairs variables as written with those of the client.
    """

    pieces: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    prologue: str = ""
    orders: bool = False
    limit: int | None = None
    limit_place: int | None = None
    end: int | None = None

    @property
    def text(self) -> str:
        """The whole text."""
        return self._joined(self.pieces)

    @property
    def unbounded(self) -> str:
        """The text without its LIMIT."""
        pieces = list(self.pieces)
        if self.limit_place is not None:
            pieces[self.limit_place - 1 : self.limit_place + 1] = ["", ""]
        return self._joined(pieces)

    def bounded(self, most: int) -> str:
        """The text with a LIMIT of at most so many."""
        pieces = list(self.pieces)
        if self.limit is not None and self.limit_place is not None:
            pieces[self.limit_place] = f" {min(self.limit, most)} "
        else:
            pieces.insert(len(pieces) if self.end is None else self.end, f" LIMIT {most} ")
        return self._joined(pieces)

    def _joined(self, pieces: Sequence[str]) -> str:
        return self.prologue + "".join(pieces).strip()


def write_plainly(
    tokens: Sequence[Token],
    *,
    base: str = "",
    iris: Mapping[str, str],
    graph: Callable[[str], bool],
    any_graph: Callable[[str], str],
    constant: bool,
    lists_graphs: bool = True,
) -> Written:
    """Write the tokens of a query, from its form on.

    `iris` has the absolute IRI of each IRI and prefixed name as it is written; `graph` says whether a
    query may look at a named graph, and `any_graph` makes the condition for the graphs of a variable;
    with `constant` the name of a graph stays behind GRAPH.  `base` is put before it all, if there is one.
    Without `lists_graphs` an empty group behind GRAPH is one that has a triple.
    Raises NotPlain.
    """
    written = _Writer(iris, graph, any_graph, constant=constant, lists_graphs=lists_graphs).write(tokens)
    written.prologue = f"BASE <{base}> " if base else ""
    return written


def is_name(token: Token) -> bool:
    """Whether a token is an IRI or a prefixed name, not the label of a blank node."""
    if token.kind is Kind.IRI:
        return True
    return token.kind is Kind.WORD and ":" in token.text and not token.text.startswith("_:")


class _Writer:
    def __init__(
        self,
        iris: Mapping[str, str],
        graph: Callable[[str], bool],
        any_graph: Callable[[str], str],
        *,
        constant: bool,
        lists_graphs: bool,
    ) -> None:
        self._constant = constant
        self._lists_graphs = lists_graphs
        self._iris = iris
        self._graph = graph
        self._any_graph = any_graph
        self._written = Written()
        self._variables: dict[str, str] = {}
        self._blanks: dict[str, str] = {}
        self._depth = 0
        self._ends: dict[int, str] = {}  # what closes a group that was put around GRAPH, by depth
        self._conditions: list[str] = []

    def write(self, tokens: Sequence[Token]) -> Written:
        taken = {token.text[1:] for token in tokens if token.kind is Kind.VARIABLE}
        place, end = 0, -1
        while place < len(tokens):
            token = tokens[place]
            if end >= 0 and token.start > end:
                self._put(" ")
            end = token.end
            if self._depth == 0 and token.folded == "from":
                place += 3 if tokens[place + 1].folded == "named" else 2
                continue
            if not self._lists_graphs and _is_any_graph(tokens[place : place + 4]):
                self._list_graphs(tokens[place + 1], taken)
                end = tokens[place + 3].end
                place += 4
                continue
            if token.folded == "graph" and token.kind is Kind.WORD:
                self._open_graph(tokens[place + 1], taken)
                end = tokens[place + 1].end
                place += 2
                continue
            if token.folded == "limit" and self._depth == 0:
                self._written.limit = int(tokens[place + 1].text)
                self._put(" LIMIT ")
                self._written.limit_place = len(self._written.pieces)
                self._put(f" {self._written.limit} ")
                end = tokens[place + 1].end
                place += 2
                continue
            if self._depth and _binds_nothing(tokens[place - 1 : place + _EMPTY_TABLE]):
                place += _EMPTY_TABLE
                if tokens[place].text == ".":
                    place += 1
                continue
            if token.folded == "values" and self._depth == 0 and token.kind is Kind.WORD:
                self._written.end = len(self._written.pieces)
            self._token(token, taken)
            place += 1
        names = {plain: name for name, plain in self._variables.items() if not name.startswith(" ")}
        self._written.names = names
        return self._written

    def _put(self, piece: str) -> None:
        self._written.pieces.append(piece)

    def _token(self, token: Token, taken: set[str]) -> None:
        if token.kind is Kind.MARK:
            self._mark(token.text)
        elif token.kind is Kind.VARIABLE:
            self._put(f" {self._variable(token.text[1:], taken)}")
        elif token.kind is Kind.STRING:
            self._put(plain_string(token.text))
        elif token.kind is Kind.LANGUAGE:
            self._put(token.text)
        elif is_name(token):
            self._put(f" {self._iri(token)}")
        elif _BLANK.fullmatch(token.text):
            self._put(f" {self._blanks.setdefault(token.text, f'_:b{len(self._blanks)}')} ")
        elif token.folded in _WORDS:
            self._written.orders = self._written.orders or (token.folded == "order" and self._depth == 0)
            # Oxigraph reads no space between CONCAT or COALESCE and their bracket.
            self._put(f" {token.text}" if token.folded in _FUNCTIONS else f" {token.text} ")
        elif _NUMBER.fullmatch(token.text):
            self._put(token.text)
        else:
            raise NotPlain(f"`{token.text[:60]}` is not SPARQL 1.1, or a space is missing in it")

    def _mark(self, mark: str) -> None:
        if mark in _LATER:
            raise NotPlain(f"`{mark}` is not SPARQL 1.1")
        if mark in "({[":
            self._depth += 1
        self._put(f" {mark} " if mark in _SPACED else mark)
        if mark in ")}]":
            self._depth -= 1
            if mark == "}" and self._depth in self._ends:
                self._put(self._ends.pop(self._depth))

    def _open_graph(self, name: Token, taken: set[str]) -> None:
        if name.kind is Kind.VARIABLE:
            variable = self._variable(name.text[1:], taken)
            condition = self._any_graph(variable)
            if not condition:
                self._put(f" GRAPH {variable} ")
                return
            # In a group of its own, so that the condition applies to these graphs and to nothing else.
            self._put(f" {{ GRAPH {variable} ")
            self._ends[self._depth] = f" FILTER ({condition}) }}"
        elif is_name(name):
            seen = self._graph(self._iris[name.text])
            if seen and self._constant:
                self._put(f" GRAPH {self._iri(name)} ")
                return
            # A variable instead: of an unknown name, Virtuoso says that COUNT(*) is 1, and a known one is
            # empty there beside a default graph, unless the request names it too.
            only = self._iri(name) if seen else f"<{NOWHERE}>"
            variable = self._variable(f" {len(self._variables)}", taken)
            self._put(f" {{ GRAPH {variable} ")
            self._ends[self._depth] = f" FILTER ({variable} IN ({only})) }}"
        else:
            raise NotPlain("GRAPH takes the name of a graph, or a variable")

    def _list_graphs(self, name: Token, taken: set[str]) -> None:
        variable = self._variable(name.text[1:], taken)
        triple = " ".join(self._variable(f" {len(self._variables)}", taken) for _ in range(3))
        condition = self._any_graph(variable)
        seen = f" FILTER ({condition})" if condition else ""
        self._put(f" {{ SELECT DISTINCT {variable} {{ GRAPH {variable} {{ {triple} }}{seen} }} }} ")

    def _variable(self, name: str, taken: set[str]) -> str:
        plain = self._variables.get(name)
        if plain is None:
            plain, number = name, 0
            while not _ASCII_NAME.fullmatch(plain) or (plain != name and plain in taken):
                plain, number = f"v{number}", number + 1
            taken.add(plain)
            self._variables[name] = plain
        return f"?{plain}"

    def _iri(self, token: Token) -> str:
        iri = self._iris.get(token.text)
        if iri is None:
            raise NotPlain(f"`{token.text[:60]}` is no name that can be read here")
        if _RESERVED.match(iri):
            raise NotPlain(f"`{token.text[:60]}` is a name that an engine may run, and is never asked for")
        return f"<{iri}>"


def _is_any_graph(tokens: Sequence[Token]) -> bool:
    """Whether these are `GRAPH ?g {}`."""
    kinds = [token.kind for token in tokens[:2]]
    return kinds == [Kind.WORD, Kind.VARIABLE] and [
        tokens[0].folded,
        *(token.text for token in tokens[2:]),
    ] == ["graph", "{", "}"]


def _binds_nothing(tokens: Sequence[Token]) -> bool:
    """Whether a table of one row with nothing in it begins behind the first of these tokens.

    Every solution joins with it and stays as it is; an optional parameter of a question is written so,
    and Virtuoso gives such queries up.  It counts only where a triple cannot end.
    """
    if len(tokens) != _EMPTY_TABLE + 1 or tokens[0].text not in (".", "{", "}"):
        return False
    words = [token.folded for token in tokens[1:]]
    return (
        tokens[1].kind is Kind.WORD
        and tokens[2].kind is Kind.VARIABLE
        and words[:1] + words[2:] == ["values", "{", "undef", "}"]
    )


def plain_string(written: str) -> str:
    """A string literal as it is written, in double quotation marks and in one line."""
    length = 3 if written[:3] in ('"""', "'''") and len(written) >= 6 else 1
    value = _ESCAPE.sub(_unescaped, written[length:-length])
    return f'"{_CONTROL.sub(lambda found: _escaped(found.group()), value)}"'


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16))
    return _ESCAPED.get(found[3], found[3])


def _escaped(character: str) -> str:
    return _WRITTEN.get(character) or f"\\u{ord(character):04X}"
