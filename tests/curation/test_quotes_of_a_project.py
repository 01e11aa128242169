"""The quotes of a whole project: where texts are looked for, and what the lock keeps."""

import re
from pathlib import Path

import pytest
from projects import checked, example_curation, make_project, replaced

from kg.curation.lock import Lock, LockEntry, read_lock_file, write_lock
from kg.graph.mapping.quotes import LOCK_FILE, Quotes, verify_quotes
from kg.model.errors import UsageError
from kg.model.project import read_project

pytestmark = pytest.mark.slow

GONE = LockEntry("a001", "a" * 64, 0, 5, None, "b" * 64)
BROKEN = LockEntry("a002", "a" * 64, 0, 5, None, "b" * 64)


def codes(project: Path) -> list[tuple[str, int]]:
    return [(one.code, one.mark.line) for one in checked(project).diagnostics]


def without_texts(project: Path) -> Quotes:
    return verify_quotes(read_project(project), [], update_lock=False, progress=lambda *_: None)


def test_a_lock_that_is_rewritten_keeps_only_articles_that_have_a_file(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "a002.yaml").write_text("article: [\n", encoding="utf-8")
    write_lock(Lock((GONE, BROKEN)), project / LOCK_FILE)
    checked(project)
    lock, _ = read_lock_file(project / LOCK_FILE, LOCK_FILE)
    assert {one.article for one in lock.entries} == {"a002", "a005"}


def test_an_articles_folder_that_is_none_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(tmp_path / "project")
    for place in (tmp_path / "nowhere", project / "kg.toml"):
        monkeypatch.setenv("KG_ARTICLES", str(place))
        with pytest.raises(UsageError, match=r"KG_ARTICLES names .* not a folder"):
            without_texts(project)


def test_the_folder_of_the_project_itself_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_ARTICLES", raising=False)
    project = make_project(tmp_path / "project")
    (project / "articles" / "a005.txt").unlink()
    (project / "articles").rmdir()
    assert without_texts(project).diagnostics == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("quote: called Lotus Motors a reliable partner", "quote: Lotus Motors\n    occurrence: 0", 79),
        ("quote: called Lotus Motors a reliable partner", "quote: {quote: Lotus Motors, occurrence: x}", 78),
        ("{type: Person, name: {en: Li Ming}}", "{type: Person, name: Li Ming}", 13),
        ("sha256: @", "sha256: TODO", 4),
    ],
)
def test_one_slip_is_one_finding(
    old: str, new: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KG_ARTICLES", raising=False)
    curation = example_curation()
    old = re.findall(r"sha256: \S+", curation)[0] if old.endswith("@") else old
    project = make_project(tmp_path / "project", curation=replaced(curation, old, new))
    assert [line for _, line in codes(project)] == [expected]
