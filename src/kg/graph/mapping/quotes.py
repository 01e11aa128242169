"""The quotes of all curation files, verified against the texts or the evidence lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kg.curation.evidence import (
    ArticleText,
    Verification,
    Verified,
    article_text_path,
    text_path,
    verify,
)
from kg.curation.lock import Lock, LockEntry, read_lock_file, write_lock
from kg.curation.records import ArticleFile, Quote
from kg.graph.cache.contents import Contents
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.model.diagnostics import Diagnostic
from kg.model.errors import FileProblem, UsageError
from kg.model.marks import Mark
from kg.model.project import Project
from kg.model.wording import phrase

LOCK_FILE = "seeds/evidence.lock"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Where each quote stands, by the mark of its phrase, and what is wrong with the others.

    `verified_anew` counts the articles whose outcome was not remembered.
    """

    by_mark: Mapping[Mark, Verified]
    diagnostics: tuple[Diagnostic, ...]
    verified_anew: int = 0

    @property
    def from_text(self) -> int:
        """How many quotes were found in the texts."""
        return sum(1 for place in self.by_mark.values() if place.by == "text")

    @property
    def from_lock(self) -> int:
        """How many quotes the lock vouches for, because the text is not at hand."""
        return len(self.by_mark) - self.from_text


def verify_quotes(
    project: Project,
    articles: Sequence[ArticleFile],
    *,
    update_lock: bool,
    progress: Callable[[str, int, int], None],
    texts: Contents | None = None,
    names: Mapping[str, bytes] = MappingProxyType({}),
) -> Quotes:
    """Verify every quote of the articles; with `update_lock`, note what was found in the lock.

    `texts` reads the texts, and remembers outcomes for articles whose content is named in `names`.
    Raises FileProblem when a text or the lock cannot be read or written; UsageError when KG_ARTICLES
    names no folder.
    """
    texts = Contents(Cache(None)) if texts is None else texts
    folder = _text_folder(project)
    lock, found = read_lock_file(project.root / LOCK_FILE, LOCK_FILE)
    diagnostics = list(found)
    by_mark: dict[Mark, Verified] = {}
    entries: dict[str, tuple[LockEntry, ...]] = {}
    anew = 0
    for done, article in enumerate(articles):
        progress("verifying quotes", done, len(articles))
        quotes = list(dict.fromkeys(quote for block in article.blocks() for quote in block.all_quotes()))
        text = article.head.text
        path = article_text_path(folder, text.text) if text is not None else None
        sought = text_path(folder, text.text) if text is not None else ""
        name = _outcome_name(names.get(article.id), article.id, sought, path, lock, texts)
        verification = _kept(texts.cache.get(name), quotes) if name else None
        if verification is None:
            anew += 1
            verification = verify(
                quotes,
                article=article.id,
                sha256=article.head.sha256,
                head=article.head.id.mark,
                text=ArticleText(_bytes(path, texts), sought) if path is not None else None,
                sought=sought,
                lock=lock,
                hash_place=article.head.hash_place,
            )
            if name:
                texts.cache.put({name: _to_keep(verification, quotes)})
        diagnostics.extend(verification.diagnostics)
        by_mark.update((quote.phrase.mark, place) for quote, place in verification.verified.items())
        if verification.entries is not None:
            entries[article.id] = verification.entries
    if update_lock and entries and not found:
        # By file, not by what was parsed: an article whose file has errors keeps its entries.
        known = {path.stem for path in project.files("seeds/*.yaml")}
        write_lock(lock.updated(entries, known), project.root / LOCK_FILE)
    return Quotes(by_mark, tuple(diagnostics), anew)


def _outcome_name(
    content: bytes | None, article: str, sought: str, path: Path | None, lock: Lock, texts: Contents
) -> bytes:
    """The name of what is found: by the content of the curation, and of the text or else of the lock."""
    if not content or not texts.cache.keeps:
        return b""
    if path is None:
        return key_of("quotes by the lock", content.hex(), sought, *(one.line for one in lock.of(article)))
    try:
        return key_of("quotes by the text", content.hex(), sought, texts.sha256(path))
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def _bytes(path: Path, texts: Contents) -> bytes:
    try:
        return texts.data(path)
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def _to_keep(found: Verification, quotes: Sequence[Quote]) -> tuple[object, ...]:
    """An outcome without its quotes, which stand in the curation: their numbers are kept."""
    places = tuple(
        (number, found.verified[one]) for number, one in enumerate(quotes) if one in found.verified
    )
    return (places, found.entries, found.diagnostics)


def _kept(kept: object, quotes: Sequence[Quote]) -> Verification | None:
    if not isinstance(kept, tuple) or len(kept) != 3:
        return None
    places, entries, diagnostics = kept
    return Verification({quotes[number]: place for number, place in places}, entries, diagnostics)


def _text_folder(project: Project) -> Path:
    """The folder of the article texts; without KG_ARTICLES it need not exist."""
    folder = project.articles
    if os.environ.get("KG_ARTICLES") and not folder.is_dir():
        raise UsageError(
            phrase("KG_ARTICLES names {folder}, and that is not a folder", folder=folder),
            help=phrase(
                "set KG_ARTICLES to the folder that holds the article texts, or unset it to use articles/"
            ),
        )
    return folder
