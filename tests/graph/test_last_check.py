"""A check that goes on from the last complete one says what a complete one says, or leaves it to one."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from edits import edit_at_random
from grown import MUSEUM, age, grow
from projects import ROOT

from kg.graph.cache.codec import to_bytes
from kg.graph.cache.store import Cache
from kg.graph.findings import Findings, find
from kg.graph.last_check.recheck import Rechecked, recheck
from kg.graph.pipeline import check
from kg.model.project import read_project

pytestmark = pytest.mark.slow

SEEN_OTHERWISE = "seeds/g003.yaml has other ids, classes or names than before"
ESCORT = "    escort:\n      courier-3: {leg: outward}\n"


@dataclass(frozen=True)
class Base:
    """A project that was checked whole, the cache of that check, and a copy of its files."""

    folder: Path
    cache: Path
    copy: Path

    def find(self) -> Findings:
        """As the command line does, whatever the size of the project."""
        return find(read_project(self.folder), cache=Cache(self.cache), worth_it=0)

    def recheck(self, *, damaged: bool = False) -> Rechecked | None:
        """What is found on the ground of what was left; None where a complete check has to find it.

        Unless what was left is `damaged`, the reason is one of the files.
        """
        cache = Cache(self.cache)
        left = cache.beside("last-check-1")
        assert left is not None
        assert left.is_dir()
        found = recheck(read_project(self.folder), cache, left)
        if isinstance(found, Rechecked):
            return found
        assert damaged or not found.is_damage, found.why.en
        return None

    def restore(self) -> None:
        """The files as they were at the complete check."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.copy, self.folder)


def base(folder: Path) -> Base:
    age(folder)
    made = Base(folder, folder.parent / "cache" / "checks.sqlite", folder.parent / "copy")
    made.find()
    shutil.copytree(folder, made.copy)
    return made


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))


def whole(folder: Path) -> tuple[object, ...]:
    found = check(read_project(folder), update_lock=False)
    counts = found.counts
    return found.diagnostics, counts.statements, counts.quotes_from_text, counts.quotes_from_lock


def said(found: Findings | Rechecked) -> tuple[object, ...]:
    return found.diagnostics, found.statements, found.quotes_from_text, found.quotes_from_lock


def edited(made: Base, path: str, change: Callable[[str], str]) -> Rechecked | None:
    """What is found after an edit of one file, held against a complete check."""
    file = made.folder / path
    text = file.read_text("utf-8")
    assert change(text) != text
    file.write_text(change(text), "utf-8")
    age(file)
    found = made.recheck()
    assert found is None or said(found) == whole(made.folder)
    return found


def test_where_nothing_has_changed_nothing_is_done(museum: Path) -> None:
    made = base(museum)
    found = made.recheck()
    assert found is not None
    assert said(found) == whole(museum)
    assert not any((found.work.files_read, found.work.articles_mapped, found.work.focus_nodes_checked))


@pytest.mark.parametrize("seed", range(6))
def test_after_edits_at_random_the_findings_are_those_of_a_complete_check(tmp_path: Path, seed: int) -> None:
    made = base(grow(tmp_path / "many", 12))
    chance = random.Random(seed)
    answered = Counter[bool]()
    for _ in range(12):
        for _ in range(chance.choice([1, 1, 2])):
            edit_at_random(made.folder, chance)
        found = made.recheck()
        answered[found is not None] += 1
        if found is not None:
            assert said(found) == whole(made.folder)
        made.restore()
    assert answered[True] > 0


@pytest.mark.parametrize("seed", range(3))
def test_from_a_project_with_findings_it_goes_on_as_well(tmp_path: Path, seed: int) -> None:
    folder = grow(tmp_path / "many", 12)
    chance = random.Random(seed)
    for name in ("g002", "g005", "g009"):
        path = folder / "seeds" / f"{name}.yaml"
        path.write_text(path.read_text("utf-8").replace("escort:", "guard:", 1), "utf-8")
    made = base(folder)
    found = made.recheck()
    assert found is not None
    assert len(found.diagnostics) >= 3
    answered = 0
    for _ in range(12):
        edit_at_random(folder, chance)
        found = made.recheck()
        if found is not None:
            answered += 1
            assert said(found) == whole(folder)
        made.restore()
    assert answered


