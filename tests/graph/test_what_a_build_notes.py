"""What a build keeps beside the version for the pages: findings by thing, and the history of articles."""

import json
import shutil
from pathlib import Path

import pytest

from kg.graph.pipeline import build, check
from kg.graph.validation.recording import MOST_OF_A_THING, MOST_THINGS, record_findings
from kg.graph.version import current_version
from kg.graph.version.history import article_histories
from kg.graph.version.manifest import History, read_manifest
from kg.model.diagnostics import Diagnostic, Message, error, warning
from kg.model.marks import Mark
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow

SUBJECT = Path(__file__).parent.parent / "project"
FIRST, SECOND, THIRD = (f"2026-01-0{day}T10:00:00+00:00" for day in (1, 2, 3))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SUBJECT, tmp_path / "project"))


def rewrite(root: Path, name: str, old: str, new: str) -> None:
    path = root / "seeds" / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_findings_are_kept_by_thing_and_say_what_was_accepted(root: Path) -> None:
    rewrite(
        root,
        "m001.yaml",
        "  port-ellery: {type: City, name: {en: Port Ellery}}\n",
        "  port-ellery: {type: City, name: {en: Port Ellery}}\n"
        "  quiet-town:\n    type: City\n    name: {en: Quiet Town}\n"
        "    accept:\n      same-name-key: they lie in two countries\n"
        "  a-town: {type: City, name: {en: quiet town}}\n",
    )
    checked = check(read_project(root))
    noted = checked.facts.findings
    assert [one.code for one in noted["a-town"]] == ["unused-entity"]
    accepted = next(one for one in noted["quiet-town"] if one.code == "same-name-key")
    assert (accepted.severity, accepted.accepted) == ("warning", "they lie in two countries")
    assert accepted.ru != ""
    assert accepted.zh != ""
    assert "same-name-key" not in [one.code for one in checked.diagnostics]
    assert checked.facts.rules > 50
    version = build(read_project(root))
    assert read_manifest(version.path).facts.findings == noted


def test_the_list_of_findings_is_bounded_and_says_so() -> None:
    mark = Mark("seeds/a000.yaml", 1, 1, 1, 2)

    def found(number: int, code: int = 0) -> Diagnostic:
        return warning(f"code-{code}", mark, Message("words"), focus=f"thing-{number}")

    many = [found(number) for number in range(MOST_THINGS + 7)]
    often = [found(0, code) for code in range(1, MOST_OF_A_THING + 5)]
    noted, left_out = record_findings(
        [*many, *often, error("bad", mark, Message("words"), focus="thing-1")], ()
    )
    assert len(noted) == MOST_THINGS
    assert left_out == 7 + 5
    assert all(one.severity == "warning" for some in noted.values() for one in some)


def histories(project: Project, now: str) -> dict[str, History]:
    return article_histories(project, check(project).dataset, now=now)


def test_an_article_keeps_its_times_until_its_triples_change(root: Path) -> None:
    project = read_project(root)
    build(project)
    before = current_version(project).manifest.facts.articles
    assert set(before) == {"m001", "m002"}
    assert histories(project, SECOND) == before
    rewrite(root, "m001.yaml", "signed: true", "signed: false")
    after = histories(project, SECOND)
    assert after["m002"] == before["m002"]
    assert after["m001"].added == before["m001"].added
    assert after["m001"].changed == SECOND
    assert after["m001"].sha256 != before["m001"].sha256


def test_a_new_article_begins_with_its_build(root: Path) -> None:
    kept = (root / "seeds" / "m002.yaml").read_bytes()
    (root / "seeds" / "m002.yaml").unlink()
    (root / "seeds" / "authority.yaml").unlink()
    project = read_project(root)
    build(project)
    (root / "seeds" / "m002.yaml").write_bytes(kept)
    found = histories(project, SECOND)
    assert (found["m002"].added, found["m002"].changed) == (SECOND, SECOND)
    assert found["m001"] == current_version(project).manifest.facts.articles["m001"]


def test_times_outlive_a_version_whose_engine_noted_none(root: Path) -> None:
    project = read_project(root)
    path = build(project).path / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["facts"]["articles"]
    manifest["built"] = FIRST
    path.write_text(json.dumps(manifest), "utf-8")
    assert {(one.added, one.changed) for one in histories(project, THIRD).values()} == {(FIRST, FIRST)}
    rewrite(root, "m001.yaml", "    signed: true\n", "")
    found = histories(project, THIRD)
    assert (found["m001"].added, found["m001"].changed) == (FIRST, THIRD)


def test_a_project_without_a_version_starts_now(root: Path) -> None:
    assert {(one.added, one.changed) for one in histories(read_project(root), FIRST).values()} == {
        (FIRST, FIRST)
    }
