"""Sentences of the engine: each template has its translations, and no translation lacks a template.

What a curator reads is held against the source: no finding and no error gets its words from a plain
string, which would be English in every language.
"""

import ast
import inspect
import json
import re
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kg.model
from kg.model import errors
from kg.model.wording import (
    LANGUAGES,
    catalogue,
    either,
    grouped,
    known,
    listed,
    phrase,
    plural_category,
)

SOURCE = Path(kg.model.__file__).parents[1]
TRANSLATED = LANGUAGES[1:]
# The endpoint and the site have words of their own.
SPEAKING = ("bench", "cli", "curation", "engine", "graph", "model")

# Calls that make something a curator reads, and how many arguments stand before its words.
FINDINGS = {"error": 2, "warning": 2, "info": 2, "kind": 2}
METHODS = {"report": 2, "_report": 1, "_error": 2}
WORDED = {"Related": 1, "Fix": 0, "Fault": 0, "DateError": 0, "LiteralError": 0, "MalformedDeclaration": 0}
RAISED = {
    name: 0
    for name, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.KgError)
    # Queries are answered by the endpoint, in English; a FileProblem takes its words from the system.
    and not issubclass(cls, errors.QueryError | errors.FileProblem)
}
SAYING = {**FINDINGS, **METHODS, **WORDED, **RAISED}

# Words that are not ours, at the module that hands them on.
OTHERS_WORDS = {
    "graph/store.py",  # of the SPARQL parser
    "model/errors.py",  # of the endpoint
    "model/wording.py",
}


@cache
def calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node)
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and name_of(node) == "phrase"
    ]


@cache
def stages() -> list[tuple[str, str]]:
    """The names of stages of work, which are plain strings until a terminal shows them."""
    return [
        (f"{path.relative_to(SOURCE)}:{node.lineno}", node.args[0].value)
        for folder in SPEAKING
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and name_of(node) in ("progress", "step", "counted")
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))


def template(place: str, call: ast.Call) -> str:
    literal = call.args[0]
    assert isinstance(literal, ast.Constant) and isinstance(literal.value, str), f"{place}: not a literal"
    return literal.value


