"""The order in which a curation file writes the engine's keys.

`type` comes first, the names follow, and what stands behind a block (`quote`, `inferred`, …) comes in one
order.  The properties of the ontology keep the places that the curator gave them: among themselves, and
between the engine's keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.curation.mending.moving import moved
from kg.curation.nodes import items_of
from kg.curation.tree import Entry, Mapping, Node
from kg.model.diagnostics import Diagnostic, Fix, info
from kg.model.marks import LineIndex
from kg.model.wording import listed, phrase

HEAD_ORDER = (
    "id", "text", "sha256", "language", "published", "publisher", "title", "url", "archived", "status",
    "accept",
)  # fmt: skip
BLOCK_ORDER = (
    "type", "name", "alias", "misspelling", "mention", "basis",
    "quote", "occurrence", "inferred", "others", "accept",
)  # fmt: skip
_NOTE_ORDER = ("url", "archived", "status", "publisher")
_QUOTE_ORDER = ("quote", "occurrence")
_OTHER_ORDER = ("as", *_QUOTE_ORDER)
_REASON_ORDER = ("basis", "because")
_JUDGEMENT_ORDER = ("id", "ids", "because")
_STATUS_ORDER = ("code", "date")
_FILE_ORDER = ("article", "entities")
MOVABLE = frozenset(
    (
        *HEAD_ORDER,
        *BLOCK_ORDER,
        *_OTHER_ORDER,
        *_REASON_ORDER,
        *_JUDGEMENT_ORDER,
        *_STATUS_ORDER,
        *_FILE_ORDER,
    )
)
_JUDGEMENTS = ("same", "different", "undecided", "removed")

Ordered = tuple[Mapping, tuple[str, ...]]


def key_order(root: Mapping, text: str, *, authority: bool = False) -> tuple[Diagnostic, ...]:
    """One remark about the maps of a file whose keys stand in another order, with its fix.

    `text` is what the marks count in.  Where one such map lies in another, the fix is for the outer one;
    the inner one remains for the next time.
    """
    found = [(one, usual) for one, usual in _maps(root, authority=authority) if one.keys() != usual]
    if not found:
        return ()
    first, usual = found[0]
    key = next(
        entry.key for entry, wanted in zip(first.entries, usual, strict=True) if entry.key.text != wanted
    )
    outer: list[Mapping] = []
    for one, _ in found:
        if not (outer and outer[-1].mark.contains(one.mark)):
            outer.append(one)
    orders = {id(one): order for one, order in found}
    index = LineIndex(key.mark.path, text)
    edits = tuple(edit for one in outer for edit in moved(one, orders[id(one)], text, index))
    remark = info(
        "key-order",
        key.mark,
        phrase(
            "the keys of {n} maps of this file stand in another order than the usual one",
            one="the keys of this map stand in another order than the usual one",
            n=len(found),
        ),
        help=phrase(
            "usual is here: {keys}; `kg check --fix` moves them", keys=listed(f"`{one}`" for one in usual)
        )
        if edits
        else phrase("usual is here: {keys}", keys=listed(f"`{one}`" for one in usual)),
    )
    if not edits:
        return (remark,)
    return (replace(remark, fix=Fix(phrase("keys put in their usual order"), edits)),)


def _maps(root: Mapping, *, authority: bool) -> Iterator[Ordered]:
    """The maps of a file that have keys of the engine, outer ones first, each with its usual order."""
    yield root, _usual(root, () if authority else _FILE_ORDER)
    for entry in root.entries:
        key, value = entry.key.text, entry.value
        if key == "article" and not authority:
            yield from _head(value)
        elif authority and key in _JUDGEMENTS:
            yield from _each(items_of(value), _JUDGEMENT_ORDER)
        elif authority and key == "articles":
            yield from _each([one.value for one in _entries(value)], _NOTE_ORDER)
        else:
            for one in _entries(value):
                yield from _block(one.value)


def _head(node: Node) -> Iterator[Ordered]:
    if isinstance(node, Mapping):
        yield node, _usual(node, HEAD_ORDER)
        status = node.get("status")
        if status is not None:
            yield from _each((status,), _STATUS_ORDER)


def _block(node: Node) -> Iterator[Ordered]:
    if not isinstance(node, Mapping):
        return
    yield node, _usual(node, BLOCK_ORDER)
    for entry in node.entries:
        key, value = entry.key.text, entry.value
        if key == "quote":
            yield from _quotes(value)
        elif key == "inferred":
            yield from _each((value, *(one.value for one in _entries(value))), _REASON_ORDER)
        elif key == "others":
            yield from _each(items_of(value), _OTHER_ORDER)
        elif key not in BLOCK_ORDER:
            for one in _entries(value):
                yield from _block(one.value)


def _quotes(node: Node) -> Iterator[Ordered]:
    """`quote` holds phrases, {quote, occurrence}, or a map from property to these."""
    for item in items_of(node):
        yield from _each((item,), _QUOTE_ORDER)
        for one in _entries(item):
            yield from _each(items_of(one.value), _QUOTE_ORDER)


def _each(nodes: Sequence[Node], order: tuple[str, ...]) -> Iterator[Ordered]:
    for node in nodes:
        if isinstance(node, Mapping) and any(node.entry(key) for key in order):
            yield node, _usual(node, order)


def _entries(node: Node) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, Mapping) else ()


def _usual(node: Mapping, order: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of a map in their usual order: those of `order` change places among themselves.

    Beyond that, what is first in `order` comes first of all, and `occurrence` right after its `quote`.
    """
    keys = node.keys()
    ranked = iter(sorted((key for key in keys if key in order), key=order.index))
    usual = [next(ranked) if key in order else key for key in keys]
    if order and order[0] in ("type", "id", "article") and order[0] in usual:
        usual.remove(order[0])
        usual.insert(0, order[0])
    if "quote" in usual and "occurrence" in usual and "occurrence" in order:
        usual.remove("occurrence")
        usual.insert(usual.index("quote") + 1, "occurrence")
    return tuple(usual)
