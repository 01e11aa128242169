"""Whether a mended file still says what it said: the same tree, the same records, the same comments.

The only differences that pass are those of a fix: signs of a quote that was edited, the hash, and the
order of the engine's keys.  Letters and digits of a quote never differ.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import PurePosixPath

from kg.curation.files import parse_article, parse_authority
from kg.curation.lock import is_text_hash
from kg.curation.mending.key_order import MOVABLE
from kg.curation.reader import read
from kg.curation.records import ArticleFile, AuthorityFile, Head, Quote
from kg.curation.signs import fold_signs
from kg.curation.text import normalise
from kg.curation.tree import Mapping, Node, Scalar
from kg.curation.tree import Sequence as ListNode
from kg.model.diagnostics import Diagnostic, Edit
from kg.model.iris import AUTHORITY
from kg.model.marks import LineIndex, Mark

_COMMENT = re.compile(r"#[^\r\n]*")
_HASH = ("article", "sha256")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text of a curation file is read as."""

    path: str
    text: str
    root: Mapping | None
    records: ArticleFile | AuthorityFile | None
    diagnostics: tuple[Diagnostic, ...]


def reading(text: str, path: str, languages: Sequence[str]) -> Reading:
    """Read the text of a curation file."""
    document = read(text, path)
    records: ArticleFile | AuthorityFile | None
    if PurePosixPath(path).stem == AUTHORITY:
        records, found = parse_authority(document, languages)
    else:
        records, found = parse_article(document, languages)
    return Reading(path, text, document.root, records, (*document.diagnostics, *found))


def says_the_same(before: Reading, after: Reading, edited: Collection[Mark]) -> bool:
    """Whether two readings differ in nothing but what was mended at the marks `edited` of the first."""
    if before.root is None or after.root is None or before.records is None or after.records is None:
        return False
    return (
        _same(before.root, after.root, edited, ())
        and _bare(before.records) == _bare(after.records)
        and _comments(before) == _comments(after)
        and not _codes(after) - _codes(before)
    )


def _codes(one: Reading) -> Counter[tuple[str, str]]:
    return Counter((found.code, found.severity.value) for found in one.diagnostics)


def _same(one: Node, other: Node, edited: Collection[Mark], path: tuple[str, ...]) -> bool:
    """Whether two nodes are the same text, list or map."""
    if isinstance(one, Scalar):
        if not isinstance(other, Scalar):
            return False
        return one.text == other.text or (one.mark in edited and _is_mended(one.text, other.text, path))
    if isinstance(one, ListNode):
        return (
            isinstance(other, ListNode)
            and len(one.items) == len(other.items)
            and all(_same(*pair, edited, path) for pair in zip(one.items, other.items, strict=True))
        )
    if not isinstance(other, Mapping):
        return False
    added = set(other.keys()) - set(one.keys())
    if added and not (path == _HASH[:1] and added == {_HASH[1]} and _is_hash(other.get(_HASH[1]))):
        return False
    still = [entry.key.text for entry in one.entries if entry.key.text not in MOVABLE]
    order = [entry.key.text for entry in other.entries if entry.key.text not in MOVABLE]
    return still == order and all(
        (twin := other.get(entry.key.text)) is not None
        and _same(entry.value, twin, edited, (*path, entry.key.text))
        for entry in one.entries
    )


def _is_mended(old: str, new: str, path: tuple[str, ...]) -> bool:
    return is_text_hash(new) if path == _HASH else _folded(old) == _folded(new)


def _is_hash(node: Node | None) -> bool:
    return isinstance(node, Scalar) and is_text_hash(node.text)


def _folded(text: str) -> str:
    return fold_signs(normalise(text)).text


def _bare(value: object) -> object:
    """A record without its places, with the signs of its quotes folded, and without the hash."""
    if isinstance(value, Mark | Edit):
        return None
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, tuple):
        return tuple(_bare(one) for one in value)
    if not is_dataclass(value):
        return value
    given = {one.name: _bare(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Quote):
        given["phrase"] = _folded(value.phrase.text)
    if isinstance(value, Head):
        given["sha256"] = None
    return type(value).__name__, tuple(given.items())


def _comments(one: Reading) -> Counter[str]:
    """The comments of a file: what begins with `#` outside of its texts."""
    index = LineIndex(one.path, one.text)
    found: Counter[str] = Counter()
    done = 0
    for start, end in sorted(index.span(mark) for mark in _scalars(one.root)):
        found.update(comment.rstrip() for comment in _COMMENT.findall(one.text, done, start))
        done = max(done, end)
    found.update(comment.rstrip() for comment in _COMMENT.findall(one.text, done))
    return found


def _scalars(node: Node | None) -> Iterator[Mark]:
    if isinstance(node, Scalar):
        yield node.mark
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _scalars(item)
    elif node is not None:
        for entry in node.entries:
            yield entry.key.mark
            yield from _scalars(entry.value)
