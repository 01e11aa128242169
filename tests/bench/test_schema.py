"""`kg schema`: what `kg check` takes validates, slips do not, and the files are written with care."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from editor.reading import Schema, as_json, faults
from projects import ROOT, example_curation, make_project, replaced

from kg.bench.new_project import make_project as new_project
from kg.bench.schema import schema_texts, write_schemas
from kg.bench.schema.scalars import core_value
from kg.cli import run
from kg.graph.pipeline import check
from kg.model.diagnostics import Severity
from kg.model.errors import FileProblem, ProjectRejected
from kg.model.project import read_project

pytestmark = pytest.mark.slow

MUSEUM = ROOT / "tests" / "project"


def schemas(folder: Path, language: str = "en") -> dict[str, Schema]:
    texts = schema_texts(read_project(folder), language=language)
    return {kind: json.loads(text) for kind, text in texts.items()}


def errors(folder: Path) -> list[str]:
    found = check(read_project(folder), update_lock=False).diagnostics
    return [f"{one.mark} {one.code}" for one in found if one.severity is Severity.ERROR]


@pytest.fixture(scope="module")
def choirs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schema") / "choirs"
    new_project(folder)
    return folder


@pytest.fixture(scope="module")
def chips() -> dict[str, Schema]:
    return schemas(ROOT)


@pytest.mark.parametrize("folder", [ROOT, MUSEUM, None], ids=["shipped", "museum", "choirs"])
@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_every_file_of_a_sound_project_validates(folder: Path | None, language: str, choirs: Path) -> None:
    root = folder or choirs
    made = schemas(root, language)
    for path in sorted(root.glob("seeds/*.yaml")):
        schema = made["authority" if path.stem == "authority" else "article"]
        assert faults(schema, path.read_text("utf-8")) == [], path


def test_the_example_of_the_reference_validates_though_its_ids_are_unknown(chips: dict[str, Schema]) -> None:
    assert faults(chips["article"], example_curation()) == []


def test_the_schemas_are_schemas(chips: dict[str, Schema]) -> None:
    for schema in chips.values():
        jsonschema.Draft7Validator.check_schema(schema)
        named = set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(schema)))
        assert named <= schema["definitions"].keys()


def test_the_same_project_gives_the_same_bytes(choirs: Path) -> None:
    project = read_project(choirs)
    assert schema_texts(project) == schema_texts(project)


def test_no_description_is_left_in_english() -> None:
    for language, letters in (("ru", "[А-яЁё]"), ("zh", "[一-鿿]")):
        made = schemas(MUSEUM, language)["article"]
        said = list(descriptions(made))
        assert len(said) > 50
        assert [text for text in said if not re.search(letters, text)] == []


def descriptions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node["description"]
        for value in node.values():
            yield from descriptions(value)
    elif isinstance(node, list):
        for value in node:
            yield from descriptions(value)


SLIPS = {
    "a key": ("    place: port-orchid\n", "    plase: port-orchid\n", "events/meeting: additionalProperties"),
    "a role": ("{role: host, inCapacity", "{role: hots, inCapacity", "anyOf"),
    "a kind": ("kind: talks", "kind: tolks", "anyOf"),
    "no role": ("li-ming:      {role: witness}", "li-ming:      {quote: received}", "required"),
    "a list under name": (
        "name: {en: Li Ming}",
        "name: {en: [Li Ming, Ming Li]}",
        "entities/li-ming/name/en: type",
    ),
    "a date": ("date: 2021-05-10", "date: 10.05.2021", "events/meeting/date: anyOf"),
    "the date of the page": ("published: 2021-05-12", "published: yesterday", "article/published: anyOf"),
    "no hash": ("  language: en                   # a language of kg.toml\n", "", "article: required"),
    "a class": ("type: ResearchBody", "type: ReserchBody", "type: enum"),
    "a language": ("name: {en: Anna Petrova}", "name: {eng: Anna Petrova}", "additionalProperties"),
    "a section": ("tenures:", "tenure:", ": additionalProperties"),
    "one party": ("party: [lotus-motors, river-institute]", "party: [lotus-motors]", "anyOf"),
    "a speaker too few": ("    speaker: anna-petrova\n", "", "remarks/petrova-on-lotus: required"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_does_not_validate(chips: dict[str, Schema], slip: str) -> None:
    old, new, expected = SLIPS[slip]
    text = replaced(example_curation(), old, new)
    assert any(expected in fault for fault in faults(chips["article"], text))


def test_an_id_of_another_class_does_not_validate_and_an_unknown_one_does(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "project")
    schema = schemas(folder)["article"]
    text = example_curation()
    assert faults(schema, text) == []
    wrong = replaced(text, "    place: port-orchid\n", "    place: anna-petrova\n")
    assert faults(schema, wrong) == ["events/meeting/place: anyOf"]
    unknown = replaced(text, "    place: port-orchid\n", "    place: somewhere-new\n")
    assert faults(schema, unknown) == []


def test_a_class_that_no_shape_demands_is_offered_and_not_enforced() -> None:
    schema = schemas(MUSEUM)["article"]
    text = (MUSEUM / "seeds" / "m001.yaml").read_text("utf-8")
    # No shape of the museum says what a lender is; `kg check` takes a person, and so must the schema.
    assert faults(schema, replaced(text, "    lender: northgate\n", "    lender: clara-voss\n")) == []
    lender = schema["definitions"]["new-Loan"]["properties"]["lender"]
    assert "known-Museum" in json.dumps(lender)
    assert "known-Artist" not in json.dumps(lender)


AMBIGUOUS = (
    "no",
    "Yes",
    "null",
    "~",
    "true",
    "False",
    "2021",
    "0123",
    "1e3",
    "0x1F",
    "12:30",
    ".inf",
    "-5",
    "1_000",
    "=",
)


@pytest.mark.parametrize("word", AMBIGUOUS)
def test_a_text_is_a_text_whatever_yaml_makes_of_it(tmp_path: Path, word: str) -> None:
    text = replaced(example_curation(), "name: {en: Li Ming}", f"name: {{en: {word}}}")
    folder = make_project(tmp_path / "project", curation=text)
    assert errors(folder) == []
    assert faults(schemas(folder)["article"], text) == []


@pytest.mark.parametrize("word", ["2021", "0123", "1e3", "007", "true", "null"])
def test_an_id_is_an_id_whatever_yaml_makes_of_it(tmp_path: Path, word: str) -> None:
    text = re.sub(r"\bport-orchid\b", word, example_curation())
    folder = make_project(tmp_path / "project", curation=text)
    assert errors(folder) == []
    assert faults(schemas(folder)["article"], text) == []


def test_a_hash_of_digits_is_a_hash(chips: dict[str, Schema]) -> None:
    for digits in ("1234567890123456", "12345678e1234567", "0000000000000000"):
        text = re.sub(r"sha256: \w+", f"sha256: {digits}", example_curation())
        assert faults(chips["article"], text) == []


def test_a_year_is_a_date_of_a_page_and_of_a_record(tmp_path: Path) -> None:
    text = replaced(example_curation(), "published: 2021-05-12", "published: 2021")
    folder = make_project(tmp_path / "project", curation=text)
    assert errors(folder) == []
    assert faults(schemas(folder)["article"], text) == []


def test_what_is_merged_or_removed_still_validates(tmp_path: Path) -> None:
    folder = make_project(tmp_path / "project")
    (folder / "seeds" / "authority.yaml").write_text(
        "entities:\n  lotus: {type: Company, name: {en: Lotus}, basis: curator}\n"
        "same:\n  - {ids: [lotus-motors, lotus], because: one company}\n"
        "removed:\n  - {id: harbour-news, because: it asked for it}\n",
        encoding="utf-8",
    )
    assert errors(folder) == []
    made = schemas(folder)
    assert faults(made["article"], (folder / "seeds" / "a005.yaml").read_text("utf-8")) == []
    assert faults(made["authority"], (folder / "seeds" / "authority.yaml").read_text("utf-8")) == []


def test_whatever_the_check_takes_validates(tmp_path: Path) -> None:
    """Files are changed at random; those in which `kg check` finds no error must have none here."""
    folder = make_project(tmp_path / "project")
    path = folder / "seeds" / "a005.yaml"
    whole = as_json(path.read_text("utf-8"))
    schema = schemas(folder)["article"]
    chance = random.Random(5)
    sound = 0
    for _ in range(25):
        text = changed(json.loads(json.dumps(whole)), chance)
        path.write_text(text, encoding="utf-8")
        if not errors(folder):
            sound += 1
            # Ids that the change mints or drops are known to the schema that is made of it.
            assert faults(schema, text) == [] or faults(schemas(folder)["article"], text) == [], text
    print(f"{sound} of 25 changed files were without an error, and all of them validate")
    assert sound >= 4


WORDS = (
    "2021",
    "no",
    "null",
    "en",
    "host",
    "guest",
    "talks",
    "anna-petrova",
    "lotus-motors",
    "port-orchid",
    "meeting",
)


def changed(value: Any, chance: random.Random) -> str:
    """The YAML text of a file with one of its maps or lists changed somewhere."""
    places = list(containers(value))
    place = chance.choice(places)
    key = chance.choice([*place] if isinstance(place, dict) else range(len(place)))
    change: Callable[[Any], Any] = chance.choice(CHANGES)
    old = place[key]
    if chance.random() < 0.3:
        del place[key]
    elif isinstance(place, dict) and chance.random() < 0.2:
        place[chance.choice([*place, "name", "quote", "accept", "others", "kind"])] = old
    else:
        place[key] = change((old, chance.choice(WORDS)))
    return written(value, 0)


CHANGES: tuple[Callable[[Any], Any], ...] = (
    lambda pair: pair[1],
    lambda pair: [pair[0]],
    lambda pair: [pair[0], pair[1]],
    lambda pair: {pair[1]: {}},
    lambda pair: {"en": pair[1]},
    lambda _: None,
    lambda pair: {pair[0]: {"quote": "received Li Ming"}} if isinstance(pair[0], str) else pair[0],
)


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from containers(inner)


def written(value: Any, indent: int) -> str:
    """YAML in block form; words stand without quotation marks, so that an editor types them."""
    if isinstance(value, dict) and value:
        return "".join(f"{' ' * indent}{key}:{below(one, indent + 2)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{' ' * indent}- {flow(one)}\n" for one in value)
    return flow(value)


def below(value: Any, indent: int) -> str:
    is_block = isinstance(value, dict | list) and bool(value)
    return f"\n{written(value, indent)}" if is_block else f" {flow(value)}\n"


def flow(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return (
        value
        if isinstance(value, str) and re.fullmatch(r"[\w-]+", value)
        else json.dumps(value, ensure_ascii=False)
    )


def test_the_types_of_plain_scalars_are_those_of_the_core_schema() -> None:
    typed = {
        "~": None,
        "true": True,
        "FALSE": False,
        "0123": 123,
        "0x1F": 31,
        "0o17": 15,
        "1e3": 1000.0,
        "+.5": 0.5,
    }
    assert {text: core_value(text) for text in typed} == typed
    for text in ("yes", "12:30", "2021-05-12", "1_000", "e3", "nil", "-", "1.2.3"):
        assert core_value(text) == text


def test_files_are_replaced_only_when_something_has_changed(tmp_path: Path, choirs: Path) -> None:
    folder = tmp_path / "choirs"
    shutil.copytree(choirs, folder)
    project = read_project(folder)
    assert [one.changed for one in write_schemas(project)] == [True, True]
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "build" / "schema").iterdir()}
    assert [one.changed for one in write_schemas(project)] == [False, False]
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "build" / "schema").iterdir()} == before
    seed = folder / "seeds" / "c001.yaml"
    seed.write_text(seed.read_text("utf-8").replace("Granary Hall", "Grain Hall"), encoding="utf-8")
    assert [one.changed for one in write_schemas(project)] == [True, True]
    assert sorted(before) == sorted(path.name for path in (folder / "build" / "schema").iterdir())


def test_a_file_that_is_half_written_gives_the_ids_that_can_be_read(tmp_path: Path, choirs: Path) -> None:
    folder = tmp_path / "choirs"
    shutil.copytree(choirs, folder)
    seed = folder / "seeds" / "c002.yaml"
    seed.write_text(seed.read_text("utf-8") + "\nawards:\n  broken: [\n", encoding="utf-8")
    assert "granary-hall" in schema_texts(read_project(folder))["article"]


def test_with_a_broken_ontology_the_old_schema_stays(tmp_path: Path, choirs: Path) -> None:
    folder = tmp_path / "choirs"
    shutil.copytree(choirs, folder)
    written_once = write_schemas(read_project(folder))
    before = [one.path.read_bytes() for one in written_once]
    (folder / "ontology" / "choirs.ttl").write_text("cf:Town a", encoding="utf-8")
    with pytest.raises(ProjectRejected):
        write_schemas(read_project(folder))
    assert [one.path.read_bytes() for one in written_once] == before


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, choirs: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileProblem, match="file"):
        write_schemas(read_project(choirs), tmp_path / "file" / "schema")


def test_the_command_says_what_it_wrote_in_the_language_asked(
    choirs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "schema"
    assert run(["schema", str(choirs), "-o", str(target), "--lang", "ru"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{target / 'article.json'}: записано",
        f"{target / 'authority.json'}: записано",
    ]
    assert run(["schema", str(choirs), "-o", str(target), "--lang", "ru"]) == 0
    assert capsys.readouterr().out.count("без изменений") == 2
    assert "детский хор" in (target / "article.json").read_text("utf-8")


def test_one_schema_can_be_printed(choirs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", str(choirs), "--print", "authority"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"].keys() >= {"same", "removed"}


def test_size_grows_in_proportion_to_the_known_ids(tmp_path: Path) -> None:
    sizes = [len(schema_texts(many(tmp_path / str(number), number))["article"]) for number in (1_000, 2_000)]
    print(f"{(sizes[1] - sizes[0]) / 1_000:.0f} bytes an id")
    assert sizes[1] - sizes[0] < 1_000 * 1_000


def many(folder: Path, number: int) -> Any:
    """A project that knows so many entities."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    shutil.copytree(ROOT / "shapes", folder / "shapes")
    shutil.copy(ROOT / "kg.toml", folder / "kg.toml")
    (folder / "seeds").mkdir()
    kinds = ("Person", "Official", "Company", "Place", "Topic")
    for start in range(0, number, 500):
        ident = f"n{start:05}"
        entities = "".join(
            f"  thing-{one}: {{type: {kinds[one % 5]}, name: {{en: Thing {one}, zh: 东西{one}}}}}\n"
            for one in range(start, start + 500)
        )
        head = (
            f"article: {{id: {ident}, text: x.txt, sha256: 0123456789abcdef, language: en, "
            "published: unstated, title: {en: T}}"
        )
        (folder / "seeds" / f"{ident}.yaml").write_text(f"{head}\nentities:\n{entities}", encoding="utf-8")
    return read_project(folder)
