"""What is kept between checks: exact, bounded, safe to lose, and never a reason to fail."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import ROOT, make_project

from kg.curation.files import parse_article, parse_authority
from kg.curation.reader import read_file
from kg.graph.cache.codec import from_bytes, to_bytes
from kg.graph.cache.contents import Contents
from kg.graph.cache.keys import key_of
from kg.graph.cache.place import open_cache
from kg.graph.cache.store import CHECKS_KEPT, Cache
from kg.model.diagnostics import Severity
from kg.model.errors import UsageError
from kg.model.project import read_project

FILE = "results.sqlite"


def test_what_is_put_is_found_at_once_and_in_the_next_check(tmp_path: Path) -> None:
    name, other = key_of("test", "a"), key_of("test", "b")
    cache = Cache(tmp_path / FILE)
    cache.put({name: ("text", 1, None, (True,))})
    assert cache.get(name) == ("text", 1, None, (True,))
    cache.close_check()
    again = Cache(tmp_path / FILE)
    assert again.find([name, other]) == {name: ("text", 1, None, (True,))}


def test_names_tell_kinds_and_texts_apart() -> None:
    assert len({key_of("a", "b", "c"), key_of("a", "bc"), key_of("ab", "c"), key_of("a", "b", "c", "")}) == 4


def test_without_a_path_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(None)
    cache.put({key_of("test"): "text"})
    assert cache.get(key_of("test")) is None
    cache.close_check()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_gives_nothing_that_was_not_put(tmp_path: Path) -> None:
    wanted = {key_of("test", str(number)): f"result {number}" * 20 for number in range(60)}
    chance = random.Random(7)
    lost = 0
    for _ in range(60):
        path = tmp_path / FILE
        path.unlink(missing_ok=True)
        cache = Cache(path)
        cache.put(wanted)
        cache.close_check()
        data = bytearray(path.read_bytes())
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        else:
            start = chance.randrange(len(data))
            data[start : start + 40] = chance.randbytes(len(data[start : start + 40]))
        path.write_bytes(bytes(data))
        found = Cache(path).find(wanted)
        assert found.items() <= wanted.items()
        lost += found != wanted
    assert lost > 10


def test_a_file_that_is_no_cache_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"this is no database, and it is long enough to be told from one" * 20)
    cache = Cache(path)
    assert cache.get(key_of("test")) is None
    cache.put({key_of("test"): "text"})
    cache.close_check()
    after = Cache(path)
    after.put({key_of("test"): "text"})
    after.close_check()
    assert Cache(path).get(key_of("test")) == "text"


@pytest.mark.parametrize(
    "obstacle", ["a file where the folder should be", "a folder where the file should be"]
)
def test_a_cache_that_cannot_be_written_is_as_good_as_empty(tmp_path: Path, obstacle: str) -> None:
    path = tmp_path / "folder" / FILE
    if obstacle.startswith("a file"):
        path.parent.write_text("in the way")
    else:
        path.mkdir(parents=True)
    cache = Cache(path)
    cache.put({key_of("test"): "text"})
    cache.close_check()
    assert Cache(path).get(key_of("test")) is None


@pytest.mark.slow
def test_a_cache_that_another_check_holds_is_as_good_as_empty(tmp_path: Path) -> None:
    first = Cache(tmp_path / FILE)
    first.put({key_of("test"): "text"})
    first.close_check()
    holder = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    held = Cache(tmp_path / FILE)
    held.put({key_of("test", "more"): "text"})
    assert held.get(key_of("test")) is None
    held.close_check()
    holder.execute("ROLLBACK")
    holder.close()
    assert Cache(tmp_path / FILE).get(key_of("test")) == "text"


def test_checks_at_the_same_time_keep_what_each_has_made(tmp_path: Path) -> None:
    def check(number: int) -> None:
        for turn in range(10):
            cache = Cache(tmp_path / FILE)
            cache.put({key_of("test", str(number), str(turn)): f"{number} {turn}"})
            cache.close_check()

    threads = [threading.Thread(target=check, args=(number,)) for number in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    wanted = {key_of("test", str(one), str(turn)): f"{one} {turn}" for one in range(3) for turn in range(10)}
    found = Cache(tmp_path / FILE).find(wanted)
    assert found.items() <= wanted.items()
    assert len(found) >= 28  # `checks` kept are counted over all three


def test_what_no_check_uses_is_dropped_and_the_file_stays_small(tmp_path: Path) -> None:
    used, unused = key_of("test", "used"), key_of("test", "unused")
    cache = Cache(tmp_path / FILE)
    cache.put({used: "text", unused: "text"})
    cache.close_check()
    for number in range(CHECKS_KEPT * 3):
        cache = Cache(tmp_path / FILE)
        cache.get(used)
        cache.put({key_of("test", str(number)): os.urandom(4_000).hex()})
        cache.close_check()
    found = Cache(tmp_path / FILE).find([used, unused])
    assert found == {used: "text"}
    assert (tmp_path / FILE).stat().st_size < 8_000 * (CHECKS_KEPT + 10)


def test_parsed_files_and_their_findings_come_back_exactly() -> None:
    languages = read_project(ROOT).languages
    values: list[object] = []
    for path in sorted((ROOT / "seeds").glob("*.yaml")):
        document = read_file(path, f"seeds/{path.name}")
        parse = parse_authority if path.stem == "authority" else parse_article
        values.append((document.diagnostics, *parse(document, languages)))
    assert len(values) >= 6
    for value in values:
        assert from_bytes(to_bytes(value)) == value


def test_findings_with_a_fix_come_back_exactly(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "project")
    path = folder / "seeds" / "a005.yaml"
    path.write_text(
        path.read_text("utf-8").replace("date:", "dote:").replace("id: a005", "id: a006"), "utf-8"
    )
    document = read_file(path, "seeds/a005.yaml")
    found = parse_article(document, ["en"])[1]
    assert any(one.severity is Severity.ERROR for one in found)
    assert from_bytes(to_bytes(found)) == found


def test_only_values_of_known_classes_are_kept_or_come_back() -> None:
    with pytest.raises(TypeError):
        to_bytes(Path("x"))
    with pytest.raises(TypeError):
        to_bytes([1])
    foreign = to_bytes((1,))
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        from_bytes(foreign[:-3])


def aged(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))


def digest_and_opened(folder: Path, path: Path) -> tuple[str, int]:
    contents = Contents(Cache(folder / FILE))
    seen = contents.of(path.parent)
    digest = seen.sha256(path.name)
    seen.close()
    contents.cache.close_check()
    return digest, contents.opened


def test_a_file_is_opened_again_only_when_it_may_have_changed(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    aged(path, "one")
    first = digest_and_opened(tmp_path, path)
    assert digest_and_opened(tmp_path, path) == (first[0], 0)
    aged(path, "two")  # of the same size, with the same time
    second = digest_and_opened(tmp_path, path)
    assert second[1] == 1
    assert second[0] != first[0]
    aged(path, "longer")
    assert digest_and_opened(tmp_path, path)[1] == 1


def test_a_file_that_was_saved_just_now_is_not_taken_as_known(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("one", "utf-8")
    assert digest_and_opened(tmp_path, path)[1] == 1
    assert digest_and_opened(tmp_path, path)[1] == 1


def test_the_cache_lies_outside_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_project(tmp_path / "project")
    project = read_project(folder)
    monkeypatch.setenv("KG_CACHE", str(folder / "cache"))
    with pytest.raises(UsageError, match="lies in the project"):
        open_cache(project)
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "beside"))
    with pytest.raises(UsageError, match="lies in the project"):
        open_cache(project)


def test_a_home_inside_of_the_repository_means_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = read_project(make_project(tmp_path / "project"))
    monkeypatch.delenv("KG_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / ".cache"))
    monkeypatch.setenv("HOME", str(project.root))
    assert not open_cache(project).keeps


def test_an_empty_setting_means_no_cache_and_projects_have_one_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = read_project(make_project(tmp_path / "one" / "project"))
    two = read_project(make_project(tmp_path / "two" / "project"))
    monkeypatch.setenv("KG_CACHE", "")
    assert not open_cache(one).keeps
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    for project in (one, two):
        cache = open_cache(project)
        cache.put({key_of("test"): str(project.root)})
        cache.close_check()
    assert open_cache(one).get(key_of("test")) == str(one.root)
    assert open_cache(two).get(key_of("test")) == str(two.root)


def test_caches_of_projects_that_are_gone_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    months_ago = time.time() - 100 * 24 * 3600
    for name in ("gone", "recent", "new"):
        cache = open_cache(read_project(make_project(tmp_path / name)))
        cache.put({key_of("test"): name})
        cache.close_check()
        (kept,) = (tmp_path / "cache").glob(f"{name}-*/*.sqlite")
        if name == "gone":
            os.utime(kept, (months_ago, months_ago))
    assert [one.name.split("-")[0] for one in sorted((tmp_path / "cache").iterdir())] == ["new", "recent"]


def keep(path: Path, name: bytes) -> None:
    cache = Cache(path)
    cache.put({name: "text"})
    cache.close_check()


def another_column(path: Path) -> None:
    in_the_schema(path, b"(number INTEGER", b"(namber INTEGER")


def no_text_in_the_error(path: Path) -> None:
    in_the_schema(path, b"INTEGER NOT NULL", b"INTEGER NOT N\x97LL")


def in_the_schema(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def number_at_its_end(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE checks SET number = ?", (2**63 - 1,))
        connection.commit()


@pytest.mark.parametrize("damage", [another_column, no_text_in_the_error, number_at_its_end])
def test_damage_that_is_no_error_of_the_database_ends_no_check_either(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path, name = tmp_path / FILE, key_of("test")
    keep(path, name)
    damage(path)
    keep(path, name)
    keep(path, name)
    assert Cache(path).get(name) == "text"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
)
def test_what_another_user_has_kept_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = read_project(make_project(tmp_path / "project"))
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    cache = open_cache(project)
    cache.put({key_of("test"): "text"})
    cache.close_check()
    (own,) = (tmp_path / "cache").iterdir()
    os.chown(own, 12_345, 12_345)
    assert not open_cache(project).keeps


def test_a_home_in_the_setting_is_the_home_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = read_project(make_project(tmp_path / "project"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("KG_CACHE", "~/kept")
    monkeypatch.chdir(project.root)
    open_cache(project).close_check()
    assert len(list((tmp_path / "home" / "kept").iterdir())) == 1
