"""The text that an article's curation was read from, where it is at hand and is that very text."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple

from kg.curation.decoding import decode
from kg.curation.evidence import read_article_text, text_path
from kg.curation.lock import is_text_hash
from kg.curation.records import Head


class TextState(Enum):
    """Whether a text was read, and why not: it is not at hand, or not the one that was curated."""

    READ = "read"
    MISSING = "missing"
    OTHER = "other"


class SourceText(NamedTuple):
    """A text without byte order mark, empty unless it was read.

    `path` is where it was looked for, as findings write it; empty where the head names no text.
    """

    state: TextState
    path: str = ""
    text: str = ""


def read_source(head: Head, folder: Path) -> SourceText:
    """The text that the head of an article names, in the folder of article texts.

    Raises FileProblem when the file system does not give a text that is there.
    """
    if head.text is None:
        return SourceText(TextState.MISSING)
    path = text_path(folder, head.text.text)
    found = read_article_text(folder, head.text.text)
    if found is None:
        return SourceText(TextState.MISSING, path)
    digits = head.sha256.text if head.sha256 is not None else ""
    text = decode(found.data, found.path)
    if not isinstance(text, str) or not (is_text_hash(digits) and found.sha256.startswith(digits)):
        return SourceText(TextState.OTHER, path)
    return SourceText(TextState.READ, path, text)
