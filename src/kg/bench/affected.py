"""What a change can affect: the part of a check's findings that is worth reading after it.

A change reaches its own file, the files that speak of the same entities, and what looks at the whole
graph.  What is told here depends on the project alone, never on what a cache holds, and a part is
always cut out of the findings of the whole check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.bench.parts import AUTHORITY_FILE, SEEDS, TEXTS, is_read
from kg.bench.revisions import changed_files, project_at
from kg.graph.cache.store import Cache
from kg.graph.mapping.quotes import LOCK_FILE
from kg.graph.pipeline import FATAL, Checked, Progress, check, silent
from kg.model.diagnostics import Diagnostic
from kg.model.errors import ProjectRejected
from kg.model.iris import AUTHORITY
from kg.model.project import Project
from kg.model.terms import Term, Triple, is_iri

# Findings that say what no file of the project does, so that any file may be why.
_OF_NO_FILE = frozenset({"unknown-entity", "dangling-reference"})


@dataclass(frozen=True, slots=True)
class Part:
    """The findings of a check that a change can have to do with.

    `files` are the curation files that it can affect, sorted, out of `all_files`; with `everything` it
    can affect all of them.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    all_files: tuple[str, ...]
    everything: bool = False


def affected_by_files(checked: Checked, paths: Collection[str]) -> Part:
    """What files of the project can affect as they are now; `paths` are relative to it.

    A curation file affects the files that speak of an entity of which it says something, or which it
    names where a shape looks back along the property; what it names besides is there with the findings
    of whole-graph checks about it.  The authority file affects all files where it removes something,
    because of that no word may stay anywhere.
    """
    changed = _curations(checked, paths)
    if LOCK_FILE in paths:
        return _everything(checked)
    if changed is None or (AUTHORITY_FILE in changed and checked.authority.removed):
        return _everything(checked)
    graphs = _graphs(checked)
    named: set[Term] = set()
    shared: set[Term] = set()
    for path in changed:
        for one in graphs.get(path, ()):
            named.update((one.subject, *_thing(checked, one.object)))
            shared.add(one.subject)
            if one.predicate in checked.looked_back:
                shared.add(one.object)
    files = changed | _speaking_of(graphs, shared)
    return _part(checked, files, {checked.project.minter.local(one) for one in named})


def affected_by_change(before: Checked | None, after: Checked, paths: Iterable[str]) -> Part:
    """What a change of the files at `paths` has affected, given the checks before and after it.

    Beside the files that changed these are the files that share an entity whose statements changed, and
    those of which a check says something else.  `before` is None where there was nothing to check.
    """
    changed = _curations(after, paths)
    if before is None or changed is None:
        return _everything(after)
    graphs, earlier = _graphs(after), _graphs(before)
    shared: set[Term] = set()
    for path in {*graphs, *earlier}:
        differing = set(graphs.get(path, ())) ^ set(earlier.get(path, ()))
        for one in differing:
            shared.add(one.subject)
            if one.predicate in after.looked_back | before.looked_back:
                shared.add(one.object)
    other = Counter(before.diagnostics)
    other.subtract(Counter(after.diagnostics))
    differing_findings = [finding for finding, times in other.items() if times]
    files = changed | _speaking_of(graphs, shared)
    files |= {path for finding in differing_findings for path in _places(finding)}
    return _part(after, files, set())


def affected_since(
    project: Project, revision: str, *, cache: Cache, progress: Progress = silent
) -> tuple[Checked, Part] | None:
    """The check of a project, and the part of it that the change since a Git revision has affected.

    None where no file that a check reads has changed.  Raises as `kg.bench.revisions.project_at` does.
    """
    paths = [one for one in changed_files(project, revision) if is_read(one)]
    if not paths:
        return None
    before: Checked | None = None
    try:
        with project_at(project, revision) as earlier:
            before = check(earlier, progress=progress, update_lock=False, cache=cache)
    except ProjectRejected:
        pass  # its settings were broken, so nothing of it can be compared
    after = check(project, progress=progress, cache=cache)
    return after, affected_by_change(before, after, paths)


def _curations(checked: Checked, paths: Iterable[str]) -> set[str] | None:
    """The curation files among changed ones, with those of changed texts; None: the change is to all."""
    by_text = {
        article.head.text.text: article.path
        for article in checked.articles.values()
        if article.head.text is not None
    }
    found: set[str] = set()
    for path in paths:
        first, *rest = PurePosixPath(path).parts
        if first == TEXTS:
            found.update(by_text[name] for name in rest if name in by_text)
        elif first == SEEDS and path != LOCK_FILE:
            found.add(path)
        elif path != LOCK_FILE:
            return None
    return found


def _graphs(checked: Checked) -> Mapping[str, Sequence[Triple]]:
    """The triples of each curation file by its path."""
    minter = checked.project.minter
    paths = {minter.graph(name): article.path for name, article in checked.articles.items()}
    paths[minter.graph(AUTHORITY)] = AUTHORITY_FILE
    return {
        paths[name]: checked.dataset.graph(name) for name in checked.dataset.graph_names() if name in paths
    }


def _speaking_of(graphs: Mapping[str, Iterable[Triple]], things: set[Term]) -> set[str]:
    return {
        path
        for path, triples in graphs.items()
        if any(one.subject in things or one.object in things for one in triples)
    }


def _thing(checked: Checked, term: Term) -> tuple[Term, ...]:
    return (term,) if is_iri(term) and checked.project.minter.local(term) is not None else ()


def _places(finding: Diagnostic) -> Iterable[str]:
    return (finding.mark.path, *(one.mark.path for one in finding.related))


def _everything(checked: Checked) -> Part:
    files = _all_files(checked)
    return Part(checked.diagnostics, files, files, everything=True)


def _part(checked: Checked, files: set[str], focus: set[str | None]) -> Part:
    """The findings of these files and about these local names, with those that concern every file.

    Such are the findings outside of the curation files, ids that no file mints and, after a check that
    stopped, what stopped it.
    """
    all_files = _all_files(checked)
    stopping = {one.mark.path for one in checked.diagnostics if checked.stopped and one.code in FATAL}

    def concerns(one: Diagnostic) -> bool:
        if one.focus in focus or one.code in _OF_NO_FILE or one.mark.path in stopping:
            return True
        return any(path in files or _is_shared(path) for path in _places(one))

    kept = tuple(one for one in checked.diagnostics if concerns(one))
    return Part(kept, tuple(path for path in all_files if path in files), all_files)


def _is_shared(path: str) -> bool:
    """Whether a file is there for all curation files."""
    return path == LOCK_FILE or not path.startswith(f"{SEEDS}/")


def _all_files(checked: Checked) -> tuple[str, ...]:
    project = checked.project
    return tuple(project.relative(path) for path in project.files("seeds/*.yaml"))
