"""Each promise of docs/security.md names a test that exists, and its numbers are those of the code."""

from __future__ import annotations

import ast
import re

from projects import ROOT

from kg.endpoint import guard
from kg.endpoint.query_text import MAX_CHARACTERS, MAX_TOKENS

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


def rows(heading: str) -> list[tuple[str, str]]:
    """The rows of the two-column table below a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (.*?) \| (.*) \|$", section, re.MULTILINE)
    return [row for row in found[1:] if not row[0].startswith("---")]


def test_each_promise_names_tests_that_exist() -> None:
    promises = rows("Promises and their tests")
    assert len(promises) > 20
    for promise, named in promises:
        tests = re.findall(r"`(tests/\S+\.py)::(\w+)`", named)
        assert tests, promise
        for path, name in tests:
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, (
                f"{path}::{name}"
            )


def test_each_cap_stands_there_with_its_number() -> None:
    caps = {
        "characters": MAX_CHARACTERS,
        "words and signs": MAX_TOKENS,
        "nested brackets": guard.MAX_NESTING,
        "triple patterns": guard.MAX_PATTERNS,
        "steps in property paths": guard.MAX_PATH_STEPS,
        "groups in braces": guard.MAX_GROUPS,
        "steps (FILTER, BIND, OPTIONAL, UNION, computed columns and the like)": guard.MAX_STEPS,
        "operators": guard.MAX_OPERATORS,
        "rows in VALUES": guard.MAX_ROWS,
        "names of graphs": guard.MAX_GRAPHS,
    }
    assert rows("Caps on the text of a query") == [(what, f"{cap:,}") for what, cap in caps.items()]
