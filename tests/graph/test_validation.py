"""Where a result of SHACL is placed: two files, an inverse path, the ontology's own text."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import checked, example_curation, example_text, make_project, place, replaced

from kg.model.diagnostics import Diagnostic

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
    assert (found.mark.line, found.mark.column) == place(text, "port-orchid\n    inferred")


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


def test_an_accepted_warning_is_gone_and_an_idle_acceptance_is_one(project: Path) -> None:
    seed = project / "seeds" / "a005.yaml"
    sound = seed.read_text("utf-8")
    late = replaced(sound, "published: 2021-05-12", "published: 2021-12-12")
    seed.write_text(late, "utf-8")
    (found,) = of_code(project, "event-far-from-article")
    assert found.severity.value == "warning"
    accepted = replaced(
        late,
        "    kind: talks\n",
        "    kind: talks\n    accept:\n      event-far-from-article: the page looks back on the year\n",
    )
    seed.write_text(accepted, "utf-8")
    assert checked(project).diagnostics == ()
    seed.write_text(replaced(accepted, "published: 2021-12-12", "published: 2021-05-12"), "utf-8")
    assert [one.code for one in checked(project).diagnostics] == ["accept-unused"]
