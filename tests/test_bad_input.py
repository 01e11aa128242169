"""Each slip that a curator, an ontologist or an operator can make, and the answer it gets.

The example of docs/curation.md is broken in one way at a time.  The place of the finding is
asserted here; its words stand in tests/golden/bad-input.txt, bad-input.ru.txt and bad-input.zh.txt, one
after the other, to be read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import ROOT, checked, example_curation, example_text, make_project, place, replaced

from kg.cli.render import text as text_renderer
from kg.cli.render.report import Report
from kg.model.diagnostics import Diagnostic, Severity
from kg.model.errors import ProjectNotFound
from kg.model.project import find_project

pytestmark = pytest.mark.slow

SEED = "seeds/a005.yaml"
GOLDEN = {
    language: ROOT / "tests" / "golden" / f"bad-input{suffix}.txt"
    for language, suffix in (("en", ""), ("ru", ".ru"), ("zh", ".zh"))
}
SCRIPT = {"ru": re.compile("[А-Яа-яЁё]"), "zh": re.compile("[一-鿿]")}

# Name of the slip, what is replaced by what in the curation, code, and the text at whose beginning
# the finding stands (in the broken file).
SLIPS: dict[str, tuple[str, str, str, str]] = {
    "tab indentation": ("    kind: talks\n", "\tkind: talks\n", "tab-indentation", "\tkind"),
    "duplicate key": (
        "    kind: talks\n",
        "    kind: talks\n    type: Visit\n",
        "duplicate-key",
        "type: Visit",
    ),
    "alias bomb": ("  publisher: harbour-news\n", "  publisher: &a [x, *a, *a]\n", "anchor", "&a [x"),
    "unknown key": ("    signedAt: signing\n", "    signedOn: signing\n", "unknown-key", "signedOn"),
    "unknown section": ("agreements:\n", "agreement:\n", "unknown-section", "agreement:\n"),
    "unknown id": ("about: [lotus-motors]", "about: [lotus-motor]", "unknown-entity", "lotus-motor]"),
    "unknown role": ("li-ming:      {role: guest,", "li-ming:      {role: gest,", "unknown-code", "gest,"),
    "unknown class": ("{type: Company,", "{type: Compani,", "unknown-class", "Compani,"),
    "wrong section": (
        "    type: Meeting\n",
        "    type: Person\n",
        "wrong-section",
        "Person\n    kind: talks",
    ),
    "wrong class of value": (
        "saidAt: meeting\n    kind: praise",
        "saidAt: anna-petrova\n    kind: praise",
        "Remark-saidAt-class",
        "anna-petrova\n    kind",
    ),
    "impossible date": ("date: 2021-05-10\n", "date: 2021-02-30\n", "bad-date", "2021-02-30"),
    "another notation of a date": ("date: 2021-05-10\n", "date: 10.05.2021\n", "bad-date", "10.05.2021"),
    "uncertain date without a reason": (
        "date: 2021-05-10\n    place: port-orchid\n    quote:\n      date: On Monday Anna Petrova\n      place: his delegation in Port Orchid\n      participation: received Li Ming\n    inferred:\n      date: {basis: publication-day, because: the Monday before the date of the page}\n",
        "date: 2021?-05-10\n    place: port-orchid\n    quote:\n      date: On Monday Anna Petrova\n      place: his delegation in Port Orchid\n      participation: received Li Ming\n",
        "uncertain-date-unexplained",
        "2021?-05-10",
    ),
    "quote not in the text": (
        "place: his delegation in Port Orchid",
        "place: his delegation in Port Orchad",
        "quote-not-found",
        "his delegation in Port Orchad",
    ),
    "quote twice in the text": (
        "quote: called Lotus Motors a reliable partner",
        "quote: Lotus Motors",
        "quote-ambiguous",
        "Lotus Motors\n  li-on",
    ),
    "quote of nine words": (
        "quote: promised to double the number of engineers",
        "quote: promised to double the number of engineers in the",
        "quote-too-long",
        "promised to double",
    ),
    "comma inside braces": (
        "{type: Person, name: {en: Li Ming}}",
        "{type: Person, name: {en: Li Ming, the younger}}",
        "comma-in-flow",
        "the younger",
    ),
    "hash mismatch": ("sha256: @", "sha256: 0000000000000000", "hash-mismatch", "0000000000000000"),
    "control character": ("en: calls the company", "en: calls\x07 the company", "control-character", "\x07"),
    "address with a space": (
        "  publisher: harbour-news\n",
        "  publisher: harbour-news\n  url: 'https://news.example/a b'\n",
        "wrong-value",
        "'https://news.example/a b'",
    ),
    "agreement with one party": (
        "party: [lotus-motors, river-institute]",
        "party: [lotus-motors]",
        "Agreement-party-count",
        "party: [lotus-motors]\n",
    ),
    "witness who is a party": (
        "      li-ming:      {role: witness}",
        "      li-ming:      {role: witness}\n      lotus-motors: {role: witness}",
        "witness-is-party",
        "lotus-motors, river-institute]\n    quote: agreement",
    ),
    "event after its article": ("date: 2021-05-10\n", "date: 2021-06-10\n", "later-than-page", "2021-06-10"),
    "list under name": (
        "name: {en: Lotus Motors}",
        "name: {en: [Lotus Motors, Lotus]}",
        "name-list",
        "[Lotus Motors, Lotus]",
    ),
    "property of another class": (
        "    saidAt: meeting\n    kind: promise",
        "    saidAt: meeting\n    signedAt: signing\n    kind: promise",
        "foreign-property",
        "signedAt: signing\n    kind",
    ),
    "reason without the property": (
        "      memberBody: the laboratory",
        "      partOf: the laboratory",
        "unknown-inferred-key",
        "partOf: the",
    ),
    "no quote where one is needed": (
        "    kind: cooperation\n    signedAt: signing\n    party: [lotus-motors, river-institute]\n    quote: agreement between Lotus Motors and the River Institute\n",
        "    kind: cooperation\n    signedAt: signing\n    party: [lotus-motors, river-institute]\n",
        "Agreement-evidence-count",
        "lotus-river:",
    ),
    "capacity of another person": (
        "li-ming:      {role: guest, inCapacity: li-founder}",
        "li-ming:      {role: guest, inCapacity: petrova-director}",
        "capacity-of-another",
        "petrova-director}\n    others",
    ),
}


def broken(slip: str) -> tuple[str, str]:
    """The curation with one slip, and the text at which the finding is expected."""
    old, new, _, at = SLIPS[slip]
    curation = example_curation()
    if slip == "hash mismatch":
        old = curation[curation.index("sha256: ") :][: len("sha256: ") + 16]
    return replaced(curation, old, new), at


def errors(folder: Path) -> list[Diagnostic]:
    return [one for one in checked(folder).diagnostics if one.severity is not Severity.INFO]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_reported_at_its_place_and_nowhere_else(slip: str, tmp_path: Path) -> None:
    curation, at = broken(slip)
    project = make_project(tmp_path / "project", curation=curation)
    found = errors(project)
    line, column = place(curation, at)
    assert (SEED, line, column, SLIPS[slip][2]) in [
        (one.mark.path, one.mark.line, one.mark.column, one.code) for one in found
    ]
    assert {one.mark.line for one in found} == {line}, "a slip has findings on another line too"


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Diagnostic, ...]]:
    """The findings of each slip and of each damage."""
    folder = tmp_path_factory.mktemp("bad-input")
    found = {}
    for slip in SLIPS:
        project = make_project(folder / slip, curation=broken(slip)[0])
        found[slip] = tuple(errors(project))
    for damage in DAMAGES:
        project = make_project(folder / damage.__name__)
        damage(project)
        found[damage.__name__] = checked(project).diagnostics
    return found


@pytest.mark.parametrize("language", GOLDEN)
def test_the_words_of_every_slip_are_those_of_the_golden_file(
    language: str, findings: dict[str, tuple[Diagnostic, ...]]
) -> None:
    written = "\n".join(
        f"# {slip}\n{text_renderer.render(Report(findings[slip], language=language))}" for slip in SLIPS
    )
    if os.environ.get("KG_WRITE_GOLDEN"):
        GOLDEN[language].write_text(written, encoding="utf-8", newline="\n")
    assert written == GOLDEN[language].read_text("utf-8")


@pytest.mark.parametrize("language", SCRIPT)
def test_every_finding_is_said_in_the_language_that_was_asked_for(
    language: str, findings: dict[str, tuple[Diagnostic, ...]]
) -> None:
    said = {
        message
        for found in findings.values()
        for one in found
        for message in (one.message, one.help, *(related.message for related in one.related))
        if message is not None
    }
    assert len(said) > 80
    for message in said:
        words = message.in_language(language)
        assert words != message.en
        assert SCRIPT[language].search(words), words
        assert not re.search(r"\{\w+\}", words), words
        assert "  " not in words or "  " in message.en, words


def _empty(project: Path) -> None:
    (project / SEED).write_bytes(b"")


def _not_utf8(project: Path) -> None:
    path = project / SEED
    path.write_bytes(path.read_bytes().replace(b"Anna Petrova}", b"Anna P\xe9trova}", 1))


def _deep(project: Path) -> None:
    with (project / SEED).open("a", encoding="utf-8") as file:
        file.write("topics: " + "[" * 100_000 + "\n")


def _large(project: Path) -> None:
    with (project / SEED).open("a", encoding="utf-8") as file:
        file.write("# " + "x" * 2_000_000 + "\n")


def _second_type(project: Path) -> None:
    text = "entities:\n  li-ming: {type: Person, name: {zh: 李明}, basis: curator}\n"
    (project / "seeds" / "authority.yaml").write_text(text, encoding="utf-8")


def _no_text(project: Path) -> None:
    (project / "articles" / "a005.txt").unlink()


def _ontology_syntax(project: Path) -> None:
    with (project / "ontology" / "kg.ttl").open("a", encoding="utf-8") as file:
        file.write("kg:Broken a owl:Class ;;; rdfs:label \n")


def _shapes_syntax(project: Path) -> None:
    path = project / "shapes" / "kg-shapes.ttl"
    path.write_text(path.read_text("utf-8").rstrip().removesuffix("."), encoding="utf-8")


def _two_paths(project: Path) -> None:
    path = project / "shapes" / "kg-shapes.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace("    sh:path kg:party ;", "    sh:path kg:party , kg:about ;", 1), "utf-8")


def _misspelt_shacl(project: Path) -> None:
    path = project / "shapes" / "kg-shapes.ttl"
    path.write_text(path.read_text("utf-8").replace("sh:minCount", "sh:minCounts", 1), encoding="utf-8")


def _broken_rule(project: Path) -> None:
    text = "CONSTRUCT { ?a kg:met ?b } WHERE { ?via kg:participant ?a ; kg:nothing }\n"
    (project / "ontology" / "rules" / "broken.rq").write_text(text, encoding="utf-8")


def _rule_without_via(project: Path) -> None:
    text = "CONSTRUCT { ?a kg:met ?b } WHERE { ?x kg:participant ?a , ?b }\n"
    (project / "ontology" / "rules" / "broken.rq").write_text(text, encoding="utf-8")


def _broken_check(project: Path) -> None:
    (project / "shapes" / "checks" / "broken.rq").write_text(
        "SELECT ?focus { ?focus a ?x }\n", encoding="utf-8"
    )


def _no_seeds(project: Path) -> None:
    (project / SEED).unlink()


def _merge_conflict(project: Path) -> None:
    checked(project)
    lock = project / "seeds" / "evidence.lock"
    lock.write_text(lock.read_text("utf-8") + "<<<<<<< HEAD\n=======\n>>>>>>> other\n", encoding="utf-8")


DAMAGES: dict[Callable[[Path], None], tuple[str, str]] = {
    _empty: (SEED, "empty-file"),
    _not_utf8: (SEED, "not-utf-8"),
    _deep: (SEED, "too-deep"),
    _large: (SEED, "file-too-large"),
    _second_type: ("seeds/authority.yaml", "second-type"),
    _no_text: (SEED, "quote-unverified"),
    _ontology_syntax: ("ontology/kg.ttl", "turtle-syntax"),
    _shapes_syntax: ("shapes/kg-shapes.ttl", "turtle-syntax"),
    _two_paths: ("shapes/kg-shapes.ttl", "broken-shape"),
    _misspelt_shacl: ("shapes/kg-shapes.ttl", "unknown-shacl-term"),
    _broken_rule: ("ontology/rules/broken.rq", "broken-rule"),
    _rule_without_via: ("ontology/rules/broken.rq", "rule-without-via"),
    _broken_check: ("shapes/checks/broken.rq", "broken-check"),
    _no_seeds: ("seeds", "seeds-missing"),
    _merge_conflict: ("seeds/evidence.lock", "lock-conflict"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_file_is_named_with_help(damage: Callable[[Path], None], tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    damage(project)
    path, code = DAMAGES[damage]
    found = [one for one in errors(project) if one.mark.path == path and one.code == code]
    assert found
    assert all(one.severity is Severity.ERROR for one in found)


def test_a_quote_that_changed_since_it_was_verified_cannot_pass_without_the_text(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    assert errors(project) == []
    (project / "articles" / "a005.txt").unlink()
    assert errors(project) == []
    seed = project / SEED
    seed.write_text(
        replaced(seed.read_text("utf-8"), "quote: and his delegation", "quote: his delegation"), "utf-8"
    )
    assert [one.code for one in errors(project)] == ["quote-unverified"]


def test_a_changed_text_is_noticed_by_its_hash(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "articles" / "a005.txt").write_text(example_text() + "One more line.\n", encoding="utf-8")
    assert [one.code for one in errors(project)] == ["hash-mismatch"]


def test_a_folder_that_is_no_project_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound, match=r"there is no kg\.toml"):
        find_project(tmp_path)


def test_a_missing_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound, match="there is no folder"):
        find_project(tmp_path / "nowhere")


def test_a_file_that_cannot_be_read_makes_no_findings_in_the_others(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "seeds" / "authority.yaml").write_text(
        "different:\n  - {ids: [li-ming, anna-petrova], because: two people}\n", encoding="utf-8"
    )
    (project / SEED).write_text(replaced(example_curation(), "    kind: talks\n", "\tkind: talks\n"), "utf-8")
    found = checked(project).diagnostics
    assert {(one.mark.path, one.code) for one in found} == {
        (SEED, "tab-indentation"),
        (SEED, "file-not-read"),
    }
