"""Quotes of an article: verified from the text, from the lock, or an error that says why not."""

import hashlib
from pathlib import Path

import pytest

from kg.curation.evidence import ArticleText, Verification, read_article_text, verify
from kg.curation.lock import Lock, LockEntry
from kg.curation.reader import read
from kg.curation.records import Quote
from kg.curation.text import quote_hash
from kg.curation.tree import Mapping, Scalar
from kg.model.marks import Mark

RAW = "27 апреля Цзин Цзюньхай встретился с Дэн Чжунхань.\r\nЦзин Цзюньхай отметил «14-ого\u00a0плана».\n"
DATA = RAW.encode()
SHA256 = hashlib.sha256(DATA).hexdigest()
HEAD = Mark("seeds/a000.yaml", 1, 1, 3, 10)
TEXT = ArticleText(DATA, "articles/000.txt")


def quotes(*phrases: str | tuple[str, int]) -> list[Quote]:
    """Quotes as they come from a curation file, one on each line."""
    made = []
    for line, one in enumerate(phrases, start=10):
        phrase, occurrence = one if isinstance(one, tuple) else (one, None)
        mark = Mark("seeds/a000.yaml", line, 12, line, 12 + len(phrase))
        made.append(Quote(Scalar(phrase, mark), occurrence))
    return made


def checked(
    *phrases: str | tuple[str, int],
    sha256: str | None = SHA256[:16],
    text: ArticleText | None = TEXT,
    sought: str = TEXT.path,
    lock: Lock | None = None,
) -> Verification:
    named = None if sha256 is None else Scalar(sha256, Mark("seeds/a000.yaml", 4, 11, 4, 27))
    return verify(
        quotes(*phrases),
        article="a000",
        sha256=named,
        head=HEAD,
        text=text,
        sought=sought,
        lock=lock or Lock(),
    )


def words(found: Verification) -> list[str]:
    return [
        f"{one.mark}: {one.severity.value}[{one.code}] {one.message.en}; help: {one.help and one.help.en}"
        for one in found.diagnostics
    ]


def test_with_the_text_each_quote_gets_its_raw_position_and_a_lock_entry() -> None:
    found = checked("27 апреля", '"14-ого плана"', ("Цзин Цзюньхай", 2))
    assert [one.code for one in found.diagnostics] == ["quote-signs"]
    assert [RAW[one.start : one.end] for one in found.verified.values()] == [
        "27 апреля",
        "«14-ого\u00a0плана»",
        "Цзин Цзюньхай",
    ]
    assert {one.by for one in found.verified.values()} == {"text"}
    assert found.entries is not None
    assert found.entries[2] == LockEntry("a000", SHA256, 52, 65, 2, quote_hash("Цзин Цзюньхай"))


def test_without_the_text_the_lock_gives_the_same_positions() -> None:
    phrases: list[str | tuple[str, int]] = ["27 апреля", "«14-ого плана»", ("Цзин Цзюньхай", 2)]
    first = checked(*phrases)
    assert first.entries is not None
    second = checked(*phrases, text=None, lock=Lock(first.entries))
    assert second.diagnostics == ()
    assert second.entries is None
    assert {one.by for one in second.verified.values()} == {"lock"}
    places = [(one.start, one.end, one.quote_sha256) for one in second.verified.values()]
    assert places == [(one.start, one.end, one.quote_sha256) for one in first.verified.values()]


@pytest.mark.parametrize("phrase", ["28 апреля", ("27 апреля", 1), "Цзин Цзюньхай"])
def test_a_quote_that_the_lock_does_not_hold_is_an_error_without_the_text(
    phrase: str | tuple[str, int],
) -> None:
    lock = Lock(checked("27 апреля", ("Цзин Цзюньхай", 1)).entries or ())
    found = checked(phrase, text=None, lock=lock)
    assert found.verified == {}
    assert words(found) == [
        (
            "seeds/a000.yaml:10:12: error[quote-unverified] "
            "this quote is not in the evidence lock, and the article text articles/000.txt is not at hand; "
            "help: run `kg check` where the text is (in articles/ or in the folder KG_ARTICLES names) "
            "and commit seeds/evidence.lock with the curation"
        )
    ]


def test_a_lock_made_from_another_text_verifies_nothing() -> None:
    lock = Lock(checked("27 апреля").entries or ())
    assert checked("27 апреля", text=None, lock=lock, sha256="0" * 16).verified == {}
    assert checked("27 апреля", text=None, lock=lock, sha256=None).verified == {}


def test_a_lock_that_knows_another_text_is_one_finding_at_the_hash() -> None:
    lock = Lock(checked("27 апреля", "«14-ого плана»").entries or ())
    found = checked("27 апреля", "28 апреля", text=None, lock=lock, sha256="0" * 16)
    assert words(found) == [
        (
            "seeds/a000.yaml:4:11: error[hash-not-in-lock] "
            "the evidence lock holds the quotes of this article for another text, "
            "and the article text articles/000.txt is not at hand; "
            f"help: if the text has not changed, write `sha256: {SHA256[:16]}`; if it has, run `kg check` "
            "where the new text is and commit seeds/evidence.lock with the curation"
        )
    ]
    assert found.entries is None


def test_a_head_that_names_no_text_is_said_so_of_each_quote() -> None:
    (found,) = checked("27 апреля", text=None, sought="").diagnostics
    assert found.message.en.endswith("the head of the article names no text")


