"""Workers start wherever temporary files are: the path of their socket is never too long."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from endpoint.library import library, publish

import kg
import kg.endpoint.fork_server as fork_server_module
from kg.endpoint.fork_server import worker_context
from kg.model.errors import WorkersNotStarted

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sockets with paths"),
]

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


def test_where_no_short_folder_can_be_had_that_is_said_and_not_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = long_folder(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(fork_server_module, "_SHORT_FOLDERS", (str(tmp_path / "nowhere"),))
    with pytest.raises(WorkersNotStarted) as refused:
        worker_context()
    assert str(folder) in refused.value.message
    assert "TMPDIR" in refused.value.help
    assert "memory" not in refused.value.help
    assert tempfile.tempdir == str(folder)
