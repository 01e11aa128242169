"""Finding quotes: exactly, at raw positions, and with help for those that are not there."""

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.curation.passages import Ambiguous, Missing, NoSuchOccurrence, Passage, SourceText
from kg.curation.text import UNSPACED_LETTERS, NormalisedText, count_words, normalise

RUSSIAN = (
    "\u00a027 апреля секретарь провинциального комитета партии Цзин Цзюньхай встретился с Дэн Чжунхань.\n"
    "Цзин Цзюньхай отметил роль «14-ого\u00a0пятилетнего\u00a0плана» провинции Цзилинь.\r\n"
)
CHINESE = "武進(jìn)新聞\n\n區(qū)委副書(shū)記、區(qū)長(zhǎng)惲淇丞走訪澎芯半導(dǎo)體(常州)有限公司。"


def at(raw: str, quote: str, occurrence: int | None = None) -> str:
    """The raw passage of a quote that is there."""
    found = SourceText(raw).find(quote, occurrence)
    assert isinstance(found, Passage)
    return raw[found.start : found.end]


@pytest.mark.parametrize(
    ("raw", "quote", "passage"),
    [
        (RUSSIAN, "27 апреля", "27 апреля"),
        (
            RUSSIAN,
            '"14-ого пятилетнего плана" провинции',
            "«14-ого\u00a0пятилетнего\u00a0плана» провинции",
        ),
        (CHINESE, "區委副書記、區長惲淇丞", "區(qū)委副書(shū)記、區(qū)長(zhǎng)惲淇丞"),
        (CHINESE, "武進", "武進"),
        (CHINESE, "半導體(常州)有限公司", "半導(dǎo)體(常州)有限公司"),
        (CHINESE, "半導（dǎo）體（常州）", "半導(dǎo)體(常州)"),
        ("caf\u0065\u0301 au lait", "café", "cafe\u0301"),
        ("\U0001f600 the “six\u00a0new” 𝒳", '"six new" 𝒳', "“six\u00a0new” 𝒳"),
    ],
)  # fmt: skip
def test_a_quote_is_found_at_its_raw_position(raw: str, quote: str, passage: str) -> None:
    assert at(raw, quote) == passage


def test_a_quote_that_stands_more_than_once_needs_an_occurrence() -> None:
    source = SourceText(RUSSIAN)
    assert source.find("Цзин Цзюньхай") == Ambiguous(2, (1, 2))
    second = source.find("Цзин Цзюньхай", 2)
    assert isinstance(second, Passage)
    assert (second.start, second.end, second.occurrence, second.count) == (94, 107, 2, 2)
    assert source.find("Цзин Цзюньхай", 3) == NoSuchOccurrence(2)
    assert isinstance(source.find("27 апреля", 1), Passage)


def test_occurrences_that_overlap_are_counted() -> None:
    assert SourceText("a b a b a").find("a b a") == Ambiguous(2, (1, 1))
    assert SourceText("a b a b a").find("a b a", 2) == Passage(4, 9, 2, 2)


@pytest.mark.parametrize(
    ("raw", "quote", "nearest"),
    [
        ("a good neighbour of our province", "ood neighbour of our provi", "good neighbour of our province"),
        (RUSSIAN, "провинциального комитет", "провинциального комитета"),
        ("in 2021 and 12", "02", "2021"),
        ("x " + "abc " * 9 + "y", " ".join(["bc"] + ["abc"] * 7), " ".join(["abc"] * 8)),
    ],
)
def test_a_quote_that_cuts_a_word_is_not_there_and_the_whole_words_are_offered(
    raw: str, quote: str, nearest: str
) -> None:
    assert SourceText(raw).find(quote) == Missing(nearest)


def test_a_place_that_cuts_a_word_is_not_counted() -> None:
    assert SourceText("category, cat, cats").find("cat") == Passage(10, 13, 1, 1)


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("2021年4月27日訪問FAW集團", "4月27日訪"),
        ("訪問FAW集團", "FAW"),
        ("14-й план", "14"),
        ("R&D", "R"),
        ("12:30Source: X", "Source"),
    ],
)
def test_beside_han_and_signs_no_word_is_cut(raw: str, quote: str) -> None:
    assert at(raw, quote) == quote


