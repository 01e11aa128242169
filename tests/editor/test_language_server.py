"""What yaml-language-server completes, shows and flags with the schemas of `kg schema`.

A case marks the place of the cursor by `¦`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from editor.language_server import Finding, LanguageServer, Offer
from projects import ROOT, example_curation

pytestmark = pytest.mark.slow

Served = Callable[[str], LanguageServer]

HEAD = """article:
  id: x001
  text: x001.txt
  sha256: 0123456789abcdef
  language: en
  published: 2024-06-10
  title: {en: A title}
"""
_numbers = itertools.count()


class Case:
    """A text with a cursor, opened in one of the projects."""

    def __init__(
        self, served: Served, workspace: Path, body: str, *, project: str = "chips", modeline: str = ""
    ) -> None:
        text = modeline + HEAD + body
        at = text.index("¦") if "¦" in text else len(text)
        self.text = text.replace("¦", "", 1)
        self.line = text[:at].count("\n")
        self.character = at - (text[:at].rfind("\n") + 1)
        self.server = served(project)
        self.path = workspace / project / "seeds" / f"x{next(_numbers):03}.yaml"

    def findings(self) -> tuple[Finding, ...]:
        found = self.server.open(self.path, self.text)
        self.server.close(self.path)
        return found

    def offers(self) -> dict[str, Offer]:
        self.server.open(self.path, self.text)
        found = self.server.completion(self.path, self.line, self.character)
        self.server.close(self.path)
        return {one.label: one for one in found}

    def hover(self) -> str:
        self.server.open(self.path, self.text)
        found = self.server.hover(self.path, self.line, self.character)
        self.server.close(self.path)
        return found


@pytest.mark.parametrize("name", [path.name for path in sorted(ROOT.glob("seeds/*.yaml"))])
def test_nothing_is_said_of_the_shipped_files(served: Served, workspace: Path, name: str) -> None:
    path = workspace / "chips" / "seeds" / name
    assert served("chips").open(path, path.read_text("utf-8")) == ()


@pytest.mark.parametrize("name", ["c001.yaml", "c002.yaml", "authority.yaml"])
def test_nothing_is_said_of_the_files_of_a_new_project(served: Served, workspace: Path, name: str) -> None:
    path = workspace / "choirs" / "seeds" / name
    assert served("choirs").open(path, path.read_text("utf-8")) == ()


def test_nothing_is_said_of_the_example_of_the_reference(served: Served, workspace: Path) -> None:
    path = workspace / "chips" / "seeds" / "a005.yaml"
    assert served("chips").open(path, example_curation()) == ()


def test_the_keys_of_an_entity_are_those_of_its_class(served: Served, workspace: Path) -> None:
    place = Case(served, workspace, "entities:\n  jilin:\n    ¦\n").offers()
    assert {"within", "kind", "name", "mention", "quote"} <= place.keys()
    assert not {"jurisdiction", "date", "holder"} & place.keys()
    assert "lies inside the other one" in place["within"].documentation


def test_a_new_entity_begins_with_its_type(served: Served, workspace: Path) -> None:
    assert "type" in Case(served, workspace, "entities:\n  somebody-new:\n    ¦\n").offers()
    classes = Case(served, workspace, "entities:\n  somebody-new:\n    type: ¦\n").offers()
    assert {"Person", "Company", "Place"} <= classes.keys()
    assert not {"Meeting", "Post", "Participation"} & classes.keys()
    keys = Case(served, workspace, "entities:\n  somebody-new:\n    type: Place\n    ¦\n").offers()
    assert "within" in keys
    assert "memberBody" not in keys


def test_the_sections_are_completed(served: Served, workspace: Path) -> None:
    assert {"entities", "tenures", "events"} <= Case(served, workspace, "¦\n").offers().keys()
    assert {"concerts", "awards"} <= Case(served, workspace, "¦\n", project="choirs").offers().keys()


def test_the_keys_of_a_record_follow_its_type(served: Served, workspace: Path) -> None:
    event = Case(served, workspace, "events:\n  talks:\n    ¦\n").offers()
    visit = Case(served, workspace, "events:\n  tour:\n    type: Visit\n    ¦\n").offers()
    assert {"date", "participation", "during"} <= event.keys()
    assert "visited" in visit
    assert "visited" not in event


def test_known_entities_are_completed_with_their_names(served: Served, workspace: Path) -> None:
    found = Case(served, workspace, "entities:\n  jing¦\n").offers()["jing-junhai"]
    for name in ("Jing Junhai", "景俊海", "Цзин Цзюньхай", "official"):
        assert name in found.documentation


@pytest.mark.parametrize("body", ["place: ¦", "place: chang¦"])
def test_only_ids_of_the_range_are_completed(served: Served, workspace: Path, body: str) -> None:
    found = Case(served, workspace, f"events:\n  talks:\n    {body}\n").offers()
    assert "changchun" in found
    assert "长春" in found["changchun"].documentation
    assert not {"jing-junhai", "huawei", "a002:talks"} & found.keys()


def test_ids_are_completed_in_lists_and_subclasses_count(served: Served, workspace: Path) -> None:
    found = Case(served, workspace, "agreements:\n  deal:\n    party:\n      - ¦\n").offers()
    assert {"faw", "vimicro", "cas"} <= found.keys()
    assert "changchun" not in found


def test_records_of_other_files_are_completed(served: Served, workspace: Path) -> None:
    found = Case(served, workspace, "remarks:\n  said:\n    saidAt: ¦\n").offers()
    assert "On February 17" in found["a002:talks"].documentation
    assert "changchun" not in found


def test_participants_roles_kinds_and_posts_are_completed(served: Served, workspace: Path) -> None:
    part = "events:\n  talks:\n    participation:\n"
    who = Case(served, workspace, f"{part}      xu¦\n").offers()
    assert "Huawei" not in who["xu-zhijun"].documentation
    assert "徐直军" in who["xu-zhijun"].documentation
    assert "changchun" not in who
    roles = Case(served, workspace, f"{part}      xu-zhijun: {{role: ¦}}\n").offers()
    assert "opposite side of the host" in roles["guest"].documentation
    kinds = Case(served, workspace, "events:\n  talks:\n    kind: ¦\n").offers()
    assert {"talks", "inspection"} <= kinds.keys()
    assert "cooperation" not in kinds
    assert "governor" in Case(served, workspace, "tenures:\n  one:\n    post: ¦\n").offers()


@pytest.mark.parametrize(
    ("language", "definition", "label"),
    [
        ("build/schema", "Came to be received; opposite side of the host.", "role"),
        ("ru", "Приехал и был принят; сторона, противоположная принимающей.", "роль"),
        ("zh", "前来受接待，与接待方相对。", "角色"),
    ],
)
def test_hover_shows_definitions_in_the_language_of_the_schema(
    served: Served, workspace: Path, language: str, definition: str, label: str
) -> None:
    modeline = f"# yaml-language-server: $schema=../{language}/article.json\n"
    part = "events:\n  talks:\n    participation:\n      xu-zhijun:\n"
    value = Case(served, workspace, f"{part}        role: gu¦est\n", modeline=modeline).hover()
    assert definition in value
    key = Case(served, workspace, f"{part}        ro¦le: guest\n", modeline=modeline).hover()
    assert key.startswith(label)


def test_hover_says_who_an_id_is(served: Served, workspace: Path) -> None:
    entity = Case(served, workspace, "entities:\n  jil¦in: {name: {en: x}}\n").hover()
    value = Case(served, workspace, "events:\n  talks:\n    place: chang¦chun\n").hover()
    assert "吉林省" in entity
    assert value.index("Where the event took place") < value.index("长春")


def test_hover_explains_the_keys_of_the_engine(served: Served, workspace: Path) -> None:
    shown = Case(served, workspace, "entities:\n  jilin: {qu¦ote: some words}\n").hover()
    assert "at most 8 words" in shown


SLIPS = {
    "a key of a record": ("events:\n  talks:\n    plase: changchun\n", 10, "plase"),
    "a key of an entity": ("entities:\n  jilin:\n    nmae: {en: Jilin}\n", 10, "nmae"),
    "a key of another class": ("entities:\n  jilin:\n    jurisdiction: jilin\n", 10, "jurisdiction"),
    "a section": ("evnts:\n  talks: {kind: talks}\n", 8, "evnts"),
    "a role": ("events:\n  t:\n    participation:\n      xu-zhijun:\n        role: gest\n", 12, '"guest"'),
    "no role": ("events:\n  t:\n    participation:\n      xu-zhijun: {inCapacity: here}\n", 11, "role"),
    "a kind": ("events:\n  t:\n    kind: tolks\n", 10, '"talks"'),
    "a class": ("entities:\n  new-one: {type: Persn, name: {en: N}}\n", 9, '"Person"'),
    "an id of another class": ("events:\n  t:\n    place: xu-zhijun\n", 10, "Expected here: place"),
    "one such id in a list": ("agreements:\n  a:\n    party: [faw, xu-zhijun]\n", 10, "Expected here"),
    "a participant that is a place": (
        "events:\n  t:\n    participation:\n      jilin: {role: guest}\n",
        11,
        "person",
    ),
    "a list of names": ("entities:\n  n:\n    type: Person\n    name: {en: [One, Two]}\n", 11, "text"),
    "a language": ("entities:\n  n: {type: Person, name: {fr: N}}\n", 9, "fr"),
    "a date in words": ("events:\n  t:\n    date: 12 May 2021\n", 10, "2022-02-17"),
    "a date without hyphens": ("events:\n  t:\n    date: 20210512\n", 10, "2022-02-17"),
    "an id that no file mints": ("entities:\n  jilim: {name: {en: Jilin}}\n", 9, "type"),
    "an id with capitals": ("entities:\n  Foo_Bar: {type: Person, name: {en: N}}\n", 9, "pattern"),
    "a name in place of an id": ("events:\n  t:\n    place: Changchun City\n", 10, "Expected an id"),
    "a basis": ("events:\n  t:\n    inferred: {date: {basis: guess, because: so}}\n", 10, '"inferred"'),
    "unnamed people without a word": ("events:\n  t:\n    others: [{quote: they came}]\n", 10, "as"),
    "a party too few": ("agreements:\n  a:\n    kind: cooperation\n    party: faw\n", 11, "array"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_flagged_at_its_line(served: Served, workspace: Path, slip: str) -> None:
    body, line, words = SLIPS[slip]
    found = Case(served, workspace, body).findings()
    assert [one.line for one in found] == [line]
    assert words in found[0].message


@pytest.mark.parametrize("key", ["id", "text", "sha256", "language", "published", "title"])
def test_a_key_that_is_missing_in_the_head_is_flagged(served: Served, workspace: Path, key: str) -> None:
    lines = [line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"  {key}:")]
    path = workspace / "chips" / "seeds" / f"x{next(_numbers):03}.yaml"
    found = served("chips").open(path, "".join(lines))
    assert [(one.line, key in one.message) for one in found] == [(1, True)]


def test_an_id_that_is_minted_further_down_is_not_flagged(served: Served, workspace: Path) -> None:
    body = "events:\n  t:\n    place: new-town\nentities:\n  new-town: {type: Place, name: {en: New Town}}\n"
    assert Case(served, workspace, body).findings() == ()


def test_slips_in_the_authority_file_are_flagged(served: Served, workspace: Path) -> None:
    path = workspace / "chips" / "seeds" / f"x{next(_numbers):03}.yaml"
    text = """# yaml-language-server: $schema=../build/schema/authority.json
entities:
  jilin: {name: {en: Jilin}}
same:
  - {ids: [jing-junhai, jing-junhay], because: one person}
different:
  - {ids: [xu-zhijun], because: two people}
articles:
  a999: {status: current}
"""
    found = served("chips").open(path, text)
    assert [one.line for one in found] == [3, 5, 7, 9]
    assert "kg schema" in found[1].message