@pytest.mark.parametrize("seed", range(2))
def test_where_the_lock_vouches_for_quotes_it_goes_on_as_well(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "project"
    for name in ("ontology", "shapes", "queries", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "kg.toml", folder)
    (folder / "articles").mkdir()
    made = base(folder)
    chance = random.Random(seed)
    answered = 0
    for _ in range(8):
        path = chance.choice(sorted((made.folder / "seeds").glob("a*.yaml")))
        lines = path.read_text("utf-8").splitlines(keepends=True)
        number = chance.randrange(len(lines) // 2, len(lines))
        if chance.random() < 0.5:
            del lines[number]
        else:
            lines.insert(number, "# a remark\n")
        path.write_text("".join(lines), "utf-8")
        found = made.recheck()
        if found is not None:
            answered += 1
            assert said(found) == whole(made.folder)
        made.restore()
    assert answered


def test_each_edit_goes_on_from_the_same_complete_check(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 12))
    for number in (3, 7, 3, 8):
        found = edited(made, f"seeds/g{number:03}.yaml", lambda text: f"# one line more\n{text}")
        assert found is not None
    assert found.work.articles_mapped == 3


def test_a_fact_that_is_taken_back_leaves_no_trace(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 12))
    before = made.recheck()
    path = "seeds/g003.yaml"
    text = (made.folder / path).read_text("utf-8")
    found = edited(made, path, lambda text: text.replace(ESCORT, ""))
    assert found is not None
    assert before is not None
    assert found.statements < before.statements
    (made.folder / path).write_text(text, "utf-8")
    after = made.recheck()
    assert after is not None
    assert said(after) == said(before)


def test_the_work_is_that_of_the_edit_however_many_articles_there_are(tmp_path: Path) -> None:
    works = []
    for articles in (10, 60):
        made = base(grow(tmp_path / f"{articles}" / "many", articles))
        found = edited(made, "seeds/g003.yaml", lambda text: text.replace("leg: outward", "leg: inward"))
        assert found is not None
        works.append(found.work)
    assert works[0] == works[1]
    assert works[0].files_read == works[0].articles_mapped == 1
    assert works[0].texts_read <= 1


@pytest.mark.parametrize(
    ("path", "old", "new", "why"),
    [
        ("seeds/g003.yaml", "Courier 3}", "Courier Three}", SEEN_OTHERWISE),  # a name
        ("seeds/g003.yaml", "  courier-3: {type: Person", "  courier-3: {type: Artist", SEEN_OTHERWISE),
        ("seeds/g003.yaml", "loans:\n  evening:", "loans:\n  morning:", SEEN_OTHERWISE),
        ("seeds/authority.yaml", "entities:", "# a remark\nentities:", "kg.toml, seeds/authority.yaml"),
        ("kg.toml", "[project]", "# a remark\n[project]", "kg.toml, seeds/authority.yaml"),
        ("shapes/ml-shapes.ttl", "@prefix", "# a remark\n@prefix", "shapes or queries have changed"),
    ],
)
def test_what_other_files_see_is_for_a_complete_check(
    tmp_path: Path, path: str, old: str, new: str, why: str
) -> None:
    made = base(grow(tmp_path / "many", 6))
    file = made.folder / path
    text = file.read_text("utf-8")
    if old not in text:
        old, new = text[:1], f"# a remark\n{text[:1]}"
    file.write_text(text.replace(old, new, 1), "utf-8")
    assert made.recheck() is None
    found = made.find()
    assert said(found) == whole(made.folder)
    assert why in found.course[0].en
    again = made.recheck()
    assert again is not None
    assert said(again) == whole(made.folder)


