"""How much room words take, estimated without a font, and how a long name is broken into lines.

The estimates are a little generous, because a label that turns out narrower harms nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

FONT_SIZE = 14.0
LINE = 17.0
_NARROW = set(" .,:;'’‘|!ijlIft()[]·-")
_WIDE = set("mwMW@%—шщжюмфШЩЖЮМФ")
_TOKEN = re.compile(r"\s+|[⺀-鿿豈-﫿＀-￯]|[^\s⺀-鿿豈-﫿＀-￯]+")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Lines:
    """A name in the lines that a picture shows; `cut` where an ellipsis ends it."""

    lines: tuple[str, ...]
    width: float
    height: float
    cut: bool


def width_of(text: str) -> float:
    """The estimated width of a text in pixels."""
    return FONT_SIZE * sum(_em(character) for character in text)


def break_lines(text: str, *, widest: float, most: int = 2) -> Lines:
    """A text in at most `most` lines of at most `widest` pixels, with an ellipsis where it does not fit."""
    lines: list[str] = []
    line = ""
    tokens = [token if not token.isspace() else " " for token in _TOKEN.findall(_shown(text))]
    # A single line is filled to its end; of several, each ends with a word.
    rest = [piece for token in tokens for piece in (_pieces(token, widest) if most > 1 else token)]
    cut = False
    for piece in rest:
        if width_of((line + piece).rstrip()) <= widest:
            line += piece if line or piece != " " else ""
            continue
        if len(lines) + 1 == most:
            cut = True
            break
        lines.append(line.rstrip())
        line = piece if piece != " " else ""
    if cut:
        while line and width_of(line.rstrip() + "…") > widest:
            line = line[:-1]
        line = line.rstrip(" ,·-") + "…"
    shown = tuple(one for one in (*lines, line.rstrip()) if one) or ("…",)
    return Lines(shown, max(map(width_of, shown)), LINE * len(shown), cut)


def _shown(text: str) -> str:
    """The text without control and direction characters, which would reorder the words around it."""
    kept = (one for one in text[:_LONGEST] if unicodedata.category(one) not in ("Cc", "Cf") or one in "\n\t")
    return " ".join("".join(kept).split())


def _pieces(token: str, widest: float) -> list[str]:
    """A word that is wider than a line, in pieces that are not."""
    if width_of(token) <= widest:
        return [token]
    pieces, piece = [], ""
    for character in token:
        if piece and width_of(piece + character) > widest:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece]


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 0.9
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.combining(character):
        return 0.0
    if character.isupper():
        return 0.7
    return 0.65 if "Ѐ" <= character <= "ӿ" else 0.6
