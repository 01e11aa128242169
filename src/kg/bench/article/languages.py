"""Which language a text is in, among the languages of the project, and why that is thought.

Scripts decide first, then the small words that every text of a language is full of; Chinese is told
apart by characters that only one of its two ways of writing has.  What is in no language of the
project is said to be so, and never squeezed into one that is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from kg.curation.naming.pinyin import simplified
from kg.curation.naming.scripts import fold, scripts_of
from kg.model.diagnostics import Message
from kg.model.wording import phrase

_SAMPLE = 50_000  # characters; a text does not change its language after that
_HAN = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]")
_OTHERS = {"ja": re.compile("[ぁ-ゖァ-ヺ]"), "ko": re.compile("[가-힣]")}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3  # small words
_MARGIN = 1.15

# The commonest small words; each list leaves out what several of the languages share.
_SMALL_WORDS = {
    "en": "the of and to in is that for it with as was on by at this are from be have has were which their",
    "de": "der die das und ist nicht mit ein eine von zu den dem des auf für im sich auch wird bei werden",
    "fr": "le la les des et est une un du dans qui que pour sur pas avec par au plus sont cette ont été",
    "es": "el los las del que una por con para como más pero sus este entre desde también fue han muy",
    "it": "il che di è per una sono con della non nel alla gli più anche dei questo delle come ha",
    "pt": "o os as do da em um uma não para com por mais dos das que são foi ao pela pelo também",
    "nl": "de het een van en is niet dat op te zijn met voor die aan er door ook naar bij worden",
    "sv": "och att det som en är på för av inte den med till har de ett om var kan från",
    "pl": "i w na nie się z jest że do to jak o po co przez dla są oraz od które",
    "cs": "a se na je že v s z do o pro jako by jsou za od při který byla také",
    "tr": "ve bir bu için ile de da olarak olan çok daha gibi en sonra kadar her ne ya",
    "vi": "và của là các có trong được cho một với không những để người này khi đã từ năm",
    "id": "yang dan di dengan untuk ini dari dalam tidak akan pada juga ke karena itu oleh ada adalah",
    "ru": "и в не на что с по для как это от из за к его также был при об но или года все она они",
    "uk": "і в не на що з та для як це від із за до його також був при про але або року всі вона вони є",
    "be": "і ў не на што з для як гэта ад за да яго таксама быў пры пра але або года усе яна яны",
    "bg": "и в не на че с по за как това от към се да е са при но или година ще беше който тя те",
    "sr": "и у не на што с по за како то од је да се су при али или године ће била који она они",
}


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A tag of the project, empty where none fits, and the reason in a few words."""

    tag: str
    reason: Message


