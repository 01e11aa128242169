"""The quotes of all curation files, verified against the texts or the evidence lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.curation.evidence import Verified, read_article_text, text_path, verify
from kg.curation.lock import LockEntry, read_lock_file, write_lock
from kg.curation.records import ArticleFile
from kg.model.diagnostics import Diagnostic
from kg.model.errors import UsageError
from kg.model.marks import Mark
from kg.model.project import Project

LOCK_FILE = "seeds/evidence.lock"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Where each quote stands, by the mark of its phrase, and what is wrong with the others."""

    by_mark: Mapping[Mark, Verified]
    diagnostics: tuple[Diagnostic, ...]

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
) -> Quotes:
    """Verify every quote of the articles; with `update_lock`, note what was found in the lock.

    Raises FileProblem when a text or the lock cannot be read or written; UsageError when KG_ARTICLES
    names no folder.
    """
    texts = _text_folder(project)
    lock, found = read_lock_file(project.root / LOCK_FILE, LOCK_FILE)
    diagnostics = list(found)
    by_mark: dict[Mark, Verified] = {}
    entries: dict[str, tuple[LockEntry, ...]] = {}
    for done, article in enumerate(articles):
        progress("verifying quotes", done, len(articles))
        head = article.head
        verification = verify(
            [quote for block in article.blocks() for quote in block.all_quotes()],
            article=article.id,
            sha256=head.sha256,
            head=head.id.mark,
            text=read_article_text(texts, head.text.text) if head.text is not None else None,
            sought=text_path(texts, head.text.text) if head.text is not None else "",
            lock=lock,
        )
        diagnostics.extend(verification.diagnostics)
        by_mark.update((quote.phrase.mark, place) for quote, place in verification.verified.items())
        if verification.entries is not None:
            entries[article.id] = verification.entries
    if update_lock and entries and not found:
        # By file, not by what was parsed: an article whose file has errors keeps its entries.
        known = {path.stem for path in project.files("seeds/*.yaml")}
        write_lock(lock.updated(entries, known), project.root / LOCK_FILE)
    return Quotes(by_mark, tuple(diagnostics))


def _text_folder(project: Project) -> Path:
    """The folder of the article texts; without KG_ARTICLES it need not exist."""
    folder = project.articles
    if os.environ.get("KG_ARTICLES") and not folder.is_dir():
        raise UsageError(
            f"KG_ARTICLES names {folder}, and that is not a folder",
            help="set KG_ARTICLES to the folder that holds the article texts, or unset it to use articles/",
        )
    return folder
