"""`kg query`: formats, prefixes, and errors at their place in the query."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.shell import run_kg

pytestmark = pytest.mark.slow

NAMES = "SELECT ?name { id:autumn-ferry skos:prefLabel ?name } ORDER BY LANG(?name)"


def test_a_select_is_a_table(built: Path) -> None:
    found = run_kg("query", NAMES, cwd=built)
    assert found.returncode == 0, found.stderr.decode()
    assert found.stdout.decode().splitlines() == [
        "name",
        "─" * len("Осенняя переправа"),
        "Autumn Ferry",
        "Осенняя переправа",
        "秋渡",
        "",
        "3 solutions",
    ]


def test_other_formats_are_those_of_the_endpoint(built: Path) -> None:
    csv = run_kg("query", NAMES, "--format", "csv", cwd=built).stdout.decode()
    assert csv.split() == ["name", "Autumn", "Ferry", "Осенняя", "переправа", "秋渡"]
    answer = json.loads(run_kg("query", NAMES, "--format", "json", cwd=built).stdout)
    assert len(answer["results"]["bindings"]) == 3


def test_an_ask_is_one_word(built: Path) -> None:
    assert run_kg("query", "ASK { id:autumn-ferry ?p ?o }", cwd=built).stdout == b"true\n"


def test_a_construct_is_turtle(built: Path) -> None:
    found = run_kg("query", "CONSTRUCT WHERE { id:autumn-ferry ml:creator ?who }", cwd=built)
    assert b"id:autumn-ferry ml:creator id:lin-wanru ." in found.stdout


def test_a_format_that_cannot_hold_the_answer_names_those_that_can(built: Path) -> None:
    found = run_kg("query", NAMES, "--format", "turtle", cwd=built)
    assert found.returncode == 1
    assert b"csv" in found.stderr


def test_a_query_may_stand_in_a_file_or_come_from_a_pipe(built: Path) -> None:
    found = run_kg("query", "-f", "queries/loans.rq", "--format", "csv", cwd=built)
    assert found.returncode == 0, found.stderr.decode()
    assert found.stdout.count(b"\n") > 1


def test_a_syntax_error_is_told_with_line_and_column(built: Path) -> None:
    found = run_kg("query", "SELECT ?x {\n  ?x a nonsense:Thing }", cwd=built)
    assert found.returncode == 1
    assert found.stderr.startswith(b"error: line 2, column 8 of the query: ")


def test_service_is_refused_in_the_shell_too(built: Path) -> None:
    found = run_kg("query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", cwd=built)
    assert found.returncode == 1
    assert b"SERVICE" in found.stderr
