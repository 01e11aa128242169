"""Every whole-graph check has an example that passes and one that fails with its code alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from shapes.example_graphs import (
    ONTOLOGIES,
    ROOT,
    Example,
    listed,
    read_apart,
    read_turtle,
    whose,
    with_types,
)

EXAMPLES = "checks.trig"
FILES = (*ROOT.glob("shapes/checks/*.rq"), *(ROOT / "src/kg/graph").rglob("checks/*.rq"))
CHECKS = sorted(FILES, key=lambda one: one.stem)
HEADER = re.compile(r"^# ([a-z-]+): (.+)$", re.MULTILINE)


def header(path: Path) -> dict[str, str]:
    return dict(HEADER.findall(path.read_text("utf-8")))


def solutions(path: Path, store: pyoxigraph.Store) -> pyoxigraph.QuerySolutions:
    found = store.query(path.read_text("utf-8"))
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return found


@cache
def findings() -> dict[Example, set[str]]:
    """The codes of all checks that have a solution in each example, which is a project of its own."""
    ontology = read_turtle(ONTOLOGIES)
    found: dict[Example, set[str]] = {}
    for example, own in read_apart(EXAMPLES).items():
        store = pyoxigraph.Store()
        store.extend(pyoxigraph.Quad(*triple) for triple in with_types(own, ontology))
        for path in CHECKS:
            for solution in solutions(path, store):
                focus = solution["focus"]
                assert isinstance(focus, pyoxigraph.NamedNode)
                assert whose(focus.value) == example, f"{path.stem} speaks of {focus}, which is of no example"
                found.setdefault(example, set()).add(path.stem)
    return found


@pytest.mark.parametrize(("verdict", "code"), listed(EXAMPLES))
def test_an_example_gives_its_own_code_or_none(verdict: str, code: str) -> None:
    expected = {code} if verdict == "fail" else set()
    assert findings().get((verdict, code), set()) == expected


def test_every_check_has_a_passing_and_a_failing_example() -> None:
    names = [path.stem for path in CHECKS]
    assert len(names) == len(set(names)), "two checks of one name"
    examples = listed(EXAMPLES)
    assert len(examples) == len(set(examples))
    assert {code for verdict, code in examples if verdict == "pass"} == set(names)
    assert {code for verdict, code in examples if verdict == "fail"} == set(names)


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_says_in_three_languages_what_is_wrong_and_what_to_do(path: Path) -> None:
    found = header(path)
    languages = {"en", "ru", "zh"}
    assert found["severity"] in {"error", "warning", "info"}
    assert set(found) == {"severity", *languages, *(f"help-{language}" for language in languages)}


@pytest.mark.parametrize("path", CHECKS, ids=lambda path: path.stem)
def test_a_check_projects_what_its_messages_name(path: Path) -> None:
    variables = {one.value for one in solutions(path, pyoxigraph.Store()).variables}
    assert {"focus", "path", "value"} <= variables
    for words in header(path).values():
        assert set(re.findall(r"\{\?(\w+)\}", words)) <= variables
