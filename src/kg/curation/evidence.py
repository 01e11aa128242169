"""Whether each quote of a curation stands in the article, and where.

Where the text is at hand it decides; without it the evidence lock does, and a quote that the lock
does not hold is an error.  Nothing passes because it could not be checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Literal

from kg.curation.decoding import decode
from kg.curation.lock import Lock, LockEntry, is_text_hash
from kg.curation.passages import MAX_WORDS, Ambiguous, Missing, NoSuchOccurrence, Passage, SourceText
from kg.curation.records import Quote
from kg.curation.text import count_words, quote_hash
from kg.curation.tree import Scalar
from kg.model.diagnostics import Diagnostic, error, in_order, warning
from kg.model.errors import FileProblem
from kg.model.marks import Mark


@dataclass(frozen=True, slots=True)
class Verified:
    """Where a quote stands, in raw code points of the text (`end` exclusive), and who says so."""

    start: int
    end: int
    quote_sha256: str
    by: Literal["text", "lock"]


@dataclass(frozen=True)
class Verification:
    """What is known of the quotes of one article.

    `entries` are what the lock shall hold for the article from now on; None leaves the lock as it
    is, because the text was not at hand or is not the one that the curation names.
    """

    verified: Mapping[Quote, Verified] = field(default_factory=dict)
    entries: tuple[LockEntry, ...] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The bytes of an article's text, and the path that findings about it name."""

    data: bytes
    path: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return hashlib.sha256(self.data).hexdigest()


def read_article_text(folder: Path, name: str) -> ArticleText | None:
    """The text `name` in the folder of article texts, or None where it is not at hand.

    A name with a path in it is never at hand.  Raises FileProblem when the file system does not give
    a text that is there.
    """
    path = folder / name
    if PureWindowsPath(name).name != name or not path.is_file():
        return None
    try:
        return ArticleText(path.read_bytes(), text_path(folder, name))
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def text_path(folder: Path, name: str) -> str:
    """The path of a text as findings write it: the name of the folder of texts, and the file."""
    return f"{folder.name or folder.resolve().name}/{name}"


def verify(
    quotes: Iterable[Quote],
    *,
    article: str,
    sha256: Scalar | None,
    head: Mark,
    text: ArticleText | None,
    sought: str,
    lock: Lock,
) -> Verification:
    """Find the quotes of the article with this id.

    `sha256` is the hash, or its first 16 or more digits, that the curation gives for the text, and
    `head` the place of its head.  `text` is None where the text is not at hand; `sought` is the path
    that was looked for, empty where the head names no text.  What is no hash counts as left out, but
    was reported when the head was read.
    """
    found: list[Diagnostic] = []
    wanted: list[Quote] = []
    for quote in dict.fromkeys(quotes):
        words = count_words(quote.phrase.text)
        if words > MAX_WORDS:
            found.append(_too_long(quote, words))
        elif words:
            if _SENTENCE.search(quote.phrase.text):
                found.append(_whole_sentence(quote))
            wanted.append(quote)
        else:
            help = "quote words of the article"
            found.append(error("quote-empty", quote.phrase.mark, "this quote has no words", help=help))
    if sha256 is None:
        found.append(_no_hash(text, head))
    if sha256 is not None and not is_text_hash(sha256.text):
        sha256 = None
    if text is None:
        # Without a hash nothing can be said of any quote, and the missing hash is a finding already.
        verified, missing = _from_lock(wanted, article, sha256, sought, lock) if sha256 else ({}, [])
        return Verification(verified, None, in_order([*found, *missing]))
    source = decode(text.data, text.path, code="text-not-utf-8")
    if isinstance(source, Diagnostic):
        return Verification({}, None, in_order([*found, source]))
    if mismatch := _check_hash(sha256, text):
        found.append(mismatch)
    verified, missing = _from_text(wanted, source)
    entries = tuple(
        LockEntry(article, text.sha256, place.start, place.end, quote.occurrence, place.quote_sha256)
        for quote, place in verified.items()
    )
    return Verification(verified, None if mismatch else entries, in_order([*found, *missing]))


def _whole_sentence(quote: Quote) -> Diagnostic:
    return warning(
        "quote-is-sentence",
        quote.phrase.mark,
        "this quote runs to the end of its sentence",
        help="quote the few words that carry the statement, without the full stop",
    )


# A full stop after a long word in small letters ends a sentence; after others it may be an abbreviation.
_SENTENCE = re.compile(r"(?:[。！？!?]|[a-zа-яё]{5,}\.)[\s\"'»”’」』]*$")


