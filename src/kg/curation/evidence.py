"""Whether each quote of a curation stands in the article, and where.

Where the text is at hand it decides; without it the evidence lock does, and a quote that the lock
does not hold is an error.  Nothing passes because it could not be checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath
from typing import Literal

from kg.curation.decoding import decode
from kg.curation.lock import Lock, LockEntry, is_text_hash
from kg.curation.mending.head_hash import hash_added, hash_renewed
from kg.curation.mending.quote_fixes import ends_sentence, not_found, other_signs
from kg.curation.passages import MAX_WORDS, Ambiguous, Missing, NoSuchOccurrence, Passage, SourceText
from kg.curation.records import Quote
from kg.curation.text import count_words, quote_hash
from kg.curation.tree import Scalar
from kg.model.diagnostics import Diagnostic, Edit, error, in_order, warning
from kg.model.errors import FileProblem
from kg.model.marks import Mark
from kg.model.wording import Message, either, listed, phrase


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
    path = article_text_path(folder, name)
    if path is None:
        return None
    try:
        return ArticleText(path.read_bytes(), text_path(folder, name))
    except OSError as problem:
        raise FileProblem(path, problem) from problem


def article_text_path(folder: Path, name: str) -> Path | None:
    """Where the text `name` is, or None where it is not at hand; a name with a path in it never is."""
    path = folder / name
    return path if PureWindowsPath(name).name == name and path.is_file() else None


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
    hash_place: Edit | None = None,
) -> Verification:
    """Find the quotes of the article with this id.

    `sha256` is the hash, or its first 16 or more digits, that the curation gives for the text, and
    `head` the place of its head.  `text` is None where the text is not at hand; `sought` is the path
    that was looked for, empty where the head names no text.  What is no hash counts as left out, but
    was reported when the head was read.  `hash_place` is where a missing hash goes (`Head.hash_place`).
    """
    found: list[Diagnostic] = []
    wanted: list[Quote] = []
    for quote in dict.fromkeys(quotes):
        words = count_words(quote.phrase.text)
        if words > MAX_WORDS:
            found.append(_too_long(quote, words))
        elif words:
            if ends_sentence(quote.phrase.text):
                found.append(_whole_sentence(quote))
            wanted.append(quote)
        else:
            found.append(_no_words(quote))
    if sha256 is None:
        found.append(_no_hash(text, head, hash_place))
    if sha256 is not None and not is_text_hash(sha256.text):
        sha256 = None
    if text is None:
        # Without a hash nothing can be said of any quote, and the missing hash is a finding already.
        verified, missing = _from_lock(wanted, article, sha256, sought, lock) if sha256 else ({}, [])
        return Verification(verified, None, in_order([*found, *missing]))
    source = decode(text.data, text.path, code="text-not-utf-8")
    if isinstance(source, Diagnostic):
        return Verification({}, None, in_order([*found, source]))
    verified, missing, signs = _from_text(wanted, source)
    # A quote without words, or with too many, is not wanted.
    stands = bool(verified) and not missing and not any(one.code in _UNFIT for one in found)
    if mismatch := _check_hash(sha256, text, certain=stands):
        found.append(mismatch)
    else:
        found.extend(signs)
    entries = tuple(
        LockEntry(article, text.sha256, place.start, place.end, quote.occurrence, place.quote_sha256)
        for quote, place in verified.items()
    )
    return Verification(verified, None if mismatch else entries, in_order([*found, *missing]))


def _no_words(quote: Quote) -> Diagnostic:
    help = phrase("quote words of the article")
    return error("quote-empty", quote.phrase.mark, phrase("this quote has no words"), help=help)


def _whole_sentence(quote: Quote) -> Diagnostic:
    return warning(
        "quote-is-sentence",
        quote.phrase.mark,
        phrase("this quote runs to the end of its sentence"),
        help=phrase("quote the few words that carry the statement, without the full stop"),
    )


def _too_long(quote: Quote, words: int) -> Diagnostic:
    return error(
        "quote-too-long",
        quote.phrase.mark,
        phrase(
            "this quote has {n} words; at most {most} are quoted",
            n=words,
            most=MAX_WORDS,
        ),
        help=phrase("quote the few words that carry the statement; two Han characters count as one word"),
    )


_UNFIT = frozenset({"quote-too-long", "quote-empty"})


def _no_hash(text: ArticleText | None, head: Mark, place: Edit | None) -> Diagnostic:
    digits = (
        text.sha256[:16]
        if text is not None
        else phrase("<the first 16 digits of the SHA-256 of the text file>")
    )
    words = phrase("the head of the article does not say which text was read: `sha256` is missing")
    found = error("hash-missing", head, words, help=phrase("write `sha256: {digits}`", digits=digits))
    return replace(found, fix=hash_added(place, text.sha256)) if text is not None and place else found


def _check_hash(sha256: Scalar | None, text: ArticleText, *, certain: bool) -> Diagnostic | None:
    """The error of a hash of another text; its fix is `certain` where every quote stands in this one."""
    right = text.sha256
    if sha256 is None or right.startswith(sha256.text):
        return None
    fix = hash_renewed(sha256, right) if certain else None
    found = error(
        "hash-mismatch",
        sha256.mark,
        phrase(
            "{path} is not the text that was curated: its SHA-256 begins with {right}, not with {wrong}",
            path=text.path,
            right=right[:16],
            wrong=sha256.text[:16],
        ),
        help=phrase(
            "every quote stands in this text too; if it is right, `kg check --fix` writes `sha256: {right}`; "
            "else put the old text back",
            right=right[:16],
        )
        if fix
        else phrase(
            "if the new text is right, write `sha256: {right}` and check each quote; "
            "else put the old text back",
            right=right[:16],
        ),
    )
    return replace(found, fix=fix)


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
    digits = either(f"`sha256: {one[:16]}`" for one in known)
    return error(
        "hash-not-in-lock",
        sha256.mark,
        phrase(
            "the evidence lock holds the quotes of this article for another text, and {why}",
            why=_not_at_hand(sought),
        ),
        help=phrase(
            "if the text has not changed, write {digits}; if it has, run `kg check` where the new text is "
            "and commit seeds/evidence.lock with the curation",
            digits=digits,
        ),
    )


def _unverified(quote: Quote, sought: str) -> Diagnostic:
    return error(
        "quote-unverified",
        quote.phrase.mark,
        phrase("this quote is not in the evidence lock, and {why}", why=_not_at_hand(sought)),
        help=phrase(
            "run `kg check` where the text is (in articles/ or in the folder KG_ARTICLES names) "
            "and commit seeds/evidence.lock with the curation"
        ),
    )


def _not_at_hand(sought: str) -> Message:
    if sought:
        return phrase("the article text {path} is not at hand", path=sought)
    return phrase("the head of the article names no text")


def _from_text(
    quotes: Iterable[Quote], raw: str
) -> tuple[dict[Quote, Verified], list[Diagnostic], tuple[Diagnostic, ...]]:
    """The quotes that stand in the text; the errors of the others; remarks on the signs of the first."""
    source = SourceText(raw)
    passages: dict[Quote, Passage] = {}
    missing: list[Diagnostic] = []
    for quote in quotes:
        found = source.find(quote.phrase.text, quote.occurrence)
        if isinstance(found, Passage):
            passages[quote] = found
        elif isinstance(found, Missing):
            missing.append(not_found(quote, found, source))
        else:
            missing.append(_not_placed(quote, found))
    verified = {
        quote: Verified(place.start, place.end, quote_hash(quote.phrase.text), "text")
        for quote, place in passages.items()
    }
    return verified, missing, other_signs(passages.items(), source)


def _not_placed(quote: Quote, found: Ambiguous | NoSuchOccurrence) -> Diagnostic:
    mark = quote.phrase.mark
    if isinstance(found, NoSuchOccurrence):
        words = phrase(
            "this quote stands in the article {n} times, so there is no occurrence {occurrence}",
            one="this quote stands in the article once, so there is no occurrence {occurrence}",
            n=found.count,
            occurrence=quote.occurrence,
        )
        help = (
            phrase("leave `occurrence` out")
            if found.count == 1
            else phrase("`occurrence` is 1 to {most}", most=found.count)
        )
        return error("quote-occurrence", mark, words, help=help)
    lines = listed(found.lines)
    if found.count > len(found.lines):
        lines = phrase("{lines} …", lines=lines)
    return error(
        "quote-ambiguous",
        mark,
        phrase(
            "this quote stands in the article {n} times (lines {lines})",
            n=found.count,
            lines=lines,
        ),
        help=phrase("quote a longer phrase, or say which one is meant: `occurrence: 2`"),
    )
