"""Why a FILTER leaves nothing, although everything before it matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.curation.naming.lookalikes import latinized, strange_letter
from kg.endpoint.diagnosis.case import Case, Cause
from kg.endpoint.diagnosis.comparisons import compared_datatype, equal_value
from kg.endpoint.diagnosis.left import Left
from kg.endpoint.diagnosis.literals import examples
from kg.endpoint.diagnosis.patterns import Span
from kg.endpoint.diagnosis.questions import Unanswered
from kg.model.diagnostics import nearest
from kg.model.disarm import Edit
from kg.model.sparql_tokens import Kind
from kg.model.terms import literal

_SEARCHES = ("contains", "strstarts", "strends", "regex")
_MAY_BE_UNBOUND = ("bound", "exists", "coalesce")


def explain_condition(left: Left) -> Cause:
    """The cause in a condition that no solution passes."""
    for attempt in _ATTEMPTS:
        try:
            found = attempt(left)
        except Unanswered:
            continue
        if found is not None:
            return found
    return _nothing_left(left)


def unbound_variable(case: Case, span: Span, bound: Sequence[str]) -> Cause:
    """The finding about a variable that no pattern binds."""
    name = case.query[span.start + 1 : span.end]
    plain = latinized(name)
    looks = next((each for each in bound if latinized(each) == plain), None)
    near = looks or nearest(name, bound)
    if near is None:
        return case.cause("unbound-variable", "unbound-variable", span, {"name": f"?{name}"})
    edit = Edit(*span, f"?{near}")
    values = {"name": f"?{name}", "near": f"?{near}"}
    letter, script = strange_letter(name, near)
    if looks and script:
        values |= {"letter": letter, "script": script}
        return case.cause("other-script", "other-script", span, values, edit=edit)
    return case.cause("unbound-variable", "unbound-variable-near", span, values, edit=edit)


def _unbound(left: Left) -> Cause | None:
    if left.condition.group is not None or any(token.folded in _MAY_BE_UNBOUND for token in left.tokens):
        return None
    for token in left.tokens:
        if token.kind is Kind.VARIABLE and token.text[1:] not in left.bound:
            return unbound_variable(left.case, Span(token.start, token.end), left.bound)
    return None


def _language(left: Left) -> Cause | None:
    """LANG(?x) is compared with a tag that no value has; the engine gives tags in small letters."""
    variable = _argument_of_lang(left)
    if variable is None:
        return None
    rows = left.case.questions.rows(
        "DISTINCT ?tag_", left.before(f"BIND(LANG({variable}) AS ?tag_)"), "LIMIT 50"
    )
    tags = sorted(row["tag_"].value for row in rows if row.get("tag_") and row["tag_"].value)
    for span, cell in left.strings():
        if cell.value in tags:
            continue
        low = cell.value.lower()
        same_language = [tag for tag in tags if tag.split("-")[0] == low.split("-")[0]]
        near = low if low in tags else same_language[0] if same_language else ""
        known = ", ".join(f'"{tag}"' for tag in tags)
        values = {"name": left.case.written(span), "variable": variable, "known": known}
        edit = Edit(*span, f'"{near}"')
        if near and left.helps(edit):
            key = "language-case" if near == low else "language-near"
            values["near"] = edit.text
            return left.case.cause("language-tag", key, span, values, edit=edit)
        return left.case.cause("language-tag", "language-of" if known else "language-none", span, values)
    return None


def _argument_of_lang(left: Left) -> str | None:
    tokens = left.tokens
    for token, _, argument in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if token.folded == "lang" and argument.kind is Kind.VARIABLE:
            return argument.text
    return None


def _search(left: Left) -> Cause | None:
    """CONTAINS and its kin: another case, or an IRI where text was expected."""
    case, tokens = left.case, left.tokens
    strings, names = left.strings(), left.variables()
    comma = next((token for token in tokens if token.text == ","), None)
    if tokens[0].folded not in _SEARCHES or comma is None or not strings or len(names) != 1:
        return None
    span, cell = strings[0]
    function, variable = tokens[0].text, names[0]
    first = Span(tokens[1].end, comma.start)
    written = case.text(first).strip()
    low = str(literal(cell.value.lower()))
    whole = left.condition.span
    tries: list[tuple[str, str, Edit]] = []
    if written == variable:
        tries.append(("filter", "search-in-iri", Edit(*first, f"STR({variable})")))
    if written.lower().startswith("lcase"):
        tries.append(("case", "search-case", Edit(*span, low)))
    elif function.lower() != "regex":
        tries.append(("case", "search-case", Edit(*whole, f"{function}(LCASE(STR({variable})), {low})")))
    elif sum(token.text == "," for token in tokens) == 1:
        call = f'{function}(STR({variable}), {literal(cell.value)}, "i")'
        tries.append(("case", "search-case", Edit(*whole, call)))
    for kind, key, edit in tries:
        if left.helps(edit):
            values = {"name": case.written(span), "variable": variable, "near": edit.text}
            return case.cause(kind, key, left.condition.shown, values, edit=edit)
    return None


def _nothing_left(left: Left) -> Cause:
    condition = left.condition
    if condition.group is not None:
        key = "not-exists" if condition.negated else "exists"
        return left.case.cause("filter", key, condition.shown, {})
    for variable in left.variables()[:1]:
        try:
            found = examples(left.case, variable, left.before())
        except Unanswered:
            break
        if found:
            values = {"variable": variable, "examples": found}
            return left.case.cause("filter", "filter-examples", condition.shown, values)
    return left.case.cause("filter", "filter", condition.shown, {})


_ATTEMPTS: Sequence[Callable[[Left], Cause | None]] = (
    _unbound,
    _language,
    _search,
    equal_value,
    compared_datatype,
)