def _too_long(quote: Quote, words: int) -> Diagnostic:
    return error(
        "quote-too-long",
        quote.phrase.mark,
        f"this quote has {words} words; at most {MAX_WORDS} are quoted",
        help="quote the few words that carry the statement; two Han characters count as one word",
    )


def _no_hash(text: ArticleText | None, head: Mark) -> Diagnostic:
    digits = text.sha256[:16] if text is not None else "<the first 16 digits of the SHA-256 of the text file>"
    words = "the head of the article does not say which text was read: `sha256` is missing"
    return error("hash-missing", head, words, help=f"write `sha256: {digits}`")


def _check_hash(sha256: Scalar | None, text: ArticleText) -> Diagnostic | None:
    right = text.sha256
    if sha256 is None or right.startswith(sha256.text):
        return None
    return error(
        "hash-mismatch",
        sha256.mark,
        f"{text.path} is not the text that was curated: its SHA-256 begins with {right[:16]}, "
        f"not with {sha256.text[:16]}",
        help=f"if the new text is right, write `sha256: {right[:16]}` and check each quote; "
        "else put the old text back",
    )


def _from_lock(
    quotes: Iterable[Quote], article: str, sha256: Scalar, sought: str, lock: Lock
) -> tuple[dict[Quote, Verified], list[Diagnostic]]:
    known = lock.texts(article)
    if known and not any(one.startswith(sha256.text) for one in known):
        return {}, [_other_text(sha256, known, sought)]
    verified: dict[Quote, Verified] = {}
    missing: list[Diagnostic] = []
    for quote in quotes:
        digest = quote_hash(quote.phrase.text)
        place = lock.find(article, text_sha256=sha256.text, quote_sha256=digest, occurrence=quote.occurrence)
        if place is not None:
            verified[quote] = Verified(*place, digest, "lock")
        else:
            missing.append(_unverified(quote, sought))
    return verified, missing


def _other_text(sha256: Scalar, known: Sequence[str], sought: str) -> Diagnostic:
    digits = " or ".join(f"`sha256: {one[:16]}`" for one in known)
    return error(
        "hash-not-in-lock",
        sha256.mark,
        f"the evidence lock holds the quotes of this article for another text, and {_not_at_hand(sought)}",
        help=f"if the text has not changed, write {digits}; if it has, run `kg check` where the new text is "
        "and commit seeds/evidence.lock with the curation",
    )


def _unverified(quote: Quote, sought: str) -> Diagnostic:
    return error(
        "quote-unverified",
        quote.phrase.mark,
        f"this quote is not in the evidence lock, and {_not_at_hand(sought)}",
        help="run `kg check` where the text is (in articles/ or in the folder KG_ARTICLES names) "
        "and commit seeds/evidence.lock with the curation",
    )


def _not_at_hand(sought: str) -> str:
    return f"the article text {sought} is not at hand" if sought else "the head of the article names no text"


def _from_text(quotes: Iterable[Quote], raw: str) -> tuple[dict[Quote, Verified], list[Diagnostic]]:
    source = SourceText(raw)
    verified: dict[Quote, Verified] = {}
    missing: list[Diagnostic] = []
    for quote in quotes:
        found = source.find(quote.phrase.text, quote.occurrence)
        if isinstance(found, Passage):
            verified[quote] = Verified(found.start, found.end, quote_hash(quote.phrase.text), "text")
        else:
            missing.append(_not_found(quote, found))
    return verified, missing


def _not_found(quote: Quote, found: Ambiguous | NoSuchOccurrence | Missing) -> Diagnostic:
    mark = quote.phrase.mark
    if isinstance(found, Missing):
        hint = f"the text has `{found.nearest}`" if found.nearest else ""
        words = (
            hint or "copy the phrase from the text; only white space, quotation marks and dashes may differ"
        )
        return error("quote-not-found", mark, "this quote is not in the article", help=words)
    if isinstance(found, NoSuchOccurrence):
        times = "once" if found.count == 1 else f"{found.count} times"
        return error(
            "quote-occurrence",
            mark,
            f"this quote stands in the article {times}, so there is no occurrence {quote.occurrence}",
            help="leave `occurrence` out" if found.count == 1 else f"`occurrence` is 1 to {found.count}",
        )
    lines = ", ".join(str(line) for line in found.lines) + (" …" if found.count > len(found.lines) else "")
    return error(
        "quote-ambiguous",
        mark,
        f"this quote stands in the article {found.count} times (lines {lines})",
        help="quote a longer phrase, or say which one is meant: `occurrence: 2`",
    )
