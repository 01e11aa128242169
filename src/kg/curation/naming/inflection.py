"""Case forms of Russian words, by a table of endings; no dictionary, because names stand in none.

A form is given only where the whole word, by its last letters, may be declined so.  A word in Palladius
transcription is a proper name of one thing: it has no plural, and in a vowel other than а and я no
other form at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from os.path import commonprefix
from typing import NamedTuple

from kg.curation.naming import palladius
from kg.curation.naming.scripts import scripts_of

_PREPOSITIONS = (
    "без близ в во для до за из изо к ко между на над о об обо от ото перед по под подо при про ради с со "
    "среди у через"
)
_LONGEST_WORD = 60
_LONGEST_ENDING = 5
_VOWELS_THAT_STAY = "еиоуыэю"  # at the end of a transcribed name

# What stands in dictionaries as not declined, among words in -о and -е that names have.
_INDECLINABLE = (
    "авто бюро видео демо депо евро какао кафе кино киото конго купе марокко метро мехико монако нано осло "
    "пальто палермо портфолио радио самбо сантьяго стерео торонто турне фото чикаго"
)


class _Declension(NamedTuple):
    """What a word ends in, how much is cut off, and what is put there: in its number, and in the plural."""

    ends: re.Pattern[str]
    cut: int
    endings: tuple[str, ...]
    plural: tuple[str, ...]
    transcribed: bool  # whether a Chinese name in Palladius transcription is declined so


def _row(ends: str, cut: int, endings: str, plural: str = "", *, transcribed: bool = False) -> _Declension:
    def split(text: str) -> tuple[str, ...]:
        return tuple("" if one == "0" else one for one in text.split())

    return _Declension(re.compile(f"(?:{ends})$"), cut, split(endings), split(plural), transcribed)


# `0` is the bare stem.
_TABLE = (
    # nouns and surnames in a consonant
    _row("[бвдзлмнпрстф]", 0, "а у ом е", "ы ов ам ами ах", transcribed=True),
    _row("[гкх]", 0, "а у ом е", "и ов ам ами ах"),
    _row("[жшчщ]", 0, "а у ом ем е", "и ей ам ами ах"),
    _row("ц", 0, "а у ом ем е", "ы ов ев ам ами ах"),
    _row("[еио]в|[иы]н", 0, "ым", "ых ыми", transcribed=True),  # Иванов, Путин
    _row("[бвгджзклмнпрстфхчшщ]ец", 2, "ца цу цем цом це", "цы цев цов цам цами цах"),  # Череповец
    _row("[аеиоуэюя]ец", 2, "йца йцу йцем йце", "йцы йцев йцам йцами йцах"),  # китаец
    _row("[бвгдзлмнпрстфц]ок", 2, "ка ку ком ке", "ки ков кам ками ках"),  # городок
    # in a soft sign, of either gender, and in й
    _row("ь", 1, "я ю ем е и ью", "ей ям ями ях", transcribed=True),
    _row("[аеоуэюя]й", 1, "я ю ем е", "и ев ям ями ях", transcribed=True),  # Китай
    _row("[бвгдзлмнпрстф]ий", 1, "я ю ем и", "ев ям ями ях"),  # Василий
    # adjectives
    _row("[бвдзлмнпрстфгкх]ый|[бвгдзклмнпрстфх]ой", 2, "ого ому ым им ом", "ые ие ых их ым им ыми ими"),
    _row("[гкх]ий|[жшчщ]ой", 2, "ого ому им ом", "ие их им ими"),
    _row("[жшчщнвлр]ий|ц[ые]й", 2, "его ему им ем", "ие их им ими"),  # общий, средний
    _row("[бвгдзклмнпрстфхжш]ая", 2, "ой ою ую", "ые ие ых их ым им ыми ими"),
    _row("яя|[жшчщ]ая", 2, "ей ею юю ую", "ие их им ими"),
    _row("[бвгдзклмнпрстфхжш]ое", 2, "ого ому ым им ом", "ые ие ых их ым им ыми ими"),
    _row("[жшчщнц]ее", 2, "его ему им ем", "ие их им ими"),
    _row("ые", 2, "ых ым ыми"),
    _row("[гкхжшчщ]ие|[вджзлр]ние", 2, "их им ими"),
    # nouns in а and я
    _row("[бвдзлмнпрстф]а", 1, "ы е у ой ою", "ам ами ах 0", transcribed=True),
    _row("[гкх]а", 1, "и е у ой ою", "ам ами ах 0", transcribed=True),
    _row("[жшчщц]а", 1, "и ы е у ей ею ой ою", "ам ами ах 0", transcribed=True),
    _row("[бвгдзклмнпрстфхеоуэю]я", 1, "и е ю ей ею", "ям ями ях ь й", transcribed=True),
    _row("ия", 1, "и ю ей ею", "й ям ями ях", transcribed=True),
    _row("ья", 1, "и е ю ей ею", "ям ями ях", transcribed=True),
    # surnames of women
    _row("[ео]ва|[иы]на", 1, "ой ою у"),
    # neuters
    _row("[бвдзлмнпрстфц]о", 1, "а у ом е", "ам ами ах 0"),
    _row("[цщ]е", 1, "а у ем", "ам ами ах 0"),
    _row("[влр]е", 1, "я ю ем", "ей ям ями ях"),
    _row("[иь]е", 1, "я ю ем и", "й ям ями ях"),
    _row("мя", 1, "ени енем", "ена ен енам енами енах"),
    # nouns whose name is a plural
    _row("[бвдзлмнпрстф]ы", 1, "ов ам ами ах 0"),
    _row("цы", 1, "ов ев ам ами ах 0"),
    _row("[гкхжшчщ]и", 1, "ов ей ам ами ах 0"),
    _row("[бвдзлмнпрстф]и", 1, "ей ям ями ях 0 ь"),
    _row("[жшчщ]ки|[бвгдзлмнпрстфц]ки", 2, "ек ок"),  # поставки
    _row("[аеиоуэюя]и", 1, "й ев ям ями ях"),
)
# What Russian spelling does not allow.
_NEVER = re.compile("[гкхжшчщ]ы|[гкхжшчщц][яю]|[гкх]ей$|ць$")


@lru_cache(maxsize=50_000)  # the words of names and of articles come again and again
def forms(word: str) -> frozenset[str]:
    """The case forms that a folded Russian word in the nominative may have, itself among them.

    Any other word has itself alone.  Of a word with hyphens the first and the last part are declined.
    """
    if len(word) > _LONGEST_WORD or scripts_of(word) != {"Cyrillic"}:
        return frozenset({word})
    first, *middle, last = word.split("-") if "-" in word else ("", word)
    if last != word:  # Ростов-на-Дону: what stands between is not declined
        between = "-".join(("", *middle, ""))
        pairs = {f"{one}{between}{other}" for one in forms(first) for other in forms(last)}
        return frozenset({word, *pairs})
    return frozenset({word, *_declined(word)})


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The letters that all forms of a word in the nominative begin with."""
    return commonprefix(sorted(forms(word)))  # noqa: RUF071 - of letters, not of paths


