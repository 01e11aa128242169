"""Which entities a curator should compare: near names, what settles a pair, and how much work it is."""

from __future__ import annotations

import random

import pytest

from kg.curation.naming.name_keys import Sort
from kg.curation.naming.name_pairs import NamePairs, find_pairs
from kg.curation.naming.names import NameStatement
from kg.curation.naming.near_names import Near
from kg.curation.naming.palladius import table
from kg.model.marks import Mark

Said = tuple[str, str, str]


def pairs(*names: Said, sort: Sort = "person", apart: list[list[str]] | None = None) -> NamePairs:
    """The pairs among names, each given as entity, text and language."""
    statements = [
        NameStatement(entity, text, language, "name", "a001", Mark("seeds/a001.yaml", line, 1, line, 9))
        for line, (entity, text, language) in enumerate(names, start=1)
    ]
    entities = {entity for entity, _, _ in names}
    return find_pairs(
        statements,
        classes=dict.fromkeys(entities, ("Thing",)),
        sorts=dict.fromkeys(entities, sort),
        apart=apart or [],
    )


def near(*names: Said, sort: Sort = "person") -> list[Near]:
    return [met.near for met in pairs(*names, sort=sort).near]


def test_a_pair_says_how_its_names_are_near() -> None:
    assert near(("a", "Deng Zhonghan", "en"), ("b", "Deng Zonghan", "en")) == [Near.SOUND]
    assert near(("a", "Deng Zhonghan", "en"), ("b", "Zhonghan Deng", "en")) == [Near.ORDER]
    assert near(("a", "Дэн Чжунхань", "ru"), ("b", "Z. Deng", "en")) == [Near.INITIALS]
    assert near(("a", "Иван Петров", "ru"), ("b", "Иван Сергеевич Петров", "ru")) == [Near.PART]
    assert near(("a", "Christopher Wren", "en"), ("b", "Cristopher Wren", "en")) == [Near.SLIP]


def test_names_that_meet_are_not_also_near() -> None:
    found = pairs(
        ("a", "Jing Junhai", "en"), ("a", "Junhai Jing", "en"), ("b", "景俊海", "zh"), ("b", "J. Jing", "en")
    )
    assert len(found.same) == 1
    assert found.near == ()


def test_who_is_written_in_other_characters_is_somebody_else() -> None:
    names = (("a", "Zhang Min", "en"), ("b", "Zhang Ming", "en"))
    assert near(*names) == [Near.SOUND]
    assert near(*names, ("a", "张敏", "zh"), ("b", "张明", "zh")) == []
    assert near(*names, ("a", "张敏", "zh")) == [Near.SOUND]


def test_one_sound_in_other_characters_is_near_and_with_another_surname_nothing() -> None:
    assert near(("a", "徐直军", "zh"), ("b", "徐志军", "zh")) == [Near.CHARACTERS]
    assert near(("a", "徐直军", "zh"), ("b", "许志军", "zh")) == []
    other = pairs(
        ("a", "徐直军", "zh"), ("a", "Xu Zhijun", "en"), ("b", "許志軍", "zh-Hant"), ("b", "Xu Zhijun", "en")
    )
    assert (other.same, other.near) == ((), ())
    assert pairs(("a", "徐直军", "zh"), ("b", "许志军", "zh"), ("b", "徐直軍", "zh-Hant")).same
    assert near(("a", "苏州", "zh"), ("b", "宿州", "zh"), sort="place") == []
    assert near(("a", "华为", "zh"), ("b", "华威", "zh"), sort="body") == [Near.CHARACTERS]


def test_case_forms_and_slips_of_russian_print_are_near() -> None:
    assert near(("a", "Сюй Чжицзюня", "ru"), ("b", "徐直军", "zh")) == [Near.CASE]
    assert near(("a", "Ван Лина", "ru"), ("b", "Ван Лин", "ru")) == []  # Лина is a name as it stands
    assert near(("a", "Сюи Чжицзюнь", "ru"), ("b", "Xu Zhijun", "en")) == [Near.BREVE]
    assert near(("a", "Сунь Чунлань", "ru"), ("b", "孙春兰", "zh")) == [Near.SOUND]
    assert near(("a", "Robin Zeng Yuqun", "en"), ("b", "曾毓群", "zh")) == [Near.LONGER]


