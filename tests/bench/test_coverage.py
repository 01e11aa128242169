"""Coverage: what is counted, what is missing and where, on projects made for the purpose."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT, checked, example_curation, example_text, make_project, place, replaced

from kg.bench.coverage.document import document
from kg.bench.coverage.project import ArticleCoverage, Coverage, measure, reading_of
from kg.bench.coverage.statements import BARE, QUOTED, read_statements
from kg.cli import run
from kg.cli.table import columns_of
from kg.curation.prose.gaps import find_gaps, first_words
from kg.curation.prose.sentences import sentences
from kg.curation.source_texts import TextState
from kg.curation.text import count_words
from kg.graph.pipeline import Checked

MUSEUM = ROOT / "tests" / "project"

# The example of the documents with a person whom no phrase names, and a sentence that nobody quoted.
TEXT = example_text() + "\nThe hall was warm. 会场很热闹，来宾们谈了很久才离开这座城市。\n"
CURATION = replaced(
    example_curation(),
    "  li-ming:         {type: Person, name: {en: Li Ming}}\n",
    "  li-ming:         {type: Person, name: {en: Li Ming}}\n"
    "  wu-hao:          {type: Person, name: {en: Wu Hao, zh: 吴昊}}\n",
)


@pytest.fixture(scope="module", autouse=True)
def own_texts() -> Iterator[None]:
    """The texts of the projects themselves, whatever the environment names."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("KG_ARTICLES", raising=False)
        environment.delenv("KG_LANG", raising=False)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("coverage"), curation=CURATION, text=TEXT)


@pytest.fixture(scope="module")
def example(folder: Path) -> Checked:
    return checked(folder)


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(MUSEUM, tmp_path_factory.mktemp("museum") / "project"))


def only(coverage: Coverage) -> ArticleCoverage:
    (found,) = coverage.articles
    return found


def test_statements_are_counted_by_basis_as_a_person_counts_them(example: Checked) -> None:
    found = only(measure(example))
    # Two tenures of two values each; the day on which they were reported is filled in, and not counted.
    assert dict(found.statements) == {
        # 4 in the tenures, 9 at the meeting, 6 at the signing, 2 at the opening, 4 of the agreement,
        # 10 of the remarks, and where the laboratory was founded
        QUOTED: 36,
        "inferred": 2,  # the two bodies of the laboratory
        "publication-day": 1,  # “On Monday”
        "taken-over": 6,  # day and place of the signing and the opening, two capacities
        BARE: 2,  # the kinds of the paper and of the town
    }
    assert found.said == 47
    assert found.derived == 10


@pytest.mark.slow
def test_a_text_in_two_languages_and_names_are_no_further_statements(
    example: Checked, tmp_path: Path
) -> None:
    more = replaced(
        CURATION,
        "      en: calls the company a partner one can rely on\n",
        "      en: calls the company a partner one can rely on\n      ru: считает компанию надёжной\n",
    )
    more = replaced(more, "alias: {en: [Petrova]}", "alias: {en: [Petrova, Anna], ru: [Петрова]}")
    again = only(measure(checked(make_project(tmp_path / "p1", curation=more, text=TEXT))))
    assert again.statements == only(measure(example)).statements


def test_an_entity_that_no_phrase_is_about_is_named_with_its_line(example: Checked) -> None:
    found = only(measure(example))
    assert [(one.id, one.name("zh"), str(one.mark)) for one in found.entities_without] == [
        ("wu-hao", "吴昊", "seeds/a005.yaml:{}:{}".format(*place(CURATION, "wu-hao:")))
    ]
    # The publisher is named by the head, and the institute by the post of its director.
    assert found.entities == 8


@pytest.mark.slow
def test_an_entity_that_is_only_inferred_has_no_evidence(tmp_path: Path) -> None:
    inferred = replaced(
        CURATION, "memberBody: [river-institute, lotus-motors]", "memberBody: [river-institute, wu-hao]"
    )
    inferred = replaced(inferred, "  wu-hao:          {type: Person,", "  wu-hao:          {type: Company,")
    found = only(measure(checked(make_project(tmp_path / "p1", curation=inferred, text=TEXT))))
    assert [one.id for one in found.entities_without] == ["wu-hao"]
    own = "{quote: opened a joint battery laboratory}"
    quoted = replaced(inferred, "[river-institute, wu-hao]", f"{{river-institute: {own}, wu-hao: {own}}}")
    found = only(measure(checked(make_project(tmp_path / "p2", curation=quoted, text=TEXT))))
    assert found.entities_without == ()


