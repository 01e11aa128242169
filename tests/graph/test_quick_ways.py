"""Each quick way through inference, checks and building finds what the slow and plain way finds."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from grown import MUSEUM, grow
from shipped import shipped

from kg.graph.cache.store import Cache
from kg.graph.inference import closures, derive, evidence_of, find_grounds
from kg.graph.pipeline import build, check
from kg.graph.rules import read_rules
from kg.graph.store import MemoryStore, memory_store, select
from kg.graph.validation.engine import engine_checks
from kg.graph.validation.queries import foreign_properties
from kg.graph.version import Version
from kg.graph.version.publishing import verify
from kg.graph.vocabulary import TYPE, Vocabulary, local_name
from kg.model.iris import INFERRED, ONTOLOGY
from kg.model.project import read_project
from kg.model.terms import CUR, OWL, Term, Triple, iri
from kg.model.wording import listed

pytestmark = pytest.mark.slow

UNUSED = """
PREFIX cur: <https://kg.example/curation#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?focus ?path ?value
WHERE {
  ?class a owl:Class ; rdfs:isDefinedBy ?vocabulary .
  FILTER (?vocabulary != <https://kg.example/curation>)
  ?focus a ?class .
  FILTER (!CONTAINS(STR(?focus), "--"))
  MINUS {
    ?user ?property ?focus .
    FILTER (?user != ?focus)
    FILTER (?property NOT IN (cur:value, cur:via, cur:undecidedFrom, owl:differentFrom, owl:sameAs))
  }
  MINUS { ?focus ?towards ?record . ?record a ?kind . ?kind cur:section ?section }
}
"""
DANGLING = """
PREFIX cur: <https://kg.example/curation#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?focus ?path ?value
WHERE {
  { SELECT DISTINCT ?home { ?article a cur:Article BIND (REPLACE(STR(?article), "[^/]*$", "") AS ?home) } }
  ?focus ?path ?value .
  FILTER (isIRI(?value) && STRSTARTS(STR(?value), ?home))
  FILTER NOT EXISTS { ?value a ?class }
  FILTER NOT EXISTS { ?first owl:sameAs ?value }
}
"""


def broken(seed: int, *, lost: int) -> list[Triple]:
    """The shipped graph with every so many triples gone and a few ids merged or compared."""
    chance = random.Random(seed)
    triples = [one for one in shipped().dataset.merged() if chance.randrange(lost)]
    things = sorted({one.subject for one in triples if "/id/" in one.subject and "--" not in one.subject})
    for _ in range(20):
        one, other = chance.choice(things), chance.choice(things)
        triples.append(Triple(one, iri(chance.choice((f"{OWL}sameAs", f"{CUR}undecidedFrom"))), other))
        triples.append(Triple(one, chance.choice(triples).predicate, other))
    return sorted(set(triples))


def filled(triples: Iterable[Triple]) -> MemoryStore:
    store = MemoryStore()
    store.add(triples)
    return store


@pytest.mark.parametrize("lost", [3, 12, 60])
@pytest.mark.parametrize(("code", "plain"), [("unused-entity", UNUSED), ("dangling-reference", DANGLING)])
def test_a_check_that_was_rewritten_finds_what_it_found(code: str, plain: str, lost: int) -> None:
    asked = engine_checks()[code]
    found = 0
    for seed in range(6):
        store = filled(broken(seed, lost=lost))
        rows = select(store, asked, {})
        expected = select(store, plain, {})
        assert rows.variables == expected.variables
        assert sorted(rows.rows, key=str) == sorted(expected.rows, key=str)
        found += len(rows.rows)
    assert found > 0


def test_references_that_lead_nowhere_are_found_under_any_base() -> None:
    triples = check(read_project(MUSEUM), update_lock=False).dataset.merged()
    asked = engine_checks()["dangling-reference"]
    found = 0
    for seed in range(6):
        chance = random.Random(seed)
        some = [one for one in triples if one.predicate != TYPE or chance.randrange(3)]
        rows = select(filled(some), asked, {}).rows
        assert sorted(rows, key=str) == sorted(select(filled(some), DANGLING, {}).rows, key=str)
        assert all(value is not None and value.startswith("<https://museum.example/") for *_, value in rows)
        found += len(rows)
    assert found > 0


def plain_closure(triples: Iterable[Triple], vocabulary: Vocabulary, *, own_only: bool) -> set[Triple]:
    given = set(triples)
    found = set()
    for one in given:
        if one.predicate == TYPE:
            above = vocabulary.superclasses.get(one.object, frozenset())
            found |= {
                Triple(one.subject, TYPE, cls) for cls in above if not own_only or cls in vocabulary.own
            }
        else:
            above = vocabulary.superproperties.get(one.predicate, frozenset())
            found |= {
                Triple(one.subject, prop, one.object)
                for prop in above
                if not own_only or prop in vocabulary.own
            }
    return found - given


def test_the_closures_are_those_of_one_triple_after_the_other() -> None:
    vocabulary = shipped().vocabulary
    for seed in range(3):
        triples = broken(seed, lost=4)
        found = closures(triples, vocabulary)
        assert found.own == plain_closure(triples, vocabulary, own_only=True)
        assert found.own | found.other == plain_closure(triples, vocabulary, own_only=False)
        assert found.own.isdisjoint(found.other)


def test_a_store_that_grows_holds_what_one_filled_at_once_holds() -> None:
    dataset = shipped().dataset
    triples = dataset.merged()
    grown = filled(triples[::2])
    terms = {term for one in triples[::2] for term in one}
    known = [one for one in triples[1::2] if terms.issuperset(one)]
    assert known
    grown.add(known, known=True)
    grown.add(one for one in triples[1::2] if one not in set(known))
    whole = memory_store(dataset)
    assert set(grown.store) == set(whole.store)
    assert grown.tags == whole.tags


def test_the_inferred_graph_is_that_of_rules_over_a_store_filled_anew() -> None:
    checked = shipped()
    project, vocabulary = checked.project, checked.vocabulary
    inferred, ontology = project.minter.graph(INFERRED), project.minter.graph(ONTOLOGY)
    asserted = {
        one
        for name in checked.dataset.graph_names()
        if name not in (inferred, ontology)
        for one in checked.dataset.graph(name)
    }
    stated = {*asserted, *vocabulary.triples}
    closed = plain_closure(asserted, vocabulary, own_only=False)
    rules, _ = read_rules(project)
    whole = filled(sorted(stated | closed))
    grounds, found = find_grounds(rules, whole, project.namespaces)
    derived = derive(grounds, project.minter, evidence_of(asserted))
    assert found == ()
    assert derived
    expected = closed | ((derived | plain_closure(derived, vocabulary, own_only=False)) - stated)
    assert set(checked.dataset.graph(inferred)) == expected


def plain_foreign(triples: Sequence[Triple], vocabulary: Vocabulary) -> list[tuple[Term, str, str, str]]:
    """Thing, property, owners and narrowest class, looked up triple by triple."""
    types: dict[Term, set[Term]] = {}
    for one in triples:
        if one.predicate == TYPE:
            types.setdefault(one.subject, set()).add(one.object)
    found: dict[tuple[Term, Term], tuple[Term, str, str, str]] = {}
    for one in triples:
        prop = vocabulary.property_of(one.predicate)
        classes = types.get(one.subject)
        if prop is None or not prop.domains or not classes or (one.subject, prop.iri) in found:
            continue
        if any(vocabulary.is_a(cls, domain) for cls in classes for domain in prop.domains):
            continue
        narrow = [cls for cls in classes if not any(o != cls and vocabulary.is_a(o, cls) for o in classes)]
        owners = str(listed(sorted(local_name(domain) for domain in prop.domains)).en)
        found[one.subject, prop.iri] = one.subject, prop.name, owners, local_name(min(narrow or classes))
    return list(found.values())


def test_foreign_properties_are_those_of_one_triple_after_the_other() -> None:
    checked = shipped()
    number = 0
    for seed in range(4):
        triples = broken(seed, lost=5)
        found = foreign_properties(triples, checked.vocabulary, checked.source_map, checked.project.minter)
        expected = plain_foreign(triples, checked.vocabulary)
        minter = checked.project.minter
        assert [(one.focus, one.message.en) for one in found] == [
            (minter.local(thing) or thing, f"`{name}` is a property of {owners}, not of {cls}")
            for thing, name, owners, cls in expected
        ]
        number += len(found)
    assert number > 0


def test_a_build_with_the_cache_of_a_check_is_the_build_without(tmp_path: Path) -> None:
    root = grow(tmp_path / "grown", 12)
    cache = Cache(tmp_path / "cache.sqlite")
    plain = build(read_project(root))
    kept = described(plain)
    check(read_project(root), cache=cache)
    for _ in range(2):
        shutil.rmtree(root / "build")
        version = build(read_project(root), cache=cache)
        verify(version)
        assert described(version) == kept


def described(version: Version) -> tuple[object, ...]:
    """All that a version says, but for when it was built and the bytes of stores, which RocksDB dates."""
    manifest = version.manifest
    facts = {
        name: getattr(manifest.facts, name)
        for name in manifest.facts.__slots__
        if name not in ("articles", "quotes_from_text", "quotes_from_lock")
    }
    histories = {name: one.sha256 for name, one in manifest.facts.articles.items()}
    files = {name: one for name, one in manifest.files.items() if "/" not in name}
    return version.sha256, manifest.counts, facts, histories, files, version.graph_counts()
