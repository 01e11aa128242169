"""Finds the first part of a query that leaves nothing, and has its cause explained.

Two facts make that quick: what has no match alone empties the answer wherever it stands, and what
is joined can only lose solutions, so that the first part that empties a group is found by halving.
Each suggestion is put into the query and the search goes on, until the query has an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from kg.endpoint.diagnosis.case import Case, Cause, Setting
from kg.endpoint.diagnosis.conditions import explain_condition
from kg.endpoint.diagnosis.joins import (
    class_of_others,
    listed_among,
    listed_value,
    other_property,
    properties_instead,
    reversed_pattern,
    value_together,
)
from kg.endpoint.diagnosis.left import Left
from kg.endpoint.diagnosis.literals import unknown_value
from kg.endpoint.diagnosis.names import unknown_class, unknown_entity, unknown_property
from kg.endpoint.diagnosis.patterns import (
    Branches,
    Condition,
    Element,
    Graph,
    Group,
    Minus,
    Other,
    Pattern,
    Selected,
    Values,
    patterns_of,
)
from kg.endpoint.diagnosis.questions import Unanswered
from kg.endpoint.query_text import variables
from kg.model.sparql_tokens import tokenize

_ROUNDS = 6
_SAID = 4  # causes that are reported of one group
_ASKED_TOGETHER = 50

_ALONE: Sequence[Callable[[Case, Pattern, Setting], Cause | None]] = (
    unknown_property,
    unknown_class,
    unknown_entity,
    unknown_value,
)


def search(case: Case, group: Group) -> bool:
    """Find the causes in a group; whether it has a solution once all suggestions are followed.

    Raises Finished when no more can be asked; `case` holds what was found until then.
    """
    for _ in range(_ROUNDS):
        try:
            found = _causes(case, group, Setting())
        except Unanswered:
            return False
        if not found:
            return True
        case.causes += found
        mends = [cause.edit for cause in found if cause.edit]
        for edit in mends:
            case.mend(edit)
        if not mends:
            break
    return False


def _causes(case: Case, group: Group, setting: Setting) -> list[Cause]:
    """Why a group leaves nothing; none when it has a solution.  Raises Unanswered, Finished."""
    missing = _without_match(case, group, setting)
    if not missing:
        return _descend(case, group, setting)
    causes = [_why_alone(case, pattern, inner) for pattern, inner in missing[:_SAID]]
    if any(cause.edit for cause in causes):
        return causes
    before = [each for each in group.elements if _end(each) <= missing[0][0].span.start]
    first = Group(group.span, tuple(each for each in before if not isinstance(each, Condition)))
    earlier = _descend(case, first, setting)
    if not earlier:
        causes[0] = properties_instead(
            case, causes[0], missing[0][0], setting, _rendered(case, first.elements)
        )
    return [*earlier, *causes]


def _end(element: Element) -> int:
    return element.shown.end if isinstance(element, Condition) else element.span.end


def _without_match(case: Case, group: Group, setting: Setting) -> list[tuple[Pattern, Setting]]:
    """The patterns that have no match alone, each with the graph it stands in."""
    asked: list[tuple[Pattern, Setting]] = []
    for pattern, around in patterns_of(group):
        inner = setting.by_itself()
        for graph in around:
            inner = inner.in_graph("", case.text(graph.name))
        asked.append((pattern, inner))
    asked = asked[:_ASKED_TOGETHER]
    if not asked:
        return []
    projection = " ".join(
        f"(EXISTS {{ {inner.alone(case.render(pattern))} }} AS ?e{number})"
        for number, (pattern, inner) in enumerate(asked)
    )
    row = next(iter(case.questions.rows(projection, "", "")), {})
    names = [f"e{number}" for number in range(len(asked))]
    no = ("false", "0")  # some engines keep a truth value as a number
    return [each for name, each in zip(names, asked, strict=True) if name in row and row[name].value in no]


def _why_alone(case: Case, pattern: Pattern, setting: Setting) -> Cause:
    attempts = [partial(cause, case, pattern, setting) for cause in _ALONE]
    attempts.append(partial(reversed_pattern, case, pattern, setting, ""))
    if case.constant(pattern.subject) is not None:
        attempts.append(partial(other_property, case, pattern, setting, ""))
    return _about(case, pattern, _first(attempts), "no-match")


def _descend(case: Case, group: Group, setting: Setting) -> list[Cause]:
    """The causes in the first part of a group that leaves nothing; none when the group has a solution."""
    number = _first_to_fail(case, group.elements, setting)
    if number is None:
        return []
    element, priors = group.elements[number], group.elements[:number]
    prior = _rendered(case, priors)
    match element:
        case Pattern():
            return [_why_together(case, element, setting, priors)]
        case Condition():
            return _in_condition(case, element, setting, priors)
        case Branches(groups=groups):
            inner = setting.in_group(prior)
            found = [cause for each in groups[:_SAID] for cause in _tried(case, each, inner)]
        case Graph():
            found = _in_graph(case, element, setting, prior)
        case Selected(group=selected):
            found = _tried(case, selected, setting.by_itself())
        case Values():
            among = _first([partial(listed_among, case, element, setting, prior)])
            found = [among] if among is not None else []
        case Minus():
            found = [case.cause("filter", "minus", element.span, {})]
        case _:
            found = []
    return found or [case.cause("no-match", "no-match-part", element.span, {})]


def _tried(case: Case, group: Group, setting: Setting) -> list[Cause]:
    try:
        return _causes(case, group, setting)
    except Unanswered:
        return []


def _why_together(case: Case, pattern: Pattern, setting: Setting, priors: Sequence[Element]) -> Cause:
    prior = _rendered(case, priors)
    found = _first(
        [
            partial(listed_value, case, pattern, setting, priors),
            partial(reversed_pattern, case, pattern, setting, prior),
            partial(value_together, case, pattern, setting, prior),
            partial(other_property, case, pattern, setting, prior),
            partial(class_of_others, case, pattern, setting, priors),
        ]
    )
    return _about(case, pattern, found, "no-match-together")


def _about(case: Case, pattern: Pattern, cause: Cause | None, key: str) -> Cause:
    """The cause as one of this pattern; with no cause the finding is that it does not match."""
    found = cause or case.cause("no-match", key, pattern.span, {"pattern": case.shown(pattern, mended=True)})
    return found._replace(finding=replace(found.finding, pattern=case.shown(pattern)))


def _in_condition(
    case: Case, condition: Condition, setting: Setting, priors: Sequence[Element]
) -> list[Cause]:
    prior = _rendered(case, priors)
    visible = f"{setting.visible} {prior}"
    if condition.group is not None and not condition.negated:
        exists = setting.in_group(prior, "FILTER EXISTS {", visible=visible)
        found = _tried(case, condition.group, exists)
        if found:
            return found
    bound = tuple(variables(tokenize(visible)))
    left = Left(case, condition, setting, prior, bound)
    return _in_optional(case, left, priors) or [explain_condition(left)]


def _in_optional(case: Case, left: Left, priors: Sequence[Element]) -> list[Cause]:
    """The causes in an OPTIONAL that never matches, where the condition needs a variable of it."""
    needed = {name[1:] for name in left.variables()}
    for number, each in enumerate(priors):
        if not isinstance(each, Other) or each.group is None:
            continue
        others = _rendered(case, [other for other in priors if other is not each])
        own = set(variables(tokenize(case.text(each.span)))) - set(variables(tokenize(others)))
        if needed & own:
            found = _tried(case, each.group, left.setting.in_group(_rendered(case, priors[:number])))
            if found:
                return found
    return []


def _in_graph(case: Case, graph: Graph, setting: Setting, prior: str) -> list[Cause]:
    if case.holds(setting.joined(f"{prior} {case.text(graph.group.span)}")):
        return [case.cause("graph", "not-in-graph", graph.name, {"name": case.written(graph.name)})]
    return _descend(case, graph.group, setting.in_graph(prior, case.text(graph.name)))


def _first_to_fail(case: Case, elements: Sequence[Element], setting: Setting) -> int | None:
    """The number of the first part with which a group has no solution."""
    low, high = 0, len(elements)  # what stands before `low` has a solution, with `high` there is none
    if case.holds(setting.joined(_rendered(case, elements))):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if case.holds(setting.joined(_rendered(case, elements[:middle]))):
            low = middle
        else:
            high = middle
    return high - 1 if elements else None


def _first(attempts: Iterable[Callable[[], Cause | None]]) -> Cause | None:
    """The first cause that is found; what cannot be asked is passed over."""
    for attempt in attempts:
        try:
            found = attempt()
        except Unanswered:
            continue
        if found is not None:
            return found
    return None


def _rendered(case: Case, elements: Sequence[Element]) -> str:
    return " ".join(case.render(each) for each in elements)
