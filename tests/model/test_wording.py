"""Sentences of the engine: each template has its translations, and no translation lacks a template."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest

import kg.model
from kg.model.wording import LANGUAGES, catalogue, phrase, plural_category

SOURCE = Path(kg.model.__file__).parents[1]
PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")
TRANSLATED = LANGUAGES[1:]


def calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase"
    ]


def template(place: str, call: ast.Call) -> str:
    literal = call.args[0]
    assert isinstance(literal, ast.Constant) and isinstance(literal.value, str), f"{place}: not a literal"
    return literal.value


def counts(call: ast.Call) -> bool:
    return any(keyword.arg == "one" for keyword in call.keywords)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_no_translation_is_left_over(language: str) -> None:
    said = {template(place, call) for place, call in calls()}
    assert said == set(catalogue(language))


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    wrong = []
    for place, call in calls():
        english = template(place, call)
        translation = catalogue(language).get(english, "")
        forms = [translation] if isinstance(translation, str) else [*translation.values()]
        wanted = set(PLACEHOLDER.findall(english))
        # The form for one may do without the number.
        wrong += [place for form in forms if set(PLACEHOLDER.findall(form)) | ({"n"} & wanted) != wanted]
        if not isinstance(translation, str) and set(translation) != {"one", "few", "many"}:
            wrong.append(place)
        if counts(call) and language == "ru" and isinstance(translation, str):
            wrong.append(place)
    assert wrong == []


def test_a_translation_is_written_in_its_script() -> None:
    letters = {"ru": re.compile("[А-Яа-яЁё]"), "zh": re.compile("[一-鿿]")}
    for language, pattern in letters.items():
        for english, translation in catalogue(language).items():
            for form in [translation] if isinstance(translation, str) else translation.values():
                assert pattern.search(form) or not re.search("[A-Za-z]", PLACEHOLDER.sub("", english)), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_stands_in_one_file_of_the_catalogue(language: str) -> None:
    folder = SOURCE / "model" / "translations" / language
    keys = Counter(key for path in folder.glob("*.json") for key in json.loads(path.read_text("utf-8")))
    assert [key for key, number in keys.items() if number > 1] == []


def test_both_catalogues_have_the_same_files_with_the_same_keys_in_the_same_order() -> None:
    first, second = (SOURCE / "model" / "translations" / language for language in TRANSLATED)
    names = sorted(path.name for path in first.glob("*.json"))
    assert names == sorted(path.name for path in second.glob("*.json"))
    for name in names:
        keys = [list(json.loads((folder / name).read_text("utf-8"))) for folder in (first, second)]
        assert keys[0] == keys[1], name


def test_numbers_choose_the_russian_form() -> None:
    forms = {number: plural_category(number, "ru") for number in (0, 1, 2, 5, 11, 12, 21, 22, 25, 111, 121)}
    assert forms == {
        0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 12: "many",
        21: "one", 22: "few", 25: "many", 111: "many", 121: "one",
    }  # fmt: skip


def test_a_value_that_is_missing_is_noticed() -> None:
    with pytest.raises(KeyError):
        phrase("no `{name}`")
