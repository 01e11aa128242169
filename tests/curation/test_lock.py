"""The evidence lock: sorted, stable bytes, and strict about what it holds."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.lock import HEADER, Lock, LockEntry, read_lock, read_lock_file, write_lock
from kg.model.errors import FileProblem

TEXT, QUOTE = "0123456789abcdef" * 4, "f" * 64
ONE = LockEntry("a000", TEXT, 120, 155, None, QUOTE)
TWO = LockEntry("a000", TEXT, 20, 30, 2, "e" * 64)
OTHER = LockEntry("a001", "e" * 64, 0, 5, 1, QUOTE)

hashes = st.text(st.sampled_from("0123456789abcdef"), min_size=64, max_size=64)
entries = st.builds(
    lambda article, text, start, length, occurrence, quote: LockEntry(
        article, text, start, start + length, occurrence, quote
    ),
    st.sampled_from(["a000", "a001", "b-2"]),
    hashes,
    st.integers(0, 10**6),
    st.integers(1, 100),
    st.none() | st.integers(1, 9),
    hashes,
)


def test_an_entry_is_a_line_and_the_first_lines_say_that_the_file_is_generated() -> None:
    text = Lock((OTHER, ONE, TWO)).to_text()
    assert text.startswith("# Where each quote stands")
    assert "do not edit by hand" in HEADER
    assert text.removeprefix(HEADER) == (
        f"a000\t{TEXT}\t20\t30\t2\t{'e' * 64}\n"
        f"a000\t{TEXT}\t120\t155\t-\t{QUOTE}\n"
        f"a001\t{'e' * 64}\t0\t5\t1\t{QUOTE}\n"
    )


def test_a_quote_is_found_by_article_text_words_and_occurrence_alone() -> None:
    lock = Lock((ONE, TWO, OTHER))

    def find(article: str, text: str, quote: str, occurrence: int | None) -> tuple[int, int] | None:
        return lock.find(article, text_sha256=text, quote_sha256=quote, occurrence=occurrence)

    assert find("a000", TEXT, QUOTE, None) == (120, 155)
    assert find("a000", TEXT[:16], "e" * 64, 2) == (20, 30)
    assert find("a000", TEXT[:15], QUOTE, None) is None
    assert find("a000", "f" * 16, QUOTE, None) is None
    assert find("a000", TEXT, QUOTE, 1) is None
    assert find("a000", TEXT, "e" * 64, None) is None
    assert find("a001", TEXT, QUOTE, None) is None


def test_new_entries_replace_those_of_the_articles_that_were_verified() -> None:
    lock = Lock((ONE, TWO, OTHER))
    both = ("a000", "a001")
    assert lock.updated({"a000": (ONE,)}, both) == Lock((ONE, OTHER))
    assert lock.updated({"a001": ()}, both) == Lock((ONE, TWO))
    assert lock.updated({}, both) == lock


def test_entries_of_an_article_without_a_file_are_dropped() -> None:
    lock = Lock((ONE, TWO, OTHER))
    assert lock.updated({}, ["a001", "a002"]) == Lock((OTHER,))
    assert lock.updated({"a000": (ONE,)}, []) == Lock((ONE,))


def test_the_texts_of_an_article_are_those_of_its_entries() -> None:
    assert Lock((ONE, TWO, OTHER)).texts("a000") == (TEXT,)
    assert Lock((ONE,)).texts("a001") == ()


@given(st.lists(entries, max_size=8, unique_by=lambda one: one.quote_sha256), st.randoms())
def test_the_same_entries_give_the_same_bytes_and_come_back(found: list[LockEntry], random: object) -> None:
    lock = Lock(tuple(found))
    random.shuffle(found)  # type: ignore[attr-defined]
    text = lock.to_text()
    assert Lock((*found, *found)).to_text() == text
    assert read_lock(text, "seeds/evidence.lock") == (lock, ())
    assert read_lock(text.replace("\n", "\r\n"), "seeds/evidence.lock") == (lock, ())


def test_conflict_markers_are_an_error_that_says_what_to_do() -> None:
    text = HEADER + "<<<<<<< mine\n" + ONE.line + "=======\n" + OTHER.line + ">>>>>>> theirs\n"
    lock, found = read_lock(text, "seeds/evidence.lock")
    assert lock == Lock((ONE, OTHER))
    assert [(str(one.mark), one.code) for one in found] == [
        ("seeds/evidence.lock:3:1", "lock-conflict"),
        ("seeds/evidence.lock:5:1", "lock-conflict"),
        ("seeds/evidence.lock:7:1", "lock-conflict"),
    ]
    assert found[0].help is not None
    assert "keep the lines of both sides" in found[0].help.en


@pytest.mark.parametrize(
    "line",
    [
        "a000",
        ONE.line.rstrip("\n") + "\tx",
        ONE.line.rstrip("\n").replace("\t", " "),
        ONE.line.rstrip("\n").replace("120", "155"),
        ONE.line.rstrip("\n").replace("120", "-1"),
        ONE.line.rstrip("\n").replace("a000", "A 000"),
        ONE.line.rstrip("\n")[:-1],
        "\ufffd",
    ],
)
def test_a_line_that_is_no_entry_is_an_error_and_the_others_stand(line: str) -> None:
    lock, (found,) = read_lock(HEADER + line + "\n" + OTHER.line, "seeds/evidence.lock")
    assert (str(found.mark), found.code) == ("seeds/evidence.lock:3:1", "lock-malformed")
    assert lock == Lock((OTHER,))


def test_two_places_for_one_quote_are_an_error() -> None:
    moved = ONE._replace(start=121, end=156)
    _, (found,) = read_lock(ONE.line + moved.line, "seeds/evidence.lock")
    assert (str(found.mark), found.code) == ("seeds/evidence.lock:2:1", "lock-contradiction")
    assert str(found.related[0].mark) == "seeds/evidence.lock:1:1"


def test_a_file_is_written_only_when_its_bytes_change(tmp_path: Path) -> None:
    path = tmp_path / "evidence.lock"
    assert read_lock_file(path, "seeds/evidence.lock") == (Lock(), ())
    assert write_lock(Lock((ONE,)), path)
    assert path.read_bytes() == (HEADER + ONE.line).encode()
    os.utime(path, (1, 1))
    assert not write_lock(Lock((ONE,)), path)
    assert path.stat().st_mtime == 1
    assert write_lock(Lock((ONE, OTHER)), path)
    assert read_lock_file(path, "seeds/evidence.lock") == (Lock((ONE, OTHER)), ())
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.lock"]


def test_a_folder_that_cannot_be_written_stops_the_run_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileProblem):
        write_lock(Lock((ONE,)), tmp_path / "none" / "evidence.lock")
    (tmp_path / "evidence.lock").mkdir()
    with pytest.raises(FileProblem):
        write_lock(Lock((ONE,)), tmp_path / "evidence.lock")
    with pytest.raises(FileProblem):
        read_lock_file(tmp_path / "evidence.lock", "seeds/evidence.lock")
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.lock"]


def test_a_lock_that_is_not_utf_8_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "evidence.lock"
    path.write_bytes(b"\xff\xfe\x00")
    lock, (found,) = read_lock_file(path, "seeds/evidence.lock")
    assert lock == Lock()
    assert found.code == "not-utf-8"
