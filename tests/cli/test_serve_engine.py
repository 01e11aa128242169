"""`kg serve --engine`: a store that does not answer is told before anything is built."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.shell import run_kg
from patience import within

pytestmark = pytest.mark.slow
_SECONDS = 20.0  # the store has five of them; the rest is how long a busy machine needs to start Python


@pytest.fixture
def port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield int(silent.getsockname()[1])


def test_a_store_that_is_not_there_is_told_at_once(museum: Path) -> None:
    begun = time.monotonic()
    found = run_kg("serve", "--port", "0", "--engine", "http://127.0.0.1:9/sparql", cwd=museum)
    assert time.monotonic() - begun < within(_SECONDS)
    assert (found.returncode, found.stdout) == (2, b"")
    assert found.stderr.startswith(b"error: the store at 127.0.0.1 cannot be reached: ")
    assert not (museum / "build").exists()


@pytest.mark.parametrize("settings", ["", '\n[engine]\ndialect = "virtuoso"\n'])
def test_a_store_that_is_silent_is_told_after_a_look(museum: Path, port: int, settings: str) -> None:
    with (museum / "kg.toml").open("a") as toml:
        toml.write(settings)
    begun = time.monotonic()
    found = run_kg("serve", "--port", "0", "--engine", f"http://127.0.0.1:{port}/sparql", cwd=museum)
    assert time.monotonic() - begun < within(_SECONDS)
    assert (found.returncode, found.stdout) == (2, b"")
    assert found.stderr.startswith(b"error: the store at 127.0.0.1 does not answer")
    assert not (museum / "build").exists()


def test_files_are_served_without_an_engine(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")
    found = run_kg("serve", "--engine", "http://127.0.0.1:9/sparql", "a.nt", cwd=tmp_path)
    assert found.returncode == 2
    assert found.stderr.startswith(b"error: --engine serves a project, not files")
