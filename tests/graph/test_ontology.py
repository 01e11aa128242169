"""What the engine reads of an ontology, and what it refuses in one."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import ROOT, make_project

from kg.graph.ontology import read_vocabulary
from kg.graph.vocabulary import Vocabulary
from kg.model.project import read_project


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    vocabulary, found = read_vocabulary(read_project(ROOT))
    assert found == ()
    return vocabulary


def test_annotations_drive_the_format(shipped: Vocabulary) -> None:
    assert {one.section for one in shipped.classes.values() if one.section} == {
        "tenures",
        "events",
        "agreements",
        "remarks",
    }
    meeting = shipped.classes["Meeting"].iri
    assert shipped.section_of(meeting) == "events"
    assert shipped.is_dated(meeting)
    assert shipped.properties["participation"].nested
    assert shipped.properties["post"].mints == shipped.properties["postIn"].iri
    assert shipped.properties["met"].derived


def test_codes_depend_on_the_class(shipped: Vocabulary) -> None:
    kind = shipped.properties["kind"]
    assert "talks" in shipped.codes(kind, [shipped.classes["Meeting"].iri])
    assert "talks" not in shipped.codes(kind, [shipped.classes["Place"].iri])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<https://other.example/kind>\n    a owl:ObjectProperty .\n", "ambiguous-name"),
        ("kg:quote\n    a owl:DatatypeProperty .\n", "reserved-name"),
        ("kg:Thing\n    a owl:Class ;\n    rdfs:subClassOf [ a owl:Restriction ] .\n", "blank-node"),
        ("kg:Thing\n    a owl:Class ;;;\n    rdfs:label .\n", "turtle-syntax"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, text: str, code: str) -> None:
    project = make_project(tmp_path / "project")
    with (project / "ontology" / "kg.ttl").open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    _, found = read_vocabulary(read_project(project))
    assert code in {one.code for one in found}
    assert {one.mark.path for one in found} == {"ontology/kg.ttl"}