def test_a_new_article_is_for_a_complete_check(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 6))
    grow(tmp_path / "more", 7)
    for name in ("seeds/g006.yaml", "articles/g006.txt"):
        shutil.copy(tmp_path / "more" / name, made.folder / name)
    assert made.recheck() is None
    found = made.find()
    assert said(found) == whole(made.folder)
    assert [one.en for one in found.course] == [
        "this check was a complete one: files came to seeds/ or went from there"
    ]


def test_what_is_kept_in_another_form_is_told_from_a_change(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 6))
    ledger = made.cache.parent / "last-check-1" / "ledger.sqlite"
    for name in ("plain", "solutions", "results", "counts", "checks asked"):
        assert made.recheck() is not None
        with sqlite3.connect(ledger) as connection:
            connection.execute("UPDATE notes SET value = ? WHERE name = ?", (to_bytes(("odd", 1)), name))
        connection.close()
        path = made.folder / "seeds" / "g003.yaml"
        path.write_text(path.read_text("utf-8") + "# one line more\n", "utf-8")
        found = made.find()
        assert said(found) == whole(made.folder)
        assert found.course[0].en.startswith(
            "this check was a complete one: what an earlier check left is not as it was written ("
        )


def test_a_check_that_goes_on_tells_from_how_many_articles(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 6))
    courses = []
    for number in range(3):
        courses += [one.en for one in made.find().course]
        path = made.folder / "seeds" / f"g{number:03}.yaml"
        path.write_text(f"# one line more\n{path.read_text('utf-8')}", "utf-8")
    counted = ("nothing has", "one article has", "2 articles have")
    start = "this check went on from the last complete one:"
    assert courses == [f"{start} {words} changed since" for words in counted]


def test_the_lock_is_written_as_a_complete_check_writes_it(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 12))
    lock = made.folder / "seeds" / "evidence.lock"
    path = made.folder / "seeds" / "g003.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("quote: carried by", "quote: was carried by").replace(
            "escort: carried by", "escort: was carried by"
        ),
        "utf-8",
    )
    found = made.recheck()
    assert found is not None
    written = lock.read_bytes()
    check(read_project(made.folder))
    assert lock.read_bytes() == written
    assert written != (made.copy / "seeds" / "evidence.lock").read_bytes()


def test_what_is_left_may_be_damaged_or_gone(tmp_path: Path) -> None:
    made = base(grow(tmp_path / "many", 6))
    left = made.cache.parent / "last-check-1"
    chance = random.Random(1)
    files = [path for path in sorted(left.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(files) > 4
    path = made.folder / "seeds" / "g003.yaml"
    path.write_text("# one line more\n" + path.read_text("utf-8"), "utf-8")
    expected = whole(made.folder)
    kept = tmp_path / "kept"
    shutil.copytree(left, kept)
    for file in files:
        data = bytearray(file.read_bytes())
        for _ in range(1 + len(data) // 50):
            data[chance.randrange(len(data))] ^= 0xFF
        file.write_bytes(data)
        found = made.recheck(damaged=True)
        assert found is None or said(found) == expected, file.name
        shutil.rmtree(left)
        shutil.copytree(kept, left)
    shutil.rmtree(left)
    assert said(made.find()) == expected
    assert left.is_dir()


def test_a_property_of_another_class_comes_moves_and_goes(tmp_path: Path) -> None:
    folder = grow(tmp_path / "many", 12)
    path = "seeds/g003.yaml"
    foreign = "  courier-3: {type: Person, heightInCentimetres: 43, name"
    made = base(folder)
    came = edited(made, path, lambda text: text.replace("  courier-3: {type: Person, name", foreign))
    assert came is not None
    codes = {one.code for one in came.diagnostics}
    assert "foreign-property" in codes
    shutil.rmtree(made.cache.parent / "last-check-1")
    made.find()  # from here on the finding is one of the complete check
    moved = edited(made, path, lambda text: f"# one line more\n{text}")
    assert moved is not None
    assert {one.code for one in moved.diagnostics} == codes
    gone = edited(made, path, lambda text: text.replace(foreign, "  courier-3: {type: Person, name"))
    assert gone is not None
    assert "foreign-property" not in {one.code for one in gone.diagnostics}
