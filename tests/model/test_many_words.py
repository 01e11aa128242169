"""A hint among many words: the same as from all of them, at the cost of a few."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest

from kg.graph.mapping.register import Register
from kg.graph.vocabulary import OntologyClass
from kg.model.diagnostics import nearest
from kg.model.many_words import CLOSELY, FEW, ManyWords
from kg.model.terms import iri

LETTERS = "abcdefghijklmnopqrstuvwxyz"
KINDS = ("museum", "person", "company", "town", "meeting")


@cache
def names(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    parts = ["".join(chance.choices(LETTERS, k=chance.randint(3, 8))) for _ in range(400)]
    return sorted(
        {f"{chance.choice(parts)}-{chance.choice(parts)}-{chance.choice(KINDS)}" for _ in range(count)}
    )


def slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + chance.choice(LETTERS) + word[place:],
            word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
            word.upper(),
        ]
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_hint_is_the_one_that_all_words_would_give(seed: int) -> None:
    words = names(FEW + 1_500, seed)
    known = ManyWords(words)
    chance = random.Random(seed)
    assert len(words) > FEW
    for word in chance.sample(words, 25):
        wrong = slip(word, chance)
        assert nearest(wrong, known) == nearest(wrong, words), wrong
    assert nearest("Qqqqq", known) is None


def test_few_words_are_all_looked_at() -> None:
    words = names(300, 5)
    assert sorted(ManyWords(words[:200], words[200:]).like("no such word")) == words


@pytest.mark.parametrize("word", ["person", "unkown-person-in-town", "-", "", "x" * 200])
def test_of_eighty_thousand_words_few_are_compared(word: str) -> None:
    words = names(90_000, 7)
    assert len(words) > 70_000
    assert len(ManyWords(words, ["here"]).like(word)) <= CLOSELY + 1


class Counted(dict[str, OntologyClass]):
    """Notes how often somebody goes over all its keys."""

    passes = 0

    def __iter__(self) -> Iterator[str]:
        self.passes += 1
        return super().__iter__()


def test_a_thousand_slips_go_over_all_ids_a_few_times() -> None:
    museum = OntologyClass(iri("https://museum.example/ontology#Museum"), "Museum")
    classes = Counted()
    for number, word in enumerate(names(FEW + 3_000, 11)):
        classes[word] = classes[f"a{number % 50}--{word}"] = museum
    register = Register(classes=classes)
    compared = 0
    for number in range(1_000):
        known = register.known(f"a{number % 50}")
        compared += len(known.like(f"slip-{number}"))
    assert 1 <= classes.passes <= 2
    of_one_file = len(classes) / 2 / 50
    assert compared <= 1_000 * (CLOSELY + of_one_file + 1)


def test_the_ids_of_a_file_are_among_those_that_it_may_name() -> None:
    museum = OntologyClass(iri("https://museum.example/ontology#Museum"), "Museum")
    register = Register(classes=dict.fromkeys(("tate", "a1--visit", "a1--visit--part", "a2--loan"), museum))
    assert sorted(register.known("a1")) == ["tate", "visit", "visit--part"]
    register.classes["louvre"] = museum
    assert sorted(register.known("a2")) == ["loan", "louvre", "tate"]
