"""Checks that look at the whole graph: one SELECT query per file.

A query gives `?focus`, and may give `?path` and `?value`, and `?other` with `?otherPath` for a second
place; each solution is one finding, placed through the source map.  The name of the file is the code;
severity and messages stand in comments at its head.  `sh:sparql` says the same and takes a hundred
times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from kg.graph.progress import Progress, counted, silent
from kg.graph.project_files import texts
from kg.graph.store import MemoryStore, Rows, mark_of, select
from kg.graph.validation.engine import engine_checks
from kg.graph.vocabulary import TYPE, OntologyProperty, Vocabulary, local_name
from kg.model.diagnostics import Diagnostic, Message, Related, Severity, error
from kg.model.errors import QueryError
from kg.model.iris import Minter
from kg.model.marks import whole_file
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple, is_iri, literal_parts
from kg.model.wording import listed, phrase

_HEADER = re.compile(r"^#[ \t]*(severity|(?:help-)?(?:en|ru|zh)):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """A query over the whole graph; `path` is where its text stands."""

    code: str
    path: str
    query: str
    severity: Severity
    message: Message
    help: Message | None


def read_checks(project: Project) -> tuple[list[Check], tuple[Diagnostic, ...]]:
    """The checks of the engine and of `shapes/checks/*.rq`, and what is wrong with them."""
    checks: list[Check] = []
    found: list[Diagnostic] = []
    for code, text in sorted(engine_checks().items()):
        _read_check(code, f"engine/{code}.rq", text, checks, found)
    for path, name, text in texts(project, "shapes/checks/*.rq", found):
        _read_check(path.stem, name, text, checks, found)
    return checks, tuple(found)


def run_checks(
    checks: Sequence[Check],
    store: MemoryStore,
    namespaces: Mapping[str, str],
    *,
    progress: Progress = silent,
) -> tuple[dict[str, Rows], tuple[Diagnostic, ...]]:
    """The solutions of each check over a store of asserted triples and their own closure, by its path, and
    what is wrong with the checks."""
    solutions: dict[str, Rows] = {}
    found: list[Diagnostic] = []
    for check in counted("running the checks", checks, len(checks), progress):
        try:
            solutions[check.path] = select(store, check.query, namespaces)
        except QueryError as problem:
            mark = mark_of(problem, check.path)
            words = phrase("this check cannot be evaluated: {problem}", problem=problem.words)
            found.append(error("broken-check", mark, words, help=problem.advice))
    return solutions, tuple(found)


def findings_of(check: Check, solutions: Rows, source_map: SourceMap, minter: Minter) -> Iterator[Diagnostic]:
    """The finding of each solution of a check, in their order."""
    for row in solutions.rows:
        yield _finding(check, dict(zip(solutions.variables, row, strict=True)), source_map, minter)


def foreign_properties(
    triples: Sequence[Triple], vocabulary: Vocabulary, source_map: SourceMap, minter: Minter
) -> tuple[Diagnostic, ...]:
    """Properties on things of a class that the ontology does not give them to, superclasses counted in.

    `triples` are sorted, and so is what is found.
    """
    known = {prop.iri: prop for prop in vocabulary.properties.values() if prop.domains}
    fits: dict[tuple[Term, frozenset[Term]], bool] = {}
    found: list[Diagnostic] = []
    for subject, about in groupby(triples, itemgetter(0)):
        classes: set[Term] = set()
        predicates: dict[Term, None] = {}
        for _, predicate, value in about:
            if predicate in known:
                predicates[predicate] = None
            if predicate == TYPE:
                classes.add(value)
        if not classes or not predicates:
            continue
        of_subject = frozenset(classes)
        for predicate in predicates:
            fit = fits.get((predicate, of_subject))
            if fit is None:
                domains = known[predicate].domains
                fit = any(vocabulary.is_a(cls, domain) for cls in of_subject for domain in domains)
                fits[predicate, of_subject] = fit
            if not fit:
                prop = known[predicate]
                found.append(_foreign(subject, of_subject, prop, vocabulary, source_map, minter))
    return tuple(found)


def _foreign(
    subject: Term,
    classes: Set[Term],
    prop: OntologyProperty,
    vocabulary: Vocabulary,
    source_map: SourceMap,
    minter: Minter,
) -> Diagnostic:
    # The narrowest class; in a circle of subclasses there is none.
    narrow = [cls for cls in classes if not any(one != cls and vocabulary.is_a(one, cls) for one in classes)]
    mine = min(narrow or classes)
    message = phrase(
        "`{key}` is a property of {owners}, not of {name}",
        key=prop.name,
        owners=listed(sorted(local_name(domain) for domain in prop.domains)),
        name=local_name(mine),
    )
    mark, *others = source_map.place(subject, prop.iri) or (whole_file("seeds"),)
    return error(
        "foreign-property",
        mark,
        message,
        related=tuple(Related(other, phrase("and here")) for other in others),
        focus=minter.local(subject) or subject,
    )


def _read_check(code: str, path: str, text: str, checks: list[Check], found: list[Diagnostic]) -> None:
    header = dict(_HEADER.findall(text))
    severities = {one.value: one for one in Severity}
    if header.get("severity") not in severities:
        words = phrase("the head of this check has no line `# severity: error`, `warning` or `info`")
        found.append(error("broken-check", whole_file(path), words))
    elif not header.get("en"):
        words = phrase("the head of this check has no message: a line `# en: …`")
        found.append(error("broken-check", whole_file(path), words))
    else:
        help = _message(header, "help-") if header.get("help-en") else None
        severity = severities[header["severity"]]
        checks.append(Check(code, path, text, severity, _message(header, ""), help))


def _message(header: Mapping[str, str], prefix: str) -> Message:
    return Message(*(header.get(f"{prefix}{language}", "") for language in ("en", "ru", "zh")))


def _finding(
    check: Check, bound: Mapping[str, Term | None], source_map: SourceMap, minter: Minter
) -> Diagnostic:
    focus, path, value, other = (bound.get(name) for name in ("focus", "path", "value", "other"))
    places = source_map.place(focus, path, value) if focus is not None else ()
    mark, *also = places or (whole_file("seeds"),)
    related = [Related(place, phrase("the same is said here")) for place in also]
    if other is not None:
        related += [
            Related(place, phrase("the other one stands here"))
            for place in source_map.place(other, bound.get("otherPath"))[:1]
        ]
    texts = {name: _text(term, minter) for name, term in bound.items() if term is not None}
    return Diagnostic(
        check.code,
        check.severity,
        _filled(check.message, texts),
        mark,
        _filled(check.help, texts) if check.help else None,
        tuple(related),
        minter.local(focus) or focus if focus is not None else "",
    )


def _filled(message: Message, texts: Mapping[str, str]) -> Message:
    def fill(words: str) -> str:
        return _PLACEHOLDER.sub(lambda found: texts.get(found[1], found[0]), words)

    return Message(fill(message.en), fill(message.ru), fill(message.zh))


def _text(term: Term, minter: Minter) -> str:
    if is_iri(term):
        return minter.local(term) or local_name(term)
    return literal_parts(term).text
