"""What the mapping makes of the example of docs/curation.md, triple by triple."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import checked, example_curation, make_project, place, replaced

from kg.graph.pipeline import Checked
from kg.model.terms import CUR, RDF, SKOS, Term, iri, literal_parts

BASE = "https://kg.example/id/"
KG = "https://kg.example/ontology#"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return checked(make_project(tmp_path_factory.mktemp("example") / "project"))


def thing(name: str) -> Term:
    return iri(BASE + name)


def kg(name: str) -> Term:
    return iri(KG + name)


def cur(name: str) -> Term:
    return iri(CUR + name)


def values(result: Checked, subject: Term, predicate: Term) -> set[str]:
    found = (
        one.object for one in result.dataset.merged() if (one.subject, one.predicate) == (subject, predicate)
    )
    return {literal_parts(one).text if one.startswith('"') else one[1:-1].removeprefix(BASE) for one in found}


def test_the_example_of_the_reference_has_no_finding(example: Checked) -> None:
    assert [str(one.mark) + one.code for one in example.diagnostics] == []


def test_every_quote_is_found_in_the_text(example: Checked) -> None:
    assert example.counts.quotes_from_text > 10
    assert example.counts.quotes_from_lock == 0


def test_an_entry_of_a_map_becomes_a_node_named_after_its_record(example: Checked) -> None:
    node = thing("a005--meeting--li-ming")
    assert values(example, thing("a005--meeting"), kg("participation")) == {
        "a005--meeting--li-ming",
        "a005--meeting--anna-petrova",
    }
    assert values(example, node, kg("participant")) == {"li-ming"}
    assert values(example, node, kg("role")) == {KG + "role-guest"}


def test_a_post_with_its_body_is_minted_once(example: Checked) -> None:
    post = thing("river-institute--director")
    assert values(example, thing("a005--petrova-director"), kg("post")) == {"river-institute--director"}
    assert values(example, post, kg("postIn")) == {"river-institute"}
    assert values(example, post, cur("code")) == {KG + "post-director"}
    assert values(example, thing("a005--petrova-director"), kg("postIn")) == set()


def test_the_day_of_the_page_fills_the_day_of_the_report(example: Checked) -> None:
    assert values(example, thing("a005--li-founder"), kg("reportedOn")) == {"2021-05-12"}


def test_a_part_of_an_occasion_takes_over_date_place_and_capacity(example: Checked) -> None:
    signing = thing("a005--signing")
    assert values(example, signing, cur("edtf")) == {"2021-05-10"}
    assert values(example, signing, cur("earliest")) == {"2021-05-10"}
    assert values(example, signing, kg("place")) == {"port-orchid"}
    assert values(example, thing("a005--signing--li-ming"), kg("inCapacity")) == {"a005--li-founder"}
    reason = thing("a005--signing--taken-over-place")
    assert values(example, signing, cur("inference")) >= {"a005--signing--taken-over-place"}
    assert values(example, reason, cur("via")) == {"a005--meeting"}
    assert values(example, reason, cur("basis")) == {CUR + "basis-taken-over"}


def test_a_quote_of_one_property_is_a_citation(example: Checked) -> None:
    citation = thing("a005--meeting--quote-date")
    assert values(example, thing("a005--meeting"), cur("citation")) >= {"a005--meeting--quote-date"}
    assert values(example, citation, cur("qualifies")) == {CUR + "edtf"}
    (passage,) = values(example, citation, cur("evidence"))
    assert values(example, thing(passage), cur("quote")) == {"On Monday Anna Petrova"}
    assert values(example, thing(passage), cur("start")) == {"27"}


def test_a_participation_without_a_quote_takes_that_of_its_event(example: Checked) -> None:
    (passage,) = values(example, thing("a005--meeting--li-ming"), cur("evidence"))
    assert values(example, thing(passage), cur("quote")) == {"received Li Ming"}


def test_unnamed_participants_stay_text(example: Checked) -> None:
    node = thing("a005--meeting--others-1")
    assert values(example, node, cur("as")) == {"delegation"}
    assert values(example, node, iri(RDF + "type")) == {CUR + "Unnamed"}


def test_a_mention_stays_in_the_graph_of_its_article(example: Checked) -> None:
    lab = thing("orchid-battery-lab")
    graph = example.dataset.graph(iri("https://kg.example/graph/a005"))
    assert {one.subject for one in graph if one.predicate == cur("mention")} == {lab}
    assert values(example, lab, iri(SKOS + "prefLabel")) == {"Lotus–River battery laboratory"}


def test_who_met_is_derived_with_its_record_and_passage(example: Checked) -> None:
    assert values(example, thing("anna-petrova"), kg("met")) == {"li-ming"}
    assert values(example, thing("anna-petrova"), kg("witnessed")) == {"a005--lotus-river"}
    reasons = [
        one.object
        for one in example.dataset.merged()
        if one.subject == thing("anna-petrova") and one.predicate == cur("inference")
    ]
    met = [node for node in reasons if values(example, node, cur("qualifies")) == {KG + "met"}]
    # Once through the participation of each of the two.
    assert [values(example, node, cur("value")) for node in met] == [{"li-ming"}, {"li-ming"}]
    assert all(values(example, node, cur("evidence")) for node in met)


def test_no_graph_has_a_blank_node(example: Checked) -> None:
    for one in example.dataset.merged():
        assert one.subject.startswith("<")
        assert one.object.startswith(("<", '"'))


def test_two_named_graphs_may_say_the_same_and_the_default_graph_says_it_once(example: Checked) -> None:
    merged = example.dataset.merged()
    assert len(merged) == len(set(merged))


def test_a_merged_id_redirects_and_its_statements_belong_to_the_first(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "entities:\n"
        "  the-founder: {type: Person, name: {en: The Founder}, basis: curator}\n"
        "same:\n  - {ids: [li-ming, the-founder], because: there is one founder}\n",
        encoding="utf-8",
    )
    result = checked(project)
    assert result.facts.redirects == {"the-founder": "li-ming"}
    # The authority's name is the preferred one, so that of the article becomes an alias.
    assert values(result, thing("li-ming"), iri(SKOS + "prefLabel")) == {"The Founder"}
    assert values(result, thing("li-ming"), iri(SKOS + "altLabel")) == {"Li Ming"}
    assert {one.subject for one in result.dataset.merged() if one.predicate == cur("inArticle")}.isdisjoint(
        {thing("the-founder")}
    )


def test_a_removed_person_takes_the_records_along_that_say_nothing_without_them(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "removed:\n  - {id: li-ming, because: at their own request}\n", encoding="utf-8"
    )
    result = checked(project)
    assert result.facts.removed["li-ming"] == "at their own request"
    text = "".join(result.dataset.quad_lines())
    assert "li-ming" not in text
    assert "li-on-engineers" not in text
    assert "a005--petrova-director" in text
    assert {one.code for one in result.diagnostics if one.severity.value == "info"} >= {"left-out"}


def test_a_quote_that_names_a_removed_person_is_an_error_at_the_quote(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "removed:\n  - {id: li-ming, because: at their own request}\n", encoding="utf-8"
    )
    line, column = place(example_curation(), "received Li Ming")
    assert [
        (one.mark.path, one.mark.line, one.mark.column)
        for one in checked(project).diagnostics
        if one.code == "removed-name-remains"
    ] == [("seeds/a005.yaml", line, column)]


def test_a_literal_is_canonical_when_made(tmp_path: Path) -> None:
    curation = replaced(
        example_curation(), "en: calls the company a partner", "en: calls   the company a partner"
    )
    result = checked(make_project(tmp_path / "project", curation=curation))
    assert values(result, thing("a005--petrova-on-lotus"), kg("gist")) == {
        "calls the company a partner one can rely on"
    }


def test_the_authority_file_has_no_passages(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "entities:\n  li-ming: {name: {zh: 李明}, basis: curator, quote: received Li Ming}\n",
        encoding="utf-8",
    )
    assert [(str(one.mark), one.code) for one in checked(project).diagnostics] == [
        ("seeds/authority.yaml:2:52", "quote-in-authority")
    ]


def test_a_basis_of_the_engine_is_not_written_by_hand(tmp_path: Path) -> None:
    curation = replaced(example_curation(), "basis: publication-day", "basis: derived")
    (found,) = checked(make_project(tmp_path / "project", curation=curation)).diagnostics
    assert found.code == "unknown-code"
    assert found.help
    assert "derived" not in found.help.en


def broken(tmp_path: Path, old: str, new: str) -> Checked:
    return checked(make_project(tmp_path / "project", curation=replaced(example_curation(), old, new)))


def test_a_quote_below_a_code_that_mints_a_node_is_kept(tmp_path: Path) -> None:
    result = broken(
        tmp_path,
        "post: director, postIn: river-institute, quote: director of the River Institute}",
        "post: {director: {quote: director of the River Institute}}, postIn: river-institute}",
    )
    assert [one.code for one in result.diagnostics] == []
    citation = thing("a005--petrova-director--quote-post-river-institute--director")
    assert values(result, citation, cur("value")) == {"river-institute--director"}


def test_what_cannot_stand_below_a_value_is_said_so(tmp_path: Path) -> None:
    result = broken(
        tmp_path, "    place: port-orchid\n", "    place: {port-orchid: {date: 2021, quote: Port Orchid}}\n"
    )
    assert [one.code for one in result.diagnostics] == ["unknown-key"]


def test_a_value_that_stands_twice_is_said_so(tmp_path: Path) -> None:
    result = broken(tmp_path, "about: [lotus-motors]", "about: [lotus-motors, lotus-motors]")
    assert [one.code for one in result.diagnostics] == ["value-twice"]


def test_an_occurrence_is_part_of_the_evidence(tmp_path: Path) -> None:
    result = broken(
        tmp_path,
        "    quote: called Lotus Motors a reliable partner\n",
        "    quote: Lotus Motors\n    occurrence: 3\n",
    )
    assert [one.code for one in result.diagnostics] == []
    (passage,) = values(result, thing("a005--petrova-on-lotus"), cur("evidence"))
    assert values(result, thing(passage), cur("occurrence")) == {"3"}


def test_an_article_is_not_removed_but_deleted(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text("removed:\n  - {id: a005, because: asked}\n", "utf-8")
    assert [one.code for one in checked(project).diagnostics] == ["article-removed"]


def test_an_empty_authority_file_is_none(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text("# nothing yet\n", "utf-8")
    assert checked(project).diagnostics == ()


def test_a_basis_without_a_name_is_said_so(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "entities:\n  li-ming: {name: {zh: 李明}, basis: {zh: curator, ru: curator}}\n", "utf-8"
    )
    assert [one.code for one in checked(project).diagnostics] == ["basis-without-name"]


def test_a_short_name_of_something_removed_is_found_as_a_word_alone(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "entities:\n  someone: {type: Topic, name: {en: rel}, basis: curator}\n"
        "removed:\n  - {id: someone, because: asked}\n",
        "utf-8",
    )
    assert [one.code for one in checked(project).diagnostics] == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "    party: [lotus-motors, river-institute]\n",
            "    party:\n      lotus>motors: {quote: agreement between Lotus}\n      river-institute: {}\n",
            "unknown-entity",
        ),
        ("post: founder, postIn", "post: foun>der, postIn", "unknown-code"),
    ],
)
def test_a_character_that_no_iri_holds_is_an_unknown_word_like_any_other(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert [one.code for one in broken(tmp_path, old, new).diagnostics] == [code]
