"""The line of data from end to end: files → records → graph → findings → version.

`check` reads a project and says what is wrong with it; `build` publishes the graph when nothing
is.  Each stage is a room of its own; this one only leads through them in order.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.beside import Answers, Asking, ask
from kg.graph.cache.contents import Contents
from kg.graph.cache.han import keep_han, recall_han
from kg.graph.cache.store import Cache
from kg.graph.collector import give_back, uncollected
from kg.graph.dataset import Dataset
from kg.graph.inference import closures, derive, evidence_of
from kg.graph.last_check.article_graphs import outline_digest
from kg.graph.last_check.names_read import Noting
from kg.graph.last_check.traces import Traces
from kg.graph.mapping.files import Files, map_files
from kg.graph.mapping.outlines import outlines
from kg.graph.mapping.quotes import Quotes, verify_quotes
from kg.graph.mapping.register import Register, make_register
from kg.graph.mapping.removal import remaining_names
from kg.graph.ontology import read_vocabulary
from kg.graph.progress import Progress as Progress
from kg.graph.progress import silent as silent
from kg.graph.questions.checking import check_questions
from kg.graph.rules import read_rules
from kg.graph.seeds import Seeds, read_seeds
from kg.graph.validation.acceptance import accept, acceptances_in, acceptances_of
from kg.graph.validation.by_neighbourhood import Validated
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.house import check_house
from kg.graph.validation.languages import language_of_quotes, traditional_names
from kg.graph.validation.names import same_names
from kg.graph.validation.queries import Check, findings_of, foreign_properties, read_checks
from kg.graph.validation.recording import record_findings
from kg.graph.validation.results import ShapesUnusable
from kg.graph.validation.shapes import (
    Shapes,
    count_shapes,
    looked_back,
    placed,
    read_shapes,
    unusable,
    validate,
)
from kg.graph.version import Facts, Version, write_version
from kg.graph.version.history import article_histories
from kg.graph.version.inputs import look_at_inputs, note_inputs
from kg.graph.version.sentences import count_sentences
from kg.graph.vocabulary import Vocabulary
from kg.graph.work import NO_WORK, Work
from kg.model.diagnostics import (
    Diagnostic,
    error,
    has_errors,
    in_order,
)
from kg.model.errors import ProjectRejected
from kg.model.iris import INFERRED, ONTOLOGY
from kg.model.marks import whole_file
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple, is_text
from kg.model.wording import phrase


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a check has looked at."""

    articles: int
    statements: int
    focus_nodes: int
    quotes_from_text: int
    quotes_from_lock: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A project after its check: the findings, and the whole graph when it could be made.

    What was read on the way is kept, so that nobody need read it again: the parsed files by article
    id, the authority file, the ontology, who is who, and where each triple stands.  After a check
    that `stopped` early the dataset, the source map and the register are empty.  `looked_back` are the
    predicates along which shapes look from the object to the subject.
    """

    project: Project
    diagnostics: tuple[Diagnostic, ...]
    dataset: Dataset
    facts: Facts
    counts: Counts
    source_map: SourceMap
    articles: Mapping[str, ArticleFile]
    authority: AuthorityFile
    vocabulary: Vocabulary
    register: Register
    looked_back: frozenset[Term] = frozenset()
    work: Work = NO_WORK
    stopped: bool = False


def check(
    project: Project,
    *,
    progress: Progress = silent,
    update_lock: bool = True,
    cache: Cache | None = None,
    leave: Callable[[Traces], None] | None = None,
) -> Checked:
    """Check a project: every finding, sorted by place, and the graph.

    `update_lock` lets the check write `seeds/evidence.lock` when quotes were verified from texts.  With
    a `cache` only what is new is read, verified and validated again; the findings and the graph are the
    same.  `leave` takes what a later check can go on from, unless this one stopped early; the whole graph
    is not made then, and the dataset is empty.  Raises FileProblem when a file cannot be read or the lock
    cannot be written.
    """
    cache = Cache(None) if cache is None else cache
    recall_han(cache)
    try:
        checked, traces = _check(
            project, cache, progress=progress, update_lock=update_lock, whole=leave is None
        )
        if leave is not None and traces is not None:
            leave(traces)
        return checked
    finally:
        gc.unfreeze()
        keep_han(cache)
        cache.close_check()


def _check(
    project: Project, cache: Cache, *, progress: Progress, update_lock: bool, whole: bool
) -> tuple[Checked, Traces | None]:
    found: list[Diagnostic] = []
    progress("reading the ontology", 0, 1)
    vocabulary, diagnostics = read_vocabulary(project)
    progress("reading the ontology", 1, 1)
    found.extend(diagnostics)
    files, texts = Contents(cache), Contents(cache)
    seeds = read_seeds(project, files, progress)
    articles, authority = seeds.articles, seeds.authority
    found.extend(seeds.diagnostics)
    quotes = verify_quotes(
        project, articles, update_lock=update_lock, progress=progress, texts=texts, names=seeds.names
    )
    found.extend(quotes.diagnostics)
    work = Work(files.opened, texts.opened, seeds.parsed, quotes.verified_anew)
    if any(one.code in FATAL for one in found):
        return _stopped(project, found, quotes, seeds, vocabulary, work), None
    progress("making the graph", 0, len(articles))
    with uncollected():
        brief = outlines(articles, seeds.names, cache)
        register = make_register(brief, authority, vocabulary, whole=articles)
        mapped = map_files(
            project,
            vocabulary,
            register,
            Files(articles, brief, authority, quotes.by_mark, seeds.names, quotes.outcome_names),
            progress=progress,
            cache=cache,
            remarks=language_of_quotes,
        )
    work = replace(work, articles_mapped=mapped.mapped_anew)
    found.extend((*register.found, *mapped.found))
    found.extend(remaining_names(register, mapped.source_map, brief, authority))
    acceptances = [*chain.from_iterable(map(acceptances_in, brief)), *acceptances_of(authority)]
    hashes = tuple(map(outline_digest, brief))
    del brief  # a third of what is held of the files
    follows = closures(mapped.dataset.merged(), vocabulary)
    gc.freeze()  # till the end of the check: it would be looked through for circles again and again
    traces = Traces(vocabulary, seeds, quotes, hashes, acceptances, register, mapped, follows, plain=found)
    checks, broken = read_checks(project)
    rules, broken_rules = read_rules(project)
    found.extend((*broken, *broken_rules))
    view = _seen_by_checks(project, traces)
    texts_of_ontology = [one for one in vocabulary.triples if is_text(one.object)]
    with Asking(partial(ask, project, checks, rules, view, texts_of_ontology, follows)) as asking:
        validated, shapes = _validate(project, traces, view, progress, cache)
        noting = Noting(mapped.source_map, traces.names_read)
        progress("comparing the names", 0, 1)
        traces.named.extend(
            same_names(register, vocabulary, mapped.names, authority, noting, project.minter, cache)
        )
        found.extend(traditional_names(mapped.names))
        progress("comparing the names", 1, 1)
        found.extend(check_questions(project, vocabulary))
        answers = asking.answers(progress)
    found.extend(answers.found)
    _place(project, traces, checks, answers)
    with uncollected():
        further = _derived(project, traces)
        traces.statements = _count(traces, further)
        dataset = _complete(project, traces, further) if whole else Dataset()
        del further
        remaining, accepted = accept(traces.findings(), traces.acceptances)
    counts = _counts(articles, traces.statements, validated.focus_nodes, quotes)
    if validated.focus_nodes == 0 and not has_errors(remaining):
        words = phrase("no focus node was checked: no shape has a target in this graph")
        remaining = [*remaining, error("nothing-checked", whole_file("shapes"), words)]
    findings, unrecorded = record_findings(remaining, accepted)
    facts = replace(
        _facts(register, quotes),
        rules=count_shapes(shapes) + len(checks),
        findings=findings,
        unrecorded=unrecorded,
    )
    checked = Checked(
        project,
        in_order(remaining),
        dataset,
        facts,
        counts,
        source_map=mapped.source_map,
        articles={one.id: one for one in articles},
        authority=authority,
        vocabulary=vocabulary,
        register=register,
        looked_back=looked_back(shapes),
        work=replace(work, focus_nodes_checked=validated.checked),
    )
    return checked, traces


def build(project: Project, *, progress: Progress = silent, cache: Cache | None = None) -> Version:
    """Check a project and publish its graph as the current version.

    With a `cache` the check does only what is new; the version is the same.  Raises ProjectRejected, with
    all findings, when one of them is an error.
    """
    before = look_at_inputs(project)
    # Nobody but `publish` holds what was checked: it is let go before the stores are written.
    version = publish(check(project, progress=progress, cache=cache), progress=progress)
    note_inputs(project, before, version.path.name)
    return version


def publish(checked: Checked, *, progress: Progress = silent) -> Version:
    """Publish a checked graph as the current version.

    Raises ProjectRejected, with all findings, when one of them is an error.
    """
    if has_errors(checked.diagnostics):
        words = phrase("the project has errors, so nothing was published")
        raise ProjectRejected(words, checked.diagnostics)
    with uncollected():
        histories = article_histories(checked.project, checked.dataset)
        sentences = count_sentences(checked.project, checked.articles, checked.dataset, progress)
        facts = replace(checked.facts, articles=histories, sentences=sentences)
        project, count = checked.project, checked.dataset.count_quads()
        lines = _lines_to_the_last(checked.dataset)
        del checked
        return write_version(project, lines, facts, count=count, progress=progress)


def _lines_to_the_last(dataset: Dataset) -> Iterator[str]:
    """The sorted quads of a dataset, which then is let go: stores are written in memory of their own."""
    yield from dataset.sorted_quads()
    del dataset
    gc.collect()  # what a check leaves behind stands in circles
    give_back()


# Without one of its files the rest of the project makes no sense: no key has a meaning without the
# ontology, and what a curation file mints is unknown to all others.
FATAL = frozenset({"turtle-syntax", "ontology-missing", "not-utf-8", "file-not-read"})


def _stopped(
    project: Project,
    found: Sequence[Diagnostic],
    quotes: Quotes,
    seeds: Seeds,
    vocabulary: Vocabulary,
    work: Work,
) -> Checked:
    """A check that ended before there was a graph."""
    return Checked(
        project,
        in_order(found),
        Dataset(),
        _facts(Register(), quotes),
        _counts([], 0, 0, quotes),
        source_map=SourceMap(),
        articles={one.id: one for one in seeds.articles},
        authority=seeds.authority,
        vocabulary=vocabulary,
        register=Register(),
        work=work,
        stopped=True,
    )


def _seen_by_checks(project: Project, traces: Traces) -> Dataset:
    """What shapes and checks see: the asserted graphs, the ontology, and what follows within it."""
    view = Dataset(traces.mapped.dataset)
    # Texts of the ontology are for readers; what shapes ask of it are classes and code lists.
    view.update(
        project.minter.graph(ONTOLOGY), (one for one in traces.vocabulary.triples if not is_text(one.object))
    )
    view.update(project.minter.graph(INFERRED), traces.follows.own)
    view.merged()  # now, before two ask for it at once
    return view


def _validate(
    project: Project, traces: Traces, view: Dataset, progress: Progress, cache: Cache
) -> tuple[Validated, Shapes]:
    """Shapes and house rules; returns what was validated, and the shapes."""
    progress("reading the shapes", 0, 1)
    shapes, diagnostics = read_shapes(project, engine_shapes(), "shapes/*-shapes.ttl")
    progress("reading the shapes", 1, 1)
    found, mapped = traces.plain, traces.mapped
    found.extend(diagnostics)
    try:
        validated = validate(view.merged(), shapes, cache=cache, progress=progress)
    except ShapesUnusable as problem:
        found.append(unusable(shapes, problem))
        validated = Validated((), 0, 0)
    for result in validated.results:
        finding = placed(result, shapes, mapped.source_map, project.minter, mapped.faulty)
        traces.results.append((result, finding))
    traces.focus_nodes, traces.shapes = validated.focus_nodes, shapes
    traces.foreign.extend(
        foreign_properties(view.merged(), traces.vocabulary, mapped.source_map, project.minter)
    )
    found.extend(check_house(project, traces.vocabulary, shapes, cache=cache))
    return validated, shapes


def _place(project: Project, traces: Traces, checks: Sequence[Check], answers: Answers) -> None:
    """Note the findings of the checks, and what the rules derive."""
    for check in checks:
        if check.path in answers.solutions:
            rows = answers.solutions[check.path]
            said = list(findings_of(check, rows, traces.mapped.source_map, project.minter))
            traces.solutions[check.path] = check, rows, said
    traces.grounds = answers.grounds


def _derived(project: Project, traces: Traces) -> set[Triple]:
    """What the rules derive and what follows from that, the asserted and the ontology's own excepted."""
    vocabulary, asserted = traces.vocabulary, traces.mapped.dataset.merged()
    derived = derive(traces.grounds, project.minter, evidence_of(asserted))
    derived.update(*closures(derived, vocabulary).both())
    derived.difference_update(asserted, vocabulary.triples)
    return derived


