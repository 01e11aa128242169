"""Lines that go into a store in pieces, several at a time, make the store that one load makes."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest
from graph.samples import make_dataset, meetings, quad_lists
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from kg.graph.version import bulk_loading
from kg.graph.version.bulk_loading import Loader
from kg.model.errors import KgError

Quads = list[tuple[str, object]]


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(quads=quad_lists(largest=40), at_once=st.integers(1, 900), many=st.integers(1, 9))
def test_pieces_of_any_size_make_the_store_that_one_load_makes(quads: Quads, at_once: int, many: int) -> None:
    lines = [line.encode() for line in make_dataset(quads).quad_lines()]
    whole = Store()
    whole.bulk_load(b"".join(lines), RdfFormat.N_QUADS)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bulk_loading, "BYTES_AT_ONCE", at_once)
        with Loader(Store(Path(folder, "store")), RdfFormat.N_QUADS) as loader:
            for place in range(0, len(lines), many):
                loader.add(b"".join(lines[place : place + many]))
            told = list(loader.finish())
        assert told == sorted(told)
        assert loader.done == len(lines)
        del loader  # closes the files
        assert set(Store.read_only(str(Path(folder, "store")))) == set(whole)


def test_a_piece_that_is_no_rdf_is_told_and_nothing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_loading, "BYTES_AT_ONCE", 1)
    lines = [line.encode() for line in make_dataset(meetings(60)).quad_lines()]
    with (
        pytest.raises(KgError, match="not RDF"),
        Loader(Store(tmp_path / "store"), RdfFormat.N_QUADS) as loader,
    ):
        for line in [*lines[:9], b"<x:a> <x:b> <http://[/> <x:g> .\n", *lines[9:]]:
            loader.add(line)
    assert loader.done < len(lines)
    held = len(loader._store)
    time.sleep(0.3)
    assert len(loader._store) == held
