"""Making sure that what is removed is gone from the words as well.

The register leaves out an id and the records that say nothing without it; a quote, a gist or a
title of another record may still name it, and only a person can say what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.curation.naming.scripts import scripts_of
from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.mapping.register import Register
from kg.model.diagnostics import Diagnostic, error
from kg.model.iris import AUTHORITY
from kg.model.source_map import SourceMap
from kg.model.terms import CUR, iri, is_iri, literal_parts
from kg.model.wording import phrase


def remaining_names(
    register: Register, source_map: SourceMap, articles: Sequence[ArticleFile], authority: AuthorityFile
) -> Iterator[Diagnostic]:
    """An error for each text of the graph that holds a name of something removed."""
    if not register.removed:
        return
    names: dict[str, str] = {}
    sources = [(AUTHORITY, authority.entities), *((article.id, article.entities) for article in articles)]
    for file, blocks in sources:
        for block in blocks:
            entity = register.resolve(block.key.text, file)
            if entity is not None and entity in register.removed:
                names.update((" ".join(name.text.text.split()), entity) for name in block.names)
    patterns = [(_pattern(name), names[name]) for name in sorted(names)]
    for triple, marks in source_map.triples().items():
        if is_iri(triple.object) or triple.predicate == _HASH:
            continue
        text, _, datatype = literal_parts(triple.object)
        if datatype:
            continue
        entity = next((entity for pattern, entity in patterns if pattern.search(text)), None)
        if entity is not None:
            words = phrase("this text names `{id}`, which is removed", id=entity)
            hint = phrase("quote or write other words, so that nothing of it stays in the graph")
            yield from (error("removed-name-remains", mark, words, help=hint) for mark in marks)


def _pattern(name: str) -> re.Pattern[str]:
    """A name as whole words in any case; Russian names of several words in any inflected form too."""
    words = name.split()
    if len(words) > 1 and all(_CYRILLIC.fullmatch(word) for word in words):
        stems = (rf"\b{re.escape(word[: max(3, len(word) - 2)])}\w{{0,5}}" for word in words)
        return re.compile(r"\W+".join(stems), re.IGNORECASE)
    # Chinese is written without spaces, so its names have no edges.
    edge = "" if "Han" in scripts_of(name) else r"\b"
    return re.compile(edge + r"\s+".join(map(re.escape, words)) + edge, re.IGNORECASE)


_CYRILLIC = re.compile(r"[А-Яа-яЁё-]{3,}")
_HASH = iri(CUR + "sha256")
