"""The rules that the data must satisfy, with their messages, as a page.

The shapes are files of the project, not part of the graph; they are read when the page is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.graph.validation.engine import engine_shapes
from kg.model.terms import RDFS
from kg.web.language import Label, choose_label
from kg.web.links import term_name
from kg.web.names import Ref, name_term
from kg.web.site import Page

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES = {"Violation": "error", "Warning": "warning", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Shape:
    """One rule: its code, how grave it is, and what it says when it fails."""

    name: str
    severity: str
    message: Label
    description: Label


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """The rules for one class; `target` is None for the checks of the whole graph."""

    target: Ref | None
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    language: str


Triples = Mapping[str, Mapping[str, tuple[_Text, ...]]]


def tell_shapes(page: Page) -> list[ShapeGroup]:
    """The shapes by the class they are about, in reading order, then the whole-graph checks."""
    triples = page.site.once("shapes", lambda: _read_shapes(page))
    groups: dict[str, dict[str, None]] = {}
    for shape, described in triples.items():
        for target in described.get(f"{_SH}targetClass", ()):
            members = groups.setdefault(target.text, {})
            if described.get(f"{_SH}message"):
                members[shape] = None
            for member in described.get(f"{_SH}property", ()):
                members[member.text] = None
    found = [
        ShapeGroup(
            name_term(page, target), tuple(_shape(page, triples, one) for one in sorted(groups[target]))
        )
        for target in sorted(groups, key=page.lexicon.place)
    ]
    checks = page.site.once("checks", lambda: _read_checks(page))
    return [group for group in found if group.shapes] + (
        [ShapeGroup(None, tuple(_check(page, *one) for one in checks))] if checks else []
    )


def _shape(page: Page, triples: Triples, shape: str) -> Shape:
    described = triples.get(shape, {})
    severity = next((term_name(one.text) for one in described.get(f"{_SH}severity", ())), "Violation")
    return Shape(
        term_name(shape),
        _SEVERITIES.get(severity, "error"),
        _words(page, described.get(f"{_SH}message", ())),
        _words(page, described.get(f"{_SH}description", described.get(f"{RDFS}comment", ()))),
    )


def _check(page: Page, name: str, severity: str, texts: tuple[_Text, ...]) -> Shape:
    return Shape(name, severity, _words(page, texts), Label(""))


def _words(page: Page, texts: tuple[_Text, ...]) -> Label:
    return choose_label([Label(one.text, one.language) for one in texts], page.language, local_name="")


def _read_shapes(page: Page) -> Triples:
    """All triples of the shape files as texts."""
    # SHACL comes with a heavy library, which the pages before this one can do without.
    from kg.graph.validation.shapes import read_shapes

    shapes, _ = read_shapes(page.project, engine_shapes(), "shapes/*-shapes.ttl")
    triples: dict[str, dict[str, tuple[_Text, ...]]] = {}
    for subject, predicate, value in shapes.graph:
        described = triples.setdefault(str(subject), {})
        text = _Text(str(value), str(getattr(value, "language", None) or ""))
        described[str(predicate)] = (*described.get(str(predicate), ()), text)
    return triples


def _read_checks(page: Page) -> tuple[tuple[str, str, tuple[_Text, ...]], ...]:
    """Code, severity and messages of each whole-graph check."""
    from kg.graph.validation.queries import read_checks

    checks, _ = read_checks(page.project)
    return tuple(
        (
            one.code,
            one.severity.value,
            tuple(
                _Text(text, tag)
                for tag, text in (("en", one.message.en), ("ru", one.message.ru), ("zh", one.message.zh))
                if text
            ),
        )
        for one in checks
    )
