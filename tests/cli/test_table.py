"""Solutions as columns: scripts of two widths in line, IRIs compressed, nothing cut."""

from __future__ import annotations

from kg.cli.table import columns_of, write_table
from kg.endpoint.table import Cell, Table

NAMESPACES = {
    "id": "https://kg.example/id/",
    "kg": "https://kg.example/ontology#",
    "any": "https://kg.example/",
}


def test_columns_stand_in_line_in_every_script() -> None:
    rows = (
        {"who": Cell("literal", "景俊海", "zh"), "born": Cell("literal", "1960")},
        {"who": Cell("literal", "Цзин Цзюньхай", "ru"), "born": Cell("literal", "1960")},
        {"who": Cell("literal", "Jing Junhai", "en")},
    )
    assert write_table(Table(("who", "born"), rows), NAMESPACES) == (
        "who            born\n"
        "─────────────  ────\n"
        "景俊海         1960\n"
        "Цзин Цзюньхай  1960\n"
        "Jing Junhai\n"
        "\n"
        "3 solutions\n"
    )


def test_iris_are_compressed_with_the_longest_namespace_that_leaves_a_local_name() -> None:
    rows = (
        {"x": Cell("iri", "https://kg.example/id/faw")},
        {"x": Cell("iri", "https://kg.example/ontology#met")},
        {"x": Cell("iri", "https://kg.example/graph/a000")},
        {"x": Cell("bnode", "b0")},
    )
    lines = write_table(Table(("x",), rows), NAMESPACES).splitlines()
    assert lines[2:6] == ["id:faw", "kg:met", "<https://kg.example/graph/a000>", "_:b0"]


def test_no_solution_is_a_head_and_a_number() -> None:
    assert write_table(Table(("x", "y"), ()), {}) == "x  y\n─  ─\n\n0 solutions\n"


def test_a_cell_stays_on_its_line() -> None:
    rows = ({"x": Cell("literal", "one\ntwo\x1b[2J")},)
    assert "one two\\u001b[2J\n" in write_table(Table(("x",), rows), {})


def test_combining_marks_take_no_column() -> None:
    assert columns_of("e\u0301") == 1
    assert columns_of("й") == 1
    assert columns_of("中") == 2
