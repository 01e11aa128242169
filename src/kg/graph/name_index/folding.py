"""Names folded into keys: what is equal here is one name, however it was typed.

Case, tone marks, width, spaces and punctuation go; traditional characters become simplified ones; a
word with letters of two alphabets that look alike is brought back to one.  Names and what people ask
for pass through the same functions, so that they can meet.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product

from kg.curation.naming import company_forms, inflection, pinyin, place_forms
from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.lookalikes import latinized
from kg.curation.naming.name_keys import name_keys
from kg.curation.naming.names import sound_keys
from kg.curation.naming.place_forms import bare_place
from kg.curation.naming.scripts import Word, fold, scripts_of, words

LONGEST_KEY = 80
_LONGEST_START = 32
_MOST_STARTS = 24
_MOST_FORMS = 64
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS_IN_ANY_ORDER = range(2, 5)
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяі"


def spelled(text: str) -> tuple[Word, ...]:
    """The words of a text as keys write them."""
    if {"Latin", "Cyrillic"} <= scripts_of(text):
        text = _LETTERS.sub(_of_one_alphabet, fold(text))
    return tuple(_simplified(word) for word in words(text))


def fold_name(text: str) -> str:
    """The key of a whole name."""
    return joined(spelled(text))


def brief(text: str) -> str:
    """The key of a name without its company form; empty for a name without one."""
    shorter = without_company_form(text)
    return fold_name(shorter) if shorter != text else ""


def shorter_names(text: str) -> tuple[str, ...]:
    """The name without its company form or its kind of place, in whatever Russian case that stands."""
    found = [without_company_form(text), bare_place(text).name]
    parts = without_preposition(words(text))
    if len(parts) > 1 and parts[0].text in _forms_before_names():
        found.append(" ".join(word.text for word in parts[1:]))
    return tuple(one for one in dict.fromkeys(found) if one != text)


@cache
def _forms_before_names() -> frozenset[str]:
    both = company_forms.single_words() | place_forms.single_words()
    return frozenset(form for word in both for form in inflection.forms(word))


def plain(text: str) -> str:
    """The letters and digits of a text, folded, in the alphabets they were written in."""
    return "".join(word.text for word in words(text))


def has_han(text: str) -> bool:
    """Whether there are Han characters in a text."""
    return "Han" in scripts_of(text)


def joined(parts: tuple[Word, ...]) -> str:
    """The key of a whole name."""
    return "".join(word.text for word in parts)[:LONGEST_KEY]


def starts(parts: tuple[Word, ...]) -> tuple[str, ...]:
    """Keys of what begins within the name: with its second word, its third …; with any Han character."""
    text = "".join(word.text for word in parts)
    places: list[int] = []
    end = 0
    for word in parts:
        places += range(end, end + len(word.text)) if word.script == "Han" else [end]
        end += len(word.text)
    return tuple(dict.fromkeys(text[one : one + _LONGEST_START] for one in places[1 : _MOST_STARTS + 1]))


def start_of(key: str) -> str:
    """The part of a key that `starts` keeps."""
    return key[:_LONGEST_START]


def sounds(text: str, language: str) -> tuple[str, ...]:
    """How a name sounds; what was typed is taken for Chinese in Han characters, pinyin or Palladius.

    Other names in Russian and Latin letters sound as they are romanized: Лавров, Lavrov.
    """
    return tuple(sorted({key.text[:LONGEST_KEY] for key in name_keys(text, language, "")}))


def sorted_words(parts: tuple[Word, ...]) -> str:
    """The words of a short name in one order, with spaces; empty for others."""
    if len(parts) not in _WORDS_IN_ANY_ORDER or any(word.script == "Han" for word in parts):
        return ""
    return " ".join(sorted(word.text for word in parts))[:LONGEST_KEY]


def stem(parts: tuple[Word, ...]) -> str:
    """The key of a name in the nominative that its Russian case forms share; empty without Cyrillic words."""
    if not any(word.script == "Cyrillic" for word in parts):
        return ""
    stems = (inflection.stem(word.text) if word.script == "Cyrillic" else word.text for word in parts)
    return "".join(stems)[:LONGEST_KEY]


def stems(parts: tuple[Word, ...]) -> tuple[str, ...]:
    """The keys that a name may have whose form in some case this is; `is_form` makes sure."""
    if not any(word.script == "Cyrillic" for word in parts):
        return ()
    choices = [word_stems(word) for word in parts]
    found = ("".join(choice)[:LONGEST_KEY] for choice in islice(product(*choices), _MOST_FORMS))
    return tuple(dict.fromkeys(found))


def word_stems(word: Word) -> tuple[str, ...]:
    """What a word may begin with in the nominative, the longest first."""
    return inflection.stems(word.text) or (word.text,)


def is_form(asked: tuple[Word, ...], name: tuple[Word, ...]) -> bool:
    """Whether each word that was asked is a case form of the word of the name at its place."""
    return len(asked) == len(name) and all(map(is_form_of, asked, name))


def is_form_of(asked: Word, word: Word) -> bool:
    """Whether a word is a case form of a word in the nominative, or that word."""
    return asked.text == word.text or asked.text in inflection.forms(word.text)


def without_preposition(parts: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without a Russian preposition before them (в Чанчуне)."""
    return parts[1:] if len(parts) > 1 and inflection.is_preposition(parts[0].text) else parts


def sounds_of_forms(parts: tuple[Word, ...]) -> tuple[str, ...]:
    """How a Chinese name sounds whose Russian case form this is."""
    choices = [sorted(inflection.nominatives(word.text)) for word in parts]
    if not choices or not all(choices):
        return ()
    names = (" ".join(choice) for choice in islice(product(*choices), _MOST_FORMS))
    found = (key[:LONGEST_KEY] for name in names for key in sound_keys(name, "ru"))
    return tuple(dict.fromkeys(islice(found, _MOST_FORMS)))


def grams(text: str) -> tuple[str, ...]:
    """The runs of two letters in a key, its beginning and its end among them, each once."""
    padded = f" {text} "
    return tuple(dict.fromkeys(padded[place : place + 2] for place in range(len(padded) - 1)))


def _simplified(word: Word) -> Word:
    return Word(pinyin.simplified(word.text), "Han") if word.script == "Han" else word


def _of_one_alphabet(found: re.Match[str]) -> str:
    """A folded word whose letters of another alphabet all look like letters of the first."""
    word = found.group()
    if not {"Latin", "Cyrillic"} <= scripts_of(word):
        return word
    latin = latinized(word)
    if "Cyrillic" not in scripts_of(latin):
        return latin
    cyrillic = word.translate(_latin_to_cyrillic())
    return cyrillic if "Latin" not in scripts_of(cyrillic) else word


@cache
def _latin_to_cyrillic() -> dict[int, str]:
    pairs = ((latinized(letter), letter) for letter in reversed(_CYRILLIC))
    return {ord(latin): letter for latin, letter in pairs if latin != letter}
