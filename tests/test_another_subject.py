"""The engine knows nothing of its shipped subject: a project about museum loans passes through it unchanged.

`tests/project` brings its own ontology, shapes, rule, check and curations; the texts were written
for it, so every quote is verified here on every machine.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kg.graph.pipeline import Checked, check
from kg.graph.store import memory_store, select
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.project import read_project

pytestmark = pytest.mark.slow

SUBJECT = Path(__file__).parent / "project"
BASE = "https://museum.example/id/"


@pytest.fixture(scope="module")
def loans(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("KG_ARTICLES", raising=False)
        return check(read_project(copied(tmp_path_factory.mktemp("loans"))))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project that a test may change; its texts lie beside it."""
    monkeypatch.delenv("KG_ARTICLES", raising=False)
    return copied(tmp_path)


def copied(parent: Path) -> Path:
    return Path(shutil.copytree(SUBJECT, parent / "project"))


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} is not once in {path.name}"
    path.write_text(text.replace(old, new), "utf-8", newline="")


def appended(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8", newline="")


def rows(checked: Checked, query: str) -> list[tuple[str, ...]]:
    """The solutions of a query over the default graph, IRIs of the project by their local names."""
    found = select(memory_store(checked.dataset), query, checked.project.namespaces).rows
    return sorted(tuple(short(str(term)) for term in row) for row in found)


def short(term: str) -> str:
    return re.sub(rf"^<{re.escape(BASE)}(.*)>$", r"\1", term)


def errors(checked: Checked) -> list[Diagnostic]:
    return [found for found in checked.diagnostics if found.severity is Severity.ERROR]


def test_the_check_has_no_error_and_looks_at_focus_nodes(loans: Checked) -> None:
    assert errors(loans) == []
    assert loans.counts.articles == 2
    assert loans.counts.focus_nodes >= 15


def test_every_quote_was_verified_from_the_texts(loans: Checked) -> None:
    assert (loans.counts.quotes_from_text, loans.counts.quotes_from_lock) == (26, 0)


def test_the_committed_lock_is_the_one_that_a_check_writes(loans: Checked) -> None:
    written = (loans.project.seeds / "evidence.lock").read_bytes()
    assert written == (SUBJECT / "seeds/evidence.lock").read_bytes()


def test_without_the_texts_the_lock_vouches_for_the_quotes_and_the_graph_is_the_same(
    loans: Checked, folder: Path
) -> None:
    shutil.rmtree(folder / "articles")
    checked = check(read_project(folder))
    assert errors(checked) == []
    assert checked.counts.quotes_from_text == 0
    assert checked.dataset.quad_lines() == loans.dataset.quad_lines()


def test_literals_have_the_datatypes_of_the_ontology_and_are_canonical(loans: Checked) -> None:
    found = rows(
        loans,
        """SELECT ?year ?height ?signed ?number ?catalogue WHERE {
             id:autumn-ferry ml:madeIn ?year ; ml:heightInCentimetres ?height ; ml:signed ?signed ;
                             ml:inventoryNumber ?number ; ml:catalogue ?catalogue . }""",
    )
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert found == [
        (
            f'"1936"^^<{xsd}gYear>',
            f'"92.5"^^<{xsd}decimal>',
            f'"true"^^<{xsd}boolean>',
            '"NG-0417"',
            f'"https://museum.example/catalogue/ng-0417"^^<{xsd}anyURI>',
        )
    ]


def test_codes_are_concepts_of_the_list_that_belongs_to_the_class(loans: Checked) -> None:
    found = rows(
        loans,
        "SELECT ?thing ?kind WHERE { ?thing ml:kind/skos:prefLabel ?kind . FILTER (LANG(?kind) = 'zh') }",
    )
    assert found == [
        ("autumn-ferry", '"卷轴"@zh'),
        ("low-tide", '"布面画"@zh'),
        ("m001--ferry", '"展览借用"@zh'),
        ("m002--tide", '"展览借用"@zh'),
    ]


def test_a_code_mints_a_node_together_with_the_other_property(loans: Checked) -> None:
    found = rows(
        loans,
        "SELECT ?thing ?store ?code ?museum WHERE"
        " { ?thing ml:store ?store . ?store a ml:Store ; cur:code/skos:notation ?code ; ml:storeOf ?museum }",
    )
    assert found == [
        ("autumn-ferry", "northgate--depot", '"depot"', "northgate"),
        ("m002--tide", "old-harbour--gallery", '"gallery"', "old-harbour"),
    ]
    assert rows(loans, "SELECT ?thing WHERE { ?thing ml:storeOf ?museum . ?thing a ml:Loan }") == []


def test_date_and_venue_are_taken_over_from_the_exhibition_unless_given(loans: Checked) -> None:
    found = rows(
        loans, "SELECT ?loan ?date ?venue WHERE { ?loan a ml:Loan ; cur:edtf ?date ; ml:venue ?venue }"
    )
    assert found == [
        ("m001--ferry", '"2019-04-10/2019-06-30"', "old-harbour"),
        ("m002--ferry", '"2019-04-10/2019-06-30"', "old-harbour"),
        ("m002--tide", '"2019-06-01/2019-06-30"', "old-harbour"),
    ]
    taken = rows(
        loans,
        "SELECT ?loan ?property ?via WHERE { ?loan cur:inference ?why ."
        " ?why cur:basis cur:basis-taken-over ; cur:qualifies ?property ; cur:via ?via }",
    )
    date, venue = "<https://kg.example/curation#edtf>", "<https://museum.example/ontology#venue>"
    assert taken == [
        ("m001--ferry", date, "m001--ink-and-water"),
        ("m001--ferry", venue, "m001--ink-and-water"),
        ("m002--ferry", date, "m001--ink-and-water"),
        ("m002--ferry", venue, "m001--ink-and-water"),
        ("m002--tide", venue, "m002--opening"),
    ]


def test_a_property_is_filled_from_the_head_of_the_article(loans: Checked) -> None:
    found = rows(loans, "SELECT ?loan (STR(?day) AS ?on) WHERE { ?loan ml:reportedOn ?day }")
    assert found == [
        ("m001--ferry", '"2019-07-03"'),
        ("m002--ferry", '"2019-07-12"'),
        ("m002--tide", '"2019-07-12"'),
    ]


def test_a_map_keyed_by_id_makes_nodes_and_merged_ids_are_one(loans: Checked) -> None:
    found = rows(
        loans,
        "SELECT ?loan ?courier ?leg WHERE"
        " { ?loan ml:escort ?escort ."
        " ?escort a ml:Escort ; ml:courier ?courier ; ml:leg/skos:notation ?leg }",
    )
    assert found == [
        ("m001--ferry", "clara-voss", '"outward"'),
        ("m002--ferry", "clara-voss", '"outward"'),
        ("m002--ferry", "pyotr-lagin", '"return"'),
    ]
    assert loans.facts.redirects == {"klara-voss-m002": "clara-voss"}


def test_each_escort_leads_to_its_passage(loans: Checked) -> None:
    found = rows(
        loans,
        "SELECT ?courier ?quote WHERE { id:m002--ferry ml:escort ?escort ."
        " ?escort ml:courier ?courier ; cur:evidence/cur:quote ?quote }",
    )
    assert found == [
        ("clara-voss", '"Все три пломбы на ящике"@ru'),
        ("clara-voss", '"Свиток привезла регистратор Клара Восс"@ru'),
        ("pyotr-lagin", '"обратно его повёз хранитель Пётр Лагин"@ru'),
    ]


def test_superclasses_and_superproperties_are_in_the_graph(loans: Checked) -> None:
    assert rows(loans, "SELECT ?artist WHERE { ?artist a ml:Artist, ml:Person, foaf:Person }") == [
        ("ilya-ternov",),
        ("lin-wanru",),
    ]
    parties = rows(loans, "SELECT ?party WHERE { id:m002--tide ml:party ?party }")
    assert parties == [("northgate",), ("old-harbour",)]
    assert rows(loans, "SELECT ?work WHERE { ?work dcterms:creator id:lin-wanru }") == [("autumn-ferry",)]


def test_the_rule_of_the_project_derives_and_says_from_which_record(loans: Checked) -> None:
    assert rows(loans, "SELECT ?museum ?work WHERE { ?museum ml:shows ?work }") == [
        ("old-harbour", "autumn-ferry"),
        ("old-harbour", "low-tide"),
    ]
    grounds = rows(
        loans,
        "SELECT ?via WHERE { id:old-harbour cur:inference ?why ."
        " ?why cur:basis cur:basis-derived ; cur:qualifies ml:shows ;"
        " cur:value id:autumn-ferry ; cur:via ?via }",
    )
    assert grounds == [("m001--ferry",), ("m002--ferry",)]


def test_names_in_three_scripts_belong_to_one_entity(loans: Checked) -> None:
    found = rows(loans, "SELECT ?name WHERE { id:lin-wanru skos:prefLabel ?name }")
    assert found == [('"Lin Wanru"@en',), ('"Линь Ваньжу"@ru',), ('"林婉如"@zh',)]


def test_nothing_of_the_shipped_subject_is_in_the_graph(loans: Checked) -> None:
    text = "".join(loans.dataset.quad_lines())
    assert "https://kg.example/ontology#" not in text
    assert "https://kg.example/id/" not in text


@pytest.mark.parametrize("path", sorted(SUBJECT.glob("queries/*.rq")), ids=lambda path: path.stem)
def test_each_question_has_an_answer(loans: Checked, path: Path) -> None:
    text = path.read_text("utf-8")
    header = dict(re.findall(r"^# ([a-z-]+): (.+)$", text, re.MULTILINE))
    assert {"title-en", "title-ru", "title-zh", "en", "ru", "zh"} <= set(header)
    assert rows(loans, text)


def test_the_check_of_the_project_reports_the_line_that_caused_it(folder: Path) -> None:
    seeds = folder / "seeds/m002.yaml"
    replaced(
        seeds,
        "    work: low-tide\n    lender: northgate\n    borrower: old-harbour\n",
        "    work: autumn-ferry\n    lender: northgate\n    borrower: northgate\n",
    )
    found = errors(check(read_project(folder)))
    assert {one.code for one in found} == {"work-in-two-places", "Loan-lender-is-borrower"}
    twice = [one for one in found if one.code == "work-in-two-places"]
    assert all(one.mark.path.startswith("seeds/") for one in found)
    assert "autumn-ferry" in twice[0].message.en
    assert "выдана двум учреждениям" in twice[0].message.ru
    same = next(one for one in found if one.code == "Loan-lender-is-borrower")
    lines = seeds.read_text("utf-8").splitlines()
    assert lines[same.mark.line - 1].strip() in ("lender: northgate", "borrower: northgate")


def test_a_new_code_can_be_used_at_once(folder: Path) -> None:
    replaced(folder / "seeds/m001.yaml", "kind: canvas", "kind: panel")
    before = errors(check(read_project(folder)))
    assert [one.code for one in before] == ["unknown-code"]
    appended(
        folder / "ontology/ml.ttl",
        """
ml:work-kind-panel a skos:Concept ; skos:inScheme ml:work-kinds ; skos:notation "panel" ;
    skos:prefLabel "panel"@en , "доска"@ru , "木板画"@zh ;
    skos:definition "Painted on wood."@en , "Написана на дереве."@ru , "绘于木板之上。"@zh ;
    rdfs:isDefinedBy <https://museum.example/ontology> .
""",
    )
    checked = check(read_project(folder))
    assert errors(checked) == []
    assert rows(checked, "SELECT ?work WHERE { ?work ml:kind ml:work-kind-panel }") == [("low-tide",)]


def test_a_new_property_can_be_used_at_once(folder: Path) -> None:
    replaced(
        folder / "seeds/m001.yaml", "    signed: true\n", "    signed: true\n    restoredOn: 2018-11-05\n"
    )
    before = errors(check(read_project(folder)))
    assert [one.code for one in before] == ["unknown-key"]
    appended(
        folder / "ontology/ml.ttl",
        """
ml:restoredOn a owl:DatatypeProperty ; rdfs:domain ml:Artwork ; rdfs:range xsd:date ;
    rdfs:label "restored on"@en , "реставрирована"@ru , "修复日期"@zh ;
    skos:definition
        "The day of the last repair."@en , "День последней реставрации."@ru , "最近修复之日。"@zh ;
    rdfs:isDefinedBy <https://museum.example/ontology> .
""",
    )
    checked = check(read_project(folder))
    assert errors(checked) == []
    date = '"2018-11-05"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert rows(checked, "SELECT ?work ?day WHERE { ?work ml:restoredOn ?day }") == [("autumn-ferry", date)]


def test_a_new_class_with_a_section_of_its_own_can_be_used_at_once(folder: Path) -> None:
    appended(
        folder / "seeds/m001.yaml",
        """
repairs:
  frame:
    repaired: low-tide
    date: 2019
    inferred:
      date: {basis: publication-year, because: the article looks back on the year of its own date}
    quote: until its frame had been mended
""",
    )
    before = errors(check(read_project(folder)))
    assert "unknown-section" in {one.code for one in before}
    appended(
        folder / "ontology/ml.ttl",
        """
ml:Repair a owl:Class ; cur:section "repairs" ; cur:dated true ;
    rdfs:label "repair"@en , "ремонт"@ru , "修复"@zh ;
    skos:definition
        "Work on a damaged object."@en , "Работа над повреждённым предметом."@ru , "对受损物件的修复。"@zh ;
    rdfs:isDefinedBy <https://museum.example/ontology> .

ml:repaired a owl:ObjectProperty ; rdfs:domain ml:Repair ; rdfs:range ml:Artwork ;
    rdfs:label "repaired"@en , "отремонтировано"@ru , "所修复物"@zh ;
    skos:definition "What was repaired."@en , "Что было отремонтировано."@ru , "所修复的物件。"@zh ;
    rdfs:isDefinedBy <https://museum.example/ontology> .
""",
    )
    appended(
        folder / "shapes/ml-shapes.ttl",
        """
mlsh:Repair a sh:NodeShape ; sh:targetClass ml:Repair ; sh:property mlsh:Repair-evidence-count .

mlsh:Repair-evidence-count a sh:PropertyShape ; sh:path cur:evidence ; sh:minCount 1 ;
    sh:message "a repair rests on a passage"@en , "ремонт подтверждён отрывком"@ru , "修复须有原文为据"@zh .
""",
    )
    checked = check(read_project(folder))
    assert errors(checked) == []
    found = rows(
        checked,
        "SELECT ?repair ?work ?year WHERE { ?repair a ml:Repair ; ml:repaired ?work ; cur:edtf ?year }",
    )
    assert found == [("m001--frame", "low-tide", '"2019"')]


def test_a_property_of_another_class_is_foreign(folder: Path) -> None:
    replaced(
        folder / "seeds/m001.yaml", "    insuredFor: 240000\n", "    madeIn: 1936\n    insuredFor: 240000\n"
    )
    (found,) = errors(check(read_project(folder)))
    lines = (folder / "seeds/m001.yaml").read_text("utf-8").splitlines()
    assert (found.code, lines[found.mark.line - 1]) == ("foreign-property", "    madeIn: 1936")
