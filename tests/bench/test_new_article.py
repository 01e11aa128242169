"""`kg new article`: what it writes passes `kg check`, what stands there is never touched."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from bench.new_articles import TEXTS, article_project
from bench.scaffolding import TODAY, active, all_taken, errors, offered, saved, scaffolded, uncommented

from kg.bench.article import places, scaffold
from kg.bench.article.scaffold import Wishes
from kg.model.errors import UsageError
from kg.model.project import read_project

MUSEUM = Path(__file__).parents[1] / "project"
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_folder_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are copied into the project of the test, whatever folder the environment names."""
    monkeypatch.delenv("KG_ARTICLES", raising=False)


IDENTS = sorted(TEXTS)
NEW = {
    "en": "12 May 2024\n\nA pier\n\nIgor Sokolov and Wei Yulan of Blue Pier Ltd opened a pier in Suzhou.\n",
    "ru": "12 мая 2024 года\n\nНовый причал\n\nИгорь Соколов и Вэй Юйлань открыли причал в Сучжоу.\n",
    "zh": "2024年5月12日\n\n新码头\n\n沈蔚岚董事长与市长魏玉兰在苏州市出席蓝桥科技有限公司新码头启用仪式。\n",
    "zh-Hant": "2024年5月12日\n\n新碼頭\n\n沈蔚嵐董事長與市長魏玉蘭出席藍橋科技有限公司新碼頭啟用儀式。\n",
}


@pytest.mark.parametrize("language", NEW)
def test_with_a_title_a_scaffold_has_no_error_as_it_stands(tmp_path: Path, language: str) -> None:
    project = article_project(tmp_path / "project")
    made = scaffolded(project, saved(tmp_path, NEW[language]), Wishes(title="A pier: “opened”, at last"))
    assert made.id == "b006"
    assert errors(project) == []
    assert made.language is not None
    assert made.language.tag == language
    assert made.date is not None
    assert made.date.text == "2024-05-12"
    assert active(made.path.read_text("utf-8")) & {"igor-sokolov", "shen-weilan", "suzhou"}


@pytest.mark.parametrize("language", NEW)
def test_without_a_title_the_one_error_stands_at_its_line(tmp_path: Path, language: str) -> None:
    project = article_project(tmp_path / "project")
    made = scaffolded(project, saved(tmp_path, NEW[language]))
    found = errors(project)
    assert [one.code for one in found] == ["empty-value"]
    lines = made.path.read_text("utf-8").splitlines()
    assert "TODO" in lines[found[0].mark.line - 1]


@pytest.mark.parametrize("comments", ["en", "ru", "zh"])
@pytest.mark.parametrize("language", NEW)
def test_every_comment_can_be_taken_and_every_quote_is_in_the_text(
    tmp_path: Path, language: str, comments: str
) -> None:
    project = article_project(tmp_path / "project")
    made = scaffolded(project, saved(tmp_path, NEW[language]), Wishes(title="A pier", comments=comments))
    written = made.path.read_text("utf-8")
    assert "quote: " in written
    made.path.write_text(all_taken(written, "Topic, kind: policy"), "utf-8")
    assert [(one.code, one.message.en, one.mark.line) for one in errors(project)] == []
    assert {"blue-pier"} <= offered(written) if language == "en" else offered(written)


