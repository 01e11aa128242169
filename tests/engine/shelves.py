"""Small versions of a project about shelves, with every kind of literal that a store might change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kg.graph.dataset import Dataset
from kg.graph.version import Facts, write_version
from kg.model.project import Project, read_project
from kg.model.terms import RDF, XSD, Triple, iri, literal

WORDS = "https://shelves.example/words#"
LONG = "длинный текст 很長 " * 1_000  # 36 kB as UTF-8


def shelves(root: Path, base: str, *, settings: str = "") -> Project:
    """A project folder with nothing built."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "kg.toml").write_text(f'title = "Shelves"\nbase = "{base}"\n{settings}', encoding="utf-8")
    return read_project(root)


def publish(
    project: Project, articles: int, *, notes: Mapping[int, str] | None = None, first: int = 0
) -> str:
    """Build a version with so many articles, the notes of some of them replaced; its hash."""
    found = Dataset()
    thing = project.minter.thing
    kind, value, note = iri(f"{RDF}type"), iri(f"{WORDS}value"), iri(f"{WORDS}note")
    for number in range(first, articles):
        graph, shelf = project.minter.graph(f"a{number:05}"), thing(f"shelf{number}")
        text = (notes or {}).get(number, f"полка {number}")
        found.add(graph, Triple(shelf, kind, iri(f"{WORDS}Shelf")))
        found.add(graph, Triple(shelf, note, literal(text, language="ru")))
        found.add(graph, Triple(thing("all"), kind, iri(f"{WORDS}Place")))  # in every graph
        found.add(project.minter.graph("inferred"), Triple(thing("all"), iri(f"{WORDS}has"), shelf))
        found.add(project.minter.graph("inferred"), Triple(shelf, note, literal(text, language="ru")))
    odd = thing("odd")
    for term in (
        literal("true", datatype=f"{XSD}boolean"),
        literal("42", datatype=f"{XSD}integer"),
        literal("1.5", datatype=f"{XSD}decimal"),
        literal("2020-01-02", datatype=f"{XSD}date"),
        literal("2020", datatype=f"{XSD}gYear"),
        literal("2021-03", datatype=f"{XSD}gYearMonth"),
        literal("2020-01-02T03:04:05Z", datatype=f"{XSD}dateTime"),
        literal("2019-2X", datatype="https://shelves.example/words#edtf"),
        literal("讀者", language="zh-Hant"),
        literal('"\\\t\n\r {} @en ^^<x> \U0001f600 \x01\x7f'),
        literal("a\u00a0b\u200bc\u202ed"),
        literal(""),
        literal(LONG),
        literal(LONG, language="ru"),
        iri("https://shelves.example/Чанчунь/長春?a=b&c=d#e,'f"),
    ):
        found.add(project.minter.graph("authority"), Triple(odd, value, term))
    return write_version(project, found, Facts()).sha256
