"""Property paths of queries (SPARQL 1.1, section 9): where one triple can stand in a walk along a path.

A walk that a change of the graph makes or unmakes goes through a changed triple; before it lies a walk
along `left`, after it one along `right`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath

_NO_PREDICATE = "<urn:x-kg:none>"


class QueryNotUnderstood(Exception):
    """The query holds something of which it is not known what it reads."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for one triple in a path.

    The triple has the `predicate`, or any when that is None, and is walked backwards when `inverse`.
    `left` and `right` are paths as text; empty where the triple begins or ends the walk.
    """

    predicate: str | None
    inverse: bool = False
    left: str = ""
    right: str = ""


def path_text(path: object) -> str:
    """A path as SPARQL writes it; of a negated one with inverse predicates, a path that finds more."""
    match path:
        case URIRef():
            return f"<{path}>"
        case InvPath():
            return f"(^{path_text(path.arg)})"
        case SequencePath():
            return f"({'/'.join(path_text(one) for one in path.args)})"
        case AlternativePath():
            return f"({'|'.join(path_text(one) for one in path.args)})"
        case MulPath():
            return f"({path_text(path.path)}{path.mod})"
        case NegatedPath():
            if all(isinstance(one, URIRef) for one in path.args):
                return f"(!({'|'.join(f'<{one}>' for one in path.args)}))"
            return f"(!({_NO_PREDICATE}|^{_NO_PREDICATE}))"
        case _:
            raise QueryNotUnderstood


def places(path: object) -> Iterator[Place]:
    """Every place of a path for a triple.  Raises QueryNotUnderstood."""
    match path:
        case URIRef():
            yield Place(str(path))
        case InvPath():
            for one in places(path.arg):
                yield Place(one.predicate, not one.inverse, _inverse(one.right), _inverse(one.left))
        case SequencePath():
            texts = [path_text(one) for one in path.args]
            for at, part in enumerate(path.args):
                for one in places(part):
                    left = _joined(*texts[:at], one.left)
                    yield Place(one.predicate, one.inverse, left, _joined(one.right, *texts[at + 1 :]))
        case AlternativePath():
            for part in path.args:
                yield from places(part)
        case MulPath():
            again = "" if path.mod == "?" else f"({path_text(path.path)}*)"
            for one in places(path.path):
                yield Place(one.predicate, one.inverse, _joined(again, one.left), _joined(one.right, again))
        case NegatedPath():
            yield Place(None)
            if not all(isinstance(one, URIRef) for one in path.args):
                yield Place(None, inverse=True)
        case _:
            raise QueryNotUnderstood


def may_be_empty(path: object) -> bool:
    """Whether a walk along the path may have no step, so that it joins every node of a graph to itself."""
    match path:
        case InvPath():
            return may_be_empty(path.arg)
        case SequencePath():
            return all(may_be_empty(one) for one in path.args)
        case AlternativePath():
            return any(may_be_empty(one) for one in path.args)
        case MulPath():
            return path.mod in ("*", "?") or may_be_empty(path.path)
        case _:
            return False


def _joined(*parts: str) -> str:
    return "/".join(one for one in parts if one)


def _inverse(path: str) -> str:
    return f"(^({path}))" if path else ""
