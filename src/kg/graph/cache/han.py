"""What was said of Han names in earlier checks, so that this one need not load the word lists."""

from __future__ import annotations

from kg.curation.naming import han_memory
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache

_BETWEEN = "\x1f"  # syllables


def recall_han(cache: Cache) -> None:
    """Remember what earlier checks were told of their names."""
    kept = cache.get(_name()) if cache.keeps else None
    if isinstance(kept, tuple) and len(kept) == 4:
        texts, simple, names, syllables = kept
        han_memory.simple.recall(dict(zip(texts, simple, strict=True)))
        said = (tuple(one.split(_BETWEEN)) for one in syllables)
        han_memory.syllables.recall(dict(zip(names, said, strict=True)))


def keep_han(cache: Cache) -> None:
    """Keep what is remembered now, where that is more than before."""
    if cache.keeps and (han_memory.simple.has_more or han_memory.syllables.has_more):
        simple, syllables = han_memory.simple.all(), han_memory.syllables.all()
        said = tuple(_BETWEEN.join(one) for one in syllables.values())
        cache.put({_name(): (tuple(simple), tuple(simple.values()), tuple(syllables), said)})


def _name() -> bytes:
    return key_of("what is said of Han names")
