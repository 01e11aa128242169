"""Files that are kept: the same records when they are made later, the same lock when it is not read."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from grown import grow

from kg.curation.lock import LockEntry, lines_by_article, lines_of, read_lock_file, updated_text
from kg.curation.naming import han_memory
from kg.curation.naming.name_pairs import find_pairs
from kg.curation.naming.names import NameStatement
from kg.graph.cache.codec import Packed, from_bytes, packed, to_bytes
from kg.graph.cache.contents import Contents
from kg.graph.cache.store import AT_ONCE_WRITTEN, Cache
from kg.graph.mapping.quotes import LOCK_FILE, Quotes, verify_quotes
from kg.graph.seeds import Seeds, read_seeds
from kg.graph.validation.kept_pairs import pairs_of
from kg.model.marks import Mark
from kg.model.project import read_project


def read(folder: Path, cache: Cache) -> tuple[Seeds, Quotes, int]:
    """What the files say, where their quotes stand, and how many files were opened for it."""
    project = read_project(folder)
    files, texts = Contents(cache), Contents(cache)
    seeds = read_seeds(project, files, lambda *_: None)
    quotes = verify_quotes(
        project,
        seeds.articles,
        update_lock=True,
        progress=lambda *_: None,
        texts=texts,
        names=seeds.names,
    )
    cache.close_check()
    return seeds, quotes, files.opened + texts.opened


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    grow(folder, 12)
    return folder


def test_what_is_made_later_is_what_was_read(project: Path, tmp_path: Path) -> None:
    fresh, found, _ = read(project, Cache(None))
    read(project, Cache(tmp_path / "cache"))
    kept, again, opened = read(project, Cache(tmp_path / "cache"))
    assert (kept.parsed, again.verified_anew, opened) == (0, 0, 0)
    assert [one.id for one in kept.articles] == [one.id for one in fresh.articles]
    assert kept.articles == fresh.articles
    assert kept == Seeds(fresh.articles, fresh.authority, fresh.diagnostics, kept.names, 0)
    assert dict(again.by_mark) == dict(found.by_mark)
    assert again.by_mark
    assert again.diagnostics == found.diagnostics
    assert (again.from_text, again.from_lock) == (found.from_text, found.from_lock)


def test_an_edit_leaves_the_lock_as_a_check_without_a_cache_does(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read(project, Cache(cache))
    lock = project / LOCK_FILE
    first = lock.read_bytes()
    path = next(
        one for one in sorted((project / "seeds").glob("*.yaml")) if "quote: " in one.read_text("utf-8")
    )
    text = path.read_text("utf-8")
    edited = "".join(line for line in text.splitlines(keepends=True) if "quote: " not in line)
    path.write_text(edited, "utf-8")
    read(project, Cache(cache))
    after = lock.read_bytes()
    assert after != first
    lock.write_bytes(first)
    read(project, Cache(None))
    assert lock.read_bytes() == after
    path.unlink()
    read(project, Cache(cache))
    gone = lock.read_bytes()
    assert path.stem.encode() + b"\t" not in gone
    lock.write_bytes(first)
    read(project, Cache(None))
    assert lock.read_bytes() == gone
    path.write_text(text, "utf-8")
    read(project, Cache(cache))
    assert lock.read_bytes() == first


def test_a_lock_taken_apart_by_article_is_the_lock(project: Path) -> None:
    read(project, Cache(None))
    lock, found = read_lock_file(project / LOCK_FILE, LOCK_FILE)
    assert found == ()
    lines = lines_by_article(lock.to_text())
    assert {one.article for one in lock.entries} == lines.keys()
    assert all(lines[one] == lines_of(lock.of(one)) for one in lines)
    article, *others = sorted(lines)
    new = {
        article: [LockEntry(article, "0" * 64, 3, 9, None, "1" * 64)],
        "zz": [LockEntry("zz", "0" * 64, 12, 19, 2, "1" * 64), LockEntry("zz", "0" * 64, 3, 9, 1, "2" * 64)],
    }
    known = {*others[1:], "zz", article}
    assert updated_text(lines, new, known) == lock.updated(new, known).to_text()


def test_a_lock_that_was_edited_by_hand_is_read(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    read(project, Cache(cache))
    lock = project / LOCK_FILE
    whole = lock.read_bytes()
    lines = whole.splitlines(keepends=True)
    lock.write_bytes(b"".join([*lines[:2], *reversed(lines[2:])]))
    read(project, Cache(cache))
    assert lock.read_bytes() == whole
    lock.write_bytes(whole + b"<<<<<<< ours\n")
    assert [one.code for one in read(project, Cache(cache))[1].diagnostics] == ["lock-conflict"]


def test_values_are_packed_by_themselves_and_numbers_as_they_are() -> None:
    numbers = array("I", [0, 1, 2**32 - 1])
    mark = Mark("seeds/a.yaml", 1, 2, 3, 4)
    kept = from_bytes(to_bytes(("text", packed((mark, numbers)), (mark, "\udc80"), packed(None))))
    assert isinstance(kept, tuple)
    text, inner, marked, nothing = kept
    assert isinstance(inner, Packed)
    assert (text, inner.value(), marked, nothing.value()) == ("text", (mark, numbers), (mark, "\udc80"), None)


def test_results_are_written_while_a_check_goes_on(tmp_path: Path) -> None:
    names = [number.to_bytes(4, "big") for number in range(AT_ONCE_WRITTEN + 1)]
    going_on = Cache(tmp_path / "cache")
    for name in names:
        going_on.put({name: "text"})
    assert going_on.find(names).keys() == set(names)
    another = Cache(tmp_path / "cache")
    assert another.find(names).keys() == set(names[:-1])  # the last one waits for company
    another.close_check()
    going_on.close_check()
    assert Cache(tmp_path / "cache").find(names).keys() == set(names)


def said(entity: str, text: str, language: str, line: int) -> NameStatement:
    return NameStatement(entity, text, language, "name", "a1", Mark("seeds/a1.yaml", line, 1, line, 9))


def test_kept_pairs_are_those_that_are_found_and_go_with_the_names(tmp_path: Path) -> None:
    def pairs(names: list[NameStatement], cache: Cache, apart: list[set[str]]) -> object:
        found = pairs_of(
            names,
            kinds={one.entity: "p" for one in names},
            classes={"p": {"p"}},
            sorts={"p": "person"},
            apart=apart,
            cache=cache,
        )
        cache.close_check()
        wanted = find_pairs(
            names,
            classes={one.entity: {"p"} for one in names},
            sorts={one.entity: "person" for one in names},
            apart=apart,
        )
        assert found == wanted
        return found.same, found.near

    names = [
        said("a", "Wang Guoguo", "en", 3),
        said("b", "王国国", "zh", 5),
        said("c", "Wang Guogou", "en", 7),
    ]
    path = tmp_path / "cache"
    first = pairs(names, Cache(path), [])
    assert first[0]  # type: ignore[index]
    moved = [said(one.entity, one.text, one.language, one.mark.line + 4) for one in names]
    assert pairs(moved, Cache(path), []) != first, "the marks are those of now"
    assert pairs(names, Cache(path), [{"a", "b"}]) != first
    assert pairs(names[:1], Cache(path), []) == ((), ())


def test_what_is_remembered_of_han_names_is_what_the_word_lists_say() -> None:
    from kg.curation.naming.pinyin import han_rows, simplified

    asked = {one: (simplified(one), han_rows(one, initial=True)) for one in ("長春", "王国国", "单田芳")}
    assert han_memory.simple.get("長春") == "长春"
    assert han_memory.syllables.get("王国国") == ("wang", "guo", "guo")
    assert all((simplified(one), han_rows(one, initial=True)) == said for one, said in asked.items())


def test_a_batch_that_ctrl_c_ends_takes_nothing_along(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    first = Cache(path)
    first.put({b"first": "text"})
    first.close_check()

    class Interrupting:
        """No value that can be kept; somebody presses Ctrl+C when it is looked at first."""

        pressed = False

        @property
        def __class__(self) -> type:
            if not Interrupting.pressed:
                Interrupting.pressed = True
                raise KeyboardInterrupt
            return object

    stopped = Cache(path)
    with pytest.raises(KeyboardInterrupt):
        stopped.put(
            {**{number.to_bytes(4, "big"): "text" for number in range(AT_ONCE_WRITTEN)}, b"x": Interrupting()}
        )
    stopped.close_check()
    assert Cache(path).get(b"first") == "text"