@pytest.mark.slow
def test_a_record_without_a_passage_of_its_own_is_named(tmp_path: Path) -> None:
    bare = replaced(CURATION, ", quote: director of the River Institute}", "}")
    found = only(measure(checked(make_project(tmp_path / "p1", curation=bare, text=TEXT))))
    assert [(one.id, str(one.mark)) for one in found.records_without] == [
        ("petrova-director", "seeds/a005.yaml:{}:{}".format(*place(bare, "petrova-director:")))
    ]
    assert found.statements[BARE] == 4  # two values more than before


def test_sentences_without_a_statement_have_their_places(example: Checked) -> None:
    found = only(measure(example)).sentences
    assert (found.state, found.count) == (TextState.READ, 7)
    assert [(str(one.mark), TEXT[one.start : one.end]) for one in found.without] == [
        ("articles/a005.txt:1:1", "12 May 2021, Harbour News"),
        ("articles/a005.txt:{}:{}".format(*place(TEXT, "The hall")), "The hall was warm."),
        (
            "articles/a005.txt:{}:{}".format(*place(TEXT, "会场")),
            "会场很热闹，来宾们谈了很久才离开这座城市。",
        ),
    ]
    assert [one.words for one in found.without][1:] == [
        "The hall was warm.",
        "会场很热闹，来宾们谈了很久才离开这…",
    ]


@pytest.mark.slow
def test_without_the_text_sentences_are_unknown_and_never_nought(folder: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(folder, tmp_path / "p1", ignore=shutil.ignore_patterns("*.txt")))
    coverage = measure(checked(root))
    assert only(coverage).sentences.state is TextState.MISSING
    assert coverage.percent is None
    told = document(coverage, checked(root).vocabulary)
    assert told["articles"][0]["sentences"]["count"] is None
    assert told["articles"][0]["sentences"]["without_statement"] is None
    assert told["totals"]["sentences"] == {"count": None, "without_statement": None, "percent": None}
    # What the graph says does not depend on the text.
    assert only(coverage).statements == only(measure(checked(folder))).statements


@pytest.mark.slow
def test_another_text_is_not_counted(folder: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(folder, tmp_path / "p1"))
    (root / "articles" / "a005.txt").write_text(TEXT + "One more.\n", encoding="utf-8")
    assert only(measure(checked(root))).sentences.state is TextState.OTHER