def test_without_a_text_a_missing_hash_is_the_only_finding() -> None:
    assert [one.code for one in checked("27 апреля", text=None, sha256=None).diagnostics] == ["hash-missing"]


@pytest.mark.parametrize("text", [TEXT, None])
@pytest.mark.parametrize("sha256", ["TODO", SHA256.upper(), SHA256[:15], ""])
def test_what_is_no_hash_was_reported_with_the_head_and_not_again(
    sha256: str, text: ArticleText | None
) -> None:
    assert checked("27 апреля", sha256=sha256, text=text).diagnostics == ()


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (
            "Цзин Цзюньхай встретился с Дэн Чжунханем",
            (
                "error[quote-not-found] this quote is not in the article; "
                "help: the text has `Цзин Цзюньхай встретился с Дэн Чжунхань`"
            ),
        ),
        (
            "совсем другое",
            (
                "error[quote-not-found] this quote is not in the article; "
                "help: copy the phrase from the text; only white space, quotation marks and dashes may differ"
            ),
        ),
        (
            "Цзин Цзюньхай",
            (
                "error[quote-ambiguous] this quote stands in the article 2 times (lines 1, 2); "
                "help: quote a longer phrase, or say which one is meant: `occurrence: 2`"
            ),
        ),
        (
            ("Цзин Цзюньхай", 3),
            (
                "error[quote-occurrence] this quote stands in the article 2 times, "
                "so there is no occurrence 3; "
                "help: `occurrence` is 1 to 2"
            ),
        ),
        (
            ("27 апреля", 2),
            (
                "error[quote-occurrence] this quote stands in the article once, so there is no occurrence 2; "
                "help: leave `occurrence` out"
            ),
        ),
        (
            "27 апреля Цзин Цзюньхай встретился с Дэн Чжунхань. Цзин",
            (
                "error[quote-too-long] this quote has 9 words; at most 8 are quoted; "
                "help: quote the few words that carry the statement; two Han characters count as one word"
            ),
        ),
        ("«…»", "error[quote-empty] this quote has no words; help: quote words of the article"),
    ],
)
def test_a_quote_that_cannot_stand_is_an_error_at_its_place(
    phrase: str | tuple[str, int], expected: str
) -> None:
    found = checked("27 апреля", phrase)
    assert words(found) == [f"seeds/a000.yaml:11:12: {expected}"]
    assert found.entries


def test_another_text_than_the_one_that_was_curated_is_an_error_and_leaves_the_lock() -> None:
    found = checked("27 апреля", "", sha256="0" * 16)
    assert [one.code for one in found.diagnostics] == ["hash-mismatch", "quote-empty"]
    assert words(found)[:1] == [
        (
            "seeds/a000.yaml:4:11: error[hash-mismatch] articles/000.txt is not the text that was curated: "
            f"its SHA-256 begins with {SHA256[:16]}, not with 0000000000000000; "
            f"help: if the new text is right, write `sha256: {SHA256[:16]}` and check each quote; "
            "else put the old text back"
        )
    ]
    assert found.entries is None


def test_another_text_in_which_every_quote_stands_too_can_be_taken_over() -> None:
    (found,) = checked("27 апреля", ("Цзин Цзюньхай", 2), sha256="0" * 16).diagnostics
    assert found.help is not None and found.help.en.startswith("every quote stands in this text too")
    assert found.fix is not None and [edit.text for edit in found.fix.edits] == [SHA256[:16]]


def test_a_head_without_hash_is_told_the_right_one() -> None:
    found = checked("27 апреля", sha256=None)
    assert words(found) == [
        (
            "seeds/a000.yaml:1:1: error[hash-missing] the head of the article does not say which text "
            "was read: `sha256` is missing; "
            f"help: write `sha256: {SHA256[:16]}`"
        )
    ]


def test_a_text_that_is_not_utf_8_is_one_error_in_the_text() -> None:
    found = checked("27 апреля", text=ArticleText(RAW.encode("cp1251"), "articles/000.txt"))
    assert words(found) == [
        (
            "articles/000.txt:1:4: error[text-not-utf-8] byte 4 of this file (0xe0) is not UTF-8; "
            "help: save the file as UTF-8; most editors offer that under “Save with encoding”"
        )
    ]
    assert found.entries is None


def test_positions_do_not_count_a_byte_order_mark_but_the_hash_does() -> None:
    text = ArticleText(b"\xef\xbb\xbf" + DATA, "articles/000.txt")
    found = checked("27 апреля", text=text, sha256=text.sha256)
    assert [(one.start, one.end) for one in found.verified.values()] == [(0, 9)]
    assert text.sha256 != SHA256


def test_a_text_is_read_from_its_folder_and_from_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "000.txt").write_bytes(DATA)
    (tmp_path / "secret.txt").write_bytes(DATA)
    assert read_article_text(folder, "000.txt") == TEXT
    for name in ("001.txt", "../secret.txt", "..\\secret.txt", str(tmp_path / "secret.txt"), "", ".", "a\0b"):
        assert read_article_text(folder, name) is None


def test_equal_quotes_at_two_places_of_a_file_are_both_verified() -> None:
    document = read("a: 27 апреля\nb: 27 апреля\n", "seeds/a000.yaml")
    assert isinstance(document.root, Mapping)
    both = [Quote(entry.value) for entry in document.root.entries if isinstance(entry.value, Scalar)]
    found = verify(both, article="a000", sha256=None, head=HEAD, text=TEXT, sought="", lock=Lock())
    assert list(found.verified) == both
