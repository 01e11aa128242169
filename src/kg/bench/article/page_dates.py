"""The date of the page among the dates that a text prints, and why that one.

A date beside “Source” or “发布时间”, on a line of its own or at the start of a report is the date of the
page; one inside a sentence is what the article tells of, and decides nothing.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from kg.bench.article.signs import longest_first
from kg.curation.dates import DateError, parse_date
from kg.curation.naming.scripts import fold
from kg.model.diagnostics import Message
from kg.model.wording import phrase

_DIGITS = str.maketrans("０１２３４５６７８９〇零○Ｏ一二三四五六七八九", "01234567890000123456789")
_WIDE = {place: place - 0xFEE0 for place in range(0xFF0D, 0xFF1B)}  # digits, -, ., / and :
_EN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RU = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_HAN_DIGIT = "[〇零○一二三四五六七八九]"
_HAN_SMALL = "[一二三四五六七八九十]"
_MONTH_EN = r"(?P<en>[A-Z][a-z]{2,8})\.?"
_MONTH_RU = r"(?P<ru>(?:январ|феврал|март|апрел|ма|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яё]{1,2})"
_PATTERNS = tuple(
    re.compile(one, re.IGNORECASE if "(?P<ru>" in one else 0)
    for one in (
        r"(?<!\d)(?P<y>[12]\d{3})\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d{1,2})(?!\d|[-/.]\d)",
        r"(?<!\d)(?P<y>[12]\d{3})\s?年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号號])?",
        rf"(?P<hy>{_HAN_DIGIT}{{4}})年(?P<hm>{_HAN_SMALL}{{1,2}})月(?:(?P<hd>{_HAN_SMALL}{{1,3}})[日号號])?",
        r"民[国國]\s?(?P<roc>\d{2,3})\s?年\s?(?P<m>\d{1,2})\s?月(?:\s?(?P<d>\d{1,2})\s?[日号號])?",
        r"(?<![\d.])(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>[12]\d{3})(?!\d|[-/.]\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:-?[а-я]{{1,2}})?\s+{_MONTH_RU}\s+(?P<y>[12]\d{{3}})(?!\d)",
        rf"(?<![\w])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH_EN},?[\s-]+(?P<y>[12]\d{{3}})(?!\d)",
        rf"(?<![\w]){_MONTH_EN}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>[12]\d{{3}})(?!\d)",
        rf"(?<![\w]){_MONTH_EN},?\s+(?P<y>[12]\d{{3}})(?!\d)",
        rf"(?<!\w){_MONTH_RU}\s+(?P<y>[12]\d{{3}})(?!\d)",
        r"/[a-z]?(?P<y>20\d{2})[-/]?(?P<m>\d{2})[-/]?(?P<d>\d{2})(?=[/_.-])",
    )
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_YEAR = tuple(
    re.compile(one)
    for one in (
        r"(?<!\d)(?<!年)\d{1,2}月\d{1,2}[日号號]",
        rf"(?i)(?<!\d)\d{{1,2}}\s+{_MONTH_RU}(?!\s+\d{{4}})",
        rf"(?<!\w)(?:{_MONTHS})\s+\d{{1,2}}(?!\d|,?\s+\d{{4}})",
    )
)
_TIME = re.compile(r"\s*(?:年|г\.?|года)?\s*[,T]?\s*\d{1,2}:\d{2}")
_AROUND = 24  # characters before a date in which its label stands
_LONG_LINE = 90
_DATELINE = 40
_MOST = 2_000  # dates that are looked at
_SHOWN = 3
_BEHIND_DATELINE = re.compile(r"\s*(?:года|г\.?)?\s*(?:[.—–(/／|]|-\s|\s-|电|電|讯|訊|消息)")
_PREPOSITION = re.compile(
    r"(?:^|\s)(?:on|in|at|by|from|since|until|till|after|before|of|to|в|на|с|со|до|от|по|к|после|за|и|между)\s*$|[在于於自从從至到截]\s*$",
    re.IGNORECASE,
)
_OPENING = ("（", "(", "[", "【")
_IN_BRACKETS = re.compile(r"[^。.!?()（）]{0,24}[)）\]】]")  # (6 May 2024, Hefei)
_BREAK = re.compile(r"\r\n|\r|\n")


class Weight(IntEnum):
    """How likely a date is that of the page; the three last are."""

    AHEAD = 0
    TOLD = 1
    ADDRESS = 2
    ALONE = 3
    DATELINE = 4
    LABELLED = 5


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date of the text: in EDTF, as printed, its line (1-based), and the readings when there are two."""

    text: str
    printed: str
    line: int
    start: int
    weight: Weight
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateGuess:
    """The date of the page, empty where none is printed, the reason, and what else was seen."""

    text: str
    reason: Message
    remarks: tuple[Message, ...] = ()


