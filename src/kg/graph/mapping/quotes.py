"""The quotes of all curation files, verified against the texts or the evidence lock."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import cast

from kg.curation.decoding import decode
from kg.curation.evidence import ArticleText, Verified, article_text_path, verify
from kg.curation.lock import (
    HEADER,
    Lock,
    LockEntry,
    lines_by_article,
    lines_in,
    lines_of,
    read_lock,
    updated_text,
    write_lock_text,
)
from kg.curation.records import ArticleFile, Quote
from kg.graph.cache.codec import Packed, packed_now
from kg.graph.cache.contents import Contents, Folder
from kg.graph.cache.keys import key_of
from kg.graph.cache.store import Cache
from kg.graph.collector import uncollected
from kg.model.diagnostics import Diagnostic
from kg.model.errors import FileProblem, UsageError
from kg.model.marks import Mark
from kg.model.project import Project
from kg.model.wording import phrase

LOCK_FILE = "seeds/evidence.lock"


@dataclass(frozen=True, slots=True)
class Quotes:
    """Where each quote stands, by the mark of its phrase, and what is wrong with the others.

    `from_text` quotes were found in the texts; for `from_lock` the lock vouches, because the text is not
    at hand.  `verified_anew` counts the articles whose outcome was not remembered.  `outcome_names` has, by
    article id, the name under which what was found is kept; empty where it is not.
    """

    by_mark: Mapping[Mark, Verified]
    diagnostics: tuple[Diagnostic, ...]
    verified_anew: int = 0
    from_text: int = 0
    from_lock: int = 0
    outcome_names: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptQuotes:
    """What was found for one article: how many quotes in the text and by the lock, and what is wrong."""

    from_text: int
    from_lock: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was found for one article.

    `places` are pairs of the number of a quote, among those of the article, and where it stands;
    `entries` those of the lock, None where it stays as it is, and `lines` a hash of the lines they give.
    """

    from_text: int
    from_lock: int
    places: Packed
    entries: Packed
    lines: str | None
    diagnostics: tuple[Diagnostic, ...]


class _Places(Mapping[Mark, Verified]):
    """Where quotes stand; those of an article are taken out of what is kept when one is asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ArticleFile, Packed]] = {}
        self._last: tuple[str, Mapping[Mark, Verified]] = "", {}  # of the article that was last asked about

    def add(self, article: ArticleFile, places: Packed) -> None:
        self._kept[article.path] = article, places

    def __getitem__(self, mark: Mark) -> Verified:
        if self._last[0] != mark.path:
            self._last = mark.path, self._make(mark.path)
        return self._last[1][mark]

    def __iter__(self) -> Iterator[Mark]:
        for path in self._kept:
            yield from self._make(path)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _make(self, path: str) -> Mapping[Mark, Verified]:
        kept = self._kept.get(path)
        if kept is None:
            return {}
        article, packed_places = kept
        places = packed_places.value()
        if not isinstance(places, tuple):
            return {}
        quotes = _quotes_of(article) if places else []
        return {quotes[number].phrase.mark: place for number, place in places}


@dataclass(slots=True)
class _LockFile:
    """The lines of the evidence lock by article; its entries are read where somebody needs them."""

    path: Path
    lines: Mapping[str, str]
    found: tuple[Diagnostic, ...]
    text: str

    def of(self, article: str) -> Lock:
        """The entries of one article."""
        return read_lock(self.lines.get(article, ""), LOCK_FILE)[0]

    def update(self, outcomes: Mapping[str, _Outcome], known: Set[str], cache: Cache) -> None:
        """Write the entries of what was verified, where that changes the lock."""
        new = {
            article: cast("tuple[LockEntry, ...]", one.entries.value())
            for article, one in outcomes.items()
            if one.lines is not None and one.lines != _digest(self.lines.get(article, ""))
        }
        has_entries = any(one.lines is not None for one in outcomes.values())
        if self.found or not has_entries or (not new and known >= self.lines.keys() and self.text):
            return
        text = updated_text(self.lines, new, known)
        write_lock_text(text, self.path)
        cache.put({_lock_name(_sha256(text.encode("ascii"))): True})


@uncollected()
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
    lock = _read_lock_file(project.root / LOCK_FILE, texts.cache)
    found, outcomes = _verify_all(project, articles, lock, texts, names, progress)
    if update_lock:
        # By file, not by what was parsed: an article whose file has errors keeps its entries.
        known = {path.stem for path in project.seeds.glob("*.yaml") if path.name[0] != "."}
        lock.update(outcomes, known, texts.cache)
    return found


def verify_again(
    project: Project,
    articles: Sequence[ArticleFile],
    *,
    update_lock: bool,
    texts: Contents,
    names: Mapping[str, bytes],
) -> Quotes | None:
    """As `verify_quotes` for these articles alone, when all else is as it was then.

    None where the lock is not as the engine has written it.
    """
    path = project.root / LOCK_FILE
    text = known_lock(path, texts)
    if text is None:
        return None
    places = {one.id: lines_in(text, one.id) for one in articles}
    lock = _LockFile(path, {id: text[start:end] for id, (start, end) in places.items()}, (), text)
    found, outcomes = _verify_all(project, articles, lock, texts, names, lambda *_: None)
    new = [
        (*places[article], lines_of(cast("tuple[LockEntry, ...]", one.entries.value())))
        for article, one in outcomes.items()
        if one.lines is not None and one.lines != _digest(lock.lines[article])
    ]
    if update_lock and new:
        for start, end, lines in sorted(new, reverse=True):
            text = text[:start] + lines + text[end:]
        write_lock_text(text, path)
        texts.cache.put({_lock_name(_sha256(text.encode("ascii"))): True})
    return found


def quotes_kept(cache: Cache, name: bytes) -> KeptQuotes | None:
    """What is kept under one of the `outcome_names`."""
    one = _kept(cache.get(name))
    return KeptQuotes(one.from_text, one.from_lock, one.diagnostics) if one is not None else None


def known_lock(path: Path, contents: Contents) -> str | None:
    """The text of the lock, where it is known to be as the engine writes it; where there is none, one without
    entries."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return HEADER
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    name = _lock_name(contents.of(path.parent).sha256_of(path.name, data))
    return data.decode("ascii") if contents.cache.get(name) is True else None


