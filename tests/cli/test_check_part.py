"""`kg check FILE…` and `kg check --changed-since REV`: a part of the check, said to be one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli.shell import call_kg, run_kg

pytestmark = pytest.mark.slow


def edit(museum: Path, path: str, old: str, new: str) -> None:
    text = (museum / path).read_text("utf-8")
    assert old in text
    (museum / path).write_text(text.replace(old, new), "utf-8")


def commit(folder: Path) -> None:
    name = ["-c", "user.name=Curator", "-c", "user.email=curator@example.test"]
    for arguments in (["init", "-q"], ["add", "-A"], [*name, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def lines(output: bytes) -> list[str]:
    return output.decode("utf-8").splitlines()


def test_a_file_is_checked_with_what_it_can_affect(museum: Path) -> None:
    edit(museum, "seeds/m002.yaml", "date: 2019-04-10", "date: 2019-14-10")
    found = run_kg("check", "seeds/m002.yaml", cwd=museum)
    assert found.returncode == 1
    assert lines(found.stdout)[0].startswith("seeds/m002.yaml:29:11: error[bad-date]")
    assert lines(found.stdout)[-1].startswith("3 of 3 files: 1 error")
    from_below = run_kg("check", "m002.yaml", cwd=museum / "seeds")
    assert lines(from_below.stdout)[0].startswith("../seeds/m002.yaml:29:11: error[bad-date]")


def test_formats_and_strict_hold_for_a_part(museum: Path) -> None:
    edit(museum, "seeds/m001.yaml", "published: 2019-07-03", "published: 2019-07-03\n  accept: {x: y}")
    assert call_kg("check", "seeds/m001.yaml", cwd=museum).returncode == 0
    assert call_kg("check", "seeds/m001.yaml", "--strict", cwd=museum).returncode == 1
    report = json.loads(call_kg("check", "seeds/m001.yaml", "--format", "json", cwd=museum).stdout)
    assert report["scope"]["of"] == 3
    assert "seeds/m001.yaml" in report["scope"]["files"]
    assert report["summary"]["warnings"] == 1
    for form in ("github", "sarif", "junit"):
        assert call_kg("check", "seeds/m001.yaml", "--format", form, cwd=museum).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words", "advice"),
    [
        (["seeds/m003.yaml"], "there is no file seeds/m003.yaml", "did you mean `seeds/m00"),
        (["kg.tml"], "there is no file kg.tml", "did you mean `kg.toml`?"),
        (["seeds", "kg.toml"], "seeds is a folder", "name one folder"),
        (["README.md"], "README.md is no file that a check reads", "a check reads kg.toml"),
        (["kg.toml", "../other/kg.toml"], "belongs to another project", "one project at a time"),
        (["seeds/m001.yaml", "--changed-since", "HEAD"], "files are named besides", "leave one"),
        (["--watch", "kg.toml"], "--watch takes no files", "after each save"),
        (["--watch", "--format", "sarif"], "not sarif", ""),
        (["nowhere"], "there is no folder nowhere", ""),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(
    museum: Path, arguments: list[str], words: str, advice: str
) -> None:
    (museum / "README.md").write_text("about the project", "utf-8")
    other = museum.parent / "other"
    other.mkdir()
    (other / "kg.toml").write_bytes((museum / "kg.toml").read_bytes())
    found = call_kg("check", *arguments, cwd=museum)
    assert found.returncode == 2
    assert found.stdout == b""
    told = found.stderr.decode("utf-8")
    assert words in told
    assert advice in told


def test_refusals_speak_the_language_that_was_asked_for(museum: Path) -> None:
    russian = call_kg("check", "seeds/m003.yaml", "--lang", "ru", cwd=museum).stderr.decode("utf-8")
    assert "файла seeds/m003.yaml нет" in russian
    chinese = call_kg("check", "--watch", "kg.toml", "--lang", "zh", cwd=museum).stderr.decode("utf-8")
    assert "--watch 不能与文件" in chinese


def test_since_a_revision_the_change_is_told_and_nothing_else(museum: Path) -> None:
    commit(museum)
    nothing = call_kg("check", "--changed-since", "HEAD", cwd=museum)
    assert nothing.returncode == 0
    assert lines(nothing.stdout) == ["nothing that a check reads has changed since HEAD"]
    edit(museum, "seeds/m002.yaml", "{leg: outward, seals: 3", "{leg: sideways, seals: 3")
    found = call_kg("check", "--changed-since", "HEAD", cwd=museum)
    assert found.returncode == 1
    assert lines(found.stdout)[0].startswith("seeds/m002.yaml:")
    assert lines(found.stdout)[-1].startswith(("1 of 3 files: ", "2 of 3 files: "))
    whole = call_kg("check", cwd=museum)
    assert set(lines(found.stdout)[:-1]) == set(lines(whole.stdout)[:-1])


def test_a_revision_that_there_is_not_is_refused(museum: Path) -> None:
    commit(museum)
    found = call_kg("check", "--changed-since", "hed", cwd=museum)
    assert found.returncode == 2
    assert b"hed" in found.stderr
    assert call_kg("check", "--changed-since", "--output=x", cwd=museum).returncode == 2
    assert not (museum / "x").exists()


def test_with_a_cache_the_same_is_said_and_the_project_stays_clean(museum: Path, tmp_path: Path) -> None:
    edit(museum, "seeds/m002.yaml", "{leg: outward, seals: 3", "{leg: sideways, seals: 3")
    wanted = call_kg("check", cwd=museum)
    before = sorted(museum.rglob("*"))
    for _ in range(2):
        found = call_kg("check", cwd=museum, KG_CACHE=str(tmp_path / "cache"))
        assert (found.returncode, found.stdout, found.stderr) == (
            wanted.returncode,
            wanted.stdout,
            wanted.stderr,
        )
    assert sorted(museum.rglob("*")) == before
    (cache,) = (tmp_path / "cache").rglob("*.sqlite")
    cache.write_bytes(b"damaged" * 1000)
    assert call_kg("check", cwd=museum, KG_CACHE=str(tmp_path / "cache")).stdout == wanted.stdout
    inside = call_kg("check", cwd=museum, KG_CACHE="cache")
    assert inside.returncode == 2
    assert b"lies in the project" in inside.stderr
