"""Leaving what a complete check found to the next one."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from kg.curation.lock import lines_in
from kg.curation.naming.names import NameStatement
from kg.graph.cache.contents import Contents
from kg.graph.cache.store import Cache
from kg.graph.last_check.article_graphs import letters_of, owner_of, states_status
from kg.graph.last_check.basis import basis_of
from kg.graph.last_check.layers import write_layers
from kg.graph.last_check.ledger import LAYERS, LEDGER, KeptArticle, NewLedger, lock_digest
from kg.graph.last_check.query_rows import row_of_query
from kg.graph.last_check.traces import Traces
from kg.graph.mapping.quotes import LOCK_FILE, at_hand, known_lock, name_by_lock, name_by_text, text_folder
from kg.graph.progress import Progress, silent
from kg.graph.rules import Rule, read_rules
from kg.graph.seeds import content_name
from kg.graph.validation.by_neighbourhood import row_of
from kg.graph.validation.query_reads import read_query
from kg.graph.validation.reads import plan
from kg.graph.validation.results import bare
from kg.model.iris import AUTHORITY
from kg.model.project import Project
from kg.model.terms import Term, Triple, is_text

FOCUS, VIA = "focus", "via"
_LONG_DEAD = 3600  # seconds; what a process that was killed had begun to write


def remember(
    project: Project, traces: Traces, cache: Cache, folder: Path, *, progress: Progress = silent
) -> bool:
    """Write what a complete check found to a folder, in the place of what was there.

    Returns False, and leaves the folder as it is, where a later check could not go on from it: something is
    removed, a check or a rule cannot be evaluated, shapes have to see the whole graph, or files have
    changed meanwhile.  Raises OSError, sqlite3.Error or LayersUnusable when it cannot be written.
    """
    broken = {"broken-check", "broken-rule", "broken-shape", "nothing-checked"}
    if traces.shapes is None or traces.register.removed or any(one.code in broken for one in traces.plain):
        return False
    if plan(bare(traces.shapes.graph)).others:
        return False
    follows, asserted = traces.follows, traces.mapped.dataset.merged()
    counting = _Counting(progress, len(asserted) + len(follows.own) + len(follows.other))
    contents = Contents(cache)
    lock = known_lock(project.root / LOCK_FILE, contents)
    articles = _articles(project, traces, lock, contents) if lock is not None else None
    if articles is None or lock is None:
        return False
    for left in folder.parent.glob(f"{folder.name}.*"):
        if left.stat().st_mtime < time.time() - _LONG_DEAD:
            shutil.rmtree(left, ignore_errors=True)
    temporary = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True, mode=0o700)
    try:
        _write_ledger(project, traces, articles, lock, temporary / LEDGER)
        vocabulary = traces.vocabulary
        write_layers(
            temporary / LAYERS,
            asserted=asserted,
            own=follows.own,
            ontology=(one for one in vocabulary.triples if not is_text(one.object)),
            other=follows.other,
            texts=(one for one in vocabulary.triples if is_text(one.object)),
            step=counting.step,
        )
        shutil.rmtree(folder, ignore_errors=True)
        temporary.replace(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return True


class _Counting:
    """How many of the triples are written."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self._total, self._done = progress, total, 0
        self.step(0)

    def step(self, more: int) -> None:
        """So many more are."""
        self._done += more
        self.progress("keeping what was found", self._done, self._total)


