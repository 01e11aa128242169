"""Causes in a comparison: a value that is written a little differently, or of another datatype."""

from __future__ import annotations

from kg.endpoint.diagnosis.case import Cause
from kg.endpoint.diagnosis.left import Left
from kg.endpoint.diagnosis.literals import value_cause
from kg.endpoint.diagnosis.nearness import nearest_iri
from kg.endpoint.diagnosis.patterns import Span
from kg.endpoint.table import Cell
from kg.model.disarm import Edit
from kg.model.terms import XSD, literal

_COMPARED = frozenset({"<", ">", "<=", ">=", "="})
# What a year is written as where dates are compared with it.
_FIRST_OF_YEAR = {
    XSD + "date": "-01-01",
    XSD + "dateTime": "-01-01T00:00:00Z",
    XSD + "gYearMonth": "-01",
}
_CONSTANTS = 3  # that are looked at
_LISTED = 500


def equal_value(left: Left) -> Cause | None:
    """`?x = constant`, `STR(?x) = constant`, `?x IN (…)`."""
    variables, calls = left.variables(), left.calls()
    is_equality = any(token.text == "=" or token.folded == "in" for token in left.tokens)
    if not is_equality or len(variables) != 1 or calls - {"str", "lcase", "ucase"}:
        return None
    if calls & {"lcase", "ucase"}:
        return _turned_case(left, upper="ucase" in calls)
    for span, cell in left.constants()[:_CONSTANTS]:
        if cell.kind == "literal":
            found = value_cause(
                left.case, span, cell, variables[0], left.before(), as_string=calls == {"str"}
            )
        else:
            found = _equal_iri(left, span, cell.value, variables[0])
        if found is not None:
            return found
    return None


def compared_datatype(left: Left) -> Cause | None:
    """Values are compared with a constant of another datatype, which is an error for each of them."""
    variables, constants = left.variables(), left.constants()
    is_comparison = any(token.text in _COMPARED for token in left.tokens)
    if not is_comparison or len(variables) != 1 or not constants or left.calls():
        return None
    span, cell = constants[0]
    rows = left.case.questions.rows(
        f"DISTINCT (DATATYPE({variables[0]}) AS ?type_)", left.before(), "LIMIT 10"
    )
    found = sorted(row["type_"].value for row in rows if "type_" in row)
    if cell.kind != "literal" or not found or (cell.datatype or XSD + "string") in found:
        return None
    types = ", ".join(left.case.names.compact(each) for each in found)
    values = {"name": left.case.written(span), "variable": variables[0], "types": types}
    for datatype in found:
        for text in dict.fromkeys((cell.value, f"{cell.value}{_FIRST_OF_YEAR.get(datatype, '')}")):
            meant = left.case.names.write(Cell("literal", text, datatype=datatype))
            if left.helps(Edit(*span, meant)):
                edit = Edit(*span, meant)
                return left.case.cause(
                    "datatype", "datatype-compared-near", span, {**values, "near": meant}, edit=edit
                )
    return left.case.cause("datatype", "datatype-compared", span, values)


def _turned_case(left: Left, *, upper: bool) -> Cause | None:
    for span, cell in left.strings():
        turned = cell.value.upper() if upper else cell.value.lower()
        edit = Edit(*span, str(literal(turned)))
        if turned != cell.value and left.helps(edit):
            values = {"name": left.case.written(span), "near": edit.text}
            return left.case.cause("case", "case-turned", span, values, edit=edit)
    return None


def _equal_iri(left: Left, span: Span, iri: str, variable: str) -> Cause | None:
    rows = left.case.questions.rows(f"DISTINCT {variable}", left.before(), f"LIMIT {_LISTED}")
    cells = [row[variable[1:]] for row in rows if variable[1:] in row]
    near = nearest_iri(iri, [cell.value for cell in cells if cell.kind == "iri"], {})
    if near is None:
        return None
    edit = Edit(*span, left.case.names.compact(near))
    values = {"name": left.case.written(span), "near": edit.text}
    return left.case.cause("unknown-entity", "unknown-entity-near", span, values, edit=edit)
