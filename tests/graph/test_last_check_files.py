"""What is told of files without reading them, and of statements without all of them, is what holds."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

from kg.graph.cache.contents import Contents, Folder
from kg.graph.cache.store import Cache
from kg.graph.last_check.names_read import NamesRead, differing, ways_to
from kg.model.terms import Term, Triple

LONG_AGO = 60  # seconds


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def aged(path: Path, chance: random.Random) -> None:
    """Make a file look as if nobody had touched it just now."""
    then = time.time_ns() - (LONG_AGO + chance.randrange(LONG_AGO)) * 1_000_000_000
    os.utime(path, ns=(then, then))


def disturbed(folder: Path, chance: random.Random) -> None:
    """One thing that happens to files."""
    path = folder / f"f{chance.randrange(30)}.yaml"
    old = path.read_bytes() if path.exists() else b"text"
    match chance.randrange(6):
        case 0:
            path.unlink(missing_ok=True)
        case 1:
            path.write_bytes(chance.randbytes(len(old)))  # just now, of the same size
        case 2:
            path.write_bytes(chance.randbytes(len(old)))
            aged(path, chance)
        case 3:
            path.write_bytes(chance.randbytes(chance.randrange(40)))
            aged(path, chance)
        case 4:
            path.write_bytes(old)
            aged(path, chance)
        case _:
            other = folder / f"f{chance.randrange(30)}.yaml"
            if path.exists():
                path.replace(other)


def test_hashes_that_are_remembered_are_those_of_the_files(tmp_path: Path) -> None:
    folder, cache = tmp_path / "files", tmp_path / "cache.sqlite"
    folder.mkdir()
    chance = random.Random(5)
    for number in range(30):
        (folder / f"f{number}.yaml").write_bytes(chance.randbytes(20))
    for turn in range(60):
        for _ in range(chance.choice([0, 1, 1, 3, 20])):
            disturbed(folder, chance)
        kept = Cache(cache)
        contents = Contents(kept)
        files = contents.of(folder)
        assert sorted(files.names) == sorted(path.name for path in folder.iterdir())
        asked: Callable[[str], str] = files.sha256 if turn % 3 else files.sha256_of_few
        for path in chance.sample(sorted(folder.iterdir()), len(list(folder.iterdir())) // 2):
            assert asked(path.name) == digest_of(path)
            assert files.sha256_of(path.name, path.read_bytes()) == digest_of(path)
            assert files.size(path.name) == path.stat().st_size
        contents.close()
        kept.close_check()


def test_files_that_were_seen_are_told_from_others_without_their_hashes(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    chance = random.Random(6)
    quiet = 0
    for _ in range(40):
        for number in range(30):
            path = folder / f"f{number}.yaml"
            if not path.exists():
                path.write_bytes(chance.randbytes(20))
                aged(path, chance)
        before = Folder(folder, Cache(None))
        digests = {name: before.sha256(name) for name in before.names}
        seen = {name: before.seen(name) for name in [*before.names, "absent.yaml"]}
        for _ in range(chance.randrange(4)):
            disturbed(folder, chance)
        after = Folder(folder, Cache(None))
        others = set(after.not_seen(seen))
        there = {path.name: digest_of(path) for path in folder.iterdir()}
        assert {name for name, digest in digests.items() if there.get(name) != digest} <= others
        assert "absent.yaml" in others, "its name may be written in another case"
        quiet += len(others) < 10
        assert after.opened == 0
        for name in set(digests) - others:
            after.recall(seen[name], digests[name])
            assert after.sha256(name) == there[name]
        assert after.opened == 0
    assert quiet > 20, "most files are known again"


def test_a_file_that_changes_after_it_was_listed_is_not_taken_for_the_one_before(tmp_path: Path) -> None:
    chance = random.Random(8)
    file = tmp_path / "a.lock"
    for _ in range(20):
        file.write_bytes(chance.randbytes(20))
        aged(file, chance)
        before = Folder(tmp_path, Cache(None))
        known = before.sha256_of("a.lock", file.read_bytes())
        file.write_bytes(chance.randbytes(20))
        if chance.random() < 0.5:
            aged(file, chance)
        assert before.sha256_of("a.lock", file.read_bytes()) == digest_of(file) != known
        assert before.sha256("a.lock") == known, "one check sees one state of a file"


def test_all_that_lies_in_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.yaml").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "link").symlink_to(tmp_path / "a.yaml")
    found = Folder(tmp_path, Cache(None))
    assert found.entries == {"folder", "a.yaml", ".hidden", "gone", "link"}
    assert found.names == {"a.yaml", ".hidden", "link"}


def test_where_no_folder_is_nothing_is_missed_that_was_missing_before(tmp_path: Path) -> None:
    nowhere = Folder(tmp_path / "nowhere", Cache(None))
    seen = {"a.txt": nowhere.seen("a.txt")}
    assert nowhere.not_seen(seen) == []
    (tmp_path / "nowhere").mkdir()
    assert nowhere.not_seen(seen) == []
    (tmp_path / "nowhere" / "b.txt").write_text("text", "utf-8")
    assert Folder(tmp_path / "nowhere", Cache(None)).not_seen(seen) == ["a.txt"]


def test_a_file_that_was_just_written_is_read_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache.sqlite"
    (tmp_path / "files").mkdir()
    file = tmp_path / "files" / "a.yaml"
    for number in range(20):
        file.write_text(f"text {number:03}", "utf-8")  # of one size, and perhaps within one tick of the clock
        kept = Cache(cache)
        files = Contents(kept)
        assert files.of(file.parent).sha256("a.yaml") == digest_of(file)
        assert files.of(file.parent).seen("a.yaml") == "", "nothing tells a later change"
        files.close()
        kept.close_check()


def test_statements_that_names_were_told_apart_by_are_found_among_the_differing_ones() -> None:
    chance = random.Random(7)
    terms = [Term(f"<https://e.example/{number}>") for number in range(5)]
    alike = 0
    for _ in range(3_000):
        read = NamesRead(
            {(chance.choice(terms), chance.choice(terms)) for _ in range(chance.randrange(3))},
            {chance.choice(terms) for _ in range(chance.randrange(2))},
            {chance.choice(terms) for _ in range(chance.randrange(2))},
        )
        ways = read.ways()

        def is_read(one: Triple, read: NamesRead = read) -> bool:
            return (
                one.subject in read.subjects
                or one.object in read.things
                or (one.subject, one.predicate) in read.properties
            )

        before = [Triple(*(chance.choice(terms) for _ in range(3))) for _ in range(chance.randrange(8))]
        after = list(before)
        for _ in range(chance.randrange(3)):
            if after and chance.random() < 0.5:
                del after[chance.randrange(len(after))]
            else:
                place = chance.randrange(len(after) + 1)
                after.insert(place, Triple(*(chance.choice(terms) for _ in range(3))))
        assert all(is_read(one) == (not ways.isdisjoint(ways_to(one))) for one in (*before, *after))
        same = list(filter(is_read, before)) == list(filter(is_read, after))
        some, others = differing(before, after)
        assert same == (list(filter(is_read, some)) == list(filter(is_read, others)))
        alike += same
    assert 0 < alike < 3_000
