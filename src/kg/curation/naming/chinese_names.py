"""Chinese names of people taken apart into surname and given name, in Han, pinyin or Palladius.

A name that cannot be read as Chinese has no parts.  Where it can be read in several ways (Ouyang as one
surname or two syllables, Junhai Jing with the given name first), each is kept.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from kg.curation.naming import palladius, pinyin
from kg.curation.naming.inflection import nominatives
from kg.curation.naming.names import name_words
from kg.curation.naming.scripts import Word

_MOST_READINGS = 12
_LONGEST_GIVEN = 3
_USUAL_GIVEN = 2  # syllables: Цзюньхая (jun ha ya) is Цзюньхай in a case form
_WORDS_OF_LONGER = 3
_FEWEST = 2
_DOUBLE = (
    "baili chanyu chunyu dongfang dongguo dongmen duanmu dugu gongliang gongsun gongye helan helian "
    "huangfu huyan liangqiu linghu luqiu moqi murong nalan nangong nanmen ouyang puyang qiguan "
    "shangguan shentu sikong sikou sima situ taishu tantai tuoba wanyan weichi wenren wuma xiahou "
    "xianyu ximen xuanyuan yelu youqin yuchi yuwen zhangsun zhongli zhuge zongzheng zuoqiu"
)
_WITHIN_WORDS = re.compile("(?<=[^\\W\\d_])['’ʼ`‐–-](?=[^\\W\\d_])")  # Jun-hai, Xi'an


_NO_BREVE = re.compile("(?<=[уюэеао])и$")


class Person(NamedTuple):
    """A reading of a name: surname, syllables of the given name, and whether that stood first."""

    surname: str
    given: tuple[str, ...]
    turned: bool = False


@lru_cache(maxsize=100_000)
def people(name: str, language: str) -> tuple[Person, ...]:
    """The ways to read a name as that of a Chinese person, none when it is no such name."""
    return _people(name_words(joined(name)), language)


def declined(name: str, language: str) -> tuple[Person, ...]:
    """Whose name this is in a Russian case form (Цзин Цзюньхая), none where it is a name as it stands."""
    parts = _unread(name, language)
    if not parts:
        return ()
    read = (
        _people((*parts[:-1], Word(one, "Cyrillic")), language) for one in sorted(nominatives(parts[-1].text))
    )
    return tuple(one for found in read for one in found if _is_usual(one))


def without_breve(name: str, language: str) -> tuple[Person, ...]:
    """Whose name this is with й for the и at the end of the surname (Сюи Чжицзюнь)."""
    parts = _unread(name, language)
    if not parts or not _NO_BREVE.search(parts[0].text):
        return ()
    surname = Word(parts[0].text[:-1] + "й", "Cyrillic")
    return tuple(filter(_is_usual, _people((surname, *parts[1:]), language)))


def longer(name: str, language: str) -> tuple[Person, ...]:
    """Whose name stands behind a name that is not Chinese (Robin Zeng Yuqun)."""
    if len(name.split()) != _WORDS_OF_LONGER:
        return ()
    parts = name_words(joined(name))
    if len(parts) != _WORDS_OF_LONGER or syllable_rows(parts[0], language, initial=True):
        return ()
    return tuple(filter(_is_usual, _people(parts[1:], language)))


def _unread(name: str, language: str) -> tuple[Word, ...]:
    """The words of a name in Russian letters, none where they are a usual Chinese name or one word."""
    if not language.startswith("ru"):
        return ()
    parts = name_words(joined(name))
    if not _FEWEST <= len(parts) <= _LONGEST_GIVEN or {word.script for word in parts} != {"Cyrillic"}:
        return ()
    return () if any(map(_is_usual, people(name, language))) else parts


def _is_usual(person: Person) -> bool:
    return not person.turned and len(person.given) <= _USUAL_GIVEN


def _people(parts: tuple[Word, ...], language: str) -> tuple[Person, ...]:
    found: dict[Person, None] = {}
    for row in _rows(parts, language):
        found.update(dict.fromkeys(_persons(row, han=parts[0].script == "Han")))
    return tuple(found)


@lru_cache(maxsize=100_000)
def joined(name: str) -> str:
    """The name without hyphens and apostrophes within its words."""
    return _WITHIN_WORDS.sub("", name)


def syllable_rows(word: Word, language: str, *, initial: bool) -> tuple[tuple[str, ...], ...]:
    """The readings of a word as Chinese syllables, none when it cannot be read so."""
    tag = language.casefold().split("-")[0]
    if word.script == "Han" and tag not in ("ja", "ko"):
        return pinyin.han_rows(pinyin.simplified(word.text), initial=initial)
    if word.script == "Cyrillic" and tag == "ru":
        return palladius.syllable_rows(word.text)
    return pinyin.syllable_rows(word.text) if word.script == "Latin" else ()


def _rows(parts: tuple[Word, ...], language: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    choices = [syllable_rows(word, language, initial=place == 0) for place, word in enumerate(parts)]
    if not choices or not all(choices):
        return ()
    return tuple(islice(product(*choices), _MOST_READINGS))


def _persons(row: tuple[tuple[str, ...], ...], *, han: bool) -> list[Person]:
    syllables = tuple(syllable for word in row for syllable in word)
    if not _FEWEST <= len(syllables) <= _LONGEST_GIVEN + 2:
        return []
    found = []
    if len(row) == 1 or len(row[0]) == 1:
        found.append(Person(syllables[0], syllables[1:]))
    if "".join(syllables[:2]) in _double() and len(syllables) > _FEWEST:
        found.append(Person("".join(syllables[:2]), syllables[2:]))
    last = "".join(row[-1])
    if not han and len(row) > 1 and (len(row[-1]) == 1 or last in _double()):
        given = tuple(syllable for word in row[:-1] for syllable in word)
        found.append(Person(last, given, turned=True))
    return [one for one in found if len(one.given) <= _LONGEST_GIVEN]


@cache
def _double() -> frozenset[str]:
    return frozenset(_DOUBLE.split())
