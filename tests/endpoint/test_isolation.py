"""Each layer of isolation, in a process of its own."""

import subprocess
import sys

import pytest
from endpoint.listening import Listener

from kg.endpoint.worker import isolation
from kg.graph.version import current_version
from kg.model.project import Project

CALL = """
import sys
from pyoxigraph import Store
from kg.endpoint.worker import isolation

layer, folder, url = sys.argv[1:]
if layer == "leave_network":
    print(isolation.leave_network())
store = Store.read_only(folder)
if layer == "forbid_descriptors":
    print(isolation.forbid_descriptors())
try:
    print(next(store.query("SELECT * { SERVICE <" + url + "> { ?s ?p ?o } }")))
except OSError as refused:
    print(type(refused).__name__)
print(len(list(store.query("SELECT * { ?s ?p ?o }"))) == len(store))
"""

GREED = """
from kg.endpoint.worker import isolation

print(isolation.limit_memory(100), flush=True)
kept = bytearray(50_000_000)
try:
    bytearray(200_000_000)
except MemoryError:
    print("MemoryError")
"""


def run(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits on Windows")
@pytest.mark.parametrize("layer", [isolation.leave_network.__name__, isolation.forbid_descriptors.__name__])
def test_either_network_layer_alone_keeps_a_call_in_and_lets_queries_be_answered(
    project: Project, listener: Listener, layer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    active, call, answered = run(CALL, layer, str(current_version(project).merged_store), listener.url)
    if active == "False":
        pytest.skip(f"this machine does not allow {layer}")
    assert call.endswith("Error")
    assert answered == "True"
    assert listener.heard() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")
def test_the_memory_limit_counts_from_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    assert run(GREED) == ["True", "MemoryError"]
