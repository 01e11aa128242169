"""Where a result of SHACL is placed: two files, an inverse path, the ontology's own text."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import checked, example_curation, example_text, make_project, place, replaced

from kg.model.diagnostics import Diagnostic

pytestmark = pytest.mark.slow  # each test checks a whole project
PREFIXES = """@prefix kg:   <https://kg.example/ontology#> .
@prefix ksh:  <https://kg.example/shapes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh:   <http://www.w3.org/ns/shacl#> .

"""


def of_code(project: Path, code: str) -> list[Diagnostic]:
    return [one for one in checked(project).diagnostics if one.code == code]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def test_a_triple_that_two_files_assert_is_reported_with_both_places(project: Path) -> None:
    first = project / "seeds" / "a005.yaml"
    first.write_text(
        replaced(
            first.read_text("utf-8"),
            "name: {en: Lotus Motors}}",
            "name: {en: Lotus Motors}, partOf: li-ming}",
        ),
        encoding="utf-8",
    )
    (project / "articles" / "a006.txt").write_text(example_text(), encoding="utf-8")
    head = example_curation()[: example_curation().index("  publisher")].replace("a005", "a006")
    (project / "seeds" / "a006.yaml").write_text(
        f"{head}  title: {{en: Again}}\n"
        "entities:\n  lotus-motors: {partOf: li-ming, quote: agreement between Lotus}\n",
        encoding="utf-8",
    )
    (found,) = of_code(project, "Organization-partOf-class")
    assert found.mark.path == "seeds/a005.yaml"
    assert [related.mark.path for related in found.related] == ["seeds/a006.yaml"]
    text = (project / "seeds" / "a006.yaml").read_text("utf-8")
    mark = found.related[0].mark
    assert (mark.line, mark.column) == place(text, "li-ming")


def test_a_result_on_an_inverse_path_is_placed_where_the_other_record_points_here(project: Path) -> None:
    (project / "shapes" / "more-shapes.ttl").write_text(
        PREFIXES
        + "ksh:Orchid a sh:NodeShape ; sh:targetNode <https://kg.example/id/port-orchid> ;\n"
        + "    sh:property ksh:Orchid-events .\n"
        + "ksh:Orchid-events a sh:PropertyShape ; sh:path [ sh:inversePath kg:place ] ; sh:maxCount 0 ;\n"
        + '    sh:message "Nothing happens here."@en .\n',
        encoding="utf-8",
    )
    (found,) = of_code(project, "Orchid-events")
    assert found.message.en == "Nothing happens here."
    text = (project / "seeds" / "a005.yaml").read_text("utf-8")
    assert (found.mark.line, found.mark.column) == place(text, "port-orchid\n    quote")


def test_a_message_speaks_the_language_that_was_asked_for(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    seed.write_text(
        replaced(seed.read_text("utf-8"), "party: [lotus-motors, river-institute]", "party: lotus-motors"),
        "utf-8",
    )
    (found,) = of_code(project, "Agreement-party-count")
    assert found.message.in_language("ru") != found.message.en
    assert found.message.in_language("zh") != found.message.en
    assert found.message.in_language("fr") == found.message.en


def test_the_house_rules_are_placed_in_the_ontology(project: Path) -> None:
    ontology = project / "ontology" / "kg.ttl"
    with ontology.open("a", encoding="utf-8") as file:
        file.write("\nkg:Dragon\n    a owl:Class .\n")
    found = [
        one for one in checked(project).diagnostics if one.focus == "Dragon" or "Dragon" in one.message.en
    ]
    line = ontology.read_text("utf-8").split("\n").index("kg:Dragon") + 1
    assert {(one.mark.path, one.mark.line) for one in found} == {("ontology/kg.ttl", line)}
    assert "class-without-shape" in {one.code for one in found}


DELEGATION = "      - {as: delegation, quote: and his delegation}\n"


def test_an_accepted_warning_is_gone_and_an_idle_acceptance_is_one(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    sound = seed.read_text("utf-8")
    late = replaced(sound, "published: 2021-05-12", "published: 2021-12-12")
    seed.write_text(late, "utf-8")
    (found,) = of_code(project, "event-far-from-article")
    assert found.severity.value == "warning"
    accepted = replaced(
        late,
        DELEGATION,
        f"{DELEGATION}    accept:\n      event-far-from-article: the page looks back on the year\n",
    )
    seed.write_text(accepted, "utf-8")
    assert checked(project).diagnostics == ()
    seed.write_text(replaced(accepted, "published: 2021-12-12", "published: 2021-05-12"), "utf-8")
    assert [one.code for one in checked(project).diagnostics] == ["accept-unused"]


def authority(project: Path, text: str) -> None:
    (project / "seeds" / "authority.yaml").write_text(text, encoding="utf-8")


def test_two_ids_named_in_the_authority_file_can_be_merged(project: Path) -> None:
    authority(
        project,
        "entities:\n"
        "  li-ming: {name: {zh: 李明}, basis: curator}\n"
        "  the-founder: {type: Person, name: {zh: 创始人}, basis: curator}\n"
        "same:\n  - {ids: [li-ming, the-founder], because: there is one founder}\n",
    )
    assert checked(project).diagnostics == ()


def test_a_mistyped_removal_is_told_the_near_id(project: Path) -> None:
    authority(project, "removed:\n  - {id: li-mingg, because: at their own request}\n")
    (found,) = checked(project).diagnostics
    assert (found.code, found.severity.value) == ("removed-unknown", "warning")
    assert found.help
    assert "`li-ming`" in found.help.en


def test_an_inflected_name_of_a_removed_person_is_found(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    text = replaced(seed.read_text("utf-8"), "name: {en: Li Ming}", "name: {ru: Олег Рыбаков}")
    seed.write_text(
        replaced(
            text, "      en: calls the company", "      ru: рада Олегу Рыбакову\n      en: calls the company"
        ),
        "utf-8",
    )
    authority(project, "removed:\n  - {id: li-ming, because: at their own request}\n")
    assert "рада Олегу Рыбакову" in seed.read_text("utf-8")
    line, _ = place(seed.read_text("utf-8"), "рада Олегу")
    assert line in {one.mark.line for one in of_code(project, "removed-name-remains")}


def test_a_date_cannot_follow_from_a_page_without_one(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    seed.write_text(
        replaced(seed.read_text("utf-8"), "published: 2021-05-12", "published: unstated"), "utf-8"
    )
    assert [one.code for one in checked(project).diagnostics] == ["no-page-date"]


@pytest.mark.parametrize(
    ("name", "severity"),
    [("a006.YAML", "error"), ("a006.yml", "error"), ("a006.yaml.txt", "warning"), ("new/a006.yaml", "error")],
)
def test_a_file_that_is_not_read_is_said_to_be_so(project: Path, name: str, severity: str) -> None:
    path = project / "seeds" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("article: {}\n", encoding="utf-8")
    (found,) = checked(project).diagnostics
    assert (found.mark.path, found.code, found.severity.value) == (f"seeds/{name}", "file-ignored", severity)


def test_a_label_of_a_code_leads_to_the_code(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    seed.write_text(replaced(seed.read_text("utf-8"), "    kind: talks\n", "    kind: переговоры\n"), "utf-8")
    (found,) = checked(project).diagnostics
    assert found.help
    assert found.help.en == "write `talks`"


def test_another_language_than_that_of_the_quotes_is_noticed(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    seed.write_text(replaced(seed.read_text("utf-8"), "  language: en ", "  language: ru "), "utf-8")
    assert [one.code for one in checked(project).diagnostics] == ["language-of-quotes"]


def test_traditional_characters_are_not_simplified_chinese(project: Path) -> None:
    authority(project, "entities:\n  li-ming: {name: {zh: 劉濤}, basis: curator}\n")
    (found,) = checked(project).diagnostics
    assert (found.code, str(found.mark)) == ("traditional-under-zh", "seeds/authority.yaml:2:24")


def test_a_retracted_article_can_be_accepted_in_its_head(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    text = replaced(
        seed.read_text("utf-8"),
        "\n\nentities:\n",
        "\n  status: retracted\n\nentities:\n",
    )
    seed.write_text(text, "utf-8")
    assert {one.code for one in checked(project).diagnostics} == {"retracted-alone"}
    accepted = "  status: retracted\n  accept: {retracted-alone: kept as a record of what was said}\n"
    seed.write_text(replaced(text, "  status: retracted\n", accepted), "utf-8")
    assert checked(project).diagnostics == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{role: guest, inCapacity: li-founder}", "{role: umpire, inCapacity: li-founder}", "unknown-code"),
        ("    about: [lotus-motors]\n", "    about: [nobody-knows-this]\n", "unknown-entity"),
        ("    party: [lotus-motors, river-institute]\n", "    party:\n", "empty-value"),
        ("post: founder, postIn: lotus-motors", "postIn: lotus-motors", "partner-missing"),
    ],
)
def test_what_has_a_finding_has_no_second_one_from_a_shape(
    project: Path, old: str, new: str, code: str
) -> None:
    seed = project / "seeds" / "a005.yaml"
    seed.write_text(replaced(seed.read_text("utf-8"), old, new), "utf-8")
    found = [one for one in checked(project).diagnostics if one.severity.value == "error"]
    assert code in {one.code for one in found}
    assert {one.code for one in found} <= {code, "Tenure-post-count"}


def test_a_list_of_participants_is_told_to_be_a_map(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    old = "    participation:\n      anna-petrova: {role: witness}\n      li-ming:      {role: witness}\n"
    text = replaced(seed.read_text("utf-8"), old, "    participation: [anna-petrova, li-ming]\n")
    seed.write_text(text, "utf-8")
    (found,) = [one for one in checked(project).diagnostics if one.severity.value == "error"]
    assert found.code == "wrong-shape"
    assert found.help
    assert found.help.en == "write participation: {anna-petrova: {…}}"


def test_a_late_event_points_to_the_date_of_the_page(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    text = replaced(seed.read_text("utf-8"), "    date: 2021-05-10\n", "    date: 2021-06-10\n")
    seed.write_text(text, "utf-8")
    (found,) = of_code(project, "later-than-page")
    (other,) = found.related
    assert (other.mark.line, other.mark.column) == place(text, "2021-05-12 ")