def _verify_all(
    project: Project,
    articles: Sequence[ArticleFile],
    lock: _LockFile,
    texts: Contents,
    names: Mapping[str, bytes],
    progress: Callable[[str, int, int], None],
) -> tuple[Quotes, Mapping[str, _Outcome]]:
    """The quotes of the articles, and what was found by article id."""
    home = text_folder(project)
    folder, prefix = texts.of(home), home.name or home.resolve().name
    diagnostics = list(lock.found)
    places = _Places()
    outcomes: dict[str, _Outcome] = {}
    outcome_names: dict[str, bytes] = {}
    done = anew = 0
    for start in range(0, len(articles), _AT_ONCE):
        some = [
            _asked(one, names.get(one.id) if texts.cache.keeps else None, lock, folder, prefix)
            for one in articles[start : start + _AT_ONCE]
        ]
        kept = texts.cache.find(one.name for one in some if one.name)
        for asked in some:
            progress("verifying quotes", done, len(articles))
            done += 1
            outcome = _kept(kept.pop(asked.name, None))
            if outcome is None:
                anew += 1
                outcome = _verified(asked, lock, folder)
                if asked.name:
                    texts.cache.put({asked.name: _to_keep(outcome)})
            diagnostics.extend(outcome.diagnostics)
            places.add(asked.article, outcome.places)
            asked.article.put_aside()
            outcomes[asked.article.id] = outcome
            outcome_names[asked.article.id] = asked.name
    progress("verifying quotes", len(articles), len(articles))
    folder.close()
    quotes = Quotes(
        places,
        tuple(diagnostics),
        anew,
        sum(one.from_text for one in outcomes.values()),
        sum(one.from_lock for one in outcomes.values()),
        outcome_names,
    )
    return quotes, outcomes


@dataclass(frozen=True, slots=True)
class _Asked:
    """An article whose quotes are to be verified.

    `file` is the name of its text, None where that is not at hand, and `sought` how findings call it;
    `name` is that of the outcome, empty where none is kept.
    """

    article: ArticleFile
    file: str | None
    sought: str
    name: bytes