def guess_date(text: str, *, today: datetime.date, language: str = "") -> DateGuess:
    """The date of the page; `today` is there because a page has none from the future.

    `language` is the tag of the text, for notations that languages read in different ways.
    """
    dates = sorted(_printed(text, today, language), key=lambda one: one.start)
    likely = [one for one in dates if one.weight >= Weight.ADDRESS]
    if not likely:
        return _no_date(text, dates)
    best = max(likely, key=lambda one: (one.weight, len(one.text), -one.start))
    remarks: list[Message] = []
    if best.readings:
        first, second = best.readings
        remarks.append(
            phrase("“{printed}” can be {first} or {second}", printed=best.printed, first=first, second=second)
        )
    others = [one for one in likely if one.text != best.text and one.weight == best.weight]
    if others:
        remarks.append(phrase("likewise printed there: {dates}", dates=_shown(others)))
    printed, line = best.printed, best.line
    if best.weight is Weight.LABELLED:
        reason = phrase(
            "“{printed}” at line {line} stands beside a word for the date of a page",
            printed=printed,
            line=line,
        )
    elif best.weight is Weight.DATELINE:
        reason = phrase("“{printed}” at line {line} begins the report", printed=printed, line=line)
    elif best.weight is Weight.ALONE:
        reason = phrase(
            "“{printed}” at line {line} stands apart from the sentences", printed=printed, line=line
        )
    else:
        reason = phrase("“{printed}” stands in an address at line {line}", printed=printed, line=line)
    return DateGuess(best.text, reason, tuple(remarks))


def _no_date(text: str, dates: list[PrintedDate]) -> DateGuess:
    if dates:
        reason = phrase(
            "the text tells of dates ({dates}), and none of them looks like that of the page",
            dates=_shown(dates),
        )
        return DateGuess("", reason)
    starts = _line_starts(text)
    for pattern in _NO_YEAR:
        found = pattern.search(text.translate(_WIDE))
        if found:
            reason = phrase(
                "“{printed}” at line {line} has no year, and no other date is printed",
                printed=found[0],
                line=bisect_right(starts, found.start()),
            )
            return DateGuess("", reason)
    return DateGuess("", phrase("no date is printed in the text"))


def _shown(dates: list[PrintedDate]) -> str:
    unique = {one.printed: one for one in reversed(dates)}
    shown = sorted(unique.values(), key=lambda one: one.start)[:_SHOWN]
    return ", ".join(f"“{one.printed}”:{one.line}" for one in shown) + (" …" if len(unique) > _SHOWN else "")


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in _BREAK.finditer(text))]


def _printed(text: str, today: datetime.date, language: str) -> Iterator[PrintedDate]:
    raw, text = text, text.translate(_WIDE)  # one character for one
    starts = [*_line_starts(text), len(text) + 1]
    taken: set[int] = set()
    number = 0
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            readings = _readings(found, language)
            if not readings or found.start() in taken or found.end() in taken:
                continue
            number += 1
            if number > _MOST:
                return
            taken.update(range(found.start(), found.end() + 1))
            line = bisect_right(starts, found.start())
            weight = _weight(text, found, starts[line - 1], starts[line] - 1, readings[0], today)
            shared = readings[0] if len(readings) == 1 else readings[0][:4]
            yield PrintedDate(
                shared,
                " ".join(raw[found.start() : found.end()].split()).lstrip("/"),
                line,
                found.start(),
                weight,
                readings if len(readings) > 1 else (),
            )


