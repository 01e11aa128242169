"""The short ways of the reader and of quotes give what the long ways give."""

from __future__ import annotations

import unicodedata
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.curation import text as folding
from kg.curation.reader import read
from kg.curation.text import NormalisedText, count_words, normalise
from kg.model.marks import LineIndex

WORDS = ["a", "ключ", "一汽", "𝒳", "e\u0301", "\\n", "#", " #", "\u2028", "\x85", "\ufeff", "\t", " ", "  "]
SIGNS_OF_YAML = ["- ", ": ", "{", "}", "[", "]", ", ", "'", '"', "|\n", ">\n", "&a ", "*a", "!t ", "---\n"]
PIECES = st.sampled_from([*WORDS, *SIGNS_OF_YAML, "\n", "\r\n", "\r"])
FILES = st.builds(
    lambda start, rest: start + "".join(rest),
    st.sampled_from(["", "a: b\n", "a:\n  ", "a: |\n  "]),
    st.lists(PIECES),
)
SIGNS = st.text(
    st.sampled_from("ab Z9'\"-()_.&，。、–—“”„«»‘’一汽ёЙ½é\u0301\u00a0\u200b\n\r\t  ﬁＡ区quū$+`~ك々〇ー"),
    max_size=30,
)


def relied_on(event: yaml.Event, text: str) -> list[Any]:
    """The marks of an event that the reader uses; a block ends with its last node, not with its event."""
    begin, end = event.start_mark, event.end_mark
    assert begin is not None
    assert end is not None
    if isinstance(event, yaml.ScalarEvent):
        return [begin] if event.style in ("|", ">") else [begin, end]
    if isinstance(event, yaml.CollectionEndEvent):
        return [begin, end] if text[begin.index : begin.index + 1] in ("}", "]") else []
    return [begin, end] if isinstance(event, yaml.NodeEvent) else []


@given(FILES)
def test_lines_and_columns_of_the_parser_are_those_of_the_line_index(text: str) -> None:
    document = read(text, "f.yaml")
    if document.root is None:
        return
    index = LineIndex("f.yaml", document.text)
    for event in yaml.parse(document.text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.DocumentEndEvent):
            break  # a second document is not read
        for mark in relied_on(event, document.text):
            assert (mark.line + 1, mark.column + 1) == tuple(index.mark(mark.index))[1:3]


@given(SIGNS)
def test_plain_quotes_are_folded_and_counted_as_any_other(quote: str) -> None:
    slowly = NormalisedText(quote).text.strip(" ")
    assert normalise(quote) == slowly
    spaced, unspaced = folding._UNSPACED_LETTER.subn(" ", slowly)
    joined = folding._JOINER.sub("x", spaced)
    letters = (one if unicodedata.category(one)[0] in "LMN" else " " for one in joined)
    assert count_words(quote) == len("".join(letters).split()) + (unspaced + 1) // 2


def test_what_counts_as_plain_is_left_alone_by_unicode_and_joins_with_nothing() -> None:
    plain = [chr(code) for code in range(0x10000) if folding._SIMPLE.fullmatch(chr(code))]
    assert len(plain) > 20_000
    for one in plain:
        assert unicodedata.normalize("NFKC", one) == one
        assert not folding._joins(one)
        assert folding._DROPPED.match(one) is None
