"""Writes docs/conformance.md from a run: `PYTHONPATH=src:tests python -m conformance.report`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from conformance.checks import GRAPH_FORMATS, SOLUTION_FORMATS, Check, Outcome
from conformance.known import REASONS
from conformance.running import is_for_readers
from conformance.served import WAYS
from conformance.session import session
from conformance.suite import UPDATES, ProtocolTest, Test, known_failures

from kg.endpoint import formats

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "conformance.md"
COMMIT, DAY = "ad541a5", "2026-08-07"
TITLES = {one.name: one.title for one in (*formats.SOLUTION_FORMATS, *formats.GRAPH_FORMATS)}

HEAD = f"""# Conformance

<!-- Generated from a run: PYTHONPATH=src:tests python -m conformance.report -->

The W3C's tests of SPARQL, as they were in `w3c/rdf-tests` at commit `{COMMIT}` of {DAY}, run over HTTP
against `kg serve` with all their data files, each under its own IRI. A test selects its data with
`default-graph-uri` and `named-graph-uri`; its query is asked with GET, with a form and as the body of a
POST, and the answer is fetched and compared in every format that can hold it.

A cell says how many tests passed, how many the engine itself is known to fail, and how many there
are. A test counts as passed when every one of its requests had the right answer.
"""

NOTES = """
## How answers are compared

- Solutions are compared as multisets, under some renaming of blank nodes, and in order where the
  query has an ORDER BY; graphs under some renaming of blank nodes.
- Numbers and truth values of one datatype are compared by value, because the store writes a number in
  one way (`1.0` comes back as `1`). Language tags are compared without regard to case.
- CSV has no datatypes: there the lexical forms are compared, and what looks like a number as a number.
- Left out: JSON-LD of graphs with triple terms, which it cannot hold, CSV of triple terms, for which
  nothing is agreed, and XML of characters that no XML document can hold. The endpoint answers 406
  where a format cannot hold an answer.
- A query with relative IRIs is asked with a line `BASE <…>` before it: the suites mean the address of
  the file that holds the query, and the protocol has no way to say that.
- Tests of good syntax are asked over an empty graph and must be answered; a query that calls a
  function nobody has may fail when it is evaluated. Tests of bad syntax must get 400 with the problem
  type `syntax`.
- Updates are refused: that row counts the tests that want one done, and what passed is that nothing was.
"""

RUNNING = """
## How to run them

The tests lie in `tests/w3c`, with their licence. `pytest tests/conformance` runs them in about half a
minute; a test that fails and is not known to is an error, and so is a known failure that passes, so
that the list can only shrink. `PYTHONPATH=src:tests python -m conformance.report` writes this page,
and a test checks that it says what the run says.
"""


def report(outcomes: Sequence[Outcome]) -> str:
    """The text of the document."""
    rows = _grouped(outcomes)
    formats = (*SOLUTION_FORMATS, *GRAPH_FORMATS)
    lines = [
        HEAD,
        "## By way of asking\n",
        *_table(
            ("suite", "tests", *WAYS),
            (
                (name, _cell(some, lambda _: True), *(_cell(some, _asked(way)) for way in WAYS))
                for name, some in rows
            ),
        ),
        "\n## By format\n",
        *_table(
            ("suite", *(TITLES[one] for one in formats)),
            (
                (name, *(_cell(some, _written(one)) for one in formats))
                for name, some in rows
                if any(check.format for outcome in some for check in outcome.checks)
            ),
        ),
        "\n## What the engine fails\n",
        *_table(("test", "what goes wrong"), _failures(outcomes)),
    ]
    return "\n".join(lines) + "\n" + NOTES + RUNNING


def _grouped(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """The outcomes by suite, updates apart, and the sums of each version of SPARQL."""
    groups: dict[str, list[Outcome]] = {}
    sums: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        version, _, name = outcome.test.folder.partition("/")
        words = f"SPARQL {version[-2]}.{version[-1]}"
        if _wants_update(outcome.test):
            groups.setdefault(f"{words}: updates, refused", []).append(outcome)
        else:
            groups.setdefault(f"{words}: {name}", []).append(outcome)
            sums.setdefault(f"**{words}**", []).append(outcome)
    return [*sorted(groups.items()), *sums.items()]


def _wants_update(test: Test) -> bool:
    return test.kind in UPDATES or (isinstance(test, ProtocolTest) and not is_for_readers(test))


def _asked(way: str) -> Callable[[Check], bool]:
    return lambda check: check.way == way


def _written(format: str) -> Callable[[Check], bool]:
    return lambda check: check.format == format


def _cell(outcomes: Iterable[Outcome], counts: Callable[[Check], bool]) -> str:
    """Passed, known failures, total, over the tests that have such a check."""
    known = known_failures()
    passed = failed = total = 0
    for outcome in outcomes:
        checks = [check for check in outcome.checks if counts(check)]
        if checks:
            total += 1
            wrong = any(check.problem for check in checks)
            passed += not wrong
            failed += wrong and outcome.test.iri in known
    return f"{passed} / {failed} / {total}" if total else "–"


def _failures(outcomes: Iterable[Outcome]) -> Iterable[tuple[str, str]]:
    for outcome in outcomes:
        if outcome.test.iri in REASONS:
            yield f"[{outcome.test}]({outcome.test.iri})", REASONS[outcome.test.iri]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---" for _ in head], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, session(Path(folder)) as running:
        DOCUMENT.write_text(report(running.outcomes()), encoding="utf-8", newline="\n")
