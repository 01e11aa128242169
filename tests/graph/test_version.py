"""A version is whole, verified and stays: built, damaged, kept, held, forgotten."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graph.samples import BASE, GRAPHS, Quad, kg, make_dataset, make_project, meetings, thing

from kg.graph.dataset import Dataset
from kg.graph.version import Facts, Version, current_version, forget, verify, write_version
from kg.graph.version.build_folder import build_lock, current_name
from kg.graph.version.disk_store import open_store, store_format
from kg.graph.version.retention import KEPT
from kg.model.errors import BuildBusy, KgError, NoVersion, VersionDamaged
from kg.model.project import Project
from kg.model.terms import Term, Triple

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def build(
    project: Project, count: int = 3, *, of: str = "jing-junhai", facts: Facts | None = None
) -> Version:
    return write_version(project, make_dataset(meetings(count, of=of)), facts or Facts())


def names(project: Project) -> set[str]:
    return {path.name for path in (project.build / "versions").iterdir()}


def test_a_version_describes_its_own_bytes(project: Project) -> None:
    facts = Facts({"li-wei-b": "li-wei"}, {"zhang": "asked to be left out"}, 7, 2)
    version = build(project, facts=facts)
    data = version.quads.read_bytes()
    manifest = version.manifest
    assert version.sha256 == hashlib.sha256(data).hexdigest()
    assert version.path.name == f"{version.sha256}-{store_format()}"
    assert data.decode().splitlines() == sorted(data.decode().splitlines())
    assert (project.build / "current").read_bytes() == f"{version.path.name}\n".encode()
    assert manifest.counts.graphs == {f"{BASE}graph/a000": 9, f"{BASE}graph/inferred": 3}
    assert (manifest.counts.quads, manifest.counts.triples) == (12, 9)
    assert (manifest.title, manifest.base) == (project.title, BASE)
    assert manifest.facts == facts
    written = {
        path.relative_to(version.path).as_posix() for path in version.path.rglob("*") if path.is_file()
    }
    assert written == {*manifest.files, "manifest.json"}
    assert current_version(project) == version
    verify(version)


def test_both_stores_answer_and_the_default_graph_has_no_duplicates(project: Project) -> None:
    version = build(project)
    merged, full = open_store(version.merged_store), open_store(version.full_store)
    assert (len(merged), len(full)) == (9, 9 + 12)
    assert list(merged.named_graphs()) == []
    query = f"SELECT ?m {{ <{BASE}id/jing-junhai> <{BASE}ontology#attended> ?m }}"
    assert len(list(merged.query(query))) == len(list(full.query(query))) == 3


def test_the_same_statements_give_the_same_bytes_in_any_order_and_folder(tmp_path: Path) -> None:
    quads = meetings(20)
    first = write_version(make_project(tmp_path / "a"), make_dataset(quads), Facts())
    second = write_version(make_project(tmp_path / "b"), make_dataset(reversed(quads)), Facts())
    assert first.path.name == second.path.name
    assert first.quads.read_bytes() == second.quads.read_bytes()


def test_unchanged_inputs_are_not_built_again(project: Project) -> None:
    first = build(project)
    before = {path: path.stat().st_mtime_ns for path in project.build.rglob("*") if path.is_file()}
    steps: list[str] = []
    again = write_version(
        project, make_dataset(meetings(3)), Facts(), progress=lambda words, *_: steps.append(words)
    )
    assert again == first
    assert set(steps) == {"writing the graph"}  # to learn its hash, and not kept
    after = {path: path.stat().st_mtime_ns for path in project.build.rglob("*") if path.is_file()}
    assert after == before


def test_new_facts_go_into_the_manifest_without_a_new_version(project: Project) -> None:
    first = build(project)
    facts = Facts(redirects={"a": "b"}, quotes_from_lock=3)
    second = build(project, facts=facts)
    assert second.path == first.path
    assert second.manifest.built == first.manifest.built
    assert current_version(project).manifest.facts == facts
    verify(second)


def test_going_back_to_an_earlier_state_makes_that_version_current_again(project: Project) -> None:
    first = build(project, 3)
    build(project, 4)
    assert build(project, 3).manifest == first.manifest
    assert current_version(project).path == first.path


def test_an_empty_graph_is_a_version_too(project: Project) -> None:
    version = write_version(project, Dataset(), Facts())
    assert version.manifest.counts.quads == 0
    verify(current_version(project))


def test_lines_that_come_one_by_one_make_the_same_version(project: Project, tmp_path: Path) -> None:
    dataset = make_dataset(meetings(30))
    lines = iter(dataset.quad_lines())
    streamed = write_version(make_project(tmp_path / "streamed"), lines, Facts())
    assert next(lines, None) is None
    whole = write_version(project, dataset, Facts())
    assert streamed.path.name == whole.path.name
    assert streamed.manifest.counts == whole.manifest.counts
    assert streamed.graph_counts() == whole.graph_counts()
    verify(streamed)


def test_lines_that_break_off_leave_the_current_version(project: Project) -> None:
    first = build(project, 2)

    def broken() -> Iterator[str]:
        yield from make_dataset(meetings(9)).quad_lines()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_version(project, broken(), Facts())
    assert current_version(project) == first
    assert [path for path in first.path.parent.iterdir() if path != first.path] == []


def test_progress_names_each_step(project: Project) -> None:
    steps: list[tuple[str, int, int]] = []
    write_version(project, make_dataset(meetings(1)), Facts(), progress=lambda *step: steps.append(step))
    assert list(dict.fromkeys(step[0] for step in steps)) == [
        "writing the graph",
        "counting the statements",
        "writing the store of the default graph",
        "writing the store of all graphs",
        "writing the index of names",
        "reading back",
    ]
    assert [step[1:] for step in steps if step[0] == "reading back"] == [(0, 1), (1, 1)]


def test_without_a_build_there_is_no_version(project: Project) -> None:
    with pytest.raises(NoVersion, match="nothing has been built") as refused:
        current_version(project)
    assert refused.value.help == "run `kg build`"


def _cut(version: Version) -> None:
    version.quads.write_bytes(version.quads.read_bytes()[:-10])


def _lose_a_store_file(version: Version) -> None:
    next(version.full_store.glob("*.sst")).unlink()


def _lose_the_manifest(version: Version) -> None:
    (version.path / "manifest.json").unlink()


def _break_the_manifest(version: Version) -> None:
    (version.path / "manifest.json").write_text('{"layout": 1}')


def _take_anothers_manifest(version: Version) -> None:
    path = version.path / "manifest.json"
    path.write_text(path.read_text().replace(version.sha256, "0" * 64))


def _flip_a_byte(version: Version) -> None:
    data = bytearray(version.quads.read_bytes())
    data[5] ^= 1
    version.quads.write_bytes(data)


def _flip_a_byte_of_a_store(version: Version) -> None:
    path = max(version.merged_store.glob("*.sst"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _lose_the_index(version: Version) -> None:
    version.name_index.unlink()


def _flip_a_byte_of_the_index(version: Version) -> None:
    data = bytearray(version.name_index.read_bytes())
    data[-5] ^= 1
    version.name_index.write_bytes(data)


GONE = [_lose_a_store_file, _lose_the_index, _lose_the_manifest]
CHEAP = [*GONE, _cut, _break_the_manifest, _take_anothers_manifest]


@pytest.mark.parametrize("damage", CHEAP)
def test_a_damaged_version_is_not_served(project: Project, damage: object) -> None:
    damage(build(project))  # type: ignore[operator]
    with pytest.raises(VersionDamaged) as refused:
        current_version(project)
    assert refused.value.help == "run `kg build`"


@pytest.mark.parametrize("damage", [_flip_a_byte, _flip_a_byte_of_a_store, _flip_a_byte_of_the_index])
def test_a_changed_byte_is_found_when_a_version_is_verified(project: Project, damage: object) -> None:
    damage(build(project))  # type: ignore[operator]
    with pytest.raises(VersionDamaged, match="not as it was written"):
        verify(current_version(project))


@pytest.mark.parametrize("damage", [*CHEAP, _flip_a_byte, _flip_a_byte_of_a_store, _flip_a_byte_of_the_index])
def test_the_next_build_mends_a_damaged_version(project: Project, damage: object) -> None:
    version = build(project)
    damage(version)  # type: ignore[operator]
    assert build(project).path == version.path
    verify(current_version(project))
    assert names(project) == {version.path.name}


@pytest.mark.parametrize("content", ["", "nonsense\n", "../../elsewhere\n", "\xff\n"])
def test_a_current_that_names_no_version_is_damage_and_the_next_build_mends_it(
    project: Project, content: str
) -> None:
    version = build(project)
    (project.build / "current").write_text(content, encoding="latin-1")
    with pytest.raises(VersionDamaged, match="does not name a version"):
        current_version(project)
    build(project)
    assert current_version(project).path == version.path


def test_a_version_of_another_store_format_is_not_opened_and_is_built_anew(project: Project) -> None:
    version = build(project)
    manifest = version.path / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    values["format"] = "1-oxigraph-0.1"
    manifest.write_text(json.dumps(values), encoding="utf-8")
    old = version.path.rename(version.path.with_name(f"{version.sha256}-1-oxigraph-0.1"))
    (project.build / "current").write_text(f"{old.name}\n")
    with pytest.raises(VersionDamaged, match=r"store format 1-oxigraph-0\.1"):
        current_version(project)
    assert build(project).path.name == version.path.name
    assert names(project) == {version.path.name, old.name}


@pytest.mark.parametrize("term", ["<http://[/>", '"x"^^<http://[/>'])
def test_a_graph_that_is_no_rdf_is_refused_and_leaves_nothing_behind(project: Project, term: str) -> None:
    version = build(project)
    bad = Triple(thing("a"), kg("page"), Term(term))
    with pytest.raises(KgError, match="not RDF"):
        write_version(project, make_dataset([(GRAPHS[0], bad)]), Facts())
    assert current_version(project) == version
    assert names(project) == {version.path.name}


def test_values_that_the_store_cannot_tell_apart_are_refused(project: Project) -> None:
    texts = [Term('"1"^^<http://www.w3.org/2001/XMLSchema#integer>')]
    texts.append(Term('"01"^^<http://www.w3.org/2001/XMLSchema#integer>'))
    quads = [(GRAPHS[0], Triple(thing("a"), kg("p"), text)) for text in texts]
    with pytest.raises(VersionDamaged, match="instead of 2") as refused:
        write_version(project, make_dataset(quads), Facts())
    assert "spelling of a number" in refused.value.help


def test_the_last_five_versions_stay(project: Project) -> None:
    built = [build(project, count).path.name for count in range(1, KEPT + 4)]
    assert names(project) == set(built[-KEPT:])


def test_an_open_version_outlives_every_build_until_it_is_closed(project: Project) -> None:
    first = build(project, 1)
    with first.hold(), first.hold():
        for count in range(2, KEPT + 4):
            build(project, count)
        verify(first)
    build(project, KEPT + 4)
    assert not first.path.exists()
    with pytest.raises(NoVersion, match="has been deleted"):
        first.hold()


_HOLDER = """
import sys, time
from collections.abc import Iterator
from pathlib import Path
from graph.samples import make_project
from kg.graph.version import current_version
hold = current_version(make_project(Path(sys.argv[1]))).hold()
print("held", flush=True)
time.sleep(600)
"""


def environment() -> dict[str, str]:
    roots = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}


def test_another_process_holds_a_version_for_as_long_as_it_lives(project: Project) -> None:
    first = build(project, 1)
    command = [sys.executable, "-c", _HOLDER, str(project.root)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "held\n"
        for count in range(2, KEPT + 3):
            build(project, count)
        assert first.path.exists()
        reader.send_signal(signal.SIGTERM)
    build(project, KEPT + 3)
    assert not first.path.exists()


def test_forgetting_deletes_every_earlier_version_that_mentions_the_id(project: Project) -> None:
    def part(name: str) -> list[Quad]:
        return [(GRAPHS[0], Triple(thing(name), kg("p"), thing("x")))]

    kept = [*part("li-wei-2"), *part("a-li-wei"), *part("a000--li-wei-2"), *part("li-weiss")]
    gone = [part("li-wei"), part("a000--li-wei--quote-post"), part("authority--li-wei"), part("li-wei--host")]
    other = write_version(project, make_dataset(kept), Facts())
    held = [write_version(project, make_dataset([*kept, *quads]), Facts()) for quads in gone]
    current = write_version(project, make_dataset([*kept, *part("zhang-wei")]), Facts())
    assert other.path.name not in names(project)  # the sixth
    again = write_version(project, make_dataset(kept), Facts())
    forgotten = forget(project, ["li-wei", "unknown"])
    assert set(forgotten.deleted) == {version.path.name for version in held[1:]}
    assert forgotten.still_open == ()
    assert names(project) == {current.path.name, again.path.name}


def test_forgetting_names_what_is_still_open_and_spares_the_current_version(project: Project) -> None:
    first = build(project, 1)
    current = build(project, 2)
    with first.hold():
        assert forget(project, ["jing-junhai"]).still_open == (first.path.name,)
    assert forget(project, ["jing-junhai"]).deleted == (first.path.name,)
    assert names(project) == {current.path.name}
    assert forget(project, []).deleted == ()


def test_a_second_build_is_told_who_builds(project: Project) -> None:
    version = build(project, 1)
    with build_lock(project):
        with pytest.raises(
            BuildBusy, match=rf"another build .* is running \(process {os.getpid()} on "
        ) as busy:
            build(project, 2)
        with pytest.raises(BuildBusy):
            forget(project, ["jing-junhai"])
    assert busy.value.help
    assert current_version(project) == version
    assert current_name(project) == build(project, 1).path.name


def test_leftovers_of_killed_builds_go_with_the_next_build(project: Project) -> None:
    version = build(project)
    for name in (".building-1", ".discarded-2"):
        (version.path.parent / name).mkdir()
    build(project)
    assert names(project) == {version.path.name}
