"""The articles whose files are no longer what they were at the last complete check, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from kg.curation.records import ArticleFile
from kg.graph.cache.contents import Contents
from kg.graph.cache.store import Cache
from kg.graph.last_check.article_graphs import ArticleGraph, article_graph, outline_digest
from kg.graph.last_check.kept_register import KeptRegister
from kg.graph.last_check.ledger import KeptArticle, Ledger
from kg.graph.last_check.reasons import NotByItself, no_longer_known, other_lock, seen_otherwise
from kg.graph.mapping.asking import Answers, Asking
from kg.graph.mapping.files import map_article
from kg.graph.mapping.kept_parts import ArticlePart, from_kept, ground_of, part_name, to_keep
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.outlines import outline
from kg.graph.mapping.quotes import (
    LOCK_FILE,
    KeptQuotes,
    Quotes,
    at_hand,
    quotes_kept,
    text_folder,
    verify_again,
)
from kg.graph.seeds import read_article, read_earlier
from kg.graph.validation.acceptance import Acceptance, acceptances_in
from kg.graph.validation.languages import language_of_quotes, traditional_names
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic
from kg.model.iris import AUTHORITY
from kg.model.project import Project
from kg.model.terms import Term
from kg.model.wording import phrase

MOST = 50  # articles; for more of them everything is as soon checked


@dataclass(frozen=True, slots=True)
class State:
    """An article as it was, or is now: what it states, what its file, quotes and names are found to be."""

    graph: ArticleGraph
    found: tuple[Diagnostic, ...]
    from_text: int
    from_lock: int
    acceptances: tuple[Acceptance, ...]


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """One article before and after."""

    id: str
    path: str
    before: State
    after: State


def texts_of(value: object) -> tuple[str, ...]:
    """A tuple of texts, as it was kept.  Raises TypeError for anything else."""
    if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
        raise TypeError(type(value))
    return value


class Articles:
    """The articles of a project, as they were at the last complete check."""

    def __init__(self, project: Project, ledger: Ledger, vocabulary: Vocabulary, cache: Cache) -> None:
        self.project = project
        self.ledger = ledger
        self.cache = cache
        self.vocabulary = vocabulary
        self.meanings = Meanings(vocabulary)
        self._terms: dict[Term, Term] = {}

    @cached_property
    def _ground(self) -> str:
        return ground_of(self.project, self.vocabulary)

    @cached_property
    def _merged(self) -> Mapping[str, str]:
        ids = texts_of(self.ledger.note("merged"))
        return dict(zip(ids[0::2], ids[1::2], strict=True))

    @cached_property
    def _statuses(self) -> frozenset[Term]:
        return frozenset(map(Term, texts_of(self.ledger.note("statuses"))))

    def before(self, kept: KeptArticle) -> State:
        """An article as it was.  Raises NotByItself where the cache no longer knows."""
        path = self.project.relative(self.project.seeds / kept.file)
        read = read_earlier(self.cache, path, kept.content)
        quotes = quotes_kept(self.cache, kept.outcome)
        if read is None or quotes is None:
            raise no_longer_known(path)
        brief = outline(read.article)
        register = self._register(brief)
        made = from_kept(
            self.cache.get(part_name(kept.content, kept.outcome, self._ground)),
            self.project.minter.graph(kept.id),
            kept.id,
            Answers(register),
            self._terms,
        )
        if made is None:
            raise no_longer_known(path)
        return self._state(kept, brief, register, made, read.diagnostics, quotes)

    def after(
        self, kept: Sequence[KeptArticle], contents: Contents, *, update_lock: bool
    ) -> tuple[list[State], Quotes]:
        """The articles as they are now.  Raises NotByItself where others see them in another way."""
        paths = [self.project.relative(self.project.seeds / one.file) for one in kept]
        reads = [read_article(self.project, contents, path) for path in paths]
        briefs: list[ArticleFile] = []
        for one, read, path in zip(kept, reads, paths, strict=True):
            brief = outline(read.article) if read is not None else None
            if brief is None or brief.id != one.id or outline_digest(brief) != one.outline:
                raise seen_otherwise(path)
            briefs.append(brief)
        known = [read for read in reads if read is not None]
        quotes = verify_again(
            self.project,
            [read.article for read in known],
            update_lock=update_lock,
            texts=contents,
            names={read.article.id: read.content for read in known},
        )
        if quotes is None:
            raise other_lock()
        states = []
        for one, read, brief, path in zip(kept, known, briefs, paths, strict=True):
            register = self._register(brief)
            asking = Asking(register, one.id)
            made = map_article(
                self.project,
                self.meanings,
                asking,
                read.article,
                quotes.by_mark,
                self._terms,
                language_of_quotes,
            )
            outcome = quotes.outcome_names[one.id]
            verified = quotes_kept(self.cache, outcome)
            if verified is None:
                raise no_longer_known(path)
            name = part_name(read.content, outcome, self._ground)
            self.cache.put({name: to_keep(made, asking, Answers(register))})
            states.append(self._state(one, brief, register, made, read.diagnostics, verified))
        return states, quotes

    def _register(self, brief: ArticleFile) -> KeptRegister:
        return KeptRegister(self.ledger, self.vocabulary, {brief.id: brief}, self._merged)

    def _state(
        self,
        kept: KeptArticle,
        brief: ArticleFile,
        register: KeptRegister,
        made: ArticlePart,
        read: tuple[Diagnostic, ...],
        quotes: KeptQuotes,
    ) -> State:
        has_status = self.project.minter.thing(kept.id) in self._statuses
        graph = article_graph(
            self.project, self.meanings, register, brief, made, kept.labels, has_status=has_status
        )
        if graph is None:
            raise seen_otherwise(brief.path)
        found = (*read, *quotes.diagnostics, *graph.found, *traditional_names(graph.names))
        return State(graph, found, quotes.from_text, quotes.from_lock, tuple(acceptances_in(brief)))


def changed_files(project: Project, ledger: Ledger, contents: Contents) -> tuple[list[KeptArticle], int]:
    """The articles whose file or text is another one, and how many there are in all.

    Raises NotByItself where articles came or went, and where too many have changed; OSError when a file
    cannot be read.
    """
    seeds, texts = contents.of(project.seeds), contents.of(text_folder(project))
    files = ledger.seen("file")
    known = {*files, f"{AUTHORITY}.yaml", PurePosixPath(LOCK_FILE).name}
    if not seeds.names >= files.keys() or not seeds.entries <= known:
        raise NotByItself(phrase("files came to seeds/ or went from there"))
    found = {}
    some = ledger.articles_with("file", seeds.not_seen(files))
    sha256 = seeds.sha256 if len(some) > MOST else seeds.sha256_of_few
    found.update({one.id: one for one in some if sha256(one.file) != one.sha256})
    some = ledger.articles_with("text", texts.not_seen(ledger.seen("text")))
    sha256 = texts.sha256 if len(some) > MOST else texts.sha256_of_few
    for one in some:
        at = at_hand(texts, one.text)
        if (sha256(at) if at is not None else "") != one.text_sha256:
            found[one.id] = one
    if len(found) > MOST:
        raise NotByItself(phrase("more than {most} articles have changed", most=MOST))
    for one in found.values():
        seeds.recall(one.file_seen, one.sha256)
        texts.recall(one.text_seen, one.text_sha256)
    return [found[id] for id in sorted(found)], len(files)
