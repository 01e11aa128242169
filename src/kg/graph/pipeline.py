"""The line of data from end to end: files → records → graph → findings → version.

`check` reads a project and says what is wrong with it; `build` publishes the graph when nothing
is.  Each stage is a room of its own; this one only leads through them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.curation.evidence import Verified
from kg.curation.naming.names import NameStatement
from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.cache.contents import Contents
from kg.graph.cache.store import Cache
from kg.graph.dataset import Dataset
from kg.graph.inference import closure, derive, read_rules
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.authority import map_authority, map_names
from kg.graph.mapping.citations import EVIDENCE, Citations
from kg.graph.mapping.inheritance import take_over
from kg.graph.mapping.quotes import Quotes, verify_quotes
from kg.graph.mapping.register import Register, make_register
from kg.graph.mapping.removal import remaining_names
from kg.graph.mapping.statements import Statements
from kg.graph.ontology import read_vocabulary
from kg.graph.questions.checking import check_questions
from kg.graph.seeds import Seeds, read_seeds
from kg.graph.validation.acceptance import accept
from kg.graph.validation.by_neighbourhood import Validated
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.house import check_house
from kg.graph.validation.languages import language_of_quotes, traditional_names
from kg.graph.validation.names import same_names
from kg.graph.validation.queries import foreign_properties, read_checks, run_checks
from kg.graph.validation.recording import record_findings
from kg.graph.validation.shapes import Shapes, count_shapes, looked_back, read_shapes, validate
from kg.graph.version import Facts, Version, write_version
from kg.graph.version.history import article_histories
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
from kg.model.marks import Mark, whole_file
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, is_iri, literal_parts
from kg.model.wording import phrase

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Progress for nobody: the name of the stage, units done, units in all."""


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
    project: Project, *, progress: Progress = silent, update_lock: bool = True, cache: Cache | None = None
) -> Checked:
    """Check a project: every finding, sorted by place, and the graph.

    `update_lock` lets the check write `seeds/evidence.lock` when quotes were verified from texts.  With
    a `cache` only what is new is read, verified and validated again; the findings and the graph are the
    same.  Raises FileProblem when a file cannot be read or the lock cannot be written.
    """
    cache = Cache(None) if cache is None else cache
    try:
        return _check(project, cache, progress=progress, update_lock=update_lock)
    finally:
        cache.close_check()


def _check(project: Project, cache: Cache, *, progress: Progress, update_lock: bool) -> Checked:
    found: list[Diagnostic] = []
    progress("reading the ontology", 0, 1)
    vocabulary, diagnostics = read_vocabulary(project)
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
        return _stopped(project, found, quotes, seeds, vocabulary, work)
    progress("making the graph", 0, 1)
    register = make_register(articles, authority, vocabulary)
    statements, names = _map(project, vocabulary, register, articles, authority, quotes.by_mark)
    found.extend((*register.found, *statements.found))
    found.extend(remaining_names(register, statements, articles, authority))
    validated, shapes, checks = _validate(project, vocabulary, statements, found, progress, cache)
    found.extend(same_names(register, vocabulary, names, authority, statements))
    found.extend((*traditional_names(names), *language_of_quotes(articles)))
    found.extend(check_questions(project, vocabulary))
    dataset = _complete(project, vocabulary, statements, found, progress)
    remaining, accepted = accept(found, articles, authority)
    counts = _counts(articles, dataset, validated.focus_nodes, quotes)
    if validated.focus_nodes == 0 and not has_errors(remaining):
        words = phrase("no focus node was checked: no shape has a target in this graph")
        remaining = [*remaining, error("nothing-checked", whole_file("shapes"), words)]
    findings, unrecorded = record_findings(remaining, accepted)
    facts = replace(
        _facts(register, quotes),
        rules=count_shapes(shapes) + checks,
        findings=findings,
        unrecorded=unrecorded,
    )
    return Checked(
        project,
        in_order(remaining),
        dataset,
        facts,
        counts,
        source_map=statements.source_map,
        articles={one.id: one for one in articles},
        authority=authority,
        vocabulary=vocabulary,
        register=register,
        looked_back=looked_back(shapes),
        work=replace(work, focus_nodes_checked=validated.checked),
    )


def build(project: Project, *, progress: Progress = silent) -> Version:
    """Check a project and publish its graph as the current version.

    Raises ProjectRejected, with all findings, when one of them is an error.
    """
    checked = check(project, progress=progress)
    return publish(checked, progress=progress)


