"""The evidence lock: where the quotes of the curations stood when their texts were at hand.

Texts belong to their publishers and are not in the repository; the lock is.  A clone without texts
takes positions from it alone, and a quote that changed since it was verified is not in it.  The
file is generated and sorted, one evidence a line, so that merges and diffs stay small.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kg.curation.decoding import decode
from kg.model.diagnostics import Diagnostic, Related, error, in_order
from kg.model.errors import FileProblem
from kg.model.marks import Mark
from kg.model.wording import Message, phrase

HEADER = (
    "# Where each quote stands in its article text. Written by `kg check`; do not edit by hand.\n"
    "# article\tsha256 of the text\tstart\tend\toccurrence\tsha256 of the normalised quote\n"
)
_TEXT_HASH = re.compile(r"[0-9a-f]{16,64}")
_LINE = re.compile(
    r"([a-z0-9]+(?:-[a-z0-9]+)*)\t([0-9a-f]{64})\t(0|[1-9][0-9]{0,9})\t([1-9][0-9]{0,9})"
    r"\t(-|[1-9][0-9]{0,9})\t([0-9a-f]{64})"
)
_RUN = re.compile(r"([^\t\n]+)\t.*\n(?:\1\t.*\n)*")  # all lines of one article
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})")
_MAX_FINDINGS = 20


class LockEntry(NamedTuple):
    """One verified quote; positions as in `kg.curation.text`.

    `occurrence` is what the curation says, None where it says nothing, so that dropping it is a
    change that has to be verified.
    """

    article: str
    text_sha256: str
    start: int
    end: int
    occurrence: int | None
    quote_sha256: str

    @property
    def line(self) -> str:
        """The line of the file, with its LF."""
        occurrence = "-" if self.occurrence is None else str(self.occurrence)
        fields = (self.article, self.text_sha256, str(self.start), str(self.end), occurrence)
        return "\t".join((*fields, self.quote_sha256)) + "\n"


@dataclass(frozen=True)
class Lock:
    """The entries of a lock, sorted and without duplicates."""

    entries: tuple[LockEntry, ...] = ()
    _quotes: dict[tuple[str, str, int | None], list[LockEntry]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    _by_article: dict[str, list[LockEntry]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _texts: dict[str, set[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        ordered = sorted(set(self.entries), key=_order)
        object.__setattr__(self, "entries", tuple(ordered))
        for entry in ordered:
            self._quotes.setdefault((entry.article, entry.quote_sha256, entry.occurrence), []).append(entry)
            self._texts.setdefault(entry.article, set()).add(entry.text_sha256)
            self._by_article.setdefault(entry.article, []).append(entry)

    def find(
        self, article: str, *, text_sha256: str, quote_sha256: str, occurrence: int | None
    ) -> tuple[int, int] | None:
        """Start and end of a quote in the text whose hash begins with `text_sha256` (16 digits or more)."""
        if not is_text_hash(text_sha256):
            return None
        for entry in self._quotes.get((article, quote_sha256, occurrence), ()):
            if entry.text_sha256.startswith(text_sha256):
                return entry.start, entry.end
        return None

    def texts(self, article: str) -> tuple[str, ...]:
        """The hashes of the texts that entries of an article were found in, sorted."""
        return tuple(sorted(self._texts.get(article, ())))

    def of(self, article: str) -> tuple[LockEntry, ...]:
        """The entries of an article, sorted."""
        return tuple(self._by_article.get(article, ()))

    def updated(self, verified: Mapping[str, Iterable[LockEntry]], known: Collection[str]) -> Lock:
        """The lock with new entries for the articles that were verified.

        Those of other articles stay while the article is `known`, that is, while it has a file.
        """
        kept = [entry for entry in self.entries if entry.article not in verified and entry.article in known]
        return Lock((*kept, *(entry for entries in verified.values() for entry in entries)))

    def to_text(self) -> str:
        """The whole file."""
        return HEADER + "".join(entry.line for entry in self.entries)


def lines_by_article(text: str) -> dict[str, str]:
    """The lines of a lock that is as `Lock.to_text` writes it, by article, without reading them."""
    return {found[1]: found[0] for found in _RUN.finditer(text, len(HEADER))}


def updated_text(
    lines: Mapping[str, str], verified: Mapping[str, Iterable[LockEntry]], known: Collection[str]
) -> str:
    """The lock of these lines as `Lock.updated` makes it, without reading those of other articles."""
    kept = {article: text for article, text in lines.items() if article in known}
    kept.update((article, lines_of(entries)) for article, entries in verified.items())
    return HEADER + "".join(text for _, text in sorted(kept.items()))


def lines_in(text: str, article: str) -> tuple[int, int]:
    """Where the lines of an article stand, or would, in a lock that is as `Lock.to_text` writes it.

    Only a few of its lines are looked at: they are in the order of their articles.
    """

    def first_from(wanted: str) -> int:
        """The first line whose article is not before this one."""
        low, high = len(HEADER), len(text)
        while low < high:
            start = max(text.rfind("\n", low, (low + high) // 2) + 1, low)
            if text[start : text.find("\t", start)] < wanted:
                low = text.find("\n", start) + 1
            else:
                high = start
        return low

    return first_from(article), first_from(f"{article}\0")


def lines_of(entries: Iterable[LockEntry]) -> str:
    """The lines of entries, in the order of a lock."""
    return "".join(entry.line for entry in sorted(set(entries), key=_order))


def is_text_hash(digits: str) -> bool:
    """Whether this can name a text: its SHA-256, or 16 or more digits from the beginning of it."""
    return _TEXT_HASH.fullmatch(digits) is not None


def read_lock(text: str, path: str) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """The lock in `text`, and what is wrong with the file at `path`; lines in error are left out."""
    entries: dict[LockEntry, int] = {}
    found: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.removesuffix("\r")
        if not content or content.startswith("#"):
            continue
        entry = _entry(content)
        if entry is not None:
            entries.setdefault(entry, number)
        else:
            found.append(_malformed(content, Mark(path, number, 1, number, len(content) + 1)))
    found += _contradictions(entries, path)
    return Lock(tuple(entries)), in_order(found)[:_MAX_FINDINGS]


def read_lock_file(path: Path, relative: str) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """The lock in a file; a file that does not exist is an empty lock.

    Raises FileProblem when the file system does not give it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Lock(), ()
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    text = decode(data, relative)
    return (Lock(), (text,)) if isinstance(text, Diagnostic) else read_lock(text, relative)