@pytest.mark.parametrize("sort", ["person", "body", "place", ""])
@pytest.mark.parametrize(
    "names", [("Courier 1", "Courier 11"), ("Courier II", "Courier III"), ("Zone 3", "Zone 33")]
)
def test_numbered_things_are_different(sort: Sort, names: tuple[str, str]) -> None:
    found = pairs(("a", names[0], "en"), ("b", names[1], "en"), sort=sort)
    assert (found.same, found.near) == ((), ())


def test_things_of_two_sorts_are_not_near() -> None:
    statements = [
        NameStatement("a", "Jing Junhai", "en", "name", "a001", Mark("s", 1, 1, 1, 2)),
        NameStatement("b", "Junhai Jing", "en", "name", "a001", Mark("s", 2, 1, 2, 2)),
    ]
    classes = {"a": ("Thing",), "b": ("Thing",)}
    assert find_pairs(statements, classes=classes, sorts={"a": "person", "b": "body"}).near == ()
    assert find_pairs(statements, classes={"a": ("X",), "b": ("Y",)}, sorts={}).near == ()


def test_a_misspelling_is_not_near_anything() -> None:
    statements = [
        NameStatement("a", "Jing Junhai", "en", "name", "a001", Mark("s", 1, 1, 1, 2)),
        NameStatement("b", "Junhai Jing", "en", "misspelling", "a001", Mark("s", 2, 1, 2, 2)),
    ]
    classes = {"a": ("Thing",), "b": ("Thing",)}
    assert find_pairs(statements, classes=classes, sorts={"a": "person", "b": "person"}).near == ()


def test_what_is_settled_is_in_no_pair_of_either_kind() -> None:
    names = (
        ("a", "Li Changming", "en"),
        ("b", "李昌明", "zh"),
        ("c", "Li Cangming", "en"),
        ("d", "Changming Li", "en"),
    )
    ids = [(met.first.entity, met.second.entity) for met in pairs(*names).near]
    assert ids == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    assert [met.second.entity for met in pairs(*names).same] == ["b"]
    settled = pairs(*names, apart=[["a", "b", "c", "d"]])
    assert (settled.same, settled.near) == ((), ())
    renamed = [(entity, f"Li {text}", language) for entity, text, language in names]
    assert pairs(*renamed, apart=[["a", "b", "c", "d"]]).near == ()


def _made_up(count: int) -> list[Said]:
    """Names of people in two scripts, of bodies and places: as many different ones as names have."""
    draw = random.Random(7)
    syllables = sorted({(pinyin, spelling) for pinyin, spelling in table()})
    words = [
        "Institute",
        "Laboratory",
        "Technology",
        "University",
        "Semiconductor",
        "Commission",
        "Electronics",
    ]
    found: list[Said] = []
    for number in range(count):
        one, two, three = draw.choices(syllables, k=3)
        if number % 4 == 0:
            found.append((f"n{number}", f"{one[1].title()} {two[1].title()}{three[1]}", "ru"))
        elif number % 4 == 1:
            found.append((f"n{number}", f"{one[0].title()} {two[0].title()}{three[0]}", "en"))
        else:
            kind, field = draw.choices(words, k=2)
            name = f"{one[0].title()}{two[0]} {kind} of {three[0].title()}{one[0]} {field}"
            found.append((f"n{number}", name, "en"))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("sort", ["person", "body"])
def test_the_work_grows_with_the_names_and_the_pairs_found(sort: Sort) -> None:
    """Twenty thousand names have two hundred million pairs; few of them are looked at."""
    names = _made_up(20_000)
    few, many = pairs(*names[:5_000], sort=sort), pairs(*names, sort=sort)
    assert many.compared <= 20_000 + 4 * (len(many.same) + len(many.near))
    assert many.compared <= 40 * max(few.compared, 500)
