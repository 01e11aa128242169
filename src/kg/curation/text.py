"""The text that quotes are compared in: normalised, with a way back to every raw position.

Two texts that a reader takes for the same normalise to the same characters; beyond what is listed
here nothing is guessed.  Positions are 0-based Unicode code points of the raw text, which is the
file decoded as UTF-8, line breaks as they are and without its byte order mark.

What is folded, in this order:

- zero-width and formatting characters (soft hyphens and variation selectors too) are dropped;
- the rest is brought to NFKC (Unicode Standard Annex 15): full-width forms, ligatures, accents;
- quotation marks and apostrophes “ ” „ « » ‹ › ‘ ’ ' " 「 」 『 』 ＂ become `"`;
- hyphens and dashes ‐ ‑ ‒ – — ― − become `-`;
- a pronunciation gloss directly after a Han character is dropped: one pinyin syllable in
  parentheses, in lower case, with a tone mark or in neutral tone, as in `區(qū)` and `們(men)`;
- white space becomes one space, and none at the ends of a quote; a single line break between two
  characters of Chinese or Japanese writing is dropped, because it only wraps the line.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Letters of the writing that has no spaces between words: Han, and kana.
UNSPACED_LETTERS = "々〇㐀-䶿一-鿿豈-龎\U00020000-\U0003ffffぁ-ゖァ-ヺー"
_UNSPACED_LETTER = re.compile(f"[{UNSPACED_LETTERS}]")
_UNSPACED = re.compile(f"[{UNSPACED_LETTERS}\u3001-\u303f\uff01-\uff9f]")

_DROPPED = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_FOLDS = str.maketrans({**dict.fromkeys("“”„‟«»‹›‘’‚‛'「」『』〝〞〟", '"'), **dict.fromkeys("‐‑‒–—―−", "-")})
# Characters that NFKC leaves alone and that never join with the one before.
_ALONE = "А-яЁё、。一-鿿–—“”„«»‘’"
# Runs of them.  The last one is left out where something else follows, which may join with it.
_SIMPLE = re.compile(f"[\0-\x7f{_ALONE}]+(?=[\0-\x7f{_ALONE}]|\\Z)")
# Where more than quotation marks and dashes may be folded: another character, or a bracket of a gloss.
_ODD = re.compile(f"[^ -'*-~{_ALONE}]")
_PLAIN_WORD = re.compile("[0-9A-Za-zА-яЁё]+")
_SHORT = 300  # characters of a quote whose form is remembered: it is asked for again and again
_GLOSSES = re.compile(
    "(?<=[々〇㐀-䶿一-鿿豈-龎\U00020000-\U0003ffff])"
    "(?:\\([a-zɑɡ\u00df-\u024f\u0300-\u030c\u1e00-\u1eff]{1,8}\\))+"
)
_TONE = re.compile("[\u0300\u0301\u0304\u030c]")
_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:[iuü]?(?:a(?:i|o|n|ng)?|e(?:i|n|ng|r)?|o(?:u|ng)?)|i(?:n|ng|u)?|[uü](?:n|i)?)"
)
_NEUTRAL = frozenset(("ba", "de", "ge", "le", "li", "ma", "me", "men", "ne", "tou", "zhe", "zi"))
_SPACE = re.compile(r"\s{2,}|[^\S ]")
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_JOINER = re.compile(r'(?<=\w)[-"&](?=\w)|(?<=\d)[.,](?=\d)')


class NormalisedText:
    """A text in normalised form.

    `text[i]` comes from `raw[starts[i]:ends[i]]`.  Characters of one indivisible piece of raw text
    (`½` gives three, `e` with a combining accent one) have the same start and the same end.
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.starts = array("I")
        self.ends = array("I")
        self.text = self._fold()
        self.text = self._edit(list(self._gloss_edits()))
        self.text = self._edit(list(self._space_edits()))

    def _fold(self) -> str:
        parts: list[str] = []
        place = 0
        while place < len(self.raw):
            simple = _SIMPLE.match(self.raw, place)
            if simple:
                parts.append(simple[0].translate(_FOLDS))
                self.starts.extend(range(place, simple.end()))
                self.ends.extend(range(place + 1, simple.end() + 1))
                place = simple.end()
                continue
            piece, end = self._piece(place)
            parts.append(piece)
            self.starts.extend([place] * len(piece))
            self.ends.extend([end] * len(piece))
            place = max(end, place + 1)
        return "".join(parts)

    def _piece(self, start: int) -> tuple[str, int]:
        """The folded form of the smallest piece from `start` that NFKC treats by itself, and its end."""
        end = start
        characters = ""
        for place in range(start, len(self.raw)):
            character = self.raw[place]
            if _DROPPED.match(character):
                if not characters:
                    return "", place + 1
                continue
            if characters and not _joins(character):
                break
            characters += character
            end = place + 1
        return unicodedata.normalize("NFKC", characters).translate(_FOLDS), end

    def _gloss_edits(self) -> Iterable[tuple[int, int, str]]:
        for found in _GLOSSES.finditer(self.text):
            start = found.start()
            for gloss in re.findall(r"\(.*?\)", found[0]):
                end = start + len(gloss)
                whole = end == len(self.text) or self.starts[end] != self.starts[end - 1]
                if not (whole and _is_gloss(gloss[1:-1])):
                    break
                yield start, end, ""
                start = end

    def _space_edits(self) -> Iterable[tuple[int, int, str]]:
        for found in _SPACE.finditer(self.text):
            start, end = found.span()
            wraps = (
                start > 0
                and end < len(self.text)
                and len(_LINE_BREAK.findall(found[0])) == 1
                and _UNSPACED.match(self.raw[self.ends[start - 1] - 1])
                and _UNSPACED.match(self.raw[self.starts[end]])
            )
            yield start, end, "" if wraps else " "

    def _edit(self, edits: Sequence[tuple[int, int, str]]) -> str:
        """Put a space or nothing in place of stretches of `text`, and keep the offsets in step."""
        if not edits:
            return self.text
        parts: list[str] = []
        starts, ends = array("I"), array("I")
        done = 0
        for start, end, space in edits:
            parts += (self.text[done:start], space)
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            if space:
                starts.append(self.starts[start])
                ends.append(self.ends[end - 1])
            done = end
        parts.append(self.text[done:])
        self.starts, self.ends = starts + self.starts[done:], ends + self.ends[done:]
        return "".join(parts)


