"""Normalised texts: what is folded, what is not, and the way back to raw positions."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.text import NormalisedText, count_words, normalise, quote_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("«14-ого\u00a0плана» провинции", '"14-ого плана" провинции'),
        ("People’s “six”", "People's \"six\""),
        ("全國「兩會」", "全國“兩會”"),
        ("a\r\n\u3000 b", "a b"),
        ("FAW–VIMICRO — x−y", "FAW-VIMICRO - x-y"),
        ("Ｈｕａｗｅｉ，１", "Huawei,1"),
        ("e\u0301 \ufb01", "é fi"),
        ("Deng\u200b Zhong\u00adhan\ufeff", "Deng Zhonghan"),
        ("區(qū)委副書(shū)記(jì)", "區委副書記"),
        ("區（qū）長(zhǎnɡ)", "區長"),
        ("女(nǚ)綠(lǜ)兒(ér)", "女綠兒"),
        ("我們(men)的(de)", "我們的"),
        ("推动\n发展", "推动发展"),
        ("完成，\r\n推动", "完成，推动"),
        ("  a  ", "a"),
    ],
)  # fmt: skip
def test_texts_that_a_reader_takes_for_the_same_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert quote_hash(one) == quote_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jing", "jing"),
        ("半導體(常州)", "半導體"),
        ("智能(ai)", "智能"),
        ("芯片(chip)", "芯片"),
        ("法文(école)", "法文"),
        ("區 (qū)", "區"),
        ("FAW(yī)", "FAW"),
        ("一(Yī)", "一"),
        ("韩俊 徐直军", "韩俊徐直军"),
        ("发展\n\n推动", "发展推动"),
        ("chip\nvehicle", "chipvehicle"),
        ("ё", "е"),
        ("й", "и"),
        ("惲", "恽"),
        ("a, b", "a b"),
    ],
)
def test_texts_that_differ_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("основателем и главным научным сотрудником Китайской корпорации VIMICRO", 8),
        ("корпорации VIMICRO,также открыли", 4),
        ("«14-ого пятилетнего плана»", 3),
        ("People’s R&D, 2.5 years", 4),
        ("區(qū)委副書(shū)記(jì)", 3),
        ("副區長王斐", 3),
        ("Huawei华为", 2),
        ("スマート", 2),
        ("हिन्दी भाषा", 2),
        ("— «» …", 0),
        ("", 0),
    ],
)
def test_words_are_counted_with_two_han_characters_as_one(quote: str, words: int) -> None:
    assert count_words(quote) == words


def test_offsets_lead_back_to_the_raw_text() -> None:
    raw = "長(zhǎng)½\u00a0\r\n e\u0301\u200bx"
    found = NormalisedText(raw)
    pieces = [raw[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert found.text == "長1⁄2 éx"
    assert pieces == ["長", "½", "½", "½", "\u00a0\r\n ", "e\u0301", "x"]


pieces = [
    *"ab區長书 \n\r\t\u00a0\u3000\u2028，、()（）[]“”'’«—-–½㎏ﬁ¨´㈱ḍ각ガ𝒳\U00020000ūǎǚqzhng\ud800",
    *"\u0301\u0323\u0308\u200b\u200d\ufeff\u00ad\ufe0f\uff9e\u1161\u11a8\u09c7\u09be",
    *("(qū)", "(zhǎng)", "(men)", "\r\n", "區(qū)"),
]
nasty = st.lists(st.sampled_from(pieces) | st.characters(), max_size=30).map("".join)


@given(nasty)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(nasty)
def test_every_normalised_character_comes_from_the_raw_text_at_its_offsets(raw: str) -> None:
    found = NormalisedText(raw)
    assert len(found.text) == len(found.starts) == len(found.ends)
    done = 0
    for place, (start, end) in enumerate(zip(found.starts, found.ends, strict=True)):
        assert 0 <= start < end <= len(raw)
        assert start >= done or start == found.starts[place - 1]
        done = end if found.text[place] != " " else start
        folded = NormalisedText(raw[start:end]).text
        assert found.text[place] in folded


@given(nasty)
def test_apart_from_what_is_folded_nothing_is_lost(raw: str) -> None:
    han = [one for one in unicodedata.normalize("NFKC", raw) if one in "區長书"]
    assert [one for one in normalise(raw) if one in "區長书"] == han