def _asked(
    article: ArticleFile, content: bytes | None, lock: _LockFile, folder: Folder, prefix: str
) -> _Asked:
    """What is asked of an article: its outcome goes by its content, and by the text or else the lock."""
    text = article.text
    file = at_hand(folder, text) if text is not None else None
    sought = f"{prefix}/{text}" if text is not None else ""
    if not content:
        return _Asked(article, file, sought, b"")
    if file is None:
        said = lock.lines.get(article.id, "")
        return _Asked(article, file, sought, name_by_lock(content, sought, said))
    try:
        digest = folder.sha256(file)
    except OSError as problem:
        raise FileProblem(folder.path / file, problem) from problem
    return _Asked(article, file, sought, name_by_text(content, sought, digest))


def name_by_text(content: bytes, sought: str, digest: str) -> bytes:
    """The name of the outcome for a curation file and a text with this SHA-256."""
    return key_of("quotes by the text", content.hex(), sought, digest)


def name_by_lock(content: bytes, sought: str, lines: str) -> bytes:
    """The name of the outcome for a curation file whose text is not at hand, and its lines of the lock."""
    return key_of("quotes by the lock", content.hex(), sought, lines)


def at_hand(folder: Folder, text: str) -> str | None:
    """The name of a text that is there; where files have names in either case it need not be in the list."""
    if folder.size(text) is not None:
        return text
    return text if folder.names and article_text_path(folder.path, text) is not None else None


def _verified(asked: _Asked, lock: _LockFile, folder: Folder) -> _Outcome:
    """Look for the quotes of one article."""
    article, file = asked.article, asked.file
    quotes = _quotes_of(article)
    found = verify(
        quotes,
        article=article.id,
        sha256=article.head.sha256,
        head=article.head.id.mark,
        text=ArticleText(_bytes(folder, file), asked.sought) if file is not None else None,
        sought=asked.sought,
        lock=lock.of(article.id) if file is None else Lock(),
        hash_place=article.head.hash_place,
    )
    places = tuple(
        (number, found.verified[one]) for number, one in enumerate(quotes) if one in found.verified
    )
    from_text = sum(1 for _, place in places if place.by == "text")
    lines = None if found.entries is None else _digest(lines_of(found.entries))
    return _Outcome(
        from_text,
        len(places) - from_text,
        packed_now(places),
        packed_now(found.entries),
        lines,
        found.diagnostics,
    )


def _quotes_of(article: ArticleFile) -> list[Quote]:
    return list(dict.fromkeys(quote for block in article.blocks() for quote in block.all_quotes()))


def _bytes(folder: Folder, file: str) -> bytes:
    try:
        return folder.data(file)
    except OSError as problem:
        raise FileProblem(folder.path / file, problem) from problem


def _to_keep(one: _Outcome) -> tuple[object, ...]:
    return (one.from_text, one.from_lock, one.places, one.entries, one.lines, one.diagnostics or None)


def _kept(kept: object) -> _Outcome | None:
    if not isinstance(kept, tuple) or len(kept) != _FIELDS:
        return None
    from_text, from_lock, places, entries, lines, diagnostics = kept
    return _Outcome(from_text, from_lock, places, entries, lines, diagnostics or ())


def _read_lock_file(path: Path, cache: Cache) -> _LockFile:
    """The lock; one that is known to be as the engine writes it is not read, only taken apart."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return _LockFile(path, {}, (), "")
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    name = _lock_name(_sha256(data))
    if cache.get(name) is True:
        in_order = data.decode("ascii")
        return _LockFile(path, lines_by_article(in_order), (), in_order)
    text = decode(data, LOCK_FILE)
    lock, found = (Lock(), (text,)) if isinstance(text, Diagnostic) else read_lock(text, LOCK_FILE)
    written = lock.to_text()
    if not found and written == text:
        cache.put({name: True})
    return _LockFile(path, lines_by_article(written), found, written if written == text else "")


def _lock_name(digest: str) -> bytes:
    return key_of("a lock as it is written", digest)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest(lines: str) -> str:
    return hashlib.blake2b(lines.encode("ascii"), digest_size=16).hexdigest()


_FIELDS = 6
_AT_ONCE = 1_000  # articles whose texts are held before their quotes are looked for


def text_folder(project: Project) -> Path:
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
