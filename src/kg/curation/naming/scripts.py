"""Scripts of names, and names taken apart into words of one script.

Folding keeps what tells names apart (letters, digits) and drops what does not (case, tone marks,
width of characters, punctuation), so that two spellings of one name give the same words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Script = Literal["Latin", "Cyrillic", "Han"]

# Letters by the property Script of Unicode (UAX #24), as far as names need them.
_LETTERS: dict[Script, str] = {
    "Latin": r"A-Za-zªºÀ-ÖØ-öø-ʸᴀ-ᴥᵬ-ᵷᵹ-ᶾḀ-ỿⱠ-ⱿꜢ-ꞇꟲ-ꟿﬀ-ﬆＡ-Ｚａ-ｚ",
    "Cyrillic": r"Ѐ-҄҇-ԯᲀ-\u1c8aᴫᵸⷠ-ⷿꙀ-ꚟ",
    "Han": r"⺀-⻳⼀-⿕々〇〡-〩〸-〻㐀-䶿一-鿿豈-龎\U00020000-\U000323af",
}
_OF_SCRIPT = {script: re.compile(f"[{letters}]") for script, letters in _LETTERS.items()}
_WORD = re.compile(
    "|".join(f"(?P<{script}>[{letters}]+)" for script, letters in _LETTERS.items())
    + "|(?:(?![" + "".join(_LETTERS.values()) + r"])[^\W_])+"
)  # fmt: skip
_LATIN: frozenset[Script] = frozenset({"Latin"})
_SCRIPTS: dict[str | None, Script] = {script: script for script in _LETTERS}
_TONES_AND_ACCENTS = re.compile("(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f]")


class Word(NamedTuple):
    """A run of letters of one script; digits and other letters have no script."""

    text: str
    script: Script | None


def scripts_of(text: str) -> frozenset[Script]:
    """Which of the scripts Latin, Cyrillic and Han the letters of `text` belong to (UAX #24)."""
    if text.isascii():  # most names, and half the time of a check
        return _LATIN if _OF_SCRIPT["Latin"].search(text) else frozenset()
    return frozenset(script for script, letters in _OF_SCRIPT.items() if letters.search(text))


def fold(text: str) -> str:
    """The text without case, tone marks, accents and differences of width.

    `й` keeps its breve, which makes it a letter of its own; `ё` becomes `е` and `ü` becomes `u`.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _TONES_AND_ACCENTS.sub("", decomposed))


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in their order, folded; white space and punctuation only separate."""
    return tuple(Word(found.group(), _SCRIPTS.get(found.lastgroup)) for found in _WORD.finditer(fold(text)))