def _write_ledger(
    project: Project, traces: Traces, articles: list[KeptArticle], lock: str, path: Path
) -> None:
    ledger = NewLedger(path)
    mapped, register = traces.mapped, traces.register
    ledger.note("basis", basis_of(project).hex())
    ledger.note("plain", tuple(traces.plain))
    ledger.note("results", tuple((row_of(one), finding) for one, finding in traces.results))
    ledger.note(
        "solutions",
        tuple(
            (path, rows.variables, rows.rows, tuple(found))
            for path, (_, rows, found) in sorted(traces.solutions.items())
        ),
    )
    ledger.note("foreign", tuple(traces.foreign))
    ledger.note("named", tuple(traces.named))
    ledger.note("acceptances", tuple((one.scope, one.focus, one.said) for one in traces.acceptances))
    ledger.note("merged", tuple(id for pair in register.merged.items() for id in pair))
    ledger.note("faulty above", tuple(mapped.faulty_above))
    authority = mapped.dataset.graph(project.minter.graph(AUTHORITY))
    ledger.note("statuses", tuple(sorted(states_status(authority))))
    counts = (traces.statements, traces.quotes.from_text, traces.quotes.from_lock, traces.focus_nodes)
    ledger.note("counts", counts)
    ledger.note("lock", lock_digest(lock) if traces.quotes.from_lock else "")
    rules, _ = read_rules(project)
    ledger.note("checks asked", tuple(_asked_checks(project, traces)))
    ledger.note("rules asked", tuple(_asked_rules(project, rules)))
    ledger.articles(articles)
    ledger.names_read(traces.names_read.ways())
    ledger.names((name, cls.iri, name in register.mintings) for name, cls in register.classes.items())
    speaking = _speaking(project, traces)
    ledger.speaking(sorted(speaking.items()))
    ledger.shared(_shared(traces, speaking))
    ledger.grounds(sorted(traces.grounds))
    ledger.close()


def _asked_checks(project: Project, traces: Traces) -> Iterator[tuple[object, ...]]:
    for path, (check, _, _) in sorted(traces.solutions.items()):
        yield (path, row_of_query(read_query(check.query, project.namespaces, FOCUS)))


def _asked_rules(project: Project, rules: Iterable[Rule]) -> Iterator[tuple[object, ...]]:
    for rule in rules:
        query = read_query(rule.select, project.namespaces, VIA)
        yield (rule.name, rule.path, rule.select, rule.template, row_of_query(query))


def _articles(project: Project, traces: Traces, lock: str, contents: Contents) -> list[KeptArticle] | None:
    """The articles as they were; None where a file is no longer what it was when it was read."""
    seeds, texts = contents.of(project.seeds), contents.of(text_folder(project))
    prefix = texts.path.name or texts.path.resolve().name
    names: dict[str, list[NameStatement]] = {}
    for said in traces.mapped.names:
        names.setdefault(said.file, []).append(said)
    found = []
    for whole, outline in zip(traces.seeds.articles, traces.outlines, strict=True):
        id, file, text = whole.id, PurePosixPath(whole.path).name, whole.text or ""
        content = traces.seeds.names.get(id, b"")
        outcome = traces.quotes.outcome_names.get(id, b"")
        at = at_hand(texts, text) if text else None
        digest = texts.sha256(at) if at is not None else ""
        sought = f"{prefix}/{text}" if text else ""
        if at is not None:
            expected = name_by_text(content, sought, digest)
        else:
            start, end = lines_in(lock, id)
            expected = name_by_lock(content, sought, lock[start:end])
        if not content or content != content_name(project, seeds, file, whole.path) or outcome != expected:
            return None
        labels = letters_of(names.get(id, ()), traces.mapped.labels)
        found.append(
            KeptArticle(
                id,
                file,
                seeds.sha256(file),
                content,
                text,
                digest,
                outcome,
                outline,
                labels,
                seeds.seen(file),
                texts.seen(at) if at is not None else None,
            )
        )
    return found


def _speaking(project: Project, traces: Traces) -> dict[Term, list[str]]:
    """The graphs that speak of each thing; that in whose name it begins is left out."""
    minter = project.minter
    head = f"<{project.base}id/"
    found: dict[Term, list[str]] = {}
    for part in traces.mapped.source_map.parts:
        graph = _graph_name(part.graph, project)
        terms = {end for one in part.triples for end in (one.subject, one.object) if end.startswith(head)}
        terms.update(subject for subject, _ in part.properties)
        terms.update(part.subjects)
        for term in terms:
            if owner_of(term, minter) != graph:
                known = found.setdefault(term, [])
                if graph not in known[-1:]:
                    known.append(graph)
    return {term: sorted(set(graphs)) for term, graphs in found.items()}


def _shared(traces: Traces, speaking: Mapping[Term, object]) -> Iterator[tuple[Triple, int]]:
    """The triples that several graphs state, and how many."""
    dataset = traces.mapped.dataset
    times = Counter(
        one for name in dataset.graph_names() for one in dataset.graph(name) if one.subject in speaking
    )
    return ((triple, some) for triple, some in times.items() if some > 1)


def _graph_name(graph: Term, project: Project) -> str:
    return graph.removeprefix(f"<{project.base}graph/").removesuffix(">")
