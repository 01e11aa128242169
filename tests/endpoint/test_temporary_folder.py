"""Workers start wherever temporary files are: the path of their socket is never too long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from endpoint.library import library, publish

import kg

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sockets with paths"),
]

START = """
import sys
from kg.endpoint import fork_server
from kg.model.errors import WorkersNotStarted
fork_server._SHORT_FOLDERS = (sys.argv[1],)
try:
    fork_server.worker_context()
except WorkersNotStarted as refused:
    print(refused.message)
    print(refused.help)
"""
ASK = """
import sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from endpoint.library import library
from kg.endpoint.formats import CSV
from kg.endpoint.protocol import Query
from kg.endpoint.service import Endpoint

if __name__ == "__main__":
    with Endpoint(library(Path(sys.argv[1]))) as endpoint:
        answer = endpoint.answer(Query("ASK { ?s ?p ?o }"), CSV)
        print(answer.body.decode(), tempfile.gettempdir())
"""


def long_folder(folder: Path) -> Path:
    made = folder / ("d" * (200 - len(os.fsencode(folder)) - 1))
    made.mkdir()
    assert len(os.fsencode(made)) == 200
    return made


def test_workers_start_where_the_path_of_temporary_files_has_200_bytes(tmp_path: Path) -> None:
    project = library(tmp_path / "project")
    publish(project)
    script = tmp_path / "ask.py"
    script.write_text(ASK)
    folder = long_folder(tmp_path)
    found = subprocess.run(
        [sys.executable, str(script), str(project.root), str(Path(__file__).parents[1])],
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(Path(kg.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == f"true {folder}\n", "and temporary files stay where they were wanted"


def test_where_no_short_folder_can_be_had_that_is_said_and_not_memory(tmp_path: Path) -> None:
    folder = long_folder(tmp_path)
    script = tmp_path / "start.py"
    script.write_text(START)
    # A process of its own: Python makes the folder of its sockets once.
    found = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "nowhere")],
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(Path(kg.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    message, help = found.stdout.splitlines()
    assert str(folder) in message
    assert "TMPDIR" in help
    assert "memory" not in help
