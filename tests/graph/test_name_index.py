"""The index of names: what it holds, what it finds and why, and what it costs to ask it anything."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import shipped
from graph.samples import BASE, GRAPHS, Quad, kg, make_dataset, thing
from graph.searches import NOTHING, SEARCHES
from hypothesis import given, settings
from hypothesis import strategies as st
from patience import within

from kg.curation.naming.scripts import scripts_of
from kg.curation.naming.slips import distance
from kg.graph.name_index import (
    LONGEST_TEXT,
    MOST,
    NAMES,
    Hit,
    Kind,
    Match,
    NameIndex,
    check_index,
    clean,
    open_index,
    write_index,
)
from kg.graph.name_index.writing import Unwanted
from kg.model.errors import VersionDamaged
from kg.model.terms import DCTERMS, RDF, SKOS, Triple, iri, literal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NameIndex]:
    """The index of the shipped graph."""
    folder = tmp_path_factory.mktemp("index")
    write_index(folder, shipped.shipped().dataset.quad_lines(), base=BASE)
    with open_index(folder / NAMES) as index:
        yield index


def local(hit: Hit) -> str:
    return hit.iri.removeprefix(f"{BASE}id/")


def named(name: str, text: str, *, language: str = "", label: str = "prefLabel", graph: int = 0) -> Quad:
    return GRAPHS[graph], Triple(thing(name), iri(SKOS + label), literal(text, language=language))


def written(folder: Path, quads: list[Quad]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_index(folder, make_dataset(quads).quad_lines(), base=BASE)
    return folder / NAMES


@pytest.mark.parametrize(("text", "expected", "match"), SEARCHES)
def test_a_search_leads_to_the_thing_and_says_why(
    index: NameIndex, text: str, expected: str, match: Match
) -> None:
    first = index.find(text)[0]
    assert (local(first), first.match) == (expected, match)


@pytest.mark.parametrize("text", NOTHING)
def test_what_the_graph_does_not_name_is_not_found(index: NameIndex, text: str) -> None:
    assert index.find(text) == []


def test_two_people_with_one_given_name_stay_two(index: NameIndex) -> None:
    found = index.find("Zhijun")
    assert [local(hit) for hit in found[:2]] == ["xu-zhijun", "zhang-zhijun"]
    for text, other in (
        ("Xu Zhijun", "zhang-zhijun"),
        ("张志军", "xu-zhijun"),
        ("Чжан Чжицзюнь", "xu-zhijun"),
    ):
        assert other not in [local(hit) for hit in index.find(text)]


def test_a_search_can_be_held_to_a_class(index: NameIndex) -> None:
    company, person = f"{BASE}ontology#Company", f"{BASE}ontology#Person"
    assert [local(hit) for hit in index.find("Huawei", classes=[company])] == ["huawei"]
    assert index.find("Huawei", classes=[person]) == []
    assert {"xu-zhijun", "zhang-zhijun"} == {local(hit) for hit in index.find("Zhijun", classes=[person])}
    organization = f"{BASE}ontology#Organization"
    assert local(index.find("Huawei", classes=[organization])[0]) == "huawei"  # a class above counts
    assert index.find("Huawei", classes=["x'; --"]) == []


def test_the_index_tells_names_classes_and_articles(index: NameIndex) -> None:
    wanted = f"{BASE}id/changchun"
    known = index.describe([wanted, f"{BASE}id/nobody"])
    assert list(known) == [wanted]
    assert {(name.text, name.language) for name in known[wanted].names} == {
        ("Changchun", "en"),
        ("Чанчунь", "ru"),
        ("长春", "zh"),
    }
    assert f"{BASE}ontology#Place" in known[wanted].classes
    counted = shipped.rows(
        "SELECT (COUNT(DISTINCT ?g) AS ?n) "
        "{ GRAPH ?g { { id:changchun ?p ?o } UNION { ?s ?p id:changchun } } "
        'FILTER(!REGEX(STR(?g), "(authority|inferred|ontology)$")) }'
    )
    assert [(str(known[wanted].articles),)] == counted


def test_only_things_of_the_project_that_have_names_are_in(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [
            named("a", "Alpha", language="en"),
            named("a", "Альфа", language="ru", label="altLabel"),
            named("a", "Alhpa", language="en", label="hiddenLabel", graph=1),
            (GRAPHS[1], Triple(thing("a001"), iri(DCTERMS + "title"), literal("Of Alpha", language="en"))),
            (GRAPHS[0], Triple(thing("a"), iri(RDF + "type"), kg("Company"))),
            (GRAPHS[1], Triple(thing("r"), kg("about"), thing("a"))),
            (GRAPHS[2], Triple(kg("Company"), iri(SKOS + "prefLabel"), literal("company", language="en"))),
            (GRAPHS[0], Triple(thing("n"), iri(SKOS + "prefLabel"), thing("a"))),
        ],
    )
    with open_index(path) as index:
        known = index.describe([f"{BASE}id/{name}" for name in ("a", "a001", "r", "n")])
        assert {one.removeprefix(f"{BASE}id/") for one in known} == {"a", "a001"}
        kinds = {name.text: name.kind for name in known[f"{BASE}id/a"].names}
        assert kinds == {"Alpha": Kind.NAME, "Альфа": Kind.ALIAS, "Alhpa": Kind.MISSPELLING}
        assert known[f"{BASE}id/a"].articles == 2
        assert index.class_counts() == {f"{BASE}ontology#Company": 1}
        assert [hit.match for hit in index.find("alhpa")] == [Match.MISSPELLING]
        assert index.find("company") == []


def test_the_better_reason_wins_and_ties_are_settled_by_articles(tmp_path: Path) -> None:
    quads = [
        named("b", "Li Wei", language="en"),
        named("c", "Li Wei", language="en"),
        named("c", "Li Wei", language="en", graph=1),
        named("d", "Li Wei (b. 1970)", language="en"),
        named("e", "Li Wie", language="en"),
        named("c--chair", "Li Wei", language="en"),
        named("f", "Li Wei", language="en", label="altLabel"),
    ]
    with open_index(written(tmp_path, quads)) as index:
        found = [(local(hit), hit.match) for hit in index.find("Li Wei")]
        assert found == [
            ("c", Match.NAME),
            ("b", Match.NAME),
            ("c--chair", Match.NAME),
            ("f", Match.ALIAS),
            ("d", Match.BEGINNING),
        ]
        assert [local(hit) for hit in index.find("Li Wei", most=2)] == ["c", "b"]


_NAMED_IN_ONE_SCRIPT = (
    ("jing-junhai", "Jing Junhai", "en"),
    ("deng-zhonghan", "Дэн Чжунхань", "ru"),
    ("changchun", "Чанчунь", "ru"),
    ("university", "Цзилиньский университет", "ru"),
    ("jin", "Цзинь", "ru"),
    ("jing", "Цзин", "ru"),
    ("lotos", "Лотос", "ru"),
    ("softec", "Softec Co., Ltd.", "en"),
    ("institute", "Чанчуньский институт прикладной химии", "ru"),
    ("government", "Народное правительство города Чанчунь", "ru"),
    ("chips", "автомобильные чипы", "ru"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в Чанчуне", [("changchun", Match.FORM)]),
        ("Цзилиньского университета", [("university", Match.FORM)]),
        ("в Цзилиньском университете", [("university", Match.FORM)]),
        ("с Дэном Чжунханем", [("deng-zhonghan", Match.FORM)]),
        ("автомобильных чипов", [("chips", Match.FORM)]),
        ("Народного правительства города Чанчуня", [("government", Match.FORM)]),
        ("Цзиня", [("jin", Match.FORM)]),
        ("Цзина", [("jing", Match.FORM)]),
        ("Цзине", [("jing", Match.FORM), ("jin", Match.FORM)]),
        ("Цзин", [("jing", Match.NAME), ("jin", Match.BEGINNING)]),
        ("Цзин Цзюньхаю", [("jing-junhai", Match.SOUND)]),
        ("института прикладной химии", [("institute", Match.WORDS)]),
        ("ООО «Лотос»", [("lotos", Match.BRIEF)]),
        ("Softec Corp.", [("softec", Match.BEGINNING)]),
    ],
)
def test_a_case_form_and_a_company_form_lead_to_the_name(
    tmp_path: Path, text: str, expected: list[tuple[str, Match]]
) -> None:
    quads = [named(thing_, name, language=language) for thing_, name, language in _NAMED_IN_ONE_SCRIPT]
    with open_index(written(tmp_path, quads)) as index:
        assert [(local(hit), hit.match) for hit in index.find(text)] == expected


def test_the_same_names_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    quads = [named(f"n{number}", f"Name {number % 7} 长春", language="zh") for number in range(300)]
    first = written(tmp_path / "a", quads)
    second = written(tmp_path / "b", quads[::-1])
    assert first.read_bytes() == second.read_bytes()


def test_a_graph_without_names_has_an_index_too(tmp_path: Path) -> None:
    with open_index(written(tmp_path, [])) as index:
        assert index.find("anything") == []
        assert index.example() == ()
    check_index(tmp_path, 0)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _overwrite(path: Path) -> None:
    path.write_bytes(b"something else" * 1000)


def _drop(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE key")


@pytest.mark.parametrize("damage", [_cut, _overwrite, _drop, Path.unlink])
def test_a_damaged_index_is_said_to_be_damaged(tmp_path: Path, damage: object) -> None:
    path = written(tmp_path, [named(f"n{number}", f"Name {number}") for number in range(500)])
    damage(path)  # type: ignore[operator]
    with pytest.raises(VersionDamaged) as refused, open_index(path) as index:
        index.find("Name")
        index.describe([f"{BASE}id/n1"])
    assert refused.value.help == "run `kg build`"


def test_an_index_that_lacks_a_name_is_not_published(tmp_path: Path) -> None:
    written(tmp_path, [named("a", "Alpha")])
    with pytest.raises(VersionDamaged, match="does not read back"):
        check_index(tmp_path, 2)
    _cut(tmp_path / NAMES)
    with pytest.raises(VersionDamaged):
        check_index(tmp_path, 1)


def test_asking_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, [named("a", "Alpha")])
    path.chmod(0o444)
    before = path.read_bytes()
    with open_index(path) as index:
        index.find("Alpha")
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [NAMES]


def test_what_is_typed_is_cleaned_and_cut() -> None:
    assert clean("  a\tb\r\nc\x00\u202e\ufeffd  ") == "a b cd"
    assert len(clean("長" * 5000)) == LONGEST_TEXT
    assert clean("\ud800x") == "x"


_SCRIPTS = (
    "abcdefgz",
    "чжцэаньюйъь",
    "长春市華為中国",
    "אבגד",
    "🙂🚗",
    "' \"%_*?\\();-",
    "\x00\u202e\u200d\ufeff",
    "0٣५",
)


def test_no_text_is_expensive_or_refused(index: NameIndex) -> None:
    draw = random.Random(4)
    texts = ["a" * 200, "长" * 200, "ло" * 100, "a b " * 50, "é" * 200, "ﷺ" * 200, "-" * 200, "ь" * 200]
    for _ in range(10_000):
        letters = draw.choice(_SCRIPTS) + draw.choice(_SCRIPTS)
        texts.append("".join(draw.choices(letters, k=draw.choice((1, 2, 3, 8, 20, 200)))))
    slowest = 0.0
    for text in texts:
        started = time.perf_counter()
        assert len(index.find(text)) <= MOST
        slowest = max(slowest, time.perf_counter() - started)
    assert slowest < within(0.2)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_any_text_gets_an_answer_in_order(index: NameIndex, text: str) -> None:
    found = index.find(text)
    assert found == sorted(found, key=lambda hit: hit.rank)
    assert len({hit.iri for hit in found}) == len(found)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_every_name_finds_its_thing_and_one_slip_does_not_lose_it(
    index: NameIndex, data: st.DataObject
) -> None:
    names = _all_names()
    name, iri_of_it = data.draw(st.sampled_from(names))
    assert iri_of_it in [hit.iri for hit in index.find(name)]
    place = data.draw(st.integers(0, len(name) - 1))
    letter = next(slip for script, slip in _SLIPS.items() if script in scripts_of(name))
    slipped = name[:place] + letter + name[place + 1 :]
    assert iri_of_it in [hit.iri for hit in index.find(slipped)], slipped


_SLIPS = {"Han": "龘", "Cyrillic": "щ", "Latin": "x"}


def _all_names() -> list[tuple[str, str]]:
    rows = shipped.rows(
        'SELECT ?l ?s { ?s skos:prefLabel ?l FILTER(STRSTARTS(STR(?s), "https://kg.example/id/")) }'
    )
    found = [
        (text.rpartition("@")[0].strip('"'), f"{BASE}id/{name.removeprefix('id:')}") for text, name in rows
    ]
    return [
        (text, one) for text, one in found if 8 <= len(text) <= 40 and "\\" not in text and text.isprintable()
    ]


def test_the_distance_of_two_spellings_counts_slips() -> None:
    assert distance("changchun", "chngchun", most=2) == 1
    assert distance("changchun", "cahngchun", most=2) == 1
    assert distance("changchun", "changchun", most=2) == 0
    assert distance("xuzhijun", "zhangzhijun", most=3) == 4


def test_an_index_that_nobody_waits_for_breaks_off(tmp_path: Path) -> None:
    lines = shipped.shipped().dataset.quad_lines()
    for asked in (1, 2, 20):  # while lines are read, and while names are written
        wanted = iter(range(asked))
        with pytest.raises(Unwanted):
            write_index(tmp_path, lines, base=BASE, unwanted=partial(_none_left, wanted))
        (tmp_path / NAMES).unlink(missing_ok=True)
    write_index(tmp_path, lines, base=BASE)


def _none_left(some: Iterator[int]) -> bool:
    return next(some, None) is None
