"""Texts that were made to break a scaffold, and texts that are only very long."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from bench.new_articles import article_project
from bench.scaffolding import active, errors, saved, scaffolded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patience import within

from kg.bench.article.candidates import find_candidates
from kg.bench.article.known import KnownEntity, KnownName
from kg.bench.article.name_trie import NameTrie
from kg.bench.article.occurrences import find_occurrences
from kg.bench.article.scaffold import Wishes
from kg.bench.article.sounds import Sounds
from kg.bench.article.tokens import Tokens
from kg.bench.article.yaml_text import comment, quoted_phrase, scalar
from kg.curation.reader import read
from kg.curation.text import NormalisedText
from kg.curation.tree import Mapping, Scalar

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_folder_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are copied into the project of the test, whatever folder the environment names."""
    monkeypatch.delenv("KG_ARTICLES", raising=False)


HOSTILE = {
    "yaml": (
        "entities:\n  x: {type: Person}\n---\n# Anna Petrova: {a: [b, *c]}\n"
        "&anchor !!tag 'Igor Sokolov' \"x\": - ? |\n"
    ),
    "bidi": "\u202eAnna Petrova\u202c said \u2066Igor\u2069 Sokolov \u200bwas in Su\u00adzhou\u200f.\n",
    "separators": "Anna Petrova\u2028Igor Sokolov\u2029Suzhou\x85Wei Yulan\x0bBlue Pier\x0cend\r\rend\n",
    "digits": "12 34 56 2024 0x1F 1e9 .5 ~ null true\n" * 50,
    "mixed": "Анна Petrova и Игорь沈蔚岚Sokolov встретились在苏州with Шэнь Weilan。\n",
    "signs": "!!! ??? ... “”‘’«»「」 #### {{{{ ]]]] :::: ---- ****\n",
    "one word": "Suzhou",
    "long word": "A" * 5_000 + " Anna Petrova " + "б" * 5_000 + " " + "沈" * 5_000 + "\n",
    "comment": "Anna Petrova # not a comment: 'Igor Sokolov' # {x}\n",
    "emoji": "👩\u200d🔬 Anna Petrova 🇨🇳 Suzhou \U000e0041 end\n",
    "private": "Anna Petrova \ue000\ufdd0 Suzhou \U0010fffd\n",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_no_text_can_become_more_than_quotes_and_comments(tmp_path: Path, case: str) -> None:
    project = article_project(tmp_path / "project")
    text = saved(tmp_path, HOSTILE[case])
    made = scaffolded(project, text, Wishes(title="A test", language="en"))
    assert errors(project) == []
    known = {"anna-petrova", "igor-sokolov", "suzhou", "shen-weilan", "liu-yaqin"}
    assert active(made.path.read_text("utf-8")) <= known


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=80))
def test_any_text_reads_back_from_a_scalar_and_stays_in_its_comment(text: str) -> None:
    lines = (
        f"a: {scalar(text)}",
        f"b: {{c: {scalar(text, flow=True)}}}  # {comment(text)}",
        f"d: {quoted_phrase(text)}",
    )
    document = read("\n".join(lines) + "\n", "x")
    assert document.root is not None
    assert [entry.key.text for entry in document.root.entries] == ["a", "b", "d"]
    plain, inner = document.root.entries[0].value, document.root.entries[1].value
    assert isinstance(plain, Scalar)
    assert isinstance(inner, Mapping)
    assert isinstance(inner.entries[0].value, Scalar)
    assert plain.text == inner.entries[0].value.text


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Anna Petrova沈蔚岚苏州Цзин\n.,“”«»()·-12 ", max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    tokens = Tokens(NormalisedText(text))
    entities = [entity("a", "Anna Petrova"), entity("b", "沈蔚岚"), entity("c", "Цзин")]
    for hit in NameTrie(entities).hits(tokens):
        start, end = tokens.raw(hit.first, hit.last)
        assert 0 <= start < end <= len(text)
    for found in find_candidates(tokens, find_occurrences(tokens, entities)).listed:
        assert all(0 <= first <= last < len(tokens) for first, last in found.places)


def entity(ident: str, *names: str) -> KnownEntity:
    return KnownEntity(ident, "Person", "x", [KnownName(name, "en", "name", "x") for name in names])


SYLLABLES = (
    "wang",
    "li",
    "zhang",
    "chen",
    "jun",
    "hai",
    "zhong",
    "han",
    "jing",
    "guo",
    "wei",
    "ming",
    "yu",
    "lin",
)


def crowd(number: int, rolls: random.Random) -> list[KnownEntity]:
    """People with Latin names of three syllables."""
    return [
        entity(f"e{place}", " ".join(rolls.choice(SYLLABLES).capitalize() for _ in range(3)))
        for place in range(number)
    ]


def test_the_work_grows_with_the_text_and_not_with_the_names() -> None:
    rolls = random.Random(7)
    text = " ".join(rolls.choice([*SYLLABLES, "Wang", "Li", "the", "said"]) for _ in range(20_000))
    few, many = crowd(50, random.Random(8)), crowd(5_000, random.Random(9))
    tokens, half = Tokens(NormalisedText(text)), Tokens(NormalisedText(text[: len(text) // 2]))
    steps = {}
    for label, people, words in (("few", few, tokens), ("many", many, tokens), ("half", many, half)):
        trie, sounds = NameTrie(people), Sounds(people)
        list(trie.hits(words))
        list(sounds.hits(words, bytearray(len(words))))
        steps[label] = trie.steps + sounds.steps
    assert steps["many"] < 4 * steps["few"]
    assert steps["many"] < 2.2 * steps["half"]
    assert steps["many"] < 12 * len(tokens)


LONG = {
    "prose": "Anna Petrova of the River Institute met Wei Yulan in Suzhou on a fine day, and were glad.\n",
    "Chinese": "沈蔚岚董事长与市长魏玉兰在苏州市出席蓝桥科技有限公司新码头启用仪式。\n",
    "one name": "Petrova ",
    "capitals": "A B ",
    "quotes": "“Aa” ",
}


@pytest.mark.parametrize("case", LONG)
def test_a_text_of_a_megabyte_is_done_in_a_minute(tmp_path: Path, case: str) -> None:
    project = article_project(tmp_path / "project")
    piece = LONG[case]
    text = saved(tmp_path, piece * (1_000_000 // len(piece.encode())))
    started = time.monotonic()
    made = scaffolded(project, text, Wishes(title="A long one", language="en"))
    assert time.monotonic() - started < within(60)
    assert made.path.stat().st_size < 100_000
