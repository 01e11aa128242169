"""Sentences of a text: cut by hand in three languages, and true of any text whatever."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from patience import within

from kg.curation.prose import abbreviations
from kg.curation.prose.sentences import Sentence, sentences

CASES = Path(__file__).with_name("sentences.txt")
BETWEEN = "‖"
LETTER = re.compile(r"[^\W_]")

# Pieces that decide where sentences end, so that random texts are full of them.
SIGNS = tuple(" \n\t.!?…。！？,:;()（）\"'“”«»「」『』《》—-*\u3000\r")
WORDS = (
    "\r\n",
    "\n\n",
    "[1]",
    "Co.",
    "т. д.",
    "г.",
    "U.S.",
    "No. 5",
    "J. ",
    "Дж. ",
    "30.04.2021",
    "说",
    "李明",
)
PIECES = st.sampled_from((*SIGNS, *WORDS, "Слово", "слово", "Word", "word", "1. "))
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


def read_cases() -> list[tuple[str, str]]:
    """Name and marked text of each case of the data file."""
    _, *parts = re.split(r"^=== ", CASES.read_text("utf-8"), flags=re.MULTILINE)
    return [(name, text.rstrip("\n")) for name, _, text in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize(("name", "marked"), read_cases(), ids=[name for name, _ in read_cases()])
def test_a_text_is_cut_where_a_person_cut_it(name: str, marked: str) -> None:
    # A blank line between two sentences needs no mark in the file.
    wanted = [piece.strip() for piece in re.split(f"{BETWEEN}|\n\n", marked) if LETTER.search(piece)]
    text = marked.replace(BETWEEN, "")
    assert [text[one.start : one.end] for one in sentences(text)] == wanted


def test_the_cases_cover_three_languages_and_both_ways_to_write_chinese() -> None:
    names = [name for name, _ in read_cases()]
    assert len(set(names)) == len(names)
    for language in ("en ", "ru ", "zh "):
        assert sum(name.startswith(language) for name in names) >= 25
    assert sum("繁體" in name for name in names) >= 2


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("")
@example("...\n* * *\n")
@example('."."."a."')
def test_every_letter_lies_in_exactly_one_sentence(text: str) -> None:
    found = sentences(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= after.start for one, after in itertools.pairwise(found))
    outside = [text[after.end : one.start] for after, one in itertools.pairwise((Sentence(0, 0), *found))]
    assert not any(LETTER.search(gap) for gap in (*outside, text[found[-1].end :] if found else text))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_a_sentence_holds_a_letter_and_no_white_space_at_its_ends(text: str) -> None:
    for one in sentences(text):
        words = text[one.start : one.end]
        assert words == words.strip()
        assert LETTER.search(words)


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_texts_parted_by_a_blank_line_keep_the_sentences_of_the_first(first: str, second: str) -> None:
    text = f"{first}\n\n{second}"
    ends = {one.end for one in sentences(text)}
    starts = {one.start for one in sentences(text)}
    assert not any(one.start < len(first) < one.end for one in sentences(text))
    if LETTER.search(first):
        assert any(end <= len(first) for end in ends)
    if LETTER.search(second):
        assert any(start >= len(first) + 2 for start in starts)


@given(
    st.sampled_from(["Anna came to Port Orchid.", "Анна приехала в порт.", "王芳来到海港。"]),
    st.integers(1, 30),
)
def test_a_plain_sentence_said_again_and_again_is_counted_each_time(sentence: str, times: int) -> None:
    between = "" if sentence.endswith("。") else " "
    assert len(sentences(between.join([sentence] * times))) == times


def test_a_word_is_in_one_list_of_abbreviations_alone() -> None:
    lists = ("LEADING", "NUMBERED", "TRAILING", "CLOSING", "OF_TIME")
    found = [word for name in lists for word in getattr(abbreviations, name)]
    assert sorted(found) == sorted(set(found))
    assert all(word == word.casefold() for word in found)
    assert abbreviations.OPENING >= abbreviations.OPENING_SURNAMES


HOSTILE = ["a", '."', "A. ", "1 г. ", "т. ", "。”说", "。“", "(a.", ".[1]", "- a\n", "x" * 70 + "\n", "! "]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_a_hostile_text(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    short = _seconds(text[:250_000])
    long = _seconds(text)
    # Four times the text in about four times the time; sixteen times would be quadratic.
    assert long < within(8 * short)


def _seconds(text: str) -> float:
    begin = time.perf_counter()
    sentences(text)
    return time.perf_counter() - begin
