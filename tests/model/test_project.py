"""The settings of a project: each slip in kg.toml at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model.errors import ProjectRejected
from kg.model.project import find_project, read_project

SOUND = 'title = "T"\nbase = "https://kg.example/"\nlanguages = ["en"]\n\n[limits]\nseconds = 5\n'


def findings(folder: Path, text: str) -> list[str]:
    (folder / "kg.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectRejected) as caught:
        read_project(folder)
    assert caught.value.exit_code == 1
    return [
        f"{one.mark} {one.code}: {one.message.en}; {one.help.en if one.help else ''}"
        for one in caught.value.diagnostics
    ]


@pytest.mark.parametrize(
    ("slip", "expected"),
    [
        (("title", "titel"), "kg.toml:1:1 setting-invalid: unknown setting `titel`; did you mean `title`?"),
        (
            ('"https://kg.example/"', '"kg.example"'),
            "kg.toml:2:1 setting-invalid: `base` must be an absolute IRI",
        ),
        (
            ('"https://kg.example/"', '"https://kg example/"'),
            "kg.toml:2:1 setting-invalid: `base` must be an absolute IRI",
        ),
        (('["en"]', '"en"'), "kg.toml:3:1 setting-invalid: `languages` must be a list of texts"),
        (
            ('["en"]', '["english language"]'),
            "kg.toml:3:1 setting-invalid: `english language` is not a language tag",
        ),
        (("seconds = 5", "seconds = 0"), "kg.toml:6:1 setting-invalid: `seconds` must be at least 1"),
        (
            ("seconds = 5", "second = 5"),
            "kg.toml:6:1 setting-invalid: unknown setting `second`; did you mean `seconds`?",
        ),
        (('title = "T"', 'title = "T'), "kg.toml:1:"),
    ],
)
def test_a_slip_is_reported_at_its_line(tmp_path: Path, slip: tuple[str, str], expected: str) -> None:
    assert any(found.startswith(expected) for found in findings(tmp_path, SOUND.replace(*slip)))


def test_a_project_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "seeds" / "deep").mkdir(parents=True)
    assert find_project(tmp_path / "seeds" / "deep") == tmp_path.resolve()


def test_a_sound_file_gives_its_settings(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text(SOUND, encoding="utf-8")
    project = read_project(tmp_path)
    assert (project.title, project.base, project.limits.seconds) == ("T", "https://kg.example/", 5)
    assert project.namespaces["id"] == "https://kg.example/id/"
