"""Which language a page speaks, and which label of a thing it shows.

The order of labels is fixed (asked language, same script, untagged, English, local name), so that
two readers who ask for the same language always see the same words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INTERFACE = ("en", "ru", "zh")
_LONGEST_TAG = 35  # RFC 5646 section 4.4.1
_SCRIPTS = {"en": "LATIN", "ru": "CYRILLIC", "zh": "CJK"}


@dataclass(frozen=True, slots=True)
class Language:
    """What a reader asked for.

    `interface` is a language of the catalogue; `labels` is the tag whose labels come first, in
    lower case (`zh-hant`); `explicit` says whether the address itself asked (`?lang=`), in which
    case links carry it on.
    """

    interface: str
    labels: str
    explicit: bool = False

    @property
    def script(self) -> str:
        """The script of the interface language, as Unicode character names begin."""
        return _SCRIPTS[self.interface]


ENGLISH = Language("en", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """Words for a thing and the language they are in (empty when unknown).

    In the name of a record, `about` is the IRI of the thing that this part of the name is about.
    """

    text: str
    language: str = ""
    about: str = ""


def choose_language(asked: str, accepted: Sequence[str]) -> Language:
    """The language for `?lang=asked` and the tags of Accept-Language, best first.

    An unknown tag is passed over, never an error: RFC 4647 lookup, with English at the end.  So is one
    that is longer than tags are, because every link of a page carries it on.
    """
    for tag in (asked, *accepted):
        primary = tag.split("-")[0].lower()
        if primary in INTERFACE and len(tag) <= _LONGEST_TAG:
            return Language(primary, tag.lower(), explicit=bool(asked) and tag == asked)
    return ENGLISH


def choose_label(labels: Iterable[Label], language: Language, *, local_name: str) -> Label:
    """The label to show: asked language, same script, untagged, English, any other, else the local name.

    A tag of the asked language beats its relatives (`zh` before `zh-hant` for a reader of `zh`);
    among equals the first in alphabetical order wins.
    """
    ranked = sorted((_rank(label, language), label.language.lower(), label.text, label) for label in labels)
    return ranked[0][3] if ranked else Label(local_name)


def script_of(text: str) -> str:
    """The script of the first letter: LATIN, CYRILLIC, CJK …, or the empty string without letters."""
    for character in text:
        if character.isalpha():
            return unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return ""


def _rank(label: Label, language: Language) -> int:
    tag = label.language.lower()
    if tag == language.labels:
        return 0
    if tag.split("-")[0] == language.labels.split("-")[0]:
        return 1
    if tag and script_of(label.text) == language.script:
        return 2
    if not tag:
        return 3
    return 4 if tag.split("-")[0] == "en" else 5  # a name in any script says more than an id
