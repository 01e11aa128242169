"""What `kg diff` tells: the sentences, the ids, and that nothing of a change is dropped in silence."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from bench.patches import applied, quads
from bench.repositories import begin, commit
from markdown_it import MarkdownIt
from projects import example_curation, make_project, replaced

from kg.bench.diff.comparison import Comparison, compare
from kg.bench.diff.markdown import LIMIT
from kg.bench.diff.patch import to_patch
from kg.bench.diff.rendering import render
from kg.bench.diff.sides import Side, read_side
from kg.bench.diff.telling import quads_told, tell
from kg.bench.diff.text import to_text
from kg.graph.cache.store import Cache
from kg.model.project import Project, read_project

pytestmark = pytest.mark.slow

AUTHORITY = """
entities:
  lotus-motors:
    name: {zh: 莲花汽车}
    basis: translation
"""
BATTERIES = "batteries: {type: Topic, kind: technology, name: {en: batteries}, quote: On Monday}"
PARTIES = "party: {lotus-motors: {quote: between Lotus Motors}, river-institute: {}}"
SAID: dict[str, list[str]] = {}
for _line in (Path(__file__).parent / "diff_sentences.txt").read_text("utf-8").splitlines():
    if _line.startswith("["):
        SAID[_line[1:-1]] = []
    elif _line and not _line.startswith("#"):
        SAID[list(SAID)[-1]].append(_line)
SIGNS = {"+": "-", "-": "+", "±": "±"}

Edit = Callable[[str, str], tuple[str, str]]


def edit(old: str, new: str) -> Edit:
    """An edit of the curation file."""
    return lambda curation, authority: (replaced(curation, old, new), authority)


def noted(more: str) -> Edit:
    """An addition to the authority file."""
    return lambda curation, authority: (curation, authority + more)


def renamed(old: str, new: str) -> Edit:
    """Another id in both files."""
    pattern = rf"(?<![\w-]){re.escape(old)}(?![\w-])"
    return lambda curation, authority: (re.sub(pattern, new, curation), re.sub(pattern, new, authority))


EDITS: dict[str, Edit] = {
    "role": edit("li-ming:      {role: guest,", "li-ming:      {role: attendee,"),
    "date": edit("date: 2021-05-10\n", "date: 2021-05-11\n"),
    "quote": edit("quote: opened a joint battery laboratory\n\nag", "quote: joint battery laboratory\n\nag"),
    "gist": edit("calls the company a partner one can rely on", "calls the company a partner to rely on"),
    "kind": edit("kind: praise", "kind: statement"),
    "about": edit("about: [lotus-motors]", "about: [lotus-motors, port-orchid]"),
    "reason": edit("the Monday before the date of the page", "the Monday of that week"),
    "alias": edit("alias: {en: [Petrova]}", "alias: {en: [A. Petrova]}"),
    "name": edit("name: {en: River Institute}", "name: {en: Institute of the River}"),
    "class": edit("{type: Official, name: {en: Anna Petrova}", "{type: Person, name: {en: Anna Petrova}"),
    "others": edit("{as: delegation, quote", "{as: the delegation, quote"),
    "witness": edit("      anna-petrova: {role: witness}\n", ""),
    "mention": edit("mention: joint battery laboratory ", "mention: battery laboratory "),
    "status": edit("  language: en ", "  status: {code: retracted, date: 2026-01-31}\n  language: en "),
    "title": edit("en: The River Institute and Lotus Motors open a laboratory", "en: A laboratory is opened"),
    "entity": edit("entities:\n", f"entities:\n  {BATTERIES}\n"),
    "post": edit("post: founder", "post: chairman"),
    "value-quote": edit("party: [lotus-motors, river-institute]", PARTIES),
    "renamed-entity": renamed("li-ming", "li-ming-2"),
    "renamed-record": renamed("meeting", "reception"),
    "same": noted("same:\n  - {ids: [anna-petrova, li-ming], because: tried out}\n"),
    "different": noted("different:\n  - {ids: [anna-petrova, li-ming], because: two people}\n"),
    "removed": noted("removed:\n  - {id: port-orchid, because: at its own request}\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = make_project(tmp_path_factory.mktemp("diff") / "p")
    (folder / "seeds" / "authority.yaml").write_text(AUTHORITY, encoding="utf-8")
    (folder / ".gitignore").write_text("/build/\n", encoding="utf-8")
    begin(folder)
    return read_project(folder)


@pytest.fixture(scope="module")
def side(project: Project) -> Callable[[Sequence[str]], Side]:
    """The side of a commit with some edits."""

    @cache
    def made(names: tuple[str, ...]) -> Side:
        curation, authority = example_curation(), AUTHORITY
        for name in names:
            curation, authority = EDITS[name](curation, authority)
        return committed(project, curation, authority)

    return lambda names: made(tuple(names))


def committed(project: Project, curation: str, authority: str) -> Side:
    """The side of a commit with these two files, an empty one left out."""
    for name, text in (("a005.yaml", curation), ("authority.yaml", authority)):
        path = project.root / "seeds" / name
        path.unlink(missing_ok=True)
        if text:
            path.write_text(text, encoding="utf-8")
    cache = Cache(project.root.parent / "cache")
    return read_side(project, commit(project.root, "an edit"), cache=cache)


def lines(project: Project, before: Side, after: Side, language: str = "en") -> list[str]:
    return to_text(tell(compare(project, before, after), language)).splitlines()


def told_of(project: Project, side: Callable[[Sequence[str]], Side], *names: str) -> list[str]:
    return [line for line in lines(project, side([]), side(names)) if line.startswith(tuple("＋−±"))]


def test_a_graph_does_not_differ_from_itself(project: Project, side: Callable[[Sequence[str]], Side]) -> None:
    comparison = compare(project, side([]), side([]))
    assert comparison.is_empty
    assert to_text(tell(comparison, "en")).splitlines()[1:] == ["no difference"]
    assert to_patch(side([]), side([])).splitlines()[1:] == ["TX .", "TC ."]


def test_a_new_article_is_told_by_entity_with_roles_dates_and_quotes(project: Project) -> None:
    empty = committed(project, "", "")
    whole = committed(project, example_curation(), AUTHORITY)
    told = lines(project, empty, whole)
    assert [line for line in SAID["article"] if line not in told] == []


@pytest.mark.parametrize("name", sorted(set(SAID) - {"article"}))
def test_an_edit_is_told_in_a_sentence(
    project: Project, side: Callable[[Sequence[str]], Side], name: str
) -> None:
    told = told_of(project, side, name)
    assert [line for line in SAID[name] if line not in told] == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("renamed-entity", "renamed: li-ming → li-ming-2"),
        ("renamed-record", "renamed: a005:meeting → a005:reception"),
    ],
)
def test_a_renamed_id_is_told_once_and_nothing_as_lost_or_gained(
    project: Project, side: Callable[[Sequence[str]], Side], name: str, sentence: str
) -> None:
    told = lines(project, side([]), side([name]))
    assert told.count(sentence) == 1
    assert [line for line in told if line.startswith(tuple("＋−±"))] == []


def test_a_renamed_id_with_an_edit_besides_is_both(
    project: Project, side: Callable[[Sequence[str]], Side]
) -> None:
    told = lines(project, side([]), side(["role", "renamed-entity"]))
    assert "renamed: li-ming → li-ming-2" in told
    sentence = "Li Ming takes part in talks in Port Orchid (2021-05-10): role guest → attendee"
    assert [
        line.removesuffix(", “received Li Ming” [a005]") for line in told if line[:1] in tuple("＋−±")
    ] == [
        f"± {sentence}",
        f"± Lotus Motors: {sentence}",
    ]


def test_two_people_of_one_name_are_not_taken_for_one_renamed(project: Project) -> None:
    before = replaced(
        example_curation(),
        "entities:\n",
        "entities:\n  li-wei: {type: Person, name: {en: Li Wei}, quote: On Monday}\n",
    )
    after = replaced(
        example_curation(),
        "entities:\n",
        "entities:\n  li-wei-2: {type: Person, name: {en: Li Wei}, quote: promised to double}\n",
    )
    sides = [committed(project, text, AUTHORITY) for text in (before, after)]
    told = lines(project, *sides)
    assert any(line.startswith("＋ new: Li Wei (person)") for line in told)
    assert any(line.startswith("− gone: Li Wei (person)") for line in told)


def test_merged_split_and_removed_ids_are_told_as_such(
    project: Project, side: Callable[[Sequence[str]], Side]
) -> None:
    assert "merged: li-ming into anna-petrova, because: tried out" in lines(project, side([]), side(["same"]))
    assert "split again: li-ming from anna-petrova" in lines(project, side(["same"]), side([]))
    removed = lines(project, side([]), side(["removed"]))
    assert "removed: port-orchid, because: at its own request" in removed
    assert not any("his delegation in Port Orchid" in line for line in removed)
    assert "put back: port-orchid" in lines(project, side(["removed"]), side([]))


def combinations() -> list[tuple[str, ...]]:
    chance = random.Random(5)
    found = [tuple(sorted(chance.sample(sorted(EDITS), chance.randint(2, 5)))) for _ in range(5)]
    return [names for names in found if len({"removed", "same", "role"} & set(names)) < 2]


@pytest.mark.parametrize("names", [*((name,) for name in EDITS), *combinations()], ids="+".join)
def test_every_stated_quad_is_accounted_for_and_the_way_back_mirrors(
    project: Project, side: Callable[[Sequence[str]], Side], names: tuple[str, ...]
) -> None:
    try:
        before, after = side([]), side(names)
    except AssertionError as overlap:
        pytest.skip(f"two edits of one place: {overlap}")
    there, back = compare(project, before, after), compare(project, after, before)
    told, mirrored = tell(there, "en"), tell(back, "en")
    assert quads_told(told) == (told.gained, told.lost) == (there.gained, there.lost)
    assert quads_told(mirrored) == (mirrored.gained, mirrored.lost) == (told.lost, told.gained)
    assert (told.derived_gained, told.derived_lost) == (mirrored.derived_lost, mirrored.derived_gained)
    assert not told.empty
    if not {"renamed-entity", "renamed-record", "removed"} & set(names):
        assert signs(there) == {
            (group, SIGNS[sign], kind): n for (group, sign, kind), n in signs(back).items()
        }
    first, second = (applied_quads(one) for one in (before, after))
    assert applied(to_patch(before, after), first) == second
    assert applied(to_patch(after, before), second) == first


def signs(comparison: Comparison) -> Counter[tuple[str, str, str]]:
    """How many sentences of each kind and sign an entity has."""
    return Counter(
        (group.id, one.sign, one.kind) for group in tell(comparison, "en").groups for one in group.sentences
    )


def applied_quads(side: Side) -> set[tuple[str, ...]]:
    return quads("".join(side.lines))


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_each_language_tells_the_same_sentences_in_its_own_words(
    project: Project, side: Callable[[Sequence[str]], Side], language: str
) -> None:
    comparison = compare(project, side([]), side(["role", "entity", "different"]))
    told = tell(comparison, language, derived=True)
    english = tell(comparison, "en", derived=True)
    assert {group.id for group in told.groups} == {group.id for group in english.groups}
    for sign in SIGNS:
        assert told.count(sign) == english.count(sign)
    words = {"en": "attendee", "ru": "присутствующий", "zh": "出席者"}
    assert words[language] in to_text(told)
    assert len(told.derived) == len(english.derived) > 0


SPOKEN = {
    "ru": (
        "Lotus Motors: Li Ming участвует в событии: переговоры, Port Orchid (2021-05-10, год выведен); "
        "роль: гость; должность: основатель, Lotus Motors, «received Li Ming»"
    ),
    "zh": (
        "莲花汽车：Li Ming以莲花汽车创始人的职务参加在Port Orchid举行的会谈（2021-05-10，年份系推断），"
        "角色：来访方，“received Li Ming”"
    ),
}


@pytest.mark.parametrize("language", sorted(SPOKEN))
def test_sentences_are_those_of_the_language_with_its_quotation_marks(
    project: Project, language: str
) -> None:
    empty = committed(project, "", "")
    doubtful = replaced(example_curation(), "date: 2021-05-10\n", "date: 2021?-05-10\n")
    told = lines(project, empty, committed(project, doubtful, AUTHORITY), language)
    assert f"＋ {SPOKEN[language]} [a005]" in told


def test_what_a_sentence_of_the_ontology_leaves_out_stands_after_it(project: Project) -> None:
    ontology = project.root / "ontology" / "kg.ttl"
    before = ontology.read_text("utf-8")
    start = before.index("{participant} takes part")
    short = before[:start] + "{participant} comes[ to {place}]" + before[before.index('"@en', start) :]
    empty = committed(project, "", "")
    try:
        ontology.write_text(short, encoding="utf-8")
        told = lines(project, empty, committed(project, example_curation(), AUTHORITY))
        ontology.write_text(before.replace("cur:sentence", "skos:example"), encoding="utf-8")
        by_labels = lines(project, empty, committed(project, example_curation(), AUTHORITY))
    finally:
        ontology.write_text(before, encoding="utf-8")
    quote = ", “received Li Ming” [a005]"
    rest = "; role guest; in the capacity of founder of Lotus Motors"
    assert f"＋ Li Ming comes to Port Orchid{rest}{quote}" in told
    details = "attended talks (Port Orchid, 2021-05-10); role guest; in the capacity of founder, Lotus Motors"
    assert f"＋ Li Ming: {details}{quote}" in by_labels


HOSTILE = (
    "@torvalds [x](javascript:alert) <img src=x onerror=alert(1)> `code` | #1 GH-2 https://evil.example "
    "www.evil.example :tada: $x$ **b** 0123456789abcdef --> </details>"
)


def test_markdown_gives_nothing_of_a_label_a_meaning(project: Project) -> None:
    curation = replaced(example_curation(), "name: {en: Li Ming}", f"name: {{en: {json.dumps(HOSTILE)}}}")
    hostile = committed(project, curation, AUTHORITY)
    clean = committed(project, example_curation(), AUTHORITY)
    comparison = compare(project, clean, hostile)
    written = render(comparison, "markdown", language="en", place="a--b<!", plain=lambda text: text)
    assert written.split("\n")[0] == "<!-- kg-diff:a_b__ -->"
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    inline = [one for token in tokens for one in token.children or ()]
    assert {one.type for one in inline} <= {"text", "html_inline", "strong_open", "strong_close", "softbreak"}
    html = "".join(one.content for one in (*tokens, *inline) if one.type.startswith("html_"))
    markup = {found.lower() for found in re.findall(r"<[^>]*>", html)}
    ours = {"<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>", "<span>", "</span>"}
    assert markup <= ours | {"<!-- kg-diff:a_b__ -->"}
    shown = "".join(one.content for one in inline if one.type == "text")
    for bait in ("@torvalds", "#1", "GH-2", "https://e", "www.evil", ":tada:", "0123456789"):
        assert bait not in shown, bait
    assert "$x$" not in written
    assert HOSTILE in shown.replace("\u2060", "")


def test_markdown_is_cut_with_a_number_and_all_else_is_whole(project: Project) -> None:
    many = "".join(
        f"  topic-{number}: {{type: Topic, kind: policy, name: {{en: topic {number} of very many}}, "
        "quote: joint battery laboratory}\n"
        for number in range(700)
    )
    large = committed(project, replaced(example_curation(), "entities:\n", f"entities:\n{many}"), AUTHORITY)
    clean = committed(project, example_curation(), AUTHORITY)
    comparison = compare(project, clean, large)
    written = render(comparison, "markdown", language="en", place="", plain=lambda text: text)
    assert len(written.encode("utf-16-le")) // 2 <= LIMIT
    shown = written.count("new: topic ")
    (left,) = re.findall(r"\*\*(\d+) more lines do not fit here", written)
    assert 0 < shown < 700
    assert int(left) >= 700 - shown
    whole = render(comparison, "text", language="en", plain=lambda text: text)
    assert whole.count("new: topic ") == 700
    assert len(json.loads(render(comparison, "json", language="en", plain=str))["entities"]) == 700


def test_each_member_of_the_json_is_documented(
    project: Project, side: Callable[[Sequence[str]], Side]
) -> None:
    comparison = compare(project, side([]), side(["role", "same", "entity"]))
    document = json.loads(render(comparison, "json", language="en", derived=True, plain=str))
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text("utf-8")
    assert members(document) <= set(re.findall(r"`(\w+)`", page))
    assert document["version"] == 1


def members(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in members(one)}
    return {name for one in value for name in members(one)} if isinstance(value, list) else set()


def test_a_side_with_errors_is_compared_as_far_as_it_goes_and_says_so(
    project: Project, side: Callable[[Sequence[str]], Side]
) -> None:
    broken = committed(project, replaced(example_curation(), "role: guest", "role: gest"), AUTHORITY)
    (note,) = tell(compare(project, side([]), broken), "en").notes
    assert "has an error" in note
    assert "seeds/a005.yaml:" in note


def test_changed_terms_and_other_files_are_listed(project: Project) -> None:
    before = committed(project, example_curation(), AUTHORITY)
    ontology, shapes = project.root / "ontology" / "kg.ttl", project.root / "shapes" / "kg-shapes.ttl"
    text = ontology.read_text("utf-8")
    ontology.write_text(replaced(text, '"rotating chairman"@en', '"chairman in turn"@en'), encoding="utf-8")
    shapes.write_text(shapes.read_text("utf-8") + "# a remark\n", encoding="utf-8")
    after = committed(project, example_curation(), AUTHORITY)
    told = lines(project, before, after)
    assert "ontology: 1 term changed" in told
    assert any(line.startswith("± “chairman in turn”: ") for line in told)
    assert "± shapes/kg-shapes.ttl" in told


def test_the_document_shows_what_is_really_told() -> None:
    page = (Path(__file__).parents[2] / "docs" / "review.md").read_text("utf-8")
    shown = page.split("<!-- example -->\n```text\n")[1].split("```")[0].splitlines()
    told = {line for lines in SAID.values() for line in lines}
    assert shown
    assert [line for line in shown if line not in told] == []
