"""What somebody typed into the box, cleaned and folded once, before anything is looked up.

Whatever comes in (control characters, half characters, a whole page of text) becomes a short text, so
that the work behind it is bounded.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from kg.curation.naming.scripts import Word
from kg.graph.name_index import folding

LONGEST_TEXT = 200
_MOST_WORDS = 8
_NO_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})  # controls, format signs, halves of characters


@dataclass(frozen=True, slots=True)
class Asked:
    """A text and its keys: `plain` in the alphabets it was typed in, `whole` as the index writes it.

    `forms` are its words as they may stand in some case, with and without a preposition.
    """

    text: str
    plain: str
    whole: str
    words: tuple[Word, ...]
    sounds: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[tuple[Word, ...], ...]
    order: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that a key of a whole name may be equal to."""
        return tuple(dict.fromkeys((self.whole, *self.sounds, *self.stems, self.order)))


def clean(text: str) -> str:
    """At most 200 characters of a text in one line, without what cannot be seen."""
    shown = (" " if character in "\t\r\n" else character for character in text[: 4 * LONGEST_TEXT])
    kept = (one for one in shown if unicodedata.category(one) not in _NO_TEXT)
    return " ".join("".join(kept).split())[:LONGEST_TEXT].strip()


def ask(text: str) -> Asked:
    """The keys of what was typed."""
    cleaned = clean(text)
    parts = folding.spelled(cleaned)
    declined = folding.without_preposition(parts)
    forms = (parts,) if declined is parts else (parts, declined)
    stems = (stem for form in forms for stem in folding.stems(form))
    return Asked(
        text=cleaned,
        plain=folding.plain(cleaned),
        whole=folding.joined(parts),
        words=parts[:_MOST_WORDS],
        sounds=folding.sounds(cleaned, "ru"),
        stems=tuple(dict.fromkeys(stems)),
        forms=forms,
        order=folding.sorted_words(parts),
    )
