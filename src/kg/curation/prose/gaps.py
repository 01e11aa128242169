"""The sentences of a text that no passage touches, and the few words by which one is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.curation.passages import MAX_WORDS
from kg.curation.prose.sentences import Sentence, sentences
from kg.curation.text import UNSPACED_LETTERS, count_words

_PIECE = re.compile(f"[{UNSPACED_LETTERS}]|[^\\s{UNSPACED_LETTERS}]+")
_MOST_LETTERS = 120  # a word may be an address


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many sentences a text has, and those among them that no passage touches."""

    sentences: int
    untouched: tuple[Sentence, ...]


def find_gaps(text: str, passages: Sequence[tuple[int, int]]) -> Gaps:
    """The sentences of a text that no passage touches.

    `passages` are places in the text, raw code points, `end` exclusive, sorted.  One that reaches over
    a stop touches both sentences.
    """
    found = sentences(text)
    untouched = []
    number, reach = 0, 0  # passages that begin before the end of the sentence, and how far they reach
    for one in found:
        while number < len(passages) and passages[number][0] < one.end:
            reach = max(reach, passages[number][1])
            number += 1
        if reach <= one.start:
            untouched.append(one)
    return Gaps(len(found), tuple(untouched))


def first_words(text: str, sentence: Sentence) -> str:
    """What a sentence begins with, at most as many words as a quote may have, on one line.

    Texts belong to their publishers, so no more of one is shown; `…` stands for the rest.
    """
    limit = min(sentence.end, sentence.start + _MOST_LETTERS)
    end = sentence.start
    for piece in _PIECE.finditer(text, sentence.start, limit):
        if count_words(text[sentence.start : piece.end()]) > MAX_WORDS:
            break
        end = piece.end()
    shown = " ".join(text[sentence.start : end].split())
    return shown if end == sentence.end else f"{shown}…"
