"""Warnings about two names of one thing, in a whole project: what they tell, and what settles them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.graph.pipeline import Checked, check
from kg.model.diagnostics import Diagnostic
from kg.model.project import read_project

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[1] / "project"
CODES = ("same-name-key", "near-name")
NEW = (
    "  ilya-ternow: {type: Artist, name: {en: Ternov Ilya}}\n"  # another order
    "  vera-korchagina: {type: Person, name: {en: Vera Korchagina}}\n"
    "  vera-k: {type: Person, name: {ru: Вера Корчагина}}\n"  # the same, in Russian
    "  vera-brief: {type: Person, name: {en: V. Korchagina}}\n"
)
PAIR = "  - {ids: [vera-korchagina, vera-k], because: two couriers of one name}\n"
ALL = "  - {ids: [vera-korchagina, vera-k, vera-brief], because: three couriers}\n"
ARTISTS = "  - {ids: [ilya-ternov, ilya-ternow], because: father and son}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    rewrite(folder, "m001.yaml", "  clara-voss:  {", NEW + "  clara-voss:  {")
    return folder


def rewrite(root: Path, name: str, old: str, new: str) -> None:
    path = root / "seeds" / name
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def settle(root: Path, key: str, entries: str) -> None:
    path = root / "seeds" / "authority.yaml"
    text = path.read_text("utf-8")
    if f"\n{key}:\n" in text:
        path.write_text(text.replace(f"\n{key}:\n", f"\n{key}:\n{entries}"), "utf-8")
    else:
        path.write_text(f"{text}\n{key}:\n{entries}", "utf-8")


def checked(root: Path) -> Checked:
    return check(read_project(root))


def found(root: Path, *codes: str) -> list[Diagnostic]:
    return [one for one in checked(root).diagnostics if one.code in (codes or CODES)]


def told(diagnostics: list[Diagnostic]) -> set[tuple[str, str]]:
    """Code and focus of each finding."""
    return {(one.code, one.focus) for one in diagnostics}


def test_a_warning_names_both_shows_both_places_and_tells_what_is_known(root: Path) -> None:
    order = next(one for one in found(root) if "Ternov Ilya" in one.message.en)
    assert order.code == "near-name"
    assert "`ilya-ternov`: named in m001" in order.message.en
    assert order.related
    assert (order.mark.path, order.related[0].mark.path) == ("seeds/m001.yaml", "seeds/m001.yaml")
    assert order.mark.line != order.related[0].mark.line
    for language, words in (("en", "another order"), ("ru", "в другом порядке"), ("zh", "次序不同")):
        assert words in order.message.in_language(language)
    assert order.help is not None
    assert "undecided" in order.help.zh


def test_a_place_is_told_by_its_kind_and_what_it_is_part_of(root: Path) -> None:
    rewrite(
        root,
        "m001.yaml",
        "  clara-voss:  {",
        "  northgate-2:\n    type: Museum\n    name: {en: Nortgate Museum}\n    city: vesnyansk\n"
        "    inferred:\n      city: as above\n  clara-voss:  {",
    )
    (one,) = [one for one in found(root) if "Nortgate" in one.message.en]
    assert one.code == "near-name"
    assert "`northgate`: Port Ellery" in one.message.en
    assert "`northgate-2`: Vesnyansk" in one.message.en
    assert "Порт-Эллери" in one.message.ru


def test_names_in_two_scripts_and_initials_are_found(root: Path) -> None:
    assert told(found(root)) == {
        ("near-name", "ilya-ternow"),
        ("same-name-key", "vera-korchagina"),
        ("near-name", "vera-korchagina"),
        ("near-name", "vera-k"),
    }


@pytest.mark.parametrize("key", ["different", "undecided"])
def test_a_settled_pair_is_not_asked_again_whatever_its_names(root: Path, key: str) -> None:
    settle(root, key, ALL + ARTISTS)
    assert found(root) == []
    rewrite(root, "m001.yaml", "{en: V. Korchagina}", "{en: Korchagina Vera}")
    rewrite(root, "m001.yaml", "{ru: Вера Корчагина}", "{en: Vera Korchagina}")
    assert found(root) == []


def test_a_settled_pair_stays_settled_when_one_of_it_is_merged(root: Path) -> None:
    settle(root, "different", "  - {ids: [vera-brief, vera-k], because: two couriers}\n")
    settle(root, "same", "  - {ids: [vera-korchagina, vera-brief], because: one courier}\n")
    assert told(found(root)) == {("near-name", "ilya-ternow")}


@pytest.mark.parametrize("key", ["same", "different", "undecided"])
def test_taking_the_entry_away_brings_everything_back(root: Path, key: str) -> None:
    authority = root / "seeds" / "authority.yaml"
    text = authority.read_text("utf-8")
    before = checked(root)
    settle(root, key, ALL + ARTISTS)
    settled = checked(root)
    assert [one for one in settled.diagnostics if one.code in CODES] == []
    assert settled.dataset.quad_lines() != before.dataset.quad_lines()
    authority.write_text(text, "utf-8")
    after = checked(root)
    assert after.dataset.quad_lines() == before.dataset.quad_lines()
    assert after.diagnostics == before.diagnostics
    assert after.facts == before.facts


@pytest.mark.parametrize(
    ("first", "second"), [("same", "different"), ("same", "undecided"), ("different", "undecided")]
)
def test_a_pair_settled_twice_is_an_error_with_both_places(root: Path, first: str, second: str) -> None:
    settle(root, first, PAIR)
    settle(root, second, ALL)
    (one,) = found(root, "settled-twice")
    assert f"`{second}` and `{first}`" in one.message.en
    assert "vera-k" in one.message.en
    assert one.message.ru
    assert one.message.zh
    assert len(one.related) == 1
    assert one.related[0].mark.line != one.mark.line


def test_merged_ids_that_are_kept_apart_are_found_through_a_third(root: Path) -> None:
    settle(root, "same", "  - {ids: [vera-korchagina, vera-k, vera-brief], because: one}\n")
    settle(root, "different", "  - {ids: [vera-k, vera-brief], because: two}\n")
    assert len(found(root, "settled-twice")) == 1


def test_an_entry_with_an_unknown_id_offers_the_nearest(root: Path) -> None:
    settle(root, "different", "  - {ids: [vera-korchagina, vera-kk], because: two}\n")
    (one,) = found(root, "unknown-entity")
    assert one.help is not None
    assert "vera-k" in one.help.en


def test_an_accepted_warning_is_not_shown(root: Path) -> None:
    rewrite(root, "m001.yaml", "{en: Ternov Ilya}}", "{en: Ternov Ilya}, accept: {near-name: a son}}")
    assert ("near-name", "ilya-ternow") not in told(found(root))
