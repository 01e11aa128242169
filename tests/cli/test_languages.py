"""Every command says what it refuses in the language that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kg.cli import commands, run


def leaves(command: click.Command, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """The commands that do something, each with the words that call it."""
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            yield from leaves(one, *names, name)
    else:
        yield names, command


LEAVES = dict(leaves(commands))


@pytest.mark.parametrize("names", LEAVES, ids=" ".join)
def test_each_command_takes_a_language(names: tuple[str, ...]) -> None:
    options = [option for one in LEAVES[names].params for option in one.opts]
    assert options.count("--lang") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("error: {0} is not a kg project", "help: go to the folder")),
        ("ru", ("ошибка: {0} — не проект kg", "подсказка: перейдите в папку")),
        ("zh", ("错误：{0} 不是 kg 项目", "建议：请进入 kg.toml 所在的文件夹")),
    ],
)
@pytest.mark.parametrize("name", ["build", "check", "export", "serve"])
def test_a_folder_that_is_no_project_is_refused_in_that_language(
    name: str, language: str, words: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, str(tmp_path), "--lang", language]) == 2
    told = capsys.readouterr().err
    assert all(one.format(tmp_path) in told for one in words), told


def test_the_environment_chooses_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "ru")
    assert run(["query", "ASK {}", "--project", str(tmp_path)]) == 2
    assert "подсказка: перейдите в папку" in capsys.readouterr().err


def test_a_language_of_the_environment_that_there_is_not_is_named_with_its_variable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "xx")
    assert run(["check", str(tmp_path)]) == 2
    assert "KG_LANG" in capsys.readouterr().err


def test_findings_about_the_settings_and_their_number_are_in_that_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kg.toml").write_text('titel = "x"\nbase = "x"\n', encoding="utf-8")
    assert run(["check", str(tmp_path), "--lang", "zh"]) == 1
    told = capsys.readouterr().out
    assert "error[setting-invalid] 未知的设置 `titel`\n  建议：是否应为 `title`？" in told
    assert told.rstrip().endswith("3 个错误、0 个警告")
    assert run(["build", str(tmp_path), "--lang", "ru"]) == 1
    assert "ошибка: в файле kg.toml есть ошибки" in capsys.readouterr().err


def test_a_wrong_option_is_answered_in_the_words_of_click_with_help_in_that_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", "--lang", "ru", "--format", "poem"]) == 2
    told = capsys.readouterr().err
    assert "Invalid value for '--format'" in told
    assert "подсказка: что можно написать, покажет `kg check --help`" in told
