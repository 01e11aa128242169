"""Whether a stop ends its sentence, judged by the words on both of its sides.

Each decision looks at a bounded stretch of text, so that the time taken for all stops of a text is in
proportion to its length.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.curation.prose.abbreviations import (
    CLOSING,
    DATE_WORDS,
    LEADING,
    NUMBERED,
    OF_TIME,
    OPENING,
    OPENING_SURNAMES,
    TRAILING,
)
from kg.curation.text import UNSPACED_LETTERS

_FULL_WIDTH = frozenset("。！？｡")
_QUOTATION = frozenset("\"'”’»“」』")
_WORD = re.compile("[^\\W_]")
_HAN = re.compile(f"[{UNSPACED_LETTERS}]")
# What never begins a sentence.
_GOES_ON = frozenset(",;:，；：、。.!?)]}%…）】」』”»’/")
_LEAD = re.compile("[\\s\"'“”‘’«»„「『《【(（\\[<*_#+~·•–—―－-]{0,12}([^\\W_])")
_LEAD_WORD = re.compile("[^\\W_]{1,20}")
_CAMEL = re.compile("[a-z]{1,2}[A-Z]")
_LISTED = LEADING | NUMBERED | TRAILING
# What a name goes on with after a dot, and what stands behind a word that a lost space has joined.
_NAME_ENDS = frozenset(("Com", "Net", "Org", "Cn", "Ru", "Io", "Ai", "Js", "Py", "Dev"))
_AFTER_WORD = frozenset(" ,'’-\u00a0\n\r")
_LOOK_BACK = 24
_TOKEN = re.compile("[^\\W_](?:[^\\W_]|[.'’&-](?=[^\\W_]))*\\Z")
_COUNTED = re.compile("(?:\\d|\\b[IVXLCХ]{1,6})\\s*\\Z")
_DATE_SO_FAR = 60
_ITEM_SO_FAR = 12

# Directly after a closed quotation: the sentence goes on about it.
_ABOUT_QUOTE = re.compile("的|等|之|一[词詞文书書句语語片曲问問]")
_ABOUT_QUESTION = re.compile("[是为為已让讓]")
_SAID = re.compile(
    "[^\\s，,。！？!?；：“”「」『』]{0,16}?"
    "(?:[说說道称稱问問答喊]|表示|指出|强调|強調|介绍|介紹|认为|認為|告诉|告訴|写道|寫道|坦言|补充|補充)"
    "(?:[^\\s，,。！？!?；：“”「」『』]{0,4}记者)?(?=[，,。！]|\\Z)"
)
_SAID_ENGLISH = re.compile(
    "(?:[^\\W_][\\w'’.-]{0,30}\\s{1,3}){1,4}(?:said|says|asked|asks|replied|added|answered|told|wrote|"
    "wondered|exclaimed|shouted|explained|noted)\\b"
)


class Stop(NamedTuple):
    """A stop in its surroundings.

    The sentence so far begins at `sentence`; the mark stands at `start` to `end`, closing quotation
    marks and brackets reach to `closed`, and after white space `next` is the first character of what
    may be a new sentence, before `limit`.
    """

    sentence: int
    start: int
    end: int
    closed: int
    next: int
    limit: int


def ends_sentence(text: str, stop: Stop) -> bool:
    """Whether a sentence ends at a stop."""
    if stop.next >= stop.limit:
        return True
    first = text[stop.next]
    if first in _GOES_ON:
        return False
    closers = text[stop.end : min(stop.closed, stop.end + _LOOK_BACK)]
    if "》" in closers or "〉" in closers:
        return False  # the title of a work
    marks = text[stop.start : min(stop.end, stop.start + _LOOK_BACK)]
    chinese = not _FULL_WIDTH.isdisjoint(marks)
    if _in_brackets(text, stop, closers) and (chinese or _HAN.match(first)):
        return False
    if chinese:
        return not closers or not _goes_on_in_chinese(text, stop, marks)
    if stop.next == stop.end:
        return _ends_without_space(text, stop, marks)
    return _ends_before_word(text, stop, marks, closers)


def _in_brackets(text: str, stop: Stop, closers: str) -> bool:
    """Whether a bracket closes after the stop that was opened within the sentence."""
    closes = ")" in closers or "）" in closers
    return closes and text[stop.sentence] not in "(（"


def _goes_on_in_chinese(text: str, stop: Stop, marks: str) -> bool:
    """Whether what follows a quotation tells who said it, or uses it as a word."""
    if _ABOUT_QUOTE.match(text, stop.next, stop.limit) or _SAID.match(text, stop.next, stop.limit):
        return True
    return "。" not in marks and _ABOUT_QUESTION.match(text, stop.next, stop.limit) is not None


def _ends_without_space(text: str, stop: Stop, marks: str) -> bool:
    """A stop with a letter on either side: a number, an address, or a space that was lost."""
    if text[stop.start - 1].isspace():
        return False  # .NET
    token = _token(text, stop)
    if _HAN.match(text, stop.next):
        if _numbers_item(text, stop, token):
            return False
        cut = token.casefold() in _LISTED or (len(token) == 1 and token.isupper())
        return marks[0] != "…" and not marks.startswith("..") and not (cut and token.isascii())
    before = text[max(stop.sentence, stop.start - 3) : stop.start]
    after = text[stop.next : stop.next + 2]
    listed = token.casefold() in _LISTED
    if re.fullmatch("[а-яё]{3}", before) and re.match("[А-ЯЁ][а-яё ]", after):
        return not listed
    word = _LEAD_WORD.match(text, stop.next, stop.limit)
    if word is None or not word[0].istitle() or len(word[0]) < 2 or word[0] in _NAME_ENDS:
        return False
    joined = text[word.end() : word.end() + 1] in _AFTER_WORD and "." not in token
    return joined and not listed and re.search("[a-z]{2}\\Z", before) is not None


def _ends_before_word(text: str, stop: Stop, marks: str, closers: str) -> bool:
    lead = _LEAD.match(text, stop.next, stop.limit)
    if lead is None:
        return True
    letter = lead[1]
    if letter.islower() and not _CAMEL.match(text, lead.start(1)):
        return False
    if marks != ".":
        quoted = not _QUOTATION.isdisjoint(closers)
        return not (quoted and _SAID_ENGLISH.match(text, stop.next, stop.limit))
    found = _LEAD_WORD.match(text, lead.start(1), stop.limit)
    return _ends_after(text, stop, _token(text, stop), found[0] if found else letter)


def _token(text: str, stop: Stop) -> str:
    """The word before a stop, with the dots inside it; empty where there is none."""
    found = _TOKEN.search(text[max(stop.sentence, stop.start - _LOOK_BACK) : stop.start])
    return found[0] if found else ""


def _ends_after(text: str, stop: Stop, token: str, following: str) -> bool:
    """Whether a full stop after `token` ends the sentence, where `following` may begin another."""
    key = token.casefold()
    before = text[max(stop.sentence, stop.start - len(token) - _DATE_SO_FAR) : stop.start - len(token)]
    if _numbers_item(text, stop, token):
        return False
    opens = following.istitle() and following.casefold() in OPENING
    if key in OF_TIME and _COUNTED.search(before):
        return not _is_date(text, stop) and not following[0].isdigit()
    if len(token) == 1 and token.isalpha():
        return _ends_after_letter(token, before, following, opens=opens)
    if key in NUMBERED:
        return not following[0].isdigit()
    if key in LEADING:
        return False
    if key in TRAILING or (len(token) > 2 and _is_initials(token) and key not in CLOSING):
        return opens
    return not (token.isdigit() and len(token) <= 2 and re.fullmatch("\\d{1,2}", following))


def _ends_after_letter(letter: str, before: str, following: str, *, opens: bool) -> bool:
    """A single letter before the stop: an initial, a unit, or half of an abbreviation."""
    if letter.isupper():
        return opens and following.casefold() not in OPENING_SURNAMES
    earlier = before.rstrip()
    if re.search("(?:^|\\W)[тТ]\\.\\Z", earlier):
        return letter in ("д", "п")
    if letter == "э":
        return True
    return earlier[-1:].isdigit() and not letter.isascii() and not following[0].isdigit()


def _numbers_item(text: str, stop: Stop, token: str) -> bool:
    """Whether the sentence so far is the number of an item: digits, a letter, a small Roman number, `2.1`."""
    start = stop.start - len(token)
    if start - stop.sentence > _ITEM_SO_FAR or _WORD.search(text, stop.sentence, start):
        return False
    return re.fullmatch("[\\d.]{1,8}|[^\\W\\d_]|[IVX]{1,4}", token) is not None


def _is_initials(token: str) -> bool:
    return all(len(part) <= 2 and part.isalpha() for part in token.split(".")) and "." in token


def _is_date(text: str, stop: Stop) -> bool:
    """Whether the sentence so far is no more than a date, such as “30 апреля 2021 г”."""
    if stop.start - stop.sentence > _DATE_SO_FAR:
        return False
    words = re.findall("[^\\W_]+", text[stop.sentence : stop.start].casefold())[:-1]
    return all(word.isdigit() or word in DATE_WORDS for word in words)
