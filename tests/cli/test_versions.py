"""`kg build` and `kg export`: one version of one input, and bytes that never change."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli.shell import call_kg, environment, kg_command, run_kg

pytestmark = pytest.mark.slow

FORMATS = ("turtle", "trig", "nquads", "ntriples", "jsonld", "rdfxml")


def test_the_same_inputs_are_not_built_twice(museum: Path) -> None:
    first, second = run_kg("build", cwd=museum), run_kg("build", cwd=museum)
    assert first.stdout.startswith(b"built: version ")
    assert second.stdout == first.stdout.replace(b"built:", b"unchanged:")


def test_a_project_with_errors_is_not_built_and_its_last_version_stays(museum: Path) -> None:
    assert call_kg("build", cwd=museum).returncode == 0
    current = (museum / "build" / "current").read_bytes()
    (museum / "seeds" / "m003.yaml").write_text("article: {id: m003\n")
    found = call_kg("build", cwd=museum)
    assert found.returncode == 1
    assert found.stdout == b""
    assert found.stderr.startswith(b"seeds/m003.yaml:")
    assert b"\nerror: the project has errors" in found.stderr
    assert (museum / "build" / "current").read_bytes() == current


def test_a_broken_pointer_to_the_current_version_is_mended_by_a_build(museum: Path) -> None:
    assert call_kg("build", cwd=museum).returncode == 0
    (museum / "build" / "current").write_text("nonsense\n")
    assert call_kg("export", cwd=museum).returncode == 2
    assert call_kg("build", cwd=museum).returncode == 0
    assert call_kg("export", cwd=museum).returncode == 0


def test_forgetting_deletes_the_versions_that_held_a_removed_id(museum: Path) -> None:
    assert call_kg("build", cwd=museum).returncode == 0
    authority = museum / "seeds" / "authority.yaml"
    authority.write_text(
        authority.read_text("utf-8") + "\nremoved:\n  - {id: pyotr-lagin, because: he asked for it}\n",
        "utf-8",
    )
    found = call_kg("build", "--forget", cwd=museum)
    assert found.returncode == 0, found.stderr.decode()
    assert b"deleted: 1 earlier version\n" in found.stdout
    assert b"pyotr-lagin" not in call_kg("export", "--format", "nquads", cwd=museum).stdout


def test_without_a_version_there_is_nothing_to_export_and_help_says_what_to_do(museum: Path) -> None:
    found = call_kg("export", cwd=museum)
    assert found.returncode == 2
    assert found.stderr == b"error: nothing has been built yet\nhelp: run `kg build`\n"


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_has_the_same_bytes_in_a_file_and_in_a_pipe(form: str, built: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph"
    assert call_kg("export", "--format", form, "-o", str(file), cwd=built).returncode == 0
    piped = run_kg("export", "--format", form, cwd=built, PYTHONHASHSEED="7")
    assert piped.returncode == 0, piped.stderr.decode()
    assert file.read_bytes() == piped.stdout
    assert piped.stdout.endswith(b"\n")
    assert b"\r" not in piped.stdout


def test_an_export_replaces_a_file_and_leaves_nothing_beside_it(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_text("old")
    assert call_kg("export", "-o", str(file), cwd=built).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]
    assert file.read_bytes().startswith(b"@prefix ")


def test_an_export_into_a_folder_that_is_not_there_says_so(built: Path, tmp_path: Path) -> None:
    found = call_kg("export", "-o", str(tmp_path / "no" / "graph.ttl"), cwd=built)
    assert found.returncode == 2
    assert found.stderr.decode() == f"error: {tmp_path}/no/graph.ttl: No such file or directory\n"


def test_a_reader_who_goes_away_gets_no_complaint(built: Path) -> None:
    export = subprocess.Popen(
        kg_command("export", "--format", "nquads"),
        cwd=built,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert export.stdout is not None
    assert export.stderr is not None
    export.stdout.read(10)
    export.stdout.close()
    complaint = export.stderr.read()
    export.stderr.close()
    export.wait(60)
    assert complaint == b""
