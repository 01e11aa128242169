"""Layers on disk with a change laid over them say what layers written anew from the changed triples would."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from graph.laying import E, change_of_many, layers_of_many
from graph.test_query_rerun_projects import edited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.graph.dataset import Dataset
from kg.graph.inference import closures
from kg.graph.last_check.closure_change import closure_change
from kg.graph.last_check.layers import LayerChange, Layers, LayersUnusable, write_layers
from kg.graph.pipeline import check
from kg.graph.rules import read_rules
from kg.graph.store import Rows, memory_store, select
from kg.graph.validation.graph_index import GraphIndex, GraphReader
from kg.graph.validation.queries import read_checks
from kg.graph.validation.query_rerun import Ask, Change
from kg.graph.vocabulary import TYPE, Vocabulary
from kg.model.errors import QueryRefused
from kg.model.iris import INFERRED
from kg.model.iris import ONTOLOGY as OF_ONTOLOGY
from kg.model.project import read_project
from kg.model.terms import XSD, Term, Triple, iri, literal

ROOT = Path(__file__).parents[2]
MUSEUM = ROOT / "tests" / "project"
LAYERS = ("asserted", "own", "ontology", "other", "texts")

NODES = [iri(f"{E}n{number}") for number in range(4)]
CLASSES = [iri(f"{E}C{number}") for number in range(5)]
PROPERTIES = [*(iri(f"{E}p{number}") for number in range(4)), TYPE]
ONE, OTHER_ONE = literal("1", datatype=f"{XSD}integer"), literal("01", datatype=f"{XSD}integer")
NAMES = [
    literal("名", language="zh-Hant"),
    literal("name", language="ZH"),
    literal("name", language="zh-Hant"),
]
VALUES = [*NODES, *CLASSES, ONE, literal("1"), literal("2020-01-01", datatype=f"{XSD}date"), *NAMES]


def triples(subjects: list[Term], values: list[Term]) -> st.SearchStrategy[frozenset[Triple]]:
    drawn = st.builds(Triple, st.sampled_from(subjects), st.sampled_from(PROPERTIES), st.sampled_from(values))
    typed = st.builds(Triple, st.sampled_from(subjects), st.just(TYPE), st.sampled_from(CLASSES))
    return st.frozensets(st.one_of(drawn, typed), max_size=10)


ASSERTED = triples(NODES, VALUES)
ONTOLOGY = triples([*NODES[:2], *CLASSES], [one for one in [*VALUES, OTHER_ONE] if one not in NAMES])
TEXTS = st.frozensets(
    st.builds(Triple, st.sampled_from(NODES[:2]), st.sampled_from(PROPERTIES), st.sampled_from(NAMES))
)


def above(terms: list[Term]) -> st.SearchStrategy[dict[Term, frozenset[Term]]]:
    """What is above each term, transitively."""
    edges = st.frozensets(st.tuples(st.sampled_from(terms), st.sampled_from(terms)), max_size=6)
    return edges.map(transitive)


def transitive(edges: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[Term]]:
    found: dict[Term, set[Term]] = {}
    for below, parent in edges:
        found.setdefault(below, set()).add(parent)
    for _ in found:
        for parents in found.values():
            parents.update(*(found.get(parent, ()) for parent in list(parents)))
    return {one: frozenset(parents) for one, parents in found.items()}


VOCABULARIES = st.builds(
    lambda classes, properties, own: Vocabulary(
        superclasses=classes, superproperties=properties, own=frozenset(own)
    ),
    above(CLASSES),
    above(PROPERTIES),
    st.frozensets(st.sampled_from([*CLASSES, *PROPERTIES])),
)

QUERIES = [
    "SELECT * { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT * { ?s :p0 ?x . ?x :p1 ?y }",
    "SELECT * { ?s a ?class FILTER NOT EXISTS { ?s :p0 ?x . ?x :p1 ?y } }",
    "SELECT * { ?s :p0 ?x MINUS { ?x ?p ?s } }",
    "SELECT * { ?s :p0 ?x OPTIONAL { ?x :p1 ?y FILTER NOT EXISTS { ?y a ?class } } }",
    "SELECT * { ?s (:p0|^:p1)+ ?x }",
    "SELECT * { ?s :p0* ?x }",
    "SELECT * { ?s :p0? ?x . ?x a ?class }",
    "SELECT * { :n0 (:p0/:p1?)* ?x }",
    "SELECT * { ?s !(:p0|^:p1) ?x }",
    "SELECT * { { SELECT ?s (COUNT(?x) AS ?n) { ?s :p0 ?x } GROUP BY ?s } ?s a ?class }",
    "SELECT ?s ?o (LANG(?o) AS ?tag) { ?s ?p ?o FILTER (LANG(?o) != '') }",
    "SELECT * { ?s ?p 1 }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { VALUES ?s { :n0 :n1 } ?s ?p ?o . ?x ?q ?s }",
]  # fmt: skip


def view(whole: Mapping[str, Collection[Triple]], names: Iterable[str]) -> Dataset:
    dataset = Dataset()
    dataset.update(iri("urn:x-test:graph"), [one for name in names for one in whole[name]])
    return dataset


def wholes(asserted: Collection[Triple], vocabulary: Vocabulary, ontology: Collection[Triple],
           texts: Collection[Triple]) -> dict[str, Collection[Triple]]:  # fmt: skip
    follows = closures(asserted, vocabulary)
    return {
        "asserted": asserted,
        "own": follows.own,
        "ontology": ontology,
        "other": follows.other,
        "texts": texts,
    }


def agree(whole: Mapping[str, Collection[Triple]], graph: GraphReader, ask: Ask, ask_all: Ask) -> None:
    """What layers say of a graph is what is said of it in memory."""
    checked = view(whole, ("asserted", "own", "ontology"))
    index = GraphIndex(checked.merged(), PROPERTIES, PROPERTIES)
    for term in [*NODES, *CLASSES, *PROPERTIES]:
        found = {one: sorted(values) for one, values in graph.properties(term).items()}
        assert found == {one: sorted(values) for one, values in index.properties(term).items()}
        assert sorted(graph.subjects_of(term)) == sorted(index.subjects_of(term))
        assert sorted(graph.objects_of(term)) == sorted(index.objects_of(term))
        for value in [*VALUES, OTHER_ONE, literal("name", language="zh"), literal("unknown", language="de")]:
            assert sorted(graph.subjects(term, value)) == sorted(index.subjects(term, value)), (term, value)
    for store, asked in ((memory_store(checked), ask), (memory_store(view(whole, LAYERS)), ask_all)):
        for query in QUERIES:
            text = f"PREFIX : <{E}> {query}"
            assert counted(asked(text)) == counted(select(store, text, {})), query


def counted(found: Rows) -> Counter[tuple[tuple[str, Term | None], ...]]:
    return Counter(tuple(sorted(zip(found.variables, row, strict=True))) for row in found.rows)


@contextmanager
def open_layers(whole: Mapping[str, Collection[Triple]]) -> Iterator[Layers]:
    with tempfile.TemporaryDirectory() as folder:
        write_layers(Path(folder, "layers"), **whole)
        with Layers.open(Path(folder, "layers")) as layers:
            yield layers


def laid_agrees(
    vocabulary: Vocabulary,
    ontology: frozenset[Triple],
    texts: frozenset[Triple],
    asserted: frozenset[Triple],
    *laid: frozenset[Triple],
) -> None:
    before = wholes(asserted, vocabulary, ontology, texts)
    with open_layers(before) as layers:
        agree(before, layers.after, layers.ask_after, layers.ask_after_all)
        for then in laid:
            after = wholes(then, vocabulary, ontology, texts)
            change = closure_change(layers, vocabulary, Change(then - asserted, asserted - then))
            for name in ("own", "other"):
                old, new = frozenset(before[name]), frozenset(after[name])
                assert getattr(change, name) == Change(new - old, old - new), name
            layers.lay(change)
            agree(after, layers.after, layers.ask_after, layers.ask_after_all)
            agree(before, layers.before, layers.ask_before, layers.ask_before_all)
            for name in LAYERS:
                for one in {triple for layer in (*before.values(), *after.values()) for triple in layer}:
                    assert layers.has(name, one) == (one in before[name]), (name, one)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(VOCABULARIES, ONTOLOGY, TEXTS, ASSERTED, ASSERTED, st.integers(0, 8))
def test_layers_with_a_change_are_layers_written_anew(
    vocabulary: Vocabulary,
    ontology: frozenset[Triple],
    texts: frozenset[Triple],
    asserted: frozenset[Triple],
    more: frozenset[Triple],
    cut: int,
) -> None:
    laid_agrees(vocabulary, ontology, texts, asserted, frozenset(sorted(asserted)[cut:]) | more)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(VOCABULARIES, ONTOLOGY, TEXTS, ASSERTED, ASSERTED, ASSERTED)
def test_layers_with_one_change_after_another_are_layers_written_anew(
    vocabulary: Vocabulary,
    ontology: frozenset[Triple],
    texts: frozenset[Triple],
    asserted: frozenset[Triple],
    more: frozenset[Triple],
    others: frozenset[Triple],
) -> None:
    # What the ontology says may be asserted as well, and what is asserted may follow from other triples.
    doubled = asserted | frozenset(one for one in ontology if one.object != OTHER_ONE and one in more)
    laid_agrees(
        vocabulary, ontology, texts, doubled, more | frozenset(sorted(asserted)[3:]), others, asserted
    )


@pytest.mark.slow
@pytest.mark.parametrize("folder", [ROOT, MUSEUM])
def test_after_random_edits_of_a_real_graph_all_that_ships_is_answered_alike(folder: Path) -> None:
    project = read_project(folder)
    checked = check(project, update_lock=False)
    vocabulary, minter = checked.vocabulary, project.minter
    made = {minter.graph(OF_ONTOLOGY), minter.graph(INFERRED)}
    graphs = [checked.dataset.graph(name) for name in checked.dataset.graph_names() if name not in made]
    asserted = frozenset(one for graph in graphs for one in graph)
    texts = [one for one in vocabulary.triples if one.object[0] == '"' and one.object[-1] not in '>"']
    ontology = frozenset(vocabulary.triples).difference(texts)
    before = wholes(asserted, vocabulary, ontology, texts)
    chance = random.Random(5)
    with open_layers(before) as layers:
        for _ in range(4):
            after = frozenset(edited(sorted(asserted), chance))
            change = closure_change(layers, vocabulary, Change(after - asserted, asserted - after))
            layers.lay(change)
            for whole, graph, ask, ask_all in (
                (before, layers.before, layers.ask_before, layers.ask_before_all),
                (
                    wholes(after, vocabulary, ontology, texts),
                    layers.after,
                    layers.ask_after,
                    layers.ask_after_all,
                ),
            ):
                seen = view(whole, ("asserted", "own", "ontology"))
                same_nodes(graph, seen.merged())
                store, store_of_all = memory_store(seen), memory_store(view(whole, LAYERS))
                for query in (one.query for one in read_checks(project)[0]):
                    # What asks layers needs no prefixes of the project.
                    text = prefixed(query, project.namespaces)
                    assert counted(ask(text)) == counted(select(store, query, project.namespaces))
                for query in (one.select for one in read_rules(project)[0]):
                    text = prefixed(query, project.namespaces)
                    assert counted(ask_all(text)) == counted(select(store_of_all, query, project.namespaces))


def prefixed(query: str, namespaces: Mapping[str, str]) -> str:
    return "\n".join([*(f"PREFIX {name}: <{value}>" for name, value in namespaces.items()), query])


def same_nodes(graph: GraphReader, triples: list[Triple]) -> None:
    """A reader has all of the triples, and by their predicates and objects what an index has."""
    predicates = {one.predicate for one in triples}
    index = GraphIndex(triples, predicates, predicates)
    for subject in {one.subject for one in triples}:
        found = {one: sorted(values) for one, values in graph.properties(subject).items()}
        assert found == {one: sorted(values) for one, values in index.properties(subject).items()}
    for predicate in predicates:
        assert sorted(graph.subjects_of(predicate)) == sorted(index.subjects_of(predicate))
        assert sorted(graph.objects_of(predicate)) == sorted(index.objects_of(predicate))
    for predicate, value in {(one.predicate, one.object) for one in triples}:
        assert sorted(graph.subjects(predicate, value)) == sorted(index.subjects(predicate, value))


LAYING = Path(__file__).with_name("laying.py")


@contextmanager
def laying(folder: Path, times: int = 1) -> Iterator[subprocess.Popen[str]]:
    """Another process that has laid a change over the layers in a folder."""
    roots = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]
    command = [sys.executable, str(LAYING), str(folder), str(times)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        try:
            assert started.stdout.readline() == "laid\n"
            yield started
        finally:
            started.kill()


def all_of(folder: Path) -> list[Counter[tuple[tuple[str, Term | None], ...]]]:
    with Layers.open(folder) as layers:
        asks = (layers.ask_before, layers.ask_after, layers.ask_before_all, layers.ask_after_all)
        return [counted(ask("SELECT * { ?s ?p ?o }")) for ask in asks]


def test_a_process_that_is_killed_leaves_the_layers_as_they_were_written(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    written = all_of(tmp_path / "layers")
    assert sum(written[0].values()) == 600 and sum(written[2].values()) == 899
    with laying(tmp_path / "layers") as started:
        started.kill()
        started.wait()
    assert len(list(tmp_path.iterdir())) == 2
    assert all_of(tmp_path / "layers") == written
    with Layers.open(tmp_path / "layers") as layers:
        layers.lay(change_of_many())
        assert all(layers.has("own", one) for one in layers_of_many()["own"])
        assert counted(layers.ask_after("SELECT * { ?s ?p ?o }")) != written[0]
    assert all_of(tmp_path / "layers") == written
    assert [path.name for path in tmp_path.iterdir()] == ["layers"]


@pytest.mark.slow
def test_a_process_can_be_killed_at_any_moment(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    written = all_of(tmp_path / "layers")
    chance = random.Random(6)
    for _ in range(12):
        with laying(tmp_path / "layers", times=100_000) as started:
            time.sleep(chance.random() / 5)
            started.kill()
            started.wait()
        assert all_of(tmp_path / "layers") == written
    assert [path.name for path in tmp_path.iterdir()] == ["layers"]


def test_what_one_process_lays_no_other_sees(tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    write_layers(folder, **layers_of_many())
    written = all_of(folder)
    with Layers.open(folder) as layers:
        layers.lay(change_of_many())
        after = counted(layers.ask_after("SELECT * { ?s ?p ?o }"))
        with laying(folder):
            assert all_of(folder) == written
            write_layers(folder, **{**layers_of_many(), "asserted": []})
            assert sum(all_of(folder)[0].values()) == 301
        assert counted(layers.ask_after("SELECT * { ?s ?p ?o }")) == after
        assert counted(layers.ask_before("SELECT * { ?s ?p ?o }")) == written[0]
    assert all_of(folder) != written


def test_layers_are_opened_where_a_disk_has_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    written = all_of(tmp_path / "layers")

    def refused(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refused)
    assert all_of(tmp_path / "layers") == written


def test_layers_that_are_written_again_are_the_new_ones_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "layers"
    write_layers(folder, **layers_of_many())
    (tmp_path / "cache" / ".beside-layers-0123").mkdir()  # of a writer that was killed
    only = {**layers_of_many(), "asserted": []}
    write_layers(folder, **only)
    assert sum(all_of(folder)[0].values()) == 301
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["layers"]


def test_layers_that_could_not_be_written_leave_the_earlier_ones(tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    write_layers(folder, **layers_of_many())

    def interrupted() -> Iterator[Triple]:
        yield from layers_of_many()["asserted"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_layers(folder, **{**layers_of_many(), "asserted": interrupted()})
    no_iri = Triple(Term("<a b>"), Term("<urn:x:p>"), Term("<urn:x:o>"))
    with pytest.raises(LayersUnusable):
        write_layers(folder, **{**layers_of_many(), "own": [no_iri]})
    assert sum(all_of(folder)[0].values()) == 600
    assert [path.name for path in tmp_path.iterdir()] == ["layers"]


def test_absent_layers_are_of_no_use(tmp_path: Path) -> None:
    with pytest.raises(LayersUnusable):
        Layers.open(tmp_path / "layers")
    assert list(tmp_path.iterdir()) == []


def test_damaged_layers_are_of_no_use_or_say_what_was_written(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    written = all_of(tmp_path / "layers")
    chance = random.Random(11)
    refused = 0
    for number in range(60):
        folder = tmp_path / f"damaged-{number}"
        shutil.copytree(tmp_path / "layers", folder)
        # Its log and the options that it notes for people hold nothing that it reads.
        files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size]
        path = chance.choice([one for one in files if not one.name.startswith(("LOG", "OPTIONS"))])
        damage(path, chance)
        try:
            assert all_of(folder) == written, path
        except LayersUnusable:
            refused += 1
        shutil.rmtree(folder)
    assert refused > 25, "most of what is damaged is something that is read"


def damage(path: Path, chance: random.Random) -> None:
    """Cut a file, change some bytes of it, empty it, or take it away."""
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    ways: list[Callable[[], object]] = [
        lambda: path.write_bytes(data[:place]),
        lambda: path.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]),
        lambda: path.write_bytes(bytes(len(data))),
        path.unlink,
    ]
    chance.choice(ways)()


def test_what_a_store_cannot_give_back_as_it_was_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    said = Triple(NODES[0], PROPERTIES[0], NAMES[0])
    in_capitals = said._replace(object=literal("名", language="ZH-HANT"))
    not_canonical = said._replace(object=OTHER_ONE)
    for whole in ({"asserted": [said, in_capitals]}, {"asserted": [said], "texts": [in_capitals]},
                  {"asserted": [not_canonical]}):  # fmt: skip
        with pytest.raises(LayersUnusable):
            write_layers(folder, **{**{name: [] for name in LAYERS}, **whole})
    assert not folder.exists()
    write_layers(folder, **{**{name: [] for name in LAYERS}, "asserted": [said]})
    with Layers.open(folder) as layers:
        for one in (in_capitals, not_canonical, Triple(Term("<a b>"), PROPERTIES[0], NODES[0])):
            with pytest.raises(LayersUnusable):
                layers.lay(LayerChange(asserted=Change(frozenset([one]), frozenset())))
        assert not layers.has("asserted", in_capitals) and not layers.has("asserted", not_canonical)
        new = said._replace(object=literal("nom", language="fr-CA"))
        layers.lay(LayerChange(asserted=Change(frozenset([new]), frozenset())))
        assert set(layers.after.properties(NODES[0])[PROPERTIES[0]]) == {said.object, new.object}
        assert (new.object,) in layers.ask_after("SELECT ?o { ?s ?p ?o }").rows


def test_a_query_reaches_no_other_graph_and_no_other_host(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    with Layers.open(tmp_path / "layers") as layers:
        for query in ("SELECT * FROM <urn:x-kg:own> { ?s ?p ?o }", "SELECT *FROM<urn:x-kg:own>{ ?s ?p ?o }"):
            with pytest.raises(LayersUnusable):
                layers.ask_before(query)
        assert layers.ask_before('SELECT ?from { ?s ?p ?from FILTER (?from != "from") } LIMIT 1').rows
        with pytest.raises(QueryRefused):
            layers.ask_before("SELECT * { SERVICE <http://example.test/> { ?s ?p ?o } }")


def test_use_leaves_the_files_as_they_were_written(tmp_path: Path) -> None:
    write_layers(tmp_path / "layers", **layers_of_many())
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for _ in range(5):
        with Layers.open(tmp_path / "layers") as layers:
            layers.lay(change_of_many())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == written


def test_numbers_whose_bytes_end_in_255_are_found_and_no_others(tmp_path: Path) -> None:
    numbers = {number: literal(str(number), datatype=f"{XSD}integer") for number in range(250, 520)}
    many = [Triple(iri(f"{E}s{number}"), PROPERTIES[0], value) for number, value in numbers.items()]
    write_layers(tmp_path / "layers", **{**{name: [] for name in LAYERS}, "asserted": many})
    with Layers.open(tmp_path / "layers") as layers:
        for number, value in numbers.items():
            assert layers.before.subjects(PROPERTIES[0], value) == [iri(f"{E}s{number}")]
            assert len(layers.ask_before(f"SELECT * {{ ?s ?p {number} . ?t ?p {number} }}").rows) == 1
