"""Texts from anywhere as parts of a YAML file: scalars that read back the same, comments on one line.

An article can hold anything, colons, brackets and direction marks among it; nothing of it may become a
key, a second line or a character that the reader refuses.
"""

from __future__ import annotations

import re
import unicodedata

from kg.curation.text import normalise

LONGEST_COMMENT = 300

_PLAIN = re.compile(r"[^\W_](?:[\w .,/+&%()’'·–—-]*[\w)%])?")
_PLAIN_IN_FLOW = re.compile(r"[^\W_](?:[\w ./+&%()’'·–—-]*[\w)%])?")
_WORDS_OF_YAML = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_NUMBER_LIKE = re.compile(r"[\d.:_xXoOeE+-]+")


def scalar(text: str, *, flow: bool = False) -> str:
    """The text as a YAML scalar, plain where that is certain to be read as it stands."""
    clean = visible(text)
    pattern = _PLAIN_IN_FLOW if flow else _PLAIN
    plain = (
        pattern.fullmatch(clean)
        and clean.casefold() not in _WORDS_OF_YAML
        and not _NUMBER_LIKE.fullmatch(clean)
    )
    return clean if plain else "'" + clean.replace("'", "''") + "'"


def quoted_phrase(text: str) -> str:
    """A phrase as a scalar; formatting characters, which no comparison sees, are left out."""
    shown = text if visible(text) == text else normalise(text)
    return scalar(shown)


def comment(text: str) -> str:
    """The text as it may stand behind `#`: one line, nothing invisible, not without end."""
    clean = visible(text)
    return clean if len(clean) <= LONGEST_COMMENT else clean[: LONGEST_COMMENT - 1] + "…"


def visible(text: str) -> str:
    """One line, in which characters that are not seen are written as escapes."""
    return "".join(_seen(one) for one in text)


def _seen(character: str) -> str:
    if character in "\t\n\r\x0b\x0c\x85\u2028\u2029":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return f"\\u{ord(character):04x}"
    return character
