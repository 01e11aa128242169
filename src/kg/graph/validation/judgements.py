"""Judgements of the authority file that contradict each other: one pair of ids in two lists.

`same`, `different` and `undecided` each settle a pair; in two of them it is settled in no way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.curation.records import AuthorityFile, Judgement
from kg.curation.tree import Scalar
from kg.graph.mapping.register import Register
from kg.model.diagnostics import Diagnostic, Related, error
from kg.model.marks import Mark
from kg.model.wording import phrase


def contradictions(register: Register, authority: AuthorityFile) -> Iterator[Diagnostic]:
    """An error for each entry with a pair that another list settles in another way, with both places.

    Ids that were merged count as the one they were merged into.  The work grows with the ids.
    """
    lists = {"different": authority.different, "undecided": authority.undecided}
    for name, judgements in lists.items():
        for judgement in judgements:
            yield from _merged(register, authority.same, judgement, name)
    yield from _twice(register, authority)


def _merged(
    register: Register, same: Sequence[Judgement], judgement: Judgement, name: str
) -> Iterator[Diagnostic]:
    """Ids that `same` makes one, and this entry keeps apart."""
    seen: dict[str, Scalar] = {}
    for one in judgement.ids:
        known = seen.setdefault(register.canonical(one.text), one)
        if known.text != one.text:
            yield _error(known, one, name, "same", _place(same, known, one))


def _twice(register: Register, authority: AuthorityFile) -> Iterator[Diagnostic]:
    """Pairs that are both different and undecided."""
    groups: dict[str, list[int]] = {}
    for number, judgement in enumerate(authority.different):
        for name in {register.canonical(one.text) for one in judgement.ids}:
            groups.setdefault(name, []).append(number)
    for judgement in authority.undecided:
        seen: dict[int, Scalar] = {}
        for one in judgement.ids:
            name = register.canonical(one.text)
            for number in groups.get(name, ()):
                known = seen.setdefault(number, one)
                if register.canonical(known.text) != name:
                    mark = _place((authority.different[number],), known, one)
                    yield _error(known, one, "undecided", "different", mark)


def _place(judgements: Sequence[Judgement], first: Scalar, second: Scalar) -> Mark:
    """Where a list names the second id, else the first."""
    marks = {one.text: one.mark for judgement in judgements for one in judgement.ids}
    return marks.get(second.text) or marks.get(first.text) or judgements[0].mark


def _error(first: Scalar, second: Scalar, name: str, other: str, place: Mark) -> Diagnostic:
    words = phrase(
        "`{first}` and `{second}` stand below both `{list}` and `{other}`",
        first=first.text,
        second=second.text,
        list=name,
        other=other,
    )
    related = (Related(place, phrase("they stand below `{other}` here", other=other)),)
    help = phrase("keep one of the two entries")
    return error("settled-twice", second.mark, words, help=help, related=related)
