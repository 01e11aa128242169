"""`kg new article` as a person calls it: what it prints in three languages, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.new_articles import article_project
from cli.shell import run_kg

pytestmark = pytest.mark.slow

TEXT = "12 мая 2024 года\n\nНовый причал\n\nИгорь Соколов и Вэй Юйлань открыли причал в Сучжоу.\n"

PRINTED = {
    "en": (
        "written: project/seeds/b006.yaml",
        "text: copied to project/articles/b006.txt",
        "language: ru, because 100 % of its words are in Cyrillic letters",
        "date: 2024-05-12, because “12 мая 2024” at line 1 stands apart from the sentences; please confirm",
        "known: 2 entities named in the text",
        "unknown: 1 name, as a comment",
        "then `kg check project/seeds/b006.yaml`",
    ),
    "ru": ("записано: ", "язык: ru, потому что 100 % слов", "известное: в тексте названы 2 сущности"),
    "zh": ("已写入：", "语言：ru，因为100% 的词", "已知：文中提到 2 个实体"),
}


@pytest.mark.parametrize("language", PRINTED)
def test_what_was_guessed_and_found_is_printed_with_the_way_on(tmp_path: Path, language: str) -> None:
    article_project(tmp_path / "project")
    (tmp_path / "pier.txt").write_text(TEXT, "utf-8")
    called = run_kg("new", "article", "pier.txt", "project", "--lang", language, cwd=tmp_path)
    assert called.returncode == 0, called.stderr.decode()
    printed = called.stdout.decode()
    assert [words for words in PRINTED[language] if words not in printed] == []
    again = run_kg("new", "article", "pier.txt", "project", "--lang", language, cwd=tmp_path)
    assert again.returncode == 2
    assert "seeds/b006.yaml" in again.stderr.decode()
    assert "Traceback" not in again.stderr.decode()


def test_a_fresh_file_has_one_error_and_with_a_title_none(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    (tmp_path / "pier.txt").write_text(TEXT, "utf-8")
    assert run_kg("new", "article", "../pier.txt", cwd=project).returncode == 0
    checked = run_kg("check", "seeds/b006.yaml", cwd=project)
    assert checked.returncode == 1
    assert checked.stdout.decode().count("error[") == 1
    seed = project / "seeds" / "b006.yaml"
    written = seed.read_text("utf-8")
    title = next(line for line in written.splitlines() if line.startswith("    en:"))
    seed.write_text(written.replace(title, "    en: A pier in Suzhou"), "utf-8")
    checked = run_kg("check", cwd=project)
    assert checked.returncode == 0, checked.stdout.decode()


def test_outside_of_a_project_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "pier.txt").write_text(TEXT, "utf-8")
    called = run_kg("new", "article", "pier.txt", cwd=tmp_path)
    assert called.returncode == 2
    assert b"is not a kg project" in called.stderr


def test_a_text_of_another_project_is_not_curated_in_this_one(tmp_path: Path) -> None:
    here, other = article_project(tmp_path / "here"), article_project(tmp_path / "other")
    text = other / "articles" / "pier.txt"
    text.write_text(TEXT, "utf-8")
    refused = run_kg("new", "article", "../other/articles/pier.txt", cwd=here)
    assert refused.returncode == 2
    assert "kg new article ../other/articles/pier.txt DIR" in refused.stderr.decode()
    assert not (here / "seeds" / "b006.yaml").exists()
    assert not (other / "seeds" / "b006.yaml").exists()
    called = run_kg("new", "article", "other/articles/pier.txt", cwd=tmp_path)
    assert called.returncode == 0, called.stderr.decode()
    assert (other / "seeds" / "b006.yaml").is_file()
    named = run_kg("new", "article", "../other/articles/pier.txt", ".", cwd=here)
    assert named.returncode == 0, named.stderr.decode()
    assert (here / "seeds" / "b006.yaml").is_file()
