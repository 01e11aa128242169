"""What a change can affect is cut out of the whole check, and nothing that the change made is left out."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from edits import edit_at_random
from grown import MUSEUM, grow

from kg.bench.affected import Part, affected_by_change, affected_by_files, affected_since
from kg.graph.cache.store import Cache
from kg.graph.pipeline import Checked, check
from kg.model.diagnostics import Diagnostic, has_errors
from kg.model.project import read_project

pytestmark = pytest.mark.slow


def fresh(folder: Path) -> Checked:
    return check(read_project(folder), update_lock=False)


def edited(folder: Path, path: str, old: str, new: str) -> None:
    text = (folder / path).read_text("utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new), "utf-8")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def places(one: Diagnostic) -> set[str]:
    return {one.mark.path, *(other.mark.path for other in one.related)}


@pytest.fixture
def museum(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return grow(tmp_path / "many", 15)


def git(folder: Path, *arguments: str) -> None:
    name = ["-c", "user.name=Curator", "-c", "user.email=curator@example.test"]
    subprocess.run(["git", "-C", str(folder), *name, *arguments], check=True, capture_output=True)


def committed(folder: Path) -> Path:
    git(folder, "init", "-q")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def test_a_file_affects_the_files_that_speak_of_the_same_entities(many: Path) -> None:
    part = affected_by_files(fresh(many), ["seeds/g007.yaml"])
    assert part.files == tuple(f"seeds/g{number:03}.yaml" for number in range(5, 10))
    assert len(part.all_files) == 16
    assert not part.everything


def test_what_mints_a_shared_entity_affects_all_that_use_it(many: Path) -> None:
    part = affected_by_files(fresh(many), ["seeds/g005.yaml"])
    assert part.files == tuple(f"seeds/g{number:03}.yaml" for number in range(5, 10))


def test_the_authority_file_affects_the_files_of_its_entities(many: Path) -> None:
    part = affected_by_files(fresh(many), ["seeds/authority.yaml"])
    assert part.files == ("seeds/authority.yaml", *(f"seeds/g{number:03}.yaml" for number in range(5)))


@pytest.mark.parametrize("path", ["kg.toml", "ontology/ml.ttl", "shapes/ml-shapes.ttl", "queries/loans.rq"])
def test_what_all_files_rest_on_affects_all_of_them(museum: Path, path: str) -> None:
    whole = fresh(museum)
    part = affected_by_files(whole, [path])
    assert part.everything
    assert part.diagnostics == whole.diagnostics


def test_a_text_affects_the_article_that_was_curated_from_it(many: Path) -> None:
    part = affected_by_files(fresh(many), ["articles/g007.txt"])
    assert part == affected_by_files(fresh(many), ["seeds/g007.yaml"])


def test_a_finding_with_its_other_place_in_the_file_is_told(museum: Path) -> None:
    edited(museum, "seeds/m002.yaml", "  pyotr-lagin:  {type: Person", "  clara-voss:  {type: Person")
    whole = fresh(museum)
    (second,) = (one for one in whole.diagnostics if one.code == "second-type")
    assert second.mark.path == "seeds/m002.yaml"
    assert second in affected_by_files(whole, ["seeds/m001.yaml"]).diagnostics


def test_a_file_that_cannot_be_read_is_told_whatever_was_asked_for(museum: Path) -> None:
    edited(museum, "seeds/m002.yaml", "loans:", "loans: [")
    part = affected_by_files(fresh(museum), ["seeds/m001.yaml"])
    assert {"file-not-read", "yaml-syntax"} <= {one.code for one in part.diagnostics}


def test_an_id_that_no_file_mints_any_more_is_told(museum: Path) -> None:
    edited(museum, "seeds/m001.yaml", "  ilya-ternov: {type: Artist, name: {en: Ilya Ternov}}\n", "")
    part = affected_by_files(fresh(museum), ["seeds/m001.yaml"])
    assert "unknown-entity" in {one.code for one in part.diagnostics if one.mark.path == "seeds/m002.yaml"}


def test_a_change_of_a_word_affects_its_file_alone(many: Path) -> None:
    before = fresh(many)
    edited(many, "seeds/g007.yaml", "Courier 7}", "Courier Seven}")
    part = affected_by_change(before, fresh(many), ["seeds/g007.yaml"])
    assert part.files == ("seeds/g007.yaml",)


def test_a_change_of_a_shared_entity_affects_those_that_use_it(many: Path) -> None:
    before = fresh(many)
    edited(many, "seeds/g005.yaml", "painter-1: {type: Artist", "painter-1: {type: Person")
    part = affected_by_change(before, fresh(many), ["seeds/g005.yaml"])
    assert part.files == tuple(f"seeds/g{number:03}.yaml" for number in range(5, 10))
    assert len([one for one in part.diagnostics if one.severity.value == "error"]) == 5


def test_a_file_that_was_deleted_counts_by_what_it_said(many: Path) -> None:
    before = fresh(many)
    (many / "seeds" / "g005.yaml").unlink()
    part = affected_by_change(before, fresh(many), ["seeds/g005.yaml"])
    assert set(part.files) >= {f"seeds/g{number:03}.yaml" for number in range(6, 10)}
    assert "seeds/g002.yaml" not in part.files  # others name the nearest id in place of the one that is gone
    assert "unknown-entity" in {one.code for one in part.diagnostics}


def holds(part: Part, whole: Checked) -> None:
    """A part is cut out of the whole, and all that the whole says about its files is in it."""
    assert set(part.diagnostics) <= set(whole.diagnostics)
    assert [one for one in whole.diagnostics if one in set(part.diagnostics)] == list(part.diagnostics)
    missing = [
        one for one in whole.diagnostics if places(one) & set(part.files) and one not in part.diagnostics
    ]
    assert missing == []


def follow(folder: Path, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    before, old = fresh(folder), files_of(folder)
    done: list[str] = []
    for _ in range(steps):
        done.append(edit_at_random(folder, chance))
        after, new = fresh(folder), files_of(folder)
        told = f"seed {seed}: {' → '.join(done)}"
        part = affected_by_change(before, after, changed(old, new))
        holds(part, after)
        came = set(after.diagnostics) - set(before.diagnostics)
        assert came <= set(part.diagnostics), told
        for one in set(before.diagnostics) - set(after.diagnostics):
            gone = {path for path in places(one) if not (folder / path).is_file()}
            assert places(one) & {*part.files, *gone} or not one.mark.path.endswith(".yaml"), told
        remembered = check(
            read_project(folder), update_lock=False, cache=Cache(folder.parent / "cache.sqlite")
        )
        names = sorted(path for path in new if path.startswith("seeds/"))
        for path in chance.sample(names, min(3, len(names))):
            asked = affected_by_files(after, [path])
            holds(asked, after)
            assert asked == affected_by_files(remembered, [path]), told
        before, old = after, new


@pytest.mark.parametrize("seed", range(100, 108))
def test_whatever_is_edited_every_finding_that_differs_is_told(museum: Path, seed: int) -> None:
    follow(museum, seed, steps=5)


def test_whatever_is_edited_in_a_larger_project_too(many: Path) -> None:
    follow(many, 3, steps=8)


def test_since_a_revision_in_which_nothing_changed_there_is_nothing(museum: Path) -> None:
    committed(museum)
    (museum / "README.md").write_text("not read by a check", "utf-8")
    assert affected_since(read_project(museum), "HEAD", cache=Cache(None)) is None


def given_another_id(folder: Path) -> None:
    edited(folder, "seeds/g007.yaml", "  id: g007\n", "  id: g099\n")
    (folder / "seeds" / "g007.yaml").rename(folder / "seeds" / "g099.yaml")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda one: edited(one, "seeds/g005.yaml", "{type: Artist", "{type: Person"), range(5, 10)),
        (lambda one: (one / "seeds" / "g007.yaml").unlink(), [5, 6, 8, 9]),
        (given_another_id, [5, 6, 8, 9, 99]),
        (lambda one: edited(one, "kg.toml", 'title = "', 'title = "New '), range(15)),
    ],
)
def test_since_a_revision_as_git_tells_it(
    many: Path, change: Callable[[Path], object], wanted: range | list[int]
) -> None:
    committed(many)
    cache = Cache(many.parent / "cache.sqlite")
    change(many)
    found = affected_since(read_project(many), "HEAD", cache=cache)
    assert found is not None
    after, part = found
    holds(part, after)
    told = [path for path in part.files if path != "seeds/authority.yaml"]
    assert told == [f"seeds/g{number:03}.yaml" for number in wanted]
    assert part == affected_since(read_project(many), "HEAD", cache=Cache(None))[1]  # type: ignore[index]


def test_a_project_whose_settings_were_broken_is_told_as_a_whole(museum: Path) -> None:
    right = (museum / "kg.toml").read_text("utf-8")
    (museum / "kg.toml").write_text("title = ", "utf-8")
    committed(museum)
    (museum / "kg.toml").write_text(right, "utf-8")
    found = affected_since(read_project(museum), "HEAD", cache=Cache(None))
    assert found is not None
    assert found[1].everything


@pytest.mark.parametrize(
    "path", ["ontology/.ml.ttl.swp", "shapes/.ml-shapes.ttl.123.new", "seeds/.m001.yaml"]
)
def test_what_an_editor_keeps_beside_an_open_file_changes_nothing(museum: Path, path: str) -> None:
    committed(museum)
    (museum / path).write_text("no part of the project", "utf-8")
    assert affected_since(read_project(museum), "HEAD", cache=Cache(None)) is None
    assert not has_errors(fresh(museum).diagnostics)
