"""Curation files as values: what a slip is answered with, and that it is answered once."""

import pytest

from kg.curation.files import parse_article
from kg.curation.reader import read
from kg.curation.records import ArticleFile, Block
from kg.model.diagnostics import Diagnostic

HEAD = (
    "article: {id: a000, text: a000.txt, sha256: 0123456789abcdef, language: en, published: unstated, "
    "title: {en: x}}\n"
)


def parsed(text: str) -> tuple[ArticleFile, tuple[Diagnostic, ...]]:
    """An article file with a head in order, and the findings."""
    document = read(HEAD + text, "seeds/a000.yaml")
    assert document.diagnostics == ()
    article, found = parse_article(document, ("en", "ru"))
    assert article is not None
    return article, found


def block_of(text: str) -> tuple[Block, tuple[Diagnostic, ...]]:
    """The one record of a file whose lines from the third on are `text`."""
    article, found = parsed("events:\n  e:\n" + text)
    ((_, block),) = article.records()
    return block, found


def short(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{one.mark.line}:{one.mark.column} {one.code}" for one in found]


def help_of(one: Diagnostic) -> str:
    return one.help.en if one.help else ""


@pytest.mark.parametrize("text", ["\n  jilin:\n", " {jilin: }\n", "\n  jilin: {}\n"])
def test_an_entity_with_nothing_after_its_colon_is_empty(text: str) -> None:
    article, found = parsed("entities:" + text)
    assert found == ()
    assert [(one.key.text, one.properties) for one in article.entities] == [("jilin", ())]


def test_records_and_entries_of_a_map_with_nothing_after_the_colon_are_empty() -> None:
    block, found = block_of("    participation:\n      li-ming:\n      anna:\n")
    assert found == ()
    assert [one.key.text for one in block.inner_blocks()] == ["li-ming", "anna"]
    article, found = parsed("events:\n  one:\n  two:\n")
    assert found == ()
    assert [one.key.text for _, one in article.records()] == ["one", "two"]


def test_an_empty_text_in_quotes_is_no_empty_block() -> None:
    _, found = parsed("entities:\n  jilin: ''\n")
    assert short(found) == ["3:10 wrong-shape"]


@pytest.mark.parametrize(
    ("text", "help", "names"),
    [
        ("name: Lin Tao", "write `name: {en: Lin Tao}`", [("name", "en", "Lin Tao")]),
        ("name: [Lin Tao, Lin]", "write `name: {en: Lin Tao}`", [("name", "en", "Lin Tao")]),
        ("alias: [A, B]", "write `alias: {en: A}`", [("alias", "en", "A"), ("alias", "en", "B")]),
        ("name: 'Lin, Tao'", "write `name: {en: …}`", [("name", "en", "Lin, Tao")]),
        ("name:", "write `name: {en: …}`", []),
    ],
)
def test_a_name_without_language_is_one_finding_and_still_a_name(
    text: str, help: str, names: list[tuple[str, str, str]]
) -> None:
    article, (found,) = parsed(f"entities:\n  lin-tao:\n    {text}\n")
    assert (found.code, found.mark.line, help_of(found)) == ("wrong-shape", 4, help)
    assert [(one.kind, one.language, one.text.text) for one in article.entities[0].names] == names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("    participation: [{li-ming: {role: guest}}, {anna: {role: host}}]\n", "4:21"),
        ("    participation:\n      - li-ming: {role: guest}\n      - anna: {role: host}\n", "5:9"),
    ],
)
def test_a_list_of_maps_is_told_that_it_is_a_map_and_read_on(text: str, place: str) -> None:
    block, (found,) = block_of(text)
    assert short((found,)) == [f"{place} wrong-shape"]
    assert found.message.en == "`participation`: a list holds ids or texts, and here it holds a map"
    assert help_of(found) == "what has keys of its own is a map: `participation: {<id>: {…}}`"
    assert [one.key.text for one in block.inner_blocks()] == ["li-ming", "anna"]