def _count(traces: Traces, further: set[Triple]) -> int:
    """How many triples `_complete` makes a dataset of, each counted once."""
    asserted, follows = traces.mapped.dataset.merged(), traces.follows.both()
    ontology = set(traces.vocabulary.triples)
    inferred = sum(map(len, follows)) + len(further.difference(*follows))
    return len(asserted) + inferred + len(ontology.difference(asserted, *follows))


def _complete(project: Project, traces: Traces, further: set[Triple]) -> Dataset:
    """The whole dataset: asserted graphs, ontology, and what follows from them."""
    dataset = Dataset(traces.mapped.dataset)
    dataset.update(project.minter.graph(ONTOLOGY), traces.vocabulary.triples)
    for some in (*traces.follows.both(), further):
        dataset.update(project.minter.graph(INFERRED), some)
    return dataset


def _facts(register: Register, quotes: Quotes) -> Facts:
    return Facts(
        redirects=dict(sorted(register.merged.items())),
        removed=dict(sorted(register.removed.items())),
        quotes_from_text=quotes.from_text,
        quotes_from_lock=quotes.from_lock,
    )


def _counts(articles: Sequence[ArticleFile], statements: int, focus_nodes: int, quotes: Quotes) -> Counts:
    return Counts(len(articles), statements, focus_nodes, quotes.from_text, quotes.from_lock)