@pytest.mark.parametrize(
    ("raw", "quote"),
    [
        ("1½ kg", "1⁄2 k"),
        ("½", "1"),
        ("cafe\u0301", "cafe"),
        ("Jing Junhai", "jing junhai"),
        ("", "a"),
        ("a", ""),
        ("a", " \n"),
    ],
)
def test_nothing_is_found_by_halves_or_by_guessing(raw: str, quote: str) -> None:
    found = SourceText(raw).find(quote)
    assert isinstance(found, Passage | Missing)
    if isinstance(found, Passage):
        assert normalise(raw[found.start : found.end]) == normalise(quote)


@pytest.mark.parametrize(
    ("raw", "quote", "nearest"),
    [
        (RUSSIAN, "секретарь провинциальный комитет партии", "секретарь провинциального комитета партии"),
        (RUSSIAN, "Цзин Цзюнхай отметил", "Цзин Цзюньхай отметил"),
        ("They held talks in Changchun.", "held talks in Beijing", "held talks in Changchun"),
        ("Jing Junhai han Jun", "jing junhai", "Jing Junhai"),
        (CHINESE, "區長惲淇承走訪", "區(qū)長(zhǎng)惲淇丞走訪"),
        (RUSSIAN, "совсем другое", ""),
    ],
)
def test_help_shows_the_passage_most_like_the_quote(raw: str, quote: str, nearest: str) -> None:
    assert SourceText(raw).find(quote) == Missing(nearest)


def test_help_never_shows_more_than_eight_words() -> None:
    raw = " ".join(f"word{number}" for number in range(30)) + "武" * 40
    found = SourceText(raw).find(" ".join(f"word{number}" for number in range(1, 20)) + " end")
    assert isinstance(found, Missing)
    assert count_words(found.nearest) == 8


def test_a_text_of_a_megabyte_takes_no_seconds() -> None:
    before = time.perf_counter()
    source = SourceText(CHINESE * 9_000)
    assert isinstance(source.find("走訪澎芯半導體(南京)"), Missing)
    assert isinstance(source.find("的" * 20), Missing)
    long = SourceText("the delegation held talks in the city of Changchun on that day " * 15_000)
    assert isinstance(long.find("the delegation held talks in the town of Changchun"), Missing)
    assert isinstance(long.find("x" * 100_000), Missing)
    assert time.perf_counter() - before < 10


pieces = [
    *"ab區長 \n\r\u00a0\u3000“”'—-½㎏ﬁ¨각𝒳ū()\u0301\u0323\u200b\ufeff\u00ad\u1161",
    *("(qū)", "(men)", "\r\n", "區(qū)", "區\n長"),
]
texts = st.lists(st.sampled_from(pieces) | st.characters(codec="utf-8"), max_size=30).map("".join)


@given(texts, st.data())
def test_a_found_passage_normalises_to_the_quote(raw: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw)))
    quote = raw[start : start + data.draw(st.integers(1, 8))]
    found = SourceText(raw).find(quote, data.draw(st.integers(1, 2)))
    if isinstance(found, Passage):
        assert normalise(raw[found.start : found.end]) == normalise(quote)


@given(texts, st.data())
def test_every_stretch_of_whole_characters_is_found_where_it_stands(raw: str, data: st.DataObject) -> None:
    normal = NormalisedText(raw)
    assume(normal.text.strip(" "))
    first = data.draw(st.integers(0, len(normal.text) - 1))
    last = data.draw(st.integers(first, len(normal.text) - 1))
    start, end = normal.starts[first], normal.ends[last]
    quote = raw[start:end]
    assume(normalise(quote))
    edges = (normal.starts.index(start), len(normal.text) - normal.ends[::-1].index(end))
    around = (normal.text[max(place - 1, 0) : place + 1] for place in edges)
    assume(not any(re.fullmatch(rf"(?:(?![{UNSPACED_LETTERS}])[^\W\d_]){{2}}|\d\d", two) for two in around))
    source = SourceText(raw)
    count, places = 1, set()
    while isinstance(found := source.find(quote, count), Passage):
        places.add(normalise(raw[: found.start]))
        count += 1
    assert places
    assert isinstance(found, NoSuchOccurrence)
    assert any(len(one) <= len(normalise(raw[:end])) for one in places)
