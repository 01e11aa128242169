"""The line of data from end to end: files → records → graph → findings → version.

`check` reads a project and says what is wrong with it; `build` publishes the graph when nothing
is.  Each stage is a room of its own; this one only leads through them in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.curation.evidence import Verified
from kg.curation.files import parse_article, parse_authority
from kg.curation.names import NameStatement
from kg.curation.reader import read_file
from kg.curation.records import ArticleFile, AuthorityFile
from kg.graph.dataset import Dataset
from kg.graph.inference import closure, derive, read_rules
from kg.graph.mapping.articles import Mapper
from kg.graph.mapping.authority import map_authority, map_names
from kg.graph.mapping.citations import EVIDENCE, Citations
from kg.graph.mapping.inheritance import take_over
from kg.graph.mapping.quotes import LOCK_FILE, Quotes, verify_quotes
from kg.graph.mapping.register import Register, make_register
from kg.graph.mapping.removal import remaining_names
from kg.graph.mapping.statements import Statements
from kg.graph.ontology import read_vocabulary
from kg.graph.questions.checking import check_questions
from kg.graph.validation.acceptance import accept
from kg.graph.validation.engine import engine_shapes
from kg.graph.validation.languages import language_of_quotes, traditional_names
from kg.graph.validation.names import same_names
from kg.graph.validation.queries import foreign_properties, read_checks, run_checks
from kg.graph.validation.recording import record_findings
from kg.graph.validation.shapes import check_house, count_shapes, read_shapes, validate
from kg.graph.version import Facts, Version, write_version
from kg.graph.version.history import article_histories
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import (
    Diagnostic,
    error,
    has_errors,
    in_order,
    info,
    warning,
)
from kg.model.errors import ProjectRejected
from kg.model.iris import AUTHORITY, INFERRED, ONTOLOGY
from kg.model.marks import Mark, whole_file
from kg.model.project import Project
from kg.model.terms import Term, is_iri, literal_parts

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
    """A project after its check: the findings, and the whole graph when it could be made."""

    project: Project
    diagnostics: tuple[Diagnostic, ...]
    dataset: Dataset
    facts: Facts
    counts: Counts


def check(project: Project, *, progress: Progress = silent, update_lock: bool = True) -> Checked:
    """Check a project: every finding, sorted by place, and the graph.

    `update_lock` lets the check write `seeds/evidence.lock` when quotes were verified from texts.
    Raises FileProblem when a file cannot be read or the lock cannot be written.
    """
    found: list[Diagnostic] = []
    progress("reading the ontology", 0, 1)
    vocabulary, diagnostics = read_vocabulary(project)
    found.extend(diagnostics)
    articles, authority = _read_seeds(project, found, progress)
    quotes = verify_quotes(project, articles, update_lock=update_lock, progress=progress)
    found.extend(quotes.diagnostics)
    if any(one.code in _FATAL for one in found):
        return _stopped(project, found, quotes)
    progress("making the graph", 0, 1)
    register = make_register(articles, authority, vocabulary)
    statements, names = _map(project, vocabulary, register, articles, authority, quotes.by_mark)
    found.extend((*register.found, *statements.found))
    found.extend(remaining_names(register, statements, articles, authority))
    focus_nodes, rules = _validate(project, vocabulary, statements, found, progress)
    found.extend(same_names(register, vocabulary, names, authority))
    found.extend((*traditional_names(names), *language_of_quotes(articles)))
    found.extend(check_questions(project, vocabulary))
    dataset = _complete(project, vocabulary, statements, found, progress)
    remaining, accepted = accept(found, articles, authority)
    counts = _counts(articles, dataset, focus_nodes, quotes)
    if focus_nodes == 0 and not has_errors(remaining):
        words = "no focus node was checked: no shape has a target in this graph"
        remaining = [*remaining, error("nothing-checked", whole_file("shapes"), words)]
    findings, unrecorded = record_findings(remaining, accepted)
    facts = replace(_facts(register, quotes), rules=rules, findings=findings, unrecorded=unrecorded)
    return Checked(project, in_order(remaining), dataset, facts, counts)


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
        raise ProjectRejected("the project has errors, so nothing was published", checked.diagnostics)
    histories = article_histories(checked.project, checked.dataset)
    facts = replace(checked.facts, articles=histories)
    return write_version(checked.project, checked.dataset, facts, progress=progress)


# Without one of its files the rest of the project makes no sense: no key has a meaning without the
# ontology, and what a curation file mints is unknown to all others.
_FATAL = frozenset({"turtle-syntax", "ontology-missing", "not-utf-8", "file-not-read"})


def _stopped(project: Project, found: Sequence[Diagnostic], quotes: Quotes) -> Checked:
    """A check that ended before there was a graph."""
    counts = _counts([], Dataset(), 0, quotes)
    return Checked(project, in_order(found), Dataset(), _facts(Register(), quotes), counts)


def _read_seeds(
    project: Project, found: list[Diagnostic], progress: Progress
) -> tuple[list[ArticleFile], AuthorityFile]:
    articles: dict[str, ArticleFile] = {}
    authority = AuthorityFile("seeds/authority.yaml")
    paths = project.files("seeds/*.yaml")
    for done, path in enumerate(paths):
        progress("reading seeds", done, len(paths))
        name = project.relative(path)
        document = read_file(path, name)
        if path.stem == AUTHORITY and [one.code for one in document.diagnostics] == ["empty-file"]:
            continue  # nothing is known beyond the articles
        found.extend(document.diagnostics)
        read = document.root is not None
        if path.stem == AUTHORITY:
            authority, diagnostics = parse_authority(document, project.languages)
        else:
            article, diagnostics = parse_article(document, project.languages)
            read = article is not None
            if article is not None:
                articles[article.id] = article
        found.extend(diagnostics)
        if not read:
            # Beside the error that says why.
            mark = next((one.mark for one in document.diagnostics), whole_file(name))
            words = "this file could not be read, so the other files have not been checked yet"
            found.append(info("file-not-read", mark, words))
    if not paths:
        found.append(
            error(
                "seeds-missing", whole_file("seeds"), "there is no curation file seeds/*.yaml in this project"
            )
        )
    found.extend(_not_read(project, paths))
    return [articles[key] for key in sorted(articles)], authority


def _not_read(project: Project, read: Sequence[Path]) -> Iterator[Diagnostic]:
    """Files of `seeds/` that look like curations and are none by their name or place."""
    for path in sorted(project.seeds.rglob("*")) if project.seeds.is_dir() else ():
        name = project.relative(path)
        if path in read or name == LOCK_FILE or any(part.startswith(".") for part in path.parts[-2:]):
            continue
        if path.is_dir() and path.suffix.lower() not in _YAML:
            continue
        words = "this file is not read: a curation file lies directly in seeds/ and ends in .yaml"
        kind = error if path.suffix.lower() in _YAML else warning
        yield kind("file-ignored", whole_file(name), words, help="rename or move it")


_YAML = (".yaml", ".yml")


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
) -> tuple[int, int]:
    """Shapes, whole-graph checks and the house rules; returns the numbers of focus nodes and of rules."""
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
    results, focus_nodes = validate(
        view.merged(), shapes, statements.source_map, project.minter, statements.faulty
    )
    progress("running the checks", 0, 1)
    found.extend(results)
    found.extend(run_checks(checks, view, statements.source_map, project.minter, project.namespaces))
    found.extend(foreign_properties(view, vocabulary, statements.source_map, project.minter))
    found.extend(check_house(project, vocabulary, shapes))
    return focus_nodes, count_shapes(shapes) + len(checks)


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
