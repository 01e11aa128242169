"""Query text in which the engine cannot find the keyword SERVICE.

The engine calls any host that SERVICE names, has no switch for it, and its parser knows no token
boundaries and gives back half a name when an IRI does not parse (`e:SERVICE x:{…}` may be a call).
So safety does not rest on our reading being the engine's: in the text that leaves here the seven
letters stand in no other place than the name of a variable, which the parser takes whole.

In strings, IRIs and comments the second letter becomes an escape (`s\\u0065rvice`), which means the
same there and is a syntax error anywhere else; a prefixed name becomes the IRI it stands for, and
the label of a blank node another label.  What is read here decides only which error is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from kg.model.errors import QueryRefused
from kg.model.expansion import expand, namespace_of
from kg.model.prologue import declarations
from kg.model.sparql_tokens import LETTERS, OPAQUE, OPERANDS, Kind, Token, code, line_and_column

_SERVICE = re.compile("(ser)(vice)", re.IGNORECASE)
_LONGEST_NAME = 200  # what is longer is refused
_DOTS = re.compile(r"\.+")
_IN_VARIABLE = re.compile(rf"(?<!\\)[?$](?:[{LETTERS}0-9][{LETTERS}0-9\u00b7\u0300-\u036f\u203f\u2040]*)?\Z")
_TERM_BEFORE = re.compile(r"\A(?:a|true|false)")  # the engine needs no space behind these
_LABEL = re.compile(rf"(?:(?!_)[{LETTERS}](?:[.{LETTERS}0-9\u00b7\u0300-\u036f\u203f\u2040-]*))?")


@dataclass(frozen=True, slots=True)
class Edit:
    """The stretch from `start` to `end` of the original became `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Disarmed:
    """A text without SERVICE, and what was edited, in order."""

    text: str
    edits: tuple[Edit, ...] = ()

    def original(self, offset: int) -> int:
        """The offset in the original text of an offset in the edited one."""
        shift = 0
        for edit in self.edits:
            start = edit.start + shift
            if offset < start:
                break
            if offset < start + len(edit.text):
                return edit.start
            shift += len(edit.text) - (edit.end - edit.start)
        return offset - shift


def disarm(query: str, tokens: Sequence[Token], namespaces: Mapping[str, str]) -> Disarmed:
    """Edit a query so that it cannot call a service.

    `namespaces` are the prefixes that hold without a declaration.  Raises QueryRefused where the
    word may be the keyword.
    """
    if not _SERVICE.search(query):
        return Disarmed(query)
    edits = _edits(query, tokens, namespaces)
    disarmed = Disarmed(_applied(query, edits), tuple(edits))
    for found in _SERVICE.finditer(disarmed.text):
        before = disarmed.text[max(0, found.start() - _LONGEST_NAME) : found.start()]
        if not _IN_VARIABLE.search(before):
            raise _refused(query, disarmed.original(found.start()))
    return disarmed


def _edits(query: str, tokens: Sequence[Token], namespaces: Mapping[str, str]) -> list[Edit]:
    """Edits in order, one for each innocent token; what looks like the keyword is left as it is."""
    in_code = code(tokens)
    declared: dict[str, str | None] = dict(namespaces)
    edits: list[Edit] = []
    done: set[int] = set()
    for one in declarations(in_code):
        declared[one.label] = namespace_of(one)
        if _SERVICE.search(one.label):  # its names become IRIs, so nobody needs it
            edits.append(Edit(one.start, one.end, " " * (one.end - one.start)))
            done.update(token.start for token in one.tokens)
    part = f"\\g<1>{_free_number(query)}\\g<2>"
    for place, token in enumerate(in_code):
        if token.start in done or not _SERVICE.search(token.text):
            continue
        if token.kind in OPAQUE:
            edits.append(Edit(token.start, token.end, _SERVICE.sub(_escaped, token.text)))
        elif token.kind is Kind.WORD and token.text.startswith("_:"):
            edits.append(Edit(token.start, token.end, _SERVICE.sub(part, token.text)))
        elif token.kind is Kind.WORD and (text := _expanded(in_code, place, declared)):
            edits.append(Edit(token.start, token.end, text))
    edits += [
        Edit(token.start, token.end, _SERVICE.sub(_escaped, token.text))
        for token in tokens
        if token.kind is Kind.COMMENT and _SERVICE.search(token.text)
    ]
    return _without_inner(sorted(edits, key=lambda edit: edit.start))


def _expanded(tokens: Sequence[Token], place: int, declared: Mapping[str, str | None]) -> str | None:
    """What a word becomes: the IRI of a prefixed name, or None where it looks like SERVICE in disguise.

    Such are `SERVICEex:x {` and a local name that cannot follow its namespace (`http://host:`).  A
    name whose prefix nobody declared becomes a syntax error, which says so.
    """
    label, colon, local = tokens[place].text.partition(":")
    if not colon or not _LABEL.fullmatch(label):
        return None
    if label not in declared:
        call = _SERVICE.search(label) and _before_group(tokens, place, 1)
        glued = declared.get(_TERM_BEFORE.sub("", label, count=1))
        if glued is not None and (not expand(glued, local) or _behind_dots(local)):
            call = call or _before_group(tokens, place, 3)
        return None if call else _SERVICE.sub(_broken, tokens[place].text)
    if _SERVICE.search(label) and _before_group(tokens, place, 1) and not _may_precede_group(tokens, place):
        return None
    if _behind_dots(local) and _before_group(tokens, place, 3):
        return None
    namespace = declared[label]
    iri = None if namespace is None else expand(namespace, local)
    return iri and f"<{_SERVICE.sub(_escaped, iri)}>"


def _behind_dots(local: str) -> bool:
    """Whether the engine, which ends a name at its second dots, would find the keyword behind them."""
    return any(part.lower().startswith("service") for part in _DOTS.split(local)[2:])


def _before_group(tokens: Sequence[Token], place: int, distance: int) -> bool:
    """Whether a group opens within so many tokens."""
    for token in tokens[place + 1 : place + 1 + distance]:
        if token.text.startswith("{"):
            return True
        if token.kind not in OPERANDS:
            return False
    return False


def _may_precede_group(tokens: Sequence[Token], place: int) -> bool:
    """Whether a group may follow a name: behind GRAPH or FROM, or where it is the object of a triple."""
    terms = 0
    for before in range(place - 1, -1, -1):
        token = tokens[before]
        if token.text == "," or token.folded in ("graph", "from", "named"):
            return terms == 0
        if token.text in (".", "{", "}", ";", "{|"):
            return terms == (1 if token.text in (";", "{|") else 2)
        if token.text in ("]", ")"):
            return False
        if token.text in ("/", "|"):
            terms -= 1
        elif token.kind in OPERANDS:
            terms += 1
    return False


def _without_inner(edits: Sequence[Edit]) -> list[Edit]:
    """Edits without those of comments inside a declaration that is left out whole."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _escaped(found: re.Match[str]) -> str:
    word = found.group()
    return f"{word[0]}\\u{ord(word[1]):04X}{word[2:]}"


def _broken(found: re.Match[str]) -> str:
    """A backslash that no token can hold."""
    return f"{found.group()[0]}\\{found.group()[1:]}"


def _free_number(query: str) -> int:
    """A number that parts the word in labels of blank nodes and makes no label equal to another."""
    taken = {int(number) for number in re.findall("ser([0-9]{1,6})vice", query, re.IGNORECASE)}
    return next(number for number in count(1) if number not in taken)


def _applied(query: str, edits: Sequence[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += [query[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, query[done:]])


def _refused(query: str, offset: int) -> QueryRefused:
    line, column = line_and_column(query, offset)
    return QueryRefused(
        "SERVICE is refused: no query here calls another host",
        help="ask the other endpoint yourself; a name that contains `service` can stand as a full IRI",
        line=line,
        column=column,
        length=len("service"),
    )