def normalise(text: str) -> str:
    """The normalised form of a quote, without white space at its ends."""
    return _kept(text) if len(text) <= _SHORT else _normalise(text)


def _normalise(text: str) -> str:
    if _is_plain(text):
        return text.translate(_FOLDS).strip(" ")
    return NormalisedText(text).text.strip(" ")


_kept = lru_cache(maxsize=2_000)(_normalise)


def _is_plain(text: str) -> bool:
    """Whether nothing but quotation marks and dashes is to be folded."""
    known = text.isprintable() if text.isascii() else not _ODD.search(text)
    return known and "  " not in text


def visible(raw: str) -> str:
    """The text without the zero-width and formatting characters that are never compared."""
    return _DROPPED.sub("", raw)


def quote_hash(quote: str) -> str:
    """SHA-256 of the normalised quote in UTF-8, 64 hex digits."""
    return hashlib.sha256(normalise(quote).encode("utf-8", "surrogatepass")).hexdigest()


def count_words(quote: str) -> int:
    """How long a quote is: its words, where two Han or kana characters count as one word.

    An odd character counts as a whole word; punctuation and pronunciation glosses are free;
    `R&D`, `14-й` and `2.5` are one word each.
    """
    spaced, unspaced = _UNSPACED_LETTER.subn(" ", normalise(quote))
    joined = _JOINER.sub("x", spaced)
    if _is_plain(quote):
        return len(_PLAIN_WORD.findall(joined)) + (unspaced + 1) // 2
    letters = (one if unicodedata.category(one)[0] in "LMN" else " " for one in joined)
    return len("".join(letters).split()) + (unspaced + 1) // 2


@lru_cache(maxsize=10_000)
def _joins(character: str) -> bool:
    """Whether NFKC may compose a character with the one before it.

    So do marks and what decomposes into marks, the vowels and finals of Hangul, and one vowel of
    Kirat Rai (the characters with NFC_Quick_Check=Maybe).
    """
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff" or first == "\U00016d67"


def _is_gloss(text: str) -> bool:
    letters = unicodedata.normalize("NFD", text).replace("ɑ", "a").replace("ɡ", "g")
    plain, tones = _TONE.subn("", letters)
    syllable = unicodedata.normalize("NFC", plain)
    if tones == 0:
        return syllable in _NEUTRAL
    return tones == 1 and _SYLLABLE.fullmatch(syllable) is not None