def publish(checked: Checked, *, progress: Progress = silent) -> Version:
    """Publish a checked graph as the current version.

    Raises ProjectRejected, with all findings, when one of them is an error.
    """
    if has_errors(checked.diagnostics):
        words = phrase("the project has errors, so nothing was published")
        raise ProjectRejected(words, checked.diagnostics)
    histories = article_histories(checked.project, checked.dataset)
    sentences = count_sentences(checked.project, checked.articles, checked.dataset)
    facts = replace(checked.facts, articles=histories, sentences=sentences)
    return write_version(checked.project, checked.dataset, facts, progress=progress)


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
        _counts([], Dataset(), 0, quotes),
        source_map=SourceMap(),
        articles={one.id: one for one in seeds.articles},
        authority=seeds.authority,
        vocabulary=vocabulary,
        register=Register(),
        work=work,
        stopped=True,
    )


def _map(
    project: Project,
    vocabulary: Vocabulary,
    register: Register,
    articles: Sequence[ArticleFile],
    authority: AuthorityFile,
    passages: Mapping[Mark, Verified],
) -> tuple[Statements, list[NameStatement]]:
    statements = Statements(project.minter)
    undated = frozenset(one.id for one in articles if one.head.published_date is None)
    citations = Citations(statements, vocabulary, passages, undated=undated)
    mapper = Mapper(vocabulary, register, statements, citations, project.languages)
    for article in articles:
        mapper.article(article)
    map_authority(mapper, authority)
    names = map_names(mapper, articles, authority)
    take_over(mapper)
    return statements, names


def _validate(
    project: Project,
    vocabulary: Vocabulary,
    statements: Statements,
    found: list[Diagnostic],
    progress: Progress,
    cache: Cache,
) -> tuple[Validated, Shapes, int]:
    """Shapes, whole-graph checks and house rules; returns what was validated, the shapes, how many checks."""
    progress("checking the shapes", 0, 1)
    shapes, diagnostics = read_shapes(project, engine_shapes(), "shapes/*-shapes.ttl")
    checks, broken = read_checks(project)
    found.extend((*diagnostics, *broken))
    asserted = statements.dataset
    view = Dataset()
    for graph in asserted.graph_names():
        view.update(graph, asserted.graph(graph))
    # Texts of the ontology are for readers; what shapes ask of it are classes and code lists.
    view.update(
        project.minter.graph(ONTOLOGY), (one for one in vocabulary.triples if not _is_text(one.object))
    )
    view.update(project.minter.graph(INFERRED), closure(asserted.merged(), vocabulary, own_only=True))
    results, validated = validate(
        view.merged(), shapes, statements.source_map, project.minter, statements.faulty, cache=cache
    )
    progress("running the checks", 0, 1)
    found.extend(results)
    found.extend(run_checks(checks, view, statements.source_map, project.minter, project.namespaces))
    found.extend(foreign_properties(view, vocabulary, statements.source_map, project.minter))
    found.extend(check_house(project, vocabulary, shapes, cache=cache))
    return validated, shapes, len(checks)


def _is_text(term: Term) -> bool:
    return not is_iri(term) and literal_parts(term).language != ""


def _complete(
    project: Project,
    vocabulary: Vocabulary,
    statements: Statements,
    found: list[Diagnostic],
    progress: Progress,
) -> Dataset:
    """The whole dataset: asserted graphs, ontology, and what follows from them."""
    progress("deriving statements", 0, 1)
    dataset = statements.dataset
    minter = project.minter
    asserted = dataset.merged()
    rules, diagnostics = read_rules(project)
    found.extend(diagnostics)
    inferred = closure(asserted, vocabulary, own_only=False)
    dataset.update(minter.graph(ONTOLOGY), vocabulary.triples)
    dataset.update(minter.graph(INFERRED), inferred)
    derived, diagnostics = derive(
        rules, dataset, minter, project.namespaces, lambda term: statements.of(term, EVIDENCE)
    )
    found.extend(diagnostics)
    further = derived | closure(derived, vocabulary, own_only=False)
    stated = {*asserted, *vocabulary.triples}
    dataset.update(minter.graph(INFERRED), (one for one in further if one not in stated))
    return dataset


def _facts(register: Register, quotes: Quotes) -> Facts:
    return Facts(
        redirects=dict(sorted(register.merged.items())),
        removed=dict(sorted(register.removed.items())),
        quotes_from_text=quotes.from_text,
        quotes_from_lock=quotes.from_lock,
    )


def _counts(articles: Sequence[ArticleFile], dataset: Dataset, focus_nodes: int, quotes: Quotes) -> Counts:
    return Counts(len(articles), len(dataset.merged()), focus_nodes, quotes.from_text, quotes.from_lock)
