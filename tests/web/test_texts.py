"""The words of the interface, the same set in every language."""

import json
import re
from pathlib import Path

import pytest

from kg.web import texts as texts_module
from kg.web.days import day_in_words
from kg.web.language import INTERFACE
from kg.web.problems import all_kinds
from kg.web.texts import read_texts

WEB = Path(texts_module.__file__).parent


def fields(entry: object) -> set[str]:
    forms = entry.values() if isinstance(entry, dict) else [entry]
    return {name for form in forms for name in re.findall(r"\{(\w+)\}", str(form))}


@pytest.mark.parametrize("language", INTERFACE)
def test_every_language_has_the_same_keys_and_fields(language: str) -> None:
    english, other = read_texts("en").entries, read_texts(language).entries
    assert list(other) == list(english)
    assert {key: fields(other[key]) for key in other} == {key: fields(english[key]) for key in english}


@pytest.mark.parametrize("language", INTERFACE)
def test_no_text_is_given_twice(language: str) -> None:
    keys = [
        key
        for file in sorted((WEB / "texts" / language).iterdir())
        for key in json.loads(file.read_text("utf-8"))
    ]
    assert len(keys) == len(set(keys))


def test_every_text_that_a_template_asks_for_is_there() -> None:
    asked = {
        key
        for path in (WEB / "templates").rglob("*.html")
        for key in re.findall(r"\bt\('([a-z0-9-]+)'[,)]", path.read_text("utf-8"))
    }
    assert asked
    assert asked <= set(read_texts("en").entries)


def test_every_kind_of_problem_has_its_words() -> None:
    entries = read_texts("en").entries
    for problem in all_kinds():
        assert f"problem-{problem.kind}" in entries
        assert f"problem-text-{problem.kind}" in entries


def test_numbers_choose_the_plural_of_their_language() -> None:
    english, russian, chinese = (read_texts(language) for language in INTERFACE)
    assert [english.say("query-solutions", n=n) for n in (0, 1, 2)] == [
        "0 solutions",
        "1 solution",
        "2 solutions",
    ]
    found = [russian.say("query-solutions", n=n) for n in (1, 2, 5, 11, 21, 112)]
    assert found == ["1 решение", "2 решения", "5 решений", "11 решений", "21 решение", "112 решений"]
    assert chinese.say("query-solutions", n=2) == "2条结果"


def test_large_numbers_are_set_as_the_language_does() -> None:
    assert read_texts("en").number(12345) == "12,345"
    assert read_texts("ru").number(12345) == "12\N{NO-BREAK SPACE}345"
    assert read_texts("ru").size(1_530_000) == "1,5 МБ"


@pytest.mark.parametrize(
    ("edtf", "english", "russian", "chinese"),
    [
        ("2022-02-07", "7 February 2022", "7 февраля 2022 г.", "2022年2月7日"),
        ("2020-07", "July 2020", "июль 2020 г.", "2020年7月"),
        ("2021", "2021", "2021 г.", "2021年"),
        (
            "2021?-04-27",
            "27 April 2021 (year inferred)",
            "27 апреля 2021 г. (год выведен)",
            "2021年4月27日（年份为推断）",
        ),
        (
            "2021-11-05/2021-11-06",
            "5 November 2021 – 6 November 2021",
            "5 ноября 2021 г. – 6 ноября 2021 г.",
            "2021年11月5日至2021年11月6日",
        ),
        ("sometime", "sometime", "sometime", "sometime"),
    ],
)
def test_dates_are_said_in_words(edtf: str, english: str, russian: str, chinese: str) -> None:
    assert [day_in_words(edtf, read_texts(language)) for language in INTERFACE] == [english, russian, chinese]
