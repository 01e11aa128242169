"""Each rule derives what its head says, and nothing beyond it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest

ROOT = Path(__file__).parents[2]
RULES = {path.stem: path for path in sorted(ROOT.glob("ontology/rules/*.rq"))}
FACTS = """
@prefix : <https://example.test/id/> .
@prefix kg: <https://kg.example/ontology#> .
@prefix cur: <https://kg.example/curation#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

:talks a kg:Meeting ; kg:participation :talks--anna , :talks--boris , :talks--vera , :talks--oleg .
:talks--anna kg:participant :anna ; kg:role kg:role-host .
:talks--boris kg:participant :boris ; kg:role kg:role-host .
:talks--vera kg:participant :vera ; kg:role kg:role-guest , kg:role-witness .
:talks--oleg kg:participant :oleg ; kg:role kg:role-attendee .
:tour a kg:Visit ; kg:participation :tour--anna , :tour--oleg .
:tour--anna kg:participant :anna ; kg:role kg:role-host .
:tour--oleg kg:participant :oleg ; kg:role kg:role-guest .
:deal a kg:Agreement ; kg:signedAt :talks .

:anna-governor kg:holder :anna ; kg:post :jilin--governor .
:vera-founder kg:holder :vera ; kg:post kg:post-founder .
:jilin--governor a kg:Post ; cur:code kg:post-governor ; kg:postIn :jilin .
:jilin skos:prefLabel "Jilin"@en , "Цзилинь"@ru , "吉林省"@zh , "吉林省"@zh-Hant ; skos:altLabel "Kirin"@en .
"""


def derived(name: str) -> set[tuple[str, ...]]:
    """What a rule derives from FACTS, by local names."""
    store = pyoxigraph.Store()
    store.load(FACTS.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    store.load(path=ROOT / "ontology/kg.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    triples = store.query(RULES[name].read_text("utf-8"))
    assert isinstance(triples, pyoxigraph.QueryTriples)
    return {tuple(short(term) for term in (one.subject, one.predicate, one.object)) for one in triples}


def short(term: object) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return f"{term.value}@{term.language}"
    assert isinstance(term, pyoxigraph.NamedNode)
    return re.split("[#/]", term.value)[-1]


def test_everybody_who_takes_part_attended() -> None:
    assert derived("attended") == {
        *((who, "attended", "talks") for who in ("anna", "boris", "vera", "oleg")),
        *((who, "attended", "tour") for who in ("anna", "oleg")),
    }


def test_only_opposite_sides_of_a_meeting_met() -> None:
    assert derived("met") == {
        ("anna", "met", "vera"),
        ("vera", "met", "anna"),
        ("boris", "met", "vera"),
        ("vera", "met", "boris"),
    }


def test_a_post_is_held_only_where_it_is_known_of_what() -> None:
    assert derived("holds-post") == {("anna", "holdsPost", "jilin--governor")}


def test_a_witness_witnessed_what_was_signed() -> None:
    assert derived("witnessed") == {("vera", "witnessed", "deal")}


def test_a_post_is_named_in_each_language_that_has_code_and_body() -> None:
    assert derived("post-label") == {
        ("jilin--governor", "prefLabel", "governor, Jilin@en"),
        ("jilin--governor", "prefLabel", "губернатор, Цзилинь@ru"),
        ("jilin--governor", "prefLabel", "吉林省省长@zh"),
    }


@pytest.mark.parametrize("name", RULES)
def test_a_rule_names_its_record_and_explains_itself_in_three_languages(name: str) -> None:
    text = RULES[name].read_text("utf-8")
    heads = re.findall(r"^# (title|en|ru|zh): .", text, re.MULTILINE)
    assert heads == ["title", "en", "ru", "zh"]
    assert re.search(r"\?via\b", text)