def write_lock(lock: Lock, path: Path) -> bool:
    """Write the file in one step, and only when its bytes change; returns whether they did.

    Raises FileProblem when the file system refuses; the old file is then still whole.
    """
    return write_lock_text(lock.to_text(), path)


def write_lock_text(text: str, path: Path) -> bool:
    """As `write_lock`, of the text that a lock gives."""
    data = text.encode("ascii")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and path.read_bytes() == data:
            return False
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as problem:
        raise FileProblem(path, problem) from problem
    return True


def _order(entry: LockEntry) -> tuple[str, str, int, int, int, str]:
    return (*entry[:4], entry.occurrence or 0, entry.quote_sha256)


def _entry(line: str) -> LockEntry | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    article, text, start, end, occurrence, quote = found.groups()
    if int(start) >= int(end):
        return None
    return LockEntry(
        article, text, int(start), int(end), None if occurrence == "-" else int(occurrence), quote
    )


def _again() -> Message:
    return phrase("the file is generated: delete it and run `kg check` where all article texts are at hand")


def _malformed(line: str, mark: Mark) -> Diagnostic:
    if _CONFLICT.match(line):
        words = phrase("two changes met in this file and were not merged")
        help = phrase("keep the lines of both sides and delete the conflict markers, then run `kg check`")
        return error("lock-conflict", mark, words, help=help)
    return error("lock-malformed", mark, phrase("this line is no entry of the evidence lock"), help=_again())


def _contradictions(entries: Mapping[LockEntry, int], path: str) -> Iterable[Diagnostic]:
    """A quote has one place in a text; two lines that say otherwise were edited."""
    seen: dict[tuple[str, str, int | None, str], LockEntry] = {}
    for entry, number in entries.items():
        key = (entry.article, entry.text_sha256, entry.occurrence, entry.quote_sha256)
        first = seen.setdefault(key, entry)
        if first is not entry:
            other = Mark(path, entries[first], 1, entries[first], len(first.line))
            yield error(
                "lock-contradiction",
                Mark(path, number, 1, number, len(entry.line)),
                phrase("this line gives a quote another place than an earlier line"),
                help=_again(),
                related=(Related(other, phrase("the earlier line")),),
            )
