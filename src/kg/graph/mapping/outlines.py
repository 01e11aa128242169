"""What the other files need of a curation file: what it mints, its names, and what it accepts.

An outline is a file of records with the rest left out, a tenth of its size.  Who is who, the choice of
names and the accepted warnings are worked out from outlines, so that a check that knows a file already
need not make its records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.curation.records import ArticleFile, Block, Head, Property, Value
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache

_AT_ONCE = 1_000


def outlines(
    articles: Sequence[ArticleFile], contents: Mapping[str, bytes], cache: Cache
) -> list[ArticleFile]:
    """The outline of each article, or the article itself where nothing is kept of it.

    `contents` gives, by article id, the name of what the file holds.
    """
    if not cache.keeps:
        return list(articles)
    found: list[ArticleFile] = []
    for start in range(0, len(articles), _AT_ONCE):
        some = articles[start : start + _AT_ONCE]
        names = [_name(contents.get(one.id)) for one in some]
        kept = cache.find(filter(None, names))
        for article, name in zip(some, names, strict=True):
            one = kept.get(name)
            if not isinstance(one, ArticleFile):
                one = outline(article)
                article.put_aside()
                if name:
                    cache.put({name: one})
            found.append(one)
    return found


def keep_outline(article: ArticleFile, content: bytes, cache: Cache) -> None:
    """Keep the outline of an article whose records are at hand; `content` names what its file holds."""
    cache.put({_name(content): outline(article)})


def outline(article: ArticleFile) -> ArticleFile:
    """A file with its ids, classes, names and acceptances alone."""
    head = article.head
    return ArticleFile(
        article.path,
        Head(head.id, head.mark, published=head.published, accepts=head.accepts),
        tuple(replace(_outline_of(block), names=block.names) for block in article.entities),
        tuple(
            (section, tuple(_outline_of(block) for block in blocks)) for section, blocks in article.sections
        ),
    )


def _outline_of(block: Block) -> Block:
    return Block(
        block.key,
        block.mark,
        type=block.type,
        accepts=block.accepts,
        properties=tuple(
            Property(prop.key, values, prop.is_map)
            for prop in block.properties
            if (values := tuple(_with_acceptance(prop)))
        ),
    )


def _with_acceptance(prop: Property) -> list[Value]:
    """The values of a property below which something is accepted."""
    return [
        Value(value.scalar, _outline_of(value.detail))
        for value in prop.values
        if isinstance(value.detail, Block) and any(True for _ in value.detail.all_accepts())
    ]


def _name(content: bytes | None) -> bytes:
    return key_of("outline", content.hex()) if content else b""