def test_a_list_in_a_list_is_told_what_a_list_holds() -> None:
    block, (found,) = block_of("    party: [faw, [vimicro, jilin]]\n")
    assert short((found,)) == ["4:18 wrong-shape"]
    assert found.message.en == "`party`: a list holds ids or texts, and here it holds another list"
    assert [value.scalar.text for value in block.properties[0].values] == ["faw"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quote: one", [("one", None, None)]),
        ("quote: [one, two]", [("one", None, None), ("two", None, None)]),
        ("quote: {quote: one, occurrence: 2}", [("one", 2, None)]),
        ("quote: [first, {quote: second, occurrence: 2}]", [("first", None, None), ("second", 2, None)]),
        ("quote: {date: [one, two]}", [("one", None, "date"), ("two", None, "date")]),
        ("quote: {date: {quote: one, occurrence: 2}}", [("one", 2, "date")]),
        ("quote: {date: [one, {quote: two, occurrence: 3}]}", [("one", None, "date"), ("two", 3, "date")]),
        ("quote: one\n    occurrence: 2", [("one", 2, None)]),
    ],
)  # fmt: skip
def test_a_quote_is_a_phrase_with_or_without_an_occurrence_wherever_it_stands(
    text: str, expected: list[tuple[str, int | None, str | None]]
) -> None:
    block, found = block_of(f"    {text}\n")
    assert found == ()
    assert [
        (one.phrase.text, one.occurrence, one.about.text if one.about else None) for one in block.quotes
    ] == expected


@pytest.mark.parametrize(
    ("text", "expected", "occurrences"),
    [
        ("quote: one\n    occurrence: second", "5:17 wrong-value", [1]),
        ("quote: one\n    occurrence: 0", "5:17 wrong-value", [1]),
        ("quote: one\n    occurrence: [2]", "5:17 wrong-shape", [1]),
        ("quote: one\n    occurrence: " + "9" * 5000, "5:17 wrong-value", [1]),
        ("quote: {quote: one, occurrence: x}", "4:37 wrong-value", [1]),
        ("quote: {date: {quote: one, occurrence: x}}", "4:44 wrong-value", [1]),
        ("quote: {quote: one, occurence: 2}", "4:25 unknown-key", [None]),
        ("quote: [{date: one}]", "4:14 unknown-key", []),
        ("quote: {occurrence: 2}", "4:13 occurrence-without-quote", []),
        ("occurrence: 2", "4:5 occurrence-without-quote", []),
    ],
)
def test_a_malformed_occurrence_is_one_finding_at_its_own_place(
    text: str, expected: str, occurrences: list[int | None]
) -> None:
    block, found = block_of(f"    {text}\n")
    assert short(found) == [expected]
    assert [one.occurrence for one in block.quotes] == occurrences


def test_an_unnamed_participant_has_quotes_of_the_same_forms() -> None:
    block, found = block_of("    others: [{as: guests, quote: [one, {quote: two, occurrence: 2}]}]\n")
    assert found == ()
    assert [(one.phrase.text, one.occurrence) for one in block.all_quotes()] == [("one", None), ("two", 2)]


def test_a_record_whose_id_is_taken_is_reported_and_left_out() -> None:
    article, (found,) = parsed("tenures:\n  x: {date: 2021}\nevents:\n  x: {date: 2022}\n  y:\n")
    assert short((found,)) == ["5:3 duplicate-id"]
    kept = [(section.text, block.key.text) for section, block in article.records()]
    assert kept == [("tenures", "x"), ("events", "y")]


def test_a_slip_in_the_key_of_the_head_is_named() -> None:
    article, (found,) = parse_article(read("entities: {}\nartcle: {id: a000}\n", "seeds/a000.yaml"), ("en",))
    assert article is None
    assert short((found,)) == ["2:1 head-missing"]
    assert help_of(found) == "did you mean `article` where it says `artcle`?"


def test_a_head_that_is_missing_altogether_is_described() -> None:
    _, (found,) = parse_article(read("events: {}\n", "seeds/a000.yaml"), ("en",))
    assert short((found,)) == ["1:1 head-missing"]
    assert "begins with article:" in help_of(found)


@pytest.mark.parametrize("digits", ["TODO", "0123456789ABCDEF", "0123456789abcde"])
def test_what_is_no_hash_is_a_finding_at_its_place(digits: str) -> None:
    document = read(HEAD.replace("0123456789abcdef", digits), "seeds/a000.yaml")
    _, (found,) = parse_article(document, ("en",))
    assert short((found,)) == ["1:45 wrong-value"]