@pytest.mark.slow
def test_a_merged_entity_is_counted_once_and_stands_where_its_file_has_it(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p1", curation=CURATION, text=TEXT)
    (root / "seeds" / "authority.yaml").write_text(
        "same:\n  - {ids: [li-ming, wu-hao], because: one man of two names}\n", encoding="utf-8"
    )
    found = only(measure(checked(root)))
    assert (found.entities, found.entities_without) == (7, ())


def test_the_order_of_the_triples_does_not_matter(example: Checked) -> None:
    minter = example.project.minter
    triples = example.dataset.graph(minter.graph("a005"))
    reading = reading_of(example.vocabulary)
    wanted = read_statements(minter.thing("a005"), triples, reading)
    for seed in range(5):
        shuffled = random.Random(seed).sample(triples, len(triples))
        assert read_statements(minter.thing("a005"), shuffled, reading) == wanted


def test_every_statement_that_the_article_graph_makes_is_counted_once(example: Checked) -> None:
    """Each triple is a statement, or one of the kinds that the docstring names."""
    minter = example.project.minter
    graph = example.dataset.graph(minter.graph("a005"))
    said = read_statements(minter.thing("a005"), graph, reading_of(example.vocabulary))
    counted = Counter((one.subject, one.predicate, one.value) for one in said.statements)
    assert set(counted.values()) == {1}
    left = {one for one in graph if one not in counted}
    engine = ("curation#", "rdf-syntax-ns#type", "skos/core#", "dc/terms/")
    rest = {one.predicate for one in left if not any(word in one.predicate for word in engine)}
    local = {one.rstrip(">").split("#")[-1] for one in rest}
    # The key of a participation, what a code has minted, and what the head fills in.
    assert local == {"participant", "postIn", "reportedOn"}


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="ab. \nд。中", max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(1, 9)))
)
def test_a_sentence_is_listed_exactly_when_no_passage_touches_it(
    text: str, places: list[tuple[int, int]]
) -> None:
    passages = sorted((start, start + length) for start, length in places)
    found = find_gaps(text, passages)
    wanted = [
        one
        for one in sentences(text)
        if not any(start < one.end and end > one.start for start, end in passages)
    ]
    assert list(found.untouched) == wanted
    assert found.sentences == len(sentences(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab -.,“”中文字 д\n", min_size=1, max_size=200))
def test_no_more_than_eight_words_of_a_sentence_are_shown(text: str) -> None:
    for one in sentences(text):
        shown = first_words(text, one)
        assert count_words(shown) <= 8
        assert "\n" not in shown
        whole = " ".join(text[one.start : one.end].split())
        assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command; its exit code, what it printed, and what it said beside that."""

    def called(*arguments: object) -> tuple[int, str, str]:
        code = run(["coverage", *(str(one) for one in arguments)])
        found = capsys.readouterr()
        return code, found.out, found.err

    return called


def test_the_report_says_each_article_with_its_gaps(
    call: Call, museum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(museum)
    code, out, err = call("m001")
    assert (code, err) == (0, "")
    page = (ROOT / "docs" / "coverage.md").read_text("utf-8")
    session = re.search(
        r"<!-- coverage-session -->\n```console\n\$ kg coverage m001\n(.*?)```", page, re.DOTALL
    )
    assert session is not None
    assert out == session[1]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_numbers_stand_below_each_other_in_every_language(call: Call, museum: Path, language: str) -> None:
    _, out, _ = call(museum, "--lang", language)
    blocks = out.split("\n\n")
    assert len(blocks) == 3
    ends = set()
    for line in out.splitlines():
        head, _, rest = line.strip().partition("  ")
        number = rest.strip().split("（")[0].split(" ")[0]
        if line.startswith("  ") and number.isdigit() and ":" not in head:
            at = line.rindex(head) + len(head)
            ends.add(columns_of(line[: line.index(number, at) + len(number)]))
    assert len(ends) == 1
    if language != "en":
        assert "statement" not in out
        assert "passage" not in out


@pytest.mark.slow
def test_an_article_is_named_by_id_file_or_text(call: Call, museum: Path) -> None:
    by_file = call(museum / "seeds" / "m002.yaml")
    assert by_file[1].startswith("m002")
    assert call(museum / "articles" / "m002.txt") == by_file
    assert call(museum, "m002") == by_file
    both = call(museum, "m002", "m001")[1]
    assert both.index("m001") < both.index("m002")
    assert "all 2 articles" in both


@pytest.mark.slow
def test_what_is_no_article_is_refused_with_the_nearest(call: Call, museum: Path) -> None:
    code, out, err = call(museum, "m01")
    assert (code, out) == (2, "")
    assert "there is no article `m01` in this project" in err
    assert "did you mean `m001`?" in err
    code, _, err = call(museum / "kg.toml")
    assert code == 2
    assert "neither a curation file nor the text of an article" in err
    code, _, err = call(museum, "seeds/m003.yaml")
    assert code == 2
    assert "there is no file seeds/m003.yaml" in err
    assert call(museum, museum / "seeds")[0] == 2


@pytest.mark.slow
def test_json_says_what_the_text_says(call: Call, museum: Path) -> None:
    code, out, _ = call(museum, "--format", "json", "--lang", "ru")
    told = json.loads(out)
    assert (code, told["version"]) == (0, 1)
    first, second = told["articles"]
    assert [first["id"], second["id"]] == ["m001", "m002"]
    text = (museum / "articles" / "m001.txt").read_text("utf-8")
    gaps = first["sentences"]["without_statement"]
    assert first["sentences"]["count"] == 10
    assert [text[one["start"] : one["end"]].split()[0] for one in gaps] == ["Northgate", "Port", "The", "Who"]
    assert all(
        text.splitlines()[one["line"] - 1][one["column"] - 1 :].startswith(one["begins"][:4]) for one in gaps
    )
    assert {one["basis"]: one["count"] for one in first["statements"]["by_basis"]} == {
        "quoted": 18,
        "inferred": 2,
        "taken-over": 2,
        "bare": 4,
    }
    assert [one["label"] for one in first["statements"]["by_basis"]][1] == "выведено из статьи"
    assert [one["id"] for one in second["entities"]["without_evidence"]] == [
        "vesnyansk",
        "lin-wanru",
        "ilya-ternov",
    ]
    totals = told["totals"]
    assert totals["sentences"] == {"count": 18, "without_statement": 6, "percent": 66.67}
    for key in ("count", "derived_beside"):
        assert totals["statements"][key] == sum(one["statements"][key] for one in told["articles"])


@pytest.mark.slow
def test_two_runs_write_the_same_and_change_no_file_of_the_project(
    call: Call, museum: Path, tmp_path: Path
) -> None:
    before = {
        path: path.read_bytes() for path in museum.rglob("*") if path.is_file() and "build" not in path.parts
    }
    output = tmp_path / "report.json"
    assert call(museum, "--format", "json", "-o", output) == (0, "", "")
    first = output.read_bytes()
    assert call(museum, "--format", "json", "-o", output)[0] == 0
    assert output.read_bytes() == first
    assert list(tmp_path.iterdir()) == [output]
    assert {path: path.read_bytes() for path in before} == before
    code, out, err = call(museum, "-o", tmp_path / "no" / "report.txt")
    assert (code, out) == (2, "")
    assert "report.txt" in err


@pytest.mark.slow
def test_a_long_list_is_cut_unless_the_whole_is_asked_for(call: Call, tmp_path: Path) -> None:
    text = example_text() + "".join(f"\n\nGuest number {number} left." for number in range(20))
    root = make_project(tmp_path / "p1", text=text)
    _, short, _ = call(root)
    assert "… and 16 more; --list shows all of them" in short
    _, long, _ = call(root, "--list")
    assert long.count("Guest number") == 20


@pytest.mark.parametrize("percent", ["nan", "-1", "101", "many"])
def test_fail_under_takes_a_percentage(call: Call, percent: str) -> None:
    code, _, err = call(MUSEUM, "--fail-under", percent)
    assert code == 2
    assert "'--fail-under'" in err


@pytest.mark.slow
def test_fail_under_compares_the_sentences(call: Call, museum: Path, tmp_path: Path) -> None:
    assert call(museum, "--fail-under", "66")[0] == 0
    assert call(museum, "--fail-under", "67")[0] == 1
    root = Path(shutil.copytree(museum, tmp_path / "p1", ignore=shutil.ignore_patterns("*.txt", "build")))
    assert "unknown" in call(root)[1]
    code, _, err = call(root, "--fail-under", "1")
    assert code == 2
    assert "no text is at hand" in err


def test_a_quote_that_was_not_found_touches_no_sentence(tmp_path: Path) -> None:
    wrong = replaced(
        CURATION, "opened a joint battery laboratory\n    inferred", "opened a laboratry\n    inferred"
    )
    found = only(measure(checked(make_project(tmp_path / "p", curation=wrong, text=TEXT)))).sentences
    assert found.without[0].words == "12 May 2021, Harbour News"


@pytest.mark.slow
def test_errors_of_the_project_are_said_beside_the_numbers(call: Call, tmp_path: Path) -> None:
    wrong = replaced(CURATION, "role: host", "role: hots")
    code, out, err = call(make_project(tmp_path / "p1", curation=wrong, text=TEXT))
    assert code == 0
    assert "the project has 1 error" in err
    assert "statements" in out
    broken = replaced(CURATION, "entities:\n", "entities: {\n")
    code, out, err = call(make_project(tmp_path / "p2", curation=broken, text=TEXT))
    assert (code, out) == (1, "")
    assert "yaml-syntax" in err
    assert "nothing can be counted" in err


@pytest.mark.slow
def test_control_characters_of_a_text_are_written_as_escapes(call: Call, tmp_path: Path) -> None:
    root = make_project(tmp_path / "p1", text=example_text() + "\nThe \u202ehall\x1b[31m was red.\n")
    _, out, _ = call(root)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\u202e" in out