def counts(call: ast.Call) -> bool:
    return any(keyword.arg == "one" for keyword in call.keywords)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms_of(translation: object) -> list[str]:
    return [*translation.values()] if isinstance(translation, dict) else [str(translation)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_and_no_translation_is_left_over(language: str) -> None:
    said = {template(place, call): place for place, call in calls()}
    said |= {english: place for place, english in stages()}
    translated = catalogue(language)
    assert {english: place for english, place in said.items() if english not in translated} == {}
    assert [english for english in translated if english not in said] == []


def test_the_stages_of_work_are_found() -> None:
    assert len(stages()) > 12
    assert known("reading seeds").ru == "чтение файлов статей"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    wrong = []
    for place, call in calls():
        english = template(place, call)
        translation = catalogue(language).get(english, "")
        wanted = placeholders(english)
        # The form for one may do without the number.
        wrong += [place for form in forms_of(translation) if placeholders(form) | ({"n"} & wanted) != wanted]
        if isinstance(translation, dict) and set(translation) != {"one", "few", "many"}:
            wrong.append(place)
        if counts(call) and language == "ru" and not isinstance(translation, dict):
            wrong.append(place)
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_call_gives_a_value_for_each_placeholder(language: str) -> None:
    wrong = []
    for place, call in calls():
        given = {keyword.arg for keyword in call.keywords}
        needs = placeholders(template(place, call))
        if isinstance(catalogue(language).get(template(place, call)), dict):
            needs |= {"n"}
        if None not in given and (needs - given or given - needs - {"n", "one"}):
            wrong.append(place)
    assert wrong == []


def without_placeholders(text: str) -> str:
    return "".join(words for words, *_ in string.Formatter().parse(text))


def test_a_translation_is_written_in_its_script() -> None:
    letters = {"ru": re.compile("[А-Яа-яЁё]"), "zh": re.compile("[一-鿿]")}
    for language, pattern in letters.items():
        for english, translation in catalogue(language).items():
            for form in forms_of(translation):
                wordless = not re.search("[A-Za-z]", without_placeholders(english))
                assert pattern.search(form) or wordless, form


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_what_is_to_be_typed(language: str) -> None:
    """Words in backticks are keys, commands and signs, the same in every language."""
    wrong = []
    for english, translation in catalogue(language).items():
        wanted = Counter(_verbatim(english))
        wrong += [form for form in forms_of(translation) if not set(wanted) <= {*_verbatim(form), *_QUOTED}]
    assert wrong == []


_QUOTED = ("{name}",)  # a name is quoted as its language quotes


def _verbatim(text: str) -> list[str]:
    # What stands in angle brackets inside is for the reader to fill in, and so in words.
    return [re.sub(r"<[^>]*>", "<>", found) for found in re.findall("`([^`]+)`", text)]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_no_slip_of_typing(language: str) -> None:
    for translation in catalogue(language).values():
        for form in forms_of(translation):
            assert "  " not in form.strip(), form
            assert form.count("«") == form.count("»"), form
            assert form.count("“") == form.count("”"), form
            assert form.count("`") % 2 == 0 or "` #`" in form, form
            if language == "zh":
                assert not re.search("[一-鿿][,;?!]", form), form


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


def functions() -> Iterator[tuple[str, ast.AST]]:
    """Every function of what speaks to a curator, and every module for what stands outside of them."""
    for folder in SPEAKING:
        for path in sorted((SOURCE / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            where = str(path.relative_to(SOURCE))
            yield where, tree
            yield from ((where, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_plain(value: ast.expr, written: dict[str, list[ast.expr]]) -> bool:
    """Whether words are a string of the source: written on the spot, or in a variable of the function."""
    if isinstance(value, ast.Name):
        return any(is_plain(one, {}) for one in written.get(value.id, []))
    if isinstance(value, ast.IfExp):
        return is_plain(value.body, written) or is_plain(value.orelse, written)
    if isinstance(value, ast.BinOp):
        return is_plain(value.left, written) or is_plain(value.right, written)
    if isinstance(value, ast.Call) and name_of(value) == "str":
        return True
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value.strip() != ""
    )


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def says_something(call: ast.Call) -> bool:
    name = name_of(call)
    return name in SAYING and (name not in METHODS or isinstance(call.func, ast.Attribute))


def words_in(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that become a message or a help."""
    told = [keyword.value for keyword in call.keywords if keyword.arg in ("message", "help", "title")]
    return [*call.args[SAYING[name_of(call)] :][:2], *told]


def test_no_finding_and_no_error_is_said_in_a_plain_string() -> None:
    plain = set()
    looked_at = 0
    for where, function in functions():
        written = assigned(function) if isinstance(function, ast.FunctionDef) else {}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and says_something(node):
                looked_at += 1
                plain |= {f"{where}:{node.lineno}" for one in words_in(node) if is_plain(one, written)}
    assert looked_at > 300
    assert plain == set()


def test_no_message_is_made_of_english_alone() -> None:
    alone = [
        f"{where}:{node.lineno}"
        for where, tree in functions()
        if isinstance(tree, ast.Module) and where not in OTHERS_WORDS
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node) == "Message"
        if len(node.args) == 1 and is_plain(node.args[0], {})
    ]
    assert alone == []


def test_importing_the_engine_reads_no_catalogue() -> None:
    program = (
        "import importlib, pkgutil, kg\n"
        "others = ('kg.web', 'kg.endpoint', 'kg.server', 'kg.__main__')\n"
        "for one in pkgutil.walk_packages(kg.__path__, 'kg.'):\n"
        "    if not one.name.startswith(others):\n"
        "        importlib.import_module(one.name)\n"
        "from kg.model.wording import read_catalogue\n"
        "assert read_catalogue.cache_info().currsize == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_numbers_choose_the_russian_form() -> None:
    forms = {number: plural_category(number, "ru") for number in (0, 1, 2, 5, 11, 12, 21, 22, 25, 111, 121)}
    assert forms == {
        0: "many", 1: "one", 2: "few", 5: "many", 11: "many", 12: "many",
        21: "one", 22: "few", 25: "many", 111: "many", 121: "one",
    }  # fmt: skip


def test_a_number_is_said_with_its_form_in_each_language() -> None:
    said = [phrase("{n} errors", one="{n} error", n=number) for number in (1, 2, 5)]
    assert [one.en for one in said] == ["1 error", "2 errors", "5 errors"]
    assert [one.ru for one in said] == ["1 ошибка", "2 ошибки", "5 ошибок"]
    assert [one.zh for one in said] == ["1 个错误", "2 个错误", "5 个错误"]


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    inner = phrase("a date")
    said = phrase("expected {expected}", expected=inner)
    assert (said.en, said.ru, said.zh) == ("expected a date", "ожидалось: дата", "应为日期")


def test_what_fills_a_sentence_is_not_read_as_a_template() -> None:
    assert phrase("unknown id `{id}`", id="{id} {0} {x.y}").ru == "неизвестный идентификатор `{id} {0} {x.y}`"


def test_lists_are_joined_as_each_language_does() -> None:
    names = listed(["name", phrase("a date"), 3])
    assert (names.en, names.ru, names.zh) == ("name, a date, 3", "name, дата, 3", "name、日期、3")
    one = either(["a", "b"])
    assert (one.en, one.ru, one.zh) == ("a or b", "a или b", "a 或 b")
    assert not listed([])


def test_large_numbers_are_grouped_as_each_language_does() -> None:
    number = grouped(1_234_567)
    assert (number.en, number.ru, number.zh) == ("1,234,567", "1\u00a0234\u00a0567", "1,234,567")


def test_a_value_that_is_missing_is_noticed() -> None:
    with pytest.raises(KeyError):
        phrase("no `{name}`")