def stems(word: str) -> tuple[str, ...]:
    """The stems that a word may have whose form this is, the longest first; `forms` makes sure."""
    if scripts_of(word) != {"Cyrillic"}:
        return (word,)
    cuts = (len(word) - length for length in range(min(len(word) - 1, _LONGEST_ENDING) + 1))
    return tuple(word[:cut] for cut in cuts if word[cut:] in _after_stems())


def nominatives(word: str) -> frozenset[str]:
    """The Palladius words whose case form a folded word may be, itself among them if it is one."""
    if scripts_of(word) != {"Cyrillic"}:
        return frozenset()
    cut = (word[: len(word) - length] + ending for length in range(min(3, len(word))) for ending in _ENDS)
    return frozenset(one for one in {word, *cut} if palladius.readings(one) and word in forms(one))


def is_preposition(word: str) -> bool:
    """Whether a folded word is a Russian preposition, which asks for a case form."""
    return word in _prepositions()


_ENDS = ("", "ь", "й", "а", "я")


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(_PREPOSITIONS.split())


@cache
def _indeclinable() -> frozenset[str]:
    return frozenset(_INDECLINABLE.split())


@cache
def _rows_ending_in() -> dict[str, tuple[_Declension, ...]]:
    """The rows of the table that words in each letter can meet."""
    letters = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
    return {one: tuple(row for row in _TABLE if one in _last_letters(row)) for one in letters}


def _last_letters(row: _Declension) -> frozenset[str]:
    """The letters that can be the last of what a row ends in."""
    endings = row.ends.pattern[len("(?:") : -len(")$")].split("|")
    return frozenset(
        letter
        for ending in endings
        for letter in (ending[ending.rindex("[") + 1 : -1] if ending.endswith("]") else ending[-1])
    )


@cache
def _after_stems() -> frozenset[str]:
    """What can follow the letters that all forms of a word share."""
    endings = {ending for row in _TABLE for ending in (*row.endings, *row.plural)}
    nominative = {
        "",
        "ь",
        "й",
        "ый",
        "ий",
        "ой",
        "а",
        "я",
        "ая",
        "яя",
        "о",
        "е",
        "ое",
        "ее",
        "ы",
        "и",
        "ые",
        "ие",
    }
    # Where a word may be declined in two ways, its stem is the shorter one: город(ок), син(ий).
    before = {
        "к": "а у и ам ами ах ов ой ом е",
        "ок": "а у и ам ами ах ов ом е",
        "ец": "а у ы ам ами ах ов ев ом ем е",
        "и": "я ю ем и ев ям ями ях",
        "о": "я ю ем е и ев ям ями ях",
        "ы": "е х м ми",
        "": "х м ми",
    }
    longer = {head + ending for head, tails in before.items() for ending in ("", *tails.split())}
    return frozenset(endings | nominative | longer)


def _declined(word: str) -> Iterable[str]:
    if len(word) < 2 or word in _indeclinable():
        return
    transcribed = bool(palladius.readings(word))
    if transcribed and word[-1] in _VOWELS_THAT_STAY:
        return
    for row in _rows_ending_in().get(word[-1], ()):
        if row.ends.search(word) is None or (transcribed and not row.transcribed):
            continue
        base = word[: len(word) - row.cut]
        for ending in row.endings if transcribed else (*row.endings, *row.plural):
            if base and _NEVER.search(base[-1] + ending) is None:
                yield base + ending
