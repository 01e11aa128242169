"""Checks and rules that ship, asked again after changes of real graphs, give what asking them anew gives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from graph.test_query_rerun import agree_between, asked, change_of
from grown import grow
from pyoxigraph import QuerySolutions, RdfFormat, Store

from kg.graph.pipeline import check
from kg.graph.rules import read_rules
from kg.graph.store import Rows
from kg.graph.validation.queries import read_checks
from kg.graph.validation.query_reads import read_query
from kg.graph.validation.query_rerun import Change, run_changed
from kg.graph.validation.query_spots import Query
from kg.model.project import Project, read_project
from kg.model.terms import Term, Triple

ROOT = Path(__file__).parents[2]
MUSEUM = ROOT / "tests" / "project"


def queries_of(project: Project) -> dict[str, Query]:
    """All checks of the engine and of a project, by ?focus, and its rules, by ?via."""
    checks = {one.code: read_query(one.query, project.namespaces, "focus") for one in read_checks(project)[0]}
    rules = {one.name: read_query(one.select, project.namespaces, "via") for one in read_rules(project)[0]}
    return checks | rules


def graph_of(folder: Path) -> list[Triple]:
    return check(read_project(folder), update_lock=False).dataset.merged()


def edited(triples: Sequence[Triple], chance: random.Random) -> list[Triple]:
    """The graph with some triples taken away and others given another subject or object."""
    one, two, three = chance.sample(triples, 3)
    changed = {
        Triple(one.subject, one.predicate, two.object),
        Triple(two.subject, three.predicate, three.object),
        Triple(three.subject, one.predicate, one.object),
    }
    return sorted({*chance.sample(triples, len(triples) - chance.randrange(1, 6)), *changed})


@pytest.mark.parametrize("folder", [ROOT, MUSEUM])
def test_every_check_and_rule_that_ships_is_understood(folder: Path) -> None:
    queries = queries_of(read_project(folder))
    assert len(queries) > 8
    assert [code for code, query in queries.items() if query.spots is None] == []
    assert all(query.insertions for query in queries.values())


@pytest.mark.slow
@pytest.mark.parametrize("folder", [ROOT, MUSEUM])
@pytest.mark.parametrize("seed", range(3))
def test_after_random_edits_the_solutions_are_those_of_the_new_graph(folder: Path, seed: int) -> None:
    queries, triples = queries_of(read_project(folder)), graph_of(folder)
    chance = random.Random(seed)
    old = asked(triples)
    for _ in range(4):
        after = edited(triples, chance)
        new = asked(after)
        for query in queries.values():
            agree_between(query, change_of(triples, after), old, new)
        triples, old = after, new


@pytest.mark.slow
def test_a_record_that_goes_is_work_for_what_it_touches(tmp_path: Path) -> None:
    folder = grow(tmp_path / "many", 20)
    queries, triples = queries_of(read_project(folder)), graph_of(folder)
    subjects = {one.subject for one in triples}
    gone = [one for one in triples if "courier-7" in one.subject or "evening-7" in one.subject]
    after = [one for one in triples if one not in gone]
    assert len(gone) > 10
    old, new = asked(triples), asked(after)
    for query in queries.values():
        foci = agree_between(query, change_of(triples, after), old, new)
        assert foci is not None
        assert foci < len(subjects) / 10
        assert agree_between(query, change_of(after, triples), new, old) == foci


def test_a_store_on_a_disk_can_be_asked_too(tmp_path: Path) -> None:
    triples = graph_of(MUSEUM)
    after = [one for one in triples if "Loan" not in one.object]
    store = Store(tmp_path / "store")
    lines = "\n".join(f"{one.subject} {one.predicate} {one.object} ." for one in after)
    store.load(lines, RdfFormat.N_TRIPLES)
    query = queries_of(read_project(MUSEUM))["shows"]
    change = Change(frozenset(), frozenset(triples) - frozenset(after))

    def ask(text: str) -> Rows:
        found = store.query(text)
        assert isinstance(found, QuerySolutions)
        rows = tuple(tuple(None if one is None else Term(str(one)) for one in row) for row in found)
        return Rows(tuple(one.value for one in found.variables), rows)

    on_disk = run_changed(query, asked(triples), ask, change)
    assert on_disk == run_changed(query, asked(triples), asked(after), change)
    assert on_disk.foci