def guess_language(text: str, languages: Sequence[str]) -> LanguageGuess:
    """The language of a text among `languages`, the tags of `kg.toml`."""
    sample = text[:_SAMPLE]
    words = [fold(word) for word in _WORD.findall(_HAN.sub(" ", sample))]
    weights = Counter({"Han": (len(_HAN.findall(sample)) + 1) // 2})
    for word in words:
        weights.update(scripts_of(word))
    for language, letters in _OTHERS.items():
        if 5 * len(letters.findall(sample)) > weights["Han"]:
            weights[language] = 2 * len(letters.findall(sample))
    if not any(weights.values()):
        return LanguageGuess("", phrase("the text has no letters to tell a language by"))
    script, _ = max(weights.items(), key=lambda pair: (pair[1], pair[0]))
    share = round(100 * weights[script] / max(1, weights.total()))
    if script in _OTHERS:
        return _named(script, script, languages)
    if script == "Han":
        return _chinese(sample, share, languages)
    return _by_small_words(words, script, share, languages)


def _named(language: str, name: str, languages: Sequence[str]) -> LanguageGuess:
    tag = _tag(language, languages)
    if tag:
        return LanguageGuess(tag, phrase("its letters are those of “{language}”", language=name))
    return LanguageGuess(
        "",
        phrase(
            "it looks like “{language}”, and the languages of kg.toml are {known}",
            language=name,
            known=", ".join(languages),
        ),
    )


def _by_small_words(words: Sequence[str], script: str, share: int, languages: Sequence[str]) -> LanguageGuess:
    known = {language: _small_words(language) for language in _SMALL_WORDS}
    counted = Counter(words)
    scores = {
        language: sum(counted[word] for word in small)
        for language, small in known.items()
        if any(scripts_of(word) == {script} for word in small)
    }
    best = max(scores, key=lambda language: (scores[language], bool(_tag(language, languages)), language))
    ours = [language for language in scores if _tag(language, languages)]
    if scores[best] >= _ENOUGH:
        rival = max(ours, key=lambda language: scores[language], default="")
        if rival and scores[best] < _MARGIN * scores[rival]:
            best = rival
        if not _tag(best, languages):
            return _named(best, best, languages)
        shown = [word for word, _ in counted.most_common() if word in known[best]][:3]
        return LanguageGuess(_tag(best, languages), _reason(script, share, shown))
    if len(ours) == 1:
        return LanguageGuess(_tag(ours[0], languages), _reason(script, share, []))
    return LanguageGuess("", phrase("it is too short to tell a language by"))


def _reason(script: str, share: int, shown: Sequence[str]) -> Message:
    """Why a text is in a language: the share of its script, and small words where they were counted."""
    words = ", ".join(f"“{word}”" for word in shown)
    if script == "Cyrillic":
        if not words:
            return phrase("{share} % of its words are in Cyrillic letters", share=share)
        return phrase(
            "{share} % of its words are in Cyrillic letters, with {words} among them",
            share=share,
            words=words,
        )
    if not words:
        return phrase("{share} % of its words are in Latin letters", share=share)
    return phrase(
        "{share} % of its words are in Latin letters, with {words} among them", share=share, words=words
    )


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _SMALL_WORDS[language].split())


def _chinese(sample: str, share: int, languages: Sequence[str]) -> LanguageGuess:
    traditional, simple = count_ways_of_writing(sample)
    is_traditional = traditional > simple
    wanted = _chinese_tag(languages, traditional=is_traditional)
    other = _chinese_tag(languages, traditional=not is_traditional)
    if not (wanted or other):
        return _named("zh", "zh", languages)
    if traditional == simple == 0:
        reason = phrase(
            "{share} % of it is Chinese, and no character tells simplified from traditional", share=share
        )
        return LanguageGuess(_chinese_tag(languages, traditional=False) or other, reason)
    if is_traditional:
        reason = phrase(
            "{share} % of it is Chinese, with {some} characters that only traditional writing has"
            " and {other} that only simplified writing has",
            share=share, some=traditional, other=simple,
        )  # fmt: skip
    else:
        reason = phrase(
            "{share} % of it is Chinese, with {some} characters that only simplified writing has"
            " and {other} that only traditional writing has",
            share=share, some=simple, other=traditional,
        )  # fmt: skip
    return LanguageGuess(wanted or other, reason)


def count_ways_of_writing(text: str) -> tuple[int, int]:
    """How many characters only traditional Chinese has, and how many only simplified Chinese."""
    counted = Counter(_HAN.findall(text))
    traditional = sum(number for one, number in counted.items() if _is_traditional(one))
    simple = sum(number for one, number in counted.items() if _is_simplified(one))
    return traditional, simple


@cache
def _is_traditional(character: str) -> bool:
    return simplified(character) != character


@cache
def _is_simplified(character: str) -> bool:
    return not _is_traditional(character) and _to_traditional(character) != character


@cache
def _to_traditional(character: str) -> str:
    return _converter()(character)


@cache
def _converter() -> Callable[[str], str]:
    # Imported here: a project without Chinese texts need not pay for it.
    from opencc import OpenCC

    return OpenCC("s2t").convert


def _chinese_tag(languages: Sequence[str], *, traditional: bool) -> str:
    """The tag of a project for Chinese in one way of writing; empty where it has none."""
    marks = ("hant", "tw", "hk", "mo") if traditional else ("hans", "cn", "sg")
    chinese = [tag for tag in languages if tag.casefold().split("-")[0] in ("zh", "cmn")]
    for tag in chinese:
        if set(tag.casefold().split("-")[1:]) & set(marks):
            return tag
    return "" if traditional else next((tag for tag in chinese if "-" not in tag), "")


def _tag(language: str, languages: Sequence[str]) -> str:
    """The tag of the project for a language, the plain one before one with a region."""
    fitting = [tag for tag in languages if tag.casefold().split("-")[0] == language]
    return min(fitting, key=len, default="")
