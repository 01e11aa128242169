"""What the checks remarked about each thing, kept beside the version for the page of that thing.

Only warnings and remarks can be there, because a graph with an error is not published.  The list is
bounded: whoever shows it is told how many findings it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.graph.validation.acceptance import Accepted
from kg.graph.version.manifest import Finding
from kg.model.diagnostics import Diagnostic, Severity

MOST_THINGS = 2_000
MOST_OF_A_THING = 10
_MOST_LETTERS = 500


def record_findings(
    found: Iterable[Diagnostic], accepted: Iterable[Accepted]
) -> tuple[dict[str, tuple[Finding, ...]], int]:
    """The findings by the local name of what they are about, and how many are left out.

    Findings that are about no thing of the graph (a file, say) are not counted.
    """
    by_thing: dict[str, dict[Finding, None]] = {}
    left_out = 0
    pairs = [(one, "") for one in found] + [(one.finding, one.reason) for one in accepted]
    for one, reason in sorted(pairs, key=lambda pair: (pair[0].focus, pair[0].sort_key)):
        if not one.focus or one.severity is Severity.ERROR:
            continue
        full = one.focus not in by_thing and len(by_thing) == MOST_THINGS
        noted = {} if full else by_thing.setdefault(one.focus, {})
        if full or len(noted) == MOST_OF_A_THING:
            left_out += 1
        else:
            noted[_finding(one, reason)] = None
    return {name: tuple(noted) for name, noted in by_thing.items()}, left_out


def _finding(one: Diagnostic, reason: str) -> Finding:
    en, ru, zh = (text[:_MOST_LETTERS] for text in (one.message.en, one.message.ru, one.message.zh))
    return Finding(one.code, one.severity.value, en, ru, zh, reason[:_MOST_LETTERS])
