"""Letters that look alike and are not the same: Cyrillic or Greek for Latin, full width for half.

The table holds the pairs that keyboards and copied text really mix up in names and codes; it is
much smaller than the confusables of Unicode (UTS #39), because a false alarm misleads, too.
"""

from __future__ import annotations

import re
import unicodedata

from kg.model.compatibility import compatible

_PAIRS = (
    "АA ВB ЕE КK МM НH ОO РP СC ТT УY ҮY ХX ІI ЈJ ЅS аa еe оo рp сc уy хx кk іi јj ѕs һh ԁd ԛq ԝw ѵv "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa ιi κk νv οo ρp χx"
)
_LATIN = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\u30fc\u2500]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚‹›ʼ", "'"))


def latinized(text: str) -> str:
    """The text with each letter that looks like a Latin one, each wide or invisible character made plain."""
    plain = compatible(text).translate(_LATIN).translate(_QUOTES)
    return _INVISIBLE.sub("", _DASHES.sub("-", plain))


def strange_letter(written: str, meant: str) -> tuple[str, str]:
    """The first character that differs, and the script it is of as Unicode names it (`Cyrillic`).

    The script is empty for what is no letter; both are where the texts are equal.
    """
    for left, right in zip(written, f"{meant}\0" * 2, strict=False):
        if left != right:
            name = unicodedata.name(left, "")
            return left, name.split(" ")[0].split("-")[0].capitalize() if left.isalnum() else ""
    return "", ""