def _readings(found: re.Match[str], language: str) -> tuple[str, ...]:
    """What a match can mean, as EDTF; nothing where it is no day of the calendar."""
    parts = {key: value for key, value in found.groupdict().items() if value is not None}
    if "a" in parts:
        return _year_last(parts, language)
    year = parts.get("y") or parts.get("hy", "").translate(_DIGITS) or str(int(parts.get("roc", 0)) + 1911)
    month = _month(parts)
    day = parts.get("d") or (_han_number(parts["hd"]) if "hd" in parts else None)
    return _valid(year, month, day)


def _year_last(parts: dict[str, str], language: str) -> tuple[str, ...]:
    first, second, year = int(parts["a"]), int(parts["b"]), parts["y"]
    day_first, month_first = _valid(year, second, first), _valid(year, first, second)
    if first == second or not month_first:
        return day_first
    if not day_first:
        return month_first
    # Dots go with day, month, year everywhere; elsewhere only English print knows the other order.
    if parts["s"] == "." or language.split("-")[0] not in ("en", ""):
        return day_first
    return (*day_first, *month_first)


def _valid(year: str, month: int | None, day: str | int | None) -> tuple[str, ...]:
    if month is None:
        return ()
    text = f"{int(year):04}-{month:02}" + (f"-{int(day):02}" if day is not None else "")
    try:
        parse_date(text)
    except DateError:
        return ()
    return (text,)


def _month(parts: dict[str, str]) -> int | None:
    if "m" in parts:
        return int(parts["m"])
    if "hm" in parts:
        return _han_number(parts["hm"])
    word = fold(parts.get("en") or parts.get("ru") or "")
    if "en" in parts:
        names = signs_of_months()
        return next(
            (n for n, short in enumerate(_EN, start=1) if word in names and word.startswith(short)), None
        )
    found = [n for n, short in enumerate(_RU, start=1) if word.startswith(short)]
    return max(found, key=lambda n: len(_RU[n - 1]), default=None)


def signs_of_months() -> frozenset[str]:
    """English names of months, whole and cut short."""
    return frozenset(longest_first("calendar", "en"))


def _han_number(text: str) -> int:
    """The number below 100 that is written in Chinese: 三十一 is 31."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(ones.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)


def _weight(
    text: str, found: re.Match[str], line_start: int, line_end: int, date: str, today: datetime.date
) -> Weight:
    if parse_date(date).earliest > today + datetime.timedelta(days=2):
        return Weight.AHEAD
    before, after = text[line_start : found.start()], text[found.end() : line_end]
    if found[0].startswith("/"):
        return Weight.ADDRESS
    near = fold(before[-_AROUND:]).rstrip(" :：|-[【(（")
    if _ends_with_label(near):
        return Weight.LABELLED
    if _PREPOSITION.search(before):
        return Weight.TOLD
    if before.strip() in _OPENING and _IN_BRACKETS.match(after):
        return Weight.DATELINE
    if _TIME.match(after) or (
        len(before.strip()) + len(after.strip()) <= _LONG_LINE and not _is_sentence(after)
    ):
        return Weight.ALONE
    if (
        len(before.strip()) <= _DATELINE
        and _BEHIND_DATELINE.match(after)
        and not re.search("[.!?。！？]", before)
    ):
        return Weight.DATELINE
    return Weight.TOLD


def _is_sentence(after: str) -> bool:
    """Whether the words behind a date run on to the end of a sentence."""
    return "。" in after or (len(after.split()) > 3 and re.search(r"[.!?]\s*$", after) is not None)


def _ends_with_label(near: str) -> bool:
    return any(
        near.endswith(word) for language in ("en", "ru", "zh") for word in longest_first("date", language)
    )
