"""Parts kept from one check to the next.

A part is kept under the content of its file, what its quotes were found to be, and the ontology; with
it what was asked of the register and a hash of the answers, for it holds only while they are the same.
"""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass

from kg.graph.cache.keys import key_of
from kg.graph.mapping.asking import Answers, Asking
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic
from kg.model.parts import Marks, Part
from kg.model.project import Project
from kg.model.terms import Term, Triple

_FIELDS = 6
_WIDTHS = (3, 2, 1, 2, 1)  # numbers for a triple, a property, a subject, a fault, and a mark's number


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """What one article gave: its part, its findings, and what a shape need not miss."""

    part: Part
    found: tuple[Diagnostic, ...]
    faulty: frozenset[tuple[Term, Term | None]]


def part_name(content: bytes, quotes: bytes, ground: str) -> bytes:
    """The name under which a part is kept: by the names of what its file holds and of what its quotes are
    found to be, and by what all parts of the project stand on."""
    return key_of("part", content.hex(), quotes.hex(), ground)


def ground_of(project: Project, vocabulary: Vocabulary) -> str:
    """A hash of what all parts of a project stand on: base IRI, languages, and the ontology as it is read."""
    found = hashlib.sha256(f"{project.base}\0{project.languages}\0".encode())
    for one in (
        *vocabulary.classes.items(),
        *vocabulary.properties.items(),
        *vocabulary.bases.items(),
        *vocabulary.name_bases.items(),
        *vocabulary.statuses.items(),
        *((label, *sorted(terms)) for label, terms in sorted(vocabulary.labelled.items())),
        *((term, *sorted(above)) for term, above in sorted(vocabulary.superclasses.items())),
    ):
        found.update(f"{one!r}\n".encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def to_keep(made: ArticlePart, asking: Asking, answers: Answers) -> tuple[object, ...]:
    """A part as the cache takes it."""
    part, marks = made.part, made.part.marks
    faulty = sorted(made.faulty, key=lambda key: (key[0], key[1] or ""))
    ends: dict[Term | None, int] = {None: 0}  # the place in the table of each term; the first stands for all
    of = ends.setdefault
    numbers = array(
        "I", (len(part.triples), len(part.properties), len(part.subjects), len(faulty), len(marks.numbers))
    )
    for one in (*part.triples, *part.properties, part.subjects, *faulty):
        numbers.extend([of(term, len(ends)) for term in one])
    numbers += marks.numbers
    if marks.paths_of is not None:
        numbers += marks.paths_of
    return (
        tuple(asking.questions),
        answers.digest(asking.questions, asking.article),
        tuple(term for term in ends if term is not None),
        numbers,
        marks.paths,
        made.found,
    )


def from_kept(
    kept: object, graph: Term, article: str, answers: Answers, terms: dict[Term, Term]
) -> ArticlePart | None:
    """The part that `to_keep` gave; None where there is none or the register answers otherwise.

    `terms` has one object for each term of the project.
    """
    if not isinstance(kept, tuple) or len(kept) != _FIELDS:
        return None
    questions, digest, words, numbers, paths, found = kept
    if answers.digest(questions, article) != digest:
        return None
    table = [Term(""), *(_shared(one, terms) for one in words)]
    sizes = numbers[: len(_WIDTHS)]
    columns: list[array[int]] = []
    start = len(sizes)
    for size, width in zip(sizes, _WIDTHS, strict=True):
        columns.append(numbers[start : start + size * width])
        start += size * width
    triples, properties, subjects, faulty, marks = columns
    of = table.__getitem__
    part = Part(
        graph,
        tuple(map(Triple, map(of, triples[0::3]), map(of, triples[1::3]), map(of, triples[2::3]))),
        tuple(zip(map(of, properties[0::2]), map(of, properties[1::2]), strict=True)),
        tuple(map(of, subjects)),
        Marks(paths, marks, numbers[start:] if len(paths) > 1 else None),
    )
    at_fault = (
        (table[one], table[other] or None) for one, other in zip(faulty[0::2], faulty[1::2], strict=True)
    )
    return ArticlePart(part, found, frozenset(at_fault))


def _shared(term: str, terms: dict[Term, Term]) -> Term:
    one = Term(term)
    return terms.setdefault(one, one)
