"""Where `kg export` writes: the file is whole or as it was, and what a terminal reads is not mixed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli.export import _goes_to_a_file, _write
from kg.model.errors import FileProblem

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device"), ValueError()])
@pytest.mark.parametrize("after", [0, 1, 3])
def test_an_export_that_breaks_off_leaves_the_file_as_it_was(
    tmp_path: Path, stop: BaseException, after: int
) -> None:
    output = tmp_path / "graph.ttl"
    output.write_bytes(b"what was there")

    def blocks() -> Iterator[bytes]:
        for _ in range(after):
            yield b"new " * 100_000
            assert output.read_bytes() == b"what was there"
        raise stop

    with pytest.raises(FileProblem if isinstance(stop, OSError) else type(stop)):
        _write(output, blocks())
    assert output.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [output]


def test_what_was_written_is_on_the_disk_before_it_has_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "graph.ttl"
    seen: list[tuple[int, bool]] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        sync(handle)
        seen.append((os.fstat(handle).st_size, output.exists()))

    monkeypatch.setattr(os, "fsync", noted)
    _write(output, [b"some", b" bytes"])
    assert seen == [(10, False)]
    assert output.read_bytes() == b"some bytes"


@POSIX
def test_progress_is_shown_beside_a_file_and_not_beside_a_terminal_or_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _goes_to_a_file(tmp_path / "new.ttl")
    assert not _goes_to_a_file(Path(os.devnull))
    os.mkfifo(tmp_path / "pipe")
    assert not _goes_to_a_file(tmp_path / "pipe")
    keyboard, screen = os.openpty()
    reading, writing = os.pipe()
    file = os.open(tmp_path / "redirected.ttl", os.O_WRONLY | os.O_CREAT)
    os.close(keyboard)
    os.close(reading)
    for handle, shown in ((screen, False), (writing, False), (file, True)):
        with os.fdopen(handle, "w") as out:
            monkeypatch.setattr(sys, "stdout", out)
            assert _goes_to_a_file(None) is shown
