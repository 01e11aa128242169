"""Causes in a literal: another language tag or datatype, case, spaces, script, a slip, another property."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from kg.curation.naming.lookalikes import latinized, strange_letter
from kg.curation.naming.pinyin import simplified
from kg.curation.naming.slips import distance, slips
from kg.endpoint.diagnosis.case import Case, Cause, Setting
from kg.endpoint.diagnosis.nearness import trigrams
from kg.endpoint.diagnosis.patterns import Pattern, Span
from kg.endpoint.table import Cell
from kg.model.disarm import Edit
from kg.model.terms import XSD, literal

_HAN = re.compile("[\u3400-\u9fff]")
_MOST = 300  # literals that are compared one by one
_EXAMPLES = 3


def unknown_value(case: Case, pattern: Pattern, setting: Setting) -> Cause | None:
    """The cause in the literal that is the object of a pattern; the pattern alone has no match."""
    cell = case.constant(pattern.object)
    if cell is None or cell.kind != "literal" or not isinstance(pattern.object, Span):
        return None
    subject, path = case.text(pattern.subject), case.text(pattern.path)
    group = setting.alone(f"{subject} {path} ?value_ .")
    place = pattern.object
    return (
        value_cause(case, place, cell, "?value_", group)
        or _named_thing(case, pattern, place, cell, group)
        or _other_property(case, pattern, place, cell, setting)
        or _things(case, pattern, place, group)
        or _no_such_value(case, pattern, place, cell, group)
    )


def value_cause(
    case: Case, span: Span, cell: Cell, variable: str, group: str, *, as_string: bool = False
) -> Cause | None:
    """Which value of `variable` in `group` the literal at `span` was probably meant to be.

    With `as_string` only characters are compared, as STR does.
    """
    for kind, key, found in _meant(case, cell, variable, group, as_string=as_string):
        meant = str(literal(found.value)) if as_string else case.names.write(found)
        values = {"name": case.written(span), "near": meant}
        if key == "other-script":
            values["letter"], values["script"] = strange_letter(cell.value, found.value)
        return case.cause(kind, key, span, values, edit=Edit(*span, meant))
    return None


def examples(case: Case, variable: str, group: str) -> str:
    """A few values of a variable, as the query would write them; empty where there are none."""
    rows = case.questions.rows(f"DISTINCT {variable}", group, f"LIMIT {_EXAMPLES}")
    return ", ".join(case.names.write(row[variable[1:]]) for row in rows if variable[1:] in row)


def _meant(
    case: Case, cell: Cell, variable: str, group: str, *, as_string: bool
) -> Iterable[tuple[str, str, Cell]]:
    text = cell.value
    alike = [each for each in _similar(case, cell, variable, group) if each != cell]
    if not as_string:
        same = [each for each in alike if each.value == text]
        for each in sorted(same, key=lambda each: (not each.language, each.language)):
            if each.language != cell.language:
                key = (
                    "language-tag"
                    if not cell.language
                    else "language-tag-other"
                    if each.language
                    else "no-language-tag"
                )
                yield "language-tag", key, each
            elif each.datatype != cell.datatype:
                yield "datatype", "datatype", each
    ways: Sequence[tuple[str, str, Callable[[str], str]]] = (
        ("case", "space", _without_spaces),
        ("case", "case", lambda one: _without_spaces(one).casefold()),
        ("other-script", "other-script", lambda one: latinized(_without_spaces(one)).casefold()),
        ("other-script", "han-variant", lambda one: simplified(one) if _HAN.search(one) else one),
    )
    for kind, key, fold in ways:
        for each in _best_first(alike, cell):
            if fold(each.value) == fold(text):
                if key == "other-script" and not strange_letter(text, each.value)[1]:
                    yield "case", "case", each
                else:
                    yield kind, key, each
    for each in _near(case, cell, variable, group):
        yield "unknown-value", "unknown-value-near", each


def _similar(case: Case, cell: Cell, variable: str, group: str) -> list[Cell]:
    """Literals of the same length, or the same but for case and spaces."""
    low, bare = literal(cell.value.lower()), literal(_without_spaces(cell.value).lower())
    condition = (
        f"isLiteral({variable}) && (STRLEN(STR({variable})) = {len(cell.value)} || "
        f'LCASE(REPLACE(STR({variable}), "\\\\s+", "")) = {bare})'
    )
    rows = case.questions.rows(
        f"DISTINCT {variable}",
        f"{group} FILTER({condition})",
        f"ORDER BY (LCASE(STR({variable})) != {low}) LIMIT {_MOST}",
    )
    return [row[variable[1:]] for row in rows]


def _near(case: Case, cell: Cell, variable: str, group: str) -> list[Cell]:
    """Literals that differ by a slip or two; the engine picks those that share most letters in a row."""
    pieces = trigrams(cell.value)
    most = slips(cell.value)
    if not pieces or not most or _is_number(cell):
        return []
    score = " + ".join(f"IF(CONTAINS(LCASE(STR({variable})), {literal(piece)}), 1, 0)" for piece in pieces)
    rows = case.questions.rows(
        f"DISTINCT {variable} ?score_",
        f"{group} FILTER(isLiteral({variable})) BIND({score} AS ?score_) FILTER(?score_ > 0)",
        f"ORDER BY DESC(?score_) STRLEN(STR({variable})) LIMIT 40",
    )
    found = [
        (distance(row[variable[1:]].value.casefold(), cell.value.casefold(), most=most), row[variable[1:]])
        for row in rows
    ]
    best = min((far for far, _ in found), default=most + 1)
    return _best_first([each for far, each in found if far == best <= most], cell)


def _other_property(case: Case, pattern: Pattern, place: Span, cell: Cell, setting: Setting) -> Cause | None:
    """The same text stands at another property; of a number or a date that would say nothing."""
    if cell.datatype:
        return None
    rows = case.questions.rows(
        "?p ?value (COUNT(*) AS ?n)",
        setting.alone(f"?s ?p ?value FILTER(isLiteral(?value) && STR(?value) = {literal(cell.value)})"),
        "GROUP BY ?p ?value ORDER BY DESC(?n) ?p ?value LIMIT 20",
    )
    for row in sorted(rows, key=lambda row: row["value"].language != cell.language):
        values = {
            "name": case.written(place),
            "property": case.now(pattern.path),
            "near": case.names.compact(row["p"].value),
        }
        edit = Edit(*pattern.path, values["near"])
        return case.cause("unknown-value", "other-property", pattern.path, values, edit=edit)
    return None


def _named_thing(case: Case, pattern: Pattern, place: Span, cell: Cell, group: str) -> Cause | None:
    """The values are things, and one of them has this name."""
    if not _are_things(case, group):
        return None
    same = f"isLiteral(?name_) && LCASE(STR(?name_)) = {literal(cell.value.lower())}"
    named = f"{group} ?value_ ?by_ ?name_ FILTER({same})"
    for row in case.questions.rows("DISTINCT ?value_", named, "ORDER BY ?value_ LIMIT 1"):
        near = case.names.write(row["value_"])
        values = {"name": case.written(place), "property": case.now(pattern.path), "near": near}
        return case.cause("unknown-value", "value-is-thing-near", place, values, edit=Edit(*place, near))
    return None


def _things(case: Case, pattern: Pattern, place: Span, group: str) -> Cause | None:
    if not _are_things(case, group):
        return None
    values = {"name": case.written(place), "property": case.now(pattern.path)}
    return case.cause("unknown-value", "value-is-thing", place, values)


def _are_things(case: Case, group: str) -> bool:
    """Whether the values are IRIs and none is a literal."""
    return case.holds(f"{group} FILTER(isIRI(?value_))") and not case.holds(
        f"{group} FILTER(isLiteral(?value_))"
    )


def _no_such_value(case: Case, pattern: Pattern, place: Span, cell: Cell, group: str) -> Cause | None:
    tagged = f'{group} FILTER(LANGMATCHES(LANG(?value_), "{cell.language}"))' if cell.language else group
    found = examples(case, "?value_", tagged) or examples(case, "?value_", group)
    if not found:
        return None
    values = {
        "name": case.written(place),
        "property": case.now(pattern.path),
        "examples": found,
    }
    return case.cause("unknown-value", "unknown-value", place, values)


def _best_first(found: Iterable[Cell], cell: Cell) -> list[Cell]:
    """Those with the same tag and datatype first, then in a fixed order."""
    return sorted(
        found,
        key=lambda each: (
            each.language != cell.language,
            each.datatype != cell.datatype,
            each.value,
            each.language,
        ),
    )


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_number(cell: Cell) -> bool:
    return cell.datatype.startswith(XSD) and cell.value[:1] in "+-.0123456789"