def test_a_candidate_that_is_taken_without_a_type_is_named_at_its_line(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    made = scaffolded(project, saved(tmp_path, NEW["en"]), Wishes(title="A pier"))
    written = made.path.read_text("utf-8")
    line = next(one for one in written.splitlines() if one.startswith("  # wei-yulan:"))
    made.path.write_text(written.replace(line, line.replace("# ", "", 1)), "utf-8")
    found = errors(project)
    assert [one.code for one in found] == ["unknown-class"]
    assert "`TODO`" in found[0].message.en


@pytest.mark.parametrize("ident", IDENTS)
def test_the_quotes_that_are_offered_are_found_by_the_check(tmp_path: Path, ident: str) -> None:
    project = article_project(tmp_path / "project", without=ident)
    made = scaffolded(project, saved(tmp_path, TEXTS[ident][1]), Wishes(id=ident, title="A test"))
    made.path.write_text(uncommented(made.path.read_text("utf-8")), "utf-8")
    path = f"seeds/{ident}.yaml"
    assert [one.code for one in errors(project, path) if one.code.startswith("quote")] == []


def test_the_museum_gets_a_scaffold_with_its_own_sections(tmp_path: Path) -> None:
    project = Path(shutil.copytree(MUSEUM, tmp_path / "museum", ignore=shutil.ignore_patterns("build")))
    text = saved(
        tmp_path,
        "5 августа 2019 года. Свиток «Осенняя переправа» Линь Ваньжу вернулся в музей «Старая гавань» из "
        "Порт-Эллери; картины Ильи Тернова остались. Встретили его Анна Белова и Игнат Серов.\n",
    )
    made = scaffolded(project, text, Wishes(title="The scroll is back"))
    written = made.path.read_text("utf-8")
    assert made.id == "m003"
    assert active(written) == {
        "autumn-ferry", "lin-wanru", "old-harbour", "port-ellery", "ilya-ternov", "anna-belova",
    }  # fmt: skip
    assert {"ignat-serov"} <= offered(written)
    assert "# loans:" in written
    assert "# exhibitions:" in written
    assert errors(project) == []


def test_the_first_article_of_a_project_is_called_after_its_text(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project", seeds=False)
    made = scaffolded(project, saved(tmp_path, NEW["en"], "Новый причал (2).txt"), Wishes(title="A pier"))
    assert made.id == "novyi-prichal-2"
    assert made.path.name == "novyi-prichal-2.yaml"
    assert "# entities:" in made.path.read_text("utf-8")
    assert errors(project) == []


def test_a_text_in_the_folder_of_texts_stays_where_it_lies(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    text = saved(project / "articles", NEW["en"], "pier: one, #2.txt")
    made = scaffolded(project, text, Wishes(title="A pier"))
    assert not made.text.copied
    assert errors(project) == []
    assert sorted(path.name for path in (project / "articles").iterdir()) == sorted(
        [text.name, *(f"{ident}.txt" for ident in TEXTS)]
    )


def test_a_copy_has_the_same_bytes_and_the_first_text_stays(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    text = tmp_path / "pier.txt"
    text.write_bytes(b"\xef\xbb\xbf" + NEW["en"].replace("\n", "\r\n").encode())
    made = scaffolded(project, text, Wishes(title="A pier"))
    copy = project / "articles" / "b006.txt"
    assert made.text.copied
    assert copy.read_bytes() == text.read_bytes()
    assert hashlib.sha256(copy.read_bytes()).hexdigest()[:16] in made.path.read_text("utf-8")
    assert errors(project) == []


def test_a_second_call_writes_nothing(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    text = saved(tmp_path, NEW["en"])
    made = scaffolded(project, text)
    before = snapshot(project)
    with pytest.raises(UsageError, match=r"curated already, in seeds/b006\.yaml"):
        scaffolded(project, text)
    assert snapshot(project) == before
    assert made.path.is_file()


REFUSED = {
    "an id that is a file": (Wishes(id="b001"), r"seeds/b001\.yaml is there already"),
    "an id of an entity": (Wishes(id="suzhou"), "the id `suzhou` is taken"),
    "an id that is none": (Wishes(id="Ab 1"), "cannot be an id"),
    "an id of the engine": (Wishes(id="authority"), "is taken"),
    "a language of no project": (Wishes(language="fr"), "not a language"),
    "a date that is none": (Wishes(published="12.5.24"), "is not a date"),
    "a publisher whom nobody knows": (Wishes(publisher="shen-weilam"), "no file knows the publisher"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wishes_that_cannot_be_met_are_refused_with_nothing_written(tmp_path: Path, case: str) -> None:
    project = article_project(tmp_path / "project")
    text = saved(tmp_path, NEW["en"])
    before = snapshot(project)
    wishes, words = REFUSED[case]
    with pytest.raises(UsageError, match=words) as refused:
        scaffolded(project, text, wishes)
    assert refused.value.help
    assert refused.value.words.ru
    assert refused.value.words.zh
    assert snapshot(project) == before


FILES = {
    "GB18030": (NEW["zh"].encode("gb18030"), "looks like GB18030"),
    "windows-1251": (NEW["ru"].encode("cp1251"), "looks like WINDOWS-1251"),
    "UTF-16": (NEW["en"].encode("utf-16"), "looks like UTF-16"),
    "nothing": (b"", "is empty"),
    "spaces": (b" \n\n\t", "is empty"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "looks like PDF"),
    "docx": (b"PK\x03\x04\x14\x00", "looks like Word"),
    "HTML": (b"<!DOCTYPE html>\n<html><body>x</body></html>", "looks like HTML"),
    "bytes": (b"abc\x00\x01\x02def", "bytes that stand in no text"),
    "control characters": (b"abc \x07 def", "control characters"),
    "too much": (b"a " * 2_100_000, "no single article"),
}


@pytest.mark.parametrize("case", FILES)
def test_what_is_no_plain_text_in_utf_8_is_refused_by_its_kind(tmp_path: Path, case: str) -> None:
    project = article_project(tmp_path / "project")
    data, words = FILES[case]
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    before = snapshot(project)
    with pytest.raises(UsageError, match=words) as refused:
        scaffolded(project, path)
    assert refused.value.help
    assert snapshot(project) == before


def test_a_file_that_is_not_there_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    saved(tmp_path, NEW["en"], "pier.txt")
    with pytest.raises(UsageError, match="there is no file") as refused:
        scaffolded(project, tmp_path / "peir.txt")
    assert "pier.txt" in refused.value.help


def test_another_text_of_the_same_name_is_refused(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    text = saved(project / "articles", NEW["en"], "b001.txt")
    with pytest.raises(UsageError, match=r"seeds/b001\.yaml is the curation of a text of the name"):
        scaffolded(project, text)


def test_a_foreign_text_under_the_new_id_is_not_written_over(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    there = saved(project / "articles", "something else\n", "b006.txt")
    with pytest.raises(UsageError, match="holds another text"):
        scaffolded(project, saved(tmp_path, NEW["en"]))
    assert there.read_bytes() == b"something else\n"
    assert not (project / "seeds" / "b006.yaml").exists()


def test_a_file_that_comes_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    target.write_bytes(b"mine")
    with pytest.raises(UsageError, match="nothing is written over"):
        places.write_new(target, b"yours")
    assert target.read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_where_the_curation_cannot_be_written_the_copy_of_the_text_goes_too(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    text = scaffold.read_text(saved(tmp_path, NEW["en"]))
    place = places.place_text(project / "articles", text, "b006")
    (project / "seeds" / "b006.yaml").write_text("mine", "utf-8")
    before = snapshot(project)
    with pytest.raises(UsageError):
        scaffold.write_both(project / "seeds" / "b006.yaml", "yours", place, text)
    assert snapshot(project) == before


def test_a_broken_seed_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    (project / "seeds" / "b002.yaml").write_text("article: [", "utf-8")
    made = scaffolded(project, saved(tmp_path, NEW["en"]), Wishes(title="A pier"))
    assert made.unread == ("seeds/b002.yaml",)
    assert "igor-sokolov" in active(made.path.read_text("utf-8"))


def test_a_name_that_the_project_leaves_out_is_not_written_down(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "removed:\n  - {id: igor-sokolov, because: at his own request}\n", "utf-8"
    )
    made = scaffolded(project, saved(tmp_path, NEW["en"]), Wishes(title="A pier"))
    written = made.path.read_text("utf-8")
    assert "Sokolov" not in written
    assert "igor-sokolov" not in active(written) | offered(written)
    assert "`igor-sokolov`" in written


def test_two_entities_of_one_name_are_a_choice(tmp_path: Path) -> None:
    project = article_project(tmp_path / "project")
    seed = project / "seeds" / "b002.yaml"
    seed.write_text(
        seed.read_text("utf-8") + "  igor-sokolov-poet: {type: Person, name: {en: Igor Sokolov}}\n", "utf-8"
    )
    made = scaffolded(project, saved(tmp_path, NEW["en"]), Wishes(title="A pier"))
    written = made.path.read_text("utf-8")
    assert "igor-sokolov" not in active(written)
    assert {"igor-sokolov", "igor-sokolov-poet"} <= offered(written)


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = (
        scaffolded(article_project(tmp_path / name), saved(tmp_path, NEW["zh"])).path.read_bytes()
        for name in ("one", "two")
    )
    assert first == second
    assert str(TODAY.year).encode() not in first


def snapshot(project: Path) -> dict[str, bytes]:
    return {
        os.fspath(path.relative_to(project)): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file()
    }


def test_the_folder_of_texts_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = article_project(tmp_path / "project")
    texts = Path(shutil.copytree(project / "articles", tmp_path / "texts"))
    monkeypatch.setenv("KG_ARTICLES", str(texts))
    made = scaffolded(project, saved(tmp_path, NEW["en"]), Wishes(title="A pier"))
    assert made.text.path == texts / "b006.txt"
    assert not (project / "articles" / "b006.txt").exists()
    assert errors(project) == []
    monkeypatch.setenv("KG_ARTICLES", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="KG_ARTICLES names"):
        scaffolded(project, saved(tmp_path, NEW["ru"]))
    assert read_project(project).articles == tmp_path / "nowhere"
