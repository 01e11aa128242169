"""Query text in which the engine cannot find the keyword SERVICE.

The engine calls any host that SERVICE names, has no switch for it, and its parser knows no token
boundaries and gives back half a name when an IRI does not parse (`e:SERVICE x:{…}` may be a call).
So safety does not rest on our reading being the engine's: in the text that leaves here the seven
letters stand in no other place than the name of a variable, which the parser takes whole.

In strings, IRIs and comments the second letter becomes an escape (`s\\u0065rvice`), which means the
same there and is a syntax error anywhere else; a prefixed name becomes the IRI it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kg.model.errors import QueryRefused
from kg.model.sparql_tokens import OPAQUE, Kind, Token, code, line_and_column

_SERVICE = re.compile("service", re.IGNORECASE)
_IN_VARIABLE = re.compile(r"[?$][0-9A-Za-z_]*\Z")
_LONGEST_NAME = 200  # what is longer is refused
_NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!.*/\.)(?://[^/?#]*[/?#]|[^/])")  # absolute, with a path
_LOCAL_ESCAPE = re.compile(r"\\(.)")


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
    in_code = code(tokens)
    declared, blanked = _declarations(in_code, namespaces)
    suspects = [
        (token, follower)
        for token, follower in [*zip_longest(in_code, in_code[1:]), *_comments(tokens)]
        if _SERVICE.search(token.text) and not any(edit.start <= token.start < edit.end for edit in blanked)
    ]
    edits: list[Edit] = []
    for token, follower in suspects:
        if token.kind in OPAQUE:
            edits.append(Edit(token.start, token.end, _SERVICE.sub(_escaped, token.text)))
        elif token.kind is Kind.WORD:
            iri = _expanded(token.text, declared, before_group=bool(follower and follower.text[0] == "{"))
            if iri:
                edits.append(Edit(token.start, token.end, iri))
    edits = sorted([*edits, *blanked], key=lambda edit: edit.start)
    disarmed = Disarmed(_applied(query, edits), tuple(edits))
    for found in _SERVICE.finditer(disarmed.text):
        before = disarmed.text[max(0, found.start() - _LONGEST_NAME) : found.start()]
        if not _IN_VARIABLE.search(before):
            raise _refused(query, disarmed.original(found.start()))
    return disarmed


def _comments(tokens: Sequence[Token]) -> list[tuple[Token, None]]:
    return [(token, None) for token in tokens if token.kind is Kind.COMMENT]


def _declarations(
    tokens: Sequence[Token], namespaces: Mapping[str, str]
) -> tuple[dict[str, str], list[Edit]]:
    """Prefixes with their namespaces, and the declarations to leave out: those named for a service."""
    declared = dict(namespaces)
    blanked: list[Edit] = []
    for keyword, name, namespace in zip(tokens, tokens[1:], tokens[2:], strict=False):
        is_declaration = keyword.folded == "prefix" and name.text.endswith(":")
        if is_declaration and name.kind is Kind.WORD and namespace.kind is Kind.IRI:
            declared[name.text[:-1]] = namespace.text[1:-1]
            if _SERVICE.search(name.text):
                blanked.append(Edit(keyword.start, namespace.end, " " * (namespace.end - keyword.start)))
    return declared, blanked


def _expanded(name: str, declared: Mapping[str, str], *, before_group: bool) -> str | None:
    """The IRI of a prefixed name, or None where the name looks like SERVICE in disguise.

    Such are `SERVICEex:x {`, and a local name that cannot follow its namespace (`http://host:`), so
    that the parser takes the prefix alone and reads on behind the colon.  To know them makes the
    error the right one; safety does not rest on it.
    """
    label, colon, local = name.partition(":")
    namespace = declared.get(label)
    if not colon or namespace is None or not _NAMESPACE.match(namespace):
        return None
    if before_group and _SERVICE.search(label):
        return None
    return f"<{_SERVICE.sub(_escaped, namespace + _LOCAL_ESCAPE.sub(_without_backslash, local))}>"


def _without_backslash(found: re.Match[str]) -> str:
    return found.group(1)


def _escaped(found: re.Match[str]) -> str:
    word = found.group()
    return f"{word[0]}\\u{ord(word[1]):04X}{word[2:]}"


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
