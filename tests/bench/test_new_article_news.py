"""News texts with what a curator wants from them: recall and precision of a scaffold, printed with floors."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.new_articles import ROOT, TEXTS, curation
from bench.scaffolding import active, errors, saved, scaffolded

from kg.bench.article.scaffold import Scaffold, Wishes
from kg.curation.naming.scripts import fold

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_folder_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are copied into the project of the test, whatever folder the environment names."""
    monkeypatch.delenv("KG_ARTICLES", raising=False)


NEWS = Path(__file__).parent / "news"
WANTED = tomllib.loads((NEWS / "expected.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Row:
    """One text: what was to be found and what was."""

    text: str
    known: set[str]
    written: set[str]
    wrong: set[str]
    new: list[str]
    offered: set[str]
    idle: set[str]
    guesses: tuple[str, str]
    codes: list[str]

    @property
    def named(self) -> list[str]:
        """The wanted names that are offered."""
        return [one for one in self.new if spellings(one) & self.offered]


def test_news_texts_give_what_a_curator_wants(tmp_path: Path) -> None:
    rows = [measured(tmp_path / text, text) for text in sorted(WANTED)]
    print("\ntext   known found wrong  new offered idle")
    for row in rows:
        counts = [len(row.known), len(row.known & row.written), len(row.wrong)]
        counts += [len(row.new), len(row.named), len(row.idle)]
        print("{:6} {:5} {:5} {:5} {:4} {:7} {:4}".format(row.text, *counts))
        lost = sorted(row.known - row.written) + [one for one in row.new if one not in row.named]
        print("".join(f"       {word}: {name}\n" for word, some in (("lost", lost), ("idle", row.idle))
                      for name in sorted(some)), end="")  # fmt: skip
    assert [(row.text, row.wrong) for row in rows] == [(row.text, set()) for row in rows]
    assert [(row.text, row.known - row.written) for row in rows] == [(row.text, set()) for row in rows]
    wanted, idle = sum(len(row.new) for row in rows), sum(len(row.idle) for row in rows)
    assert sum(len(row.named) for row in rows) >= 0.95 * wanted
    assert idle <= 0.1 * sum(len(row.offered) for row in rows)
    assert [row.guesses for row in rows] == [
        (WANTED[row.text]["language"], WANTED[row.text]["date"]) for row in rows
    ]
    assert [row.codes for row in rows] == [["empty-value"]] * len(rows)


def measured(folder: Path, text: str) -> Row:
    wanted = WANTED[text]
    project = news_project(folder)
    source = saved(folder, (NEWS / f"{text}.txt").read_text("utf-8"))
    made = scaffolded(project, source, Wishes(id="n1"))
    assert made.language is not None
    assert made.date is not None
    lines = made.path.read_text("utf-8")
    offered = candidates(lines)
    fine = {spelling for name in (*wanted["new"], *wanted["fine"]) for spelling in spellings(name)}
    return Row(
        text,
        set(wanted["known"]) - set(wanted["may"]),
        active(lines),
        active(lines) - set(wanted["known"]) - set(wanted["may"]),
        wanted["new"],
        offered,
        offered - fine,
        (made.language.tag, made.date.text),
        [one.code for one in errors(project, f"seeds/{made.id}.yaml")],
    )


def news_project(folder: Path) -> Path:
    """The shipped project with the people and bodies of the tests."""
    project = folder / "project"
    for name in ("ontology", "shapes", "seeds"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "kg.toml", project)
    (project / "articles").mkdir()
    for ident, (_, text) in TEXTS.items():
        (project / "articles" / f"{ident}.txt").write_bytes(text.encode())
        (project / "seeds" / f"{ident}.yaml").write_text(curation(ident), "utf-8")
    return project


def candidates(lines: str) -> set[str]:
    """The names that are offered as new, and those asked about because they are near to a known one."""
    new = re.findall(r"^  # [a-z0-9-]+: \{type: TODO, name: \{[\w-]+: (.*?)\}[,}]", lines, re.MULTILINE)
    near = re.findall(r"^  # “(.*?)” · (?:once|\d+ times) · line", lines, re.MULTILINE)
    return {plain(one) for one in (*new, *near)}


def spellings(names: str) -> set[str]:
    return {plain(one) for one in names.split("|")}


def plain(name: str) -> str:
    return fold(re.sub("[«»“”\"'‘’《》]", "", name)).strip(" .")


def small(folder: Path, text: str) -> tuple[Scaffold, str]:
    """The scaffold of a short text in the project of the news."""
    project = news_project(folder)
    made = scaffolded(project, saved(folder, text), Wishes(title="A test"))
    return made, made.path.read_text("utf-8")


def test_a_known_place_in_the_name_of_a_university_is_no_mention_of_it(tmp_path: Path) -> None:
    _, written = small(tmp_path, "2024年5月6日\n\n副省长李国强昨天走访吉林大学和吉林日报社。\n")
    assert "jilin" not in active(written)
    assert "  # jilin:" in written  # asked, and not lost
    assert {"吉林大学", "吉林日报社", "李国强"} <= candidates(written)
    _, written = small(tmp_path / "too", "2024年5月6日\n\n吉林大学的校长说，吉林经济很好。\n")
    assert "jilin" in active(written)
    assert "  jilin:  # 吉林省 · once" in written


def test_a_known_company_with_its_form_is_that_company(tmp_path: Path) -> None:
    _, written = small(tmp_path, "2024年5月6日\n\n省长走访了华为技术有限公司。\n")
    assert "huawei" in active(written)
    assert "  #   alias: {zh: [华为技术有限公司]}" in written
    assert candidates(written) == set()
    _, written = small(tmp_path / "en", "6 May 2024\n\nThey met Huawei Technologies Co., Ltd. in the city.\n")
    assert "huawei" in active(written)
    assert candidates(written) == set()


def test_a_phrase_of_another_article_hides_no_name_in_it(tmp_path: Path) -> None:
    museum = tmp_path / "museum"
    shutil.copytree(ROOT / "tests" / "project", museum, ignore=shutil.ignore_patterns("build"))
    text = saved(tmp_path, "3 July 2020\n\nOn Monday Registrar Clara Voss went to the harbour with it.\n")
    written = scaffolded(museum, text, Wishes(title="A test")).path.read_text("utf-8")
    line = next(one for one in written.splitlines() if one.startswith("  clara-voss:"))
    assert "sound" not in line
