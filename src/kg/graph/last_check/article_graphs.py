"""What one article states in its graph, worked out without the other files.

Beside its own part these are its names, whose labels were chosen over all files, its status, and what its
records take over from each other.  Where a record takes over from another file, or another file from it,
the article cannot be told by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.curation.naming.names import Label, NameStatement
from kg.curation.records import ArticleFile
from kg.graph.last_check.ledger import Ledger
from kg.graph.mapping.across import Across
from kg.graph.mapping.authority import LABEL_KEYS, STATUS, default_status, names_in, state_name
from kg.graph.mapping.files import mapper_of
from kg.graph.mapping.inheritance import take_over
from kg.graph.mapping.kept_parts import ArticlePart
from kg.graph.mapping.meanings import Meanings
from kg.graph.mapping.register import Register
from kg.graph.validation.graph_index import GraphReader
from kg.model.diagnostics import Diagnostic
from kg.model.iris import AUTHORITY, Minter
from kg.model.parts import Part
from kg.model.project import Project
from kg.model.source_map import SourceMap
from kg.model.terms import Term, Triple

_LETTERS: Mapping[Label, str] = {Label.PREFERRED: "p", Label.ALTERNATIVE: "a", Label.HIDDEN: "h"}
_LABELS = {letter: label for label, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class ArticleGraph:
    """What an article states: its parts, its names with their marks, and what was found on the way."""

    parts: tuple[Part, ...]
    names: tuple[NameStatement, ...]
    found: tuple[Diagnostic, ...]
    faulty: frozenset[tuple[Term, Term | None]]

    def triples(self) -> Iterator[Triple]:
        """The triples in the order of making, one again for each further place."""
        for part in self.parts:
            yield from part.triples

    def subjects(self) -> set[Term]:
        """Everything of which it says something."""
        found = {one.subject for one in self.triples()}
        for part in self.parts:
            found.update(subject for subject, _ in part.properties)
            found.update(part.subjects)
        return found | {subject for subject, _ in self.faulty}


def article_graph(
    project: Project,
    meanings: Meanings,
    register: Register,
    outline: ArticleFile,
    made: ArticlePart,
    labels: str,
    *,
    has_status: bool,
) -> ArticleGraph | None:
    """What an article states, given its own part and what has become of its names.

    `register` has this one article; with `has_status` the authority file says how the article stands.  None
    where the labels are of other names.
    """
    names = names_in(register, outline.id, outline.entities)
    if len(names) != len(labels):
        return None
    across = Across(project.minter, project.minter.graph(AUTHORITY), SourceMap([made.part]))
    mapper = mapper_of(project, meanings, register, across, {}, [outline])
    for said, label in zip(names, labels, strict=True):
        state_name(mapper, said, _LABELS[label])
    if not has_status:
        default_status(mapper, across)
    take_over(mapper, across)
    return ArticleGraph(
        (made.part, *across.parts()),
        tuple(names),
        (*made.found, *across.found),
        frozenset(made.faulty | across.faulty),
    )


def letters_of(names: Sequence[NameStatement], labels: Mapping[NameStatement, Label]) -> str:
    """What has become of names, one letter each."""
    return "".join(_LETTERS[labels[said]] for said in names)


def outline_digest(outline: ArticleFile) -> str:
    """A hash of what the other files see of an article, places left out: ids, classes, and names."""
    found = hashlib.blake2b(digest_size=16)

    def add(*words: str) -> None:
        for word in words:
            data = word.encode("utf-8", "surrogatepass")
            found.update(b"%d:" % len(data))
            found.update(data)

    add(outline.id)
    for block in outline.entities:
        add("entity", block.key.text, block.type.text if block.type else "", str(block.type is None))
        for name in block.names:
            if name.kind in LABEL_KEYS:
                add("name", name.kind, name.language, name.text.text)
    for section, blocks in outline.sections:
        add("section", section.text)
        for block in blocks:
            add("record", block.key.text, block.type.text if block.type else "", str(block.type is None))
    return found.hexdigest()


def owner_of(term: Term, minter: Minter) -> str:
    """The article in whose name the name of a thing begins; empty for what belongs to none."""
    local = minter.local(term)
    return local.partition("--")[0] if local is not None else ""


def is_by_itself(
    article: str,
    graph: ArticleGraph,
    ledger: Ledger,
    before: GraphReader,
    minter: Minter,
    along: Collection[Term],
) -> bool:
    """Whether nothing is taken over `along` these predicates from other files or by them."""
    joined = {one for one in graph.triples() if one.predicate in along}
    ends = {end for one in joined for end in (one.subject, one.object)}
    if any(owner_of(end, minter) != article for end in ends):
        return False
    name = minter.thing(article)
    for subject in graph.subjects():
        if subject == name or owner_of(subject, minter) != article:
            continue
        if ledger.graphs_speaking_of(subject) and (
            subject in ends
            or any(
                owner_of(one, minter) != article
                for predicate in along
                for one in before.subjects(predicate, subject)
            )
        ):
            return False
    return True


def states_status(triples: Sequence[Triple]) -> set[Term]:
    """The things of whose status triples say something."""
    return {one.subject for one in triples if one.predicate == STATUS}
