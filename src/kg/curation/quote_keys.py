"""The keys `quote`, `occurrence` and `others`: which phrases of the article a block rests on.

A phrase stands alone, in a list, or below the property or value that it supports, and in each of
these places it may be written `{quote: …, occurrence: 2}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.curation.nodes import NodeReader, items_of
from kg.curation.records import Quote, Unnamed
from kg.curation.tree import Entry, Mapping, Node, Scalar
from kg.model.wording import Message, phrase

_KEYS = ("quote", "occurrence")
_NUMBER = re.compile(r"0*[1-9][0-9]{0,8}")


def read_quotes(reader: NodeReader, quote: Entry | None, occurrence: Entry | None) -> Iterator[Quote]:
    """The quotes of a block, from the values of its keys `quote` and `occurrence`."""
    number = _occurrence(reader, occurrence, quote)
    if quote is None:
        return
    if isinstance(quote.value, Mapping) and not any(quote.value.entry(key) for key in _KEYS):
        for one in quote.value.entries:
            yield from _phrases(reader, one.value, number, one.key)
    else:
        yield from _phrases(reader, quote.value, number, None)


def read_others(reader: NodeReader, entry: Entry) -> Iterator[Unnamed]:
    """Participants without a name: a list of {as: …, quote: …}."""
    for item in items_of(entry.value):
        label, given = None, {}
        for one in reader.entries(item, lambda: phrase("`others`: expected a list of {{as: …, quote: …}}")):
            if one.key.text == "as":
                label = reader.text(one.value, lambda: phrase("what the article calls them"))
            elif one.key.text in _KEYS:
                given[one.key.text] = one
            else:
                reader.unknown_key(one.key, ("as", *_KEYS), "`others`")
        if label is None:
            words = phrase("`others`: `as` is missing: what the article calls them")
            reader.report("wrong-shape", item.mark, words)
            continue
        yield Unnamed(label, tuple(read_quotes(reader, given.get("quote"), given.get("occurrence"))))


def _phrases(reader: NodeReader, node: Node, occurrence: int | None, about: Scalar | None) -> Iterator[Quote]:
    """A phrase, {quote, occurrence}, or a list of these."""
    for item in items_of(node):
        if isinstance(item, Mapping):
            yield from _phrase(reader, item, occurrence, about)
            continue
        if (text := reader.text(item, _expected)) is not None:
            yield Quote(text, occurrence, about)


def _expected() -> Message:
    return phrase("a phrase of the article, a list of phrases, or a map from property to phrase")


def _phrase(
    reader: NodeReader, node: Mapping, occurrence: int | None, about: Scalar | None
) -> Iterator[Quote]:
    """A phrase as {quote, occurrence}."""
    for one in node.entries:
        if one.key.text not in _KEYS:
            reader.unknown_key(one.key, _KEYS, phrase("a quote"))
    quote = node.entry("quote")
    own = _occurrence(reader, node.entry("occurrence"), quote)
    if quote is not None:
        yield from _phrases(reader, quote.value, own or occurrence, about)


def _occurrence(reader: NodeReader, entry: Entry | None, quote: Entry | None) -> int | None:
    """Which place of a phrase is meant, or None where it is not said.

    What is no number is reported and taken as the first place, so that the phrase does not become
    ambiguous on top of it.
    """
    if entry is None:
        return None
    if quote is None:
        words = phrase("`occurrence` counts the places of a `quote`, and there is none here")
        reader.report("occurrence-without-quote", entry.key.mark, words)
        return None
    found = reader.text(entry.value, lambda: phrase("a whole number from 1"))
    if found is None:
        return 1
    if not _NUMBER.fullmatch(found.text):
        words = phrase("`{text}` is not a whole number from 1", text=found.text)
        reader.report("wrong-value", found.mark, words)
        return 1
    return int(found.text)
